package knowledge

import (
	"cmp"
	"math"
	"slices"
)

// Hit is a passage found by a search.
type Hit struct {
	Index int // into Announcement.Passages
	Evidence
	Confidence float64 // 0…1: that the passage states what the query asks
	Somewhere  float64 // 0…1: that any passage does, the same for all hits of a search
}

// Search returns the passages that fit the query, best first, ties to the
// earlier passage: of a long announcement the best hundred. Headings are never
// hits.
func (ix *Index) Search(q Query) []Hit {
	lang := ix.languageOf(q)
	m, scores := ix.look(q, lang)
	onlyType := m.onlyType(q.Expect)
	order := m.rank(scores, q.Expect, onlyType)
	hits := make([]Hit, min(mostHits, len(order)))
	for i := range hits {
		h, score := &hits[i], order[i].score
		h.Index = order[i].passage
		h.Evidence = m.evidence(h.Index, q.Expect)
		h.Score, h.Across, h.Place, h.Among = score, lang != ix.a.Language, i, ix.cited
		h.Share, h.Absolute = score/max(order[0].score, 1e-9), m.absolute(score)
		h.Beside, h.Counts = m.beside(h.Index), m.countsAsked(h.Index, q.Expect)
		h.Lacks = ix.Lacks(h.Index, q.Expect) || !onlyType && m.onlyRemotely(&h.Evidence) || h.Type != TypeYesNo && h.Type != TypeWho && h.Type != TypePlace && m.ofAnother(h.Index)
		if onlyType && !h.Lacks {
			h.Coverage = 1
		}
	}
	for i := range hits {
		hits[i].Lead = lead(hits, i)
	}
	trust(hits)
	somewhere := 0.0
	for i := range hits {
		switch h := &hits[i]; {
		case h.Nobody || h.Lacks:
			h.Confidence = 0 // it is about somebody else, or about something else
		case onlyType && (h.Holds || q.Expect.findsItself() || h.Marked && q.Expect.asksCause()):
			h.Confidence = max(h.Confidence, typeConfidence)
		}
		somewhere += hits[i].Confidence
	}
	for i := range hits {
		hits[i].Somewhere = min(1, somewhere)
	}
	return hits
}

// onlyRemotely tells whether the query asks for a name, amount or such of one thing alone,
// or whether it is so, and a passage speaks of that by words that hardly mean it: no
// "group" is an owner.
func (m *match) onlyRemotely(e *Evidence) bool {
	const hardly = 0.5 // coverage
	return (e.Typed || e.Type == TypeYesNo) && len(m.concepts) == 1 && e.Weight >= 1 && e.Strong == 0 && e.Coverage < hardly
}

// Rank returns the passages that fit the query as Search puts them in order,
// without looking at any of them closely.
func (ix *Index) Rank(q Query) []int {
	m, scores := ix.look(q, ix.languageOf(q))
	var out []int
	for _, r := range m.rank(scores, q.Expect, m.onlyType(q.Expect)) {
		out = append(out, r.passage)
	}
	return out
}

func (ix *Index) languageOf(q Query) string {
	if q.Language == "" {
		return ix.a.Language
	}
	return q.Language
}

// onlyType tells whether nothing is asked for but the kind of answer; then every
// passage is a hit.
func (m *match) onlyType(e Expectation) bool {
	return (e.Type.Typed() || e.findsItself() || e.asksCause()) && !slices.ContainsFunc(m.concepts, func(c concept) bool { return !m.ix.isSubject(c) && !lightWords()[c.folded] })
}

// look reads what a query in a language names, and returns how much of it each
// passage speaks of.
func (ix *Index) look(q Query, lang string) (*match, []float64) {
	text := Clean(spelledOut(q.Text, lang))
	ws := contentWords(text, lang)
	ws = slices.DeleteFunc(ws, func(w word) bool { return q.Expect.standsFor(w.folded) })
	concepts := ix.conceptsOf(ws, lang)
	addValues(concepts, ws, text, lang)
	markNames(concepts, q.Text, lang)
	if lang == "de" && ix.a.Language == "de" {
		markSubject(concepts, q.Text)
	}
	scores := make([]float64, len(ix.a.Passages))
	covers, headings := ix.scoreConcepts(concepts, scores)
	ix.scoreGrams(ws, lang, concepts, covers, scores)
	m := ix.match(concepts, covers)
	m.headings = headings
	for _, c := range concepts {
		m.poles = append(m.poles, poleOf(c.text, lang))
	}
	return m, scores
}

// ranked is a passage with its score.
type ranked struct {
	passage int
	score   float64
}

// leastScore is that of a passage that has what is asked for, when nothing else is.
const leastScore = 1e-6

// rank puts the passages in order, the best first. Those that speak of nothing that
// is asked are among them where all are wanted, or there are few.
func (m *match) rank(scores []float64, e Expectation, all bool) []ranked {
	var order []ranked
	for i, s := range scores {
		if m.ix.a.Passages[i].Heading || s == 0 && !all && len(scores) > mostHits {
			continue
		}
		switch {
		case s > 0:
			s = (s + m.sideBySide(i) + m.pronoun(i)) * m.boost(i, e)
		case all && m.ix.Holds(i, e) && !m.ix.Lacks(i, e) && (m.ix.read[i].marked || !e.asksCause()):
			s = leastScore // before those that do not
		}
		order = append(order, ranked{i, s})
	}
	slices.SortStableFunc(order, func(x, y ranked) int { return cmp.Compare(y.score, x.score) })
	return order
}

// NamesStranger tells whether the query names somebody, or a country, of whom or
// which the whole announcement never speaks.
func (ix *Index) NamesStranger(q Query) bool {
	concepts := ix.conceptsOf(contentWords(q.Text, q.Language), q.Language)
	markNames(concepts, q.Text, q.Language)
	return slices.ContainsFunc(concepts, func(c concept) bool {
		if (!c.name || c.thing) && !nations()[c.folded] || ix.soundsKnown(c.folded) {
			return false
		}
		covers, _ := ix.scoreConcepts([]concept{c}, make([]float64, len(ix.a.Passages)))
		return len(covers[0]) == 0 && !slices.ContainsFunc(ix.entries, func(e *entry) bool { return likeness(c.folded, e.folded) >= fuzzyFloor })
	})
}

// mostHits is how many passages are looked at closely: all of a usual announcement,
// the best of a long one.
const mostHits = 100

// typeConfidence is the confidence in a passage that holds what is asked for,
// when the query names nothing else.
const typeConfidence = 0.6

// lead is how far hit i is ahead of the best other one.
func lead(hits []Hit, i int) float64 {
	other := 0.0
	switch {
	case i > 0:
		other = hits[0].Score
	case len(hits) > 1:
		other = hits[1].Score
	}
	return max(-1, 1-other/max(hits[i].Score, 1e-9))
}

// scoreConcepts adds to scores what the concepts are worth, the best
// alternative of each counting, and returns for each concept how well each
// passage covers it.
func (ix *Index) scoreConcepts(concepts []concept, scores []float64) ([]map[int32]float64, []map[string]float64) {
	covers, headings := make([]map[int32]float64, len(concepts)), make([]map[string]float64, len(concepts))
	for c, concept := range concepts {
		best := map[int32]float64{}
		covers[c] = map[int32]float64{}
		take := func(list []posting, weight float64) {
			rarity := idf(spoken(list), ix.cited)
			for _, p := range list {
				best[p.passage] = max(best[p.passage], weight*ix.terms.score(p)*rarity)
				if p.count <= weightSection {
					section := ix.a.Passages[p.passage].Section
					if headings[c] == nil {
						headings[c] = map[string]float64{}
					}
					headings[c][section] = max(headings[c][section], credit(weight))
					continue
				}
				covers[c][p.passage] = max(covers[c][p.passage], credit(weight)*wholeness(p.count, weight))
			}
		}
		for _, alt := range concept.alternatives {
			take(ix.terms.postings[alt.term], alt.weight)
		}
		for _, ph := range concept.phrases {
			take(ix.having(ph.terms), ph.weight)
		}
		factor := 1.0
		if lightWords()[concept.folded] {
			factor = weightLight
		}
		for p, s := range best {
			scores[p] += factor * s
		}
	}
	return covers, headings
}

// spoken is how many passages have a term themselves, and not from their heading alone;
// all that have it where none does.
func spoken(list []posting) int {
	n := 0
	for _, p := range list {
		if p.count > weightSection {
			n++
		}
	}
	if n == 0 {
		return len(list)
	}
	return n
}

// having returns the passages that have all of terms, each with its least count.
func (ix *Index) having(terms []string) []posting {
	out := slices.Clone(ix.terms.postings[terms[0]])
	for _, t := range terms[1:] {
		list := ix.terms.postings[t]
		kept := out[:0]
		for _, p := range out {
			if i := slices.IndexFunc(list, func(q posting) bool { return q.passage == p.passage }); i >= 0 {
				kept = append(kept, posting{p.passage, min(p.count, list[i].count)})
			}
		}
		out = kept
	}
	return out
}

// wholeness is less than 1 for a term that is only part of a compound, and
// still less when the alternative is a distant one.
func wholeness(count float32, weight float64) float64 {
	switch {
	case count >= 1:
		return 1
	case weight >= weightSynonym:
		return 0.7
	}
	return 0.4
}

// scoreGrams adds to scores what the n-grams of words in language lang are
// worth. Across languages a word that the glossary found in a passage needs
// them hardly: what they add there is chance.
func (ix *Index) scoreGrams(ws []word, lang string, concepts []concept, covers []map[int32]float64, scores []float64) {
	across := lang != ix.a.Language
	for _, w := range ws {
		grams := len(w.folded)*2 - 2*minGram + 5
		factor := weightGrams / math.Sqrt(float64(max(1, grams)))
		var found map[int32]float64
		if across {
			factor *= weightForeign / weightGrams
			if c := slices.IndexFunc(concepts, func(c concept) bool { return c.folded == w.folded }); c >= 0 {
				found = covers[c]
			}
		}
		if lightWords()[w.folded] {
			factor *= weightLight
		}
		eachGram(w.folded, func(g string) {
			list := ix.grams.postings[g]
			weight := factor * idf(len(list), ix.cited)
			for _, p := range list {
				s := weight * ix.grams.score(p)
				if found[p.passage] >= credit(weightSynonym) {
					s *= weightChance
				}
				scores[p.passage] += s
			}
		})
	}
}
