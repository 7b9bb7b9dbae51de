package discordtest_test

import (
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/bwmarrin/discordgo"
	"github.com/gorilla/websocket"

	"footnote/bot/discordtest"
)

// patience is how long a test waits for what must come.
const patience = 20 * time.Second

// recorder is a TB that keeps what it is told.
type recorder struct {
	mu      sync.Mutex
	failed  int
	cleanup []func()
}

func (r *recorder) Helper()          {}
func (r *recorder) Cleanup(f func()) { r.cleanup = append(r.cleanup, f) }
func (r *recorder) Errorf(string, ...any) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.failed++
}

func (r *recorder) count() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.failed
}

// start starts a fake whose failures are kept by the recorder.
func start(t *testing.T, config discordtest.Config) (*discordtest.Server, *recorder) {
	t.Helper()
	r := &recorder{}
	s := discordtest.Start(r, config)
	t.Cleanup(func() {
		for _, f := range r.cleanup {
			f()
		}
	})
	return s, r
}

// rewrite sends every request to the fake.
type rewrite struct{ to *url.URL }

func (w rewrite) RoundTrip(r *http.Request) (*http.Response, error) {
	r = r.Clone(r.Context())
	r.URL.Scheme, r.URL.Host = w.to.Scheme, w.to.Host
	return http.DefaultTransport.RoundTrip(r)
}

// session is a discordgo session that speaks to the fake, not yet open.
func session(t *testing.T, s *discordtest.Server, token string) *discordgo.Session {
	t.Helper()
	to, err := url.Parse(s.URL())
	if err != nil {
		t.Fatal(err)
	}
	dg, err := discordgo.New("Bot " + token)
	if err != nil {
		t.Fatal(err)
	}
	dg.Client = &http.Client{Transport: rewrite{to}, Timeout: patience}
	dg.Dialer = &websocket.Dialer{HandshakeTimeout: patience}
	dg.Identify.Intents = discordgo.IntentsAllWithoutPrivileged | discordgo.IntentMessageContent
	dg.StateEnabled = false
	dg.ShouldReconnectOnError = false
	dg.LogLevel = -1
	return dg
}

// open opens a session and closes it at the end of the test.
func open(t *testing.T, dg *discordgo.Session) {
	t.Helper()
	if err := dg.Open(); err != nil {
		t.Fatalf("open: %v", err)
	}
	t.Cleanup(func() { _ = dg.Close() })
}

// request sends a REST request and returns status and decoded body.
func request(t *testing.T, s *discordtest.Server, method, path, body string) (int, map[string]any) {
	t.Helper()
	status, data := send(t, s, "Bot "+s.Token(), method, path, body)
	var decoded map[string]any
	if len(data) > 0 && data[0] == '{' {
		if err := json.Unmarshal(data, &decoded); err != nil {
			t.Fatalf("%s %s: %v in %s", method, path, err, data)
		}
	}
	return status, decoded
}

func send(t *testing.T, s *discordtest.Server, authorization, method, path, body string) (int, []byte) {
	t.Helper()
	r, err := http.NewRequest(method, s.URL()+"/api/v10"+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	return exchange(t, r, authorization, "application/json")
}

// exchange sends a request and returns status and body.
func exchange(t *testing.T, r *http.Request, authorization, contentType string) (int, []byte) {
	t.Helper()
	r.Header.Set("Authorization", authorization)
	r.Header.Set("Content-Type", contentType)
	response, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }()
	data, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return response.StatusCode, data
}

// attempt sends a request that may be left without an answer.
func attempt(t *testing.T, s *discordtest.Server, method, path, body string) (status int, header http.Header, answer string) {
	t.Helper()
	r, err := http.NewRequest(method, s.URL()+"/api/v9"+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bot "+s.Token())
	response, err := http.DefaultTransport.RoundTrip(r)
	if err != nil {
		return 0, nil, ""
	}
	defer func() { _ = response.Body.Close() }()
	data, err := io.ReadAll(response.Body)
	if err != nil {
		return 0, response.Header, string(data)
	}
	return response.StatusCode, response.Header, string(data)
}

// client is a gateway client without any convenience.
type client struct {
	t  *testing.T
	ws *websocket.Conn
}

type frame struct {
	Op int             `json:"op"`
	D  json.RawMessage `json:"d"`
	S  int             `json:"s"`
	T  string          `json:"t"`
}

func dial(t *testing.T, s *discordtest.Server) *client {
	t.Helper()
	ws, _, err := websocket.DefaultDialer.Dial("ws"+strings.TrimPrefix(s.URL(), "http")+"/gateway/?v=10&encoding=json", nil)
	if err != nil {
		t.Fatalf("dial: %v", err)
	}
	t.Cleanup(func() { _ = ws.Close() })
	return &client{t, ws}
}

func (c *client) write(frame string) {
	c.t.Helper()
	if err := c.ws.WriteMessage(websocket.TextMessage, []byte(frame)); err != nil {
		c.t.Fatalf("write %s: %v", frame, err)
	}
}

// read is the next frame, or the error that ended the connection.
func (c *client) read() (frame, error) {
	c.t.Helper()
	if err := c.ws.SetReadDeadline(time.Now().Add(patience)); err != nil {
		c.t.Fatal(err)
	}
	var f frame
	err := c.ws.ReadJSON(&f)
	return f, err
}

// expect reads one frame of the kind: "op 10", or the name of an event.
func (c *client) expect(want string) frame {
	c.t.Helper()
	f, err := c.read()
	if err != nil {
		c.t.Fatalf("read: %v, want %s", err, want)
	}
	got := f.T
	if f.Op != 0 {
		got = "op " + string(rune('0'+f.Op/10)) + string(rune('0'+f.Op%10))
	}
	if got != want {
		c.t.Fatalf("got %s %s, want %s", got, f.D, want)
	}
	return f
}

// closed reads the close frame and returns its code; 1006 without one.
func (c *client) closed() int {
	c.t.Helper()
	f, err := c.read()
	if err == nil {
		c.t.Fatalf("got op %d %s, want the end", f.Op, f.T)
	}
	if closed, is := err.(*websocket.CloseError); is {
		return closed.Code
	}
	return websocket.CloseAbnormalClosure
}
