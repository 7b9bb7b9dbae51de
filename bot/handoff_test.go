package bot

import (
	"context"
	"slices"
	"strings"
	"testing"

	"footnote/answer"
	"footnote/bot/discordtest"
	"footnote/llm"
)

// office is a place with a channel for questions to humans, and people of the team.
type office struct {
	*place
	channel   discordtest.Channel // for the cards
	moderator discordtest.User    // may manage messages
	clerk     discordtest.User    // has the role that is set
	stranger  discordtest.User
	config    Config
	model     llm.Model // of the engine; nil: none
}

func newOffice(t testing.TB) *office {
	p := newPlace(t, discordtest.Config{})
	o := &office{place: p, channel: p.d.AddChannel(discordtest.Channel{GuildID: p.d.Guild().ID, Name: "team"})}
	name := "Mo *Moderator*"
	o.moderator = p.d.AddUser(discordtest.User{Username: "mo", GlobalName: &name})
	o.clerk, o.stranger = p.d.AddUser(discordtest.User{Username: "clerk"}), p.d.AddUser(discordtest.User{Username: "stranger"})
	manages := p.d.AddRole(p.d.Guild().ID, discordtest.Role{Name: "mods", Permissions: discordtest.PermManageMessages})
	answers := p.d.AddRole(p.d.Guild().ID, discordtest.Role{Name: "clerks"})
	p.d.GiveRole(p.d.Guild().ID, o.moderator.ID, manages.ID)
	p.d.GiveRole(p.d.Guild().ID, o.clerk.ID, answers.ID)
	o.config = Config{HandoffChannel: o.channel.ID, HandoffRole: answers.ID}
	return o
}

// run starts a process of the bot, with an engine that looks up what was added.
func (o *office) run(change ...func(*Config)) (r *running, end func()) {
	o.t.Helper()
	c := o.config
	for _, f := range change {
		f(&c)
	}
	closing := func() {}
	if c.Store == nil {
		c.Store, closing = o.open()
	}
	o.db = c.Store
	if c.Engine == nil {
		e, err := answer.New(answer.Config{Announcement: announcement(o.t), Addenda: c.Store, Model: o.model})
		if err != nil {
			o.t.Fatal(err)
		}
		c.Engine = e
	}
	r = startAt(o.t, o.d, o.clock, c)
	return r, func() {
		o.t.Helper()
		if err := r.finish(); err != nil {
			o.t.Fatal(err)
		}
		closing()
		o.d.WaitDisconnected()
	}
}

// ask asks in a channel and returns the question's answer.
func (o *office) ask(u discordtest.User, channel, text string) (question, answer discordtest.Message) {
	o.t.Helper()
	q := o.d.SendMessage(u, channel, o.d.Bot().Mention()+" "+text)
	o.finished(q.ID)
	got := o.d.Answers(q.ID)
	if len(got) != 1 {
		o.t.Fatalf("%d answers to %q", len(got), text)
	}
	return q, got[0]
}

// human presses “ask a human” and returns what is said.
func (o *office) human(u discordtest.User, a discordtest.Message) string {
	o.t.Helper()
	return shown(o.t, o.d, o.d.SendInteraction(pressIn("de", u, a, that(o.t, a, actHuman)))).Content
}

// cards waits for so many cards, of which the last contains a text.
func (o *office) cards(n int, text string) []discordtest.Message {
	o.t.Helper()
	var got []discordtest.Message
	o.d.WaitUntil("the cards, with "+text, func() bool {
		got = slices.DeleteFunc(o.d.Messages(o.channel.ID), func(m discordtest.Message) bool { return m.Author.ID != o.d.Bot().ID })
		return len(got) >= n && strings.Contains(got[len(got)-1].Content, text)
	})
	if len(got) != n {
		o.t.Fatalf("%d cards, want %d: %+v", len(got), n, got)
	}
	return got
}

// write opens the form of a button of a card and sends it with a text.
func (o *office) write(u discordtest.User, card discordtest.Message, a action, text string) string {
	o.t.Helper()
	r := o.d.SendInteraction(pressIn("en-US", u, card, that(o.t, card, a))).WaitResponse()
	if r.Type != discordtest.RespondModal {
		o.t.Fatalf("no form but %+v", r)
	}
	return shown(o.t, o.d, o.d.SendInteraction(discordtest.Submit(u, o.channel.ID, r.CustomID, map[string]string{"text": text}))).Content
}

// settled waits until what changed is shown everywhere.
func (o *office) settled() {
	o.t.Helper()
	o.d.WaitUntil("what changed to be shown", func() bool {
		open, err := o.db.OpenHandoffsFor(context.Background(), o.d.Guild().ID, o.channel.ID, 100)
		for _, h := range open {
			if h.Shown != h.Version {
				return false
			}
		}
		return err == nil
	})
}

const unknown = "Wie viele Filialen hat Amazon?"

// TestComplaintHumanInOneStep (glific/glific#4387, swampratnz/community-agent#478):
// the bot is unsure, says so, and one press brings a human, whose answer comes to
// the asker, marked as an addendum, and stands apart in later answers. The bot is
// started anew at each step.
func TestComplaintHumanInOneStep(t *testing.T) {
	for lang, w := range map[string]struct{ ask, notThere, done, card, by, equal string }{
		"de": {unknown, "Das steht nicht im Artikel.", "Deine Frage ist weitergegeben. Die Antwort kommt hierher.", "Offene Frage",
			"Nachtrag von **Mo \\*Moderator\\***, nicht aus dem Artikel:", "wie viele filialen hat amazon"},
		"en-US": {"How many branches does Amazon have?", "That is not in the article.", "Your question has been handed over. The answer will come here.", "Offene Frage",
			"Addendum by **Mo \\*Moderator\\***, not from the article:", "how many branches does amazon have"},
	} {
		t.Run(lang, func(t *testing.T) {
			t.Parallel()
			o := newOffice(t)
			_, end := o.run()
			o.d.WaitConnected(1)
			q, a := o.ask(o.d.Asker(), o.d.Channel().ID, w.ask)
			if !strings.HasPrefix(a.Content, w.notThere) {
				t.Fatalf("answered %q", a.Content)
			}
			end()
			_, end = o.run()
			h := o.d.SendInteraction(pressIn(lang, o.d.Asker(), a, one(t, a, actHuman)))
			if got := shown(t, o.d, h); got.Content != w.done {
				t.Errorf("said %q", got.Content)
			}
			h.Resend()
			card := o.cards(1, w.card)[0]
			if !strings.Contains(card.Content, "> "+w.ask) || !strings.Contains(card.Content, o.d.Asker().Mention()) || len(card.Mentions) > 0 {
				t.Errorf("card %q mentions %v", card.Content, card.Mentions)
			}
			end()
			_, end = o.run()
			if got := o.write(o.moderator, card, actAnswer, "Etwa 600. @everyone"); got != "Thank you. Your answer has been posted as an addendum." {
				t.Errorf("said %q", got)
			}
			reply := o.d.WaitMessage(q.ChannelID, discordtest.Contains("600"))
			want := w.by + " <t:"
			if !strings.Contains(reply.Content, want) || !strings.Contains(reply.Content, "\n> Etwa 600. \\@everyone\n"+o.d.Asker().Mention()) {
				t.Errorf("the addendum is %q", reply.Content)
			}
			if reply.Reference == nil || reply.Reference.MessageID != q.ID || len(reply.Mentions) != 1 || reply.Mentions[0].ID != o.d.Asker().ID || reply.MentionEveryone {
				t.Errorf("it replies to %+v and mentions %+v", reply.Reference, reply.Mentions)
			}
			o.cards(1, "Beantwortet von "+o.moderator.Mention())
			end()
			_, end = o.run()
			_, later := o.ask(o.stranger, o.d.Channel().ID, w.equal)
			if !strings.HasPrefix(later.Content, w.notThere) || !strings.Contains(later.Content, want) || len(later.Mentions) != 1 {
				t.Errorf("a later answer is %q and mentions %+v", later.Content, later.Mentions)
			}
			if _, other := o.ask(o.stranger, o.d.Channel().ID, "Wie hoch ist das Gehalt?"); strings.Contains(other.Content, "600") {
				t.Errorf("another answer is %q", other.Content)
			}
			end()
			o.cards(1, "")
		})
	}
}

// TestOneCard: equal open questions are one card, whose answer names every asker
// in each channel, and nobody else.
func TestOneCard(t *testing.T) {
	o := newOffice(t)
	_, end := o.run()
	o.d.WaitConnected(1)
	elsewhere := o.d.AddChannel(discordtest.Channel{GuildID: o.d.Guild().ID, Name: "elsewhere"})
	_, a1 := o.ask(o.d.Asker(), o.d.Channel().ID, unknown)
	q2, a2 := o.ask(o.stranger, o.d.Channel().ID, "amazon, wie viele filialen?")
	q3, a3 := o.ask(o.stranger, elsewhere.ID, unknown)
	h := o.d.SendInteraction(discordtest.Slash(o.clerk, elsewhere.ID, "ask", question(unknown)))
	o.finished(h.ID)
	a4, _ := h.Original()
	for _, a := range []discordtest.Message{a1, a2, a3, a4} {
		if got := o.human(o.d.Asker(), a); !strings.HasPrefix(got, "Deine Frage ist weitergegeben") {
			t.Errorf("said %q", got)
		}
	}
	if got := o.human(o.d.Asker(), a1); !strings.HasPrefix(got, "Diese Frage ist schon weitergegeben") {
		t.Errorf("a second press: %q", got)
	}
	o.settled()
	card := o.cards(1, "4-mal gefragt")[0]
	_, a5 := o.ask(o.stranger, elsewhere.ID, "Wie hoch ist das Gehalt?")
	o.human(o.stranger, a5)
	o.cards(2, "Gehalt")
	o.write(o.clerk, card, actAnswer, "Sechshundert.")
	here := o.d.WaitMessage(o.d.Channel().ID, discordtest.Contains("Sechshundert"))
	there := o.d.WaitMessage(elsewhere.ID, discordtest.Contains("Sechshundert"))
	named := func(m discordtest.Message) (out []string) {
		for _, u := range m.Mentions {
			out = append(out, u.Username)
		}
		slices.Sort(out)
		return out
	}
	if got := named(here); !slices.Equal(got, []string{"asker", "stranger"}) || here.Reference.MessageID != q2.ID {
		t.Errorf("here it names %v in reply to %+v: %q", got, here.Reference, here.Content)
	}
	if got := named(there); !slices.Equal(got, []string{"asker", "clerk", "stranger"}) || there.Reference.MessageID != a4.ID || there.Reference.MessageID == q3.ID {
		t.Errorf("there it names %v in reply to %+v: %q", got, there.Reference, there.Content)
	}
	if !strings.HasPrefix(here.Content, "-# Frage: ") {
		t.Errorf("it does not say which question it answers: %q", here.Content)
	}
	o.settled()
	end()
	for _, c := range []string{o.d.Channel().ID, elsewhere.ID} {
		n := 0
		for _, m := range o.d.Messages(c) {
			if strings.Contains(m.Content, "Sechshundert") {
				n++
			}
		}
		if n != 1 {
			t.Errorf("%d addenda in channel %s", n, c)
		}
	}
}

// TestDislikeIsHandedOver: a thumb down, by its form or as “that is wrong” in reply,
// is a card with the reason.
func TestDislikeIsHandedOver(t *testing.T) {
	o := newOffice(t)
	_, end := o.run()
	o.d.WaitConnected(1)
	q, a := o.ask(o.d.Asker(), o.d.Channel().ID, "Wie viel will Amazon investieren?")
	s := shown(t, o.d, o.d.SendInteraction(pressIn("de", o.stranger, a, one(t, a, actSource))))
	that(t, s, actHuman)
	form := o.d.SendInteraction(pressIn("de", o.stranger, s, that(t, s, actBad))).WaitResponse()
	shown(t, o.d, o.d.SendInteraction(discordtest.Submit(o.stranger, q.ChannelID, form.CustomID, map[string]string{"text": "Stimmt <@&1> nicht"})))
	card := o.cards(1, "Grund: Stimmt \\<\\@&1> nicht")[0]
	if !strings.Contains(card.Content, "Answer not") && !strings.Contains(card.Content, "Antwort nicht hilfreich") {
		t.Errorf("card %q", card.Content)
	}
	wrong := o.d.SendMessage(o.d.Asker(), q.ChannelID, "Das stimmt nicht.", discordtest.ReplyTo(a))
	o.d.WaitReaction(wrong.ID, "📝")
	o.cards(1, "Grund: Das stimmt nicht.")
	given, err := o.db.FeedbackOn(context.Background(), q.ID)
	if err != nil || len(given) != 2 || given[0].Good || given[1].Good {
		t.Errorf("feedback %+v, %v", given, err)
	}
	end()
}

// TestUnanswered lists what is open, for the team alone.
func TestUnanswered(t *testing.T) {
	o := newOffice(t)
	_, end := o.run()
	o.d.WaitConnected(1)
	list := func(u discordtest.User, locale string) string {
		t.Helper()
		i := discordtest.Slash(u, o.d.Channel().ID, "unanswered")
		i.Locale = locale
		return shown(t, o.d, o.d.SendInteraction(i)).Content
	}
	if got := list(o.clerk, "de"); got != "Keine Frage ist offen." {
		t.Errorf("nothing: %q", got)
	}
	q, a := o.ask(o.d.Asker(), o.d.Channel().ID, unknown)
	o.human(o.d.Asker(), a)
	if got := list(o.moderator, "en-US"); !strings.Contains(got, "Open questions: 1") || !strings.Contains(got, unknown) || !strings.Contains(got, "/"+q.ID) {
		t.Errorf("one: %q", got)
	}
	if got := list(o.stranger, "de"); got != "Das darf nur das Team des Servers." {
		t.Errorf("to a stranger: %q", got)
	}
	o.write(o.clerk, o.cards(1, "Offene Frage")[0], actAnswer, "Nein.")
	if got := list(o.clerk, "de"); got != "Keine Frage ist offen." {
		t.Errorf("answered: %q", got)
	}
	end()
}

// TestNobodyToAsk: without a channel for questions no button promises a human, and
// one of before says so.
func TestNobodyToAsk(t *testing.T) {
	o := newOffice(t)
	_, end := o.run()
	o.d.WaitConnected(1)
	_, a := o.ask(o.d.Asker(), o.d.Channel().ID, unknown)
	end()
	_, end = o.run(func(c *Config) { c.HandoffChannel = "" })
	if got := o.human(o.d.Asker(), a); !strings.HasPrefix(got, "Hier ist niemand benannt") {
		t.Errorf("said %q", got)
	}
	if _, a := o.ask(o.d.Asker(), o.d.Channel().ID, unknown); len(a.Components) > 0 {
		t.Errorf("buttons %s", a.Components)
	}
	if cards := o.d.Messages(o.channel.ID); len(cards) > 0 {
		t.Errorf("cards %+v", cards)
	}
	end()
}
