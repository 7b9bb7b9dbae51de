package openai

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"time"

	"footnote/llm"
)

// maxRetryAfter bounds what a server can ask for.
const maxRetryAfter = 24 * time.Hour

// serverError is what a server says went wrong, from any of the shapes in use.
type serverError struct {
	message string
	code    string // a word or a number
	kind    string // "type" in OpenAI's shape
	param   string
}

// parseServerError reads an error body or event; ok is false when body is none.
func parseServerError(body []byte) (e serverError, ok bool) {
	var top struct {
		Error json.RawMessage `json:"error"`
	}
	body = bytes.TrimSpace(body)
	if bytes.HasPrefix(body, []byte("[")) { // Google wraps it in an array
		var list []json.RawMessage
		if json.Unmarshal(body, &list) != nil || len(list) == 0 {
			return e, false
		}
		body = list[0]
	}
	if json.Unmarshal(body, &top) != nil || len(top.Error) == 0 || string(top.Error) == "null" {
		return e, false
	}
	return readServerError(top.Error), true
}

func readServerError(raw json.RawMessage) serverError {
	var fields struct {
		Message json.RawMessage `json:"message"`
		Code    json.RawMessage `json:"code"`
		Type    json.RawMessage `json:"type"`
		Param   json.RawMessage `json:"param"`
	}
	if json.Unmarshal(raw, &fields) != nil {
		return serverError{message: word(raw)} // {"error":"…"}
	}
	return serverError{word(fields.Message), word(fields.Code), word(fields.Type), word(fields.Param)}
}

// word is a JSON string's text, null's emptiness, or any other value as it
// stands.
func word(raw json.RawMessage) string {
	var s *string
	if json.Unmarshal(raw, &s) != nil {
		return string(raw)
	}
	if s == nil {
		return ""
	}
	return *s
}

// parseErrorBody reads the body of a status that is no success, which need not
// be JSON at all.
func parseErrorBody(body []byte) serverError {
	if e, ok := parseServerError(body); ok {
		return e
	}
	var other struct {
		Message json.RawMessage `json:"message"`
		Detail  json.RawMessage `json:"detail"`
	}
	if json.Unmarshal(body, &other) != nil {
		return serverError{message: plainText(body)}
	}
	var list []struct {
		Loc json.RawMessage `json:"loc"`
		Msg string          `json:"msg"`
	}
	if json.Unmarshal(other.Detail, &list) == nil { // FastAPI; its “input” repeats the whole request
		var parts []string
		for _, item := range list {
			parts = append(parts, string(item.Loc)+" "+item.Msg)
		}
		return serverError{message: strings.Join(parts, "; ")}
	}
	if len(other.Message) > 0 {
		return serverError{message: word(other.Message)}
	}
	return serverError{message: word(other.Detail)}
}

var htmlTitle = regexp.MustCompile(`(?is)<title[^>]*>(.*?)</title>`)

// plainText is body, or the title when it is an HTML page.
func plainText(body []byte) string {
	body = bytes.TrimSpace(body)
	if !bytes.HasPrefix(body, []byte("<")) {
		return string(body)
	}
	if title := htmlTitle.FindSubmatch(body); title != nil {
		return "HTML page: " + string(title[1])
	}
	return "HTML page"
}

// statusFailure makes an error of a response that is no success.
func (c *call) statusFailure(resp *http.Response) error {
	c.dog.expect(idle, c.model.config.IdleTimeout)
	defer c.dog.rest()
	// What came before a hang or a cut still tells more than nothing.
	body, _ := io.ReadAll(io.LimitReader(&renewing{resp.Body, c.dog}, maxErrorBody))
	e := parseErrorBody(body)
	if resp.StatusCode/100 == 3 {
		e.message = "redirect: set the base URL to where the server really is"
	}
	return failure{c.serverFailure(e, resp.StatusCode, retryAfter(resp.Header, time.Now()))}
}

// inBandFailure makes an error of one that came inside a reply of status 200.
func (c *call) inBandFailure(e serverError) error {
	code, err := strconv.Atoi(e.code)
	if err != nil || code < 400 || code > 599 {
		code = statusOf(e)
	}
	return c.serverFailure(e, code, 0)
}

// statusOf guesses the status that a server would have sent before the reply
// began; 0: unknown.
func statusOf(e serverError) int {
	for _, name := range []string{e.code, e.kind} {
		switch name {
		case "rate_limit_exceeded", "rate_limit_error", "insufficient_quota", "requests", "tokens":
			return http.StatusTooManyRequests
		case "invalid_api_key", "authentication_error":
			return http.StatusUnauthorized
		case "invalid_request_error", "BadRequestError", "context_length_exceeded":
			return http.StatusBadRequest
		case "server_error", "api_error", "internal_server_error", "InternalServerError":
			return http.StatusInternalServerError
		case "overloaded_error", "service_unavailable":
			return http.StatusServiceUnavailable
		}
	}
	return 0
}

func (c *call) serverFailure(e serverError, code int, retry time.Duration) error {
	c.complaint = strings.ToLower(e.message + " " + e.param + " " + e.code)
	detail := c.model.secrets.clean(e.message)
	switch e.code {
	case "content_filter", "content_policy_violation", "ResponsibleAIPolicyViolation":
		return fmt.Errorf("%w by a content filter: %s", llm.ErrRefused, detail)
	}
	if code == 0 {
		return fmt.Errorf("%w by the server's error: %s", llm.ErrTruncated, detail)
	}
	return &llm.StatusError{Code: code, RetryAfter: retry, Detail: detail}
}

// retryAfter reads how long a server wants to be left alone: milliseconds
// (OpenAI), seconds, or a date. 0: not said, or already over.
func retryAfter(h http.Header, now time.Time) time.Duration {
	if ms, err := strconv.ParseFloat(h.Get("Retry-After-Ms"), 64); err == nil {
		return bounded(ms, time.Millisecond)
	}
	value := strings.TrimSpace(h.Get("Retry-After"))
	if seconds, err := strconv.ParseFloat(value, 64); err == nil {
		return bounded(seconds, time.Second)
	}
	if at, err := http.ParseTime(value); err == nil {
		return max(0, min(at.Sub(now), maxRetryAfter))
	}
	return 0
}

func bounded(n float64, unit time.Duration) time.Duration {
	if math.IsNaN(n) || n <= 0 {
		return 0
	}
	if n >= float64(maxRetryAfter/unit) {
		return maxRetryAfter
	}
	return time.Duration(n * float64(unit))
}
