package knowledge

import (
	"math"
	"regexp"
	"slices"
	"strings"
)

// Distances, in bytes of text, that a clause boundary and a figure in between
// add between a word and a figure.
const (
	acrossClause = 40
	acrossFigure = 12
)

// bound is a figure of a text with the words that belong to it.
type bound struct {
	Figure
	role  string // "from" or "to" of a change; empty: neither
	words []boundWord
	group int   // figures of one group belong to the same thing
	date  *Date // the figure is a date
}

// boundWord is a content word that stands nearer to its figure than to any
// other: its terms, and how sure the belonging is.
type boundWord struct {
	start  int
	terms  []boundTerm
	weight float64
}

// boundTerm is a spelling or meaning of a word, and how near it comes.
type boundTerm struct {
	term   string
	weight float64
}

// Misbound looks for a figure of s, a text in language lang, that the given
// passages say of another thing: the words around it stand in the passages by a
// different figure of the same unit, a date by another verb, or it is the start of a change
// of which the passages say that it is the end. It returns the figure as written; ok tells
// that there is none.
func (ix *Index) Misbound(s, lang string, passages []int) (bad string, ok bool) {
	return ix.misbound(s, lang, passages, false)
}

// misbound is Misbound; when strict is set, a doubt is enough.
func (ix *Index) misbound(s, lang string, passages []int, strict bool) (bad string, ok bool) {
	r := ix.said(s, lang)
	if len(r.counted) == 0 {
		return "", true
	}
	if f := ix.otherSeason(r, passages); f != nil {
		return s[f.Start:f.End], false
	}
	if d := ix.otherOccasion(lang, r, passages); d != nil {
		return s[d.Start:d.End], false
	}
	var have []bound
	for _, i := range passages {
		have = append(have, ix.boundIn(i)...)
	}
	if len(have) < 2 {
		return "", true
	}
	claimed := bind(s, lang, r.figures, r.dates, func(w word) []boundTerm {
		terms := []boundTerm{{w.folded, 1}}
		for _, c := range ix.conceptsOfWord(r, w) {
			for _, a := range c.close().alternatives {
				terms = append(terms, boundTerm(a))
			}
		}
		return terms
	})
	if bad := reversed(claimed, have); bad != nil {
		return s[bad.Start:bad.End], false
	}
	for _, f := range claimed {
		if isLabel(s, f.Figure) || f.Unit == "clock" {
			continue
		}
		if f.misbound(have, claimed, strict) {
			return s[f.Start:f.End], false
		}
	}
	return "", true
}

// reversed finds two figures that the claim joins in one order and the passages
// only in the other ("38 zu 11").
func reversed(claimed, have []bound) *bound {
	pairs := func(list []bound, a, b bound) bool {
		for i := 1; i < len(list); i++ {
			if list[i].group == list[i-1].group && list[i].Unit == list[i-1].Unit && list[i-1].carries(a) && list[i].carries(b) {
				return true
			}
		}
		return false
	}
	for i := 1; i < len(claimed); i++ {
		a, b := claimed[i-1], claimed[i]
		if a.group == b.group && pairs(have, b, a) && !pairs(have, a, b) {
			return &claimed[i-1]
		}
	}
	return nil
}

// boundIn binds the figures of passage i.
func (ix *Index) boundIn(i int) []bound {
	r, at := ix.read[i], 0
	return bind(ix.a.Passages[i].Text, ix.a.Language, r.figures, r.dates, func(w word) []boundTerm {
		for at < len(r.words) && r.words[at].text != w.text {
			at++ // words come in order; function words are passed over
		}
		if at == len(r.words) {
			return nil
		}
		e := r.words[at]
		terms := []boundTerm{{e.stem, 1}, {e.folded, 1}}
		for _, p := range e.parts {
			terms = append(terms, boundTerm{p, 0.7})
		}
		return terms
	})
}

// bind assigns each content word of s to the figures that it stands nearest to.
func bind(s, lang string, counted []Figure, dates []Date, termsOf func(word) []boundTerm) []bound {
	figures, dateAt := dated(counted, dates)
	out := make([]bound, len(figures))
	for i, f := range figures {
		out[i] = bound{Figure: f, role: roleOf(s[:f.Start], lang), date: dateAt[f.Start]}
		if out[i].date != nil {
			out[i].role = ""
		}
	}
	function := functionWords()[lang]
	joined := joinedFigures(s, lang, figures)
	ws := words(s)
	for _, w := range ws {
		inside := slices.ContainsFunc(figures, func(f Figure) bool { return w.start < f.End && w.end > f.Start })
		if inside || function[w.folded] || modals[lang][w.folded] {
			continue
		}
		nearest := 1 << 30
		distances := make([]int, len(figures))
		for i, f := range figures {
			distances[i] = distance(s, ws, w, f, figures)
			if i > 0 && joined[i] {
				// Both belong to the same thing: the nearer end counts.
				distances[i] = min(distances[i], distances[i-1])
				for k := i - 1; k >= 0 && joined[k+1]; k-- {
					distances[k] = distances[i]
				}
			}
			nearest = min(nearest, distances[i])
		}
		terms := termsOf(w)
		for i := range out {
			// A word in the middle belongs to both.
			if distances[i] <= nearest+2 {
				out[i].words = append(out[i].words, boundWord{w.start, terms, weightOf(w, lang) / (1 + float64(nearest)/40)})
			}
		}
	}
	for i := 1; i < len(out); i++ {
		out[i].group = out[i-1].group
		if !joined[i] {
			out[i].group++
		}
	}
	freeHead(s, lang, out)
	return out
}

// freeHead takes the words before the first figure from it when it has others
// behind it and the next figure has none of its own before it: they are said of
// both ("the fare is 30 euros for adults and 12 for children").
func freeHead(s, lang string, figures []bound) {
	next := slices.IndexFunc(figures, func(f bound) bool { return f.group == 1 })
	if next < 0 {
		return
	}
	last := figures[next-1]
	between := words(s[last.End:max(last.End, figures[next].Start)])
	at := slices.IndexFunc(between, func(w word) bool { return strings.Contains(conjunctions, " "+w.folded+" ") })
	function := functionWords()[lang]
	if at < 0 || slices.ContainsFunc(between[at:], func(w word) bool { return !function[w.folded] }) {
		return
	}
	for i := range figures[:next] {
		f := &figures[i]
		if slices.ContainsFunc(f.words, func(w boundWord) bool { return w.start > last.End && w.weight > 0.25 }) {
			f.words = slices.DeleteFunc(f.words, func(w boundWord) bool { return w.start < figures[0].Start })
		}
	}
}

// joinedFigures tells of each figure whether it belongs to the same thing as
// the one before: nothing but function words stands between ("from 20 to 30",
// "um 4 Prozent auf 2,1 Mrd. Euro").
func joinedFigures(s, lang string, figures []Figure) []bool {
	function := functionWords()[lang]
	out := make([]bool, len(figures))
	for i := 1; i < len(figures); i++ {
		between := s[figures[i-1].End:max(figures[i-1].End, figures[i].Start)]
		ranged := rangeStart.MatchString(s[:figures[i-1].Start]) && rangeWords.MatchString(between)
		out[i] = ranged || !strings.ContainsAny(between, ",;:") && !slices.ContainsFunc(words(between), func(w word) bool {
			return !function[w.folded] || strings.Contains(conjunctions, " "+w.folded+" ")
		})
	}
	return out
}

// rangeStart stands before the first end of a range.
var rangeStart = regexp.MustCompile(`(?i)(?:between|zwischen|entre|tra|tussen)[^,;]{0,24}$`)

// conjunctions begin another clause, folded; so do English relative pronouns, whose comma
// many leave out.
const conjunctions = " who which whose und and wahrend while aber but sowie y et e i ve en "

// weightOf is what a word says about the thing that a figure counts. A verb
// often stands once for several figures; in German only nouns are capitalised.
func weightOf(w word, lang string) float64 {
	if lang == "de" && !startsUpper(w.text) || genericWords()[w.folded] || times[lang][w.folded] {
		return 0.25
	}
	return 1
}

// distance is how far word w of s, whose words are ws, stands from figure f, in
// bytes and surcharges.
func distance(s string, ws []word, w word, f Figure, figures []Figure) int {
	from, to := w.end, f.Start
	if w.start >= f.End {
		from, to = f.End, w.start
	}
	d := to - from
	for _, r := range s[from:to] {
		if strings.ContainsRune(",;:()–—", r) {
			d += acrossClause
		}
	}
	if slices.ContainsFunc(ws, func(o word) bool {
		return o.start >= from && o.end <= to && strings.Contains(conjunctions, " "+o.folded+" ")
	}) {
		d += acrossClause
	}
	if w.start >= f.End && strings.Contains(s[from:to], " of ") {
		d += acrossFigure
	}
	for _, other := range figures {
		if other.Start != f.Start && other.Start >= from && other.End <= to {
			d += acrossFigure
		}
	}
	return d
}

// misbound tells whether the words around f belong to another figure of the
// same unit in have. Figures that the claim joins with f ("240 of the 1,860")
// are no others.
func (f bound) misbound(have, claimed []bound, strict bool) bool {
	unit := f.Unit
	for _, h := range have {
		if h.carries(f) {
			unit = h.Unit
		}
	}
	joined := func(h bound) bool {
		return slices.ContainsFunc(claimed, func(g bound) bool { return g.group == f.group && g.Start != f.Start && h.carries(g) })
	}
	roles, sameRole, found := false, false, false
	own, other := make([]float64, len(f.words)), make([]float64, len(f.words))
	for _, h := range have {
		switch {
		case h.carries(f):
			found = true
			f.fit(h, own)
			roles = roles || h.role != ""
			sameRole = sameRole || h.role == f.role
		case h.Unit == unit && (unit != "" || isWhole(h.Value) == isWhole(f.Value)) && !joined(h):
			f.fit(h, other)
		}
	}
	if !found {
		return false // for the gate of figures to say
	}
	if f.role != "" && roles && !sameRole {
		return true
	}
	ours, theirs := 0.0, 0.0
	for i := range own {
		if own[i] >= other[i] {
			ours += own[i]
		} else {
			theirs += other[i]
		}
	}
	if strict {
		return theirs > ours
	}
	if f.date != nil {
		return theirs >= bindingDate && ours < bindingChance
	}
	return theirs > ours+bindingMargin || theirs >= bindingClear && ours < bindingChance
}

func isWhole(v float64) bool { return v == math.Trunc(v) }

// bindingMargin is how much better another figure must fit the words around
// one; below bindingChance a fit says nothing, from bindingClear it does.
const (
	bindingMargin = 0.4
	bindingChance = 0.3
	bindingClear  = 0.55
	bindingDate   = 1.3 // a day is said of much at once
)

// carries tells whether f is what claim counts or the day that it names.
func (f bound) carries(claim bound) bool {
	if f.date != nil && claim.date != nil {
		return f.date.Carries(*claim.date)
	}
	return (f.date == nil) == (claim.date == nil) && sameNumber(f.Value, claim.Value) && (claim.Unit == "" || claim.Unit == f.Unit)
}

// dated are figures and dates in the order of the text; dates have a unit of
// their own.
func dated(figures []Figure, dates []Date) ([]Figure, map[int]*Date) {
	all, at := slices.Clone(figures), map[int]*Date{}
	for i := range dates {
		all = append(all, Figure{Quote: dates[i].Quote, Unit: "date"})
		at[dates[i].Start] = &dates[i]
	}
	slices.SortFunc(all, func(a, b Figure) int { return a.Start - b.Start })
	return all, at
}

// fit raises best, by word of f, to how well a word around h fits it.
func (f bound) fit(h bound, best []float64) {
	for i, w := range f.words {
		for _, v := range h.words {
			best[i] = max(best[i], min(w.weight, v.weight)*nearness(w.terms, v.terms))
		}
	}
}

func nearness(a, b []boundTerm) float64 {
	best := 0.0
	for _, x := range a {
		for _, y := range b {
			if x.term == y.term {
				best = max(best, x.weight*y.weight)
			}
		}
	}
	return best
}

// fromWords and toWords stand before the start and the end of a change.
var (
	fromWords = newMarkers(map[string]string{
		"de": "von", "en": "from", "fr": "de", "es": "de", "it": "da dal", "pl": "z", "nl": "van", "tr": "",
	})
	toWords = newMarkers(map[string]string{
		"de": "auf", "en": "to", "fr": "a", "es": "a hasta", "it": "a al", "pl": "do", "nl": "naar tot", "tr": "",
	})
)

// roleOf tells whether before leads to the start or to the end of a change.
func roleOf(before, lang string) string {
	ws := words(before[max(0, len(before)-40):])
	for i := len(ws) - 1; i >= 0 && i >= len(ws)-3; i-- {
		switch w := ws[i].folded; {
		case fromWords[lang][w]:
			return "from"
		case toWords[lang][w] && !(lang == "en" && i > 0 && ws[i-1].folded == "up"):
			return "to"
		}
	}
	return ""
}
