package llm_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"footnote/llm"
)

func TestReason(t *testing.T) {
	expired, cancel := context.WithDeadline(t.Context(), time.Unix(0, 0))
	defer cancel()
	for _, test := range []struct {
		name string
		err  error
		want string
	}{
		{"nil", nil, ""},
		{"wrapped sentinel", fmt.Errorf("select: %w: cut", llm.ErrTruncated), "truncated"},
		{"status without its detail", fmt.Errorf("judge: %w", &llm.StatusError{Code: 429, Detail: "secret plan"}), "status 429"},
		{"status before what it wraps", errors.Join(llm.ErrTimeout, &llm.StatusError{Code: 503}), "status 503"},
		{"caller's deadline", fmt.Errorf("ask: %w", expired.Err()), "timeout"},
		{"adapter's deadline", fmt.Errorf("%w: no first token", llm.ErrTimeout), "timeout"},
		{"caller went away", fmt.Errorf("ask: %w", context.Canceled), "canceled"},
		{"anything else keeps its text to itself", errors.New("dial tcp 10.0.0.1: secret"), "failed"},
	} {
		t.Run(test.name, func(t *testing.T) {
			if got := llm.Reason(test.err); got != test.want {
				t.Errorf("Reason(%v) = %q, want %q", test.err, got, test.want)
			}
		})
	}
}

func TestStatusErrorText(t *testing.T) {
	for want, err := range map[string]*llm.StatusError{
		"status 500":            {Code: 500},
		"status 429: slow down": {Code: 429, Detail: "slow down", RetryAfter: time.Second},
	} {
		if err.Error() != want {
			t.Errorf("Error() = %q, want %q", err.Error(), want)
		}
	}
}
