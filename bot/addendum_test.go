package bot

import (
	"context"
	"strings"
	"testing"

	"footnote/bot/discordtest"
)

// TestCorrectAndRevoke: the same card corrects and takes back, wherever the
// addendum stands, and opens the question again.
func TestCorrectAndRevoke(t *testing.T) {
	o := newOffice(t)
	_, end := o.run()
	o.d.WaitConnected(1)
	q, a := o.ask(o.d.Asker(), o.d.Channel().ID, unknown)
	o.human(o.d.Asker(), a)
	o.write(o.clerk, o.cards(1, "Offene Frage")[0], actAnswer, "Sechshundert.")
	posted := o.d.WaitMessage(q.ChannelID, discordtest.Contains("Sechshundert"))
	card := o.cards(1, "Beantwortet")[0]
	_, quoting := o.ask(o.stranger, q.ChannelID, unknown)
	end()
	_, end = o.run()
	form := o.d.SendInteraction(pressIn("de", o.moderator, card, that(t, card, actCorrect))).WaitResponse()
	if !strings.Contains(string(form.Data), `"value":"Sechshundert."`) {
		t.Errorf("the form is %s", form.Data)
	}
	if got := o.write(o.moderator, card, actCorrect, "Siebenhundert."); got != "The addendum has been saved." {
		t.Errorf("said %q", got)
	}
	const label = "Nachtrag von **Mo \\*Moderator\\***, berichtigt, nicht aus dem Artikel:"
	now := func(m discordtest.Message, what string) discordtest.Message {
		t.Helper()
		return o.d.WaitMessage(m.ChannelID, func(got discordtest.Message) bool { return got.ID == m.ID && strings.Contains(got.Content, what) })
	}
	for _, m := range []discordtest.Message{posted, quoting} {
		if got := now(m, "Siebenhundert"); strings.Contains(got.Content, "Sechshundert") || !strings.Contains(got.Content, label) {
			t.Errorf("corrected: %q", got.Content)
		}
	}
	if got := now(quoting, "Siebenhundert"); len(got.Components) == 0 {
		t.Error("the edit took the buttons away")
	}
	if got := shown(t, o.d, o.d.SendInteraction(pressIn("de", o.clerk, card, that(t, card, actRevoke)))); got.Content != "Der Nachtrag ist zurückgezogen." {
		t.Errorf("said %q", got.Content)
	}
	now(posted, "hat diesen Nachtrag zurückgezogen")
	o.d.WaitUntil("the quotation to go", func() bool {
		got, _ := o.d.Message(quoting.ID)
		return !strings.Contains(got.Content, "hundert") && strings.HasPrefix(got.Content, "Das steht nicht im Artikel.")
	})
	again := now(card, "Offene Frage")
	o.settled()
	again, _ = o.d.Message(again.ID)
	if got := shown(t, o.d, o.d.SendInteraction(discordtest.Interaction{Kind: discordtest.KindComponent, User: o.clerk, ChannelID: o.channel.ID,
		MessageID: card.ID, CustomID: that(t, card, actCorrect), Unregistered: true})); !strings.HasPrefix(got.Content, "This button belongs to nothing") {
		t.Errorf("a correction of what was taken back: %q", got.Content)
	}
	if _, fresh := o.ask(o.stranger, q.ChannelID, unknown); strings.Contains(fresh.Content, "Nachtrag") {
		t.Errorf("a later answer is %q", fresh.Content)
	}
	o.write(o.clerk, again, actAnswer, "Achthundert.")
	o.d.WaitMessage(q.ChannelID, discordtest.Both(discordtest.RepliesTo(q), discordtest.Contains("Achthundert")))
	end()
}

// TestWhoMayAnswer: a member of the team, by permission or role, is looked at with
// each press and each form.
func TestWhoMayAnswer(t *testing.T) {
	o := newOffice(t)
	r, end := o.run()
	o.d.WaitConnected(1)
	_, a := o.ask(o.d.Asker(), o.d.Channel().ID, unknown)
	o.human(o.d.Asker(), a)
	card := o.cards(1, "Offene Frage")[0]
	answer := that(t, card, actAnswer)
	say := func(i discordtest.Interaction) string {
		t.Helper()
		i.Locale, i.Unregistered = "en-US", true
		return shown(t, o.d, o.d.SendInteraction(i)).Content
	}
	const refused = "Only the server’s team may do that."
	if got := say(discordtest.Press(o.stranger, card, answer)); got != refused {
		t.Errorf("a stranger's press: %q", got)
	}
	handoff := strings.Split(answer, "|")[2]
	form := r.signed(t, o.db, actAnswerForm, handoff)
	text := map[string]string{"text": "Nein."}
	if got := say(discordtest.Submit(o.stranger, o.channel.ID, form, text)); got != refused {
		t.Errorf("a stranger's form: %q", got)
	}
	for name, i := range map[string]discordtest.Interaction{
		"unsigned":         discordtest.Submit(o.clerk, o.channel.ID, "v1|ansf|"+handoff, text),
		"signed as button": discordtest.Submit(o.clerk, o.channel.ID, answer, text),
		"button as form":   discordtest.Press(o.clerk, card, form),
		"another channel":  discordtest.Submit(o.clerk, o.d.Channel().ID, form, text),
		"unsigned button":  discordtest.Press(o.clerk, card, "v1|ans|"+handoff),
	} {
		if got := say(i); !strings.HasPrefix(got, "This button belongs to nothing") {
			t.Errorf("%s: %q", name, got)
		}
	}
	if got := say(discordtest.Submit(o.clerk, o.channel.ID, form, map[string]string{"text": strings.Repeat("ä", 1001)})); !strings.Contains(got, "1000") {
		t.Errorf("too long: %q", got)
	}
	if got := say(discordtest.Submit(o.clerk, o.channel.ID, form, map[string]string{"text": " "})); got == "" {
		t.Error("nothing is said to an empty text")
	}
	if got := o.write(o.clerk, card, actAnswer, "Nein."); !strings.HasPrefix(got, "Thank you") {
		t.Errorf("by role: %q", got)
	}
	if got := say(discordtest.Submit(o.moderator, o.channel.ID, form, text)); got != "Somebody else has answered this question meanwhile." {
		t.Errorf("a second answer: %q", got)
	}
	card = o.cards(1, "Beantwortet")[0]
	for _, act := range []action{actCorrect, actRevoke} {
		if got := say(discordtest.Press(o.stranger, card, that(t, card, act))); !strings.HasPrefix(got, "Only its author") {
			t.Errorf("a stranger's %s: %q", act, got)
		}
	}
	end()
}

// TestDirectMessage: what is asked in direct messages is answered there, and quoted
// to nobody else.
func TestDirectMessage(t *testing.T) {
	o := newOffice(t)
	_, end := o.run()
	o.d.WaitConnected(1)
	dm := o.d.DM(o.d.Asker())
	q, a := o.ask(o.d.Asker(), dm.ID, unknown)
	o.human(o.d.Asker(), a)
	card := o.cards(1, unknown)[0]
	if strings.Contains(card.Content, dm.ID) {
		t.Errorf("the card leads into a direct message: %q", card.Content)
	}
	_, public := o.ask(o.stranger, o.d.Channel().ID, unknown)
	o.human(o.stranger, public)
	o.cards(2, unknown)
	o.write(o.moderator, card, actAnswer, "Nur für dich.")
	o.d.WaitMessage(dm.ID, discordtest.Both(discordtest.RepliesTo(q), discordtest.Contains("Nur für dich.")))
	if _, got := o.ask(o.stranger, o.d.Channel().ID, unknown); strings.Contains(got.Content, "Nur für dich") {
		t.Errorf("quoted in public: %q", got.Content)
	}
	if _, got := o.ask(o.d.Asker(), dm.ID, unknown); !strings.Contains(got.Content, "Nur für dich") {
		t.Errorf("not quoted where it was given: %q", got.Content)
	}
	end()
}

// TestForgottenAuthor: the addenda of somebody who wants to be forgotten are
// deleted where they stand.
func TestForgottenAuthor(t *testing.T) {
	o := newOffice(t)
	_, end := o.run()
	o.d.WaitConnected(1)
	q, a := o.ask(o.d.Asker(), o.d.Channel().ID, unknown)
	o.human(o.d.Asker(), a)
	o.write(o.moderator, o.cards(1, "Offene Frage")[0], actAnswer, "Sechshundert.")
	posted := o.d.WaitMessage(q.ChannelID, discordtest.Contains("Sechshundert"))
	o.cards(1, "Beantwortet")
	_, quoting := o.ask(o.stranger, q.ChannelID, unknown)
	if _, err := o.db.DeleteUser(context.Background(), o.moderator.ID); err != nil {
		t.Fatal(err)
	}
	o.d.WaitGone(posted.ID)
	o.d.WaitUntil("the quotation to go", func() bool {
		got, _ := o.d.Message(quoting.ID)
		return !strings.Contains(got.Content, "Sechshundert")
	})
	o.cards(1, "Offene Frage")
	end()
}
