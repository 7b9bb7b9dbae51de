package answer

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"footnote/knowledge"
)

// proposal is a claim as a model wrote it, on its way through the gates.
type proposal struct {
	text     string
	ids      []string // as the model gave them
	passages []int    // what it stands above; set by the quote gate
	verbatim bool     // text is a whole passage: a slice, shown in the announcement's language
}

// verdict is why a gate rejects a claim; the zero value lets it pass.
type verdict struct {
	code   string // the gate's name
	detail string
}

func (v verdict) failed() bool { return v.code != "" }

func reject(code, detail string) verdict { return verdict{code, detail} }

// gate is one check of a proposal. A gate may mend the proposal: the quote gate
// re-anchors it.
type gate func(*Engine, *proposal, string) verdict

// gates are run in this order behind those of shape and quote, the first that
// fails decides. The string is the language of the answer.
var gates = []gate{gateSubstance, gateFigures, gateNames, gateHedges, gateContrary, gateBinding, gateSupport}

// maxProposal is the length of the longest text that is looked at, in bytes: a
// slice may be longer than a claim, but nothing has a megabyte.
const maxProposal = 8 << 10

// prove runs the gates over p, a claim in language lang. A claim that fails above
// the passages that it names is tried above those that are most like it: it is
// re-anchored where it passes them all. What is far too long is cut, so
// that nothing else has to read it.
func (e *Engine) prove(p *proposal, lang string) verdict {
	if len(p.text) > maxProposal {
		p.text = strings.ToValidUTF8(p.text[:maxProposal/8], "")
		return reject("shape", "far too long")
	}
	if e.asSlice(p) {
		return verdict{}
	}
	if v := gateShape(e, p, lang); v.failed() {
		return v
	}
	named, v := e.named(p)
	if !v.failed() {
		p.passages = named
		if v = e.proveAbove(p, lang); !v.failed() {
			return v
		}
	}
	for _, other := range e.elsewhere(p, lang, named) {
		p.passages = []int{other}
		if !e.proveAbove(p, lang).failed() {
			return verdict{}
		}
	}
	p.passages = named
	return v
}

// proveAbove runs the gates over p as it is anchored.
func (e *Engine) proveAbove(p *proposal, lang string) verdict {
	e.narrow(p, lang)
	for _, g := range gates {
		if v := g(e, p, lang); v.failed() {
			return v
		}
	}
	if len(p.passages) == 1 && e.saysMore(p, lang) {
		p.text, p.verbatim = e.Announcement.Passages[p.passages[0]].Text, true
	}
	return verdict{}
}

// leastClaim is the length of the shortest claim, in words: "Suburban communities." states
// nothing.
const leastClaim = 3

// saysMore tells whether p, a claim above one passage, would be read as more than that by
// who does not look below it, or not as a sentence; the passage is shown instead.
func (e *Engine) saysMore(p *proposal, lang string) bool {
	i := p.passages[0]
	return len(strings.Fields(p.text)) < leastClaim || e.index.Beheaded(p.text, i) || lang == e.Announcement.Language && e.index.WithoutLimit(p.text, i) != ""
}

// asSlice recognises a text that repeats a whole passage. What is shown is then
// the passage's own bytes, as a slice.
func (e *Engine) asSlice(p *proposal) bool {
	const quotesAndDots = 16
	start, letters := knowledge.Start(p.text), lettersOf(p.text)
	for i, passage := range e.Announcement.Passages {
		if passage.Heading || len(p.text) < len(passage.Text)*3/4-quotesAndDots || knowledge.Start(passage.Text) != start {
			continue
		}
		q, ok := knowledge.FindQuote(passage.Text, p.text)
		if ok && q.Start == 0 && len(passage.Text)-q.End <= len(".“") || lettersOf(passage.Text) == letters {
			p.text, p.passages, p.verbatim = passage.Text, []int{i}, true
			return true
		}
	}
	return false
}

// lettersOf are the letters and digits of a text: a model copies them with other marks
// ('essentials' for "essentials").
func lettersOf(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return r
		}
		return -1
	}, text)
}

// claim is the proved proposal above its slices.
func (e *Engine) claim(p *proposal) Claim {
	c := Claim{Text: p.text}
	if !p.verbatim {
		c.Text = asSentence(p.text)
	}
	for _, i := range p.passages {
		c.Citations = append(c.Citations, e.cite(i, e.Announcement.Passages[i].Quote))
	}
	return c
}

// asSentence begins a claim with a capital letter, but for a name such as "iPhone", and ends
// it with a full stop where it has no end.
func asSentence(text string) string {
	first, _, _ := strings.Cut(text, " ")
	r, n := utf8.DecodeRuneInString(text)
	if first == strings.ToLower(first) && unicode.IsLower(r) {
		text = string(unicode.ToUpper(r)) + text[n:]
	}
	if last, _ := utf8.DecodeLastRuneInString(text); unicode.IsLetter(last) || unicode.IsDigit(last) || strings.ContainsRune("%)]€$", last) {
		text += "."
	}
	return text
}

// Prove runs the gates over one claim in language lang that is said to stand
// above the passages named by ids, as if a model had written it; the judge is
// not asked. It returns the claim as it would be posted, or, when a gate
// rejects it, a zero Claim and what that gate says.
func (e *Engine) Prove(text, lang string, ids []string) (Claim, *Dropped) {
	p := proposal{text: text, ids: ids}
	if v := e.prove(&p, lang); v.failed() {
		return Claim{}, &Dropped{text, v.code, v.detail, p.passages}
	}
	return e.claim(&p), nil
}
