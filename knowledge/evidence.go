package knowledge

import (
	"slices"
	"strings"
	"sync"
)

// Evidence is what speaks for a passage stating what a query asks. All but
// Weight and the flags are 0…1.
type Evidence struct {
	Coverage float64 // how much of what the query names the passage speaks of
	Rare     float64 // the same, words that are rare in the announcement counting more
	Focus    float64 // how well the thing asked for is covered: the first word that names something
	Last     float64 // how well the last word is covered
	Unheard  float64 // share of what the query names that the whole announcement never speaks of
	Near     float64 // how near what an answer must hold stands to what the query names
	Lead     float64 // how far the passage is ahead of the best other one in score; behind: down to -1
	Score    float64 // of the search, comparable within one search only
	Type     AnswerType
	Across   bool    // query and announcement are in different languages
	Weight   float64 // how much the query names, in content words
	Holds    bool    // what the answer type needs
	Typed    bool    // the answer type is one that not every passage holds
	Stranger bool    // the query names somebody, a country or a number that the passage does not
	Nobody   bool    // the query names somebody or a country that the whole announcement never names
	Opposed  bool    // the passage says the opposite of something that is asked for: the start, not the end
	Missing  []string
}

// How much a concept counts in coverage.
const (
	coverLight   = 0.25 // words that say little about what is asked
	coverSubject = 0.15 // the subject of the announcement, which every passage is about
	coverEntity  = 0.4  // other names: "the boss of X" is not answered by "X"
	coverForeign = 2.0  // names that the announcement does not know: it is not about them
)

// credit is how well a passage that has an alternative speaks of its concept,
// by the alternative's weight.
func credit(weight float64) float64 {
	switch {
	case weight >= weightTranslation:
		return 1
	case weight >= weightSynonym:
		return 0.9
	case weight >= weightPart:
		return 0.6
	}
	return 0.7 * weight / weightSecondHand
}

// nations are countries and their adjectives, folded.
var nations = sync.OnceValue(func() map[string]bool { return wordSet("nations") })

func isDigits(s string) bool { return strings.Trim(s, "0123456789") == "" }

// weigh is how much concept c counts in coverage.
func (m *match) weigh(c concept) float64 {
	switch {
	case m.ix.isSubject(c):
		return coverSubject
	case lightWords()[c.folded]:
		return coverLight
	case m.ix.entities[c.folded]:
		return coverEntity
	case c.name && !m.ix.known[c.folded]:
		return coverForeign
	}
	return 1
}

// evidence collects what speaks for passage i.
func (m *match) evidence(i int, e Expectation) Evidence {
	ev := Evidence{Type: e.Type, Typed: e.Type.Typed(), Coverage: 1, Rare: 1, Focus: -1}
	ev.Holds = ev.Typed && m.ix.Holds(i, e)
	total, covered, unheard, rare, rareCovered := 0.0, 0.0, 0.0, 0.0, 0.0
	never, has := idf(0, m.ix.cited), m.ix.polesIn(i)
	for c, concept := range m.concepts {
		weight, got := m.weigh(concept), m.covers[c][int32(i)]
		if weight == coverSubject {
			got = max(got, 0.8)
		}
		if got < fuzzyFloor {
			got = max(got, m.ix.resembles(concept, i))
		}
		if m.poles[c].opposes(has) {
			if e.Type == TypeYesNo {
				got = max(got, credit(weightSynonym)) // "Does it close?" "It stays open."
			} else {
				ev.Opposed = true
			}
		}
		total += weight
		covered += weight * got
		if len(m.covers[c]) == 0 && got == 0 {
			unheard += weight
			ev.Nobody = ev.Nobody || (concept.name || nations()[concept.folded]) && !m.ix.soundsKnown(concept.folded)
		}
		idf := m.idf[c]
		if idf == 0 {
			idf = never
		}
		rare += weight * idf
		rareCovered += weight * idf * got
		if got < 0.3 {
			ev.Missing = append(ev.Missing, concept.text)
			ev.Stranger = ev.Stranger || concept.name || nations()[concept.folded] || isDigits(concept.folded)
		}
		if weight > coverLight {
			if ev.Focus < 0 {
				ev.Focus = got
			}
			ev.Last = got
		}
	}
	ev.Weight = total
	if total > 0 {
		ev.Coverage, ev.Rare, ev.Unheard = covered/total, rareCovered/rare, unheard/total
	}
	ev.Focus = max(0, ev.Focus)
	if ev.Holds {
		ev.Near = m.near(i, e)
	}
	return ev
}

// soundsKnown tells whether the announcement has a word that could be a folded
// name in another language's spelling ("Portogallo", "Portugal").
func (ix *Index) soundsKnown(folded string) bool {
	const alike = 0.5
	return slices.ContainsFunc(ix.entries, func(e *entry) bool {
		return len(e.folded) >= minGram && len(folded) >= minGram && e.folded[0] == folded[0] && likeness(e.folded, folded) >= alike
	})
}

// near is how near what the answer type needs stands to a concept in passage i.
func (m *match) near(i int, e Expectation) float64 {
	held := m.ix.held(i, e)
	if len(held) == 0 {
		return 0
	}
	best := 0.0
	for n, w := range m.ix.read[i].words {
		if _, ok := m.concept(w); !ok {
			continue
		}
		for _, h := range held {
			d := max(n-h, h-n)
			best = max(best, 1/(1+float64(max(0, d-1))/3))
		}
	}
	return best
}

// held are the words of passage i, by number, at which what the answer type
// needs stands.
func (ix *Index) held(i int, e Expectation) []int {
	r := &ix.read[i]
	var starts []int
	for _, f := range r.figures {
		if fits := figureFits(e); fits != nil && fits(f) {
			starts = append(starts, f.Start)
		}
	}
	if e.Type == TypeDate {
		for _, d := range r.dates {
			starts = append(starts, d.Start)
		}
	}
	var out []int
	for n, w := range words(ix.a.Passages[i].Text) {
		if slices.ContainsFunc(starts, func(s int) bool { return w.start <= s && s < w.end || s <= w.start && w.start < s+2 }) {
			out = append(out, n)
		}
		if e.Type == TypeWho && n < len(r.words) && (r.words[n].name || ix.names[w.folded]) && !e.words[w.folded] {
			out = append(out, n)
		}
	}
	return out
}

func (ix *Index) isSubject(c concept) bool {
	return len(c.alternatives) > 0 && ix.subject[c.alternatives[0].term]
}

// fuzzyFloor is the likeness of two words from which one is taken for a
// spelling or inflection of the other.
const fuzzyFloor = 0.62

// resembles returns how alike the concept and the most similar word of a passage
// are, by shared n-grams; 0 below fuzzyFloor.
func (ix *Index) resembles(c concept, passage int) float64 {
	best := 0.0
	for _, w := range ix.read[passage].words {
		if len(w.folded) >= minGram && len(c.folded) >= minGram {
			best = max(best, likeness(c.folded, w.folded))
		}
	}
	if best < fuzzyFloor {
		return 0
	}
	return best
}

// likeness is the Dice coefficient of the character trigrams of two folded
// words.
func likeness(x, y string) float64 {
	const n = 3
	x, y = "^"+x+"$", "^"+y+"$"
	shared := 0
	for i := 0; i+n <= len(x); i++ {
		if strings.Contains(y, x[i:i+n]) {
			shared++
		}
	}
	return 2 * float64(shared) / float64(len(x)+len(y)-2*(n-1))
}
