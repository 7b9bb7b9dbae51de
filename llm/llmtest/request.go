package llmtest

import (
	"errors"
	"fmt"
	"net/http"

	json "github.com/go-json-experiment/json/v1"
)

// Request is a chat completion that a [Server] was asked for.
type Request struct {
	N           int    // 1 for the server's first
	Model       string // as the client named it
	System      string // the system (or developer) messages, joined by blank lines
	User        string // the last user message
	Stream      bool
	Usage       bool            // a stream was asked to tell its usage
	Logprobs    bool            // asked for
	Format      string          // response_format's type; "": none
	SchemaName  string          // "" unless Format is json_schema
	Schema      json.RawMessage // nil unless Format is json_schema
	Temperature *float64        // nil: not sent
	MaxTokens   int             // max_tokens; 0: not sent
	// MaxCompletionTokens is max_completion_tokens; 0: not sent.
	MaxCompletionTokens int
	Header              http.Header // of the HTTP request
	Raw                 []byte      // the body as sent
}

func parseRequest(raw []byte, header http.Header) (Request, error) {
	var body struct {
		Model    string `json:"model"`
		Messages []struct {
			Role    string  `json:"role"`
			Content *string `json:"content"`
		} `json:"messages"`
		Stream        bool `json:"stream"`
		Logprobs      bool `json:"logprobs"`
		StreamOptions struct {
			IncludeUsage bool `json:"include_usage"`
		} `json:"stream_options"`
		ResponseFormat struct {
			Type       string `json:"type"`
			JSONSchema struct {
				Name   string          `json:"name"`
				Schema json.RawMessage `json:"schema"`
			} `json:"json_schema"`
		} `json:"response_format"`
		Temperature         *float64 `json:"temperature"`
		MaxTokens           int      `json:"max_tokens"`
		MaxCompletionTokens int      `json:"max_completion_tokens"`
	}
	if err := json.Unmarshal(raw, &body); err != nil {
		return Request{}, fmt.Errorf("body is not a chat completion: %w", err)
	}
	if body.Model == "" || len(body.Messages) == 0 {
		return Request{}, errors.New("body has no model or no messages")
	}
	req := Request{
		Model:       body.Model,
		Stream:      body.Stream,
		Usage:       body.StreamOptions.IncludeUsage,
		Logprobs:    body.Logprobs,
		Format:      body.ResponseFormat.Type,
		SchemaName:  body.ResponseFormat.JSONSchema.Name,
		Schema:      body.ResponseFormat.JSONSchema.Schema,
		Temperature: body.Temperature, MaxTokens: body.MaxTokens, MaxCompletionTokens: body.MaxCompletionTokens,
		Header: header.Clone(), Raw: raw,
	}
	for i, message := range body.Messages {
		if message.Content == nil {
			return Request{}, fmt.Errorf("messages[%d] has no content", i)
		}
		switch message.Role {
		case "system", "developer":
			if req.System != "" {
				req.System += "\n\n"
			}
			req.System += *message.Content
		case "user":
			req.User = *message.Content
		case "assistant":
		default:
			return Request{}, fmt.Errorf("messages[%d] has unknown role %q", i, message.Role)
		}
	}
	return req, nil
}
