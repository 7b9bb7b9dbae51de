package llm

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// The ways a call can fail, for decisions. Adapters wrap them with detail that
// holds no secret.
var (
	ErrTimeout     = errors.New("timeout")     // one of the adapter's or caller's deadlines
	ErrUnreachable = errors.New("unreachable") // no connection, or it was cut before a status line
	ErrTruncated   = errors.New("truncated")   // the reply ended without the server saying that it finished, or is an ErrTooLong
	ErrRefused     = errors.New("refused")     // the model declined, or a content filter stopped it
	ErrEmpty       = errors.New("empty")       // finished, with no text
	ErrMalformed   = errors.New("malformed")   // not the protocol, or a reply over the size limit
)

// ErrTooLong is a reply that ended at its length limit. It is an ErrTruncated, and asking
// again would bring the same.
var ErrTooLong = fmt.Errorf("%w: length limit reached", ErrTruncated)

// ErrEnough is what [Request.Stream] returns when its caller needs no more of the reply:
// the call ends, and counts as one that went well.
var ErrEnough = errors.New("enough")

// StatusError is an HTTP status other than 2xx.
type StatusError struct {
	Code       int
	RetryAfter time.Duration // 0: not said
	Detail     string        // the server's message, cut and free of secrets; may be empty
}

func (e *StatusError) Error() string {
	if e.Detail == "" {
		return fmt.Sprintf("status %d", e.Code)
	}
	return fmt.Sprintf("status %d: %s", e.Code, e.Detail)
}

// Reason names err in a few words of a small fixed set ("timeout",
// "status 500", "unreachable", …) for the answer's fallback field and for
// metrics. It is "" for nil and "failed" for an error it does not know.
func Reason(err error) string {
	var status *StatusError
	switch {
	case err == nil:
		return ""
	case errors.As(err, &status):
		return fmt.Sprintf("status %d", status.Code)
	case errors.Is(err, context.DeadlineExceeded):
		return ErrTimeout.Error()
	case errors.Is(err, context.Canceled):
		return "canceled"
	}
	for _, known := range []error{ErrTimeout, ErrUnreachable, ErrTruncated, ErrRefused, ErrEmpty, ErrMalformed, ErrBreakerOpen, ErrBusy, ErrEnough} {
		if errors.Is(err, known) {
			return known.Error()
		}
	}
	return "failed"
}
