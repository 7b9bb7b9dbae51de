package openai

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/iotest"
	"time"
	"unicode/utf8"
)

func TestRetryAfter(t *testing.T) {
	now := time.Date(2025, 11, 24, 12, 0, 0, 0, time.UTC)
	for _, test := range []struct {
		name, seconds, ms string
		want              time.Duration
	}{
		{"not said", "", "", 0},
		{"seconds", "20", "", 20 * time.Second},
		{"fraction", "1.5", "", 1500 * time.Millisecond},
		{"milliseconds win", "20", "250", 250 * time.Millisecond},
		{"date", now.Add(time.Minute).Format(http.TimeFormat), "", time.Minute},
		{"date gone by", now.Add(-time.Minute).Format(http.TimeFormat), "", 0},
		{"negative", "-3", "", 0},
		{"overflow", "1e300", "", maxRetryAfter},
		{"not a number", "NaN", "", 0},
		{"words", "later", "soon", 0},
	} {
		t.Run(test.name, func(t *testing.T) {
			h := http.Header{"Retry-After": {test.seconds}, "Retry-After-Ms": {test.ms}}
			if got := retryAfter(h, now); got != test.want {
				t.Errorf("retryAfter = %v, want %v", got, test.want)
			}
		})
	}
}

func TestEventLines(t *testing.T) {
	for _, test := range []struct {
		name, in, out, body string
	}{
		{"comments, names, blank lines", ": hi\n\nevent: x\nid: 1\ndata: {\"a\":1}\n\nretry: 3\ndata:[DONE]\n", "data: { \"a\":1}\ndata: [DONE]\n", ""},
		{"carriage returns", "data: {}\r\n\r\n", "data: { }\n", ""},
		{"keep-alive without data", "data:\n\n: x\ndata: {}\n", "data: { }\n", ""},
		{"half an event", "data: {}\n\ndata: {\"a\"", "data: { }\n", ""},
		{"no event at all", "{\"error\":\n\"x\"}", "", "{\"error\":\n\"x\"}"},
	} {
		t.Run(test.name, func(t *testing.T) {
			e := newEventLines(io.NopCloser(iotest.OneByteReader(strings.NewReader(test.in))))
			out, err := io.ReadAll(iotest.OneByteReader(e))
			if err != nil || string(out) != test.out || string(e.body()) != test.body {
				t.Errorf("out %q, body %q, %v; want %q, %q", out, e.body(), err, test.out, test.body)
			}
		})
	}
}

// A timer can fire at the moment its wait ends; the late bark must not end the
// wait that follows.
func TestWatchdogIgnoresLateBark(t *testing.T) {
	ctx, cancel := context.WithCancelCause(t.Context())
	w := newWatchdog(cancel)
	defer w.end()
	w.expect("connection", time.Hour)
	w.bark()
	w.rest()
	w.bark()
	if err := context.Cause(ctx); err != nil {
		t.Errorf("canceled: %v", err)
	}
}

func FuzzErrorBody(f *testing.F) {
	for _, seed := range []string{"", "[]", "[1]", `{"error":null}`, `{"error":"x"}`, `{"error":{"message":["a"],"code":1.5}}`,
		`{"detail":[{"loc":["a",0],"msg":"b"}]}`, `{"detail":"x"}`, "<html><title>t", "\xff sk-abcdef \x00"} {
		f.Add([]byte(seed))
	}
	secrets := newRedactor("sk-test-0123456789abcdef", nil)
	f.Fuzz(func(t *testing.T, body []byte) {
		e := parseErrorBody(body)
		_ = statusOf(e)
		detail := secrets.clean(e.message)
		if !utf8.ValidString(detail) || utf8.RuneCountInString(detail) > maxDetail+1 {
			t.Errorf("detail %q is not fit for an error", detail)
		}
		if strings.Contains(detail, "sk-test-") || strings.ContainsAny(detail, "\n\r\x00\x1b") {
			t.Errorf("detail %q holds what it must not", detail)
		}
	})
}

// FuzzEventLines: whatever comes, only whole data lines go on, and the size
// stays in proportion.
func FuzzEventLines(f *testing.F) {
	for _, seed := range []string{"data: {}\n\n", ": c\ndata:{\"error\":{}}\n", "data", "data:\n", "\r\r\n{", "data: [DONE]"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, in []byte) {
		e := newEventLines(io.NopCloser(bytes.NewReader(in)))
		out, err := io.ReadAll(e)
		if err != nil {
			t.Fatal(err)
		}
		for _, l := range bytes.SplitAfter(out, []byte("\n")) {
			if len(l) > 0 && (!bytes.HasPrefix(l, []byte("data: ")) || !bytes.HasSuffix(l, []byte("\n"))) {
				t.Errorf("line %q went on", l)
			}
		}
		if e.begun && e.body() != nil {
			t.Error("both a stream and none")
		}
	})
}
