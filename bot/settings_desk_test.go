package bot

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"footnote/answer"
	"footnote/bot/discordtest"
	"footnote/store"
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

// TestChannels: a server says in which channels the bot answers when it is asked.
// Elsewhere it says so, privately or in words once, to administrators too. Threads
// and posts count by their parent, channels in which it answers unasked are among
// them, and direct messages are no server's.
func TestChannels(t *testing.T) { inBoth(t, testChannels) }

func testChannels(t *testing.T, lang string) {
	p := newVisits(t)
	d, admin := governed(p)
	guild, a := d.Guild().ID, askers(d)[lang]
	add := func(c discordtest.Channel) discordtest.Channel {
		c.GuildID = guild
		return d.AddChannel(c)
	}
	chosen, auto := add(discordtest.Channel{Name: "questions"}), add(discordtest.Channel{Name: "faq"})
	forum, other := add(discordtest.Channel{Name: "help", Type: discordtest.ForumChannel}), add(discordtest.Channel{Name: "talk", Type: discordtest.ForumChannel})
	under := add(discordtest.Channel{Name: "thread", Type: discordtest.PublicThread, ParentID: chosen.ID})
	away := add(discordtest.Channel{Name: "away", Type: discordtest.PublicThread, ParentID: d.Channel().ID})
	p.settled(Config{})
	p.set(admin, lang, setAuto, inChannel(auto.ID), switched(true))
	p.set(admin, lang, setChannels, inChannel(chosen.ID))
	contains(t, p.set(admin, lang, setChannels, inChannel(forum.ID), switched(true)), "<#"+chosen.ID+">", "<#"+forum.ID+">")
	refusal := map[string]string{"de": "In diesem Kanal antworte ich nicht. Frag mich bitte hier: ", "en": "I do not answer in this channel. Please ask me in: "}[lang] + "<#" + chosen.ID + ">, <#" + forum.ID + ">"

	answered := func(channels ...string) {
		t.Helper()
		for _, c := range channels {
			contains(t, d.WaitMessage(c, discordtest.RepliesTo(a.ask(c))).Content, a.answer)
		}
	}
	post, _ := d.AddPost(d.Asker(), forum.ID, "Post", "Hi!")
	elsewhere, _ := d.AddPost(d.Asker(), other.ID, "Post", "Hi!")
	answered(chosen.ID, under.ID, post.ID, auto.ID, d.DM(d.Asker()).ID)
	refused := a.ask(d.Channel().ID)
	if got := d.WaitMessage(refused.ChannelID, discordtest.RepliesTo(refused)); got.Content != refusal {
		t.Errorf("refused with %q", got.Content)
	}
	d.WaitReaction(a.ask(d.Channel().ID).ID, elsewhereEmoji)
	for _, c := range []string{away.ID, elsewhere.ID} {
		m := a.ask(c)
		if got := d.WaitMessage(c, discordtest.RepliesTo(m)); got.Content != refusal {
			t.Errorf("in a thread elsewhere: %q", got.Content)
		}
	}
	if got := a.slash(admin, lang).WaitResponse(); got.Content != refusal || !got.Ephemeral {
		t.Errorf("/ask: %+v", got)
	}
	i := discordtest.Slash(d.Asker(), under.ID, commandAsk, question(a.question))
	contains(t, d.SendInteraction(i).WaitEdit(nil).Content, a.answer)
	i.ChannelID = away.ID
	if got := d.SendInteraction(i).WaitResponse(); got.Content != refusal || !got.Ephemeral {
		t.Errorf("/ask in a thread elsewhere: %+v", got)
	}
	p.set(admin, lang, setForums, switched(true)) // what opens a post is answered, and so is what follows
	answered(elsewhere.ID)

	p.stop()
	d.ForgetSessions()
	p.clock.Advance(2 * time.Minute)
	late, may := a.ask(away.ID), a.ask(under.ID)
	p.settled(Config{})
	if got := d.WaitMessage(away.ID, discordtest.RepliesTo(late)); got.Content != refusal {
		t.Errorf("after a time offline: %q", got.Content)
	}
	contains(t, d.WaitMessage(under.ID, discordtest.RepliesTo(may)).Content, a.answer)
	p.set(admin, lang, setChannels, inChannel(forum.ID), switched(false))
	contains(t, p.set(admin, lang, setChannels), map[string]string{"de": "überall", "en": "everywhere"}[lang])
	answered(away.ID)
	p.stop()
	if got := d.Tally(refused.ID, late.ID, may.ID); got.Answered != 3 {
		t.Error(got)
	}
}

// TestChannelsUnseen: whether a thread belongs to a chosen channel is looked up where
// nobody has told, and tried again until it is known; what was refused by an older
// setting is answered when that is over.
func TestChannelsUnseen(t *testing.T) {
	chosen := settings{Channels: []string{"1"}}
	thread := channel{ID: "2", Type: publicThread, Parent: "1"}
	for name, tt := range map[string]struct {
		settings settings
		found    channel
		err      error
		want     bool
		fails    bool
	}{
		"everywhere":           {settings{}, channel{}, errNotTold, false, false},
		"its parent is chosen": {chosen, thread, nil, false, false},
		"another's thread":     {chosen, channel{ID: "2", Type: publicThread, Parent: "3"}, nil, true, false},
		"a chosen category":    {chosen, channel{ID: "2", Parent: "1"}, nil, true, false},
		"not known now":        {chosen, channel{}, &apiError{Status: 503}, false, true},
		"hidden":               {chosen, channel{}, &apiError{Status: 403}, true, false},
	} {
		got, err := tt.settings.elsewhere("2", func(string) (channel, error) { return tt.found, tt.err })
		if got != tt.want || (err != nil) != tt.fails {
			t.Errorf("%s: %v, %v", name, got, err)
		}
	}
	p := newVisits(t)
	d, admin := governed(p)
	team := d.AddChannel(discordtest.Channel{GuildID: d.Guild().ID, Name: "team"})
	entered, leave := make(chan struct{}), make(chan struct{})
	p.settled(Config{Workers: 1, Engine: script(func(ctx context.Context, q answer.Question) (answer.Answer, error) {
		if strings.Contains(q.Text, "Chips") {
			close(entered)
			<-leave
		}
		return realEngine(t).Answer(ctx, q, nil)
	})})
	p.set(admin, "de", setChannels, inChannel(team.ID))
	d.SendMessage(d.Asker(), team.ID, d.Bot().Mention()+" Welche Chips werden eingesetzt?") // keeps the only worker busy
	<-entered
	a := askers(d)["de"]
	m := a.ask(d.Channel().ID)
	d.WaitUntil("the question to be taken in", func() bool {
		_, err := p.db.Question(context.Background(), m.ID)
		return err == nil
	})
	p.set(admin, "de", setChannels)
	close(leave)
	contains(t, d.WaitMessage(m.ChannelID, discordtest.RepliesTo(m)).Content, a.answer)
	p.stop()
}

// TestDesksOfServers: each server's open questions go to the channel that it has
// set, in its language, and no other's. The operator's channel is that of its own
// server, whatever others have set.
func TestDesksOfServers(t *testing.T) {
	p := newPlace(t, discordtest.Config{})
	d := p.d
	type server struct {
		guild         discordtest.Guild
		ask, desk     discordtest.Channel
		clerk, member discordtest.User
		question      string
	}
	servers := map[string]*server{}
	for name, g := range map[string]discordtest.Guild{"operator": {PreferredLocale: "de"}, "french": {PreferredLocale: "fr"}, "none": {}} {
		s := &server{guild: d.AddGuild(g), question: map[string]string{
			"operator": "Wie viele Filialen hat Amazon?", "french": "Wie viele Fahrer hat Amazon?", "none": "Wie viele Lastwagen hat Amazon?"}[name]}
		s.ask, s.desk = p.addChannel(s.guild.ID, "ask", 0), p.addChannel(s.guild.ID, "desk", 0)
		s.clerk, s.member = d.AddUser(discordtest.User{Username: "clerk"}), d.AddUser(discordtest.User{Username: "member"})
		role := d.AddRole(s.guild.ID, discordtest.Role{Name: "owners"})
		d.GiveRole(s.guild.ID, s.clerk.ID, role.ID)
		servers[name] = s
		if name == "french" {
			p.with(func(db *store.DB) {
				value := `{"handoff":"` + s.desk.ID + `","owners":["` + role.ID + `"]}`
				if _, err := db.SaveSettings(context.Background(), store.Settings{Guild: s.guild.ID, Value: []byte(value)}); err != nil {
					t.Fatal(err)
				}
			})
		}
	}
	o := &office{place: p}
	_, end := o.run(func(c *Config) { c.HandoffChannel = servers["operator"].desk.ID })
	d.WaitConnected(1)
	for name, s := range servers {
		_, a := o.ask(s.member, s.ask.ID, s.question)
		if name == "none" {
			if len(a.Components) != 0 {
				t.Errorf("a human is promised where there is none: %s", a.Components)
			}
			// An old button is of no more use.
			i := discordtest.Press(s.member, a, ids{}.of(actHuman, p.d.Messages(s.ask.ID)[0].ID))
			i.Unregistered, i.Locale = true, "de"
			contains(t, shown(t, d, d.SendInteraction(i)).Content, "Hier ist niemand benannt")
			continue
		}
		contains(t, o.human(s.member, a), "Deine Frage ist weitergegeben")
	}
	o.channel = servers["french"].desk
	card := o.cards(1, servers["french"].question)[0]
	contains(t, card.Content, "Question ouverte")
	o.channel = servers["operator"].desk
	contains(t, o.cards(1, servers["operator"].question)[0].Content, "Offene Frage")
	if got := o.unanswered(servers["french"].clerk, o.channel); !strings.HasPrefix(got, "Das darf nur das Team") {
		t.Errorf("another server's clerk: %q", got)
	}
	if got := o.unanswered(servers["french"].clerk, servers["french"].ask); !strings.Contains(got, servers["french"].question) || strings.Contains(got, "Filialen") {
		t.Errorf("what is open: %q", got)
	}
	o.channel = servers["french"].desk
	o.write(servers["french"].clerk, card, actAnswer, "Keine.")
	d.WaitMessage(servers["french"].ask.ID, discordtest.Contains("Keine."))
	// Direct messages are the operator's.
	_, direct := o.ask(d.Asker(), d.DM(d.Asker()).ID, "Wie viele Boten hat Amazon?")
	o.human(d.Asker(), direct)
	o.channel = servers["operator"].desk
	contains(t, o.cards(2, "Boten")[1].Content, "Offene Frage")
	end()
	for name, s := range servers {
		for _, m := range d.Messages(s.desk.ID) {
			for other, of := range servers {
				if other != name && strings.Contains(m.Content, of.question) {
					t.Errorf("the desk of %s has a question of %s: %q", name, other, m.Content)
				}
			}
		}
	}
}

// unanswered is what the command lists in a channel.
func (o *office) unanswered(u discordtest.User, c discordtest.Channel) string {
	o.t.Helper()
	i := discordtest.Slash(u, c.ID, commandUnanswered)
	i.Locale = "de"
	return shown(o.t, o.d, o.d.SendInteraction(i)).Content
}

// TestDeskUnseen: the operator's channel counts for no server while it is not seen,
// and from the moment on that a server tells of it; who looks it up is not fooled by
// a channel that is none of a server.
func TestDeskUnseen(t *testing.T) {
	p := newPlace(t, discordtest.Config{})
	later := "400000000000000000"
	o := &office{place: p}
	r, end := o.run(func(c *Config) { c.HandoffChannel = later })
	p.d.WaitConnected(1)
	if _, a := o.ask(p.d.Asker(), p.d.Channel().ID, unknown); len(a.Components) != 0 {
		t.Errorf("buttons %s", a.Components)
	}
	contains(t, r.log.String(), "the channel for open questions is not seen", later)
	report, err := Check(context.Background(), Config{Token: p.d.Token(), APIURL: p.d.URL(), HandoffChannel: later})
	if err != nil || len(report.Problems) != 1 || !strings.Contains(report.Problems[0], "HANDOFF_CHANNEL") {
		t.Errorf("%+v, %v", report, err)
	}
	p.d.AddChannel(discordtest.Channel{ID: later, GuildID: p.d.Guild().ID, Name: "desk"})
	p.d.ForgetSessions()
	p.d.DropGateway()
	p.d.WaitConnected(2)
	p.d.WaitUntil("the channel to be known", func() bool {
		_, a := o.ask(p.d.Asker(), p.d.Channel().ID, unknown)
		return len(a.Components) == 1
	})
	end()
}

// TestDeskLacks: what the bot lacks in the channel for open questions is logged at
// the start, told by check and by /settings, also when the channel is hidden from
// members, or gone.
func TestDeskLacks(t *testing.T) { inBoth(t, testDeskLacks) }

func testDeskLacks(t *testing.T, lang string) {
	missing := map[string]string{"de": "fehlt mir:\n- ", "en": "I lack:\n- "}[lang]
	p := newVisits(t)
	d, admin := governed(p)
	team := p.addChannel(d.Guild().ID, "team", 0)
	p.settled(Config{})
	contains(t, p.set(admin, lang, setHandoff, inChannel(team.ID)), "<#"+team.ID+">")
	show := func() string {
		t.Helper()
		i := discordtest.Slash(admin, d.Channel().ID, commandSettings)
		i.Subcommand, i.Locale = setShow, locales[lang]
		h := d.SendInteraction(i)
		return h.WaitResponse().Content + h.WaitFollowup(nil).Content
	}
	team.Permissions = discordtest.PermAll &^ (discordtest.PermViewChannel | discordtest.PermReadHistory)
	d.SetChannel(team)
	contains(t, show(), "<#"+team.ID+">", missing+map[string]string{"de": "Kanal", "en": "View Channel"}[lang])
	p.stop()
	r := p.settled(Config{})
	d.WaitUntil("the log", func() bool { return strings.Contains(r.log.String(), team.ID+": view") })
	p.stop()
	check := func(c Config) []string {
		t.Helper()
		c.Token, c.APIURL = d.Token(), d.URL()
		report, err := Check(context.Background(), c)
		if err != nil {
			t.Fatal(err)
		}
		return report.Problems
	}
	p.with(func(db *store.DB) {
		if got := check(Config{Store: db}); len(got) != 1 || !strings.Contains(got[0], "#team (View Channel)") {
			t.Errorf("check: %q", got)
		}
	})
	if got := check(Config{}); len(got) != 0 {
		t.Errorf("check without a store: %q", got)
	}
	if got := check(Config{HandoffChannel: team.ID}); len(got) != 2 || !strings.Contains(got[0], "#team (View Channel)") {
		t.Errorf("check of the operator's channel: %q", got)
	}
	d.RemoveChannel(team.ID)
	r = p.settled(Config{})
	d.WaitUntil("the log", func() bool { return strings.Contains(r.log.String(), team.ID+": view") })
	contains(t, show(), "<#"+team.ID+">", missing)
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
