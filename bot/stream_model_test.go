package bot

import (
	"context"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"footnote/answer"
	"footnote/bot/discordtest"
	"footnote/llm"
	"footnote/llm/llmtest"
)

// writing is a model that writes a reply of claims, up to the second one and then the
// rest when the test says so.
type writing struct {
	reply string
	next  chan struct{}
}

func (w writing) Complete(ctx context.Context, r llm.Request) (llm.Reply, error) {
	if r.Stream == nil {
		return llm.Reply{Text: llmtest.Yes(r.Name)}, nil
	}
	at := strings.LastIndex(w.reply, `{`)
	for _, part := range []string{w.reply[:at], w.reply[at:]} {
		select {
		case <-w.next:
		case <-ctx.Done():
			return llm.Reply{}, ctx.Err()
		}
		if err := r.Stream(part); err != nil {
			return llm.Reply{}, err
		}
	}
	return llm.Reply{Text: w.reply}, nil
}

// TestStreamedByModel: with a model that writes slowly its first claim stands, proved,
// before the second is written; after a restart the question is put to the model
// again, and the message that stands grows.
func TestStreamedByModel(t *testing.T) { inBoth(t, testStreamedByModel) }

func testStreamedByModel(t *testing.T, lang string) {
	text := map[string][3]string{
		"de": {"Und was genau ist da eigentlich vorgesehen?", "Amazon will bis zu 50 Mrd. USD in Rechenzentren investieren.", "Auch eigene Amazon-Chips kommen zum Einsatz."},
		"en": {"And what exactly is it that they have in mind there?", "Amazon wants to invest up to USD 50 billion in data centres.", "Amazon chips are used as well."},
	}[lang]
	object := func(id, claim string) map[string]any { return map[string]any{"ids": []string{id}, "claim": claim} }
	data, err := json.Marshal(map[string]any{"looking_for": "x", "unanswered": []string{}, "claims": []any{object("s2", text[1]), object("s7", text[2])}})
	if err != nil {
		t.Fatal(err)
	}
	for name, kill := range map[string]bool{"at a stretch": false, "killed": true} {
		t.Run(name, func(t *testing.T) {
			p := newVisits(t)
			pace := &pacer{clock: p.clock, over: make(chan time.Time)}
			w := writing{string(data), make(chan struct{})}
			e, err := answer.New(answer.Config{Announcement: announcement(t), Model: w, Timeout: time.Minute})
			if err != nil {
				t.Fatal(err)
			}
			c := Config{Engine: e, Drain: time.Millisecond}
			c.timing.after = pace.after
			p.settled(c)
			m := p.d.SendMessage(p.d.Asker(), p.d.Channel().ID, p.d.Bot().Mention()+" "+text[0])
			answers := func() []discordtest.Message { return p.d.Answers(m.ID) }
			w.next <- struct{}{}
			close(pace.over)
			first := says(p, answers, text[1])
			honest(t, first.Content)
			if kill {
				p.d.WaitUntil("the message to be known", func() bool {
					q, err := p.db.Question(context.Background(), m.ID)
					return err == nil && len(q.Posts) == 1 && q.Posts[0].Message != ""
				})
				p.stop()
				p.settled(c)
				w.next <- struct{}{}
			}
			w.next <- struct{}{}
			p.finished(m.ID)
			p.stop()
			last := says(p, answers, text[2])
			grew(t, last, 2)
			honest(t, last.Content)
			if len(answers()) != 1 || last.ID != first.ID {
				t.Errorf("answered %+v", answers())
			}
		})
	}
}
