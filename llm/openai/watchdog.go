package openai

import (
	"context"
	"fmt"
	"sync"
	"time"
)

// expired is the cause of a context that ran into one of the adapter's own
// deadlines.
type expired struct {
	what  string
	after time.Duration
}

func (e *expired) Error() string { return fmt.Sprintf("no %s within %v", e.what, e.after) }

// watchdog cancels a call that waits too long for one thing. A call waits for
// several in turn, each with its own patience. Safe for concurrent use: the
// transport reports the connection from its own goroutine.
type watchdog struct {
	cancel context.CancelCauseFunc

	mu    sync.Mutex
	timer *time.Timer
	wait  expired
	due   time.Time // zero: nothing is waited for
	ended bool
}

func newWatchdog(cancel context.CancelCauseFunc) *watchdog {
	w := &watchdog{cancel: cancel}
	w.timer = time.AfterFunc(time.Hour, w.bark)
	w.timer.Stop()
	return w
}

// expect begins a wait and forgets the one before.
func (w *watchdog) expect(what string, within time.Duration) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.ended {
		return
	}
	w.wait = expired{what, within}
	w.due = time.Now().Add(within)
	w.timer.Reset(within)
}

// renew begins the present wait again when it is for what.
func (w *watchdog) renew(what string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.due.IsZero() || w.wait.what != what {
		return
	}
	w.due = time.Now().Add(w.wait.after)
	w.timer.Reset(w.wait.after)
}

// rest ends the present wait: what follows is not the server's time.
func (w *watchdog) rest() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.due = time.Time{}
	w.timer.Stop()
}

// end is rest for good.
func (w *watchdog) end() {
	w.rest()
	w.mu.Lock()
	defer w.mu.Unlock()
	w.ended = true
}

func (w *watchdog) bark() {
	w.mu.Lock()
	wait := w.wait
	// The timer may have fired just before a Reset or Stop took the lock.
	late := !w.due.IsZero() && !time.Now().Before(w.due)
	w.mu.Unlock()
	if late {
		w.cancel(&wait)
	}
}
