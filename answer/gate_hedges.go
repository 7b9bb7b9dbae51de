package answer

import (
	"strings"

	"footnote/knowledge"
)

// gateHedges (G5): the claim denies what the passages deny, and speaks of a
// plan or possibility as one.
func gateHedges(e *Engine, p *proposal, lang string) verdict {
	sources, own := strings.Join(e.sources(p), " "), e.Announcement.Language
	if knowledge.Negated(p.text, lang) != knowledge.Negated(sources, own) {
		return reject("hedges", "negation")
	}
	if knowledge.Modal(sources, own) && !knowledge.Hedged(p.text, lang) {
		return reject("hedges", "a plan or possibility told as a fact")
	}
	return verdict{}
}
