package openai_test

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"testing"

	"footnote/llm"
	"footnote/llm/llmtest"
	"footnote/llm/openai"
)

const testKey = "sk-test-0123456789abcdefghijklmnop"

// newModel makes a Model for s; change may alter its configuration.
func newModel(t testing.TB, s *llmtest.Server, change func(*openai.Config)) *openai.Model {
	t.Helper()
	config := openai.Config{BaseURL: s.URL, Key: testKey, Model: "test-model"}
	if change != nil {
		change(&config)
	}
	m, err := openai.New(config)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = m.Close() })
	return m
}

// always scripts a server that knows one answer.
func always(r llmtest.Response) func(llmtest.Request) llmtest.Response {
	return func(llmtest.Request) llmtest.Response { return r }
}

var question = llm.Request{Name: "select", System: "You answer.", User: "How many?"}

// ask makes a call and returns also the pieces that were streamed.
func ask(ctx context.Context, m llm.Model, req llm.Request, stream bool) (llm.Reply, []string, error) {
	var pieces []string
	if stream {
		req.Stream = func(text string) error {
			pieces = append(pieces, text)
			return nil
		}
	}
	reply, err := m.Complete(ctx, req)
	return reply, pieces, err
}

func TestComplete(t *testing.T) {
	usage := llm.Usage{Prompt: 900, Cached: 768, Completion: 12}
	tests := []struct {
		name     string
		response llmtest.Response
	}{
		{"plain", llmtest.Response{Text: "Bis zu 50 Mrd. €, “genau”.", Usage: usage}},
		{"reasoning is left out", llmtest.Response{Text: "50", Reasoning: "let me think", Usage: usage}},
		{"a number of chunks", llmtest.Response{Chunks: []string{"a", "", "b\n\n", "data: c"}, Usage: usage}},
		{"other word for stop", llmtest.Response{Text: "50", FinishReason: "eos_token", Usage: usage}},
	}
	for _, test := range tests {
		for _, stream := range []bool{false, true} {
			t.Run(test.name+mode(stream), func(t *testing.T) {
				s := llmtest.NewServer(t, always(test.response))
				reply, pieces, err := ask(t.Context(), newModel(t, s, nil), question, stream)
				if err != nil {
					t.Fatal(err)
				}
				want := test.response.Text + strings.Join(test.response.Chunks, "")
				if reply.Text != want || reply.Model != "test-model" || reply.Usage != usage || reply.Latency <= 0 {
					t.Errorf("reply = %+v, want text %q and usage %+v", reply, want, usage)
				}
				if got := strings.Join(pieces, ""); stream && got != want {
					t.Errorf("streamed %q, want %q", got, want)
				}
				req := s.Requests()[0]
				if req.System != question.System || req.User != question.User || req.Stream != stream {
					t.Errorf("server saw %s", req.Raw)
				}
				if got := req.Header.Get("Authorization"); got != "Bearer "+testKey {
					t.Errorf("Authorization = %q", got)
				}
			})
		}
	}
}

func mode(stream bool) string {
	if stream {
		return ", streamed"
	}
	return ", whole"
}

func TestStreamPiecesArriveAtOnce(t *testing.T) {
	gate := make(chan struct{}, 1)
	gate <- struct{}{}
	s := llmtest.NewServer(t, always(llmtest.Response{Chunks: []string{"one", "two", "three"}, Gate: gate}))
	req := question
	var pieces []string
	req.Stream = func(text string) error {
		pieces = append(pieces, text)
		gate <- struct{}{} // the server sends no more before this one came out here
		return nil
	}
	if _, err := newModel(t, s, nil).Complete(t.Context(), req); err != nil {
		t.Fatal(err)
	}
	if want := []string{"one", "two", "three"}; !slices.Equal(pieces, want) {
		t.Errorf("pieces %q, want %q", pieces, want)
	}
}

func TestStreamCallbackEndsCall(t *testing.T) {
	enough := errors.New("enough")
	s := llmtest.NewServer(t, always(llmtest.Response{Text: "a long reply", Fault: llmtest.Huge, After: 1}))
	req := question
	req.Stream = func(string) error { return enough }
	reply, err := newModel(t, s, nil).Complete(t.Context(), req)
	if err != enough {
		t.Errorf("error = %v, want %v itself", err, enough)
	}
	if reply.Text == "" {
		t.Error("reply does not hold what had arrived")
	}
}

func TestRequestShape(t *testing.T) {
	schema := &llm.Schema{Name: "pick", JSON: json.RawMessage(`{"type":"object","properties":{"a":{"type":"string"}},"required":["a"],"additionalProperties":false}`)}
	tests := []struct {
		name   string
		config openai.Config
		req    llm.Request
		check  func(llmtest.Request) bool
	}{
		{"temperature is near zero, not left out", openai.Config{Model: "llama3"}, question,
			func(r llmtest.Request) bool {
				return r.Temperature != nil && *r.Temperature > 0 && *r.Temperature < 0.02
			}},
		{"limit", openai.Config{Model: "llama3"}, llm.Request{User: "q", MaxTokens: 50},
			func(r llmtest.Request) bool { return r.MaxTokens == 50 && r.MaxCompletionTokens == 0 }},
		{"reasoning model leaves room to reason", openai.Config{Model: "gpt-5-mini"}, llm.Request{User: "q", MaxTokens: 50},
			func(r llmtest.Request) bool {
				return r.MaxTokens == 0 && r.MaxCompletionTokens > 10_000 && r.Temperature == nil
			}},
		{"reasoning model behind a router", openai.Config{Model: "openai/GPT-5", Effort: "low"}, llm.Request{User: "q", MaxTokens: 50},
			func(r llmtest.Request) bool {
				return r.MaxTokens == 0 && r.MaxCompletionTokens > 10_000 && r.Temperature == nil &&
					strings.Contains(string(r.Raw), `"reasoning_effort":"low"`)
			}},
		{"name that go-openai takes for a reasoning model", openai.Config{Model: "o3lm/tiny"}, llm.Request{User: "q", MaxTokens: 50},
			func(r llmtest.Request) bool { return r.MaxTokens == 0 }},
		{"effort is only for reasoning models", openai.Config{Model: "llama3", Effort: "low"}, question,
			func(r llmtest.Request) bool { return !strings.Contains(string(r.Raw), "reasoning_effort") }},
		{"no limit asked", openai.Config{Model: "gpt-5"}, question,
			func(r llmtest.Request) bool { return r.MaxCompletionTokens == 0 }},
		{"no empty message", openai.Config{}, llm.Request{User: "q"},
			func(r llmtest.Request) bool { return strings.Count(string(r.Raw), `"role"`) == 1 }},
		{"strict schema", openai.Config{}, llm.Request{User: "q", Schema: schema},
			func(r llmtest.Request) bool {
				return r.Format == "json_schema" && r.SchemaName == "pick" && string(r.Schema) == string(schema.JSON) &&
					strings.Contains(string(r.Raw), `"strict":true`) && r.System == ""
			}},
		{"json_object says JSON and the schema", openai.Config{Format: openai.FormatObject}, llm.Request{System: "S", User: "q", Schema: schema},
			func(r llmtest.Request) bool {
				return r.Format == "json_object" && strings.HasPrefix(r.System, "S\n\n") &&
					strings.Contains(r.System, "JSON") && strings.Contains(r.System, string(schema.JSON))
			}},
		{"text says the schema", openai.Config{Format: openai.FormatText}, llm.Request{User: "q", Schema: schema},
			func(r llmtest.Request) bool { return r.Format == "" && strings.Contains(r.System, string(schema.JSON)) }},
		{"no schema, no format", openai.Config{Format: openai.FormatObject}, question,
			func(r llmtest.Request) bool { return r.Format == "" && r.System == question.System }},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			s := llmtest.NewServer(t, always(llmtest.Response{Text: "{}"}))
			m := newModel(t, s, func(c *openai.Config) {
				c.Format, c.Effort = test.config.Format, test.config.Effort
				if test.config.Model != "" {
					c.Model = test.config.Model
				}
			})
			if _, err := m.Complete(t.Context(), test.req); err != nil {
				t.Fatal(err)
			}
			if r := s.Requests()[0]; !test.check(r) {
				t.Errorf("server saw %s", r.Raw)
			}
		})
	}
}

func TestBadRequestsAreNotSent(t *testing.T) {
	for name, req := range map[string]llm.Request{
		"nothing to say": {},
		"broken schema":  {User: "q", Schema: &llm.Schema{Name: "pick", JSON: json.RawMessage(`{"type":`)}},
	} {
		t.Run(name, func(t *testing.T) {
			s := llmtest.NewServer(t, always(llmtest.Response{Text: "no"}))
			if _, err := newModel(t, s, nil).Complete(t.Context(), req); err == nil {
				t.Error("no error")
			}
			if n := len(s.Requests()); n != 0 {
				t.Errorf("%d requests were sent", n)
			}
		})
	}
}

func TestNoKeyNoHeader(t *testing.T) {
	s := llmtest.NewServer(t, always(llmtest.Response{Text: "ok"}))
	with := strings.Replace(s.URL, "http://", "http://alice:pass-word@", 1)
	for _, test := range []struct{ name, base, want string }{
		{"no key", s.URL + "/", ""},
		{"user in the base URL", with, "Basic YWxpY2U6cGFzcy13b3Jk"},
	} {
		t.Run(test.name, func(t *testing.T) {
			m := newModel(t, s, func(c *openai.Config) { c.Key, c.BaseURL = "", test.base })
			if _, err := m.Complete(t.Context(), question); err != nil {
				t.Fatal(err)
			}
			requests := s.Requests()
			got := requests[len(requests)-1].Header.Values("Authorization")
			if strings.Join(got, ",") != test.want || (test.want == "" && slices.Contains(got, "")) {
				t.Errorf("Authorization = %q, want %q", got, test.want)
			}
		})
	}
}
