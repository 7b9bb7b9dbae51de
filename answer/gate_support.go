package answer

import (
	"strings"
)

// gateSupport (G7): the cited passages speak of the claim's content words.
func gateSupport(e *Engine, p *proposal, lang string) verdict {
	if s := e.index.Supports(p.text, lang, p.passages); s.Coverage < supportNeeded {
		return reject("support", strings.Join(s.Missing, ", "))
	}
	if bad, ok := e.index.Unsupported(p.text, lang, p.passages); !ok {
		return reject("support", bad)
	}
	return verdict{}
}
