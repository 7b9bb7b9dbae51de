// Package gateway keeps a session on Discord's gateway: it connects, beats,
// resumes what can be resumed, and hands over events in their order, raw. Start
// with [Run].
//
// It knows nothing of REST: the caller says where the gateway is. An event
// counts as received when the handler has taken it in; one that it has not is
// sent again by Discord when the session is resumed. With [Config.Sessions] the
// session outlives the process.
package gateway

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"strings"
	"time"

	json "github.com/go-json-experiment/json/v1"
)

// Config is what Run works with. Token, Discover and Handle are required.
type Config struct {
	Token   string // without "Bot "
	Intents int
	// Discover asks Discord where the gateway is and how many sessions may
	// still be started (GET /gateway/bot). It is called before every IDENTIFY,
	// and when the address of a session does not work. Its error is retried
	// unless it is made with Fatal.
	Discover func(context.Context) (Address, error)
	// Handle takes in one event. It is called for one event at a time, in
	// order, READY and RESUMED among them, and nothing is read meanwhile, so it
	// must return quickly. An error means that the event was not taken in: the
	// connection is given up, and Discord sends the event again. A panic is
	// logged and counts as taken in, for it would come again too.
	Handle func(context.Context, Event) error

	Sessions   Sessions     // nil: the session ends with Run
	Identifies Identifies   // nil: counted for this Run alone
	Logger     *slog.Logger // nil: nothing is logged

	OpenTimeout  time.Duration // for the handshake, for HELLO, and for the answer to RESUME, each; tenfold for READY; 0: 30 s
	Silence      time.Duration // after which a connection is given up; 0: one and a half heartbeat intervals
	RetryInitial time.Duration // upper bound of the first wait before connecting again, which doubles up to 30 s; 0: 500 ms

	Now    func() time.Time                     // nil: time.Now
	Sleep  func(context.Context, time.Duration) // returns early when the context ends; nil: by a timer
	Jitter func() float64                       // in [0, 1), to spread waits and the first heartbeat; nil: random
}

// Event is one dispatch.
type Event struct {
	Type string          // such as MESSAGE_CREATE
	Data json.RawMessage // the handler's to keep
}

// Address is where the gateway is, and how much of it is left.
type Address struct {
	URL   string // ws or wss, with or without path and query
	Limit Limit
}

// RefusedError is a close code after which nobody should connect again: 4004
// (token) or 4010 to 4014 (shard, version, intents).
type RefusedError struct {
	Code   int
	Reason string // Discord's words
}

// Error implements error.
func (e *RefusedError) Error() string {
	return fmt.Sprintf("the gateway closed with %d: %s", e.Code, e.Reason)
}

// Fatal marks an error of Discover as one that no repetition mends. Run then
// returns err itself.
func Fatal(err error) error { return &fatalError{err} }

type fatalError struct{ error }

// Run stays on the gateway until ctx ends, and then returns nil. Its error is a
// *RefusedError, or what Discover marked as Fatal. No goroutine and no
// connection outlive it.
func Run(ctx context.Context, c Config) error {
	g := newClient(c)
	g.load(ctx)
	for {
		err := g.connect(ctx)
		if ctx.Err() != nil {
			return nil
		}
		wait, fatal := g.judge(ctx, err)
		if fatal != nil {
			return fatal
		}
		what, next := "gateway not reached", "start a session"
		if g.lost {
			what = "gateway connection lost"
		}
		if g.session.ID != "" {
			next = "resume"
		}
		g.Logger.Warn(what, "error", g.hide(err), "next", next, "again_in", wait)
		g.Sleep(ctx, wait)
	}
}

// client is one Run.
type client struct {
	Config
	session   Session
	retry     backoff
	started   time.Time
	alive     time.Time // when the session was known to be
	elsewhere bool      // the session's own address is not to be tried next
	lost      bool      // the latest connection was online
	unsaved   bool      // the latest Save has failed
}

func newClient(c Config) *client {
	if c.Identifies == nil {
		c.Identifies = &Memory{}
	}
	if c.Logger == nil {
		c.Logger = slog.New(slog.DiscardHandler)
	}
	if c.OpenTimeout == 0 {
		c.OpenTimeout = 30 * time.Second
	}
	if c.RetryInitial == 0 {
		c.RetryInitial = 500 * time.Millisecond
	}
	if c.Now == nil {
		c.Now = time.Now
	}
	if c.Sleep == nil {
		c.Sleep = sleep
	}
	if c.Jitter == nil {
		c.Jitter = rand.Float64
	}
	now := c.Now()
	return &client{Config: c, retry: backoff{initial: c.RetryInitial, most: maxRetry}, started: now, alive: now}
}

// stable is how long a connection must last for the next wait to be short
// again.
const stable = 30 * time.Second

// connect is one connection, from finding the address to its end. It never
// returns nil.
func (g *client) connect(ctx context.Context) error {
	g.lost = false
	address, err := g.address(ctx)
	if err != nil {
		return err
	}
	k, err := g.dial(ctx, address)
	if err != nil {
		return err
	}
	err = k.run(ctx)
	if g.lost = !k.online.IsZero(); g.lost {
		g.alive = g.Now()
		if g.alive.Sub(k.online) >= stable {
			g.retry.reset()
		}
	}
	return err
}

// address is where to connect. A session is resumed at its own address, and
// every other time at the one that Discover finds. Without a session the way
// is free only when an IDENTIFY may be sent.
func (g *client) address(ctx context.Context) (string, error) {
	if g.session.ID != "" && g.session.URL != "" && !g.elsewhere {
		g.elsewhere = true // until the connection is online
		return g.session.URL, nil
	}
	g.elsewhere = false
	for {
		found, err := g.Discover(ctx)
		if err != nil {
			return "", fmt.Errorf("ask for the gateway: %w", err)
		}
		if g.session.ID != "" {
			return found.URL, nil
		}
		wait := g.beforeIdentify(ctx, found.Limit)
		if wait <= 0 {
			return found.URL, nil
		}
		if g.Sleep(ctx, wait); ctx.Err() != nil {
			return "", ctx.Err()
		}
	}
}

// hide is the text of err without the token, wherever that may have come from.
func (g *client) hide(err error) string {
	return strings.ReplaceAll(err.Error(), g.Token, "[secret]")
}

// sleep waits for d or the end of ctx.
func sleep(ctx context.Context, d time.Duration) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-ctx.Done():
	}
}

// errTimeout is what a connection ends with that was waited for in vain.
var errTimeout = errors.New("no answer in time")
