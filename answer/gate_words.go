package answer

import (
	"strings"

	"footnote/knowledge"
)

// gateNames (G4): every name and identifier of the claim stands in a cited
// passage, inflected or translated, or is the announcement's own subject. The
// question is no evidence.
func gateNames(e *Engine, p *proposal, lang string) verdict {
	for _, name := range knowledge.Names(p.text, lang) {
		found := e.index.InTitle(name)
		for _, i := range p.passages {
			found = found || e.index.Mentions(i, name, lang)
		}
		if !found {
			return reject("names", name)
		}
	}
	return verdict{}
}

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

// gateSupport (G7): the cited passages speak of the claim's content words.
func gateSupport(e *Engine, p *proposal, lang string) verdict {
	if s := e.index.Supports(p.text, lang, p.passages); s.Coverage < supportNeeded {
		return reject("support", strings.Join(s.Missing, ", "))
	}
	return verdict{}
}
