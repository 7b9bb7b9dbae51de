package openai_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"footnote/llm"
	"footnote/llm/llmtest"
	"footnote/llm/openai"
)

// A streamed call with a schema, against a server that plays the model.
func Example() {
	server, err := llmtest.Start("127.0.0.1:0", func(r llmtest.Request) llmtest.Response {
		if r.Format == "json_schema" {
			return llmtest.RefuseFormat(r) // an older server: asked again for a JSON object
		}
		return llmtest.Response{Text: `{"ids":["s7"]}`, Usage: llm.Usage{Prompt: 900, Cached: 768, Completion: 8}}
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer server.Close()

	model, err := openai.New(openai.Config{BaseURL: server.URL, Model: "gpt-5-mini", Timeout: 15 * time.Second})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer model.Close()

	streamed := ""
	reply, err := model.Complete(context.Background(), llm.Request{
		Name:   "select",
		System: "Instructions and announcement.",
		User:   "How many?",
		Schema: &llm.Schema{Name: "select", JSON: json.RawMessage(`{"type":"object"}`)},
		Stream: func(text string) error { streamed += text; return nil },
	})
	var status *llm.StatusError
	switch {
	case errors.As(err, &status):
		fmt.Println("retry after", status.RetryAfter)
	case err != nil:
		fmt.Println("fall back:", llm.Reason(err))
	default:
		fmt.Println(reply.Text, streamed == reply.Text, reply.Usage.Cached, len(server.Requests()))
	}
	// Output: {"ids":["s7"]} true 768 2
}
