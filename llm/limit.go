package llm

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"

	"golang.org/x/sync/semaphore"
)

// ErrBusy says that a call found no room even to wait.
var ErrBusy = errors.New("busy")

// LimitConfig says how many calls may run and wait. A zero field means its
// default.
type LimitConfig struct {
	Calls   int // at once; 0: 16
	Waiting int // that wait for their turn; 0: 64
}

// Limit keeps a model from being asked too much at once: calls beyond Calls
// wait their turn, first come first served, and those beyond Waiting get
// ErrBusy at once.
type Limit struct {
	model   Model
	slots   *semaphore.Weighted
	waiting atomic.Int64
	most    int64
}

// NewLimit returns a Limit around m.
func NewLimit(m Model, c LimitConfig) *Limit {
	if c.Calls == 0 {
		c.Calls = 16
	}
	if c.Waiting == 0 {
		c.Waiting = 64
	}
	return &Limit{model: m, slots: semaphore.NewWeighted(int64(c.Calls)), most: int64(c.Waiting)}
}

// Complete implements [Model].
func (l *Limit) Complete(ctx context.Context, req Request) (Reply, error) {
	if err := l.enter(ctx); err != nil {
		return Reply{}, err
	}
	defer l.slots.Release(1)
	return l.model.Complete(ctx, req)
}

// enter takes a slot, waiting for it when need be.
func (l *Limit) enter(ctx context.Context) error {
	if l.slots.TryAcquire(1) {
		return nil
	}
	if l.waiting.Add(1) > l.most {
		l.waiting.Add(-1)
		return ErrBusy
	}
	defer l.waiting.Add(-1)
	if err := l.slots.Acquire(ctx, 1); err != nil {
		return fmt.Errorf("wait for the model: %w", err)
	}
	return nil
}
