package openai_test

import (
	"context"
	"errors"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"footnote/llm"
	"footnote/llm/llmtest"
	"footnote/llm/openai"
)

// short is a patience that a hanging server outlasts.
const short = 40 * time.Millisecond

func TestFailures(t *testing.T) {
	both, whole, streamed := []bool{false, true}, []bool{false}, []bool{true}
	html := http.Header{"Content-Type": {"text/html"}}
	// One patience at a time, so that a busy machine cannot end the wrong wait.
	first := func(c *openai.Config) { c.FirstTokenTimeout, c.MaxBytes = short, 1<<40 }
	idle := func(c *openai.Config) { c.IdleTimeout = short }
	tests := []struct {
		name     string
		modes    []bool
		response llmtest.Response
		config   func(*openai.Config)
		want     error  // sentinel
		text     string // part of the error's text
		partial  string // what Reply.Text begins with, streamed
	}{
		{name: "no finish_reason", modes: both, response: llmtest.Response{Text: "50", Fault: llmtest.NoFinish}, want: llm.ErrTruncated, partial: "50"},
		{name: "length limit", modes: both, response: llmtest.Response{Text: "50", FinishReason: "length"}, want: llm.ErrTruncated, text: "length", partial: "50"},
		{name: "finish_reason error", modes: both, response: llmtest.Response{Text: "50", FinishReason: "error"}, want: llm.ErrTruncated},
		{name: "content filter", modes: both, response: llmtest.Response{Text: "50", FinishReason: "content_filter"}, want: llm.ErrRefused},
		{name: "refusal", modes: both, response: llmtest.Response{Refusal: "I will not."}, want: llm.ErrRefused, text: "I will not."},
		{name: "unasked tool call", modes: both, response: llmtest.Response{Text: "50", FinishReason: "tool_calls"}, want: llm.ErrMalformed, text: "tool_calls"},
		{name: "no text", modes: both, response: llmtest.Response{}, want: llm.ErrEmpty},
		{name: "only space", modes: both, response: llmtest.Response{Text: " \n "}, want: llm.ErrEmpty},
		{name: "only reasoning", modes: both, response: llmtest.Response{Reasoning: "hm"}, want: llm.ErrEmpty},
		{name: "empty choices", modes: whole, response: llmtest.Response{Fault: llmtest.NoChoices}, want: llm.ErrEmpty},
		{name: "empty choices", modes: streamed, response: llmtest.Response{Fault: llmtest.NoChoices}, want: llm.ErrTruncated},
		{name: "clean end before any", modes: both, response: llmtest.Response{Text: "many words", Fault: llmtest.EndEarly}, want: llm.ErrTruncated},
		{name: "clean end in the middle", modes: both, response: llmtest.Response{Chunks: []string{"a", "b", "c"}, Fault: llmtest.EndEarly, After: 2}, want: llm.ErrTruncated, partial: "ab"},
		{name: "cut in the middle", modes: both, response: llmtest.Response{Chunks: []string{"a", "b", "c"}, Fault: llmtest.Cut, After: 2}, want: llm.ErrTruncated, partial: "ab"},
		{name: "comments alone", modes: streamed, response: llmtest.Response{Body: ": hi\n\n: ho\n\n"}, want: llm.ErrTruncated},
		{name: "cut before the status", modes: both, response: llmtest.Response{Fault: llmtest.Drop}, want: llm.ErrUnreachable},
		{name: "not JSON", modes: both, response: llmtest.Response{Text: "50", Fault: llmtest.Garbage}, want: llm.ErrMalformed},
		{name: "not JSON after text", modes: streamed, response: llmtest.Response{Text: "fifty-five", Fault: llmtest.Garbage, After: 1}, want: llm.ErrMalformed, text: "oops", partial: "fifty"},
		{name: "web page", modes: both, response: llmtest.Response{Header: html, Body: "<html><title>Welcome</title></html>"}, want: llm.ErrMalformed, text: "HTML page: Welcome"},
		{name: "error event without code", modes: streamed, response: llmtest.Response{Text: "fifty-five", Fault: llmtest.ErrorEvent, After: 1, Message: "out of memory"}, want: llm.ErrTruncated, text: "out of memory", partial: "fifty"},
		{name: "endless", modes: both, response: llmtest.Response{Text: "50", Fault: llmtest.Huge, After: 1}, config: func(c *openai.Config) { c.MaxBytes = 20_000 }, want: llm.ErrMalformed, text: "20000 bytes"},
		{name: "refused by status", modes: both, response: llmtest.Response{Status: 400, Body: `{"error":{"message":"filtered","code":"content_filter"}}`}, want: llm.ErrRefused, text: "filtered"},
		{name: "hang before the header", modes: streamed, response: llmtest.Response{Fault: llmtest.HangBeforeHeader}, config: first, want: llm.ErrTimeout, text: "first token"},
		{name: "hang after the header", modes: streamed, response: llmtest.Response{Fault: llmtest.Hang}, config: first, want: llm.ErrTimeout, text: "first token"},
		{name: "only signs of life", modes: streamed, response: llmtest.Response{Fault: llmtest.KeepAlive}, config: first, want: llm.ErrTimeout, text: "first token"},
		{name: "hang in the middle", modes: streamed, response: llmtest.Response{Chunks: []string{"a", "b", "c"}, Fault: llmtest.Hang, After: 1}, config: idle, want: llm.ErrTimeout, text: "further bytes", partial: "a"},
		{name: "hang after half the body", modes: whole, response: llmtest.Response{Text: "50", Fault: llmtest.Hang, After: 1}, config: idle, want: llm.ErrTimeout, text: "further bytes"},
		{name: "whole call", modes: both, response: llmtest.Response{Fault: llmtest.HangBeforeHeader}, config: func(c *openai.Config) { c.Timeout = short }, want: llm.ErrTimeout, text: "complete reply"},
		{name: "whole call in spite of life", modes: both, response: llmtest.Response{Fault: llmtest.KeepAlive}, config: func(c *openai.Config) { c.Timeout, c.MaxBytes = short, 1<<40 }, want: llm.ErrTimeout, text: "complete reply"},
	}
	for _, test := range tests {
		for _, stream := range test.modes {
			t.Run(test.name+mode(stream), func(t *testing.T) {
				s := llmtest.NewServer(t, always(test.response))
				reply, pieces, err := ask(t.Context(), newModel(t, s, test.config), question, stream)
				if !errors.Is(err, test.want) || llm.Reason(err) != test.want.Error() {
					t.Fatalf("error = %v, want %v", err, test.want)
				}
				if !strings.Contains(err.Error(), test.text) {
					t.Errorf("error = %q, want %q in it", err, test.text)
				}
				if stream && (!strings.HasPrefix(reply.Text, test.partial) || reply.Text != strings.Join(pieces, "")) {
					t.Errorf("reply holds %q of %q, want %q", reply.Text, pieces, test.partial)
				}
			})
		}
	}
}

func TestStatuses(t *testing.T) {
	json := http.Header{"Content-Type": {"application/json"}}
	tests := []struct {
		name     string
		response llmtest.Response
		want     llm.StatusError
	}{
		{"OpenAI's shape", llmtest.Response{Status: 401, Header: json, Body: `{"error":{"message":"Incorrect API key","type":"invalid_request_error","param":null,"code":"invalid_api_key"}}`}, llm.StatusError{Code: 401, Detail: "Incorrect API key"}},
		{"Ollama's shape", llmtest.Response{Status: 404, Header: json, Body: `{"error":"model not found"}`}, llm.StatusError{Code: 404, Detail: "model not found"}},
		{"FastAPI's shape", llmtest.Response{Status: 422, Header: json, Body: `{"detail":[{"loc":["body","n"],"msg":"too many","input":"HUGE"}]}`}, llm.StatusError{Code: 422, Detail: `["body","n"] too many`}},
		{"Google's shape", llmtest.Response{Status: 400, Header: json, Body: `[{"error":{"code":400,"message":"bad","status":"INVALID_ARGUMENT"}}]`}, llm.StatusError{Code: 400, Detail: "bad"}},
		{"message beside", llmtest.Response{Status: 403, Header: json, Body: `{"message":"no access"}`}, llm.StatusError{Code: 403, Detail: "no access"}},
		{"web page", llmtest.Response{Status: 502, Header: http.Header{"Content-Type": {"text/html"}}, Body: "<!doctype html>\n<html><head><TITLE>502 Bad\nGateway</TITLE></head>…"}, llm.StatusError{Code: 502, Detail: "HTML page: 502 Bad Gateway"}},
		{"text", llmtest.Response{Status: 500, Body: "  boom\r\n\x1b[31m "}, llm.StatusError{Code: 500, Detail: "boom [31m"}},
		{"no body", llmtest.Response{Status: 500}, llm.StatusError{Code: 500}},
		{"long body is cut", llmtest.Response{Status: 500, Body: strings.Repeat("ä", 200_000)}, llm.StatusError{Code: 500, Detail: strings.Repeat("ä", 300) + "…"}},
		{"seconds to wait", llmtest.Response{Status: 429, Header: http.Header{"Retry-After": {"7"}}}, llm.StatusError{Code: 429, RetryAfter: 7 * time.Second}},
		{"milliseconds to wait", llmtest.Response{Status: 429, Header: http.Header{"Retry-After": {"1"}, "Retry-After-Ms": {"350"}}}, llm.StatusError{Code: 429, RetryAfter: 350 * time.Millisecond}},
		{"redirect is not followed", llmtest.Response{Status: 307, Header: http.Header{"Location": {"/elsewhere"}}}, llm.StatusError{Code: 307, Detail: "redirect: set the base URL to where the server really is"}},
		{"error body with status 200", llmtest.Response{Header: json, Body: `{"error":{"message":"slow down","code":429}}`}, llm.StatusError{Code: 429, Detail: "slow down"}},
		{"error type with status 200", llmtest.Response{Header: json, Body: `{"error":{"message":"broke","type":"api_error","code":null}}`}, llm.StatusError{Code: 500, Detail: "broke"}},
		{"error event", llmtest.Response{Text: "fifty-five", Fault: llmtest.ErrorEvent, After: 1, Message: "overloaded", Code: 503}, llm.StatusError{Code: 503, Detail: "overloaded"}},
	}
	for _, test := range tests {
		for _, stream := range []bool{false, true} {
			t.Run(test.name+mode(stream), func(t *testing.T) {
				s := llmtest.NewServer(t, always(test.response))
				_, _, err := ask(t.Context(), newModel(t, s, nil), question, stream)
				var status *llm.StatusError
				if !errors.As(err, &status) || *status != test.want {
					t.Errorf("error = %#v, want %+v", err, test.want)
				}
			})
		}
	}
}

// What went missing after the finish_reason does not spoil a finished reply.
func TestFinishedIsFinished(t *testing.T) {
	s := llmtest.NewServer(t, always(llmtest.Response{Text: "fifty", Fault: llmtest.NoDone}))
	reply, _, err := ask(t.Context(), newModel(t, s, nil), question, true)
	if err != nil || reply.Text != "fifty" {
		t.Errorf("reply = %q, %v", reply.Text, err)
	}
}

// A server that breaks off in the middle of an error has still said which.
func TestStatusWithHalfABody(t *testing.T) {
	for name, fault := range map[string]llmtest.Fault{"hang": llmtest.Hang, "cut": llmtest.Cut} {
		for _, stream := range []bool{false, true} {
			t.Run(name+mode(stream), func(t *testing.T) {
				s := llmtest.NewServer(t, always(llmtest.Response{Status: 503, Body: "half a sen", Fault: fault}))
				m := newModel(t, s, func(c *openai.Config) {
					if fault == llmtest.Hang {
						c.IdleTimeout = short
					}
				})
				_, _, err := ask(t.Context(), m, question, stream)
				var status *llm.StatusError
				if !errors.As(err, &status) || status.Code != 503 || !strings.HasPrefix("half a sen", status.Detail) {
					t.Errorf("error = %v", err)
				}
			})
		}
	}
}

func TestOnlyTheFirstChoiceCounts(t *testing.T) {
	s := llmtest.NewServer(t, func(r llmtest.Request) llmtest.Response {
		if r.Stream {
			return llmtest.Response{Body: `data: {"choices":[{"index":1,"delta":{"content":"b"},"finish_reason":"length"},{"index":0,"delta":{"content":"a"},"finish_reason":"stop"}]}` + "\n\n"}
		}
		return llmtest.Response{Body: `{"choices":[{"index":1,"message":{"content":"b"},"finish_reason":"length"},{"index":0,"message":{"content":"a"},"finish_reason":"stop"}]}`}
	})
	m := newModel(t, s, nil)
	for _, stream := range []bool{false, true} {
		if reply, _, err := ask(t.Context(), m, question, stream); err != nil || reply.Text != "a" {
			t.Errorf("reply%s = %q, %v", mode(stream), reply.Text, err)
		}
	}
}

func TestServerThatDoesNotStream(t *testing.T) {
	body := `{"model":"m","choices":[{"index":0,"message":{"role":"assistant","content":"all at once"},"finish_reason":"stop"}]}`
	s := llmtest.NewServer(t, always(llmtest.Response{Body: body}))
	reply, pieces, err := ask(t.Context(), newModel(t, s, nil), question, true)
	if err != nil || reply.Text != "all at once" || len(pieces) != 1 {
		t.Errorf("reply = %+v, pieces %q, %v", reply, pieces, err)
	}
}

func TestCallerEndsCall(t *testing.T) {
	for _, stream := range []bool{false, true} {
		t.Run("canceled"+mode(stream), func(t *testing.T) {
			ctx, cancel := context.WithCancel(t.Context())
			s := llmtest.NewServer(t, func(llmtest.Request) llmtest.Response {
				cancel()
				return llmtest.Response{Fault: llmtest.Hang}
			})
			_, _, err := ask(ctx, newModel(t, s, nil), question, stream)
			if !errors.Is(err, context.Canceled) || llm.Reason(err) != "canceled" {
				t.Errorf("error = %v", err)
			}
		})
		t.Run("deadline"+mode(stream), func(t *testing.T) {
			ctx, cancel := context.WithTimeout(t.Context(), short)
			defer cancel()
			s := llmtest.NewServer(t, always(llmtest.Response{Fault: llmtest.Hang}))
			_, _, err := ask(ctx, newModel(t, s, nil), question, stream)
			if !errors.Is(err, context.DeadlineExceeded) || !errors.Is(err, llm.ErrTimeout) {
				t.Errorf("error = %v", err)
			}
		})
	}
}

// Servers below HTTP: nobody there, another protocol, or a TCP stack that
// takes connections which no TLS handshake follows.
func TestConnection(t *testing.T) {
	closed := listen(t, nil)
	_ = closed.Close()
	other := listen(t, func(c net.Conn) {
		_, _ = c.Read(make([]byte, 1<<16)) // what comes before a request is no answer to it
		_, _ = c.Write([]byte("220 mail.example.com ESMTP\r\n"))
		_ = c.Close()
	})
	mute := listen(t, func(c net.Conn) { _, _ = c.Read(make([]byte, 1<<16)); _, _ = c.Read(make([]byte, 1)); _ = c.Close() })
	plain := llmtest.NewServer(t, always(llmtest.Response{Text: "ok"}))
	for _, test := range []struct {
		name, base string
		patience   time.Duration
		want       error
	}{
		{"nobody listens", "http://" + closed.Addr().String(), time.Minute, llm.ErrUnreachable},
		{"another protocol", "http://" + other.Addr().String(), time.Minute, llm.ErrMalformed},
		{"no TLS handshake", "https://" + mute.Addr().String(), short, llm.ErrTimeout},
		{"https to an http server", strings.Replace(plain.URL, "http:", "https:", 1), time.Minute, llm.ErrMalformed},
	} {
		t.Run(test.name, func(t *testing.T) {
			m, err := openai.New(openai.Config{BaseURL: test.base, Model: "m", Key: testKey, ConnectTimeout: test.patience})
			if err != nil {
				t.Fatal(err)
			}
			defer m.Close()
			_, _, err = ask(t.Context(), m, question, true)
			if !errors.Is(err, test.want) {
				t.Fatalf("error = %v, want %v", err, test.want)
			}
			if strings.Contains(err.Error(), "completions") { // some gateways have tokens in their path
				t.Errorf("error = %q, want no URL in it", err)
			}
		})
	}
}

// listen accepts connections on loopback and hands them to serve, until the
// test ends.
func listen(t *testing.T, serve func(net.Conn)) net.Listener {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	if serve == nil {
		return l
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			serve(conn)
		}
	}()
	t.Cleanup(func() { _ = l.Close(); <-done })
	return l
}
