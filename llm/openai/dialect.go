package openai

import (
	"errors"
	"net/http"
	"regexp"
	"strings"

	goopenai "github.com/sashabaranov/go-openai"

	"footnote/llm"
)

// Format is how a Model asks for structure when a request has a schema.
type Format string

// The formats. The zero Format is FormatAuto.
const (
	FormatAuto   Format = "auto"        // the first of the others that the server takes
	FormatSchema Format = "json_schema" // strict schema, enforced by the server
	FormatObject Format = "json_object" // any JSON object, enforced; the schema stands in the prompt
	FormatText   Format = "text"        // nothing enforced; the schema stands in the prompt
)

// dialect is what a server takes. Learning only ever takes things away, so
// that calls which learn at once can be merged in any order.
type dialect struct {
	format           Format // never FormatAuto
	steps            bool   // format may be stepped down
	noTemperature    bool
	completionTokens bool // max_completion_tokens instead of max_tokens
	noUsage          bool // no stream_options
	noLogprobs       bool
}

// OpenAI's reasoning models, by the name behind a router's vendor prefix. At
// least the names that go-openai checks for must be here: it refuses max_tokens
// and a temperature for them on its own.
var reasoningName = regexp.MustCompile(`^(o[1-9]|gpt-[5-9])`)

func newDialect(format Format, model string) dialect {
	name := strings.ToLower(model[strings.LastIndexByte(model, '/')+1:])
	reasoning := reasoningName.MatchString(name) || reasoningName.MatchString(model)
	d := dialect{format: format, noTemperature: reasoning, completionTokens: reasoning, noLogprobs: reasoning}
	if format == FormatAuto {
		d.format, d.steps = FormatSchema, true
	}
	return d
}

// without returns d less the part of sent that the server complained about;
// ok is false when err is no such complaint. A wrong guess costs one more call
// and is forgotten, since only what was then accepted is remembered.
func (d dialect) without(sent goopenai.ChatCompletionRequest, err error, complaint string) (_ dialect, ok bool) {
	var status *llm.StatusError
	if !errors.As(err, &status) {
		return d, false
	}
	switch status.Code {
	case http.StatusBadRequest, http.StatusNotFound, http.StatusUnprocessableEntity:
	default:
		return d, false
	}
	about := func(words ...string) bool {
		for _, word := range words {
			if strings.Contains(complaint, word) {
				return true
			}
		}
		return false
	}
	switch {
	case sent.ResponseFormat != nil && d.steps && about("response_format", "response format", "schema",
		"json_object", "json mode", "structured", "grammar", "guided", "requested parameters"):
		if d.format == FormatSchema {
			d.format = FormatObject
		} else {
			d.format = FormatText
		}
	case sent.Temperature != 0 && about("temperature"):
		d.noTemperature = true
	//lint:ignore SA1019 most servers know no other name for it
	case sent.MaxTokens != 0 && about("max_completion_tokens"):
		d.completionTokens = true
	case sent.StreamOptions != nil && about("stream_options", "include_usage"):
		d.noUsage = true
	case sent.LogProbs && about("logprob"):
		d.noLogprobs = true
	default:
		return d, false
	}
	return d, true
}

// meet returns what both d and e take.
func (d dialect) meet(e dialect) dialect {
	rank := map[Format]int{FormatSchema: 0, FormatObject: 1, FormatText: 2}
	if rank[e.format] > rank[d.format] {
		d.format = e.format
	}
	d.noTemperature = d.noTemperature || e.noTemperature
	d.completionTokens = d.completionTokens || e.completionTokens
	d.noUsage = d.noUsage || e.noUsage
	d.noLogprobs = d.noLogprobs || e.noLogprobs
	return d
}

func (m *Model) knownDialect() dialect {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.dialect
}

// remember keeps what a call learned, once the server accepted it.
func (m *Model) remember(learned dialect, refusal string) {
	m.mu.Lock()
	before := m.dialect
	m.dialect = before.meet(learned)
	after := m.dialect
	m.mu.Unlock()
	if after != before {
		m.config.Logger.Warn("model server refused part of the request, leaving it out from now on",
			"model", m.config.Model, "format", string(after.format), "temperature", !after.noTemperature,
			"usage", !after.noUsage, "logprobs", !after.noLogprobs, "server", refusal)
	}
}
