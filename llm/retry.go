package llm

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/cenkalti/backoff/v5"
)

// RetryConfig says how often and how patiently to ask again. A zero field
// means its default.
type RetryConfig struct {
	Tries   int           // calls in all; 0: 3
	Initial time.Duration // first wait, before jitter; 0: 250 ms
	Max     time.Duration // longest wait, a server's Retry-After included; 0: 5 s
	Logger  *slog.Logger  // nil: silence
}

// Retry asks a model again after failures that may pass: no connection, a
// reply that was cut before any text, 408, 429 and 5xx. Waits grow with jitter,
// a Retry-After is obeyed; a wait longer than Max, or than what is left of the
// caller's time, is not begun. A call that has streamed text is not repeated:
// the caller has used it.
type Retry struct {
	model  Model
	config RetryConfig
}

// NewRetry returns a Retry around m.
func NewRetry(m Model, c RetryConfig) *Retry {
	if c.Tries == 0 {
		c.Tries = 3
	}
	if c.Initial == 0 {
		c.Initial = 250 * time.Millisecond
	}
	if c.Max == 0 {
		c.Max = 5 * time.Second
	}
	if c.Logger == nil {
		c.Logger = slog.New(slog.DiscardHandler)
	}
	return &Retry{m, c}
}

// Complete implements [Model].
func (r *Retry) Complete(ctx context.Context, req Request) (Reply, error) {
	req, streamed := watchStream(req)
	var last error
	call := func() (Reply, error) {
		reply, err := r.model.Complete(ctx, req)
		last = err
		wait, again := r.again(err)
		switch {
		case err == nil:
			return reply, nil
		case !again || streamed() || ctx.Err() != nil || !timeFor(ctx, wait):
			return reply, backoff.Permanent(err)
		case wait > 0:
			return reply, &backoff.RetryAfterError{Duration: wait}
		}
		return reply, err
	}
	waits := backoff.NewExponentialBackOff()
	waits.InitialInterval, waits.MaxInterval = r.config.Initial, r.config.Max
	reply, err := backoff.Retry(ctx, call, backoff.WithBackOff(waits), backoff.WithMaxTries(uint(r.config.Tries)), backoff.WithMaxElapsedTime(0),
		backoff.WithNotify(func(_ error, wait time.Duration) {
			r.config.Logger.Warn("model asked again", "prompt", req.Name, "reason", Reason(last), "wait", wait)
		}))
	if err != nil {
		err = last // not the library's, nor the end of a wait
	}
	return reply, err
}

// again tells whether err may pass, and how long the server asks to wait.
func (r *Retry) again(err error) (wait time.Duration, ok bool) {
	var status *StatusError
	if errors.As(err, &status) {
		ok = status.Code == http.StatusRequestTimeout || status.Code == http.StatusTooManyRequests || status.Code >= 500
		return status.RetryAfter, ok && status.RetryAfter <= r.config.Max && !outOfCredit(status.Detail)
	}
	return 0, !errors.Is(err, ErrTooLong) && slices.ContainsFunc([]error{ErrUnreachable, ErrTruncated, ErrEmpty}, func(e error) bool { return errors.Is(err, e) })
}

// outOfCredit knows the 429 that no wait mends.
func outOfCredit(detail string) bool {
	detail = strings.ToLower(detail)
	return strings.Contains(detail, "insufficient_quota") || strings.Contains(detail, "billing") || strings.Contains(detail, "exceeded your current quota")
}

// timeFor tells whether ctx lasts beyond wait.
func timeFor(ctx context.Context, wait time.Duration) bool {
	end, ok := ctx.Deadline()
	return !ok || time.Until(end) > wait
}

// watchStream returns req with a Stream that notes whether text went through.
func watchStream(req Request) (watched Request, streamed func() bool) {
	any, stream := false, req.Stream
	if stream != nil {
		req.Stream = func(text string) error {
			any = any || text != ""
			return stream(text)
		}
	}
	return req, func() bool { return any }
}
