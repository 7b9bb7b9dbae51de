package prompts

import (
	"encoding/json"
	"sync"

	"footnote/knowledge"
)

// Source is the announcement, or a part of it, as a model is shown it, numbered. All
// that prompts say of it is made once, when it is first wanted. Build one with
// [NewSource]; safe for concurrent use.
type Source struct {
	selectSystem, claimsSystem func() string
	selectSchema, claimsSchema func() json.RawMessage
}

// NewSource shows passages of an announcement, in reading order, headings among
// them.
func NewSource(ann *knowledge.Announcement, passages []knowledge.Passage) *Source {
	shown := sourceView{"announcement-" + ann.Version, passages}
	system := func(name string) func() string {
		return sync.OnceValue(func() string { return execute(name+".system", shown) })
	}
	return &Source{
		selectSystem: system("select"), claimsSystem: system("claims"),
		selectSchema: sync.OnceValue(func() json.RawMessage {
			return object(property{"looking_for", text}, property{"ids", array(enum(passages))})
		}),
		claimsSchema: sync.OnceValue(func() json.RawMessage {
			claim := object(property{"ids", array(enum(passages))}, property{"claim", text})
			return object(property{"looking_for", text}, property{"claims", array(claim)}, property{"unanswered", array(text)})
		}),
	}
}

// sourceView is what the templates of the system role see.
type sourceView struct {
	SourceTag string // the same for one version of the announcement
	Passages  []knowledge.Passage
}

// Line is the passage's text as one line.
func (sourceView) Line(p knowledge.Passage) string { return line(p.Text) }
