package answer

import (
	"fmt"
	"slices"
	"strings"

	"footnote/knowledge"
)

// supportNeeded is the share of its content words that a claim's passages must
// speak of.
const supportNeeded = 0.5

// A claim moves to a passage that it does not name when that one speaks of
// elsewhereNeeded of its words, and of elsewhereGain more than the one named.
const (
	elsewhereNeeded = 0.75
	elsewhereGain   = 0.15
)

// otherAnchors is how many passages a claim is tried above that it does not name.
const otherAnchors = 3

// named (G1) are the passages that a claim names, a heading standing for the
// sentences below it. An id that does not exist is a failure, unless the claim
// holds elsewhere.
func (e *Engine) named(p *proposal) ([]int, verdict) {
	var out []int
	for _, id := range p.ids {
		out = append(out, e.resolve(id)...)
	}
	slices.Sort(out)
	out = slices.Compact(out)
	switch {
	case len(p.ids) > 0 && len(out) == 0:
		return nil, reject("quote", fmt.Sprintf("unknown passage %.40q", p.ids[0]))
	case len(p.ids) == 0 || len(p.ids) > maxSelected: // it did not choose
		return nil, reject("quote", "no passage")
	}
	return out, verdict{}
}

// elsewhere are the passages most like a claim that does not hold above those
// that it names, if they speak of clearly more of its words.
func (e *Engine) elsewhere(p *proposal, lang string, named []int) []int {
	needed := 0.0
	if len(named) > 0 {
		needed = max(elsewhereNeeded, e.anchored(p.text, lang, named).Coverage+elsewhereGain)
	}
	var out []int
	likest := e.index.Rank(knowledge.Query{Text: p.text, Language: lang})
	for _, i := range likest[:min(otherAnchors, len(likest))] {
		if !slices.Equal(named, []int{i}) && e.anchored(p.text, lang, []int{i}).Coverage >= needed {
			out = append(out, i)
		}
	}
	return out
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
