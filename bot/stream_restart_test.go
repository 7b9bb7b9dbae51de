package bot

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"footnote/answer"
	"footnote/bot/discordtest"
	"footnote/message"
	"footnote/store"
)

// TestRestartStreamed kills the bot when an answer is begun and not complete. The
// question is worked again, and the message that stands grows, or is amended when
// the answer is another; it is never doubled.
func TestRestartStreamed(t *testing.T) { inBoth(t, testRestartStreamed) }

func testRestartStreamed(t *testing.T, lang string) {
	claims := threeClaims[lang]
	other := map[string]string{"de": "Etwas anderes.", "en": "Something else."}[lang]
	none := answer.Answer{Language: lang, Outcome: answer.NotInAnnouncement, Intent: answer.IntentQuestion}
	for name, tt := range map[string]struct {
		way   string
		cut   bool // the first process does not hear that the message stands
		blind bool // the channel does not show it to the second
		later time.Duration
		then  answer.Answer
		grows bool
		want  string
	}{
		"same":                           {way: "mention", then: spoken(t, lang, claims...), grows: true, want: claims[2]},
		"same, nobody knows":             {way: "mention", cut: true, then: spoken(t, lang, claims...), grows: true, want: claims[2]},
		"same, nobody knows, nonce over": {way: "mention", cut: true, later: 10 * time.Minute, then: spoken(t, lang, claims...), grows: true, want: claims[2]},
		"same, nobody knows, not shown":  {way: "mention", cut: true, blind: true, then: spoken(t, lang, claims...), grows: true, want: claims[2]},
		"first alone":                    {way: "mention", then: spoken(t, lang, claims[0]), grows: true, want: claims[0]},
		"another":                        {way: "mention", then: spoken(t, lang, other), want: other},
		"another, nobody knows":          {way: "mention", cut: true, then: spoken(t, lang, other), want: other},
		"nothing":                        {way: "mention", then: none, want: message.Discord(none, announcement(t))},
		"same, late":                     {way: "mention", later: time.Hour, then: spoken(t, lang, claims...), grows: true, want: claims[2]},
		"/ask, same":                     {way: "/ask", then: spoken(t, lang, claims...), grows: true, want: claims[2]},
		"/ask, another":                  {way: "/ask", then: spoken(t, lang, other), want: other},
		"/ask, nobody knows":             {way: "/ask", cut: true, then: spoken(t, lang, claims...), grows: true, want: claims[2]},
		"/ask, over":                     {way: "/ask", later: 20 * time.Minute, then: spoken(t, lang, claims...), grows: true, want: claims[2]},
		"/ask, nobody knows, over":       {way: "/ask", cut: true, later: 20 * time.Minute, then: spoken(t, lang, claims...), grows: true, want: claims[2]},
		"/ask, private":                  {way: "/ask, private", then: spoken(t, lang, claims...), grows: true, want: claims[2]},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			e := newSpeaker(spoken(t, lang, claims...))
			p, pace, c := streaming(t, Config{Drain: time.Millisecond}, e)
			p.settled(c)
			ask := ways(p, askers(p.d)[lang])[tt.way]
			if tt.cut && tt.way == "/ask" {
				p.d.Fault(discordtest.Fault{Action: discordtest.CutAfter, Method: http.MethodPatch, Path: "/webhooks/*/*/messages/@original"})
			} else if tt.cut {
				p.d.Fault(discordtest.Fault{Action: discordtest.CutAfter, Method: http.MethodPost, Path: "/channels/*/messages"})
			}
			id, answers := ask()
			e.next <- struct{}{}
			close(pace.over)
			begun := says(p, answers, claims[0])
			p.d.WaitUntil("the message to be known", func() bool {
				q, err := p.db.Question(context.Background(), id)
				return err == nil && len(q.Posts) == 1 && (tt.cut || q.Posts[0].Message != "")
			})
			p.stop()
			p.clock.Advance(tt.later)
			if tt.blind {
				p.d.Fault(discordtest.Fault{Action: discordtest.Answer, Status: http.StatusOK, Body: "[]", Method: http.MethodGet, Path: "/channels/*/messages", Times: -1})
			}
			p.settled(Config{Engine: speaker{whole: tt.then}.atOnce()})
			p.finished(id)
			p.stop()
			got := answers()
			if len(got) != 1 || got[0].ID != begun.ID || !strings.Contains(got[0].Content, tt.want) {
				t.Fatalf("begun as %q, in the end %+v", begun.Content, got)
			}
			if tt.grows {
				grew(t, got[0], 0)
			} else if strings.Contains(got[0].Content, claims[0]) {
				t.Errorf("what no longer holds stands: %q", got[0].Content)
			}
			if q := p.state(id); q.State != store.StatePosted || len(q.Posts) != 1 || q.Posts[0].Message != begun.ID {
				t.Errorf("question is %s with %+v", q.State, q.Posts)
			}
			p.suppressed()
		})
	}
}

// TestStreamedInTheEnd: what becomes of a message that was begun when the rest meets
// trouble.
func TestStreamedInTheEnd(t *testing.T) { inBoth(t, testStreamedInTheEnd) }

func testStreamedInTheEnd(t *testing.T, lang string) {
	claims := threeClaims[lang]
	begin := func(t *testing.T) (*visits, speaker, discordtest.Message, discordtest.Message) {
		t.Helper()
		e := newSpeaker(spoken(t, lang, claims...))
		p, pace, c := streaming(t, Config{Drain: time.Millisecond}, e)
		p.settled(c)
		m := askers(p.d)[lang].ask(p.d.Channel().ID)
		e.next <- struct{}{}
		close(pace.over)
		begun := says(p, func() []discordtest.Message { return p.d.Answers(m.ID) }, claims[0])
		p.d.WaitUntil("the message to be known", func() bool {
			q, err := p.db.Question(context.Background(), m.ID)
			return err == nil && len(q.Posts) == 1 && q.Posts[0].Message != ""
		})
		return p, e, m, begun
	}
	end := func(e speaker, claims int) {
		for range claims + 1 {
			e.next <- struct{}{}
		}
	}
	t.Run("deleted by a moderator", func(t *testing.T) {
		p, e, m, begun := begin(t)
		p.d.DeleteMessage(begun.ID)
		end(e, 2)
		p.finished(m.ID)
		p.stop()
		if q := p.state(m.ID); q.State != store.StateSilent || len(p.d.Answers(m.ID)) != 0 || p.posts() != 1 {
			t.Errorf("question is %s with %d answers after %d posts", q.State, len(p.d.Answers(m.ID)), p.posts())
		}
	})
	t.Run("deleted by a moderator, restart", func(t *testing.T) {
		p, _, m, begun := begin(t)
		p.stop()
		p.d.DeleteMessage(begun.ID)
		p.settled(Config{Engine: speaker{whole: spoken(t, lang, claims...)}.atOnce()})
		p.finished(m.ID)
		p.stop()
		if q := p.state(m.ID); q.State != store.StateSilent || len(p.d.Answers(m.ID)) != 0 || p.posts() != 1 {
			t.Errorf("question is %s with %d answers after %d posts", q.State, len(p.d.Answers(m.ID)), p.posts())
		}
	})
	t.Run("question deleted", func(t *testing.T) {
		p, e, m, begun := begin(t)
		p.d.DeleteMessage(m.ID)
		p.d.WaitUntil("the deletion to be taken in", func() bool {
			q, err := p.db.Question(context.Background(), m.ID)
			return err == nil && q.Withdrawn
		})
		end(e, 2)
		p.d.WaitGone(begun.ID)
		p.forgotten(m)
		p.stop()
	})
	t.Run("question edited", func(t *testing.T) {
		p, e, m, begun := begin(t)
		p.d.EditMessage(m.ID, p.d.Bot().Mention()+" "+chips[lang][0])
		p.d.WaitUntil("the edit to be taken in", func() bool {
			q, err := p.db.Question(context.Background(), m.ID)
			return err == nil && q.Revision == 1
		})
		end(e, 2)
		end(e, 3) // the question as it is now
		p.finished(m.ID)
		p.stop()
		got := p.d.Answers(m.ID)
		if len(got) != 1 || got[0].ID != begun.ID || got[0].Content != message.Discord(e.whole, announcement(t)) {
			t.Errorf("answered %+v", got)
		}
	})
	for _, kind := range discordtest.FaultKinds() {
		if kind == discordtest.NoAnswer || kind == discordtest.NoAnswerAccepted || kind == discordtest.NoAnswerLateAccepted || kind == discordtest.LimitedCloudflare {
			continue // they take their time, and TestRESTFaults has them
		}
		t.Run("edit meets "+string(kind), func(t *testing.T) {
			t.Parallel()
			p, e, m, begun := begin(t)
			fault := p.d.Fault(discordtest.Fault{Kind: kind, Method: http.MethodPatch, Path: "/channels/*/messages/*", Times: 2, RetryAfter: 20 * time.Millisecond})
			end(e, 2)
			p.finished(m.ID)
			p.stop()
			got := p.d.Answers(m.ID)
			if len(got) != 1 || got[0].ID != begun.ID || p.posts() != 1 || fault.Early() > 0 {
				t.Fatalf("%d posts, answered %+v", p.posts(), got)
			}
			whole := strings.Contains(got[0].Content, claims[2])
			if refused := kind.Final() && !kind.Accepted(); whole == refused {
				t.Errorf("answered %q", got[0].Content)
			}
		})
	}
}

// TestStreamedFails: when the rest cannot be found out, what is proved stands, and
// the excuse below it.
func TestStreamedFails(t *testing.T) { inBoth(t, testStreamedFails) }

func testStreamedFails(t *testing.T, lang string) {
	p := newVisits(t)
	pace := &pacer{clock: p.clock, over: make(chan time.Time)}
	close(pace.over)
	whole := spoken(t, lang, threeClaims[lang]...)
	shown := make(chan struct{})
	c := Config{Engine: breaking{speaker{whole: whole}, shown}}
	c.timing.after = pace.after
	p.settled(c)
	m := askers(p.d)[lang].ask(p.d.Channel().ID)
	answers := func() []discordtest.Message { return p.d.Answers(m.ID) }
	says(p, answers, threeClaims[lang][0])
	close(shown)
	got := says(p, answers, referenceOf(m.ID))
	grew(t, got, 2)
	p.finished(m.ID)
	p.stop()
	if q := p.state(m.ID); q.State != store.StateFailed || len(answers()) != 1 {
		t.Errorf("question is %s with %d answers", q.State, len(answers()))
	}
}

// breaking hands over one claim, waits, and fails.
type breaking struct {
	speaker
	after <-chan struct{}
}

func (f breaking) Answer(_ context.Context, _ answer.Question, each func(answer.Claim)) (answer.Answer, error) {
	if each != nil {
		each(f.whole.Claims[0])
	}
	<-f.after
	return answer.Answer{}, fmt.Errorf("think: %w", errors.New("disk on fire"))
}
