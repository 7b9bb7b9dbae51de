package bot

import (
	"context"
	"errors"
	"strings"
	"testing"

	"footnote/answer"
	"footnote/bot/discordtest"
)

// TestCheckMenu: the menu takes anybody's message apart, and tells who uses it alone.
func TestCheckMenu(t *testing.T) {
	d := discordtest.Start(t, discordtest.Config{NoMessageContent: true})
	r := start(t, d, Config{})
	d.WaitConnected(1)
	stranger := d.AddUser(discordtest.User{Username: "stranger"})
	robot := d.AddUser(discordtest.User{Username: "robot", Bot: true})
	check := func(author discordtest.User, locale, text string) string {
		t.Helper()
		m := d.SendMessage(author, d.Channel().ID, text)
		i := discordtest.Target(d.Asker(), m, "Check against the announcement")
		i.Locale = locale
		return shown(t, d, d.SendInteraction(i)).Content
	}
	got := check(stranger, "de", "Amazon will bis zu 50 Mrd. USD investieren. Der Bau soll 2031 starten. Die Kantine ist **gut** @everyone.")
	for _, want := range []string{
		"✅ **Steht da:** Amazon will bis zu 50 Mrd. USD investieren.\n-# „Amazon will in den kommenden Jahren bis zu 50 Mrd. USD investieren",
		"⚠️ **Im Artikel steht es anders:** Der Bau soll 2031 starten.\n-# „",
		"➖ **Steht nicht da:** Die Kantine ist",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("%q\nlacks %q", got, want)
		}
	}
	if strings.Contains(got, " @everyone") {
		t.Errorf("%q pings", got)
	}
	if got := check(robot, "en-GB", "Amazon wants to invest up to $50 billion."); !strings.Contains(got, "✅ **Stated:**") {
		t.Errorf("a bot's message: %q", got)
	}
	for _, text := range []string{"Hallo!", ""} {
		if got := check(stranger, "de", text); got != "In dieser Nachricht finde ich keine Aussage, die sich prüfen ließe." {
			t.Errorf("%q: %q", text, got)
		}
	}
	if got := check(stranger, "de", strings.Repeat("Amazon baut. ", 200)); !strings.Contains(got, "2000 Zeichen kann ich prüfen") {
		t.Errorf("too long: %q", got)
	}
	if err := r.finish(); err != nil {
		t.Fatal(err)
	}
	for _, m := range d.Messages(d.Channel().ID) {
		if m.Author.ID == d.Bot().ID {
			t.Errorf("in public: %q", m.Content)
		}
	}
}

// checking is an engine that checks as it is told.
type checking struct {
	script
	check func() ([]answer.Statement, error)
}

func (c checking) Check(context.Context, string, string) ([]answer.Statement, error) {
	return c.check()
}

// TestCheckMenuFails: a failure is told, with a reference; an engine that checks
// nothing has no menu.
func TestCheckMenuFails(t *testing.T) {
	for name, check := range map[string]func() ([]answer.Statement, error){
		"error": func() ([]answer.Statement, error) { return nil, errors.New("disk on fire") },
		"panic": func() ([]answer.Statement, error) { panic("bug") },
	} {
		t.Run(name, func(t *testing.T) {
			r := online(t, Config{Engine: checking{check: check}})
			d := r.discord
			m := d.SendMessage(d.Asker(), d.Channel().ID, "Amazon baut.")
			got := shown(t, d, d.SendInteraction(discordtest.Target(d.Asker(), m, "Check against the announcement")))
			if !strings.Contains(got.Content, "reference") {
				t.Errorf("said %q", got.Content)
			}
		})
	}
	r := online(t, Config{Engine: script(nil)})
	if n := len(r.discord.Commands("")); n != allCommands-1 {
		t.Errorf("%d commands of an engine that only answers", n)
	}
}
