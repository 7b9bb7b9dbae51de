package openai_test

import (
	"errors"
	"io"
	"net/http"
	"net/http/httptrace"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"footnote/llm"
	"footnote/llm/openai"
)

// line is what a played server sends, after a pause.
type line struct {
	after time.Duration
	text  string
}

// token is the event of one piece of text; finished ends a reply.
func token(text string) string {
	return `data: {"choices":[{"index":0,"delta":{"content":"` + text + `"}}]}`
}

const (
	comment  = ": still thinking"
	thought  = `data: {"choices":[{"index":0,"delta":{"reasoning_content":"hm"}}]}`
	role     = `data: {"choices":[{"index":0,"delta":{"role":"assistant","content":""}}]}`
	finished = `data: {"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}`
)

// played is a transport in the fake time of a synctest bubble, where sockets
// cannot be.
type played struct {
	connect time.Duration
	header  time.Duration
	lines   []line
}

func (p played) RoundTrip(req *http.Request) (*http.Response, error) {
	ctx := req.Context()
	pause := func(d time.Duration) error {
		timer := time.NewTimer(d)
		defer timer.Stop()
		select {
		case <-timer.C:
			return nil
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	if err := pause(p.connect); err != nil {
		return nil, err
	}
	httptrace.ContextClientTrace(ctx).GotConn(httptrace.GotConnInfo{})
	if err := pause(p.header); err != nil {
		return nil, err
	}
	r, w := io.Pipe()
	go func() {
		for _, l := range p.lines {
			if err := pause(l.after); err != nil {
				w.CloseWithError(err)
				return
			}
			if _, err := io.WriteString(w, l.text+"\n\n"); err != nil {
				return
			}
		}
		w.Close()
	}()
	return &http.Response{StatusCode: http.StatusOK, Header: http.Header{}, Body: r, Request: req}, nil
}

func TestPatience(t *testing.T) {
	const s = time.Second
	for _, test := range []struct {
		name   string
		server played
		caller time.Duration // what the caller takes for each piece
		says   string        // of the timeout; "": no timeout
		takes  time.Duration
	}{
		{name: "each wait just in time", server: played{4 * s, 20 * s, []line{{9 * s, token("a")}, {14 * s, token("b")}, {14 * s, finished}}}, takes: 61 * s},
		{name: "connection", server: played{connect: 6 * s}, says: "no connection within 5s", takes: 5 * s},
		{name: "header", server: played{header: 40 * s}, says: "no first token within 30s", takes: 30 * s},
		{name: "role is no token", server: played{0, s, []line{{s, role}, {40 * s, token("a")}}}, says: "no first token within 30s", takes: 30 * s},
		{name: "comments are no token", server: played{0, s, []line{{10 * s, comment}, {10 * s, comment}, {10 * s, token("a")}}}, says: "no first token within 30s", takes: 30 * s},
		{name: "a thought is one", server: played{0, s, []line{{20 * s, thought}, {14 * s, token("a")}, {s, finished}}}, takes: 36 * s},
		{name: "silence", server: played{0, 0, []line{{s, token("a")}, {16 * s, token("b")}}}, says: "no further bytes within 15s", takes: 16 * s},
		{name: "comments break silence", server: played{0, 0, []line{{s, token("a")}, {10 * s, comment}, {10 * s, token("b")}, {s, finished}}}, takes: 22 * s},
		{name: "caller's time does not count", server: played{0, 0, []line{{s, token("a")}, {s, token("b")}, {s, finished}}}, caller: 40 * s, takes: 81 * s},
		{name: "whole call", server: played{0, 0, []line{{10 * s, token("a")}, {10 * s, token("b")}, {10 * s, token("c")}, {10 * s, token("d")}, {10 * s, token("e")}, {10 * s, token("f")}, {10 * s, token("g")}, {10 * s, token("h")}, {10 * s, token("i")}, {10 * s, token("j")}}}, says: "no complete reply within 1m30s", takes: 90 * s},
		{name: "finished is not kept waiting", server: played{0, 0, []line{{s, token("a")}, {s, finished}, {14 * s, "data: [DONE]"}}}, takes: 4 * s},
	} {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				m, err := openai.New(openai.Config{Model: "m", Transport: test.server, Timeout: 90 * s})
				if err != nil {
					t.Fatal(err)
				}
				req := llm.Request{User: "q", Stream: func(string) error { time.Sleep(test.caller); return nil }}
				reply, err := m.Complete(t.Context(), req)
				switch {
				case test.says == "" && err != nil:
					t.Errorf("error = %v", err)
				case test.says != "" && (!errors.Is(err, llm.ErrTimeout) || !strings.Contains(err.Error(), test.says)):
					t.Errorf("error = %v, want %q", err, test.says)
				}
				if reply.Latency != test.takes {
					t.Errorf("took %v, want %v", reply.Latency, test.takes)
				}
			})
		})
	}
}

// A server that does not stream is silent until it has it all.
func TestPatienceUnstreamed(t *testing.T) {
	const s = time.Second
	whole := `{"choices":[{"index":0,"message":{"content":"a"},"finish_reason":"stop"}]}`
	for _, test := range []struct {
		name   string
		server played
		says   string
		takes  time.Duration
	}{
		{name: "thinks long", server: played{0, 50 * s, []line{{5 * s, whole}}}, takes: 55 * s},
		{name: "stalls in the body", server: played{0, 50 * s, []line{{5 * s, "{"}, {20 * s, "}"}}}, says: "no further bytes within 15s", takes: 70 * s},
	} {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				m, err := openai.New(openai.Config{Model: "m", Transport: test.server, Timeout: 90 * s})
				if err != nil {
					t.Fatal(err)
				}
				reply, err := m.Complete(t.Context(), llm.Request{User: "q"})
				if (test.says == "") != (err == nil) || (err != nil && !strings.Contains(err.Error(), test.says)) {
					t.Errorf("error = %v, want %q", err, test.says)
				}
				if reply.Latency != test.takes {
					t.Errorf("took %v, want %v", reply.Latency, test.takes)
				}
			})
		})
	}
}
