package gateway_test

import (
	"bytes"
	"context"
	"encoding/json"
	"log/slog"
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
	c := &client{discord: d, clock: &discordtest.Clock{Stands: true}, log: &journal{}, done: make(chan error, 1)}
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
