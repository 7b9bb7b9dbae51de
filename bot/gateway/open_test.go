package gateway_test

import (
	"context"
	"errors"
	"net"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"footnote/bot/discordtest"
	"footnote/bot/gateway"
)

// The session is resumed at its own address, and when that is gone, at the one
// that is asked for anew.
func TestAddresses(t *testing.T) {
	d := discordtest.New(t)
	d.MoveGateway("/gateway", "/resume")
	c := newClient(d)
	var mu sync.Mutex
	path := "/gateway?compress=no"
	c.Discover = func(context.Context) (gateway.Address, error) {
		mu.Lock()
		defer mu.Unlock()
		return gateway.Address{URL: address(d, path)}, nil
	}
	c.start(t)
	d.WaitConnected(1)
	c.say("one")
	d.DropGateway()
	d.WaitConnected(2)
	mu.Lock()
	path = "/moved"
	mu.Unlock()
	d.MoveGateway("/moved", "")
	d.DropGateway()
	d.WaitConnected(3)
	if got, want := d.Dials(), []string{"/gateway", "/resume", "/resume", "/moved"}; !slices.Equal(got, want) {
		t.Errorf("connected to %v, want %v", got, want)
	}
	if d.Identifies() != 1 || d.Resumes() != 2 {
		t.Errorf("%d IDENTIFYs, %d RESUMEs", d.Identifies(), d.Resumes())
	}
}

// Addresses that do not work, TLS where there is none, and a HELLO that takes
// its time.
func TestOpening(t *testing.T) {
	d := discordtest.New(t)
	d.GreetNext(discordtest.GreetSilence)
	c := newClient(d)
	wrong := []string{"", "%", "https://" + d.URL()[7:], "ws://", "wss" + address(d, "/gateway")[2:], address(d, "/nowhere"), "ws://" + closedPort(t)}
	next := 0
	c.Discover = func(context.Context) (gateway.Address, error) {
		next++
		switch {
		case next == 1:
			return gateway.Address{}, errors.New("no network, says " + c.Token)
		case next-2 < len(wrong):
			return gateway.Address{URL: wrong[next-2]}, nil
		}
		return gateway.Address{URL: address(d, "") + "/gateway"}, nil
	}
	c.start(t)
	d.WaitUntil("an open connection", func() bool { return d.Open() == 1 })
	d.MuteGateway(false)
	d.SendGarbage(`{"op":10,"d":{"heartbeat_interval":41250}}`)
	d.WaitConnected(1)
	if n := d.Identifies(); n != 1 {
		t.Errorf("%d IDENTIFYs", n)
	}
}

// closedPort is an address at which nobody listens.
func closedPort(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

// HELLO without a usable interval is none.
func TestBadHello(t *testing.T) {
	for name, hello := range map[string]string{
		"no data": `{"op":10}`, "zero": `{"op":10,"d":{"heartbeat_interval":0}}`, "negative": `{"op":10,"d":{"heartbeat_interval":-5}}`,
		"huge": `{"op":10,"d":{"heartbeat_interval":1e300}}`, "text": `{"op":10,"d":{"heartbeat_interval":"soon"}}`,
	} {
		t.Run(name, func(t *testing.T) {
			d := discordtest.New(t)
			d.GreetNext(discordtest.GreetSilence)
			c := newClient(d).start(t)
			d.WaitDials(1)
			d.WaitUntil("an open connection", func() bool { return d.Open() == 1 })
			d.MuteGateway(false)
			d.SendGarbage(hello)
			d.WaitConnected(1)
			if log := c.log.String(); !strings.Contains(log, "no usable heartbeat interval") || d.Identifies() != 1 {
				t.Errorf("%d IDENTIFYs, log: %s", d.Identifies(), log)
			}
		})
	}
}

// Run ends in whatever state it is, without waiting for a deadline, of which each is an
// hour away, and leaves nothing.
func TestStops(t *testing.T) {
	hang := func(ctx context.Context) (gateway.Address, error) {
		<-ctx.Done()
		return gateway.Address{}, ctx.Err()
	}
	for name, tt := range map[string]struct {
		prepare func(*discordtest.Server, *client)
		reached func(*discordtest.Server)
	}{
		"online":                 {nil, func(d *discordtest.Server) { d.WaitConnected(1) }},
		"asking for the address": {func(_ *discordtest.Server, c *client) { c.Discover = hang }, func(*discordtest.Server) {}},
		"handshake":              {func(d *discordtest.Server, _ *client) { d.GreetNext(discordtest.GreetHang) }, func(d *discordtest.Server) { d.WaitDials(1) }},
		"before HELLO": {func(d *discordtest.Server, _ *client) { d.GreetNext(discordtest.GreetSilence) },
			func(d *discordtest.Server) { d.WaitUntil("an open connection", func() bool { return d.Open() == 1 }) }},
		"before READY": {func(d *discordtest.Server, _ *client) { d.GreetNext(discordtest.GreetNoReady) },
			func(d *discordtest.Server) { d.WaitUntil("IDENTIFY", func() bool { return d.Identifies() == 1 }) }},
		"waiting to connect again": {func(d *discordtest.Server, c *client) {
			c.RetryInitial, c.Sleep, c.Jitter = time.Hour, nil, func() float64 { return 0.9 }
			d.RefuseGateway(true)
		}, func(d *discordtest.Server) { d.WaitDials(1) }},
		"half open": {nil, func(d *discordtest.Server) { d.WaitConnected(1); d.MuteGateway(true) }},
	} {
		t.Run(name, func(t *testing.T) {
			d := discordtest.New(t)
			c := newClient(d)
			c.OpenTimeout = time.Hour
			if tt.prepare != nil {
				tt.prepare(d, c)
			}
			c.start(t)
			tt.reached(d)
			if err := c.finish(); err != nil {
				t.Errorf("ended with %v", err)
			}
			stacks := make([]byte, 1<<20)
			stacks = stacks[:runtime.Stack(stacks, true)]
			for _, g := range strings.Split(string(stacks), "\n\n") {
				g, _, _ = strings.Cut(g, "created by") // one that is just ending has no more than that
				if strings.Contains(g, "footnote/bot/gateway.(*") {
					t.Errorf("left behind: %s", g)
				}
			}
			d.WaitDisconnected()
		})
	}
}
