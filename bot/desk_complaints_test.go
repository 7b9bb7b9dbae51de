package bot

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"footnote/answer"
	"footnote/bot/discordtest"
	"footnote/store"
)

// TestComplaintPings (NousResearch/hermes-agent#11339): whatever members and the
// team write, nobody is pinged but those whom an addendum is for.
func TestComplaintPings(t *testing.T) {
	const hostile = "@everyone @here <@&%s> <@%s>"
	o := newOffice(t)
	_, end := o.run(func(c *Config) {
		c.Engine = script(func(context.Context, answer.Question) (answer.Answer, error) {
			return answer.Answer{Language: "de", Outcome: answer.NotInAnnouncement, Intent: answer.IntentQuestion}, nil
		})
	})
	o.d.WaitConnected(1)
	attack := fmt.Sprintf(hostile, o.config.HandoffRole, o.moderator.ID)
	q, a := o.ask(o.d.Asker(), o.d.Channel().ID, "Wie viele Filialen hat Amazon? "+attack)
	o.human(o.d.Asker(), a)
	card := o.cards(1, "Offene Frage")[0]
	o.write(o.clerk, card, actAnswer, "Keine. "+attack)
	reply := o.d.WaitMessage(q.ChannelID, discordtest.Contains("Keine."))
	o.write(o.clerk, o.cards(1, "Beantwortet")[0], actCorrect, "Doch. "+attack)
	o.d.WaitMessage(q.ChannelID, func(m discordtest.Message) bool { return m.ID == reply.ID && strings.Contains(m.Content, "Doch.") })
	o.settled()
	end()
	for _, channel := range []string{q.ChannelID, o.channel.ID} {
		for _, m := range o.d.Messages(channel) {
			if m.Author.ID != o.d.Bot().ID {
				continue
			}
			if m.MentionEveryone || len(m.MentionRoles) > 0 {
				t.Errorf("pings: %q", m.Content)
			}
			for _, u := range m.Mentions {
				if u.ID != o.d.Asker().ID {
					t.Errorf("pings %s: %q", u.Username, m.Content)
				}
			}
		}
	}
}

// TestComplaintTooLong (firecrawl/ai-discord-bot#2, antoinelrnld/discord-rag#17):
// what has more than 2,000 characters goes out in parts, each whole.
func TestComplaintTooLong(t *testing.T) {
	o := newOffice(t)
	const many = 60
	o.with(func(db *store.DB) {
		ctx := context.Background()
		if err := (&bot{Config: Config{Store: db, Announcement: announcement(t)}}).keepAnnouncement(ctx); err != nil {
			t.Fatal(err)
		}
		latest := ""
		for n := range many {
			id := fmt.Sprint(300000000000000000 + n)
			c := store.Claim{Question: store.Question{ID: id, Guild: o.d.Guild().ID, Channel: o.d.Channel().ID, Asker: o.d.Asker().ID,
				Text: fmt.Sprintf("Frage %d %s?", n, strings.Repeat("lang ", 40))}}
			if _, err := db.Claim(ctx, c); err != nil {
				t.Fatal(err)
			}
			if err := db.Finish(ctx, store.Finish{Question: id, State: store.StateSilent}); err != nil {
				t.Fatal(err)
			}
			got, _, err := db.HandOver(ctx, store.HandOver{ID: fmt.Sprint(300000000000100000 + n), Question: id, Users: []string{o.d.Asker().ID}, Latest: latest,
				Scope: o.d.Guild().ID, Announcement: announcement(t).ID, Channel: o.channel.ID})
			if err != nil {
				t.Fatal(err)
			}
			latest = got
		}
	})
	_, end := o.run()
	o.d.WaitConnected(1)
	h := o.d.SendInteraction(discordtest.Slash(o.clerk, o.channel.ID, "unanswered"))
	text := shown(t, o.d, h).Content
	h.WaitFollowup(func(m discordtest.Message) bool { return strings.Contains(m.Content, "Frage 59 ") })
	for _, m := range h.Followups() {
		if !m.Ephemeral() {
			t.Errorf("in public: %q", m.Content)
		}
		text += "\n" + m.Content
	}
	for n := range many {
		if !strings.Contains(text, fmt.Sprintf("Frage %d ", n)) {
			t.Errorf("question %d is missing", n)
		}
	}
	o.settled()
	o.cards(many, "")
	card := o.cards(many, "")[0]
	long := strings.Repeat("*_~|", 250)
	if got := o.write(o.clerk, card, actAnswer, long); !strings.HasPrefix(got, "Thank you") {
		t.Errorf("said %q", got)
	}
	o.d.WaitMessage(o.d.Channel().ID, discordtest.Contains(`\*\_\~\|\*`))
	end()
}
