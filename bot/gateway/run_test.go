package gateway_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
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

// client is one Run under test.
type client struct {
	gateway.Config
	discord *discordtest.Server
	clock   *discordtest.Clock
	log     *journal
	stop    context.CancelFunc
	done    chan error
}

// journal keeps what was logged, and the contents of messages taken in.
type journal struct {
	mu    sync.Mutex
	text  bytes.Buffer
	taken []string
}

func (j *journal) Write(p []byte) (int, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.text.Write(p)
}

func (j *journal) String() string {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.text.String()
}

func (j *journal) take(content string) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.taken = append(j.taken, content)
}

func (j *journal) contents() []string {
	j.mu.Lock()
	defer j.mu.Unlock()
	return slices.Clone(j.taken)
}

// content is that of a MESSAGE_CREATE; "" for another event.
func content(e gateway.Event) string {
	var m struct{ Content string }
	if e.Type != "MESSAGE_CREATE" || json.Unmarshal(e.Data, &m) != nil {
		return ""
	}
	return m.Content
}

// newClient returns one that is not yet running; bend its Config before start.
func newClient(d *discordtest.Server) *client {
	c := &client{discord: d, clock: &discordtest.Clock{}, log: &journal{}, done: make(chan error, 1)}
	c.Config = gateway.Config{
		Token: d.Token(), Intents: 1 | 1<<9 | 1<<15, RetryInitial: time.Millisecond,
		Discover: func(context.Context) (gateway.Address, error) {
			return gateway.Address{URL: address(d, "/gateway")}, nil
		},
		Handle: func(_ context.Context, e gateway.Event) error {
			if text := content(e); text != "" {
				c.log.take(text)
			}
			return nil
		},
		Logger: slog.New(slog.NewTextHandler(c.log, nil)),
		Now:    c.clock.Now, Sleep: c.clock.Sleep, Jitter: func() float64 { return 0 },
	}
	return c
}

func address(d *discordtest.Server, path string) string {
	return "ws" + strings.TrimPrefix(d.URL(), "http") + path
}

func (c *client) start(t *testing.T) *client {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	c.stop = cancel
	go func() { c.done <- gateway.Run(ctx, c.Config) }()
	t.Cleanup(func() {
		c.finish()
		if strings.Contains(c.log.String(), c.Token) {
			t.Error("the token is in the log")
		}
		if t.Failed() {
			t.Log(c.log.String())
		}
	})
	return c
}

// finish stops the client and returns what Run did; it may be called again.
func (c *client) finish() error {
	c.stop()
	err := <-c.done
	c.done <- err
	return err
}

func (c *client) say(text string) {
	c.discord.SendMessage(c.discord.Asker(), c.discord.Channel().ID, text)
}

// memory is a Sessions. Its errors are what the test wants.
type memory struct {
	mu    sync.Mutex
	saved []gateway.Session
	err   error
}

func (m *memory) Load(context.Context) (gateway.Session, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.latest(), m.err
}

func (m *memory) Save(_ context.Context, s gateway.Session) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.saved = append(m.saved, s)
	return m.err
}

// latest needs the lock, or the end of all who save.
func (m *memory) latest() gateway.Session {
	if len(m.saved) == 0 {
		return gateway.Session{}
	}
	return m.saved[len(m.saved)-1]
}

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
	d := discordtest.Start(t, discordtest.Config{Heartbeat: 30 * time.Millisecond})
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
	d.WaitHeartbeats(10)
	if n := len(d.Dials()); n != dials {
		t.Errorf("%d connections more", n-dials)
	}
}

// A heartbeat without ACK ends the connection, though events come, and keeps the
// session.
func TestNoAck(t *testing.T) {
	d := discordtest.Start(t, discordtest.Config{Heartbeat: 100 * time.Millisecond})
	c := newClient(d)
	c.Silence = time.Minute
	c.start(t)
	d.WaitConnected(1)
	d.WithholdAcks(true)
	d.WaitConnected(2)
	d.WaitUntil("the end of the first connection", func() bool { return len(d.CloseCodes()) > 0 })
	if got := d.CloseCodes(); got[0] != 4000 || d.Identifies() != 1 || !strings.Contains(c.log.String(), "not acknowledged") {
		t.Errorf("%d IDENTIFYs, closed with %v", d.Identifies(), got)
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

// Run ends promptly in whatever state it is, and leaves nothing.
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
			began := time.Now()
			if err := c.finish(); err != nil {
				t.Errorf("ended with %v", err)
			}
			// A deadline would be an hour away; this much is for busy machines.
			if took := time.Since(began); took > 2*time.Second {
				t.Errorf("took %v", took)
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
