package bot

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"footnote/answer"
	"footnote/bot/discordtest"
	"footnote/store"
)

// locales are Discord's of the languages that tests are in.
var locales = map[string]string{"de": "de", "en": "en-GB"}

// inBoth runs a test in German and in English.
func inBoth(t *testing.T, test func(t *testing.T, lang string)) {
	t.Helper()
	for _, lang := range []string{"de", "en"} {
		t.Run(lang, func(t *testing.T) { test(t, lang) })
	}
}

// set uses a subcommand of /settings and returns what is said, to its user alone.
func (p *visits) set(user discordtest.User, lang, name string, options ...discordtest.Option) string {
	p.t.Helper()
	i := discordtest.Slash(user, p.d.Channel().ID, commandSettings, options...)
	i.Subcommand = name
	return p.private(i, lang)
}

// govern uses /pause or /resume, or another command without options.
func (p *visits) govern(user discordtest.User, lang, name string) string {
	p.t.Helper()
	return p.private(discordtest.Slash(user, p.d.Channel().ID, name), lang)
}

func (p *visits) private(i discordtest.Interaction, lang string) string {
	p.t.Helper()
	i.Locale = locales[lang]
	got := p.d.SendInteraction(i).WaitResponse()
	if !got.Ephemeral || got.Type != discordtest.RespondMessage {
		p.t.Errorf("/%s %s was not answered privately: %+v", i.Name, i.Subcommand, got)
	}
	return got.Content
}

func value(v any) discordtest.Option { return discordtest.Option{Name: optionValue, Value: v} }

// contains fails unless text has all the parts.
func contains(t *testing.T, text string, parts ...string) {
	t.Helper()
	for _, part := range parts {
		if !strings.Contains(text, part) {
			t.Errorf("no %q in %q", part, text)
		}
	}
}

// TestSettings: each setting is confirmed privately, holds at once and after a
// restart, and is for those alone who may manage the server, whatever is set for
// the command in Discord.
func TestSettings(t *testing.T) { inBoth(t, testSettings) }

func testSettings(t *testing.T, lang string) {
	words := map[string]map[string]string{
		"de": {"forbidden": "Das dürfen nur, die den Server verwalten.", "saved": "Gespeichert. Sie gelten ab sofort.", "unchanged": "Es wurde nichts geändert.",
			"fresh": "Sprache: die der Frage\nArt der Antwort: nicht gewählt\nFragen bleiben gespeichert: 30 Tage", "all": "Rollen, die fragen dürfen: alle",
			"quotes": "Art der Antwort: nur in Zitaten", "french": "Sprache: Français", "week": "Fragen bleiben gespeichert: 7 Tage", "days": "zwischen 1 und 365", "role": "Diese Rolle gibt es nicht."},
		"en": {"forbidden": "Only those who may manage the server can do that.", "saved": "Saved. They apply from now on.", "unchanged": "Nothing has been changed.",
			"fresh": "Language: that of the question\nHow I answer: not chosen\nQuestions are kept for: 30 days", "all": "Roles that may ask: everyone",
			"quotes": "How I answer: in quotations only", "french": "Language: Français", "week": "Questions are kept for: 7 days", "days": "from 1 to 365", "role": "This role does not exist."},
	}[lang]
	p := newVisits(t)
	d, admin := governed(p)
	var asked []answer.Question
	engine := script(func(ctx context.Context, q answer.Question) (answer.Answer, error) {
		asked = append(asked, q) // one worker, and read when it has ended
		return realEngine(t).Answer(ctx, q, nil)
	})
	c := Config{Engine: engine, Workers: 1}
	p.settled(c)
	contains(t, p.set(d.Asker(), lang, setProfile, value("quotes")), words["forbidden"])
	contains(t, p.set(admin, lang, setShow), words["fresh"], words["all"])
	contains(t, p.set(admin, lang, setProfile, value("quotes")), words["saved"], words["quotes"])
	contains(t, p.set(admin, lang, setProfile, value("quotes")), words["unchanged"], words["quotes"])
	contains(t, p.set(admin, lang, setLanguage, value("fr")), words["saved"], words["french"])
	contains(t, p.set(admin, lang, setRetention, discordtest.Option{Name: optionDays, Value: 7}), words["saved"], words["week"])
	contains(t, p.set(admin, lang, setRetention, discordtest.Option{Name: optionDays, Value: 366}), words["days"])
	contains(t, p.set(admin, lang, setRoles, discordtest.Option{Name: optionRole, Value: admin.ID}, discordtest.Option{Name: optionOn, Value: true}), words["role"])
	a := askers(d)[lang]
	d.WaitAnswered(a.ask(d.Channel().ID).ID)
	p.stop()
	p.settled(c)
	contains(t, p.set(admin, lang, setShow), words["quotes"], words["french"], words["week"])
	m := a.ask(d.Channel().ID)
	if got := d.WaitMessage(m.ChannelID, discordtest.RepliesTo(m)); !strings.HasPrefix(got.Content, "L’article dit, en allemand :") {
		t.Errorf("answered in another language: %q", got.Content)
	}
	contains(t, p.set(admin, lang, setProfile, value("none")), words["saved"])
	contains(t, p.set(admin, lang, setLanguage, value("question")), words["saved"])
	contains(t, p.set(admin, lang, setRetention), words["saved"], words["fresh"])
	m = a.ask(d.Channel().ID)
	contains(t, d.WaitMessage(m.ChannelID, discordtest.RepliesTo(m)).Content, a.answer)
	p.stop()
	want := []answer.Question{{Language: "fr", Profile: answer.ProfileQuotes}, {Language: "fr", Profile: answer.ProfileQuotes}, {}}
	for i, q := range asked {
		if q.Language != want[i].Language || q.Profile != want[i].Profile {
			t.Errorf("question %d was put in language %q and profile %q", i, q.Language, q.Profile)
		}
	}
	if len(asked) != len(want) {
		t.Errorf("%d questions", len(asked))
	}
}

// TestSettingsOfOthers: what another machine saves holds here within seconds, and
// what cannot be read changes nothing.
func TestSettingsOfOthers(t *testing.T) {
	p := newVisits(t)
	d, admin := governed(p)
	r := p.settled(Config{})
	ctx := context.Background()
	save := func(version int, value string) {
		t.Helper()
		if _, err := p.db.SaveSettings(ctx, store.Settings{Guild: d.Guild().ID, Version: version, Value: json.RawMessage(value)}); err != nil {
			t.Fatal(err)
		}
	}
	save(0, `{"language":"it"}`)
	a := askers(d)["de"]
	d.WaitUntil("an answer in Italian", func() bool {
		m := a.ask(d.Channel().ID)
		return strings.HasPrefix(d.WaitMessage(m.ChannelID, discordtest.RepliesTo(m)).Content, "L’articolo dice, in tedesco:")
	})
	save(1, `{"language":7}`)
	d.WaitUntil("the log", func() bool { return strings.Contains(r.log.String(), "settings not readable") })
	m := a.ask(d.Channel().ID)
	contains(t, d.WaitMessage(m.ChannelID, discordtest.RepliesTo(m)).Content, "L’articolo dice, in tedesco:")
	contains(t, p.set(admin, "de", setLanguage, value("en")), "ließen sich nicht speichern", "Kennung")
	if n := strings.Count(r.log.String(), "settings not readable"); n != 1 {
		t.Errorf("logged %d times", n)
	}
}

// TestSettingsConflict: who changes settings that somebody else has changed
// meanwhile is told, and changes nothing; stopping the answers tries again.
func TestSettingsConflict(t *testing.T) {
	p := newVisits(t)
	d, admin := governed(p)
	p.with(func(db *store.DB) {
		ctx := context.Background()
		c, err := Config{Token: "t", Store: db}.withDefaults()
		if err != nil {
			t.Fatal(err)
		}
		b := newBot(ctx, c)
		i := interaction{GuildID: d.Guild().ID, Member: &member{User: &user{ID: admin.ID}, Permissions: "32"}, Locale: "de"}
		others := 0
		meanwhile := func(s *settings) (bool, error) {
			if others++; others == 1 {
				if _, err := db.SaveSettings(ctx, store.Settings{Guild: i.GuildID, Value: json.RawMessage(`{"language":"nl"}`)}); err != nil {
					return false, err
				}
			}
			s.Profile = answer.ProfileQuotes
			return true, nil
		}
		if _, _, err := b.alterSettings(ctx, i, meanwhile); !errors.Is(err, store.ErrConflict) {
			t.Errorf("the error is %v", err)
		}
		s, changed, err := b.alterSettings(ctx, i, meanwhile)
		if err != nil || !changed || s.Language != "nl" || s.Profile != answer.ProfileQuotes || b.settings.of(i.GuildID).Language != "nl" {
			t.Errorf("%+v, %v, %v", s, changed, err)
		}
	})
}

// TestComplaintRoles (utensils/mold#139): a server says which roles may ask. Who
// has none is told so, in words once, privately where that is possible, after a
// time offline too; administrators always may.
func TestComplaintRoles(t *testing.T) { inBoth(t, testRoles) }

func testRoles(t *testing.T, lang string) {
	refusal := map[string]string{"de": "Hier dürfen mich nur Mitglieder mit bestimmten Rollen fragen.", "en": "Only members with certain roles may ask me here."}[lang]
	p := newVisits(t)
	d, admin := governed(p)
	press := d.AddRole(d.Guild().ID, discordtest.Role{Name: "press"})
	reporter := d.AddUser(discordtest.User{Username: "reporter"})
	d.GiveRole(d.Guild().ID, reporter.ID, press.ID)
	a, here := askers(d)[lang], d.Channel().ID
	ask := func(u discordtest.User) discordtest.Message {
		return d.SendMessage(u, here, d.Bot().Mention()+" "+a.question)
	}
	role, on := discordtest.Option{Name: optionRole, Value: press.ID}, discordtest.Option{Name: optionOn, Value: true}
	p.settled(Config{})
	contains(t, p.set(admin, lang, setRoles, role, on), "<@&"+press.ID+">")

	refused := ask(d.Asker())
	if got := d.WaitMessage(here, discordtest.RepliesTo(refused)); got.Content != refusal {
		t.Errorf("refused with %q", got.Content)
	}
	d.WaitReaction(ask(d.Asker()).ID, roleEmoji)
	for _, u := range []discordtest.User{reporter, admin} {
		contains(t, d.WaitMessage(here, discordtest.RepliesTo(ask(u))).Content, a.answer)
		contains(t, a.slash(u, lang).WaitEdit(nil).Content, a.answer)
	}
	if got := a.slash(d.Asker(), lang).WaitResponse(); got.Content != refusal || !got.Ephemeral {
		t.Errorf("/ask: %+v", got)
	}
	p.stop()
	d.ForgetSessions()
	p.clock.Advance(2 * time.Minute)
	late, may := ask(d.Asker()), ask(reporter)
	p.settled(Config{})
	if got := d.WaitMessage(here, discordtest.RepliesTo(late)); got.Content != refusal {
		t.Errorf("after a time offline: %q", got.Content)
	}
	contains(t, d.WaitMessage(here, discordtest.RepliesTo(may)).Content, a.answer)
	p.set(admin, lang, setRoles, role, discordtest.Option{Name: optionOn, Value: false})
	contains(t, d.WaitMessage(here, discordtest.RepliesTo(ask(d.Asker()))).Content, a.answer)
	p.stop()
	if got := d.Tally(refused.ID, late.ID, may.ID); got.Answered != 3 {
		t.Error(got)
	}
}

// TestPause: /pause stops the answers of a server at once, those too that wait, and
// over restarts; who asks is told, privately or in words once; /resume starts them.
func TestPause(t *testing.T) { inBoth(t, testPause) }

func testPause(t *testing.T, lang string) {
	words := map[string][]string{
		"de": {"Ich antworte hier nicht mehr, bis /resume kommt.", "Antworten sind schon angehalten. /resume setzt sie fort.", "Ich antworte wieder.",
			"Antworten sind nicht angehalten.", "Antworten sind hier zurzeit angehalten.", "Das dürfen nur, die den Server verwalten."},
		"en": {"I answer nothing more here until /resume.", "Answers are stopped already. /resume starts them.", "I answer again.",
			"Answers are not stopped.", "Answers are stopped here at the moment.", "Only those who may manage the server can do that."},
	}[lang]
	p := newVisits(t)
	d, admin := governed(p)
	a, here := askers(d)[lang], d.Channel().ID
	entered, leave := make(chan struct{}, 1), make(chan struct{})
	engine := script(func(ctx context.Context, q answer.Question) (answer.Answer, error) {
		if strings.Contains(q.Text, "Chips") {
			entered <- struct{}{}
			<-leave
		}
		return realEngine(t).Answer(ctx, q, nil)
	})
	c := Config{Engine: engine, Workers: 1}
	p.settled(c)
	expect := func(got string, want int) {
		t.Helper()
		if got != words[want] {
			t.Errorf("said %q, want %q", got, words[want])
		}
	}
	expect(p.govern(d.Asker(), lang, commandPause), 5)
	expect(p.govern(admin, lang, commandResume), 3)
	d.SendMessage(d.Asker(), here, d.Bot().Mention()+" Welche Chips werden eingesetzt?") // keeps the only worker busy
	<-entered
	waiting := a.ask(here)
	expect(p.govern(admin, lang, commandPause), 0)
	close(leave)
	expect(d.WaitMessage(here, discordtest.RepliesTo(waiting)).Content, 4)
	d.WaitReaction(a.ask(here).ID, pauseEmoji)
	if got := a.slash(admin, lang).WaitResponse(); got.Content != words[4] || !got.Ephemeral {
		t.Errorf("/ask: %+v", got)
	}
	p.stop()
	p.settled(c)
	expect(p.govern(admin, lang, commandPause), 1)
	contains(t, p.set(admin, lang, setShow), words[4])
	d.WaitAnswered(d.SendMessage(d.Asker(), d.DM(d.Asker()).ID, a.question).ID) // no server has a say there
	expect(p.govern(admin, lang, commandResume), 2)
	contains(t, d.WaitMessage(here, discordtest.RepliesTo(a.ask(here))).Content, a.answer)
	p.stop()
	if got := d.Tally(waiting.ID); got.Answered != 1 {
		t.Error(got)
	}
}
