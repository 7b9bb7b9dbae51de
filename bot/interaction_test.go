package bot

import (
	"context"
	"encoding/json"
	"strings"
	"testing"

	"footnote/bot/discordtest"
)

func question(text string) discordtest.Option {
	return discordtest.Option{Name: "question", Value: text}
}

func TestAsk(t *testing.T) {
	r := online(t, Config{})
	d := r.discord
	for name, channel := range map[string]string{"server": d.Channel().ID, "direct message": d.DM(d.Asker()).ID} {
		t.Run(name, func(t *testing.T) {
			h := d.SendInteraction(discordtest.Slash(d.Asker(), channel, "ask", question("How much will Amazon invest?")))
			if got := h.WaitResponse(); got.Type != discordtest.RespondDefer || got.Ephemeral {
				t.Errorf("first response %+v, want a public deferral", got)
			}
			if got := h.WaitEdit(nil); !strings.HasPrefix(got.Content, "Up to USD 50 billion") {
				t.Errorf("answered %q", got.Content)
			}
		})
	}
	t.Run("greeting", func(t *testing.T) {
		i := discordtest.Slash(d.Asker(), d.Channel().ID, "ask", question("hi"))
		i.Locale = "fr"
		if got := d.SendInteraction(i).WaitEdit(nil); got.Content != "Bonjour ! Pose-moi une question sur l’article." {
			t.Errorf("answered %q", got.Content)
		}
	})
	t.Run("twice the same event", func(t *testing.T) {
		h := d.SendInteraction(discordtest.Slash(d.Asker(), d.Channel().ID, "ask", question("Wer profitiert?")))
		h.WaitEdit(nil)
		d.WaitUntil("the question to be finished", func() bool { // until then a repetition is acknowledged again, which does no harm
			q, err := r.store.Question(context.Background(), h.ID)
			return err == nil && q.State.Finished()
		})
		h.Resend()
		d.SendInteraction(discordtest.Slash(d.Asker(), d.Channel().ID, "ask", question("Wann?"))).WaitEdit(nil)
		n := 0
		for _, req := range d.Requests() {
			if strings.HasPrefix(req.Path, "/interactions/"+h.ID) {
				n++
			}
		}
		if n != 1 {
			t.Errorf("%d acknowledgements", n)
		}
	})
}

// The answer to an interaction survives a failing edit and a failing
// acknowledgement.
func TestInteractionFaults(t *testing.T) {
	for name, fault := range map[string]discordtest.Fault{
		"ack 500":       {Method: "POST", Path: "/interactions/*/*/callback"},
		"ack lost":      {Method: "POST", Path: "/interactions/*/*/callback", Action: discordtest.CutAfter},
		"edit 500":      {Method: "PATCH", Path: "/webhooks", Times: 2},
		"edit cut":      {Method: "PATCH", Path: "/webhooks", Action: discordtest.CutAfter},
		"edit 429 HTML": {Method: "PATCH", Path: "/webhooks", Status: 429, Body: "<html>"},
	} {
		t.Run(name, func(t *testing.T) {
			r := online(t, Config{})
			d := r.discord
			d.Fault(fault)
			h := d.SendInteraction(discordtest.Slash(d.Asker(), d.Channel().ID, "ask", question("How much will Amazon invest?")))
			if got := h.WaitEdit(nil); !strings.HasPrefix(got.Content, "Up to USD 50 billion") {
				t.Errorf("answered %q", got.Content)
			}
			if err := r.finish(); err != nil {
				t.Fatal(err)
			}
			if strings.Contains(r.log.String(), h.Token) {
				t.Error("the interaction's token is in the log")
			}
		})
	}
	t.Run("expired", func(t *testing.T) {
		r := online(t, Config{})
		d := r.discord
		d.Fault(discordtest.Fault{Method: "POST", Path: "/interactions/*/*/callback", Status: 404, Body: `{"message":"Unknown interaction","code":10062}`})
		h := d.SendInteraction(discordtest.Slash(d.Asker(), d.Channel().ID, "ask", question("Wann?")))
		d.WaitRequest("POST", "/interactions/*/*/callback", nil)
		if err := r.finish(); err != nil {
			t.Fatal(err)
		}
		if log := r.log.String(); !strings.Contains(log, "not acknowledged") || strings.Contains(log, h.Token) {
			t.Errorf("log: %s", log)
		}
	})
}

func TestCommandsWithoutModel(t *testing.T) {
	r := online(t, Config{Engine: script(nil)}) // a nil engine panics when asked
	d := r.discord
	send := func(locale, name string, options ...discordtest.Option) *discordtest.Handle {
		i := discordtest.Slash(d.Asker(), d.Channel().ID, name, options...)
		i.Locale = locale
		return d.SendInteraction(i)
	}
	if got := send("de", "fact", discordtest.Option{Name: "name", Value: "when"}).WaitResponse(); got.Ephemeral || !strings.Contains(got.Content, "**Baubeginn**\nDer Bau der neuen Rechenzentren soll 2026 starten.¹\n-# ¹ „") {
		t.Errorf("fact: %+v", got)
	}
	if got := send("en-GB", "fact", discordtest.Option{Name: "name", Value: "zusätzliche rechenkapazitat"}).WaitResponse(); !strings.Contains(got.Content, "About 1.3 gigawatts") {
		t.Errorf("fact by label: %+v", got)
	}
	if got := send("de", "fact", discordtest.Option{Name: "name", Value: "Quatsch"}).WaitResponse(); !got.Ephemeral || !strings.Contains(got.Content, "Diesen Fakt gibt es nicht: Quatsch") {
		t.Errorf("unknown fact: %+v", got)
	}
	if got := send("ja", "help").WaitResponse(); !got.Ephemeral || !strings.Contains(got.Content, "`/ask`") {
		t.Errorf("help: %+v", got)
	}
	all := send("de", "facts")
	text := all.WaitResponse().Content
	for range 1 {
		text += all.WaitFollowup(nil).Content
	}
	for _, f := range announcement(t).Facts {
		if !strings.Contains(text, "**"+f.Labels["de"]+"**") {
			t.Errorf("facts lack %s", f.ID)
		}
	}
}

func TestAutocomplete(t *testing.T) {
	r := online(t, Config{Engine: script(nil)})
	d := r.discord
	for name, tt := range map[string]struct{ locale, typed, first string }{
		"de":        {"de", "zusatz", "Zusätzliche Rechenkapazität"},
		"en":        {"en-US", "added", "Added computing capacity"},
		"inside":    {"de", "aktion", "Bedeutung für Aktionäre"},
		"all":       {"en-GB", "", "Who"},
		"elsewhere": {"ja", "tech", "Technology"},
	} {
		t.Run(name, func(t *testing.T) {
			i := discordtest.Autocomplete(d.Asker(), d.Channel().ID, "fact", "name", tt.typed)
			i.Locale = tt.locale
			got := d.SendInteraction(i).WaitResponse()
			if got.Type != discordtest.RespondAutocomplete || len(got.Choices) == 0 || got.Choices[0].Name != tt.first {
				t.Errorf("%+v", got)
			}
		})
	}
	none := d.SendInteraction(discordtest.Autocomplete(d.Asker(), d.Channel().ID, "fact", "name", "xyz")).WaitResponse()
	if len(none.Choices) != 0 || !strings.Contains(string(none.Data), `"choices":[]`) {
		t.Errorf("%s", none.Data)
	}
}

// puts counts the bulk overwrites so far.
func puts(d *discordtest.Server) int {
	n := 0
	for _, r := range d.Requests() {
		if r.Method == "PUT" && strings.HasSuffix(r.Path, "/commands") {
			n++
		}
	}
	return n
}

// allCommands is how many commands there are, /unanswered, /stats and the menu that checks messages among
// them.
var allCommands = len(everyday) + len(governance) + 3

func TestRegistration(t *testing.T) {
	d := discordtest.New(t)
	first := start(t, d, Config{})
	d.WaitConnected(1)
	if err := first.finish(); err != nil {
		t.Fatal(err)
	}
	if n := puts(d); n != 1 {
		t.Errorf("%d overwrites at the first start", n)
	}
	var ask struct {
		Names    map[string]string `json:"name_localizations"`
		Contexts []int             `json:"contexts"`
		Types    []int             `json:"integration_types"`
		Needs    string            `json:"default_member_permissions"`
	}
	if err := json.Unmarshal(d.WaitCommand("", "ask").Raw, &ask); err != nil {
		t.Fatal(err)
	}
	if ask.Names["de"] != "fragen" || ask.Names["en-GB"] != "ask" || len(ask.Contexts) != 2 || len(ask.Types) != 1 {
		t.Errorf("ask is %+v", ask)
	}
	for _, name := range governance {
		ask.Needs, ask.Contexts = "", nil
		if err := json.Unmarshal(d.WaitCommand("", name).Raw, &ask); err != nil || ask.Needs != "32" || len(ask.Contexts) != 1 {
			t.Errorf("%s is %+v, %v", name, ask, err)
		}
	}
	second := start(t, d, Config{})
	d.WaitConnected(2)
	if err := second.finish(); err != nil {
		t.Fatal(err)
	}
	if n := puts(d); n != 1 {
		t.Errorf("%d overwrites after an unchanged start", n)
	}
	// To one server: the global ones go. And back: the server's go.
	moved := start(t, d, Config{GuildID: d.Guild().ID})
	d.WaitConnected(3)
	if err := moved.finish(); err != nil {
		t.Fatal(err)
	}
	if len(d.Commands("")) != 0 || len(d.Commands(d.Guild().ID)) != allCommands {
		t.Errorf("%d global and %d server commands", len(d.Commands("")), len(d.Commands(d.Guild().ID)))
	}
	back := start(t, d, Config{})
	d.WaitConnected(4)
	d.WaitRequest("PUT", "/applications/*/guilds/*/commands", func(r discordtest.Request) bool { return string(r.Body) == "[]" })
	if err := back.finish(); err != nil {
		t.Fatal(err)
	}
	if len(d.Commands("")) != allCommands || len(d.Commands(d.Guild().ID)) != 0 {
		t.Errorf("back: %d global and %d server commands", len(d.Commands("")), len(d.Commands(d.Guild().ID)))
	}
}

// A failing registration does not keep the bot from answering.
func TestRegistrationFails(t *testing.T) {
	d := discordtest.New(t)
	d.Fault(discordtest.Fault{Method: "PUT", Path: "/applications", Status: 400, Body: `{"code":50035,"message":"Invalid Form Body"}`})
	r := start(t, d, Config{})
	d.WaitConnected(1)
	m := d.SendMessage(d.Asker(), d.Channel().ID, d.Bot().Mention()+" Wie viel will Amazon investieren?")
	d.WaitMessage(m.ChannelID, discordtest.RepliesTo(m))
	if !strings.Contains(r.log.String(), "commands not registered") {
		t.Error("not logged")
	}
}
