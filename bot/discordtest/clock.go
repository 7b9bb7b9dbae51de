package discordtest

import (
	"context"
	"slices"
	"sync"
	"time"
)

// Clock is a clock whose sleeps take no time: each sets it forward instead, as
// Advance does. It serves as Config.Now, and as the clock of a bot. The zero value is ready for use; safe for concurrent use.
type Clock struct {
	// Stands makes it go by Sleep and Advance alone, so that no pause of a busy machine
	// is on it. Set it before the first use.
	Stands bool

	mu    sync.Mutex
	began time.Time // of one that stands: when it was asked first
	ahead time.Duration
	slept []time.Duration
}

// breath is what a sleep really takes, so that whoever retries does not spin.
const breath = time.Millisecond

// Now is the time, with all sleeps in it.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.Stands {
		return time.Now().Add(c.ahead)
	}
	if c.began.IsZero() {
		c.began = time.Now()
	}
	return c.began.Add(c.ahead)
}

// Advance sets the clock forward by d; it is no sleep.
func (c *Clock) Advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.ahead += d
}

// Sleep sets the clock forward by d.
func (c *Clock) Sleep(ctx context.Context, d time.Duration) {
	c.mu.Lock()
	c.ahead += d
	c.slept = append(c.slept, d)
	c.mu.Unlock()
	select {
	case <-ctx.Done():
	case <-time.After(breath):
	}
}

// Slept are all sleeps so far, in order.
func (c *Clock) Slept() []time.Duration {
	c.mu.Lock()
	defer c.mu.Unlock()
	return slices.Clone(c.slept)
}

// Longest is the longest sleep so far; 0: none.
func (c *Clock) Longest() time.Duration { return slices.Max(append(c.Slept(), 0)) }
