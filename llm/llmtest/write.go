package llmtest

import (
	"context"
	"net/http"
	"strconv"
	"strings"

	json "github.com/go-json-experiment/json/v1"

	"footnote/llm"
)

// writer sends one Response. It gives up silently when the client is gone:
// that is what half of the tests are about.
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
		<-w.ctx.Done()
	case r.Fault == Drop:
		panic(http.ErrAbortHandler) // net/http's way to drop a connection
	case r.Body != "" || (r.Status != 0 && r.Status != http.StatusOK):
		if r.Status != 0 {
			w.w.WriteHeader(r.Status)
		}
		w.send(r.Body)
		switch r.Fault {
		case Hang:
			<-w.ctx.Done()
		case Cut:
			panic(http.ErrAbortHandler)
		}
	case w.req.Stream:
		w.stream(r)
	default:
		w.whole(r)
	}
}

// send writes s at once; false: the exchange is over.
func (w *writer) send(s string) bool {
	if w.ctx.Err() != nil {
		return false
	}
	if _, err := w.w.Write([]byte(s)); err != nil {
		return false
	}
	return w.flush() == nil
}

// pass waits at the gate; false: the exchange is over.
func (w *writer) pass(gate <-chan struct{}) bool {
	if gate == nil {
		return w.ctx.Err() == nil
	}
	select {
	case <-gate:
		return true
	case <-w.ctx.Done():
		return false
	}
}

func (w *writer) stream(r Response) {
	if w.w.Header().Get("Content-Type") == "" {
		w.w.Header().Set("Content-Type", "text/event-stream")
	}
	w.w.WriteHeader(http.StatusOK)
	if w.flush() != nil {
		return
	}
	if r.Fault == NoChoices {
		w.event(w.chunk(nil, nil))
		w.send("data: [DONE]\n\n")
		return
	}
	ok := true
	if !r.Fault.partWay() || r.After > 0 {
		ok = w.event(w.chunk(map[string]any{"role": "assistant", "content": ""}, nil))
	}
	if r.Reasoning != "" {
		ok = ok && w.event(w.chunk(map[string]any{"reasoning_content": r.Reasoning}, nil))
	}
	for i, piece := range chunksOf(r) {
		if r.Fault.partWay() && i == r.After {
			break
		}
		ok = ok && w.pass(r.Gate) && w.event(w.chunk(map[string]any{"content": piece}, nil))
	}
	if ok {
		w.end(r)
	}
}

// end sends what follows the text of a stream, or the fault in its place.
func (w *writer) end(r Response) {
	switch r.Fault {
	case Hang:
		<-w.ctx.Done()
	case Cut:
		panic(http.ErrAbortHandler)
	case EndEarly:
	case Huge:
		for w.event(w.chunk(map[string]any{"content": strings.Repeat("endless ", 512)}, nil)) {
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
	if r.Refusal != "" && !w.event(w.chunk(map[string]any{"refusal": r.Refusal}, nil)) {
		return
	}
	if r.Fault != NoFinish && !w.event(w.chunk(map[string]any{}, finishOf(r))) {
		return
	}
	if r.Fault == NoDone {
		panic(http.ErrAbortHandler)
	}
	if w.req.Usage && r.Usage.Prompt+r.Usage.Completion > 0 {
		last := w.chunk(nil, nil)
		last["usage"] = usageJSON(r)
		if !w.event(last) {
			return
		}
	}
	w.send("data: [DONE]\n\n")
}

func (w *writer) event(chunk map[string]any) bool {
	text, err := json.Marshal(chunk)
	return err == nil && w.send("data: "+string(text)+"\n\n")
}

// chunk is an event; with a nil delta its choices are empty.
func (w *writer) chunk(delta map[string]any, finish any) map[string]any {
	choices := []any{}
	if delta != nil {
		choices = append(choices, map[string]any{"index": 0, "delta": delta, "finish_reason": finish})
	}
	return map[string]any{"id": w.id(), "object": "chat.completion.chunk", "model": w.req.Model, "choices": choices}
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
			<-w.ctx.Done()
		}
	case Cut, NoDone:
		w.send(part)
		panic(http.ErrAbortHandler)
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
