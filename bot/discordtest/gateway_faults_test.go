package discordtest_test

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"footnote/bot/discordtest"
)

// TestGreetingsBeforeTheSocket: the HTTP request itself goes wrong.
func TestGreetingsBeforeTheSocket(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		greet  discordtest.Greeting
		path   string
		status int // 0: no answer
	}{
		"busy":         {discordtest.GreetBusy, "/gateway", 429},
		"reset":        {discordtest.GreetReset, "/gateway", 0},
		"hang":         {discordtest.GreetHang, "/gateway", 0},
		"unknown path": {discordtest.GreetProperly, "/elsewhere", 404},
		"trailing /":   {discordtest.GreetProperly, "/gateway/", 101},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := discordtest.New(t)
			s.GreetNext(test.greet)
			ctx, cancel := context.WithCancel(context.Background())
			defer cancel()
			if test.greet == discordtest.GreetHang {
				go func() { s.WaitDials(1); cancel() }()
			}
			request, err := http.NewRequestWithContext(ctx, "GET", s.URL()+test.path, nil)
			if err != nil {
				t.Fatal(err)
			}
			for name, value := range map[string]string{"Connection": "Upgrade", "Upgrade": "websocket",
				"Sec-WebSocket-Version": "13", "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ=="} {
				request.Header.Set(name, value)
			}
			status := 0
			if response, err := http.DefaultTransport.RoundTrip(request); err == nil {
				status = response.StatusCode
				if status == 429 {
					body, _ := io.ReadAll(response.Body)
					if after := response.Header.Get("Retry-After"); after != "7" || !strings.Contains(string(body), "<html>") {
						t.Errorf("Retry-After %q, body %q", after, body)
					}
				}
				_ = response.Body.Close()
			}
			if status != test.status {
				t.Errorf("status %d, want %d", status, test.status)
			}
			if got := s.Dials(); len(got) != 1 || got[0] != strings.TrimSuffix(test.path, "/") {
				t.Errorf("dials %v", got)
			}
		})
	}
}

// TestGreetingsForResume: what comes in place of RESUMED.
func TestGreetingsForResume(t *testing.T) {
	t.Parallel()
	s := discordtest.New(t)
	c, id := connect(t, s, allIntents)
	s.DropGateway()
	c.closed()
	s.SendMessage(s.Asker(), s.Channel().ID, "one")
	s.SendMessage(s.Asker(), s.Channel().ID, "two")
	s.GreetNext(discordtest.GreetCutReplay, discordtest.GreetInvalidResumable, discordtest.GreetClose(4000))
	again := func(seq int) *client {
		c := dial(t, s)
		c.expect("op 10")
		c.write(resume(s, id, seq))
		return c
	}
	c = again(2)
	if f := c.expect("MESSAGE_CREATE"); f.S != 3 || !strings.Contains(string(f.D), "one") {
		t.Errorf("replayed %d %s", f.S, f.D)
	}
	if code := c.closed(); code != websocket.CloseAbnormalClosure {
		t.Errorf("the replay was closed with %d", code)
	}
	if f := again(3).expect("op 09"); string(f.D) != "true" {
		t.Errorf("op 9 says %s, want true", f.D)
	}
	if code := again(3).closed(); code != 4000 {
		t.Errorf("closed with %d, want 4000", code)
	}
	c = again(3)
	c.expect("MESSAGE_CREATE")
	c.expect("RESUMED")
	if got := s.ResumedFrom(); !slices.Equal(got, []int{2, 3, 3, 3}) {
		t.Errorf("resumed from %v", got)
	}
	s.ResetGateway()
	if code := c.closed(); code != websocket.CloseAbnormalClosure {
		t.Errorf("reset with %d", code)
	}
}

func TestFramesOutOfLine(t *testing.T) {
	t.Parallel()
	s := discordtest.New(t)
	c, _ := connect(t, s, allIntents)
	s.SendBinary([]byte{1, 2})
	if kind, data, err := c.ws.ReadMessage(); kind != websocket.BinaryMessage || len(data) != 2 || err != nil {
		t.Errorf("binary arrived as %d, %v, %v", kind, data, err)
	}
	s.WithholdAcks(true)
	c.write(`{"op":1,"d":2}`)
	s.WaitHeartbeats(1)
	s.SendMessage(s.Asker(), s.Channel().ID, "hello")
	c.expect("MESSAGE_CREATE") // no ACK before it
	s.WithholdAcks(false)
	c.write(`{"op":1,"d":3}`)
	c.expect("op 11")
}

func TestMoveAndLimit(t *testing.T) {
	t.Parallel()
	s := discordtest.New(t)
	limit := func() string {
		_, body := request(t, s, "GET", "/gateway/bot", "")
		data, _ := json.Marshal(body)
		return strings.ReplaceAll(string(data), strings.TrimPrefix(s.URL(), "http://"), "HOST")
	}
	want := `{"session_start_limit":{"max_concurrency":1,"remaining":%d,"reset_after":%d,"total":1000},"shards":1,"url":"ws://HOST%s"}`
	if got := limit(); got != fmt.Sprintf(want, 1000, 86400000, "/gateway") {
		t.Errorf("at first %s", got)
	}
	s.MoveGateway("/gateway", "/resume")
	s.SetStartLimit(1000, 5, time.Minute)
	c := dial(t, s)
	c.expect("op 10")
	c.write(identify(s, allIntents))
	if f := c.expect("READY"); !strings.Contains(string(f.D), `/resume"`) {
		t.Errorf("READY names %s", f.D)
	}
	if got := limit(); got != fmt.Sprintf(want, 4, 60000, "/gateway") {
		t.Errorf("then %s", got)
	}
	if s.Open() != 1 {
		t.Errorf("%d open", s.Open())
	}
}

func TestClock(t *testing.T) {
	t.Parallel()
	var c discordtest.Clock
	if c.Longest() != 0 {
		t.Errorf("longest %v before any sleep", c.Longest())
	}
	began := time.Now()
	c.Sleep(context.Background(), time.Hour)
	c.Sleep(context.Background(), time.Minute)
	if took := time.Since(began); took > time.Minute || c.Now().Sub(began) < time.Hour+time.Minute {
		t.Errorf("%v have passed, %v on the clock", took, c.Now().Sub(began))
	}
	if c.Longest() != time.Hour || len(c.Slept()) != 2 {
		t.Errorf("slept %v", c.Slept())
	}
}
