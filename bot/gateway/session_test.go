package gateway_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"footnote/bot/discordtest"
	"footnote/bot/gateway"
)

// Sessions decide what the end does to the session, and trouble with them does
// not end Run.
func TestSessions(t *testing.T) {
	t.Run("none", func(t *testing.T) {
		d := discordtest.New(t)
		c := newClient(d).start(t)
		d.WaitConnected(1)
		c.finish()
		d.WaitDisconnected()
		if got := d.CloseCodes(); !slices.Equal(got, []int{1000}) {
			t.Errorf("closed with %v", got)
		}
	})
	t.Run("broken", func(t *testing.T) {
		d := discordtest.New(t)
		c := newClient(d)
		c.Sessions = &memory{err: errors.New("disk on fire")}
		c.start(t)
		d.WaitConnected(1)
		d.DropGateway()
		d.WaitConnected(2)
		c.finish()
		if log := c.log.String(); d.Resumes() != 1 || !strings.Contains(log, "not loaded") || strings.Count(log, "not saved") != 1 {
			t.Errorf("%d RESUMEs, log: %s", d.Resumes(), log)
		}
	})
	for name, saved := range map[string]gateway.Session{
		"unknown to Discord": {ID: "session-9", Seq: 5, Intents: 1 | 1<<9 | 1<<15},
		"at a dead address":  {ID: "session-9", Seq: 5, Intents: 1 | 1<<9 | 1<<15, URL: "ws://127.0.0.1:1"},
		"at no address":      {ID: "session-9", Seq: 5, Intents: 1 | 1<<9 | 1<<15, URL: "x:y"},
		"with other intents": {ID: "session-1", Seq: 5, Intents: 1},
	} {
		t.Run(name, func(t *testing.T) {
			d := discordtest.New(t)
			c, store := newClient(d), &memory{saved: []gateway.Session{saved}}
			c.Sessions = store
			seen := make(chan struct{})
			c.Handle = func(_ context.Context, e gateway.Event) error {
				if content(e) != "" {
					close(seen)
				}
				return nil
			}
			c.start(t)
			d.WaitConnected(1)
			c.say("hello")
			<-seen
			c.finish()
			if got := store.latest(); got.ID != "session-1" || got.Intents != c.Intents || got.Seq != 3 || d.Identifies() != 1 {
				t.Errorf("%d IDENTIFYs, session %+v", d.Identifies(), got)
			}
			if tried := d.Resumes() == 1; tried != (saved.Intents == c.Intents) {
				t.Errorf("%d RESUMEs", d.Resumes())
			}
		})
	}
	t.Run("not reached for long", func(t *testing.T) {
		d := discordtest.New(t)
		c, store := newClient(d), &memory{}
		c.Sessions, c.RetryInitial, c.Jitter = store, time.Minute, func() float64 { return 0.99 }
		c.start(t)
		d.WaitConnected(1)
		d.RefuseGateway(true)
		d.DropGateway()
		d.WaitDials(60) // 30 s of the clock each
		d.RefuseGateway(false)
		d.WaitConnected(2)
		if d.Identifies() != 2 || d.Resumes() != 0 {
			t.Errorf("%d IDENTIFYs, %d RESUMEs", d.Identifies(), d.Resumes())
		}
	})
}

// The waits that Discord prescribes, as the clock saw them.
func TestWaits(t *testing.T) {
	for name, tt := range map[string]struct {
		do    func(*discordtest.Server)
		least time.Duration
	}{
		"op 9":             {func(d *discordtest.Server) { d.InvalidateSession(false) }, time.Second},
		"op 9, resumable":  {func(d *discordtest.Server) { d.InvalidateSession(true) }, time.Second},
		"Retry-After":      {func(d *discordtest.Server) { d.GreetNext(discordtest.GreetBusy); d.DropGateway() }, 7 * time.Second},
		"IDENTIFY by 4007": {func(d *discordtest.Server) { d.CloseGateway(4007, "") }, 4 * time.Second},
	} {
		t.Run(name, func(t *testing.T) {
			d := discordtest.New(t)
			c := newClient(d).start(t)
			d.WaitConnected(1)
			tt.do(d)
			d.WaitConnected(2)
			if got := c.clock.Longest(); got < tt.least {
				t.Errorf("slept %v, want %v or more", c.clock.Slept(), tt.least)
			}
		})
	}
}

// Refusals end Run, and so does what Discover calls fatal.
func TestRefusals(t *testing.T) {
	t.Run("4013", func(t *testing.T) {
		d := discordtest.New(t)
		d.GreetNext(discordtest.GreetClose(4013))
		c := newClient(d).start(t)
		err := <-c.done
		c.done <- err
		var refused *gateway.RefusedError
		if !errors.As(err, &refused) || refused.Code != 4013 || !strings.Contains(err.Error(), "4013") {
			t.Errorf("ended with %v", err)
		}
	})
	t.Run("fatal", func(t *testing.T) {
		c, want := newClient(discordtest.New(t)), errors.New("out of order")
		c.Discover = func(context.Context) (gateway.Address, error) { return gateway.Address{}, gateway.Fatal(want) }
		c.start(t)
		err := <-c.done
		c.done <- err
		if err != want {
			t.Errorf("ended with %v", err)
		}
	})
}
