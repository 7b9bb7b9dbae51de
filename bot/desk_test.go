package bot

import (
	"context"
	"strings"
	"testing"

	"footnote/bot/discordtest"
	"footnote/store"
)

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

// TestDeskMovesMeanwhile: a card that is on its way to one channel while another is
// named goes there, and does not stay.
func TestDeskMovesMeanwhile(t *testing.T) {
	p := newVisits(t)
	d, admin := governed(p)
	o := &office{place: p.place, channel: p.addChannel(d.Guild().ID, "old", 0)}
	there := p.addChannel(d.Guild().ID, "new", 0)
	_, end := o.run()
	d.WaitConnected(1)
	p.set(admin, "de", setHandoff, inChannel(o.channel.ID))
	_, a := o.ask(d.Asker(), d.Channel().ID, unknown)
	fault := d.Fault(discordtest.Fault{Kind: discordtest.NoAnswerAccepted, Method: "POST", Path: "/channels/" + o.channel.ID + "/messages"})
	o.human(d.Asker(), a)
	fault.WaitHit(1)
	old := o.cards(1, unknown)[0]
	p.set(admin, "de", setHandoff, inChannel(there.ID))
	fault.Release()
	d.WaitGone(old.ID)
	o.channel = there
	o.cards(1, unknown)
	o.settled()
	end()
}

// TestDeskMoves: when a server names another channel, what is open goes there, once,
// also when the old channel is gone; from there it is answered.
func TestDeskMoves(t *testing.T) {
	p := newVisits(t)
	d, admin := governed(p)
	o := &office{place: p.place, channel: p.addChannel(d.Guild().ID, "old", 0)}
	there, third := p.addChannel(d.Guild().ID, "new", 0), p.addChannel(d.Guild().ID, "third", 0)
	_, end := o.run()
	d.WaitConnected(1)
	p.set(admin, "de", setHandoff, inChannel(o.channel.ID))
	q, a := o.ask(d.Asker(), d.Channel().ID, unknown)
	o.human(d.Asker(), a)
	old := o.cards(1, unknown)[0]
	p.set(admin, "de", setHandoff, inChannel(there.ID))
	d.WaitGone(old.ID)
	o.channel = there
	o.cards(1, unknown)
	o.settled()
	end()
	d.RemoveChannel(there.ID)
	_, end = o.run()
	p.set(admin, "de", setHandoff, inChannel(third.ID))
	o.channel = third
	card := o.cards(1, unknown)[0]
	p.set(admin, "de", setHandoff, inChannel(third.ID)) // nothing is to be moved
	p.set(admin, "de", setHandoff)                      // nor is there where to
	o.write(admin, card, actAnswer, "Keine.")
	d.WaitMessage(q.ChannelID, discordtest.Both(discordtest.RepliesTo(q), discordtest.Contains("Keine.")))
	o.settled()
	end()
	o.cards(1, "Beantwortet")
}
