package answer

import (
	"strings"

	"footnote/knowledge"
)

// gateNames (G4): every name and identifier of the claim stands in a cited
// passage, inflected or translated, or is the announcement's own subject, and keeps the
// one that it shares what is said with. The question is no evidence.
func gateNames(e *Engine, p *proposal, lang string) verdict {
	for _, name := range e.index.Names(p.text, lang) {
		found := e.index.IsSubject(name, p.passages)
		for _, i := range p.passages {
			found = found || e.index.Mentions(i, name, lang)
		}
		if !found {
			return reject("names", name)
		}
	}
	if other := e.index.OneOfBoth(p.text, p.passages); other != "" {
		return reject("names", "said of "+other+" as well")
	}
	missing := e.index.Supports(p.text, lang, p.passages).Missing
	if unheard := knowledge.Unheard(p.text, lang, missing); len(unheard) > 0 {
		return reject("names", strings.Join(unheard, ", "))
	}
	return verdict{}
}
