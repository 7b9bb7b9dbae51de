package llmtest_test

import (
	"io"
	"net/http"
	"strings"
	"testing"

	"footnote/llm"
	"footnote/llm/llmtest"
)

// post sends body as a chat completion and returns the status and what came of
// the body.
func post(t *testing.T, s *llmtest.Server, body string) (*http.Response, string, error) {
	t.Helper()
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	resp, err := client.Post(s.URL+"/chat/completions", "application/json", strings.NewReader(body))
	if err != nil {
		return nil, "", err
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	return resp, string(text), err
}

const (
	wholeBody  = `{"model":"m","messages":[{"role":"system","content":"S"},{"role":"user","content":"U"}],"response_format":{"type":"json_schema","json_schema":{"name":"n","strict":true,"schema":{"type":"object"}}}}`
	streamBody = `{"model":"m","stream":true,"stream_options":{"include_usage":true},"messages":[{"role":"user","content":"U"}]}`
)

func TestServerSpeaksTheProtocol(t *testing.T) {
	response := llmtest.Response{Chunks: []string{"fif", "ty"}, Reasoning: "hm", Usage: llm.Usage{Prompt: 9, Cached: 4, Completion: 2}}
	s := llmtest.NewServer(t, func(llmtest.Request) llmtest.Response { return response })

	resp, text, err := post(t, s, wholeBody)
	if err != nil || resp.Header.Get("Content-Type") != "application/json" {
		t.Fatalf("%v %v", resp, err)
	}
	const whole = `{"choices":[{"finish_reason":"stop","index":0,"message":{"content":"fifty","reasoning_content":"hm","role":"assistant"}}],` +
		`"id":"chatcmpl-1","model":"m","object":"chat.completion",` +
		`"usage":{"completion_tokens":2,"prompt_tokens":9,"prompt_tokens_details":{"cached_tokens":4},"total_tokens":11}}`
	if text != whole {
		t.Errorf("whole reply\n%s\nwant\n%s", text, whole)
	}

	resp, text, err = post(t, s, streamBody)
	if err != nil || resp.Header.Get("Content-Type") != "text/event-stream" {
		t.Fatalf("%v %v", resp, err)
	}
	event := func(choices, more string) string {
		return `data: {"choices":[` + choices + `],"id":"chatcmpl-2","model":"m","object":"chat.completion.chunk"` + more + "}\n\n"
	}
	stream := event(`{"delta":{"content":"","role":"assistant"},"finish_reason":null,"index":0}`, "") +
		event(`{"delta":{"reasoning_content":"hm"},"finish_reason":null,"index":0}`, "") +
		event(`{"delta":{"content":"fif"},"finish_reason":null,"index":0}`, "") +
		event(`{"delta":{"content":"ty"},"finish_reason":null,"index":0}`, "") +
		event(`{"delta":{},"finish_reason":"stop","index":0}`, "") +
		event("", `,"usage":{"completion_tokens":2,"prompt_tokens":9,"prompt_tokens_details":{"cached_tokens":4},"total_tokens":11}`) +
		"data: [DONE]\n\n"
	if text != stream {
		t.Errorf("stream\n%s\nwant\n%s", text, stream)
	}

	requests := s.Requests()
	first, second := requests[0], requests[1]
	if first.System != "S" || first.User != "U" || first.Format != "json_schema" || first.SchemaName != "n" ||
		string(first.Schema) != `{"type":"object"}` || first.Stream || string(first.Raw) != wholeBody || first.N != 1 {
		t.Errorf("first request = %+v", first)
	}
	if !second.Stream || !second.Usage || second.System != "" || second.Format != "" || second.N != 2 {
		t.Errorf("second request = %+v", second)
	}
}

func TestServerReportsWhatIsNoChatCompletion(t *testing.T) {
	for name, body := range map[string]string{
		"not JSON":      `{"model":`,
		"no messages":   `{"model":"m"}`,
		"empty content": `{"model":"m","messages":[{"role":"user"}]}`,
		"unknown role":  `{"model":"m","messages":[{"role":"boss","content":"x"}]}`,
	} {
		t.Run(name, func(t *testing.T) {
			tb := &recorder{}
			s := llmtest.NewServer(tb, func(llmtest.Request) llmtest.Response { return llmtest.Response{Text: "ok"} })
			resp, text, err := post(t, s, body)
			if err != nil || resp.StatusCode != http.StatusBadRequest || !strings.Contains(text, `"message"`) {
				t.Errorf("%v %q %v", resp, text, err)
			}
			if got := tb.finish(); len(got) != 1 {
				t.Errorf("the test was told %q", got)
			}
		})
	}
}

// Close has to end what hangs, in every state that a hang can have.
func TestCloseReleasesWhatHangs(t *testing.T) {
	for name, response := range map[string]llmtest.Response{
		"before the header": {Fault: llmtest.HangBeforeHeader},
		"after the header":  {Fault: llmtest.Hang},
		"after a chunk":     {Text: "some words", Fault: llmtest.Hang, After: 1},
		"at the gate":       {Text: "some words", Gate: make(chan struct{})},
		"without end":       {Fault: llmtest.Huge},
		"keep-alive":        {Fault: llmtest.KeepAlive, Gate: make(chan struct{})},
	} {
		for _, body := range []string{wholeBody, streamBody} {
			t.Run(name, func(t *testing.T) {
				asked := make(chan struct{})
				s, err := llmtest.Start("127.0.0.1:0", func(llmtest.Request) llmtest.Response {
					close(asked)
					return response
				})
				if err != nil {
					t.Fatal(err)
				}
				done := make(chan struct{})
				go func() {
					defer close(done)
					client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
					resp, err := client.Post(s.URL+"/chat/completions", "application/json", strings.NewReader(body))
					if err == nil {
						defer resp.Body.Close()
						_, _ = io.Copy(io.Discard, resp.Body)
					}
				}()
				<-asked
				s.Close() // waits for the handler: a leak hangs here
				s.Close()
				<-done
			})
		}
	}
}

func TestStartRejects(t *testing.T) {
	ok := func(llmtest.Request) llmtest.Response { return llmtest.Response{} }
	if _, err := llmtest.Start("127.0.0.1:0", nil); err == nil {
		t.Error("nil handler: no error")
	}
	s, err := llmtest.Start("127.0.0.1:0", ok)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if _, err := llmtest.Start(strings.TrimSuffix(strings.TrimPrefix(s.URL, "http://"), "/v1"), ok); err == nil {
		t.Error("port in use: no error")
	}
}

func TestServerWithoutTest(t *testing.T) {
	s := llmtest.NewServer(nil, func(llmtest.Request) llmtest.Response { return llmtest.Response{Text: "ok"} })
	defer s.Close()
	if resp, _, err := post(t, s, "nonsense"); err != nil || resp.StatusCode != http.StatusBadRequest {
		t.Errorf("%v %v", resp, err)
	}
}
