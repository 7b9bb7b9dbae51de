package llmtest

import (
	"net/http"

	json "github.com/go-json-experiment/json/v1"

	"footnote/llm"
)

// Response is what a [Server] answers. The zero Response is a correct reply
// with no text.
type Response struct {
	Text string
	// Chunks are how Text is streamed; nil: cut into small ones. When set, Text
	// may be left empty.
	Chunks       []string
	Reasoning    string // sent before the text, as reasoning_content
	Refusal      string // sent in place of text
	FinishReason string // "": stop
	// Tokens are told as logprobs when they are asked for; nil: none are told.
	Tokens []llm.Token
	// Usage is told when it is not zero, in a stream only if the client asked.
	Usage llm.Usage

	// Gate holds each chunk back (or the whole reply, when not streamed) until a
	// receive succeeds; a closed one holds nothing back. nil: no gate.
	Gate <-chan struct{}

	// Status other than 0 and 200 is sent with Header and Body, and nothing
	// else happens except Hang or Cut after them.
	Status int
	Header http.Header // added to the headers of any reply
	// Body replaces the whole body; with Status 0 it is a success that is not
	// the protocol's (HTML, {"error":…}). Its type is Header's Content-Type, or
	// guessed.
	Body string

	Fault Fault
	// After is the number of text chunks sent before Fault happens. When not
	// streamed, 0 is before the body and everything else in its middle.
	After int
	// Message and Code are those of FaultError's event; Code 0: none sent.
	Message string
	Code    int
}

// Fault is a way to misbehave.
type Fault int

// The faults. A hang lasts until the client goes or the server closes.
const (
	None             Fault = iota
	HangBeforeHeader       // connection taken, request read, nothing said
	Hang                   // headers and After chunks, then silence
	Drop                   // connection closed before a status line
	Cut                    // headers and After chunks, then the connection breaks
	EndEarly               // headers and After chunks, then a proper end, with no finish_reason and no [DONE]
	NoFinish               // all the text and [DONE], but no finish_reason
	NoDone                 // all the text and the finish_reason, then Cut
	NoChoices              // a proper reply whose choices are empty
	Huge                   // After chunks, then text without end
	ErrorEvent             // After chunks, then an error event, then a proper end
	Garbage                // After chunks, then a data line that is not JSON; unstreamed: no JSON at all
	KeepAlive              // After chunks, then comments without end (unstreamed: spaces), each let through by Gate
)

// RefuseFormat is OpenAI's status 400 for a response_format that a model does
// not know.
func RefuseFormat(req Request) Response {
	return Refuse("Invalid parameter: 'response_format' of type '" + req.Format + "' is not supported with this model.")
}

// Refuse is a status 400 with an error message in OpenAI's shape.
func Refuse(message string) Response {
	return Response{
		Status: http.StatusBadRequest,
		Header: http.Header{"Content-Type": {"application/json"}},
		Body:   string(errorJSON(message, "invalid_request_error", 0)),
	}
}

// errorJSON is an error body; code 0: null.
func errorJSON(message, kind string, code int) []byte {
	fields := map[string]any{"message": message, "type": kind, "param": nil, "code": nil}
	if code != 0 {
		fields["code"] = code
	}
	text, err := json.Marshal(map[string]any{"error": fields})
	if err != nil { // strings and numbers always marshal
		return []byte(`{"error":{"message":"error"}}`)
	}
	return text
}
