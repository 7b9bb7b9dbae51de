package openai_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"testing"

	"footnote/llm"
	"footnote/llm/llmtest"
	"footnote/llm/openai"
)

var withSchema = llm.Request{
	Name: "judge", System: "You judge.", User: "Is it so?", MaxTokens: 40,
	Schema: &llm.Schema{Name: "verdict", JSON: json.RawMessage(`{"type":"object"}`)},
}

// oldServer knows none of the formats in unknown.
func oldServer(unknown ...string) func(llmtest.Request) llmtest.Response {
	return func(r llmtest.Request) llmtest.Response {
		if slices.Contains(unknown, r.Format) {
			return llmtest.RefuseFormat(r)
		}
		return llmtest.Response{Text: "{}"}
	}
}

// formats lists the formats that s was asked for; "" is plain text.
func formats(s *llmtest.Server) []string {
	var out []string
	for _, r := range s.Requests() {
		out = append(out, r.Format)
	}
	return out
}

func TestFormatStepsDownAndIsRemembered(t *testing.T) {
	for _, test := range []struct {
		name    string
		unknown []string
		want    []string // of three calls
	}{
		{"takes schemas", nil, []string{"json_schema", "json_schema", "json_schema"}},
		{"takes objects", []string{"json_schema"}, []string{"json_schema", "json_object", "json_object", "json_object"}},
		{"takes text", []string{"json_schema", "json_object"}, []string{"json_schema", "json_object", "", "", ""}},
	} {
		for _, stream := range []bool{false, true} {
			t.Run(test.name+mode(stream), func(t *testing.T) {
				var log bytes.Buffer
				s := llmtest.NewServer(t, oldServer(test.unknown...))
				m := newModel(t, s, func(c *openai.Config) { c.Logger = slog.New(slog.NewTextHandler(&log, nil)) })
				for range 3 {
					if reply, _, err := ask(t.Context(), m, withSchema, stream); err != nil || reply.Text != "{}" {
						t.Fatalf("reply = %q, %v", reply.Text, err)
					}
				}
				if got := formats(s); !slices.Equal(got, test.want) {
					t.Errorf("asked for %q, want %q", got, test.want)
				}
				if got, want := strings.Count(log.String(), "level=WARN"), min(1, len(test.unknown)); got != want {
					t.Errorf("%d warnings, want %d: %s", got, want, log.String())
				}
			})
		}
	}
}

func TestFormatComplaints(t *testing.T) {
	refuse := func(status int, body string) llmtest.Response { return llmtest.Response{Status: status, Body: body} }
	for _, test := range []struct {
		name     string
		response llmtest.Response
		config   openai.Format
		calls    int // of the one Complete; 1: not asked again
	}{
		{"422 of FastAPI", refuse(422, `{"detail":[{"loc":["body","response_format","json_schema"],"msg":"extra"}]}`), "", 2},
		{"404 of a router", refuse(404, `{"error":{"message":"No endpoints found that can handle the requested parameters.","code":404}}`), "", 2},
		{"param tells it", refuse(400, `{"error":{"message":"unknown","param":"response_format"}}`), "", 2},
		{"grammar of llama.cpp", refuse(400, `{"error":{"code":400,"message":"failed to parse grammar"}}`), "", 2},
		{"error event before text", llmtest.Response{Body: `{"error":{"code":400,"message":"json_schema is not supported"}}`}, "", 2},
		{"format is configured", refuse(400, `{"error":{"message":"json_schema is not supported"}}`), openai.FormatSchema, 1},
		{"another complaint", refuse(400, `{"error":{"message":"maximum context length is 4096 tokens"}}`), "", 1},
		{"unknown model", refuse(404, `{"error":{"message":"The model does not exist"}}`), "", 1},
		{"another status", refuse(500, `{"error":{"message":"json_schema worker died"}}`), "", 1},
		{"echoed request", refuse(422, `{"detail":[{"loc":["body","model"],"msg":"unknown","input":{"response_format":{}}}]}`), "", 1},
	} {
		t.Run(test.name, func(t *testing.T) {
			s := llmtest.NewServer(t, func(r llmtest.Request) llmtest.Response {
				if r.Format == "json_schema" {
					return test.response
				}
				return llmtest.Response{Text: "{}"}
			})
			m := newModel(t, s, func(c *openai.Config) { c.Format = test.config })
			_, err := m.Complete(t.Context(), withSchema)
			if got := len(s.Requests()); got != test.calls {
				t.Errorf("%d requests, want %d", got, test.calls)
			}
			var status *llm.StatusError
			if again := test.calls > 1; again != (err == nil) || (!again && !errors.As(err, &status)) {
				t.Errorf("error = %v", err)
			}
		})
	}
}

// A complaint that stays whatever is left out was about something else: the
// next call must not suffer for it.
func TestWrongGuessIsForgotten(t *testing.T) {
	broken := true
	s := llmtest.NewServer(t, func(llmtest.Request) llmtest.Response {
		if broken {
			return llmtest.Refuse("the database schema is locked")
		}
		return llmtest.Response{Text: "{}"}
	})
	m := newModel(t, s, nil)
	var status *llm.StatusError
	if _, err := m.Complete(t.Context(), withSchema); !errors.As(err, &status) {
		t.Fatalf("error = %v, want a status", err)
	}
	broken = false
	if _, err := m.Complete(t.Context(), withSchema); err != nil {
		t.Fatal(err)
	}
	if got, want := formats(s), []string{"json_schema", "json_object", "", "json_schema"}; !slices.Equal(got, want) {
		t.Errorf("asked for %q, want %q", got, want)
	}
}

func TestOtherFieldsAreLeftOut(t *testing.T) {
	for _, test := range []struct {
		name    string
		refused func(llmtest.Request) bool
		says    string
	}{
		{"temperature", func(r llmtest.Request) bool { return r.Temperature != nil },
			"Unsupported value: 'temperature' does not support 0.01 with this model."},
		{"max_tokens", func(r llmtest.Request) bool { return r.MaxTokens != 0 },
			"Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead."},
		{"stream_options", func(r llmtest.Request) bool { return r.Usage }, "unknown field stream_options"},
		{"two of them", func(r llmtest.Request) bool { return r.Usage || r.Temperature != nil }, "no stream_options, no temperature"},
	} {
		t.Run(test.name, func(t *testing.T) {
			refusals := 0
			s := llmtest.NewServer(t, func(r llmtest.Request) llmtest.Response {
				if test.refused(r) {
					refusals++
					return llmtest.Refuse(test.says)
				}
				return llmtest.Response{Text: "{}"}
			})
			m := newModel(t, s, nil)
			for range 2 {
				if _, _, err := ask(t.Context(), m, withSchema, true); err != nil {
					t.Fatal(err)
				}
				if requests := s.Requests(); requests[len(requests)-1].Format != "json_schema" {
					t.Error("the schema was given up for another field's fault")
				}
			}
			if got := len(s.Requests()); got != refusals+2 || refusals == 0 || refusals > 2 {
				t.Errorf("%d requests with %d refusals: what was learned was not remembered", got, refusals)
			}
		})
	}
}

func TestConcurrentCalls(t *testing.T) {
	s := llmtest.NewServer(t, oldServer("json_schema"))
	m := newModel(t, s, nil)
	var group sync.WaitGroup
	for i := range 32 {
		group.Go(func() {
			if reply, _, err := ask(t.Context(), m, withSchema, i%2 == 0); err != nil || reply.Text != "{}" {
				t.Errorf("reply = %q, %v", reply.Text, err)
			}
		})
	}
	group.Wait()
	before := len(s.Requests())
	if _, err := m.Complete(t.Context(), withSchema); err != nil {
		t.Fatal(err)
	}
	if got := formats(s)[before:]; !slices.Equal(got, []string{"json_object"}) {
		t.Errorf("after the crowd: asked for %q", got)
	}
}
