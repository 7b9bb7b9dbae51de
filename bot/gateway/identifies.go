package gateway

import (
	"context"
	"slices"
	"sync"
	"time"
)

// Limit is how many sessions may be started: session_start_limit of GET
// /gateway/bot. The zero value stands for Discord's usual 1,000 a day. Its
// max_concurrency matters for several shards alone: one shard may identify
// every five seconds, whatever it says.
type Limit struct {
	Total, Remaining int
	ResetAfter       time.Duration
}

// Identifies counts the IDENTIFYs of a bot. After 1,000 within a day Discord
// ends all its sessions and resets its token, so a process that crashes and
// starts over must not forget them.
type Identifies interface {
	// Get returns how many were added after since, and when the latest of all
	// was added; the zero time: none is known.
	Get(ctx context.Context, since time.Time) (n int, latest time.Time, err error)
	// Add is called before an IDENTIFY is sent.
	Add(ctx context.Context, at time.Time) error
}

// Memory is an Identifies that lasts as long as the process. The zero value is
// ready for use; safe for concurrent use.
type Memory struct {
	mu sync.Mutex
	at []time.Time
}

// Get implements Identifies. Its error is nil.
func (m *Memory) Get(_ context.Context, since time.Time) (int, time.Time, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	n := 0
	var latest time.Time
	for _, t := range m.at {
		if t.After(since) {
			n++
		}
		latest = t
	}
	return n, latest, nil
}

// Add implements Identifies. Its error is nil.
func (m *Memory) Add(_ context.Context, at time.Time) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.at = append(slices.DeleteFunc(m.at, func(t time.Time) bool { return at.Sub(t) > day }), at)
	return nil
}

const (
	day         = 24 * time.Hour
	identifyGap = 5 * time.Second // what Discord asks for
	usualTotal  = 1000
)

// gap is how far apart IDENTIFYs must be. While nine tenths are left, it is
// what Discord asks for; then what is left is spread over the time that it must
// last, with a fiftieth in reserve. low tells that only the reserve is left.
// own is how many were counted within a day.
func (l Limit) gap(own int) (gap time.Duration, low bool) {
	l = l.orUsual()
	left, reserve := min(l.Remaining, l.Total-own), l.Total/50
	switch {
	case left <= reserve:
		return 0, true
	case left >= l.Total-l.Total/10:
		return identifyGap, false
	}
	return max(identifyGap, l.ResetAfter/time.Duration(left-reserve)), false
}

func (l Limit) orUsual() Limit {
	if l.Total <= 0 {
		l.Total, l.Remaining = usualTotal, usualTotal
	}
	if l.ResetAfter <= 0 {
		l.ResetAfter = day
	}
	return l
}

// beforeIdentify returns how long to wait before asking again whether an
// IDENTIFY may be sent; 0: it may.
func (g *client) beforeIdentify(ctx context.Context, l Limit) time.Duration {
	ctx, cancel := context.WithTimeout(ctx, saveTimeout)
	defer cancel()
	now := g.Now()
	own, latest, err := g.Identifies.Get(ctx, now.Add(-day))
	if err != nil {
		g.Logger.Warn("starts of sessions not looked up; going by Discord's count alone", "error", g.hide(err))
	}
	gap, low := l.gap(own)
	if low {
		wait := min(max(l.orUsual().ResetAfter, time.Minute), time.Hour)
		g.Logger.Error("hardly any start of a session is left for today; waiting, or Discord would reset the bot token",
			"remaining", l.Remaining, "total", l.Total, "counted_here", own, "reset_after", l.ResetAfter, "again_in", wait)
		return wait
	}
	if latest.IsZero() {
		if gap <= identifyGap {
			return 0
		}
		latest = g.started // the process before may have sent one just now
	}
	wait := gap - now.Sub(latest)
	if wait > identifyGap {
		g.Logger.Warn("many sessions were started today; waiting before the next",
			"remaining", l.Remaining, "total", l.Total, "counted_here", own, "again_in", wait)
	}
	return wait
}

// countIdentify notes an IDENTIFY that is about to be sent.
func (g *client) countIdentify(ctx context.Context) {
	ctx, cancel := context.WithTimeout(ctx, saveTimeout)
	defer cancel()
	if err := g.Identifies.Add(ctx, g.Now()); err != nil {
		g.Logger.Warn("start of a session not counted", "error", g.hide(err))
	}
}
