package openai

import (
	"encoding/json"
	"errors"
	"fmt"

	goopenai "github.com/sashabaranov/go-openai"

	"footnote/llm"
)

// The temperature that stands for 0, which go-openai leaves out of the JSON.
// The smallest float would pass, but servers divide by it: llama.cpp gets NaN.
// vLLM raises anything smaller to this value for the same reason.
const coldest = 0.01

// Reasoning counts against a reasoning model's limit before the first visible
// token; OpenAI advises to leave it this many.
const reasoningRoom = 25_000

// topLogprobs is how many tokens are wanted for each place; servers give 5 at least.
const topLogprobs = 5

// describeSchema stands in for an enforced schema. Servers refuse json_object
// when no message says “JSON”.
const describeSchema = "Reply with one JSON object and nothing else: no Markdown, no words around it. " +
	"It must match this JSON Schema:\n"

func (m *Model) request(req llm.Request, d dialect) (goopenai.ChatCompletionRequest, error) {
	out := goopenai.ChatCompletionRequest{Model: m.config.Model}
	system := req.System
	if req.Schema != nil {
		if !json.Valid(req.Schema.JSON) {
			return out, fmt.Errorf("schema %q is not valid JSON", req.Schema.Name)
		}
		if d.format != FormatSchema {
			if system != "" {
				system += "\n\n"
			}
			// At the end, so that what stands before stays a stable prefix.
			system += describeSchema + string(req.Schema.JSON)
		}
		out.ResponseFormat = responseFormat(*req.Schema, d.format)
	}
	for _, message := range []goopenai.ChatCompletionMessage{
		{Role: goopenai.ChatMessageRoleSystem, Content: system},
		{Role: goopenai.ChatMessageRoleUser, Content: req.User},
	} {
		// go-openai drops an empty content field, which servers refuse.
		if message.Content != "" {
			out.Messages = append(out.Messages, message)
		}
	}
	if len(out.Messages) == 0 {
		return out, errors.New("request has neither system nor user text")
	}
	if !d.noTemperature {
		out.Temperature = coldest
	}
	switch {
	case req.MaxTokens <= 0:
	case d.completionTokens:
		out.MaxCompletionTokens = req.MaxTokens + reasoningRoom
	default:
		//lint:ignore SA1019 most servers know no other name for it
		out.MaxTokens = req.MaxTokens
	}
	if d.completionTokens {
		out.ReasoningEffort = m.config.Effort
	}
	if req.Logprobs && req.Stream == nil && !d.noLogprobs {
		out.LogProbs, out.TopLogProbs = true, topLogprobs
	}
	if req.Stream != nil {
		out.Stream = true
		if !d.noUsage {
			out.StreamOptions = &goopenai.StreamOptions{IncludeUsage: true}
		}
	}
	return out, nil
}

func responseFormat(schema llm.Schema, format Format) *goopenai.ChatCompletionResponseFormat {
	switch format {
	case FormatSchema:
		name := schema.Name
		if name == "" {
			name = "reply"
		}
		return &goopenai.ChatCompletionResponseFormat{
			Type: goopenai.ChatCompletionResponseFormatTypeJSONSchema,
			JSONSchema: &goopenai.ChatCompletionResponseFormatJSONSchema{
				Name: name, Schema: schema.JSON, Strict: true,
			},
		}
	case FormatObject:
		return &goopenai.ChatCompletionResponseFormat{Type: goopenai.ChatCompletionResponseFormatTypeJSONObject}
	}
	return nil
}
