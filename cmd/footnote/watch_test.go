package main

import (
	"sync"
	"testing"
	"time"

	"footnote/bot/discordtest"
)

// span is a time from one moment to another.
type span struct{ from, to time.Time }

// watch notes when the bot is online.
type watch struct {
	stop chan struct{}
	once sync.Once
	done chan []span
	got  []span
}

// watchOnline watches until end, or the end of the test.
func watchOnline(t *testing.T, d *discordtest.Server) *watch {
	w := &watch{stop: make(chan struct{}), done: make(chan []span, 1)}
	go func() {
		const every = 20 * time.Millisecond
		ticker := time.NewTicker(every)
		defer ticker.Stop()
		var spans []span
		last := time.Time{} // when it was online last
		for {
			select {
			case now := <-ticker.C:
				if d.Connected() == 0 {
					last = time.Time{}
					continue
				}
				if last.IsZero() {
					spans = append(spans, span{now, now})
				}
				last = now
				spans[len(spans)-1].to = now
			case <-w.stop:
				w.done <- spans
				return
			}
		}
	}()
	t.Cleanup(func() { w.end() })
	return w
}

// end are the times when the bot was online.
func (w *watch) end() []span {
	w.once.Do(func() {
		close(w.stop)
		w.got = <-w.done
	})
	return w.got
}

// longest is the longest time of spans within a window.
func longest(spans []span, from, to time.Time) time.Duration {
	var out time.Duration
	for _, s := range spans {
		if s.from.Before(from) {
			s.from = from
		}
		if s.to.After(to) {
			s.to = to
		}
		out = max(out, s.to.Sub(s.from))
	}
	return out
}
