package knowledge

import (
	"cmp"
	"maps"
	"math"
	"slices"
	"strings"
)

// BM25 parameters, and how much the signals beside the words of the passage
// count. Measured by TestXQuADR: sentences are short, so repetition (k1) says
// little and length (b) less than the usual 1.2 and 0.75 have it.
const (
	k1, b         = 0.4, 0.5
	weightSection = 0.3 // words of the heading above
	weightGrams   = 1.2
	minGram       = 4
	maxGram       = 5
)

// posting says how often a term stands in a passage.
type posting struct {
	passage int32
	count   float32
}

// field is an inverted index of one kind of term.
type field struct {
	postings map[string][]posting
	length   []float32 // terms a passage
	average  float64
}

// Index finds passages. It is immutable and safe for concurrent use.
type Index struct {
	a        *Announcement
	terms    field
	grams    field
	cited    int             // passages that may be cited
	read     []reading       // by passage
	subject  map[string]bool // stems of the title
	names    map[string]bool // folded names of the title
	known    map[string]bool // all folded words of the text
	entities map[string]bool // folded names of the text: words in capitals, or with capitals or digits inside
}

// reading is what is read of a passage once, for all questions.
type reading struct {
	words   []word
	figures []Figure
	dates   []Date
	timed   bool
	placed  bool
}

// Figures are those of passage i, with offsets into its Text.
func (ix *Index) Figures(i int) []Figure { return ix.read[i].figures }

// Dates are those of passage i, with offsets into its Text.
func (ix *Index) Dates(i int) []Date { return ix.read[i].dates }

// SpeaksOfTime tells whether passage i says when or how long.
func (ix *Index) SpeaksOfTime(i int) bool { return ix.read[i].timed }

// SpeaksOfPlace tells whether passage i says where.
func (ix *Index) SpeaksOfPlace(i int) bool { return ix.read[i].placed }

// NamesSomebody tells whether passage i holds a name: the subject's or an
// identifier.
func (ix *Index) NamesSomebody(i int) bool {
	return slices.ContainsFunc(ix.read[i].words, func(w word) bool { return ix.names[w.folded] || ix.entities[w.folded] })
}

// NewIndex indexes the passages of a.
func NewIndex(a *Announcement) *Index {
	ix := &Index{a: a, subject: map[string]bool{}, names: map[string]bool{}, entities: map[string]bool{}, known: map[string]bool{}}
	ix.terms, ix.grams = newField(len(a.Passages)), newField(len(a.Passages))
	sections := map[string][]string{}
	vocabulary := map[string]bool{}
	for _, p := range a.Passages {
		r := reading{words: words(p.Text), figures: Figures(p.Text, a.Language), dates: Dates(p.Text, a.Language)}
		r.timed = len(r.dates) > 0 || times.in(p.Text, a.Language)
		r.placed = places.in(p.Text, a.Language) || saysWhere(p.Text)
		ix.read = append(ix.read, r)
		for _, w := range r.words {
			ix.known[w.folded] = true
			if isIdentifier(w.text) && !loadLexicon().knows(w, a.Language) {
				ix.entities[w.folded] = true
			}
			vocabulary[stem(strings.ToLower(w.text), a.Language)] = true
		}
	}
	for i, p := range a.Passages {
		if p.Heading {
			continue
		}
		ix.cited++
		counts, grams := map[string]float32{}, map[string]float32{}
		for _, w := range ix.read[i].words {
			ix.countWord(w, counts, vocabulary)
			eachGram(w.folded, func(g string) { grams[g]++ })
		}
		for _, f := range ix.read[i].figures {
			if t := termOf(f); t != "" {
				counts[t] = 1
			}
		}
		if ix.read[i].timed {
			counts[termTime] = 1
		}
		stems, ok := sections[p.Section]
		if !ok {
			for _, w := range contentWords(p.Section, a.Language) {
				stems = append(stems, stem(strings.ToLower(w.text), a.Language))
			}
			sections[p.Section] = stems
		}
		for _, s := range stems {
			if counts[s] == 0 {
				counts[s] = weightSection
			}
		}
		ix.terms.add(i, counts)
		ix.grams.add(i, grams)
	}
	ix.terms.finish(ix.cited)
	ix.grams.finish(ix.cited)
	for _, w := range words(a.Title) {
		ix.subject[stem(strings.ToLower(w.text), a.Language)] = true
	}
	for _, name := range Names(a.Title, a.Language) {
		ix.names[Fold(name)] = true
	}
	return ix
}

// countWord counts a word's stem, and less so the parts it is made of.
func (ix *Index) countWord(w word, counts map[string]float32, vocabulary map[string]bool) {
	s := stem(strings.ToLower(w.text), ix.a.Language)
	counts[s]++
	if ix.a.Language != "de" {
		return
	}
	lex := loadLexicon()
	for _, part := range compoundParts(w.folded, func(s string) bool { return lex.german[s] || vocabulary[s] }) {
		if part != s {
			counts[part] += weightPart
		}
	}
}

// eachGram calls f with the character 4- and 5-grams of a folded word, its
// edges marked.
func eachGram(folded string, f func(string)) {
	w := "^" + folded + "$"
	for n := minGram; n <= maxGram; n++ {
		for i := 0; i+n <= len(w); i++ {
			f(w[i : i+n])
		}
	}
}

func newField(passages int) field {
	return field{postings: map[string][]posting{}, length: make([]float32, passages)}
}

func (f *field) add(passage int, counts map[string]float32) {
	for _, term := range slices.Sorted(maps.Keys(counts)) { // in order: sums of floats depend on it
		n := counts[term]
		f.postings[term] = append(f.postings[term], posting{int32(passage), n})
		f.length[passage] += n
	}
}

func (f *field) finish(passages int) {
	total := 0.0
	for _, n := range f.length {
		total += float64(n)
	}
	f.average = total / float64(max(1, passages))
}

// idf is the BM25 inverse document frequency of a term in df of n passages.
func idf(df, n int) float64 {
	return math.Log(1 + (float64(n)-float64(df)+0.5)/(float64(df)+0.5))
}

// score is the BM25 term weight of p, without idf.
func (f *field) score(p posting) float64 {
	tf := float64(p.count)
	return tf * (k1 + 1) / (tf + k1*(1-b+b*float64(f.length[p.passage])/f.average))
}

// Hit is a passage found by a search.
type Hit struct {
	Index    int     // into Announcement.Passages
	Score    float64 // comparable within one search only
	Coverage float64 // 0…1: how much of what the query names the passage speaks of
	Weight   float64 // how much the query names, in content words
	Missing  []string
}

// Search returns the passages that fit the query, best first, ties to the
// earlier passage. Headings are never hits.
func (ix *Index) Search(q Query) []Hit {
	lang := q.Language
	if lang == "" {
		lang = ix.a.Language
	}
	limit := q.Limit
	if limit == 0 {
		limit = 10
	}
	ws := contentWords(q.Text, lang)
	if q.Given != nil {
		ws = slices.DeleteFunc(ws, func(w word) bool { return q.Given(w.folded) })
	}
	concepts := conceptsOf(ws, lang, ix.a.Language, func(s string) bool { return len(ix.terms.postings[s]) > 0 })
	markNames(concepts, lang)
	scores := make([]float64, len(ix.a.Passages))
	covers := ix.scoreConcepts(concepts, scores)
	ix.scoreGrams(ws, scores)
	var hits []Hit
	onlySubject := !slices.ContainsFunc(concepts, func(c concept) bool { return !ix.isSubject(c) && !lightWords()[c.folded] })
	for i, s := range scores {
		if s > 0 || q.Given != nil && onlySubject && !ix.a.Passages[i].Heading {
			hits = append(hits, Hit{Index: i, Score: s})
		}
	}
	slices.SortStableFunc(hits, func(x, y Hit) int { return cmp.Compare(y.Score, x.Score) })
	hits = hits[:min(limit, len(hits))]
	for i := range hits {
		if q.Given != nil && onlySubject {
			hits[i].Coverage = 1 // nothing is asked for but the kind of answer
			continue
		}
		ix.cover(&hits[i], concepts, covers)
	}
	return hits
}

// scoreConcepts adds to scores what the concepts are worth, the best
// alternative of each counting, and returns for each concept how well each
// passage covers it.
func (ix *Index) scoreConcepts(concepts []concept, scores []float64) []map[int32]float64 {
	covers := make([]map[int32]float64, len(concepts))
	for c, concept := range concepts {
		best := map[int32]float64{}
		covers[c] = map[int32]float64{}
		for _, alt := range concept.alternatives {
			list := ix.terms.postings[alt.term]
			weight := alt.weight * idf(len(list), ix.cited)
			for _, p := range list {
				best[p.passage] = max(best[p.passage], weight*ix.terms.score(p))
				covers[c][p.passage] = max(covers[c][p.passage], credit(alt.weight)*min(1, max(0.7, float64(p.count))))
			}
		}
		for p, s := range best {
			scores[p] += s
		}
	}
	return covers
}

func (ix *Index) scoreGrams(ws []word, scores []float64) {
	for _, w := range ws {
		grams := len(w.folded)*2 - 2*minGram + 5
		eachGram(w.folded, func(g string) {
			list := ix.grams.postings[g]
			weight := weightGrams * idf(len(list), ix.cited) / math.Sqrt(float64(max(1, grams)))
			for _, p := range list {
				scores[p.passage] += weight * ix.grams.score(p)
			}
		})
	}
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

// cover fills in how much of the concepts h's passage speaks of.
func (ix *Index) cover(h *Hit, concepts []concept, covers []map[int32]float64) {
	total, covered := 0.0, 0.0
	light := lightWords()
	for c, concept := range concepts {
		got := covers[c][int32(h.Index)]
		weight := 1.0
		switch {
		case ix.isSubject(concept):
			weight, got = coverSubject, max(got, 0.8)
		case light[concept.folded]:
			weight = coverLight
		case ix.entities[concept.folded]:
			weight = coverEntity
		case concept.name && !ix.known[concept.folded]:
			weight = coverForeign
		}
		if got < fuzzyFloor {
			got = max(got, ix.resembles(concept, h.Index))
		}
		total += weight
		covered += weight * got
		if got < 0.3 {
			h.Missing = append(h.Missing, concept.text)
		}
	}
	h.Weight, h.Coverage = total, 1
	if total > 0 {
		h.Coverage = covered / total
	}
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
