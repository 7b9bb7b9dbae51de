package bot

import (
	"context"
	"errors"
	"strings"
	"testing"

	"footnote/answer"
	"footnote/bot/discordtest"
)

// TestLogsHoldNoTexts: what members write is in no line of the log, whether it is
// answered, edited, deleted, disliked, handed over, or cannot be answered at all.
func TestLogsHoldNoTexts(t *testing.T) {
	const secret = "Zanderfilet"
	o := newOffice(t)
	o.d.Fault(discordtest.Fault{Kind: discordtest.Unavailable, Method: "POST", Path: "/channels/*/messages", Times: 1})
	r, end := o.run()
	o.d.WaitConnected(1)
	here := o.d.Channel().ID
	question, reply := o.ask(o.d.Asker(), here, "Wie viele "+secret+"s verkauft Amazon?")
	reason := discordtest.Submit(o.d.Asker(), here, r.signed(t, o.db, actReason, question.ID), map[string]string{field: secret})
	reason.Unregistered = true // nobody has opened the form
	shown(t, o.d, o.d.SendInteraction(reason))
	shown(t, o.d, o.d.SendInteraction(discordtest.Press(o.d.Asker(), reply, that(t, reply, actHuman))))
	o.cards(1, secret)
	o.d.EditMessage(question.ID, o.d.Bot().Mention()+" Und "+secret+" für 80 Milliarden?")
	o.d.WaitUntil("the edit to be taken in", func() bool {
		q, err := o.db.Question(context.Background(), question.ID)
		return err == nil && q.Revision == 1 && q.State.Finished()
	})
	end()
	if log := r.log.String(); !strings.Contains(log, question.ID) || strings.Contains(log, secret) {
		t.Errorf("the log: %s", log)
	}

	r = online(t, Config{Engine: script(func(context.Context, answer.Question) (answer.Answer, error) {
		return answer.Answer{}, errors.New("disk on fire")
	})})
	m := r.discord.SendMessage(r.discord.Asker(), r.discord.Channel().ID, r.discord.Bot().Mention()+" "+secret+"?")
	r.discord.WaitMessage(m.ChannelID, discordtest.RepliesTo(m))
	if err := r.finish(); err != nil {
		t.Error(err)
	}
	if log := r.log.String(); !strings.Contains(log, "disk on fire") || strings.Contains(log, secret) {
		t.Errorf("the log: %s", log)
	}
}
