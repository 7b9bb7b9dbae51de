package llmtest

import (
	"context"
	"io"
	"net/http"
	"strconv"
	"strings"

	json "github.com/go-json-experiment/json/v1"

	"footnote/llm"
)

// writer sends one Response, at once what waits for nothing in between. It gives up
// silently when the client is gone: that is what half of the tests are about.
type writer struct {
	w     http.ResponseWriter
	flush func() error
	ctx   context.Context // of this one exchange: ends with the client or the server
	req   Request
}

func (w *writer) answer(r Response) {
	for name, values := range r.Header {
		w.w.Header()[http.CanonicalHeaderKey(name)] = values
	}
	switch {
	case r.Fault == HangBeforeHeader:
		<-w.ctx.Done() // unlike hang, which sends the header
	case r.Fault == Drop:
		panic(http.ErrAbortHandler) // net/http's way to drop a connection
	case r.Body != "" || (r.Status != 0 && r.Status != http.StatusOK):
		if r.Status != 0 {
			w.w.WriteHeader(r.Status)
		}
		w.send(r.Body)
		switch r.Fault {
		case Hang:
			w.hang()
		case Cut:
			w.cut()
		}
	case w.req.Stream:
		w.stream(r)
	default:
		w.whole(r)
	}
}

// send writes s, which goes out with what follows, or before the next wait; false:
// the exchange is over.
func (w *writer) send(s string) bool {
	if w.ctx.Err() != nil {
		return false
	}
	_, err := io.WriteString(w.w, s)
	return err == nil
}

// pass waits at the gate; false: the exchange is over.
func (w *writer) pass(gate <-chan struct{}) bool {
	if gate == nil {
		return w.ctx.Err() == nil
	}
	select {
	case <-gate:
		return true
	default:
	}
	if w.flush() != nil {
		return false
	}
	select {
	case <-gate:
		return true
	case <-w.ctx.Done():
		return false
	}
}

// hang says no more.
func (w *writer) hang() {
	_ = w.flush() // whoever is gone does not wait
	<-w.ctx.Done()
}

// cut breaks the connection behind what was sent.
func (w *writer) cut() {
	_ = w.flush()
	panic(http.ErrAbortHandler) // net/http's way to drop a connection
}

func (w *writer) stream(r Response) {
	if w.w.Header().Get("Content-Type") == "" {
		w.w.Header().Set("Content-Type", "text/event-stream")
	}
	w.w.WriteHeader(http.StatusOK)
	if r.Fault == NoChoices {
		w.event(w.chunk())
		w.send("data: [DONE]\n\n")
		return
	}
	ok := true
	if !r.Fault.partWay() || r.After > 0 {
		ok = w.event(w.chunk(choice{Delta: delta{Role: "assistant", Content: new("")}}))
	}
	if r.Reasoning != "" {
		ok = ok && w.event(w.chunk(choice{Delta: delta{Reasoning: r.Reasoning}}))
	}
	for i, piece := range chunksOf(r) {
		if r.Fault.partWay() && i == r.After {
			break
		}
		ok = ok && w.pass(r.Gate) && w.event(w.chunk(choice{Delta: delta{Content: &piece}}))
	}
	if ok {
		w.end(r)
	}
}

// end sends what follows the text of a stream, or the fault in its place.
func (w *writer) end(r Response) {
	switch r.Fault {
	case Hang:
		w.hang()
	case Cut:
		w.cut()
	case EndEarly:
	case Huge:
		for w.event(w.chunk(choice{Delta: delta{Content: new(strings.Repeat("endless ", 512))}})) {
		}
	case KeepAlive:
		for w.pass(r.Gate) && w.send(": still here\n\n") {
		}
	case ErrorEvent:
		w.send(": about to fail\n\nevent: error\ndata: " + string(errorJSON(r.Message, "", r.Code)) + "\n\n")
	case Garbage:
		w.send("data: {\"choices\": oops}\n\n")
	default:
		w.finish(r)
	}
}

func (w *writer) finish(r Response) {
	if r.Refusal != "" && !w.event(w.chunk(choice{Delta: delta{Refusal: r.Refusal}})) {
		return
	}
	if r.Fault != NoFinish && !w.event(w.chunk(choice{Finish: new(finishOf(r))})) {
		return
	}
	if r.Fault == NoDone {
		w.cut()
	}
	if w.req.Usage && r.Usage.Prompt+r.Usage.Completion > 0 {
		last := w.chunk()
		last.Usage = usageJSON(r)
		if !w.event(last) {
			return
		}
	}
	w.send("data: [DONE]\n\n")
}

// chunk is an event of a stream.
type chunk struct {
	Choices []choice       `json:"choices"`
	ID      string         `json:"id"`
	Model   string         `json:"model"`
	Object  string         `json:"object"`
	Usage   map[string]any `json:"usage,omitempty"`
}

type choice struct {
	Delta  delta   `json:"delta"`
	Finish *string `json:"finish_reason"`
	Index  int     `json:"index"`
}

type delta struct {
	Content   *string `json:"content,omitempty"`
	Reasoning string  `json:"reasoning_content,omitempty"`
	Refusal   string  `json:"refusal,omitempty"`
	Role      string  `json:"role,omitempty"`
}

func (w *writer) event(c chunk) bool {
	text, err := json.Marshal(c)
	return err == nil && w.send("data: "+string(text)+"\n\n")
}

func (w *writer) chunk(choices ...choice) chunk {
	return chunk{Choices: append([]choice{}, choices...), ID: w.id(), Model: w.req.Model, Object: "chat.completion.chunk"}
}

func (w *writer) id() string { return "chatcmpl-" + strconv.Itoa(w.req.N) }

// whole answers a request that is not streamed.
func (w *writer) whole(r Response) {
	if !w.pass(r.Gate) {
		return
	}
	if w.w.Header().Get("Content-Type") == "" {
		w.w.Header().Set("Content-Type", "application/json")
	}
	text := w.wholeJSON(r)
	part := ""
	if r.After > 0 {
		part = text[:len(text)/2]
	}
	switch r.Fault {
	case Hang:
		if w.send(part) {
			w.hang()
		}
	case Cut, NoDone:
		w.send(part)
		w.cut()
	case EndEarly:
		w.send(part)
	case Huge:
		for ok := w.send(`{"choices":"`); ok; ok = w.send(strings.Repeat("endless ", 512)) {
		}
	case KeepAlive:
		for w.pass(r.Gate) && w.send(" ") {
		}
	case ErrorEvent:
		w.send(string(errorJSON(r.Message, "", r.Code)))
	case Garbage:
		w.send("<html><title>Not the API</title></html>")
	default:
		w.send(text)
	}
}

func (w *writer) wholeJSON(r Response) string {
	message := map[string]any{"role": "assistant", "content": strings.Join(chunksOf(r), "")}
	if r.Reasoning != "" {
		message["reasoning_content"] = r.Reasoning
	}
	if r.Refusal != "" {
		message["content"], message["refusal"] = nil, r.Refusal
	}
	choice := map[string]any{"index": 0, "message": message, "finish_reason": finishOf(r)}
	if w.req.Logprobs && r.Tokens != nil {
		choice["logprobs"] = map[string]any{"content": tokensJSON(r.Tokens)}
	}
	choices := []any{}
	switch r.Fault {
	case NoChoices:
	case NoFinish:
		choices = append(choices, map[string]any{"index": 0, "message": message, "finish_reason": nil})
	default:
		choices = append(choices, choice)
	}
	body := map[string]any{"id": w.id(), "object": "chat.completion", "model": w.req.Model, "choices": choices}
	if r.Usage.Prompt+r.Usage.Completion > 0 {
		body["usage"] = usageJSON(r)
	}
	text, err := json.Marshal(body)
	if err != nil { // strings and numbers always marshal
		return ""
	}
	return string(text)
}

// tokensJSON is tokens as the protocol writes them.
func tokensJSON(tokens []llm.Token) []map[string]any {
	var out []map[string]any
	for _, t := range tokens {
		one := map[string]any{"token": t.Text, "logprob": t.Logprob}
		if t.Others != nil {
			one["top_logprobs"] = tokensJSON(t.Others)
		}
		out = append(out, one)
	}
	return out
}

func usageJSON(r Response) map[string]any {
	return map[string]any{
		"prompt_tokens": r.Usage.Prompt, "completion_tokens": r.Usage.Completion,
		"total_tokens":          r.Usage.Prompt + r.Usage.Completion,
		"prompt_tokens_details": map[string]any{"cached_tokens": r.Usage.Cached},
	}
}

func finishOf(r Response) string {
	if r.FinishReason == "" {
		return "stop"
	}
	return r.FinishReason
}

func chunksOf(r Response) []string {
	if r.Chunks != nil {
		return r.Chunks
	}
	return cut(r.Text)
}

// partWay tells whether the fault takes the place of the rest of the text.
func (f Fault) partWay() bool {
	switch f {
	case Hang, Cut, EndEarly, Huge, ErrorEvent, Garbage, KeepAlive:
		return true
	}
	return false
}
