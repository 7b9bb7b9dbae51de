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
	Lacks    bool    // the form of the question needs something that the passage has not: a telephone number
	Missing  []string

	Peak       float64 // how well the rarest word that the announcement knows is covered
	Elsewhere  float64 // share of what the query names that only other passages speak of
	Context    float64 // share that is not covered here, but by the heading or the sentences around
	Strong     float64 // share that is covered by the words themselves or close synonyms
	Share      float64 // score as a share of the best one's
	Absolute   float64 // score as a share of what a passage with all words would have
	Beside     float64 // share of neighbours in the query that are neighbours here
	Follow     float64 // coverage when what the sentences before and the heading speak of counts too
	FollowRare float64 // the same, rare words counting more
	Marked     bool    // gives a reason, purpose or means
	Defines    bool    // says what something is that the query names
	OnlyIf     bool    // says what is so on a condition, as the query asks
	SpellsOut  bool    // has the words of an acronym that the query names
	Worst      float64 // the heaviest word that is not covered, as a share of the heaviest word
	WorstNew   float64 // the same of words that the whole announcement never speaks of
	Lost       float64 // share of words that are not covered
	Close      float64 // how near the words stand to what the answer must hold, on average
	Special    float64 // coverage, words of many meanings counting less
	Refers     bool    // begins with a word that refers to the sentence before
	Counts     bool    // a figure counts what the query asks the number of
	Words      int     // length of the passage
	Among      int     // passages that come into question
	Place      int     // in the order of scores, from 0
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
	return 1.3 * weight
}

// nations are countries and their adjectives, folded.
var nations = sync.OnceValue(func() map[string]bool { return wordSet("nations") })

func isDigits(s string) bool { return strings.Trim(s, "0123456789") == "" }

// weigh is how much concept c counts in coverage.
func (m *match) weigh(c concept) float64 {
	switch {
	case m.ix.isSubject(c) && !m.ix.seldomNamed(c):
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
	t := tally{Evidence: Evidence{Type: e.Type, Typed: e.Type.Typed(), Coverage: 1, Rare: 1, Focus: -1}, match: m, passage: i,
		never: idf(0, m.ix.cited)}
	t.Holds = t.Typed && m.ix.Holds(i, e)
	has := m.ix.polesIn(i)
	for c := range m.concepts {
		weight := m.weigh(m.concepts[c])
		got := m.covered(c, i, weight)
		if m.poles[c].opposes(has) {
			if e.Type == TypeYesNo {
				got = max(got, credit(weightSynonym)) // "Does it close?" "It stays open."
			} else {
				t.Opposed = true
			}
		}
		t.count(c, weight, got)
	}
	ev := t.sum()
	ev.Marked, ev.Defines, ev.SpellsOut = m.ix.read[i].marked, m.defines(i), m.spellsOut(i)
	ev.OnlyIf = e.onlyIf && m.ix.conditional(i)
	ws := m.ix.read[i].words
	ev.Words = len(ws)
	ev.Refers = refers(ws)
	if ev.Holds {
		ev.Near, ev.Close = m.near(i, e)
	}
	return ev
}

// covered is how well passage i itself covers concept c, which counts weight.
func (m *match) covered(c, i int, weight float64) float64 {
	got := m.covers[c][int32(i)]
	if weight == coverSubject {
		got = max(got, 0.8)
	}
	if got < fuzzyFloor {
		got = max(got, m.ix.resembles(m.concepts[c], i))
	}
	return got
}

// around is how well the passages before passage i, and its heading, cover
// concept c, the nearer ones counting more.
func (m *match) around(c, i int) float64 {
	p, best := m.ix.a.Passages, 0.6*m.covers[c][int32(i)]
	for back, share := range []float64{0.8, 0.6, 0.4} {
		j := i - 1 - back
		if j < 0 || p[j].Section != p[i].Section {
			break
		}
		best = max(best, share*m.covers[c][int32(j)])
	}
	return max(best, 0.5*m.headings[c][p[i].Section])
}

// soundsKnown tells whether the announcement has a word that could be a folded
// name in another language's spelling ("Portogallo", "Portugal").
func (ix *Index) soundsKnown(folded string) bool {
	const alike = 0.5
	return slices.ContainsFunc(ix.entries, func(e *entry) bool {
		return len(e.folded) >= minGram && len(folded) >= minGram && e.folded[0] == folded[0] && likeness(e.folded, folded) >= alike
	})
}

// near is how near what the answer type needs stands to a concept in passage i, and
// how near it stands to all concepts on average.
func (m *match) near(i int, e Expectation) (best, average float64) {
	held := m.ix.held(i, e)
	if len(held) == 0 || len(m.concepts) == 0 {
		return 0, 0
	}
	each := make([]float64, len(m.concepts))
	for n, w := range m.ix.read[i].words {
		c, ok := m.concept(w)
		if !ok {
			continue
		}
		for _, h := range held {
			d := max(n-h, h-n)
			each[c] = max(each[c], 1/(1+float64(max(0, d-1))/3))
		}
	}
	total, weight := 0.0, 0.0
	for c, v := range each {
		best = max(best, v)
		total += m.weigh(m.concepts[c]) * v
		weight += m.weigh(m.concepts[c])
	}
	return best, total / max(weight, 1e-9)
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
	for n, w := range r.words {
		start := r.at[n]
		end := start + len(w.text)
		if slices.ContainsFunc(starts, func(s int) bool { return start <= s && s < end || s <= start && start < s+2 }) {
			out = append(out, n)
		}
		if e.Type == TypeWho && ix.namesSomebody(w, e) {
			out = append(out, n)
		}
	}
	return out
}

// isSubject tells whether the title names a concept, by its end at least.
func (ix *Index) isSubject(c concept) bool {
	return inTitle(c, ix.subject) || inTitle(c, ix.ends)
}

// inTitle tells whether a concept is among stems of the title.
func inTitle(c concept, stems map[string]bool) bool {
	return slices.ContainsFunc(c.alternatives, func(a alternative) bool { return a.weight >= weightTranslation && stems[a.term] })
}

// seldom is the share of passages up to which what they name is no subject of all.
const seldom = 1.0 / 8

// seldomNamed tells of a name of the title that most passages are not about: in "Nordnet
// brings fibre to 14 towns around Elmenau" that of the town. Whoever announces is none.
func (ix *Index) seldomNamed(c concept) bool {
	n := len(ix.terms.postings[c.alternatives[0].term])
	return c.name && n > 0 && float64(n) <= seldom*float64(ix.cited)
}

// fuzzyFloor is the likeness of two words from which one is taken for a
// spelling or inflection of the other.
const fuzzyFloor = 0.62

// resembles returns how alike the concept and the most similar word of a passage
// are, by shared n-grams; 0 below fuzzyFloor.
func (ix *Index) resembles(c concept, passage int) float64 {
	if len(c.trigrams) == 0 {
		return 0
	}
	best := 0.0
	for _, w := range ix.read[passage].words {
		if len(w.folded) >= minGram && w.mostLike(c.trigrams) >= fuzzyFloor {
			best = max(best, likeness(c.folded, w.folded))
		}
	}
	if best < fuzzyFloor {
		return 0
	}
	return best
}

// trigramClasses are the classes, each a bit of 64, that the trigrams of a folded word
// fall in, as likeness cuts them.
func trigramClasses(word string) []uint64 {
	if word == "" {
		return nil
	}
	out := make([]uint64, 0, 32)
	a, b := byte('^'), word[0]
	for i := 1; i <= len(word); i++ {
		c := byte('$')
		if i < len(word) {
			c = word[i]
		}
		out = append(out, 1<<((uint(a)*7+uint(b)*31+uint(c)*5)%64))
		a, b = b, c
	}
	return out
}

// mostLike is what the likeness of the word of which the classes are to e comes to at
// most. It is quick, and nearly all words are not alike.
func (e *entry) mostLike(classes []uint64) float64 {
	shared := 0
	for _, c := range classes {
		if e.trigrams&c != 0 {
			shared++
		}
	}
	return 2 * float64(shared) / float64(len(classes)+len(e.folded))
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
