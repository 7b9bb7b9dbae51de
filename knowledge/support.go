package knowledge

import (
	"cmp"
	"slices"
	"strings"
	"sync"
)

// spans are byte ranges of a text.
type spans []Quote

// countedSpans are the figures and dates of s.
func countedSpans(s, lang string) spans { return spansOf(Figures(s, lang), Dates(s, lang)) }

func spansOf(figures []Figure, dates []Date) spans {
	var out spans
	for _, f := range figures {
		out = append(out, f.Quote)
	}
	for _, d := range dates {
		out = append(out, d.Quote)
	}
	return out
}

func (s spans) holds(w word) bool {
	return slices.ContainsFunc(s, func(q Quote) bool { return q.Start <= w.start && w.end <= q.End })
}

// genericWords say little of their own.
var genericWords = sync.OnceValue(func() map[string]bool { return wordSet("generic") })

// weightGeneric is what a generic word adds to the support of a text.
const weightGeneric = 0.25

// weightCounted is what a figure or date adds to the support of a text.
const weightCounted = 0.75

// Support is how well passages carry a text.
type Support struct {
	Coverage float64  // 0…1 of the content words, figures aside
	Missing  []string // the words that they do not speak of

	bare float64 // the coverage without what figures and dates add
}

// Supports measures how well the given passages together carry the content
// words of s, a text in language lang, through stems, synonyms and glossary.
func (ix *Index) Supports(s, lang string, passages []int) Support {
	r := ix.said(s, lang)
	counted := r.counted
	concepts, covers := ix.supportOf(r)
	// What is counted is carried, or the gate of figures rejects it.
	total := weightCounted * float64(min(len(counted), 3))
	covered, out := total, Support{}
	for c, concept := range concepts {
		if isDigits(concept.folded) || scales[concept.folded] > 0 {
			continue
		}
		got := 0.0
		for _, p := range passages {
			v := covers[c][int32(p)]
			if v < fuzzyFloor {
				v = max(v, ix.resembles(concept, p))
			}
			got = max(got, v)
		}
		weight := 1.0
		if genericWords()[concept.folded] || lightWords()[concept.folded] {
			weight = weightGeneric
		}
		if inTitle(concept, ix.subject) {
			weight, got = 0.15, max(got, 0.8)
		}
		total += weight
		if got >= 0.3 {
			covered += weight
		} else {
			out.Missing = append(out.Missing, concept.text)
		}
	}
	out.Coverage, out.bare = 1, 1
	if total > 0 {
		out.Coverage = covered / total
	}
	if bonus := weightCounted * float64(min(len(counted), 3)); total > bonus {
		out.bare = (covered - bonus) / (total - bonus)
	}
	return out
}

// supportOf are the concepts of r that passages must speak of, and how well each
// passage covers them. Denials and plans are for the gate of hedges, figures and
// dates for theirs.
func (ix *Index) supportOf(r *said) ([]concept, []map[int32]float64) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.covers == nil {
		ws := slices.DeleteFunc(slices.Clone(r.content), func(w word) bool {
			return negations[r.lang][w.folded] || plans(w, r.lang) || r.counted.holds(w) || hedgeWords[w.folded] || times[r.lang][w.folded] || units[w.folded].base != "" && len(w.folded) > 1
		})
		r.needed = ix.conceptsOf(ws, r.lang)
		r.covers, _ = ix.scoreConcepts(r.needed, make([]float64, len(ix.a.Passages)))
	}
	return r.needed, r.covers
}

// plans tells whether a word is a modal, or one with its "to" ("plans to").
func plans(w word, lang string) bool {
	return modals[lang][strings.TrimSuffix(w.folded, " to")]
}

// Speaking returns the passages that speak of something that s, a text in language
// lang, says, at most limit of them, those first that speak of most, ties to the
// earlier one. A figure or date that both give counts as much as a word.
func (ix *Index) Speaking(s, lang string, limit int) []int {
	r := ix.said(s, lang)
	concepts, covers := ix.supportOf(r)
	speaks := map[int]float64{}
	for c, concept := range concepts {
		weight := 1.0
		if genericWords()[concept.folded] || lightWords()[concept.folded] || inTitle(concept, ix.subject) {
			weight = weightGeneric
		}
		for p, v := range covers[c] {
			speaks[int(p)] += weight * v
		}
	}
	for p := range ix.a.Passages {
		for _, f := range r.figures {
			if ix.CarriesFigure(p, f) {
				speaks[p]++
			}
		}
		for _, d := range r.dates {
			if ix.CarriesDate(p, d) {
				speaks[p]++
			}
		}
	}
	var out []int
	for p := range speaks {
		if !ix.a.Passages[p].Heading {
			out = append(out, p)
		}
	}
	slices.SortFunc(out, func(a, b int) int {
		return cmp.Or(cmp.Compare(speaks[b], speaks[a]), cmp.Compare(a, b))
	})
	return out[:min(limit, len(out))]
}

// Counted are the figures and dates of s, a text in language lang.
func (ix *Index) Counted(s, lang string) ([]Figure, []Date) {
	r := ix.said(s, lang)
	return r.figures, r.dates
}

// Unsupported returns a clause of s, a text in language lang, of which the given
// passages say next to nothing, though they carry the rest; ok is true when
// there is none.
func (ix *Index) Unsupported(s, lang string, passages []int) (bad string, ok bool) {
	whole, start := ix.said(s, lang), 0
	check := func(end int) bool {
		part := s[start:end]
		if slices.ContainsFunc(whole.counted, func(q Quote) bool { return q.Start < end && q.End > start }) {
			return true // which the gate of figures looks at
		}
		n := 0
		for _, w := range contentWords(part, lang) {
			if !genericWords()[w.folded] && !times[lang][w.folded] && !modals[lang][w.folded] && !negations[lang][w.folded] {
				n++
			}
		}
		if n < 2 {
			return true
		}
		support := ix.Supports(part, lang, passages)
		return support.bare >= partNeeded || n < 3 && support.bare > 0
	}
	for _, m := range append(boundary.FindAllStringIndex(s, -1), []int{len(s), len(s)}) {
		if m[0] > start && !check(m[0]) {
			return strings.Trim(s[start:m[0]], " ,;"), false
		}
		start = m[0]
	}
	return "", true
}

// partNeeded is the share of its content words that the passages must speak of,
// for each clause of a claim.
const partNeeded = 0.3
