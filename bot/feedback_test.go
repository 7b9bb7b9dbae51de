package bot

import (
	"context"
	"testing"

	"footnote/bot/discordtest"
)

// TestWrongInReply: “that is wrong” in reply to an answer is a thumb down, wherever the
// answer stands, but not from another channel.
func TestWrongInReply(t *testing.T) { inBoth(t, testWrongInReply) }

func testWrongInReply(t *testing.T, lang string) {
	p := newVisits(t)
	d, admin := governed(p)
	a, here := askers(d)[lang], d.Channel().ID
	wrong := map[string]string{"de": "Das stimmt nicht.", "en": "That is wrong."}[lang]
	p.settled(Config{})
	plain, slash := a.ask(here), a.slash(d.Asker(), lang)
	answers := map[string]discordtest.Message{plain.ID: p.amended(plain, a.answer), slash.ID: slash.WaitEdit(nil)}
	p.set(admin, lang, setThreads, switched(true))
	threaded := a.ask(here)
	answers[threaded.ID] = d.WaitMessage(threaded.ID, discordtest.Contains(a.answer))
	for question, answered := range answers {
		p.finished(question)
		elsewhere := d.SendMessage(d.Asker(), d.DM(d.Asker()).ID, wrong, discordtest.ReplyTo(answered))
		d.WaitReaction(elsewhere.ID, "📝")
		m := d.SendMessage(d.Asker(), answered.ChannelID, wrong, discordtest.ReplyTo(answered))
		d.WaitReaction(m.ID, "📝")
		given, err := p.db.FeedbackOn(context.Background(), question)
		if err != nil || len(given) != 1 || given[0].Good || given[0].Reason != wrong {
			t.Errorf("question %s: %+v, %v", question, given, err)
		}
	}
	p.stop()
}
