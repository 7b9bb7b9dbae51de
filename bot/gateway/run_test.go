package gateway_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"footnote/bot/discordtest"
	"footnote/bot/gateway"
)

// 500 events come in order, each once, though the connection is lost every
// hundred.
func TestOrder(t *testing.T) {
	d := discordtest.New(t)
	c := newClient(d)
	arrived, all := 0, make(chan struct{})
	take := c.Handle
	c.Handle = func(ctx context.Context, e gateway.Event) error {
		err := take(ctx, e)
		if content(e) != "" {
			if arrived++; arrived == 500 {
				close(all)
			}
		}
		return err
	}
	c.start(t)
	d.WaitConnected(1)
	var want []string
	for i := range 500 {
		want = append(want, fmt.Sprint("message ", i))
		c.say(want[i])
		if i%100 == 50 {
			d.DropGateway()
		}
	}
	<-all
	got := c.log.contents()
	for i := range want {
		if got[i] != want[i] {
			t.Fatalf("event %d is %q: out of order, lost or twice", i, got[i])
		}
	}
	if d.Identifies() != 1 {
		t.Errorf("%d IDENTIFYs", d.Identifies())
	}
}

// An event that the handler did not take in comes again; the sequence number is
// saved only behind the handler.
func TestNotTakenIn(t *testing.T) {
	d := discordtest.New(t)
	c, store := newClient(d), &memory{}
	c.Sessions = store
	tries, done := 0, make(chan struct{})
	var during gateway.Session
	c.Handle = func(_ context.Context, e gateway.Event) error {
		switch content(e) {
		case "hard":
			store.mu.Lock()
			during = store.latest()
			store.mu.Unlock()
			if tries++; tries < 3 {
				return errors.New("disk full")
			}
		case "next":
			close(done)
		}
		return nil
	}
	c.start(t)
	d.WaitConnected(1)
	c.say("hard")
	c.say("next")
	<-done
	if err := c.finish(); err != nil {
		t.Fatal(err)
	}
	if tries != 3 || !slices.Equal(d.ResumedFrom(), []int{2, 2}) {
		t.Errorf("%d tries, resumed from %v", tries, d.ResumedFrom())
	}
	// READY, GUILD_CREATE, hard, next; RESUMED twice stands behind both.
	if last := store.latest(); during.Seq != 2 || last.Seq < 4 || last.ID != "session-1" || last.Intents != c.Intents {
		t.Errorf("saved %+v while the handler ran, %+v at the end", during, last)
	}
}

// A panic of the handler is logged, and the next event comes.
func TestPanic(t *testing.T) {
	d := discordtest.New(t)
	c := newClient(d)
	done := make(chan struct{})
	c.Handle = func(_ context.Context, e gateway.Event) error {
		switch content(e) {
		case "bug":
			panic("a bug")
		case "next":
			close(done)
		}
		return nil
	}
	c.start(t)
	d.WaitConnected(1)
	c.say("bug")
	c.say("next")
	<-done
	if log := c.log.String(); !strings.Contains(log, "a bug") || !strings.Contains(log, "MESSAGE_CREATE") {
		t.Errorf("log: %s", log)
	}
	if len(d.Dials()) != 1 {
		t.Error("connected anew")
	}
}

// While the handler runs, ACKs are not read, which is no reason to reconnect.
func TestSlowHandler(t *testing.T) {
	d := discordtest.Start(t, discordtest.Config{Heartbeat: 500 * time.Millisecond})
	c := newClient(d)
	entered, gate := make(chan struct{}), make(chan struct{})
	c.Silence = time.Minute
	c.Handle = func(_ context.Context, e gateway.Event) error {
		if content(e) == "slow" {
			close(entered)
			<-gate
		}
		return nil
	}
	c.start(t)
	t.Cleanup(func() { close(gate) })
	d.WaitConnected(1)
	c.say("slow")
	<-entered
	dials := len(d.Dials())
	d.WaitHeartbeats(d.Heartbeats() + 4)
	if n := len(d.Dials()); n != dials {
		t.Errorf("%d connections more", n-dials)
	}
}

// A heartbeat without ACK ends the connection, though events come, and keeps the
// session.
func TestNoAck(t *testing.T) {
	d := discordtest.Start(t, discordtest.Config{Heartbeat: 500 * time.Millisecond})
	c := newClient(d)
	c.Silence = time.Minute
	online := make(chan struct{}, 1)
	c.Handle = func(context.Context, gateway.Event) error {
		select {
		case online <- struct{}{}:
		default:
		}
		return nil
	}
	c.start(t)
	<-online // before that an ACK may be late on a busy machine, and there is no session to keep
	identifies, dials := d.Identifies(), len(d.Dials())
	d.WithholdAcks(true)
	d.WaitDials(dials + 1)
	d.WaitUntil("the end of the connection", func() bool { return slices.Contains(d.CloseCodes(), 4000) })
	if d.Identifies() != identifies || !strings.Contains(c.log.String(), "not acknowledged") {
		t.Errorf("%d IDENTIFYs, at first %d, closed with %v", d.Identifies(), identifies, d.CloseCodes())
	}
}

// The sequence number never goes back, nor on without an event.
func TestSequence(t *testing.T) {
	d := discordtest.New(t)
	newClient(d).start(t)
	d.WaitConnected(1)
	for _, frame := range []string{`{"op":0,"t":"X","s":1}`, `{"op":0,"t":"X","s":null}`, `{"op":0,"t":"X"}`, `{"op":0}`, `{"op":0,"t":null,"s":-7}`} {
		d.SendGarbage(frame)
	}
	d.AskReconnect()
	d.WaitConnected(2)
	if got := d.ResumedFrom(); !slices.Equal(got, []int{2}) { // READY and GUILD_CREATE
		t.Errorf("resumed from %v", got)
	}
}
