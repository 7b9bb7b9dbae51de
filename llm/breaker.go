package llm

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"github.com/sony/gobreaker/v2"
)

// ErrBreakerOpen says that a call was not made because the ones before it
// failed.
var ErrBreakerOpen = errors.New("breaker open")

// BreakerConfig says when to stop calling. A zero field means its default.
type BreakerConfig struct {
	Failures int           // in a row, that open the breaker; 0: 5
	Open     time.Duration // how long it stays open before one call is let through; 0: 20 s
	Logger   *slog.Logger  // nil: silence
}

// Breaker stops calling a model that fails, so that askers need not wait for
// its deadline each time: after Failures in a row calls return ErrBreakerOpen at
// once, and after Open one call is let through to see. A refusal is an answer
// and no failure, nor is an ErrEnough; a call that its caller gave up counts as neither.
type Breaker struct {
	model   Model
	breaker *gobreaker.CircuitBreaker[Reply]
}

// NewBreaker returns a Breaker around m.
func NewBreaker(m Model, c BreakerConfig) *Breaker {
	if c.Failures == 0 {
		c.Failures = 5
	}
	if c.Open == 0 {
		c.Open = 20 * time.Second
	}
	if c.Logger == nil {
		c.Logger = slog.New(slog.DiscardHandler)
	}
	return &Breaker{m, gobreaker.NewCircuitBreaker[Reply](gobreaker.Settings{
		Timeout:      c.Open,
		ReadyToTrip:  func(n gobreaker.Counts) bool { return int(n.ConsecutiveFailures) >= c.Failures },
		IsSuccessful: func(err error) bool { return err == nil || errors.Is(err, ErrRefused) || errors.Is(err, ErrEnough) },
		IsExcluded:   func(err error) bool { return errors.Is(err, context.Canceled) },
		OnStateChange: func(_ string, from, to gobreaker.State) {
			c.Logger.Warn("model breaker", "from", from.String(), "to", to.String())
		},
	})}
}

// Complete implements [Model].
func (b *Breaker) Complete(ctx context.Context, req Request) (Reply, error) {
	reply, err := b.breaker.Execute(func() (Reply, error) { return b.model.Complete(ctx, req) })
	if errors.Is(err, gobreaker.ErrOpenState) || errors.Is(err, gobreaker.ErrTooManyRequests) {
		return Reply{}, ErrBreakerOpen
	}
	return reply, err
}
