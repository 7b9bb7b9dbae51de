package bot

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"footnote/answer"
	"footnote/bot/discordtest"
	"footnote/knowledge"
	"footnote/message"
	"footnote/store"
)

// lengthy is an announcement of long passages, and the answer whose one claim stands
// above the first n of them.
func lengthy(t testing.TB, lang string) (*knowledge.Announcement, func(n int) answer.Answer) {
	t.Helper()
	var text strings.Builder
	fmt.Fprintf(&text, "---\ntitle: Long\nlanguage: %s\n---\nLong\n", lang)
	for i := range 4 {
		fmt.Fprintf(&text, "Number %d begins. %s\n", i, strings.Repeat("word and word, ", 80)+"word.")
	}
	ann, err := knowledge.Parse("long.txt", []byte(text.String()))
	if err != nil {
		t.Fatal(err)
	}
	return ann, func(n int) answer.Answer {
		c := answer.Claim{Text: "One claim."}
		for _, p := range ann.Passages {
			if !p.Heading && len(p.Text) > 100 && len(c.Citations) < n {
				c.Citations = append(c.Citations, answer.Citation{Announcement: ann.ID, Passage: p.ID, Start: p.Start, End: p.End, Quote: p.Text})
			}
		}
		if len(c.Citations) != n {
			t.Fatalf("%d citations", len(c.Citations))
		}
		return answer.Answer{Language: lang, Outcome: answer.Answered, Intent: answer.IntentQuestion, Claims: []answer.Claim{c}, Unanswered: []string{}}
	}
}

// wordy is the configuration of a bot whose answers take several messages, as many as
// the question says, else three.
func wordy(t testing.TB, lang string) (c Config, want []string) {
	t.Helper()
	ann, of := lengthy(t, lang)
	sizes := map[string]int{"one": 1, "two": 2, "four": 4}
	c = Config{Announcement: ann, Engine: script(func(_ context.Context, q answer.Question) (answer.Answer, error) {
		for word, n := range sizes {
			if strings.Contains(q.Text, word) {
				return of(n), nil
			}
		}
		return of(3), nil
	})}
	if want = message.Posts(of(3), ann); len(want) != 3 {
		t.Fatalf("%d messages", len(want))
	}
	return c, want
}

// whole checks that the answers are the parts in order, each once, with the buttons
// below the last, and that the asker was notified of the first alone.
func whole(t *testing.T, got []discordtest.Message, want []string) {
	t.Helper()
	if len(got) != len(want) {
		t.Errorf("%d messages, want %d", len(got), len(want))
		return
	}
	for i, m := range got {
		if content := m.Content; strings.TrimSpace(content) != strings.TrimSpace(want[i]) {
			t.Errorf("part %d is %.80q, want %.80q", i, content, want[i])
		}
		if last := i == len(got)-1; last != (len(m.Components) > 0) {
			t.Errorf("part %d has %d rows of buttons", i, len(m.Components))
		}
		if i > 0 && len(m.Mentions) > 0 {
			t.Errorf("part %d notifies %v", i, m.Mentions)
		}
	}
}

// TestComplaintOver2000 (firecrawl/ai-discord-bot#2, antoinelrnld/discord-rag#17): an
// answer that a message does not hold is posted as several, however it is asked for.
func TestComplaintOver2000(t *testing.T) { inBoth(t, testOver2000) }

func testOver2000(t *testing.T, lang string) {
	for _, way := range []string{"mention", "direct message", "/ask", "/ask, private"} {
		t.Run(way, func(t *testing.T) {
			p := newVisits(t)
			c, want := wordy(t, lang)
			p.settled(c)
			id, answers := ways(p, askers(p.d)[lang])[way]()
			p.finished(id)
			p.stop()
			whole(t, answers(), want)
			for _, m := range answers() {
				if m.Ephemeral() != (way == "/ask, private") {
					t.Errorf("private: %t", m.Ephemeral())
				}
			}
			p.suppressed()
			if q := p.state(id); q.State != store.StatePosted || len(q.Posts) != len(want) {
				t.Errorf("question is %s with %+v", q.State, q.Posts)
			}
		})
	}
	t.Run("/ask where the bot may not write", func(t *testing.T) {
		p := newVisits(t)
		c, want := wordy(t, lang)
		p.settled(c)
		here := p.d.Channel()
		here.Permissions = discordtest.PermViewChannel | discordtest.PermReadHistory
		p.d.SetChannel(here)
		id, answers := ways(p, askers(p.d)[lang])["/ask"]()
		p.finished(id)
		p.stop()
		whole(t, answers(), want)
	})
	t.Run("thread", func(t *testing.T) {
		p := newVisits(t)
		_, admin := governed(p)
		c, want := wordy(t, lang)
		p.settled(c)
		p.set(admin, lang, setThreads, switched(true))
		m := askers(p.d)[lang].ask(p.d.Channel().ID)
		p.finished(m.ID)
		p.stop()
		got := slices.DeleteFunc(p.d.Messages(m.ID), func(m discordtest.Message) bool { return m.Author.ID != p.d.Bot().ID })
		if len(got) == len(want) {
			got[0].Content = strings.TrimPrefix(got[0].Content, p.d.Asker().Mention()+"\n")
		}
		whole(t, got, want)
	})
}

// TestPartFails: whatever happens to the request that posts the second part, each
// part is posted once, in order; but for one that Discord refuses for good.
func TestPartFails(t *testing.T) {
	for _, kind := range discordtest.FaultKinds() {
		if kind == discordtest.AcknowledgedAccepted {
			continue // of interactions alone
		}
		t.Run(string(kind), func(t *testing.T) {
			t.Parallel()
			p := newVisits(t)
			c, want := wordy(t, "de")
			c.timing = hasty(kind).timing
			p.settled(c)
			times := 2
			if kind.Final() || kind == discordtest.LimitedCloudflare {
				times = 1
			}
			fault := p.d.Fault(discordtest.Fault{Kind: kind, Method: http.MethodPost, Path: "/channels/*/messages", Skip: 1, Times: times, RetryAfter: 20 * time.Millisecond})
			m := askers(p.d)["de"].ask(p.d.Channel().ID)
			p.finished(m.ID)
			p.stop()
			if refused := kind.Final() && !kind.Accepted(); refused {
				want = want[:1]
				if got := p.d.Answers(m.ID); len(got) != 1 || got[0].Content != want[0] {
					t.Errorf("answered %+v", got)
				}
			} else {
				whole(t, p.d.Answers(m.ID), want)
			}
			if fault.Early() > 0 {
				t.Errorf("%d requests came too early", fault.Early())
			}
		})
	}
}

// TestRestartPart kills the bot between two parts, or when nobody knows whether one
// stands.
func TestRestartPart(t *testing.T) { inBoth(t, testRestartPart) }

func testRestartPart(t *testing.T, lang string) {
	for name, tt := range map[string]struct {
		way   string
		kind  discordtest.FaultKind
		skip  int // parts that are posted before
		later time.Duration
	}{
		"second to come":                   {"mention", discordtest.Unavailable, 1, 0},
		"second, nobody knows":             {"mention", discordtest.ConnectionCutAccepted, 1, 0},
		"second, nobody knows, nonce":      {"mention", discordtest.ConnectionCutAccepted, 1, 10 * time.Minute},
		"third, nobody knows, nonce":       {"mention", discordtest.ConnectionCutAccepted, 2, 10 * time.Minute},
		"third to come, an hour later":     {"mention", discordtest.Unavailable, 2, time.Hour},
		"/ask, second to come":             {"/ask", discordtest.Unavailable, 0, 0},
		"/ask, second, nobody knows":       {"/ask", discordtest.ConnectionCutAccepted, 0, 10 * time.Minute},
		"/ask, third, token over":          {"/ask", discordtest.ConnectionCutAccepted, 1, 20 * time.Minute},
		"/ask, second to come, token over": {"/ask", discordtest.Unavailable, 0, 20 * time.Minute},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := newVisits(t)
			c, want := wordy(t, lang)
			c.Drain = time.Millisecond
			p.settled(c)
			fault := p.d.Fault(discordtest.Fault{Kind: tt.kind, Method: http.MethodPost, Path: "/channels/*/messages", Skip: tt.skip, Times: -1})
			id, answers := ways(p, askers(p.d)[lang])[tt.way]()
			fault.WaitHit(1)
			p.stop()
			fault.Release()
			p.d.WaitClosed() // what was under way arrives before time goes by
			p.clock.Advance(tt.later)
			c.Engine = script(nil) // is not asked again
			p.settled(c)
			p.finished(id)
			p.stop()
			whole(t, answers(), want)
			if q := p.state(id); q.State != store.StatePosted || len(q.Posts) != len(want) {
				t.Errorf("question is %s with %+v", q.State, q.Posts)
			}
		})
	}
}

// TestPartsChange: an edited question is answered anew in as many parts as that
// takes, in place, and a deleted one loses all of them.
func TestPartsChange(t *testing.T) { inBoth(t, testPartsChange) }

func testPartsChange(t *testing.T, lang string) {
	p := newVisits(t)
	d := p.d
	c, want := wordy(t, lang)
	ann, of := lengthy(t, lang)
	posts := func(n int) []string { return message.Posts(of(n), ann) }
	p.settled(c)
	a := askers(d)[lang]
	m := a.ask(d.Channel().ID)
	p.finished(m.ID)
	whole(t, d.Answers(m.ID), want)
	first := d.Answers(m.ID)[0].ID
	for n, word := range map[int]string{1: "one", 4: "four", 2: "two"} {
		a.edit(m, word)
		d.WaitUntil(word+" parts", func() bool {
			q, err := p.db.Question(context.Background(), m.ID)
			return err == nil && q.State.Finished() && q.Text == word
		})
		whole(t, d.Answers(m.ID), posts(n))
		if got := d.Answers(m.ID); len(got) > 0 && got[0].ID != first {
			t.Error("the first part is another message")
		}
	}
	p.stop()
	p.settled(c)
	gone := d.Answers(m.ID)
	d.DeleteMessage(m.ID)
	for _, one := range gone {
		d.WaitGone(one.ID)
	}
	p.forgotten(m)

	// The second part of another is deleted though nobody knows that it stands.
	fault := d.Fault(discordtest.Fault{Action: discordtest.CutAfter, Method: http.MethodPost, Path: "/channels/*/messages", Skip: 1, Times: -1})
	m = a.ask(d.Channel().ID)
	fault.WaitHit(1)
	d.DeleteMessage(m.ID)
	d.WaitUntil("the deletion to be taken in", func() bool {
		q, err := p.db.Question(context.Background(), m.ID)
		return err != nil || q.Withdrawn
	})
	fault.Release()
	p.forgotten(m)
	p.stop()
	if n := len(d.Answers(m.ID)); n != 0 {
		t.Errorf("%d parts stand", n)
	}
}

// TestPartsCaughtUp: what was asked while the bot was away is answered in parts too,
// with one apology.
func TestPartsCaughtUp(t *testing.T) { inBoth(t, testPartsCaughtUp) }

func testPartsCaughtUp(t *testing.T, lang string) {
	p := newVisits(t)
	c, want := wordy(t, lang)
	var asked atomic.Int32
	engine := c.Engine
	c.Engine = script(func(ctx context.Context, q answer.Question) (answer.Answer, error) {
		asked.Add(1)
		return engine.Answer(ctx, q, nil)
	})
	p.settled(c)
	p.stop()
	p.d.ForgetSessions()
	m := askers(p.d)[lang].ask(p.d.Channel().ID)
	p.clock.Advance(time.Hour)
	p.settled(c)
	p.d.WaitUntil("the question to be found", func() bool {
		q, err := p.db.Question(context.Background(), m.ID)
		return err == nil && q.State.Finished()
	})
	p.stop()
	want = slices.Clone(want)
	want[0] = message.Late(lang, want[0])
	whole(t, p.d.Answers(m.ID), want)
	if asked.Load() != 1 {
		t.Errorf("asked %d times", asked.Load())
	}
}
