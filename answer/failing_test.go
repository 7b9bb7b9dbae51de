package answer_test

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"footnote/answer"
	"footnote/llm"
	"footnote/llm/llmtest"
	"footnote/llm/openai"
)

// silentTimeout is the total deadline of an answer where the server falls silent for
// good: to be answered at all is not to wait for the server. spareTimeout is that of
// the others, which a busy machine must not reach.
const (
	silentTimeout = 500 * time.Millisecond
	spareTimeout  = time.Minute
)

// serverFaults are the ways in which a server fails the question's first call;
// the judge's calls are answered. fallback is what the answer says of it, which
// may depend on whether the call is streamed.
var serverFaults = []struct {
	name     string
	response llmtest.Response
	fallback string
}{
	{"connection closed before a status", llmtest.Response{Fault: llmtest.Drop}, "unreachable"},
	{"silence before the headers", llmtest.Response{Fault: llmtest.HangBeforeHeader}, "timeout"},
	{"silence behind the headers", llmtest.Response{Fault: llmtest.Hang}, "timeout"},
	{"silence in the middle", llmtest.Response{Fault: llmtest.Hang, After: 3}, "timeout"},
	{"cut behind the headers", llmtest.Response{Fault: llmtest.Cut}, "truncated"},
	{"cut in the middle", llmtest.Response{Fault: llmtest.Cut, After: 3}, "truncated"},
	{"proper end in the middle", llmtest.Response{Fault: llmtest.EndEarly, After: 3}, "truncated"},
	{"no finish_reason", llmtest.Response{Fault: llmtest.NoFinish}, "truncated"},
	{"length limit", llmtest.Response{FinishReason: "length"}, "truncated or "}, // a selection without end is none, and the judge decides
	{"runs on behind its answer", llmtest.Response{FinishReason: "length", Text: `{"looking_for":"Bausteine","ids":["s7"],"claims":[{"ids":["s7"],` +
		`"claim":"Auch eigene Amazon-Chips und Bausteine von NVIDIA kommen dabei zum Einsatz."}],"unanswered":["Satz"` + strings.Repeat(`,"Noch ein Satz"`, 5000)}, ""},
	{"finish_reason error", llmtest.Response{FinishReason: "error"}, "truncated"},
	{"content filter", llmtest.Response{FinishReason: "content_filter"}, "refused"},
	{"refusal", llmtest.Response{Refusal: "I cannot help with that."}, "refused"},
	{"tool call instead of text", llmtest.Response{FinishReason: "tool_calls"}, "malformed"},
	{"no text", llmtest.Response{Text: " "}, "empty"},
	{"reasoning alone", llmtest.Response{Text: " ", Reasoning: "Hm."}, "empty"},
	{"empty choices", llmtest.Response{Fault: llmtest.NoChoices}, "empty or truncated"},
	{"text without end", llmtest.Response{Fault: llmtest.Huge, After: 1}, "malformed"},
	{"error event", llmtest.Response{Fault: llmtest.ErrorEvent, After: 2, Message: "out of memory"}, "truncated"},
	{"error event of status 503", llmtest.Response{Fault: llmtest.ErrorEvent, Message: "overloaded", Code: 503}, "status 503"},
	{"data that is no JSON", llmtest.Response{Fault: llmtest.Garbage, After: 2}, "malformed"},
	{"comments without end", llmtest.Response{Fault: llmtest.KeepAlive}, "timeout or malformed"},
	{"web page", llmtest.Response{Header: http.Header{"Content-Type": {"text/html"}}, Body: "<html>Sign in</html>"}, "malformed"},
	{"error in a body of status 200", llmtest.Response{Body: `{"error":{"message":"no such model"}}`}, "failed or truncated"},
	{"prose instead of JSON", llmtest.Response{Text: "Das weiß ich leider nicht."}, "malformed"},
	{"half a JSON object", llmtest.Response{Text: `{"looking_for":"x","ids":["s2"`}, "malformed"},
	{"JSON of another shape", llmtest.Response{Text: `[1,2,3]`}, "malformed"},
	{"null", llmtest.Response{Text: `null`}, "malformed"},
	{"status 400", llmtest.Response{Status: 400, Body: `{"error":{"message":"bad"}}`}, "status 400"},
	{"status 401", llmtest.Response{Status: 401, Body: `{"error":{"message":"wrong key"}}`}, "status 401"},
	{"status 403", llmtest.Response{Status: 403, Body: "forbidden"}, "status 403"},
	{"status 404", llmtest.Response{Status: 404, Body: "<html>nginx</html>"}, "status 404"},
	{"status 413", llmtest.Response{Status: 413, Body: "too large"}, "status 413"},
	{"status 429 for long", llmtest.Response{Status: 429, Header: http.Header{"Retry-After": {"60"}}, Body: "{}"}, "status 429"},
	{"status 429 out of credit", llmtest.Response{Status: 429, Body: `{"error":{"message":"You exceeded your current quota","code":"insufficient_quota"}}`}, "status 429"},
	{"status 500", llmtest.Response{Status: 500, Body: "oops"}, "status 500"},
	{"status 502", llmtest.Response{Status: 502, Body: "<html>Bad Gateway</html>"}, "status 502"},
	{"status 503", llmtest.Response{Status: 503}, "status 503"},
	{"redirect", llmtest.Response{Status: 302, Header: http.Header{"Location": {"http://127.0.0.1:1/v1"}}}, "status 302"},
}

// TestFailingServer fails each question in each way, in both profiles, and
// wants a proved answer or an honest sentence within the deadline, and
// nothing left running.
func TestFailingServer(t *testing.T) {
	const question = "Welche Bausteine kommen dabei zum Einsatz?"
	a := announcement(t)
	for _, profile := range []answer.Profile{answer.ProfileClaims, answer.ProfileQuotes} {
		for _, fault := range serverFaults {
			t.Run(fmt.Sprint(profile, ", ", fault.name), func(t *testing.T) {
				timeout := spareTimeout
				if strings.Contains(fault.fallback, "timeout") {
					timeout = silentTimeout
				}
				before := runtime.NumGoroutine()
				server := llmtest.NewServer(t, func(r llmtest.Request) llmtest.Response {
					if !strings.Contains(r.System, "[s1]") {
						return llmtest.Response{Text: `{"states_answer":true}`}
					}
					out := fault.response
					if out.Text == "" {
						out.Text = `{"looking_for":"Bausteine","ids":["s7"],"claims":[],"unanswered":[]}`
					}
					return out
				})
				model := resilient(t, server.URL, timeout)
				e := engine(t, answer.Config{Announcement: a, Model: model, Profile: profile, Timeout: timeout})
				got := ask(t, e, answer.Question{Text: question})
				if got.Outcome != answer.Answered || !strings.HasPrefix(cites(got), "s7") {
					t.Errorf("not answered: %+v", got)
				}
				if !slices.Contains(strings.Split(fault.fallback, " or "), got.Fallback) {
					t.Errorf("fell back for %q, want %q", got.Fallback, fault.fallback)
				}
				model.close()
				server.Close()
				settle(t, before)
			})
		}
	}
}

// resilientModel is the chain that the program builds.
type resilientModel struct {
	llm.Model
	close func()
}

// resilient has patience for timeout in all.
func resilient(t *testing.T, url string, timeout time.Duration) resilientModel {
	t.Helper()
	m, err := openai.New(openai.Config{
		BaseURL: url, Model: "m", FirstTokenTimeout: timeout, IdleTimeout: timeout, Timeout: timeout, MaxBytes: 100_000,
	})
	if err != nil {
		t.Fatal(err)
	}
	retry := llm.NewRetry(llm.NewBreaker(m, llm.BreakerConfig{}), llm.RetryConfig{Initial: time.Millisecond})
	return resilientModel{llm.NewLimit(retry, llm.LimitConfig{}), func() { m.Close() }}
}

// settle waits until no more goroutines run than before.
func settle(t *testing.T, before int) {
	t.Helper()
	for range 10_000 {
		if runtime.NumGoroutine() <= before {
			return
		}
		runtime.Gosched()
		time.Sleep(time.Millisecond) // goroutines of net/http end on their own
	}
	buf := make([]byte, 1<<16)
	t.Errorf("%d goroutines, %d before:\n%s", runtime.NumGoroutine(), before, buf[:runtime.Stack(buf, true)])
}

// TestNoServer asks where nothing listens, and where a name does not resolve.
func TestNoServer(t *testing.T) {
	free, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	nobody := "http://" + free.Addr().String() + "/v1"
	free.Close()
	for name, url := range map[string]string{"nobody listens": nobody, "no such name": "http://model.invalid/v1"} {
		t.Run(name, func(t *testing.T) {
			model := resilient(t, url, silentTimeout)
			defer model.close()
			e := engine(t, answer.Config{Model: model, Timeout: 2 * time.Second})
			got := ask(t, e, answer.Question{Text: "Welche Bausteine kommen dabei zum Einsatz?"})
			if got.Fallback != "unreachable" && got.Fallback != "timeout" || cites(got) != "s7" {
				t.Errorf("%+v", got)
			}
		})
	}
}

// TestBreakerSpares asks on while the server is down: soon it is left alone,
// and asked again when it is back.
func TestBreakerSpares(t *testing.T) {
	down := true
	server := llmtest.NewServer(t, func(r llmtest.Request) llmtest.Response {
		if down {
			return llmtest.Response{Status: 500}
		}
		return llmtest.Response{Text: `{"looking_for":"x","ids":[],"claims":[],"unanswered":[],"states_answer":true}`}
	})
	m, err := openai.New(openai.Config{BaseURL: server.URL, Model: "m"})
	if err != nil {
		t.Fatal(err)
	}
	defer m.Close()
	model := llm.NewBreaker(m, llm.BreakerConfig{Failures: 2, Open: time.Millisecond})
	e := engine(t, answer.Config{Model: model})
	question := answer.Question{Text: "Welche Bausteine kommen dabei zum Einsatz?"}
	for range 2 {
		if got := ask(t, e, question); got.Fallback != "status 500" {
			t.Errorf("%+v", got)
		}
	}
	calls := len(server.Requests())
	if got := ask(t, e, question); got.Fallback != "breaker open" && len(server.Requests()) > calls+1 || cites(got) != "s7" {
		t.Errorf("%+v", got)
	}
	down = false
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	for ctx.Err() == nil {
		if got := ask(t, e, question); got.Fallback == "" {
			return
		}
	}
	t.Error("the model is not asked again")
}
