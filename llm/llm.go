// Package llm is the vocabulary of talking to a language model: the one-method
// [Model], its [Request] and [Reply], and the errors by which callers decide.
// It knows no vendor; adapters such as llm/openai implement Model, and
// llm/llmtest has a scripted one.
package llm

import (
	"context"
	"encoding/json"
	"time"
)

// Model answers one chat request. Implementations are safe for concurrent use,
// honour ctx, and bound every wait by a deadline of their own.
type Model interface {
	// Complete sends req and returns the whole reply. The reply's text is
	// complete (the server said that it finished) or the error is not nil; with
	// an error the Reply still holds what had arrived. Errors can be told apart
	// with errors.Is on the sentinels of this package, errors.As on
	// *StatusError, and described with [Reason].
	Complete(ctx context.Context, req Request) (Reply, error)
}

// Request is one call. The zero value of an optional field means "the server's
// default".
type Request struct {
	Name      string  // the prompt's name, for logs
	System    string  // instructions and announcement: the byte-stable prefix
	User      string  // the question: data, always in the user role
	Schema    *Schema // the shape the text must have; nil: free text
	MaxTokens int     // limit of the reply; 0: none sent
	Logprobs  bool    // wants Reply.Tokens, of a call that is not streamed, where the server tells them
	// Stream, when not nil, asks for a streamed call and receives each piece of
	// text in order, from the goroutine that called Complete. A non-nil result
	// ends the call, and Complete returns that error.
	Stream func(text string) error
}

// Schema is a JSON Schema inside the subset that the common servers enforce:
// every field required, additionalProperties false, no length keywords.
type Schema struct {
	Name string // letters, digits, "_" and "-"
	JSON json.RawMessage
}

// Reply is what the model said. Zero usage means that the server did not tell.
type Reply struct {
	Text    string
	Tokens  []Token // empty: not asked for, or not told
	Model   string  // as the server names it
	Usage   Usage
	Latency time.Duration
}

// Token is a piece of a reply as the model wrote it.
type Token struct {
	Text    string
	Logprob float64 // natural logarithm of its likelihood
	Others  []Token // that were likely in its place, itself among them, without others of their own
}

// Usage counts tokens. Cached is the part of Prompt that the server took from
// its prefix cache.
type Usage struct {
	Prompt, Cached, Completion int
}
