package bot

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"time"

	"github.com/bwmarrin/discordgo"

	"footnote/store"
)

const (
	// ackTimeout is how long an acknowledgement may take; Discord allows 3 s.
	ackTimeout = 2500 * time.Millisecond
	// ackAfter is how long the claim may take before an interaction is
	// acknowledged without waiting for it any longer.
	ackAfter = time.Second
	// ackYield is how long a step of an answer waits for acknowledgements at most.
	ackYield = 200 * time.Millisecond
	// ackPace is how long one of those steps has before the next begins.
	ackPace = time.Millisecond
	// ackWithin is how long Discord waits for the first response.
	ackWithin = 3 * time.Second
	// tokenLife is how long the token of an interaction lives.
	tokenLife = 15 * time.Minute
)

// receiveAsk claims the question of an interaction and acknowledges it right
// after that, or after a second when the claim hangs.
func (b *bot) receiveAsk(ctx context.Context, i interaction) error {
	if !isID(i.ID, i.Application, i.ChannelID, i.asker()) || i.Token == "" || i.GuildID != "" && !isID(i.GuildID) {
		b.Logger.Error("interaction without usable ids left out", "interaction", i.ID)
		return nil
	}
	quota, v := 0, b.barred(i.GuildID, i.Member, i.governed(), b.knownElsewhere(i))
	if v.Reason == "" {
		v, quota = b.bound(i.ID, i.asker(), i.ChannelID, i.governed())
	}
	if v.Reason != "" {
		b.events.Go(func() { b.guarded("refusal", func() { b.refuse(i, v) }) })
		return nil
	}
	var crowded, over atomic.Bool                            // over the quota, which the asker alone is told
	claimed, acked := make(chan bool, 1), b.acks.begin(i.ID) // whether a response is still wanted
	b.events.Go(func() {
		defer acked()
		timer := time.NewTimer(ackAfter)
		defer timer.Stop()
		wanted := true
		select {
		case wanted = <-claimed:
		case <-timer.C:
		}
		if !wanted {
			return
		}
		ctx, cancel := context.WithTimeout(b.life, ackTimeout)
		defer cancel()
		b.guarded("acknowledgement", func() {
			c := i.callback()
			c.private = c.private || over.Load()
			if crowded.Load() {
				b.respond(ctx, c, discordgo.NewRatelimiter(), respondMessage, c.veil(posted(i.words().Busy)))
				return
			}
			b.acknowledge(ctx, c)
		})
	})
	return b.takeIn(ctx, "interaction "+i.ID, func(ctx context.Context) error {
		c := interactionClaim(i)
		c.Quota = quota
		got, err := b.Store.Claim(ctx, c)
		if err == nil {
			crowded.Store(got.First && b.crowded(ctx))
			over.Store(got.OverQuota)
			claimed <- got.First || b.unfinished(ctx, i.ID, &over)
		}
		return err
	})
}

// unfinished tells whether a question is not known to be finished, and notes whether
// it is over the quota.
func (b *bot) unfinished(ctx context.Context, questionID string, over *atomic.Bool) bool {
	q, err := b.Store.Question(ctx, questionID)
	over.Store(err == nil && q.OverQuota)
	return err != nil || !q.State.Finished()
}

// finished tells whether a question is known to be.
func (b *bot) finished(ctx context.Context, questionID string) bool {
	q, err := b.Store.Question(ctx, questionID)
	return err == nil && q.State.Finished()
}

// interactionClaim is i as the store takes it in.
func interactionClaim(i interaction) store.Claim {
	asked := timeOf(i.ID)
	return store.Claim{Question: store.Question{
		ID: i.ID, Guild: i.GuildID, Channel: i.ChannelID, Asker: i.asker(), Locale: i.Locale, Text: i.text(), Asked: asked,
		Interaction: &store.Interaction{Application: i.Application, Token: store.Secret(i.Token), Ephemeral: i.private(), Expires: asked.Add(tokenLife)},
	}}
}

// acknowledge tells Discord that the answer comes later; an event that comes
// twice does it twice, which does no harm.
func (b *bot) acknowledge(ctx context.Context, c callback) acknowledgement {
	var data any
	if c.private {
		data = map[string]any{"flags": discordgo.MessageFlagsEphemeral}
	}
	return b.respond(ctx, c, discordgo.NewRatelimiter(), respondDefer, data)
}

// callback is where the first response to an interaction goes. Token is a
// secret.
type callback struct {
	id, token string
	private   bool // only the asker is to see the answer
}

func (i interaction) callback() callback { return callback{i.ID, i.Token, i.private()} }

// veil is a message as it goes out there.
func (c callback) veil(out outgoing) outgoing {
	if c.private {
		out.Flags |= discordgo.MessageFlagsEphemeral
	}
	return out
}

// acknowledgement is what became of a first response.
type acknowledgement int

const (
	unacknowledged acknowledgement = iota
	acknowledged
	acknowledgedBefore // by somebody else, with whatever that was
)

// respond sends the first response.
func (b *bot) respond(ctx context.Context, c callback, limiter *discordgo.RateLimiter, kind int, data any) acknowledgement {
	body := map[string]any{"type": kind}
	if data != nil {
		body["data"] = data
	}
	tries := 0
	err := b.api.do(ctx, request{
		method: "POST", path: "/interactions/" + c.id + "/" + c.token + "/callback", body: body, limiter: limiter, repeatable: true, tries: &tries,
	})
	switch {
	case err == nil, hasCode(err, codeAcknowledged) && tries > 1: // the first try had got there
		return acknowledged
	case hasCode(err, codeAcknowledged):
		return acknowledgedBefore
	}
	b.Logger.Error("interaction not acknowledged", "interaction", c.id, "error", err)
	return unacknowledged
}

// acks are the acknowledgements under way. The zero value is ready for use; safe
// for concurrent use.
type acks struct {
	turn sync.Mutex // of those that let acknowledgements pass
	mu   sync.Mutex
	open map[string]*ack
}

// ack is the acknowledgement of one interaction.
type ack struct {
	done  chan struct{}
	times int // events that are at it
}

// begin notes an acknowledgement that is about to be made, until end is called.
func (a *acks) begin(id string) (end func()) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.open == nil {
		a.open = map[string]*ack{}
	}
	one := a.open[id]
	if one == nil {
		one = &ack{done: make(chan struct{})}
		a.open[id] = one
	}
	one.times++
	return func() {
		a.mu.Lock()
		defer a.mu.Unlock()
		if one.times--; one.times == 0 {
			close(one.done)
			delete(a.open, id)
		}
	}
}

// letPass waits until no acknowledgement is under way, but no longer than ackYield.
// Answers do so before each of their steps: they may take seconds, and would keep the
// cores busy when many members use commands at once. Those that had to wait go on one
// after another, so that what is acknowledged next does not find them all at work.
func (a *acks) letPass(ctx context.Context) {
	if a.any() == nil {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, ackYield)
	defer cancel()
	a.turn.Lock()
	defer a.turn.Unlock()
	for one := a.any(); one != nil && ctx.Err() == nil; one = a.any() {
		select {
		case <-one.done:
		case <-ctx.Done():
		}
	}
	sleep(ctx, ackPace)
}

// any is one of those under way; nil: there is none.
func (a *acks) any() *ack {
	a.mu.Lock()
	defer a.mu.Unlock()
	for _, one := range a.open {
		return one
	}
	return nil
}

// wait waits until no acknowledgement of the interaction is under way. Its error
// is that of ctx.
func (a *acks) wait(ctx context.Context, id string) error {
	a.mu.Lock()
	one := a.open[id]
	a.mu.Unlock()
	if one == nil {
		return nil
	}
	select {
	case <-one.done:
		return nil
	case <-ctx.Done():
		return errors.Join(errors.New("wait for the acknowledgement"), ctx.Err())
	}
}
