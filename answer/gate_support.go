package answer

import (
	"strings"
)

// maxStray is how many content words of a claim its passages need not speak of,
// however long it is. Fewer would reject true claims: five 0.5 % of eval's truths,
// two 15 %.
const maxStray = 6

// gateSupport (G7): the cited passages speak of the claim's content words.
func gateSupport(e *Engine, p *proposal, lang string) verdict {
	if s := e.index.Supports(p.text, lang, p.passages); s.Coverage < supportNeeded || len(s.Missing) > maxStray {
		return reject("support", strings.Join(s.Missing, ", "))
	}
	if bad, ok := e.index.Unsupported(p.text, lang, p.passages); !ok {
		return reject("support", bad)
	}
	return verdict{}
}
