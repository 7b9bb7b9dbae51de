package answer

import (
	"cmp"
	"slices"
	"strings"

	"footnote/knowledge"
)

// checkedPassages is how many passages a statement is held against.
const checkedPassages = 5

// How much of a statement's content words a passage must speak of to be looked
// at, to carry it and to contradict it, and how many it need not speak of. The
// gates ask less of a claim, which names its passage and stands above it.
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
	rivals  []int // passages that speak of the statement, this one too
}

// comparisons are the passages that speak of the statement, those first that speak
// of most of it.
func (e *Engine) comparisons(a assertion) []comparison {
	var out []comparison
	var rivals []int
	for _, p := range e.index.Speaking(a.text, a.lang, checkedPassages) {
		s := e.index.Supports(a.text, a.lang, []int{p})
		if s.Coverage >= coverCompared {
			out = append(out, comparison{Engine: e, assertion: a, passage: p, support: s})
			rivals = append(rivals, p)
		}
	}
	for i := range out {
		out[i].rivals = rivals
	}
	slices.SortStableFunc(out, func(x, y comparison) int { return cmp.Compare(y.support.Coverage, x.support.Coverage) })
	return out
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
// thing, of which it says another: a figure or date, a name, or that it is so. It
// must say itself, or by close synonyms, half of what the statement names.
func (c comparison) contradicted() bool {
	said, all := c.index.Closely(c.text, c.lang, c.passage)
	if said == 0 || 2*said < all {
		return false
	}
	figures, dates := c.index.Counted(c.text, c.lang)
	return c.otherFigure() || c.otherwiseDenied() || c.opposite() || said+len(figures)+len(dates) > 1 && c.otherName()
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
		if n.elsewhere || !slices.ContainsFunc(n.instead, func(by string) bool {
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
	instead   []string
	elsewhere bool // another passage that speaks of the statement gives it
}

func (c comparison) uncarried() []mismatch {
	var out []mismatch
	figures, dates := c.index.Counted(c.text, c.lang)
	for _, f := range figures {
		carries := func(p int) bool { return c.index.CarriesFigure(p, f) }
		if carries(c.passage) {
			continue
		}
		m := mismatch{Quote: f.Quote, elsewhere: slices.ContainsFunc(c.rivals, carries)}
		for _, g := range c.index.Figures(c.passage) {
			if f.Excludes(g) {
				m.instead = append(m.instead, g.Written(c.lang))
			}
		}
		out = append(out, m)
	}
	for _, d := range dates {
		carries := func(p int) bool { return c.index.CarriesDate(p, d) }
		if carries(c.passage) {
			continue
		}
		m := mismatch{Quote: d.Quote, elsewhere: slices.ContainsFunc(c.rivals, carries)}
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
// the reverse, and says the same but for that. What is said under a condition
// denies nothing.
func (c comparison) otherwiseDenied() bool {
	if conditional(c.text) || c.index.Misstated(c.text, c.lang, c.passages()) != "negation" || !c.same(c.text, false) {
		return false
	}
	if knowledge.Denials(c.text, c.lang) == 1 {
		return c.same(knowledge.Undenied(c.text, c.lang), true)
	}
	return knowledge.Affirms(c.text, c.lang) && knowledge.Denials(c.passageText(c.passage), c.Announcement.Language) == 1
}

// opposite tells whether a word of the statement, and nothing else, is the
// opposite of one in the passage.
func (c comparison) opposite() bool {
	word, ok := c.index.Contrary(c.text, c.lang, c.passages())
	return !ok && c.same(without(c.text, word), true)
}

// otherName tells whether names of the statement, and nothing else, are not in the
// passage, which has another one in the place of each. Of a name of several words
// one will do.
func (c comparison) otherName() bool {
	rest, replaced := c.text, []string{}
	var strangers []string
	for _, name := range c.index.Names(c.text, c.lang) {
		if c.index.IsSubject(name, c.passages()) || c.index.Mentions(c.passage, name, c.lang) {
			continue
		}
		strangers = append(strangers, name)
		rest = without(rest, name)
		if c.index.Replaces(name, c.text, c.lang, c.passage) {
			replaced = append(replaced, name)
		}
	}
	for _, name := range strangers {
		if !slices.ContainsFunc(replaced, func(other string) bool {
			return other == name || strings.Contains(c.text, name+" "+other) || strings.Contains(c.text, other+" "+name)
		}) {
			return false
		}
	}
	return len(strangers) > 0 && c.same(rest, true)
}

func without(text, word string) string {
	return strings.Join(strings.Fields(strings.Replace(text, word, "", 1)), " ")
}

// near tells whether the passage says the same but for how: as a plan, with
// another hedge, less generally. Then the statement is not stated.
func (c comparison) near() StatementVerdict {
	blank := []byte(c.text)
	figures, _ := c.index.Counted(c.text, c.lang)
	for _, f := range figures {
		if !c.index.CarriesFigure(c.passage, f) && !slices.ContainsFunc(c.index.Figures(c.passage), func(g knowledge.Figure) bool {
			return f.SameKind(g) && !f.Excludes(g)
		}) {
			return ""
		}
		for i := f.Start; i < f.End; i++ {
			blank[i] = ' '
		}
	}
	said, all := c.index.Closely(c.text, c.lang, c.passage)
	if 2*said < all || !c.same(string(blank), true) || len(c.index.Supports(string(blank), c.lang, c.passages()).Missing) > 0 {
		return ""
	}
	return NotStated
}
