package llm_test

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"footnote/llm"
	"footnote/llm/llmtest"
)

func failing(err error) llmtest.Reply { return llmtest.Reply{Err: err} }

func status(code int, after time.Duration, detail string) error {
	return &llm.StatusError{Code: code, RetryAfter: after, Detail: detail}
}

// TestRetry counts calls and the time that went by, on a clock of its own.
func TestRetry(t *testing.T) {
	good := llmtest.Reply{Text: "yes"}
	tests := map[string]struct {
		script   []llmtest.Reply
		stream   bool
		deadline time.Duration
		want     string // reason; empty: success
		min, max time.Duration
	}{
		"success":              {script: []llmtest.Reply{good}},
		"unreachable once":     {script: []llmtest.Reply{failing(llm.ErrUnreachable), good}, min: 100 * time.Millisecond, max: 400 * time.Millisecond},
		"500 twice":            {script: []llmtest.Reply{failing(status(500, 0, "")), failing(status(503, 0, "")), good}, min: 200 * time.Millisecond, max: time.Second},
		"retry after":          {script: []llmtest.Reply{failing(status(429, 2*time.Second, "")), good}, min: 2 * time.Second, max: 2 * time.Second},
		"gives up":             {script: []llmtest.Reply{failing(llm.ErrEmpty), failing(llm.ErrEmpty), failing(llm.ErrEmpty)}, want: "empty", min: 200 * time.Millisecond, max: time.Second},
		"too long a wait":      {script: []llmtest.Reply{failing(status(429, time.Minute, ""))}, want: "status 429"},
		"longer than we have":  {script: []llmtest.Reply{failing(status(429, 3*time.Second, ""))}, deadline: 2 * time.Second, want: "status 429"},
		"out of credit":        {script: []llmtest.Reply{failing(status(429, 0, "insufficient_quota"))}, want: "status 429"},
		"a wrong key":          {script: []llmtest.Reply{failing(status(401, 0, ""))}, want: "status 401"},
		"a refusal":            {script: []llmtest.Reply{failing(llm.ErrRefused)}, want: "refused"},
		"a timeout":            {script: []llmtest.Reply{failing(llm.ErrTimeout)}, want: "timeout"},
		"cut before any text":  {script: []llmtest.Reply{failing(llm.ErrTruncated), good}, stream: true, min: 100 * time.Millisecond, max: 400 * time.Millisecond},
		"too long":             {script: []llmtest.Reply{failing(llm.ErrTooLong)}, want: "truncated"},
		"cut behind some text": {script: []llmtest.Reply{{Text: "ye", Err: llm.ErrTruncated}}, stream: true, want: "truncated"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				ctx, cancel := t.Context(), context.CancelFunc(func() {})
				if tt.deadline > 0 {
					ctx, cancel = context.WithTimeout(ctx, tt.deadline)
				}
				defer cancel()
				var got strings.Builder
				req := llm.Request{Name: "x"}
				if tt.stream {
					req.Stream = func(s string) error { got.WriteString(s); return nil }
				}
				start := time.Now()
				reply, err := llm.NewRetry(llmtest.NewModel(t, tt.script...), llm.RetryConfig{}).Complete(ctx, req)
				if llm.Reason(err) != tt.want || err == nil && reply.Text != "yes" || tt.stream && got.String() != reply.Text {
					t.Errorf("%q, streamed %q, %v; want %q", reply.Text, got.String(), err, tt.want)
				}
				if took := time.Since(start); took < tt.min || took > tt.max {
					t.Errorf("took %v, want %v to %v", took, tt.min, tt.max)
				}
			})
		})
	}
	t.Run("caller goes away while waiting", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			ctx, cancel := context.WithCancel(t.Context())
			time.AfterFunc(time.Second, cancel)
			_, err := llm.NewRetry(llmtest.NewModel(t, failing(status(429, 4*time.Second, ""))), llm.RetryConfig{}).Complete(ctx, llm.Request{})
			if llm.Reason(err) != "status 429" {
				t.Error(err)
			}
		})
	})
}

func TestBreaker(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		model := llmtest.NewModel(t, failing(llm.ErrUnreachable), failing(llm.ErrTimeout), failing(llm.ErrRefused),
			failing(llm.ErrTimeout), failing(llm.ErrEnough), failing(llm.ErrTimeout), failing(context.Canceled), failing(status(500, 0, "")), failing(llm.ErrTimeout), llmtest.Reply{Text: "back"}, llmtest.Reply{Text: "again"})
		b := llm.NewBreaker(model, llm.BreakerConfig{Failures: 2, Open: time.Minute})
		steps := []struct {
			wait time.Duration
			want string
		}{
			{0, "unreachable"}, {0, "timeout"}, {0, "breaker open"}, {59 * time.Second, "breaker open"},
			{2 * time.Second, "refused"},  // let through to see; a refusal is an answer
			{0, "timeout"}, {0, "enough"}, // which is none either
			{0, "timeout"}, {0, "canceled"}, {0, "status 500"}, {0, "breaker open"},
			{61 * time.Second, "timeout"}, {0, "breaker open"},
			{61 * time.Second, ""}, {0, ""},
		}
		for i, s := range steps {
			time.Sleep(s.wait)
			if _, err := b.Complete(t.Context(), llm.Request{}); llm.Reason(err) != s.want {
				t.Errorf("step %d: %v, want %q", i, err, s.want)
			}
		}
	})
}

func TestLimit(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		hold := make(chan struct{})
		model := llmtest.NewModelFunc(t, func(llm.Request) llmtest.Reply { return llmtest.Reply{Text: "x", Wait: hold} })
		l := llm.NewLimit(model, llm.LimitConfig{Calls: 2, Waiting: 3})
		var group sync.WaitGroup
		var mu sync.Mutex
		got := map[string]int{}
		for range 7 {
			group.Go(func() {
				_, err := l.Complete(t.Context(), llm.Request{})
				mu.Lock()
				defer mu.Unlock()
				got[llm.Reason(err)]++
			})
		}
		synctest.Wait()
		if n := len(model.Requests()); n != 2 || got["busy"] != 2 {
			t.Errorf("%d calls run, %v told; want 2 calls and 2 busy", n, got)
		}
		impatient, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if _, err := l.Complete(impatient, llm.Request{}); !errors.Is(err, llm.ErrBusy) {
			t.Error(err)
		}
		close(hold)
		group.Wait()
		if got[""] != 5 || len(model.Requests()) != 5 {
			t.Errorf("%v, %d calls", got, len(model.Requests()))
		}
	})
	t.Run("the end of ctx ends the wait", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			hold := make(chan struct{})
			model := llmtest.NewModelFunc(t, func(llm.Request) llmtest.Reply { return llmtest.Reply{Text: "x", Wait: hold} })
			l := llm.NewLimit(model, llm.LimitConfig{Calls: 1})
			done := make(chan struct{})
			go func() {
				defer close(done)
				_, _ = l.Complete(t.Context(), llm.Request{})
			}()
			synctest.Wait()
			ctx, cancel := context.WithTimeout(t.Context(), time.Second)
			defer cancel()
			if _, err := l.Complete(ctx, llm.Request{}); llm.Reason(err) != "timeout" {
				t.Error(err)
			}
			close(hold)
			<-done
		})
	})
}

func TestFallback(t *testing.T) {
	good := llmtest.Reply{Text: "second"}
	tests := map[string]struct {
		first, second []llmtest.Reply
		stream        bool
		want, reason  string
	}{
		"first is well":         {first: []llmtest.Reply{{Text: "first"}}, want: "first"},
		"first fails":           {first: []llmtest.Reply{failing(llm.ErrUnreachable)}, second: []llmtest.Reply{good}, want: "second"},
		"both fail":             {first: []llmtest.Reply{failing(llm.ErrUnreachable)}, second: []llmtest.Reply{failing(llm.ErrRefused)}, reason: "refused"},
		"first hangs":           {first: []llmtest.Reply{{Wait: make(chan struct{})}}, second: []llmtest.Reply{good}, want: "second"},
		"cut after it streamed": {first: []llmtest.Reply{{Text: "fi", Err: llm.ErrTruncated}}, stream: true, want: "fi", reason: "truncated"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				if name == "first hangs" {
					tt.first[0].Wait = make(chan struct{}) // of this bubble
				}
				ctx, cancel := context.WithTimeout(t.Context(), 4*time.Second)
				defer cancel()
				req := llm.Request{}
				if tt.stream {
					req.Stream = func(string) error { return nil }
				}
				f := llm.NewFallback(llmtest.NewModel(t, tt.first...), llmtest.NewModel(t, tt.second...))
				reply, err := f.Complete(ctx, req)
				if reply.Text != tt.want || llm.Reason(err) != tt.reason {
					t.Errorf("%q, %v", reply.Text, err)
				}
			})
		})
	}
}
