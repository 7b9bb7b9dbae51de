// Package llmtest stands in for language models. [Model] is a scripted
// llm.Model for tests of what calls one. [Server] speaks the chat completions
// protocol over a real loopback socket, correctly or in any of the wrong ways
// that [Fault] lists, for tests of adapters and of whole programs, and for a
// demo without a model.
package llmtest

import (
	"context"
	"slices"
	"sync"

	"footnote/llm"
)

// TB is the part of testing.TB that this package needs. When it also has
// Cleanup(func()), as testing.TB does, the end of the test checks the script
// and closes the server.
type TB interface {
	Helper()
	Errorf(format string, args ...any)
}

// Reply is one scripted answer of a [Model].
type Reply struct {
	// For is the llm.Request.Name that the reply is meant for; "": any. With
	// parallel calls, names keep a script deterministic.
	For  string
	Text string
	// Pieces are how Text is streamed; nil: cut into small ones. When set,
	// Text may be left empty.
	Pieces []string
	// Err is returned after Text was streamed, with Text as what had arrived.
	Err    error
	Tokens []llm.Token // told when the request wants them
	Usage  llm.Usage
	// Wait holds the reply back until a receive succeeds or the channel is
	// closed, or until ctx ends the call; nil: no wait. A channel that nobody
	// closes is a model that hangs.
	Wait <-chan struct{}
}

// Model is a scripted llm.Model, safe for concurrent use. It reports a call
// that the script has no reply for, and replies that no call has asked for
// when the test ends.
type Model struct {
	tb     TB
	answer func(llm.Request) Reply // nil: the script

	mu       sync.Mutex
	script   []Reply
	requests []llm.Request
}

var _ llm.Model = (*Model)(nil)

// NewModel answers each call with the first unused reply that is for it. tb
// must not be nil.
func NewModel(tb TB, replies ...Reply) *Model {
	m := &Model{tb: tb, script: slices.Clone(replies)}
	if t, ok := tb.(interface{ Cleanup(func()) }); ok {
		t.Cleanup(m.checkLeft)
	}
	return m
}

// NewModelFunc answers each call with what answer returns; it never runs out.
// answer may be called from several goroutines at once.
func NewModelFunc(tb TB, answer func(llm.Request) Reply) *Model {
	return &Model{tb: tb, answer: answer}
}

// Requests returns the requests so far, in the order of their arrival. The
// slice is the caller's.
func (m *Model) Requests() []llm.Request {
	m.mu.Lock()
	defer m.mu.Unlock()
	return slices.Clone(m.requests)
}

// Complete implements llm.Model. A call beyond the script returns
// llm.ErrUnreachable.
func (m *Model) Complete(ctx context.Context, req llm.Request) (llm.Reply, error) {
	m.tb.Helper()
	next, ok := m.next(req)
	if !ok {
		m.tb.Errorf("model call %q was not expected: the script has no reply left for it", req.Name)
		return llm.Reply{}, llm.ErrUnreachable
	}
	if next.Wait != nil {
		select {
		case <-next.Wait:
		case <-ctx.Done():
		}
	}
	if err := ctx.Err(); err != nil {
		return llm.Reply{}, err
	}
	pieces := next.Pieces
	if pieces == nil {
		pieces = cut(next.Text)
	}
	reply := llm.Reply{Model: "scripted", Usage: next.Usage}
	if req.Logprobs {
		reply.Tokens = next.Tokens
	}
	for _, piece := range pieces {
		reply.Text += piece
		if req.Stream == nil {
			continue
		}
		if err := req.Stream(piece); err != nil {
			return reply, err
		}
		if err := ctx.Err(); err != nil {
			return reply, err
		}
	}
	return reply, next.Err
}

func (m *Model) next(req llm.Request) (Reply, bool) {
	m.mu.Lock()
	m.requests = append(m.requests, req)
	if m.answer != nil {
		m.mu.Unlock() // answer may take its time, or call Requests
		return m.answer(req), true
	}
	defer m.mu.Unlock()
	i := slices.IndexFunc(m.script, func(r Reply) bool { return r.For == "" || r.For == req.Name })
	if i < 0 {
		return Reply{}, false
	}
	next := m.script[i]
	m.script = slices.Delete(m.script, i, i+1)
	return next, true
}

func (m *Model) checkLeft() {
	m.tb.Helper()
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, left := range m.script {
		m.tb.Errorf("model call %q was expected and never came (reply %.60q)", left.For, left.Text)
	}
}

// cut splits text into pieces of a few characters, so that words and JSON
// tokens come apart as they do in real streams, and characters do not.
func cut(text string) []string {
	const size = 5
	var pieces []string
	runes := []rune(text)
	for len(runes) > 0 {
		n := min(size, len(runes))
		pieces = append(pieces, string(runes[:n]))
		runes = runes[n:]
	}
	return pieces
}
