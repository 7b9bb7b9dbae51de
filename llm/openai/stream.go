package openai

import (
	"bytes"
	"context"
	"encoding/json"
	"time"

	goopenai "github.com/sashabaranov/go-openai"
)

// How long a finished reply may keep its reader waiting for the usage and the
// end of the stream.
const afterFinish = 2 * time.Second

// piece is an event of a stream. OpenRouter puts an error beside the fields of
// a chunk, others send nothing but the error.
type piece struct {
	goopenai.ChatCompletionStreamResponse
	Error json.RawMessage `json:"error"`
}

// stream makes a streamed call.
func (c *call) stream(ctx context.Context, client *goopenai.Client, out goopenai.ChatCompletionRequest,
	emit func(string) error, g *gathered) error {
	events, err := client.CreateChatCompletionStream(ctx, out)
	if err != nil {
		return err // and events is nil
	}
	defer events.Close()
	for {
		raw, err := events.RecvRaw()
		if err != nil {
			if g.finish != "" {
				return nil // the text is complete; only usage may be missing
			}
			if body := c.events.body(); len(bytes.TrimSpace(body)) > 0 {
				return c.unstreamed(body, emit, g)
			}
			return err
		}
		var p piece
		if err := json.Unmarshal(raw, &p); err != nil {
			return err
		}
		if len(p.Error) > 0 && string(p.Error) != "null" {
			return failure{c.inBandFailure(readServerError(p.Error))}
		}
		text, alive := g.addPiece(p.ChatCompletionStreamResponse)
		if text != "" {
			// How long the caller takes is not the server's delay.
			c.dog.rest()
			if err := emit(text); err != nil {
				return failure{err}
			}
		}
		switch {
		case g.finish != "":
			c.dog.expect("end of stream", min(afterFinish, c.model.config.IdleTimeout))
		case alive:
			c.dog.expect(idle, c.model.config.IdleTimeout)
		}
	}
}

// unstreamed reads the body that a server sent in place of a stream.
func (c *call) unstreamed(body []byte, emit func(string) error, g *gathered) error {
	if e, ok := parseServerError(body); ok {
		return failure{c.inBandFailure(e)}
	}
	var resp goopenai.ChatCompletionResponse
	if err := json.Unmarshal(body, &resp); err != nil {
		return err
	}
	if err := g.addWhole(resp); err != nil {
		return err
	}
	if text := g.text.String(); text != "" {
		if err := emit(text); err != nil {
			return failure{err}
		}
	}
	return nil
}
