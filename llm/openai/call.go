package openai

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"strings"

	goopenai "github.com/sashabaranov/go-openai"

	"footnote/llm"
)

// idle is what the watchdog waits for between bytes of a body.
const idle = "further bytes"

// How much of an error's body is read.
const maxErrorBody = 64 << 10

// call is one exchange. It is the HTTP client that go-openai gets, because
// go-openai loses headers, reads error bodies without limit, and knows no
// deadline of its own.
type call struct {
	model *Model
	dog   *watchdog

	sent      bool   // a request went to the transport
	accepted  bool   // the status was 2xx
	complaint string // what the server said against the request, lower case; holds secrets
	raw       []byte // the body of an unstreamed reply
	events    *eventLines
}

// failure marks an error that needs no further explanation by explain.
type failure struct{ error }

func (f failure) Unwrap() error { return f.error }

// Do implements go-openai's HTTPDoer. A status other than 2xx becomes an error.
func (c *call) Do(req *http.Request) (*http.Response, error) {
	m := c.model
	if m.user != nil && m.config.Key == "" {
		password, _ := m.user.Password()
		req.SetBasicAuth(m.user.Username(), password)
	}
	req.Header.Set("User-Agent", "footnote")
	streamed := req.Header.Get("Accept") == "text/event-stream"
	trace := &httptrace.ClientTrace{GotConn: func(httptrace.GotConnInfo) {
		if streamed {
			c.dog.expect("first token", m.config.FirstTokenTimeout)
		} else {
			c.dog.rest() // the server writes it all first: Timeout bounds that
		}
	}}
	c.sent = true
	resp, err := m.http.Do(req.WithContext(httptrace.WithClientTrace(req.Context(), trace)))
	if err != nil {
		return nil, err
	}
	if resp.StatusCode/100 != 2 {
		defer resp.Body.Close()
		return nil, c.statusFailure(resp)
	}
	c.accepted = true
	resp.Body = http.MaxBytesReader(nil, &renewing{resp.Body, c.dog}, m.config.MaxBytes)
	if streamed {
		c.events = newEventLines(resp.Body)
		resp.Body = c.events
		return resp, nil
	}
	defer resp.Body.Close()
	c.dog.expect(idle, m.config.IdleTimeout)
	c.raw, err = io.ReadAll(resp.Body)
	c.dog.rest()
	if err != nil {
		return nil, err
	}
	resp.Body = io.NopCloser(bytes.NewReader(c.raw))
	return resp, nil
}

// renewing restarts the idle wait whenever bytes arrive.
type renewing struct {
	io.ReadCloser
	dog *watchdog
}

func (r *renewing) Read(p []byte) (int, error) {
	n, err := r.ReadCloser.Read(p)
	if n > 0 {
		r.dog.renew(idle)
	}
	return n, err
}

// whole makes an unstreamed call.
func (c *call) whole(ctx context.Context, client *goopenai.Client, out goopenai.ChatCompletionRequest, g *gathered) error {
	resp, err := client.CreateChatCompletion(ctx, out)
	if inBand, ok := parseServerError(c.raw); ok {
		return failure{c.inBandFailure(inBand)}
	}
	if err != nil {
		return err
	}
	return g.addWhole(resp)
}

// explain maps what went wrong to the errors of package llm. Texts of other
// packages are quoted, never wrapped: they hold the URL.
func (c *call) explain(ctx, caller context.Context, err error) error {
	var known failure
	var own *expired
	var long *http.MaxBytesError
	var syntax *json.SyntaxError
	var shape *json.UnmarshalTypeError
	var timeout net.Error
	switch {
	case errors.As(err, &known):
		return known.error
	case caller.Err() != nil:
		if errors.Is(caller.Err(), context.DeadlineExceeded) {
			return fmt.Errorf("%w: %w", llm.ErrTimeout, caller.Err())
		}
		return fmt.Errorf("model call: %w", caller.Err())
	case errors.As(context.Cause(ctx), &own):
		return fmt.Errorf("%w: %w", llm.ErrTimeout, own)
	case !c.sent:
		return fmt.Errorf("model request: %s", c.words(err))
	case errors.As(err, &long):
		return fmt.Errorf("%w: reply is longer than %d bytes", llm.ErrMalformed, long.Limit)
	case !c.accepted && errors.As(err, &timeout) && timeout.Timeout():
		return fmt.Errorf("%w: %s", llm.ErrTimeout, c.words(err))
	case !c.accepted && notHTTP(err):
		return fmt.Errorf("%w: not an HTTP reply: %s", llm.ErrMalformed, c.words(err))
	case !c.accepted:
		return fmt.Errorf("%w: %s", llm.ErrUnreachable, c.words(err))
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return fmt.Errorf("%w: reply ended unfinished", llm.ErrTruncated)
	case errors.As(err, &syntax), errors.As(err, &shape):
		return fmt.Errorf("%w: reply is not the JSON of a chat completion: %s", llm.ErrMalformed, c.excerpt())
	default:
		return fmt.Errorf("%w: %s", llm.ErrTruncated, c.words(err))
	}
}

// words is err's text without the URL and without secrets.
func (c *call) words(err error) string {
	var wrapped *url.Error
	if errors.As(err, &wrapped) {
		err = wrapped.Err
	}
	return c.model.secrets.clean(err.Error())
}

// excerpt shows the operator what came instead of JSON.
func (c *call) excerpt() string {
	raw := c.raw
	if c.events != nil {
		raw = c.events.last()
	}
	return fmt.Sprintf("%q", c.model.secrets.clean(plainText(raw)))
}

// notHTTP tells a server that answered in another protocol; net/http has no
// error types for it.
func notHTTP(err error) bool {
	text := err.Error()
	return strings.Contains(text, "malformed HTTP") || strings.Contains(text, "server gave HTTP response to HTTPS client")
}
