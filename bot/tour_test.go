package bot

import (
	"strings"
	"testing"

	"footnote/bot/discordtest"
	"footnote/llm"
	"footnote/llm/llmtest"
)

// tour is a server that nobody has set anything in, and who is on it.
type tour struct {
	*office
	lang           string
	guild          discordtest.Guild
	general        discordtest.Channel
	admin, owner   discordtest.User
	member, second discordtest.User
	owners         discordtest.Role
}

// arrive has the bot join a new server, of which it has known nothing.
func (o *tour) arrive() {
	d := o.d
	o.guild = d.AddGuild(discordtest.Guild{Name: "Stranger's"})
	o.general = o.addChannel(o.guild.ID, "general", 0)
	o.channel = d.AddChannel(discordtest.Channel{GuildID: o.guild.ID, Name: "team", MissingAll: true}) // private: the bot is not in it
	for _, u := range []*discordtest.User{&o.admin, &o.owner, &o.member, &o.second} {
		*u = d.AddUser(discordtest.User{})
	}
	staff := d.AddRole(o.guild.ID, discordtest.Role{Name: "staff", Permissions: 1 << 5}) // Manage Server
	d.GiveRole(o.guild.ID, o.admin.ID, staff.ID)
	o.owners = d.AddRole(o.guild.ID, discordtest.Role{Name: "press office"})
	d.GiveRole(o.guild.ID, o.owner.ID, o.owners.ID)
}

// command uses a command in the general channel and returns what is said, to its
// user alone.
func (o *tour) command(u discordtest.User, name, sub string, options ...discordtest.Option) string {
	o.t.Helper()
	i := discordtest.Slash(u, o.general.ID, name, options...)
	i.Subcommand, i.Locale = sub, locales[o.lang]
	return shown(o.t, o.d, o.d.SendInteraction(i)).Content
}

// press presses a button and returns what is said.
func (o *tour) press(u discordtest.User, m discordtest.Message, a action) string {
	o.t.Helper()
	return shown(o.t, o.d, o.d.SendInteraction(pressIn(locales[o.lang], u, m, that(o.t, m, a)))).Content
}

// reply asks in the general channel and returns the answer.
func (o *tour) reply(u discordtest.User, text string) discordtest.Message {
	o.t.Helper()
	q := o.d.SendMessage(u, o.general.ID, o.d.Bot().Mention()+" "+text)
	return o.d.WaitMessage(o.general.ID, discordtest.RepliesTo(q))
}

// tourWords are what is said on the tour.
var tourWords = map[string]map[string]string{
	"de": {
		"unseen": "Diesen Kanal sehe ich nicht.", "saved": "Gespeichert.", "none open": "Keine Frage ist offen.", "open": "Offene Fragen: 1", "card": "Offene Frage",
		"not there": "Das steht nicht im Artikel.", "handed": "Deine Frage ist weitergegeben.", "sent": "Danke. Deine Antwort", "team": "Das darf nur das Team des Servers.",
		"addendum": "Nachtrag von **press**, nicht aus dem Artikel:", "answered": "Beantwortet von ", "stored": "Fragen mit ihren Antworten: 1",
		"pause": "Ich antworte hier nicht mehr, bis /resume kommt.", "paused": "Antworten sind hier zurzeit angehalten.", "resume": "Ich antworte wieder.", "language": "Sprache: Deutsch",
	},
	"en": {
		"unseen": "I do not see this channel.", "saved": "Saved.", "none open": "No question is open.", "open": "Open questions: 1", "card": "Open question",
		"not there": "That is not in the article.", "handed": "Your question has been handed over.", "sent": "Thank you. Your answer", "team": "Only the server’s team may do that.",
		"addendum": "Addendum by **press**, not from the article:", "answered": "Answered by ", "stored": "Questions with their answers: 1",
		"pause": "I answer nothing more here until /resume.", "paused": "Answers are stopped here at the moment.", "resume": "I answer again.", "language": "Language: English",
	},
}

// TestTour is a stranger's: from an empty server to one with a hand-off, by what
// Discord and the README say, without a setting of the operator's.
func TestTour(t *testing.T) {
	inBoth(t, func(t *testing.T, lang string) {
		t.Run("without a model", func(t *testing.T) { testTour(t, lang, nil) })
		t.Run("with a model", func(t *testing.T) { testTour(t, lang, modelThat(t, guide(lang))) })
	})
}

// guided is a question for the model, and the sentence that it writes.
var guided = map[string][2]string{
	"de": {"Was will Amazon mit den Rechenzentren erreichen und investieren?", "Amazon will bis zu 50 Mrd. USD in Rechenzentren investieren."},
	"en": {"What does Amazon want to reach with the data centres, and to invest?", "Amazon plans to invest up to 50 billion USD in data centres."},
}

// guide writes the same to every question, and judges well.
func guide(lang string) func(llmtest.Request) llmtest.Response {
	return func(r llmtest.Request) llmtest.Response {
		yes := llmtest.Yes(r.SchemaName)
		switch {
		case yes == "":
			return llmtest.Response{Text: claim("s2", guided[lang][1])}
		case strings.Contains(r.User, unanswerable[lang]):
			return llmtest.Response{Text: `{"states_answer":false}`}
		}
		return llmtest.Response{Text: yes}
	}
}

func testTour(t *testing.T, lang string, model llm.Model) {
	o := &tour{office: &office{place: newPlace(t, discordtest.Config{Empty: true}), model: model}, lang: lang}
	d, w, a := o.d, tourWords[lang], askers(o.d)[lang]
	_, end := o.run()
	d.WaitConnected(1)
	o.arrive()
	name := "press"
	o.owner.GlobalName = &name
	o.owner = d.AddUser(o.owner)

	// It answers before anything is set, and promises nobody.
	if got := o.reply(o.member, unanswerable[lang]); !strings.HasPrefix(got.Content, w["not there"]) || len(got.Components) != 0 {
		t.Errorf("before anything is set: %q, %s", got.Content, got.Components)
	}
	contains(t, o.command(o.owner, commandUnanswered, ""), w["team"]) // nobody's role is set yet

	// The administrator sets it up.
	contains(t, o.command(o.admin, commandSettings, setHandoff, inChannel(o.channel.ID)), w["unseen"])
	o.channel.MissingAll = false
	d.SetChannel(o.channel)
	contains(t, o.command(o.admin, commandSettings, setHandoff, inChannel(o.channel.ID)), w["saved"], "<#"+o.channel.ID+">")
	contains(t, o.command(o.admin, commandSettings, setLanguage, value(lang)), w["saved"], w["language"])
	contains(t, o.command(o.admin, commandSettings, setOwners, ofRole(o.owners.ID)), w["saved"], "<@&"+o.owners.ID+">")
	contains(t, o.command(o.admin, commandSettings, setButtons, value("more")), w["saved"])
	contains(t, o.command(o.owner, commandUnanswered, ""), w["none open"])

	// A member asks for what is not there, and wants a human.
	question := o.reply(o.second, unanswerable[lang])
	if got := actions(t, question); got != "good bad hum" {
		t.Errorf("buttons %s", got)
	}
	contains(t, o.press(o.second, question, actHuman), w["handed"])
	card := o.cards(1, w["card"])[0]
	contains(t, card.Content, unanswerable[lang], o.second.Mention())
	end()

	_, end = o.run() // the process starts anew in between
	contains(t, o.command(o.owner, commandUnanswered, ""), w["open"], unanswerable[lang])
	contains(t, o.command(o.member, commandUnanswered, ""), w["team"])
	form := d.SendInteraction(pressIn(locales[lang], o.owner, card, that(t, card, actAnswer))).WaitResponse()
	sent := discordtest.Submit(o.owner, o.channel.ID, form.CustomID, map[string]string{field: "600."})
	sent.Locale = locales[lang]
	contains(t, shown(t, d, d.SendInteraction(sent)).Content, w["sent"])
	told := d.WaitMessage(o.general.ID, discordtest.Contains("> 600"))
	contains(t, told.Content, w["addendum"])
	if len(told.Mentions) != 1 || told.Mentions[0].ID != o.second.ID {
		t.Errorf("the addendum tells %+v", told.Mentions)
	}
	o.cards(1, w["answered"]+o.owner.Mention())

	// The next one who asks gets it quoted.
	if got := o.reply(o.member, unanswerable[lang]); !strings.HasPrefix(got.Content, w["not there"]) || !strings.Contains(got.Content, w["addendum"]) {
		t.Errorf("the next asker reads %q", got.Content)
	}
	contains(t, o.command(o.owner, commandUnanswered, ""), w["none open"])
	contains(t, o.command(o.second, commandPrivacy, ""), w["stored"])

	// It is stopped, over a restart, and started.
	contains(t, o.command(o.admin, commandPause, ""), w["pause"])
	end()
	_, end = o.run()
	if got := o.reply(o.member, a.question); got.Content != w["paused"] {
		t.Errorf("while it is stopped: %q", got.Content)
	}
	contains(t, o.command(o.admin, commandResume, ""), w["resume"])
	contains(t, o.reply(o.member, a.question).Content, a.answer)
	if model != nil {
		contains(t, o.reply(o.member, guided[lang][0]).Content, guided[lang][1]+"¹\n-# ¹ „Amazon will in")
	}
	end()
	o.cards(1, "")
}
