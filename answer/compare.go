package answer

import (
	"slices"
	"strings"

	"footnote/knowledge"
)

// How much of a statement's content words a passage must speak of to carry it,
// to contradict it, and how many it need not speak of. The gates ask less of a
// claim, which names its passage and stands above it.
const (
	coverCompared     = 0.5
	coverStated       = 0.75
	coverContradicted = 0.8
	strayStated       = 1
)

// comparison holds a statement against one passage.
type comparison struct {
	*Engine
	assertion
	passage int
	support knowledge.Support
}

func (e *Engine) compare(a assertion, passage int) comparison {
	c := comparison{Engine: e, assertion: a, passage: passage}
	c.support = e.index.Supports(a.text, a.lang, c.passages())
	return c
}

func (c comparison) passages() []int { return []int{c.passage} }

// decide tells whether the passage carries the statement or contradicts it; "" when
// it does neither.
func (c comparison) decide() StatementVerdict {
	p := proposal{text: c.text, passages: c.passages()}
	for _, g := range gates {
		if v := g(c.Engine, &p, c.lang); v.failed() {
			if c.contradicted() {
				return Contradicted
			}
			return ""
		}
	}
	if c.support.Coverage >= coverStated && len(c.support.Missing) <= strayStated && c.index.Doubtful(c.text, c.lang, c.passage) == "" {
		return Stated
	}
	return ""
}

// contradicted tells whether the passage would carry the statement but for one
// thing, of which it says another: a figure or date, a name, or that it is so.
func (c comparison) contradicted() bool {
	return c.otherFigure() || c.otherwiseDenied() || c.opposite() || c.otherName()
}

// same tells whether the passage speaks of what text, a variant of the statement,
// does; how it is hedged aside. Denial counts only when denial is set.
func (c comparison) same(text string, denial bool) bool {
	if _, ok := c.index.Uncarried(text, c.lang, c.passages()); !ok {
		return false
	}
	if gateNames(c.Engine, &proposal{text: text, passages: c.passages()}, c.lang).failed() {
		return false
	}
	if denial && c.index.Misstated(text, c.lang, c.passages()) == "negation" {
		return false
	}
	if _, ok := c.index.Contrary(text, c.lang, c.passages()); !ok {
		return false
	}
	return c.covered(text)
}

func (c comparison) covered(text string) bool {
	s := c.index.Supports(text, c.lang, c.passages())
	return s.Coverage >= coverContradicted && len(s.Missing) <= 1
}

// otherFigure tells whether figures or dates of the statement, and nothing else,
// are not the passage's, which has others of the kind for the same thing.
func (c comparison) otherFigure() bool {
	counted := c.uncarried()
	if len(counted) == 0 {
		return false
	}
	blank := []byte(c.text)
	for _, n := range counted {
		for i := n.Start; i < n.End; i++ {
			blank[i] = ' '
		}
	}
	if !c.same(string(blank), true) {
		return false
	}
	for _, n := range counted {
		if !slices.ContainsFunc(n.instead, func(by string) bool {
			_, ok := c.index.Misbound(c.text[:n.Start]+by+c.text[n.End:], c.lang, c.passages())
			return ok
		}) {
			return false
		}
	}
	return true
}

// mismatch is a figure or date of a statement that the passage does not give, and
// those that it gives in place of it, as they would be written there.
type mismatch struct {
	knowledge.Quote
	instead []string
}

func (c comparison) uncarried() []mismatch {
	var out []mismatch
	for _, f := range knowledge.Figures(c.text, c.lang) {
		if c.index.CarriesFigure(c.passage, f) {
			continue
		}
		m := mismatch{Quote: f.Quote}
		for _, g := range c.index.Figures(c.passage) {
			if f.Excludes(g) {
				m.instead = append(m.instead, g.Written(c.lang))
			}
		}
		out = append(out, m)
	}
	for _, d := range knowledge.Dates(c.text, c.lang) {
		if slices.ContainsFunc(c.index.Dates(c.passage), func(o knowledge.Date) bool { return o.Carries(d) }) {
			continue
		}
		m := mismatch{Quote: d.Quote}
		for _, o := range c.index.Dates(c.passage) {
			if d.Excludes(o) {
				m.instead = append(m.instead, o.Written(d))
			}
		}
		out = append(out, m)
	}
	return out
}

// otherwiseDenied tells whether the statement denies what the passage affirms, or
// the reverse, and says the same but for that.
func (c comparison) otherwiseDenied() bool {
	if c.index.Misstated(c.text, c.lang, c.passages()) != "negation" || !c.same(c.text, false) {
		return false
	}
	if knowledge.Denials(c.text, c.lang) == 1 {
		return c.same(knowledge.Undenied(c.text, c.lang), true)
	}
	return knowledge.Denials(c.text, c.lang) == 0 && knowledge.Denials(c.passageText(c.passage), c.Announcement.Language) == 1
}

// opposite tells whether a word of the statement, and nothing else, is the
// opposite of one in the passage.
func (c comparison) opposite() bool {
	word, ok := c.index.Contrary(c.text, c.lang, c.passages())
	return !ok && c.same(without(c.text, word), true)
}

// otherName tells whether names of the statement, and nothing else, are not in the
// passage, which has a name that the statement lacks.
func (c comparison) otherName() bool {
	rest, others := c.text, 0
	for _, name := range knowledge.Names(c.text, c.lang) {
		if !c.index.IsSubject(name, c.passages()) && !c.index.Mentions(c.passage, name, c.lang) {
			rest = without(rest, name)
			others++
		}
	}
	if others == 0 || !c.same(rest, true) {
		return false
	}
	own := knowledge.Names(c.passageText(c.passage), c.Announcement.Language)
	return slices.ContainsFunc(own, func(n string) bool { return !strings.Contains(knowledge.Fold(c.text), knowledge.Fold(n)) })
}

func without(text, word string) string {
	return strings.Join(strings.Fields(strings.Replace(text, word, "", 1)), " ")
}

// near tells whether the passage says the same but for how: as a plan, with
// another hedge, less generally. Then the statement is not stated.
func (c comparison) near() StatementVerdict {
	blank := []byte(c.text)
	for _, f := range knowledge.Figures(c.text, c.lang) {
		if !c.index.CarriesFigure(c.passage, f) && !slices.ContainsFunc(c.index.Figures(c.passage), func(g knowledge.Figure) bool {
			return f.SameKind(g) && !f.Excludes(g)
		}) {
			return ""
		}
		for i := f.Start; i < f.End; i++ {
			blank[i] = ' '
		}
	}
	if !c.same(string(blank), true) {
		return ""
	}
	return NotStated
}
