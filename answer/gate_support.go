package answer

import (
	"strings"
)

// maxStray is how many content words of a claim its passages need not speak of,
// however long it is; one less in the announcement's own language. True claims
// have at most one.
const maxStray = 2

// gateSupport (G7): the cited passages speak of the claim's content words.
func gateSupport(e *Engine, p *proposal, lang string) verdict {
	most := maxStray
	if lang == e.Announcement.Language {
		most--
	}
	if s := e.index.Supports(p.text, lang, p.passages); s.Coverage < supportNeeded || len(s.Missing) > most {
		return reject("support", strings.Join(s.Missing, ", "))
	}
	if bad, ok := e.index.Unsupported(p.text, lang, p.passages); !ok {
		return reject("support", bad)
	}
	return verdict{}
}
