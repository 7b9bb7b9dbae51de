package bot

import (
	"context"
	"log/slog"
	"net/http"
	"slices"
	"sync"
	"testing"
	"time"

	"footnote/answer"
	"footnote/bot/discordtest"
	"footnote/store"
)

// TestWaitSignGoes: the sign that a question waits is there while it does, and gone
// when it is answered, in words or by a reaction; also when another process answers
// it.
func TestWaitSignGoes(t *testing.T) { inBoth(t, testWaitSignGoes) }

func testWaitSignGoes(t *testing.T, lang string) {
	waiting := func(p *visits, m discordtest.Message) bool {
		return slices.ContainsFunc(p.d.Reactions(m.ID), func(r discordtest.Reaction) bool { return r.Emoji == waitEmoji })
	}
	for name, restarts := range map[string]bool{"same process": false, "after a restart": true} {
		t.Run(name, func(t *testing.T) {
			p := newVisits(t)
			d, here := p.d, p.d.Channel().ID
			a := askers(d)[lang]
			entered, leave := make(chan struct{}), make(chan struct{})
			var once sync.Once
			engine := script(func(ctx context.Context, q answer.Question) (answer.Answer, error) {
				once.Do(func() {
					close(entered)
					select {
					case <-leave:
					case <-ctx.Done():
					}
				})
				return realEngine(t).Answer(ctx, q, nil)
			})
			p.settled(Config{Workers: 1, Queue: 1, Engine: engine, Drain: time.Millisecond})
			asked := []discordtest.Message{a.ask(here)}
			<-entered
			asked = append(asked, a.ask(here), a.ask(here), d.SendMessage(d.Asker(), here, d.Bot().Mention()+" thanks!"))
			signed := func() (n int) {
				for _, m := range asked {
					if waiting(p, m) {
						n++
					}
				}
				return n
			}
			d.WaitUntil("two to be marked as waiting", func() bool { return signed() >= 2 })
			if restarts {
				p.stop()
				p.settled(Config{})
			} else {
				close(leave)
			}
			for _, m := range asked {
				p.finished(m.ID)
			}
			p.stop() // and the last sign was looked after
			if n := signed(); n != 0 {
				t.Errorf("%d answered questions are marked as waiting", n)
			}
			if got := d.Tally(asked[0].ID, asked[1].ID, asked[2].ID); got.Answered != 3 {
				t.Error(got)
			}
			if got := d.Reactions(asked[3].ID); len(got) != 1 || got[0].Emoji != "👍" {
				t.Errorf("thanks are met by %+v", got)
			}
		})
	}
}

// TestWaitSignLate: a sign that Discord is slow to take, so that the answer is there
// before, goes all the same.
func TestWaitSignLate(t *testing.T) {
	p := newVisits(t)
	d := p.d
	p.settled(Config{})
	m := askers(d)["de"].ask(d.Channel().ID)
	p.finished(m.ID)
	p.stop()
	fault := d.Fault(discordtest.Fault{Action: discordtest.Hang, Method: http.MethodPut, Path: "/channels/*/messages/*/reactions"})
	other := p.d.SendMessage(d.Asker(), d.Channel().ID, "not for the bot")
	p.with(func(db *store.DB) {
		b := newBot(context.Background(), Config{Store: db, Token: d.Token(), APIURL: d.URL(), Logger: slog.New(slog.DiscardHandler), Workers: 1, timing: timing{now: p.clock.Now}})
		defer b.api.close()
		q := store.Question{ID: other.ID, Channel: other.ChannelID, Asker: d.Asker().ID, Text: "?"}
		if _, err := db.Claim(context.Background(), store.Claim{Question: q}); err != nil {
			t.Fatal(err)
		}
		done := make(chan bool)
		go func() { done <- b.mark(context.Background(), q) }()
		fault.WaitHit(1)
		if err := b.finish(context.Background(), store.Question{ID: q.ID, Kind: store.KindMessage, Channel: q.Channel}, store.StateSilent, "answered"); err != nil {
			t.Fatal(err)
		}
		fault.Release()
		if <-done {
			t.Error("an answered question still waits")
		}
	})
	if got := d.Reactions(other.ID); len(got) != 0 {
		t.Errorf("the sign stands: %+v", got)
	}
}
