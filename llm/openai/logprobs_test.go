package openai_test

import (
	"reflect"
	"testing"

	"footnote/llm"
	"footnote/llm/llmtest"
	"footnote/llm/openai"
)

// TestLogprobs: likelihoods are asked for where they are wanted, and passed on; a
// server or model that has none loses nothing else by it.
func TestLogprobs(t *testing.T) {
	told := []llm.Token{
		{Text: `{"ok":`, Logprob: -0.5},
		{Text: "true", Logprob: -0.25, Others: []llm.Token{{Text: "true", Logprob: -0.25}, {Text: "false", Logprob: -1.5}}},
	}
	wanting := withSchema
	wanting.Logprobs = true
	answering := func(r llmtest.Request) llmtest.Response { return llmtest.Response{Text: "{}", Tokens: told} }
	refusing := func(r llmtest.Request) llmtest.Response {
		if r.Logprobs {
			return llmtest.Refuse("logprobs are not supported by this model")
		}
		return llmtest.Response{Text: "{}", Tokens: told}
	}
	for name, tt := range map[string]struct {
		server func(llmtest.Request) llmtest.Response
		model  string
		req    llm.Request
		want   []llm.Token
		calls  int // of two
	}{
		"told":            {answering, "", wanting, told, 2},
		"not wanted":      {answering, "", withSchema, nil, 2},
		"refused":         {refusing, "", wanting, nil, 3},
		"reasoning model": {refusing, "gpt-5-mini", wanting, nil, 2},
	} {
		t.Run(name, func(t *testing.T) {
			s := llmtest.NewServer(t, tt.server)
			m := newModel(t, s, func(c *openai.Config) {
				if tt.model != "" {
					c.Model = tt.model
				}
			})
			for range 2 {
				reply, err := m.Complete(t.Context(), tt.req)
				if err != nil || reply.Text != "{}" || !reflect.DeepEqual(reply.Tokens, tt.want) {
					t.Errorf("%q with %v, %v", reply.Text, reply.Tokens, err)
				}
			}
			if got := len(s.Requests()); got != tt.calls {
				t.Errorf("%d requests, want %d", got, tt.calls)
			}
			for _, r := range s.Requests() {
				if r.Format != "json_schema" {
					t.Error("the schema was given up for another field's fault")
				}
			}
		})
	}
	t.Run("streamed", func(t *testing.T) {
		s := llmtest.NewServer(t, answering)
		if _, _, err := ask(t.Context(), newModel(t, s, nil), wanting, true); err != nil || s.Requests()[0].Logprobs {
			t.Errorf("asked for likelihoods of a stream (%v)", err)
		}
	})
}
