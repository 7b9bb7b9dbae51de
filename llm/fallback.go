package llm

import (
	"context"
	"time"
)

// Fallback asks a second model when the first fails before it has streamed any
// text. Of a caller's bounded time the first may take half for a call that is
// not streamed; for one that is, its adapter's wait for the first token should
// leave the other a chance.
type Fallback struct{ first, second Model }

// NewFallback returns a Fallback from first to second.
func NewFallback(first, second Model) *Fallback { return &Fallback{first, second} }

// Complete implements [Model]. When both fail it returns the second's error.
func (f *Fallback) Complete(ctx context.Context, req Request) (Reply, error) {
	req, streamed := watchStream(req)
	bounded, cancel := ctx, context.CancelFunc(func() {})
	if end, ok := ctx.Deadline(); ok && req.Stream == nil {
		bounded, cancel = context.WithTimeout(ctx, time.Until(end)/2)
	}
	reply, err := f.first.Complete(bounded, req)
	cancel()
	if err == nil || streamed() || ctx.Err() != nil {
		return reply, err
	}
	return f.second.Complete(ctx, req)
}
