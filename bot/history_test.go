package bot

import (
	"context"
	"strings"
	"testing"

	"footnote/answer"
	"footnote/bot/discordtest"
)

// Earlier questions of a reply chain reach the engine, answers do not.
func TestHistory(t *testing.T) {
	asked := make(chan answer.Question, 8)
	r := online(t, Config{Engine: script(func(_ context.Context, q answer.Question) (answer.Answer, error) {
		asked <- q
		return answer.Answer{Language: "de", Outcome: answer.NotInAnnouncement, Intent: answer.IntentQuestion}, nil
	})})
	d := r.discord
	one := d.SendMessage(d.Asker(), d.Channel().ID, d.Bot().Mention()+" Wo wird gebaut?")
	answered := d.WaitMessage(one.ChannelID, discordtest.RepliesTo(one))
	two := d.SendMessage(d.Asker(), d.Channel().ID, "Und wann?", discordtest.ReplyTo(answered))
	again := d.WaitMessage(one.ChannelID, discordtest.RepliesTo(two))
	three := d.SendMessage(d.Asker(), d.Channel().ID, "Warum?", discordtest.ReplyTo(again))
	d.WaitMessage(one.ChannelID, discordtest.RepliesTo(three))
	for i, want := range []string{"", "Wo wird gebaut?", "Wo wird gebaut?|Und wann?"} {
		if got := strings.Join((<-asked).History, "|"); got != want {
			t.Errorf("question %d: history %q, want %q", i+1, got, want)
		}
	}
}

// TestRecent asks several times in a direct message and in a thread: the same
// asker's last three questions reach the engine, nobody else's, and none in a
// channel for all.
func TestRecent(t *testing.T) {
	asked := make(chan answer.Question, 32)
	r := online(t, Config{Engine: script(func(_ context.Context, q answer.Question) (answer.Answer, error) {
		asked <- q
		return answer.Answer{Language: "de", Outcome: answer.NotInAnnouncement, Intent: answer.IntentQuestion}, nil
	})})
	d := r.discord
	thread := d.AddChannel(discordtest.Channel{Type: discordtest.PublicThread, GuildID: d.Guild().ID, ParentID: d.Channel().ID, Name: "thread"})
	other := d.AddUser(discordtest.User{Username: "other"})
	for name, tt := range map[string]struct {
		channel, prefix string
		want            []string
	}{
		"direct message": {d.DM(d.Asker()).ID, "", []string{"", "Eins?", "Eins?|Zwei?", "Eins?|Zwei?|Drei?", "Zwei?|Drei?|Vier?"}},
		"thread":         {thread.ID, d.Bot().Mention() + " ", []string{"", "Eins?", "Eins?|Zwei?", "Eins?|Zwei?|Drei?", "Zwei?|Drei?|Vier?"}},
		"channel":        {d.Channel().ID, d.Bot().Mention() + " ", []string{"", "", "", "", ""}},
	} {
		t.Run(name, func(t *testing.T) {
			for i, question := range []string{"Eins?", "Zwei?", "Drei?", "Vier?", "Fünf?"} {
				if name != "direct message" {
					d.WaitMessage(tt.channel, discordtest.RepliesTo(d.SendMessage(other, tt.channel, tt.prefix+"Andere Frage?")))
					<-asked
					d.SendMessage(d.Asker(), tt.channel, "kein Anruf an den Bot")
				}
				m := d.SendMessage(d.Asker(), tt.channel, tt.prefix+question)
				d.WaitMessage(tt.channel, discordtest.RepliesTo(m))
				if got := strings.Join((<-asked).History, "|"); got != tt.want[i] {
					t.Errorf("question %d: history %q, want %q", i+1, got, tt.want[i])
				}
			}
		})
	}
}
