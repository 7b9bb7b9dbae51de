package prompts

import (
	"encoding/json"
	"strings"

	"footnote/knowledge"
)

// The schemas stay inside the subset that OpenAI, Ollama, llama.cpp and vLLM
// all enforce: every property required, none beside them, no length keywords.
// Properties stand in the order in which the model is to generate them, which
// is why they are written by hand and not marshalled from a map.

type property struct {
	name   string
	schema json.RawMessage
}

var text = json.RawMessage(`{"type":"string"}`)

func object(properties ...property) json.RawMessage {
	var fields, required []string
	for _, p := range properties {
		fields = append(fields, `"`+p.name+`":`+string(p.schema))
		required = append(required, `"`+p.name+`"`)
	}
	return json.RawMessage(`{"type":"object","properties":{` + strings.Join(fields, ",") +
		`},"required":[` + strings.Join(required, ",") + `],"additionalProperties":false}`)
}

func array(items json.RawMessage) json.RawMessage {
	return json.RawMessage(`{"type":"array","items":` + string(items) + `}`)
}

func enum(passages []knowledge.Passage) json.RawMessage {
	ids := make([]string, len(passages))
	for i, p := range passages {
		ids[i] = `"` + p.ID + `"`
	}
	return json.RawMessage(`{"type":"string","enum":[` + strings.Join(ids, ",") + `]}`)
}
