package answer

import (
	"slices"
	"strings"

	"footnote/knowledge"
)

// Support by content words that a claim needs, and that another passage must
// have for the claim to move there.
const (
	supportNeeded = 0.6
	anchorGain    = 0.2
)

// gateQuote (G1): the ids exist, and the claim stands above the passages that
// carry it. A heading stands for the sentences below it. A claim that another
// passage carries clearly better is re-anchored there.
func gateQuote(e *Engine, p *proposal, lang string) verdict {
	p.passages = nil
	for _, id := range p.ids {
		p.passages = append(p.passages, e.resolve(id)...)
	}
	slices.Sort(p.passages)
	p.passages = slices.Compact(p.passages)
	if len(p.ids) > 0 && len(p.passages) == 0 {
		return reject("quote", "unknown passage "+strings.Join(p.ids, ", "))
	}
	if len(p.ids) > maxSelected {
		p.passages = nil // it did not choose
	}
	own := e.anchored(p.text, lang, p.passages)
	hits := e.index.Search(knowledge.Query{Text: p.text, Language: lang, Limit: 3})
	for _, h := range hits {
		if len(p.passages) > 0 && own.Coverage >= supportNeeded && figuresFit(e, p.text, lang, p.passages) {
			break
		}
		other := []int{h.Index}
		if s := e.anchored(p.text, lang, other); s.Coverage >= own.Coverage+anchorGain || s.Coverage >= supportNeeded && figuresFit(e, p.text, lang, other) {
			p.passages = other
			break
		}
	}
	if len(p.passages) == 0 {
		return reject("quote", "no passage")
	}
	e.narrow(p, lang)
	return verdict{}
}

// resolve returns the passages that an id stands for: itself, or for a heading
// the sentences below it; none when it is unknown.
func (e *Engine) resolve(id string) []int {
	at := e.passageIndex(strings.Trim(strings.TrimSpace(id), "[]"))
	if at < 0 {
		return nil
	}
	if !e.Announcement.Passages[at].Heading {
		return []int{at}
	}
	var out []int
	for i := at + 1; i < len(e.Announcement.Passages) && !e.Announcement.Passages[i].Heading; i++ {
		out = append(out, i)
	}
	return out
}

func (e *Engine) anchored(text, lang string, passages []int) knowledge.Support {
	if len(passages) == 0 {
		return knowledge.Support{}
	}
	return e.index.Supports(text, lang, passages)
}

func figuresFit(e *Engine, text, lang string, passages []int) bool {
	return !gateFigures(e, &proposal{text: text, passages: passages}, lang).failed()
}

// narrow leaves out passages that carry nothing that the others do not.
func (e *Engine) narrow(p *proposal, lang string) {
	for i := len(p.passages) - 1; i >= 0 && len(p.passages) > 1; i-- {
		rest := slices.Delete(slices.Clone(p.passages), i, i+1)
		if e.anchored(p.text, lang, rest).Coverage >= e.anchored(p.text, lang, p.passages).Coverage &&
			(figuresFit(e, p.text, lang, rest) || !figuresFit(e, p.text, lang, p.passages)) {
			p.passages = rest
		}
	}
}
