package knowledge

import (
	"slices"
	"sync"
)

// Holds tells whether passage i holds what an answer must, beside what the
// question itself says. Types that no rule recognises are held by every
// passage.
func (ix *Index) Holds(i int, e Expectation) bool {
	if fits := figureFits(e); fits != nil {
		return ix.holdsFigure(i, e, fits)
	}
	switch e.Type {
	case TypeFrequency:
		return ix.read[i].often
	case TypeDate:
		return ix.holdsTime(i, e)
	case TypeWho:
		for n, w := range ix.read[i].words {
			named := ix.namesSomebody(w, e) && !ix.placedBehind(i, n) && !(e.office && ix.nameOfLead(i, n))
			if named || isPeople(w, e) {
				return true
			}
		}
		return false
	case TypePlace:
		return slices.ContainsFunc(ix.read[i].placed, func(w *entry) bool { return !e.words[w.folded] || places.has(w.word, ix.a.Language) })
	}
	return true
}

// people are words for persons, folded.
var people = sync.OnceValue(func() map[string]bool { return wordSet("people") })

// isPeople tells whether w is a word for persons, or a compound that ends in one, that
// the question does not have. Who holds an office has a name.
func isPeople(w *entry, e Expectation) bool {
	if e.office || e.words[w.folded] {
		return false
	}
	return people()[w.folded] || len(w.parts) > 1 && peopleStems()[w.parts[len(w.parts)-1]]
}

// peopleStems are their stems in German, which has compounds of them.
var peopleStems = sync.OnceValue(func() map[string]bool {
	return stemsOf(map[string]map[string]bool{"de": people()})["de"]
})

// offices are words for what somebody is to an organisation, folded.
var offices = sync.OnceValue(func() map[string]bool { return wordSet("offices") })

// figureFits tells which figures the answer type needs; nil: none.
func figureFits(e Expectation) func(Figure) bool {
	switch e.Type {
	case TypeMoney:
		return func(f Figure) bool { return f.IsMoney() || f.isShare() && e.change }
	case TypeCount:
		return func(f Figure) bool { return f.Unit == e.Unit || f.isShare() && e.bare }
	case TypeShare:
		return Figure.isShare
	case TypeMeasure:
		return e.measures
	}
	return nil
}

// namesSomebody tells whether w is a name that may answer who somebody is: one that
// the question does not give, and for an office none of whoever announces.
func (ix *Index) namesSomebody(w *entry, e Expectation) bool {
	announces := ix.names[w.folded] && !ix.somebody[w.folded]
	return (w.name || announces) && !(e.office && announces) && !e.words[w.folded]
}

// nameOfLead tells whether word n of passage i belongs to a name that begins with that
// of whoever announces: "Amazon Web Services".
func (ix *Index) nameOfLead(i, n int) bool {
	r := &ix.read[i]
	for ; n > 0 && startsUpper(r.words[n].text) && joins(ix.between(i, n)); n-- {
		if ix.names[r.words[n-1].folded] {
			return true
		}
	}
	return false
}

// holdsFigure tells whether passage i has a figure that fits and that the
// question does not give.
func (ix *Index) holdsFigure(i int, e Expectation, fits func(Figure) bool) bool {
	return slices.ContainsFunc(ix.read[i].figures, func(f Figure) bool {
		return fits(f) && !slices.ContainsFunc(e.figures, func(g Figure) bool { return sameNumber(f.Value, g.Value) })
	})
}

// holdsTime tells whether passage i has a date that the question does not give,
// or another word of time.
func (ix *Index) holdsTime(i int, e Expectation) bool {
	if e.precise != nil {
		named := len(monthsNamed(ix.a.Passages[i].Text, ix.a.Language)) > 0
		return slices.ContainsFunc(ix.read[i].dates, func(d Date) bool { return e.precise(d, named) })
	}
	r := &ix.read[i]
	if e.long {
		return slices.ContainsFunc(r.figures, Figure.isLong) || len(r.dates) > 1 && !e.length || ix.saysUntil(i) ||
			slices.ContainsFunc(r.words, func(w *entry) bool { return Figure{Unit: units[w.folded].base}.isLong() })
	}
	return (r.timed || r.clocked()) && len(r.dates) == 0 || slices.ContainsFunc(r.dates, func(d Date) bool {
		return !slices.ContainsFunc(e.dates, func(g Date) bool { return g.Carries(d) && d.Carries(g) })
	})
}

// untils are words that say how long something is on by its end.
var untils = CompilePattern(`\b(?:bis|until|till|ends?|ended|expires?|stops?|endet|enden|endete|lauft ab|closes?|schliesst)\b`)

// saysUntil tells whether passage i says when something ends.
func (ix *Index) saysUntil(i int) bool {
	r := &ix.read[i]
	return (len(r.dates) > 0 || r.clocked()) && untils.MatchString(Fold(ix.a.Passages[i].Text))
}

// clocked tells whether the passage gives a time of day.
func (r *reading) clocked() bool {
	return slices.ContainsFunc(r.figures, func(f Figure) bool { return f.Unit == "clock" })
}
