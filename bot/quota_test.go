package bot

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"footnote/answer"
	"footnote/bot/discordtest"
)

// governed is a Discord with an administrator in it, early in a day.
func governed(p *visits) (d *discordtest.Server, admin discordtest.User) {
	now := p.clock.Now().UTC()
	p.clock.Advance(now.Truncate(24 * time.Hour).Add(26 * time.Hour).Sub(now))
	d = p.d
	admin = d.AddUser(discordtest.User{Username: "admin"})
	role := d.AddRole(d.Guild().ID, discordtest.Role{Name: "staff", Permissions: 1 << 5}) // Manage Server
	d.GiveRole(d.Guild().ID, admin.ID, role.ID)
	return d, admin
}

// slash sends /ask in the language of a.
func (a asker) slash(user discordtest.User, lang string) *discordtest.Handle {
	i := discordtest.Slash(user, a.Channel().ID, "ask", question(a.question))
	i.Locale = map[string]string{"de": "de", "en": "en-GB"}[lang]
	return a.SendInteraction(i)
}

// TestUserLimit: who asks too much in a minute is told once in words, then by a
// reaction, and is answered again afterwards; administrators always are.
func TestUserLimit(t *testing.T) {
	for lang, want := range map[string]string{"de": "Mehr als 2 Fragen in einer Minute beantworte ich niemandem. Wieder möglich: <t:%d:R>.",
		"en": "I answer nobody more than 2 questions a minute. Possible again: <t:%d:R>."} {
		t.Run(lang, func(t *testing.T) {
			p := newVisits(t)
			d, admin := governed(p)
			a, here := askers(d)[lang], d.Channel().ID
			p.settled(Config{UserLimit: 2})
			begin := p.clock.Now()
			d.WaitAnswered(a.ask(here).ID, a.ask(here).ID)
			refused := a.ask(here)
			got := d.WaitMessage(here, discordtest.RepliesTo(refused))
			if least, most := fmt.Sprintf(want, begin.Unix()+60), fmt.Sprintf(want, begin.Unix()+62); got.Content < least || got.Content > most {
				t.Errorf("refused with %q, want %q to %q", got.Content, least, most)
			}
			again := a.ask(here)
			d.WaitReaction(again.ID, waitEmoji)
			h := a.slash(d.Asker(), lang)
			if got := h.WaitResponse(); !got.Ephemeral || got.Type != discordtest.RespondMessage || !strings.HasPrefix(got.Content, want[:15]) {
				t.Errorf("/ask: %+v", got)
			}
			h.Resend()
			for range 4 {
				m := d.SendMessage(admin, here, d.Bot().Mention()+" "+a.question)
				if got := d.WaitMessage(here, discordtest.RepliesTo(m)); !strings.Contains(got.Content, a.answer) {
					t.Errorf("an administrator is told %q", got.Content)
				}
				if got := a.slash(admin, lang).WaitEdit(nil); !strings.Contains(got.Content, a.answer) {
					t.Errorf("an administrator is told %q", got.Content)
				}
			}
			p.clock.Advance(2 * time.Minute)
			after := a.ask(here)
			if got := d.WaitMessage(here, discordtest.RepliesTo(after)); !strings.Contains(got.Content, a.answer) {
				t.Errorf("after a minute: %q", got.Content)
			}
			p.stop()
			if got := d.Tally(refused.ID, after.ID); got.Answered != 2 {
				t.Error(got)
			}
			if n := len(d.Answers(again.ID)); n != 0 {
				t.Errorf("%d replies where a reaction was enough", n)
			}
		})
	}
}

// TestChannelLimit: it holds for all who ask in a channel, and for no other
// channel.
func TestChannelLimit(t *testing.T) {
	p := newVisits(t)
	d, _ := governed(p)
	a, other := askers(d)["de"], d.AddChannel(discordtest.Channel{GuildID: d.Guild().ID})
	p.settled(Config{ChannelLimit: 3})
	for i := range 3 {
		d.WaitAnswered(d.SendMessage(d.AddUser(discordtest.User{Username: fmt.Sprint("u", i)}), d.Channel().ID, d.Bot().Mention()+" "+a.question).ID)
	}
	m := a.ask(d.Channel().ID)
	if got := d.WaitMessage(m.ChannelID, discordtest.RepliesTo(m)); !strings.HasPrefix(got.Content, "Mehr als 3 Fragen in einer Minute beantworte ich in einem Kanal nicht.") {
		t.Errorf("refused with %q", got.Content)
	}
	m = a.ask(other.ID)
	if got := d.WaitMessage(m.ChannelID, discordtest.RepliesTo(m)); !strings.Contains(got.Content, a.answer) {
		t.Errorf("elsewhere: %q", got.Content)
	}
}

// quotaOf uses /quota and returns what is answered, which nobody else sees.
func quotaOf(t *testing.T, d *discordtest.Server, user discordtest.User, channel, locale string, options ...discordtest.Option) string {
	t.Helper()
	i := discordtest.Slash(user, channel, "quota", options...)
	i.Locale = locale
	got := d.SendInteraction(i).WaitResponse()
	if !got.Ephemeral || got.Type != discordtest.RespondMessage {
		t.Errorf("/quota was not answered privately: %+v", got)
	}
	return got.Content
}

// TestComplaintQuota (utensils/mold#139): a day has so many questions, counted across
// restarts, told with when the next day begins, shown and reset by /quota;
// administrators have any number.
func TestComplaintQuota(t *testing.T) {
	for _, lang := range []string{"de", "en"} {
		t.Run(lang, func(t *testing.T) { testQuota(t, lang) })
	}
}

func testQuota(t *testing.T, lang string) {
	texts := map[string]map[string]string{
		"de": {"spent": "Deine 2 Fragen für heute sind aufgebraucht. Wieder möglich: <t:%d:R>.", "used": "Heute: %d von 2 Fragen. Die Zählung beginnt neu: <t:%d:R>."},
		"en": {"spent": "Your 2 questions for today are used up. Possible again: <t:%d:R>.", "used": "Today: %d of 2 questions. The count starts anew: <t:%d:R>."},
	}[lang]
	p := newVisits(t)
	d, admin := governed(p)
	a, here := askers(d)[lang], d.Channel().ID
	tomorrow := p.clock.Now().UTC().Truncate(24 * time.Hour).Add(24 * time.Hour).Unix()
	use := func(user discordtest.User, options ...discordtest.Option) string {
		t.Helper()
		return quotaOf(t, d, user, here, map[string]string{"de": "de", "en": "en-US"}[lang], options...)
	}
	spent, used := fmt.Sprintf(texts["spent"], tomorrow), func(n int) string { return fmt.Sprintf(texts["used"], n, tomorrow) }

	p.settled(Config{DailyQuota: 2})
	d.WaitAnswered(a.ask(here).ID)
	thanks := d.SendMessage(d.Asker(), here, d.Bot().Mention()+" thanks!")
	d.WaitReaction(thanks.ID, "👍")
	p.stop()
	p.settled(Config{DailyQuota: 2})
	if got := use(d.Asker()); got != used(1) { // thanks do not count
		t.Errorf("/quota: %q, want %q", got, used(1))
	}
	a.slash(d.Asker(), lang).WaitEdit(nil)
	if got := use(d.Asker()); got != used(2) {
		t.Errorf("/quota: %q, want %q", got, used(2))
	}
	for name, got := range map[string]string{
		"message":   d.WaitMessage(here, discordtest.RepliesTo(a.ask(here))).Content,
		"/ask":      a.slash(d.Asker(), lang).WaitEdit(nil).Content,
		"once more": d.WaitMessage(here, discordtest.RepliesTo(a.ask(here))).Content,
	} {
		if got != spent {
			t.Errorf("%s: %q, want %q", name, got, spent)
		}
	}
	of, reset := discordtest.Option{Name: "user", Value: d.Asker().ID}, discordtest.Option{Name: "reset", Value: true}
	if got, want := use(admin, of), d.Asker().Mention()+"\n"+used(2); got != want {
		t.Errorf("of a member: %q, want %q", got, want)
	}
	use(admin, of, reset)
	if got := use(d.Asker()); got != used(0) {
		t.Errorf("after the reset: %q", got)
	}
	if got := d.WaitMessage(here, discordtest.RepliesTo(a.ask(here))); !strings.Contains(got.Content, a.answer) {
		t.Errorf("after the reset: %q", got.Content)
	}
	d.WaitAnswered(a.ask(here).ID)
	p.clock.Advance(24 * time.Hour)
	if got := d.WaitMessage(here, discordtest.RepliesTo(a.ask(here))); !strings.Contains(got.Content, a.answer) {
		t.Errorf("the next day: %q", got.Content)
	}
	p.stop()
}

// TestLimitsOfCatchUp: questions of a time offline count as they were asked, and
// administrators among the askers have no limit there either.
func TestLimitsOfCatchUp(t *testing.T) {
	p := newVisits(t)
	d, admin := governed(p)
	a, here := askers(d)["de"], d.Channel().ID
	c := Config{UserLimit: 1, DailyQuota: 2}
	p.settled(c)
	d.WaitAnswered(a.ask(here).ID)
	p.stop()
	d.ForgetSessions()
	p.clock.Advance(2 * time.Minute)
	want := map[string]string{}
	ask := func(u discordtest.User, begins string) string {
		id := d.SendMessage(u, here, d.Bot().Mention()+" "+a.question).ID
		want[id] = begins
		return id
	}
	var ids []string
	for range 3 {
		ids = append(ids, ask(admin, a.answer))
	}
	ids = append(ids, ask(d.Asker(), a.answer), ask(d.Asker(), "Mehr als 1 Fragen in einer Minute"))
	p.clock.Advance(2 * time.Minute)
	ids = append(ids, ask(d.Asker(), "Deine 2 Fragen für heute sind aufgebraucht."))
	p.settled(c)
	d.WaitAnswered(ids...)
	p.stop()
	for _, id := range ids {
		if got := d.Answers(id); len(got) != 1 || !strings.HasPrefix(got[0].Content, want[id]) {
			t.Errorf("answered %+v, want %q", got, want[id])
		}
	}
	if n := count(d, "GET", "/guilds/"+d.Guild().ID+"/members"); n != 2 {
		t.Errorf("%d look-ups of 2 members", n)
	}
}

// TestQuotaRights: what options of /quota do is looked at each time, whatever the
// server's settings allow.
func TestQuotaRights(t *testing.T) {
	p := newVisits(t)
	d, admin := governed(p)
	here, member := d.Channel().ID, d.Asker()
	other := d.AddUser(discordtest.User{Username: "other"})
	almost := d.AddUser(discordtest.User{Username: "moderator"})
	d.GiveRole(d.Guild().ID, almost.ID, d.AddRole(d.Guild().ID, discordtest.Role{Name: "mods", Permissions: discordtest.PermManageMessages}).ID)
	p.settled(Config{DailyQuota: 5})
	a := askers(d)["en"]
	d.WaitAnswered(a.ask(here).ID, d.SendMessage(other, here, d.Bot().Mention()+" "+a.question).ID)
	of := func(u discordtest.User) discordtest.Option { return discordtest.Option{Name: "user", Value: u.ID} }
	reset := discordtest.Option{Name: "reset", Value: true}
	for name, tt := range map[string]struct {
		user    discordtest.User
		channel string
		options []discordtest.Option
		want    string
	}{
		"own":                           {member, here, nil, "Today: 1 of 5"},
		"own, by name":                  {member, here, []discordtest.Option{of(member)}, member.Mention() + "\nToday: 1 of 5"},
		"somebody else's":               {member, here, []discordtest.Option{of(other)}, "Only administrators"},
		"reset of one's own":            {member, here, []discordtest.Option{of(member), reset}, "Only administrators"},
		"reset of all":                  {member, here, []discordtest.Option{reset}, "Only administrators"},
		"by a moderator":                {almost, here, []discordtest.Option{reset}, "Only administrators"},
		"in direct messages":            {admin, d.DM(admin).ID, []discordtest.Option{reset}, "Only administrators"},
		"an administrator's own":        {admin, here, nil, "There is no limit for administrators."},
		"a member's, by administrators": {admin, here, []discordtest.Option{of(other)}, other.Mention() + "\nToday: 1 of 5"},
		"reset that is none":            {member, here, []discordtest.Option{{Name: "reset", Value: false}}, "Today: 1 of 5"},
	} {
		if got := quotaOf(t, d, tt.user, tt.channel, "en-GB", tt.options...); !strings.HasPrefix(got, tt.want) {
			t.Errorf("%s: %q, want %q", name, got, tt.want)
		}
	}
	if got := quotaOf(t, d, admin, here, "de", reset); got != "Die Zählung aller Mitglieder dieses Servers steht wieder auf null." {
		t.Errorf("reset of all: %q", got)
	}
	for _, u := range []discordtest.User{member, other} {
		if got := quotaOf(t, d, u, here, "fr"); !strings.HasPrefix(got, "Aujourd’hui : 0 questions sur 5.") {
			t.Errorf("after the reset: %q", got)
		}
	}
	if raw := string(d.WaitCommand("", "quota").Raw); !strings.Contains(raw, `"kontingent"`) || !strings.Contains(raw, `"zurücksetzen"`) {
		t.Errorf("not localised: %s", raw)
	}
}

// TestNoQuota: without one, /quota says so.
func TestNoQuota(t *testing.T) {
	r := online(t, Config{})
	d := r.discord
	if got := quotaOf(t, d, d.Asker(), d.Channel().ID, "de"); got != "Hier ist die Zahl der Fragen am Tag nicht begrenzt." {
		t.Errorf("%q", got)
	}
}

// stuckBot has one worker, a queue of one, and no answer before its end; entered
// tells when the worker is at a question.
func stuckBot() (c Config, entered chan struct{}) {
	entered = make(chan struct{}, 8)
	return Config{Workers: 1, Queue: 1, Drain: time.Millisecond, Engine: script(func(ctx context.Context, _ answer.Question) (answer.Answer, error) {
		entered <- struct{}{}
		<-ctx.Done()
		return answer.Answer{}, ctx.Err()
	})}, entered
}

// TestCrowdLate: a response that tells of the wait is not taken for the answer
// when that comes after the interaction is over, and so into the channel.
func TestCrowdLate(t *testing.T) {
	p := newVisits(t)
	d, _ := governed(p)
	a, here := askers(d)["en"], d.Channel().ID
	stuck, entered := stuckBot()
	p.settled(stuck)
	a.ask(here)
	<-entered
	waits := []*discordtest.Handle{a.slash(d.Asker(), "en"), a.slash(d.Asker(), "en")}
	told := map[*discordtest.Handle]string{}
	for _, h := range waits {
		if got := h.WaitResponse(); got.Type == discordtest.RespondMessage {
			told[h] = got.MessageID
		}
	}
	if len(told) == 0 {
		t.Fatal("nobody is told of the wait")
	}
	p.stop()
	p.clock.Advance(20 * time.Minute)
	p.settled(Config{})
	for h, id := range told {
		got := d.WaitMessage(here, func(m discordtest.Message) bool { return m.Reference != nil && m.Reference.MessageID == id })
		if !strings.Contains(got.Content, a.answer) {
			t.Errorf("answered %q", got.Content)
		}
		p.finished(h.ID)
	}
	p.stop()
}

// TestQuotaOfFailure: a question that could not be answered does not count.
func TestQuotaOfFailure(t *testing.T) {
	p := newVisits(t)
	d, _ := governed(p)
	c := Config{DailyQuota: 5, Engine: script(func(context.Context, answer.Question) (answer.Answer, error) {
		return answer.Answer{}, errors.New("disk on fire")
	})}
	p.settled(c)
	d.WaitAnswered(askers(d)["de"].ask(d.Channel().ID).ID)
	p.stop()
	p.settled(c)
	if got := quotaOf(t, d, d.Asker(), d.Channel().ID, "de"); !strings.HasPrefix(got, "Heute: 0 von 5 Fragen.") {
		t.Errorf("%q", got)
	}
}

// TestCrowd: whose question comes when the queue is full is told that the answer
// takes longer, and it comes, once, also after a restart.
func TestCrowd(t *testing.T) {
	for lang, want := range map[string]string{"de": "Gerade fragen viele zugleich.", "en": "Many people are asking at once."} {
		t.Run(lang, func(t *testing.T) {
			p := newVisits(t)
			d, _ := governed(p)
			a, here := askers(d)[lang], d.Channel().ID
			stuck, entered := stuckBot()
			p.settled(stuck)
			first := a.ask(here)
			<-entered
			asked := []string{first.ID, a.ask(here).ID, a.ask(here).ID, a.ask(here).ID}
			d.WaitUntil("two of three to be marked as waiting", func() bool { // in whichever order they were taken in
				n := 0
				for _, id := range asked[1:] {
					n += len(d.Reactions(id))
				}
				return n >= 2
			})
			if got := d.WaitMessage(here, discordtest.Contains(want)); got.Reference != nil {
				t.Errorf("the notice looks like an answer: %+v", got)
			}
			h := a.slash(d.Asker(), lang)
			if got := h.WaitResponse(); got.Type != discordtest.RespondMessage || got.Ephemeral || !strings.HasPrefix(got.Content, want) {
				t.Errorf("/ask: %+v", got)
			}
			p.stop()
			p.settled(Config{})
			d.WaitAnswered(asked...)
			if got := h.WaitEdit(discordtest.Contains(a.answer)); got.Ephemeral() {
				t.Error("the answer is private")
			}
			p.stop()
			if got := d.Tally(append(asked, h.ID)...); got.Answered != 5 {
				t.Error(got)
			}
			if len(d.Reactions(first.ID)) != 0 {
				t.Error("a question for which there was room is marked as waiting")
			}
			n := 0
			for _, m := range d.Messages(here) {
				if strings.HasPrefix(m.Content, want) {
					n++
				}
			}
			if n != 1 {
				t.Errorf("the channel was told %d times", n)
			}
		})
	}
}
