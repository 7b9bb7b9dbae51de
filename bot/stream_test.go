package bot

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"footnote/answer"
	"footnote/bot/discordtest"
	"footnote/message"
	"footnote/store"
)

// pacer takes the place of the time that streaming waits for: two seconds are over
// when the test says so, other waits set the clock forward.
type pacer struct {
	clock *discordtest.Clock
	over  chan time.Time // closed when the first two seconds are over

	mu    sync.Mutex
	never time.Duration // waits from this on never end; 0: none
	waits []time.Duration
}

func (p *pacer) after(d time.Duration) <-chan time.Time {
	if d == paintAfter {
		return p.over
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.waits = append(p.waits, d)
	c := make(chan time.Time, 1)
	if p.never == 0 || d < p.never {
		p.clock.Advance(d)
		c <- time.Time{}
	}
	return c
}

func (p *pacer) longest() time.Duration {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.Max(append(p.waits, 0))
}

// speaker is an engine that hands over one claim after another, each when the test
// says so, and ends with an answer.
type speaker struct {
	whole answer.Answer
	next  chan struct{} // closed or sent to: one claim more, and then the end
}

func newSpeaker(a answer.Answer) speaker { return speaker{whole: a, next: make(chan struct{})} }

func (s speaker) Language(answer.Question) string { return s.whole.Language }

func (s speaker) Answer(ctx context.Context, q answer.Question, each func(answer.Claim)) (answer.Answer, error) {
	for i := range len(s.whole.Claims) + 1 {
		select {
		case <-s.next:
		case <-ctx.Done():
			return answer.Answer{}, ctx.Err()
		}
		if i < len(s.whole.Claims) && each != nil {
			each(s.whole.Claims[i])
		}
	}
	a := s.whole
	a.Question = q.Text
	return a, nil
}

// atOnce is a speaker that waits for nothing.
func (s speaker) atOnce() speaker {
	s.next = make(chan struct{})
	close(s.next)
	return s
}

// spoken is an answer of claims on passages of the announcement.
func spoken(t testing.TB, lang string, texts ...string) answer.Answer {
	t.Helper()
	ann := announcement(t)
	a := answer.Answer{Language: lang, Outcome: answer.Answered, Intent: answer.IntentQuestion, Engine: answer.EngineLLM, Unanswered: []string{}, Dropped: []answer.Dropped{}}
	at := 0
	for _, text := range texts {
		for ann.Passages[at].Heading || len(ann.Passages[at].Text) > 110 {
			at = (at + 1) % len(ann.Passages)
		}
		p := ann.Passages[at]
		at = (at + 1) % len(ann.Passages)
		a.Claims = append(a.Claims, answer.Claim{Text: text, Citations: []answer.Citation{{Announcement: ann.ID, Passage: p.ID, Start: p.Start, End: p.End, Quote: p.Text}}})
	}
	return a
}

var threeClaims = map[string][]string{
	"de": {"Erstens dies.", "Zweitens das.", "Drittens jenes."}, "en": {"First this.", "Second that.", "Third the other."},
}

// streaming is a place whose bot streams.
func streaming(t *testing.T, c Config, e speaker) (*visits, *pacer, Config) {
	t.Helper()
	p := newVisits(t)
	pace := &pacer{clock: p.clock, over: make(chan time.Time)}
	c.Engine, c.timing.after = e, pace.after
	return p, pace, c
}

// grew checks that each text of a message begins with the one before; 0 texts: any
// number of them.
func grew(t *testing.T, m discordtest.Message, texts int) {
	t.Helper()
	history := slices.DeleteFunc(slices.Clone(m.History), func(s string) bool { return s == "" }) // of a deferral
	history = slices.Compact(history)                                                             // an edit may do no more than add buttons
	if texts != 0 && len(history) != texts {
		t.Errorf("%d texts: %q", len(history), history)
	}
	for i := 1; i < len(history); i++ {
		if !strings.HasPrefix(history[i], history[i-1]) {
			t.Errorf("what stood was moved:\n%s\n--\n%s", history[i-1], history[i])
		}
	}
}

// suppressed checks that no answer and no edit shows previews.
func (p *place) suppressed() {
	p.t.Helper()
	for _, r := range p.d.Requests() {
		content := strings.Contains(string(r.Body), `"content"`)
		if content && (r.Method == http.MethodPost || r.Method == http.MethodPatch) && !strings.Contains(string(r.Body), `"flags":4`) && !strings.Contains(string(r.Body), `"flags":68`) {
			p.t.Errorf("%s %s: link previews are not suppressed: %s", r.Method, r.Path, r.Body)
		}
	}
}

// ways are the ways to ask, and the latest answer to what was asked.
func ways(p *visits, a asker) map[string]func() (id string, answers func() []discordtest.Message) {
	d := p.d
	message := func(channelID string) func() (string, func() []discordtest.Message) {
		return func() (string, func() []discordtest.Message) {
			m := a.ask(channelID)
			return m.ID, func() []discordtest.Message { return d.Answers(m.ID) }
		}
	}
	slash := func(options ...discordtest.Option) func() (string, func() []discordtest.Message) {
		return func() (string, func() []discordtest.Message) {
			h := d.SendInteraction(discordtest.Slash(d.Asker(), d.Channel().ID, "ask", append(options, question(a.question))...))
			return h.ID, func() []discordtest.Message { return d.Answers(h.ID) }
		}
	}
	return map[string]func() (string, func() []discordtest.Message){
		"mention": message(d.Channel().ID), "direct message": message(d.DM(d.Asker()).ID), "/ask": slash(),
		"/ask, private": slash(discordtest.Option{Name: optionPrivate, Value: true}),
	}
}

// says waits until the one answer says something.
func says(p *visits, answers func() []discordtest.Message, part string) discordtest.Message {
	p.t.Helper()
	var out discordtest.Message
	p.d.WaitUntil("the answer to say "+part, func() bool {
		for _, m := range answers() {
			if out = m; strings.Contains(m.Content, part) {
				return true
			}
		}
		return false
	})
	return out
}

// TestStreamed: an answer that takes longer than two seconds is begun with what is
// proved, grows by one edit and is complete with another; nothing is moved.
func TestStreamed(t *testing.T) { inBoth(t, testStreamed) }

func testStreamed(t *testing.T, lang string) {
	claims := threeClaims[lang]
	for _, way := range []string{"mention", "direct message", "/ask", "/ask, private"} {
		t.Run(way, func(t *testing.T) {
			e := newSpeaker(spoken(t, lang, claims...))
			p, pace, c := streaming(t, Config{}, e)
			p.settled(c)
			id, answers := ways(p, askers(p.d)[lang])[way]()
			e.next <- struct{}{}
			close(pace.over)
			first := says(p, answers, claims[0])
			if len(first.Components) != 0 || strings.Contains(first.Content, claims[1]) {
				t.Errorf("begun with %+v", first)
			}
			e.next <- struct{}{}
			says(p, answers, claims[1])
			e.next <- struct{}{}
			e.next <- struct{}{}
			p.finished(id)
			last := says(p, answers, claims[2])
			grew(t, last, 3)
			if last.ID != first.ID || len(answers()) != 1 || len(last.Components) != 1 {
				t.Errorf("%d answers, the last %+v", len(answers()), last)
			}
			if way == "/ask, private" != last.Ephemeral() {
				t.Errorf("private: %t", last.Ephemeral())
			}
			p.stop()
			p.suppressed()
			if q := p.state(id); q.State != store.StatePosted || len(q.Posts) != 1 {
				t.Errorf("question is %s with %d posts", q.State, len(q.Posts))
			}
		})
	}
}

// TestNotStreamed: an answer that is complete within two seconds is posted once, and
// so is a late one, and one where nobody asked the bot, however long it takes.
func TestNotStreamed(t *testing.T) { inBoth(t, testNotStreamed) }

func testNotStreamed(t *testing.T, lang string) {
	whole := spoken(t, lang, threeClaims[lang]...)
	once := func(t *testing.T, p *visits, m discordtest.Message) {
		t.Helper()
		p.finished(m.ID)
		p.stop()
		got := p.d.Answers(m.ID)
		if len(got) != 1 || len(got[0].History) != 1 || !strings.Contains(got[0].Content, threeClaims[lang][2]) {
			t.Errorf("answered %+v", got)
		}
		p.suppressed()
	}
	t.Run("in time", func(t *testing.T) {
		e := newSpeaker(whole)
		p, _, c := streaming(t, Config{}, e)
		p.settled(c)
		m := askers(p.d)[lang].ask(p.d.Channel().ID)
		for range 4 {
			e.next <- struct{}{}
		}
		once(t, p, m)
		if got := p.d.Answers(m.ID)[0].Content; got != message.Discord(whole, announcement(t)) {
			t.Errorf("answered %q", got)
		}
	})
	t.Run("late", func(t *testing.T) {
		e := newSpeaker(whole)
		p, pace, c := streaming(t, Config{}, e)
		close(pace.over)
		p.settled(c)
		m := askers(p.d)[lang].ask(p.d.Channel().ID, discordtest.SentAt(p.clock.Now().Add(-time.Hour)))
		for range 4 {
			e.next <- struct{}{}
		}
		once(t, p, m)
		if got := p.d.Answers(m.ID)[0].Content; !strings.HasPrefix(got, askers(p.d)[lang].sorry) {
			t.Errorf("answered %q", got)
		}
	})
	t.Run("unasked", func(t *testing.T) {
		e := newSpeaker(whole)
		p, pace, c := streaming(t, Config{}, e)
		_, admin := governed(p)
		close(pace.over)
		p.settled(c)
		p.set(admin, lang, setAuto, inChannel(p.d.Channel().ID), switched(true))
		m := p.d.SendMessage(p.d.Asker(), p.d.Channel().ID, askers(p.d)[lang].question)
		for range 4 {
			e.next <- struct{}{}
		}
		once(t, p, m)
	})
}

// TestComplaintRapidEdits (discordjs/discord.js#11485): however fast claims come, a
// message is edited twice at most, with a second and a half between two changes; and
// when Discord says that one more edit is allowed, that is left for the whole answer.
func TestComplaintRapidEdits(t *testing.T) { inBoth(t, testRapidEdits) }

func testRapidEdits(t *testing.T, lang string) {
	claims := append(slices.Clone(threeClaims[lang]), "4.", "5.", "6.")
	e := newSpeaker(spoken(t, lang, claims...))
	p, pace, c := streaming(t, Config{}, e)
	d := p.d
	p.settled(c)
	close(pace.over)
	few := d.Fault(discordtest.Fault{
		Action: discordtest.Pass, Method: http.MethodPatch, Path: "/channels/*/messages/*", Skip: 1,
		Header: http.Header{"X-RateLimit-Remaining": {"1"}, "X-RateLimit-Reset-After": {"60"}},
	})
	m := askers(d)[lang].ask(d.Channel().ID)
	answers := func() []discordtest.Message { return d.Answers(m.ID) }
	at := []time.Time{}
	e.next <- struct{}{}
	at = append(at, says(p, answers, claims[0]).Timestamp)
	e.next <- struct{}{}
	at = append(at, *says(p, answers, claims[1]).EditedTimestamp)
	for range 5 {
		e.next <- struct{}{}
	}
	p.finished(m.ID)
	last := says(p, answers, claims[2])
	at = append(at, *last.EditedTimestamp)
	grew(t, last, 3)
	for i := 1; i < len(at); i++ {
		if between := at[i].Sub(at[i-1]); between < paintEvery-time.Millisecond { // timestamps have milliseconds
			t.Errorf("change %d came %s after the one before", i, between)
		}
	}
	if few.Hits() != 1 || pace.longest() > paintEvery {
		t.Fatalf("%d edits, waited %s", few.Hits()+1, pace.longest())
	}

	pace.mu.Lock()
	pace.never = 10 * time.Second
	pace.mu.Unlock()
	patched := count(d, "PATCH", "/channels/")
	m = askers(d)[lang].ask(d.Channel().ID)
	e.next <- struct{}{}
	says(p, answers, claims[0])
	e.next <- struct{}{}
	d.WaitUntil("the edit to be put off", func() bool { return pace.longest() > 50*time.Second })
	for range 5 {
		e.next <- struct{}{}
	}
	p.finished(m.ID)
	p.stop()
	if n := count(d, "PATCH", "/channels/") - patched; n != 1 {
		t.Errorf("%d edits where one was left", n)
	}
	grew(t, says(p, answers, claims[2]), 2)
	p.suppressed()
}
