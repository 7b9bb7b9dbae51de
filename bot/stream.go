package bot

import (
	"context"
	"sync"
	"time"
	"unicode/utf8"

	"github.com/bwmarrin/discordgo"

	"footnote/answer"
	"footnote/message"
	"footnote/store"
)

// Linguist tells in which language a question is answered; answer.Engine is one. The
// answers of an Engine that is none are posted when they are complete.
type Linguist interface {
	Language(q answer.Question) string
}

const (
	// paintAfter is how long an answer may take before what is proved of it is posted,
	// and paintSettle how long is waited then whether it is about to be complete.
	paintAfter  = 2 * time.Second
	paintSettle = 300 * time.Millisecond
	// paintEvery is the least time between two changes of a message; Discord may ask
	// for more.
	paintEvery = 1500 * time.Millisecond
	// maxPaints is how often something is posted of an answer before it is complete,
	// so that there are two edits at most.
	maxPaints = 2
	// paintTimeout bounds one of these requests: nothing is lost without it.
	paintTimeout = 5 * time.Second
	// paintRoom is what is left in a message for what is told of a complete answer, in
	// code points.
	paintRoom = 600
)

// painter posts what is proved of an answer that takes long. Claims that were handed
// over are never taken back, so that what stands is part of the answer unless that is
// worked anew.
type painter struct {
	*bot
	q      store.Question
	lang   string
	typing func() // ends the sign that the bot types
	news   chan struct{}
	stop   chan struct{}
	done   chan struct{}

	mu     sync.Mutex
	claims []answer.Claim

	// Of the goroutine, until done is closed.
	stood   stood
	post    store.Post
	painted time.Time // last; zero: never
}

// paint begins to post what is proved of the answer to q, until end. It is nil where
// the answer is to be posted at once: nobody waits for it, something stands already,
// or it is late.
func (b *bot) paint(ctx context.Context, q store.Question, about about, asked answer.Question, typing func()) *painter {
	l, ok := b.Engine.(Linguist)
	if !ok || about.Unasked || q.Revision > 0 || len(q.Posts) > 0 || b.now().Sub(q.Asked) > b.CatchUpAge {
		return nil
	}
	p := &painter{bot: b, q: q, lang: l.Language(asked), typing: typing, news: make(chan struct{}, 1), stop: make(chan struct{}), done: make(chan struct{})}
	if q.Interaction != nil {
		p.stood.limiter = discordgo.NewRatelimiter()
	}
	go func() {
		defer close(p.done)
		b.guarded("answer on its way", func() { p.run(ctx) })
	}()
	return p
}

// add takes a claim that is proved.
func (p *painter) add(c answer.Claim) {
	if p == nil {
		return
	}
	p.mu.Lock()
	p.claims = append(p.claims, c)
	p.mu.Unlock()
	select {
	case p.news <- struct{}{}:
	default:
	}
}

// end ends it, and returns what stands; nil: nothing is known to. It may be called
// again.
func (p *painter) end() *stood {
	if p == nil {
		return nil
	}
	p.mu.Lock()
	select {
	case <-p.stop:
	default:
		close(p.stop)
	}
	p.mu.Unlock()
	<-p.done
	if p.painted.IsZero() {
		return nil
	}
	return &p.stood
}

// rest waits, once it has ended, until the message may be changed again.
func (p *painter) rest(ctx context.Context) {
	if p == nil || p.painted.IsZero() {
		return
	}
	if left := paintEvery - p.now().Sub(p.painted); left > 0 {
		select {
		case <-p.timing.after(left):
		case <-ctx.Done():
		}
	}
}

// run posts and edits.
func (p *painter) run(ctx context.Context) {
	if !p.wait(ctx, paintAfter) {
		return
	}
	for range maxPaints {
		for p.text() == p.stood.text {
			select {
			case <-p.news:
			case <-p.stop:
				return
			case <-ctx.Done():
				return
			}
		}
		if !p.wait(ctx, max(paintSettle, p.due())) || !p.put(ctx, p.text()) {
			return
		}
	}
}

// wait waits for d, and tells whether it is still to go on.
func (p *painter) wait(ctx context.Context, d time.Duration) bool {
	select {
	case <-p.timing.after(d):
	case <-p.stop:
	case <-ctx.Done():
	}
	select {
	case <-p.stop:
		return false
	default:
		return ctx.Err() == nil
	}
}

// due is how long to wait before the message is changed again: one change is left for
// the answer when it is complete.
func (p *painter) due() time.Duration {
	if p.painted.IsZero() {
		return 0
	}
	return max(paintEvery-p.now().Sub(p.painted), p.api.spare(p.stood.limiter, "PATCH", p.path()))
}

// path is where the message is edited.
func (p *painter) path() string {
	if p.q.Interaction != nil {
		return (&delivery{bot: p.bot, q: p.q}).originalPath()
	}
	return "/channels/" + p.post.Channel + "/messages/" + p.post.Message
}

// text is what is proved by now, as far as it is sure to leave room for the rest.
func (p *painter) text() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	text := begun(p.stood.text, p.lang, p.claims, p.Announcement)
	if utf8.RuneCountInString(text) > message.MaxSize-paintRoom {
		return p.stood.text
	}
	return text
}

// put posts a text or edits what stands, and tells whether all went well. Else the
// answer, when it is complete, finds out what stands.
func (p *painter) put(ctx context.Context, text string) bool {
	d := &delivery{bot: p.bot, q: p.q, parts: []string{text}}
	ctx, cancel := context.WithTimeout(ctx, paintTimeout)
	defer cancel()
	first := p.painted.IsZero()
	if first && !p.begin(ctx) {
		return false
	}
	d.begun = p.post
	r := request{method: "PATCH", path: p.path(), body: d.body(), limiter: p.stood.limiter}
	switch {
	case p.q.Interaction != nil && !d.tokenLives():
		return false
	case p.q.Interaction == nil && first:
		body := d.asReply()
		body.Nonce, body.EnforceNonce = p.post.Nonce, true
		r.method, r.path, r.body = "POST", "/channels/"+p.post.Channel+"/messages", body
	case d.inThread():
		r.body = d.addressed(d.body())
	}
	var made discordMessage
	r.out = &made
	err := p.api.do(ctx, r)
	if err == nil && first {
		p.post.Message = made.ID
		err = p.Store.Posted(ctx, store.Posted{Question: p.q.ID, Message: made.ID, Revision: p.q.Revision})
	}
	if err != nil {
		p.Logger.Info("answer not shown on its way", "question", p.q.ID, "error", err)
		return false
	}
	p.stood.text, p.painted = text, p.now()
	p.typing()
	return true
}

// begin notes that something is about to be posted.
func (p *painter) begin(ctx context.Context) bool {
	channelID, err := p.where(ctx, p.q)
	if err == nil && p.q.Interaction != nil {
		err = p.acks.wait(ctx, p.q.ID)
	}
	if err == nil {
		d := &delivery{bot: p.bot, q: p.q}
		p.post, err = p.Store.BeginPost(ctx, store.PostAttempt{Question: p.q.ID, Nonce: d.nonce(), Channel: channelID})
	}
	if err != nil {
		p.Logger.Info("answer not shown on its way", "question", p.q.ID, "error", err)
	}
	return err == nil && !p.post.Again && p.post.Message == ""
}
