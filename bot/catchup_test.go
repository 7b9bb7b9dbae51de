package bot

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"footnote/bot/discordtest"
	"footnote/store"
)

// asker puts questions to the bot in one language.
type asker struct {
	*discordtest.Server
	question, answer, sorry string
}

func askers(d *discordtest.Server) map[string]asker {
	return map[string]asker{
		"de": {d, "Wie viel will Amazon investieren?", "Bis zu 50 Mrd. USD", "-# Entschuldige die späte Antwort"},
		"en": {d, "How much will Amazon invest?", "Up to USD 50 billion", "-# Sorry for the late answer"},
	}
}

// ask mentions the bot in a channel.
func (a asker) ask(channelID string, options ...discordtest.MessageOption) discordtest.Message {
	return a.SendMessage(a.Asker(), channelID, a.Bot().Mention()+" "+a.question, options...)
}

// visits are several processes of a bot, one after another.
type visits struct {
	*place
	stop func()
}

func newVisits(t testing.TB) *visits { return &visits{place: newPlace(t, discordtest.Config{})} }

// settled starts a process and waits until it has compared what it is told of.
func (p *visits) settled(c Config) *running {
	p.t.Helper()
	active := "/guilds/" + p.d.Guild().ID + "/threads/active"
	looked := count(p.d, "GET", active)
	r, stop := p.start(c)
	p.stop = stop
	p.d.WaitUntil("the server to be looked into", func() bool { return count(p.d, "GET", active) > looked })
	return r
}

// read waits until the running process has noted all of a channel as read, its own
// answers too.
func (p *visits) read(channelID string) {
	p.t.Helper()
	p.d.WaitUntil("channel "+channelID+" to be read", func() bool {
		all := p.d.Messages(channelID)
		seen, err := p.db.Watermarks(context.Background())
		return err == nil && slices.ContainsFunc(seen, func(s store.Seen) bool { return s.Channel == channelID && s.Message == all[len(all)-1].ID })
	})
}

func count(d *discordtest.Server, method, path string) int {
	n := 0
	for _, r := range d.Requests() {
		if r.Method == method && strings.HasPrefix(r.Path, path) && r.Status != 0 {
			n++
		}
	}
	return n
}

// TestComplaintLostWhileOffline (NousResearch/hermes-agent#16754, #33027): what was
// asked while the bot was away, wherever it reads, is answered once after the next
// start, with an apology when that took long, and not at all when it took a day or a
// human has answered.
func TestComplaintLostWhileOffline(t *testing.T) {
	for _, lang := range []string{"de", "en"} {
		t.Run(lang, func(t *testing.T) { testCatchUp(t, lang) })
	}
}

func testCatchUp(t *testing.T, lang string) {
	p := newVisits(t)
	d := p.d
	a, here, dm := askers(d)[lang], d.Channel().ID, d.DM(d.Asker()).ID
	thread := d.AddChannel(discordtest.Channel{GuildID: d.Guild().ID, Type: discordtest.PublicThread, ParentID: here})
	quiet := d.AddChannel(discordtest.Channel{GuildID: d.Guild().ID, Name: "quiet"})
	forum := d.AddChannel(discordtest.Channel{GuildID: d.Guild().ID, Type: discordtest.ForumChannel})
	past := a.ask(here) // before the bot's first start
	p.clock.Advance(time.Minute)

	p.settled(Config{})
	d.SendMessage(d.Asker(), thread.ID, "hello")
	d.WaitAnswered(d.SendMessage(d.Asker(), dm, a.question).ID, a.ask(here).ID)
	p.stop()
	d.ForgetSessions()

	other := d.AddUser(discordtest.User{Username: "other"})
	tooOld := a.ask(here)
	p.clock.Advance(25 * time.Hour)
	old := []discordtest.Message{a.ask(here), a.ask(thread.ID), a.ask(quiet.ID), d.SendMessage(d.Asker(), dm, a.question)}
	_, post := d.AddPost(d.Asker(), forum.ID, "A question", d.Bot().Mention()+" "+a.question)
	old = append(old, post)
	p.clock.Advance(40 * time.Minute)
	young, settled := a.ask(here), a.ask(here)
	chatter := d.SendMessage(d.Asker(), here, a.question)
	d.SendMessage(other, here, "50!", discordtest.ReplyTo(settled))
	d.SendMessage(other, here, "me too", discordtest.ReplyTo(chatter))
	own := a.ask(here)
	d.SendMessage(d.Asker(), here, "anybody?", discordtest.ReplyTo(own)) // the asker answers nothing

	p.settled(Config{})
	for _, m := range append(old, young, own) {
		got := d.WaitMessage(m.ChannelID, discordtest.RepliesTo(m))
		late := m.ID != young.ID && m.ID != own.ID
		if !strings.Contains(got.Content, a.answer) || strings.HasPrefix(got.Content, a.sorry) != late {
			t.Errorf("late %v: %q", late, got.Content)
		}
	}
	p.read(here)
	p.stop()
	d.ForgetSessions()
	listed := count(d, "GET", "/channels/"+here+"/messages")
	p.settled(Config{}) // has nothing to catch up with
	p.stop()
	if n := count(d, "GET", "/channels/"+here+"/messages"); n != listed {
		t.Errorf("the channel was listed %d times more", n-listed)
	}
	for _, m := range append(old, young, own) {
		if n := len(d.Answers(m.ID)); n != 1 {
			t.Errorf("%d answers to %q", n, m.Content)
		}
	}
	for name, m := range map[string]discordtest.Message{"before the first start": past, "too old": tooOld, "answered by a human": settled, "not addressed": chatter} {
		if n := len(d.Answers(m.ID)); n != 0 {
			t.Errorf("%s: %d answers", name, n)
		}
	}
}

// TestCatchUpAfterLostSession: the same within one process, for what was said
// while the session was lost; events that come all the same change nothing.
func TestCatchUpAfterLostSession(t *testing.T) {
	p := newVisits(t)
	d := p.d
	p.settled(Config{})
	a := askers(d)["de"]
	d.WaitAnswered(a.ask(d.Channel().ID).ID)
	lost := a.ask(d.Channel().ID, discordtest.Unseen())
	d.ForgetSessions()
	d.DropGateway()
	d.WaitAnswered(lost.ID)
	d.Resend(lost)
	after := a.ask(d.Channel().ID)
	d.WaitAnswered(after.ID)
	p.stop()
	if got := d.Tally(lost.ID, after.ID); got.Answered != 2 {
		t.Error(got)
	}
	if d.Identifies() != 2 {
		t.Errorf("%d IDENTIFYs", d.Identifies())
	}
}

// TestCatchUpPages: a gap of more than one page.
func TestCatchUpPages(t *testing.T) {
	p := newVisits(t)
	d := p.d
	a, here := askers(d)["en"], d.Channel().ID
	p.settled(Config{})
	d.WaitAnswered(a.ask(here).ID)
	p.stop()
	d.ForgetSessions()
	var asked []string
	for i := range 250 {
		if i%83 == 0 {
			asked = append(asked, a.ask(here).ID)
			continue
		}
		d.SendMessage(d.Asker(), here, fmt.Sprint("chatter ", i))
	}
	p.settled(Config{})
	d.WaitAnswered(asked...)
	p.stop()
	if got := d.Tally(asked...); got.Answered != len(asked) {
		t.Error(got)
	}
}

// TestCatchUpCrash: a process that ends before a gap is caught up leaves it to
// the next, although live messages came behind the gap, and although the next one
// resumes the session and so is told of no channel.
func TestCatchUpCrash(t *testing.T) {
	p := newVisits(t)
	d := p.d
	a, here, dm := askers(d)["en"], d.Channel().ID, d.DM(d.Asker()).ID
	p.settled(Config{})
	d.WaitAnswered(a.ask(here).ID, d.SendMessage(d.Asker(), dm, a.question).ID)
	p.stop()
	d.ForgetSessions()
	missed := []string{a.ask(here).ID, d.SendMessage(d.Asker(), dm, a.question).ID}
	fault := d.Fault(discordtest.Fault{Kind: discordtest.Unavailable, Method: "GET", Path: "/channels/*/messages", Times: -1})
	p.settled(Config{})
	fault.WaitHit(6)
	live := a.ask(here)
	d.WaitAnswered(live.ID)
	p.stop()
	fault.Release()
	p.settled(Config{})
	d.WaitAnswered(missed...)
	p.stop()
	if got := d.Tally(append(missed, live.ID)...); got.Answered != 3 {
		t.Error(got)
	}
	if d.Resumes() != 2 || d.Identifies() != 2 { // the second start resumed in vain, the third with success
		t.Errorf("%d RESUMEs and %d IDENTIFYs; the last start was meant to resume", d.Resumes(), d.Identifies())
	}
}

// TestCatchUpWithoutAccess: a channel that cannot be read is skipped and named once
// with its mend; a list that hangs keeps nobody waiting.
func TestCatchUpWithoutAccess(t *testing.T) {
	p := newVisits(t)
	d := p.d
	a, more := askers(d)["de"], map[string]discordtest.Channel{}
	for _, name := range []string{"no history", "no access", "gone", "deleted message"} {
		more[name] = d.AddChannel(discordtest.Channel{GuildID: d.Guild().ID, Name: strings.ReplaceAll(name, " ", "-")})
	}
	here := d.AddChannel(discordtest.Channel{GuildID: d.Guild().ID}).ID // caught up behind the others
	p.settled(Config{})
	d.WaitAnswered(a.ask(here).ID)
	p.stop()
	d.ForgetSessions()
	missed := a.ask(here)
	for name, c := range more {
		m := a.ask(c.ID)
		switch name {
		case "no history":
			c.Permissions = discordtest.PermAll &^ discordtest.PermReadHistory
			d.SetChannel(c)
		case "no access":
			c.MissingAll = true
			d.SetChannel(c)
		case "deleted message":
			d.DeleteMessage(m.ID)
		}
	}
	d.Fault(discordtest.Fault{Method: "GET", Path: "/channels/" + more["gone"].ID + "/messages", Times: -1, Status: 404, Body: `{"message":"Unknown Channel","code":10003}`})
	hang := d.Fault(discordtest.Fault{Method: "GET", Path: "/channels/" + here + "/messages", Action: discordtest.Hang})
	r := p.settled(Config{})
	hang.WaitHit(1)
	live := a.ask(here)
	d.WaitAnswered(live.ID)
	hang.Release()
	d.WaitAnswered(missed.ID)
	for range 2 { // each is named once, however often the session begins anew
		lost := a.ask(here, discordtest.Unseen())
		d.ForgetSessions()
		d.DropGateway()
		d.WaitAnswered(lost.ID)
	}
	p.stop()
	deleted := "/channels/" + more["deleted message"].ID + "/messages"
	if n := count(d, "GET", deleted); n != 2 { // the list, and the look for what is known to be last
		t.Errorf("%d requests for a channel whose last message is deleted", n)
	}
	log := r.log.String()
	for name, c := range more {
		want := 1
		if name == "deleted message" {
			want = 0
		}
		if n := strings.Count(log, "are not found\" channel="+c.ID); n != want {
			t.Errorf("%s: named %d times", name, n)
		}
	}
	if !strings.Contains(log, "Read Message History") {
		t.Error("the mend is not named")
	}
}
