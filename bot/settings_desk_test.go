package bot

import (
	"slices"
	"strings"
	"testing"

	"footnote/bot/discordtest"
)

func ofRole(id string) discordtest.Option { return discordtest.Option{Name: optionRole, Value: id} }

// addChannel adds a channel to a server, in which the bot may do all but some.
func (p *place) addChannel(guildID, name string, but int64) discordtest.Channel {
	return p.d.AddChannel(discordtest.Channel{GuildID: guildID, Name: name, Permissions: discordtest.PermAll &^ but})
}

// TestSettingsDesk: the channel for open questions is taken when the bot may work in
// it, and stays with owners and buttons over restarts; all of it is shown; left out,
// it is as the operator has set it.
func TestSettingsDesk(t *testing.T) { inBoth(t, testSettingsDesk) }

func testSettingsDesk(t *testing.T, lang string) {
	words := map[string]map[string]string{
		"de": {"lack": "In diesem Kanal fehlen mir Rechte.", "history": "Nachrichtenverlauf", "unseen": "Diesen Kanal sehe ich nicht.", "saved": "Gespeichert.", "unchanged": "Es wurde nichts geändert.",
			"fresh": "Kanäle, in denen ich antworte: überall", "handoff": "Kanal für offene Fragen: ", "owners": "Rollen, die sie beantworten dürfen: ", "buttons": "Knöpfe unter Antworten: ", "none": "nicht gewählt",
			"on": "an\n", "more": "an, alle gleich da", "off": "aus"},
		"en": {"lack": "I lack permissions in this channel.", "history": "Read Message History", "unseen": "I do not see this channel.", "saved": "Saved.", "unchanged": "Nothing has been changed.",
			"fresh": "Channels I answer in: everywhere", "handoff": "Channel for open questions: ", "owners": "Roles that may answer them: ", "buttons": "Buttons below answers: ", "none": "not chosen",
			"on": "on\n", "more": "on, all at once", "off": "off"},
	}[lang]
	p := newVisits(t)
	d, admin := governed(p)
	here := d.Guild().ID
	poor := p.addChannel(here, "poor", discordtest.PermReadHistory)
	hidden := d.AddChannel(discordtest.Channel{GuildID: here, Name: "hidden", MissingAll: true})
	team := p.addChannel(here, "team", discordtest.PermEmbedLinks|discordtest.PermAddReactions|discordtest.PermSendInThreads) // which cards need not
	forum := d.AddChannel(discordtest.Channel{GuildID: here, Type: discordtest.ForumChannel, Name: "forum"})
	foreign := d.AddChannel(discordtest.Channel{GuildID: d.AddGuild(discordtest.Guild{Name: "Other"}).ID, Name: "foreign"})
	clerks := d.AddRole(here, discordtest.Role{Name: "clerks"})
	p.settled(Config{})
	contains(t, p.set(d.Asker(), lang, setHandoff, inChannel(team.ID)), map[string]string{"de": "Das dürfen nur", "en": "Only those who"}[lang])
	contains(t, p.set(admin, lang, setShow), words["fresh"], words["handoff"]+words["none"], words["owners"]+words["none"], words["buttons"]+words["on"])
	contains(t, p.set(admin, lang, setHandoff, inChannel(poor.ID)), words["lack"], "<#"+poor.ID+">", "\n- ", words["history"])
	for _, c := range []discordtest.Channel{hidden, foreign, forum} {
		contains(t, p.set(admin, lang, setHandoff, inChannel(c.ID)), words["unseen"])
	}
	contains(t, p.set(admin, lang, setHandoff, inChannel(team.ID)), words["saved"], words["handoff"]+"<#"+team.ID+">")
	contains(t, p.set(admin, lang, setOwners, ofRole(admin.ID)), map[string]string{"de": "Diese Rolle gibt es nicht.", "en": "This role does not exist."}[lang])
	contains(t, p.set(admin, lang, setOwners, ofRole(clerks.ID)), words["saved"], words["owners"]+"<@&"+clerks.ID+">")
	contains(t, p.set(admin, lang, setOwners, ofRole(clerks.ID), switched(true)), words["unchanged"])
	contains(t, p.set(admin, lang, setButtons, value("more")), words["saved"], words["buttons"]+words["more"])
	p.stop()
	p.settled(Config{Buttons: ButtonsOff})
	contains(t, p.set(admin, lang, setShow), words["handoff"]+"<#"+team.ID+">", words["owners"]+"<@&"+clerks.ID+">", words["buttons"]+words["more"])
	contains(t, p.set(admin, lang, setButtons, value("none")), words["saved"], words["buttons"]+words["off"])
	contains(t, p.set(admin, lang, setOwners, ofRole(clerks.ID), switched(false)), words["saved"], words["owners"]+words["none"])
	contains(t, p.set(admin, lang, setOwners), words["unchanged"])
	contains(t, p.set(admin, lang, setHandoff), words["saved"], words["handoff"]+words["none"])
	p.stop()
}

// TestUnansweredIsSeen: the command is there before anybody has set a channel, and
// hidden from nobody, since roles of owners are to see it.
func TestUnansweredIsSeen(t *testing.T) {
	for _, c := range (&bot{}).deskDefinitions(true) {
		if c.Name == commandUnanswered && c.DefaultMemberPermissions == nil && len(*c.Contexts) == 1 {
			return
		}
	}
	t.Error("it is hidden, or not there")
}

// TestOptionsAreInOrder: Discord takes options that must be filled in before others
// alone, and subcommands of different names.
func TestOptionsAreInOrder(t *testing.T) {
	var names []string
	for _, s := range settingsOptions() {
		names = append(names, s.Name)
		optional := false
		for _, o := range s.Options {
			if optional = optional || !o.Required; optional && o.Required {
				t.Errorf("%s: %s comes too late", s.Name, o.Name)
			}
		}
	}
	for _, want := range []string{setShow, setChannels, setHandoff, setOwners, setButtons} {
		if !slices.Contains(names, want) {
			t.Errorf("no %s among %v", want, names)
		}
	}
}

// actions are what the buttons below a message do, in order.
func actions(t testing.TB, m discordtest.Message) string {
	t.Helper()
	var out []string
	for _, id := range buttonIDs(t, m.Components) {
		out = append(out, strings.Split(id, "|")[1])
	}
	return strings.Join(out, " ")
}

// TestComplaintButtons (onyx-dot-app/onyx#14009): a server chooses none, one, or all
// of the buttons below answers; those of older answers go on working, and what is
// said of small talk has none.
func TestComplaintButtons(t *testing.T) { inBoth(t, testButtons) }

func testButtons(t *testing.T, lang string) {
	p := newVisits(t)
	d, admin := governed(p)
	a, here := askers(d)[lang], d.Channel().ID
	p.settled(Config{HandoffChannel: p.addChannel(d.Guild().ID, "team", 0).ID})
	below := func(text string) (discordtest.Message, string) {
		t.Helper()
		q := d.SendMessage(d.Asker(), here, d.Bot().Mention()+" "+text)
		m := d.WaitMessage(here, discordtest.RepliesTo(q))
		return m, actions(t, m)
	}
	expect := func(text, want string) discordtest.Message {
		t.Helper()
		m, got := below(text)
		if got != want {
			t.Errorf("below %q: %s, want %s", m.Content, got, want)
		}
		return m
	}
	expect(a.question, "src")
	expect(unanswerable[lang], "hum")
	p.set(admin, lang, setButtons, value("more"))
	full := expect(a.question, "src good bad hum")
	expect(unanswerable[lang], "good bad hum")
	expect(map[string]string{"de": "Wer bist du?", "en": "Who are you?"}[lang], "")
	p.set(admin, lang, setButtons, value("off"))
	p.stop()
	p.settled(Config{})
	expect(a.question, "")
	expect(unanswerable[lang], "")
	said := shown(t, d, d.SendInteraction(pressIn(locales[lang], d.Asker(), full, that(t, full, actGood)))).Content
	contains(t, said, map[string]string{"de": "Danke", "en": "Thank you, noted."}[lang])
	p.set(admin, lang, setButtons, value("on"))
	expect(a.question, "src")
	p.stop()
}
