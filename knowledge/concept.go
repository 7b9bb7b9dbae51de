package knowledge

import (
	"iter"
	"slices"
	"strings"
	"sync"
)

// alternative is a term of the announcement's language that may stand for a
// word of the query, and how much it counts against the word itself.
type alternative struct {
	term   string
	weight float64
}

// phrase is an alternative of several words, which a passage must all have.
type phrase struct {
	terms  []string
	weight float64
}

// What an alternative counts, by how it came to be.
const (
	weightSame        = 1.0
	weightTranslation = 1.0
	weightSynonym     = 0.7
	weightPart        = 0.5
	oneOfMany         = 0.6  // factor for the one word of an alternative that is not of grammar
	weightRoundTrip   = 0.25 // shares a translation
	weightSecondHand  = 0.3  // synonym of a translation
)

// concept is one content word of the query, or several that the thesaurus
// knows as one term, with its alternatives, best first.
type concept struct {
	text         string // as asked
	folded       string
	name         bool // looks like a name, and does not begin the query
	subject      bool // the query says something of it
	thing        bool // looks like one, and ends in a word for things: a German compound
	alternatives []alternative
	phrases      []phrase
	meanings     int      // terms that the thesaurus has for it: many for words that say little
	trigrams     []uint64 // see trigramClasses; empty for short words, and where questions are compared
}

// conceptReader turns words of a query in language from into concepts in language
// to. The alternatives are those that the announcement speaks of; without an index,
// where questions are compared, the closest ones.
type conceptReader struct {
	lex      *lexicon
	from, to string
	ix       *Index
	memo     *conceptMemo // of what was read in the same way
}

// conceptsOf turns the words of a query in language lang into concepts of the
// announcement.
func (ix *Index) conceptsOf(ws []word, lang string) []concept {
	return conceptReader{loadLexicon(), lang, ix.a.Language, ix, &ix.concepts}.read(ws)
}

func (r conceptReader) read(ws []word) []concept {
	ws, stems := r.respelled(ws)
	out := make([]concept, 0, len(ws))
	for i := 0; i < len(ws); {
		n := r.longestTerm(stems[i:])
		out = append(out, r.remembered(ws[i:i+n], stems[i:i+n]))
		i += n
	}
	return out
}

// particles are the prefixes that German verbs part with, folded.
const particles = " ab an auf aus bei dicht durch ein fest fort frei heim her hin hoch klein leer los mit nach nieder raus rein statt teil um unter vor weg weiter zu zuruck zusammen "

// joinedVerbs puts German verbs of a query together again ("macht … dicht":
// "dichtmacht"), when the thesaurus has them. The particle is the last of ws, or
// where it is a word of grammar the last of the query; what "ist … zu" is closed.
func joinedVerbs(lex *lexicon, ws []word, last word) []word {
	isParticle := func(w word) bool { return strings.Contains(particles, " "+w.folded+" ") }
	if len(ws) == 0 {
		return ws
	}
	verbs, named := ws, isParticle(ws[len(ws)-1])
	if named {
		verbs, last = ws[:len(ws)-1], ws[len(ws)-1]
	}
	if !isParticle(last) {
		return ws
	}
	for i, w := range verbs {
		if startsUpper(w.text) && w.start > 0 || named && lightWords()[w.folded] {
			continue // "hat der Laden auf"; "dicht" says more than "macht"
		}
		joined := last.folded + w.folded
		if lex.has(stem(joined, "de"), "de") {
			out := slices.Clone(verbs)
			out[i].text, out[i].folded = joined, joined
			return out
		}
	}
	if state := particleStates[last.folded]; state != "" && !startsUpper(last.text) {
		return append(slices.Clone(verbs), word{text: state, folded: Fold(state), start: last.start, end: last.end})
	}
	return ws
}

// particleStates are what something does or is that "ist", "hat" or "geht" such a particle.
var particleStates = map[string]string{"zu": "geschlossen", "auf": "geöffnet", "los": "beginnt"}

// respelled returns ws with misspelled words mended, and their stems.
func (r conceptReader) respelled(ws []word) ([]word, []string) {
	out, stems := slices.Clone(ws), make([]string, len(ws))
	for i := range out {
		place := inside
		switch {
		case out[i].start == 0:
			place = begins
		case i == 0:
			place = leads
		}
		mended := r.memo.spellings.of(r.from+place+out[i].text, func() spelling { return r.spell(out[i], place) })
		out[i].text, out[i].folded, stems[i] = mended.text, mended.folded, mended.stem
	}
	return out, stems
}

// spelling is a word as it is spelled right.
type spelling struct{ text, folded, stem string }

// The places of a word in its text: its capital says nothing where the text begins, and
// little behind words of grammar.
const (
	begins = "^"
	leads  = "<"
	inside = " "
)

// spell mends w, at a place in its text, when neither the announcement nor the thesaurus
// has it, and it is no name: "Claude" is no clause, unless the announcement has one.
func (r conceptReader) spell(w word, place string) spelling {
	own := spelling{w.text, w.folded, stemTerm(w.text, r.from)}
	name := r.from != "de" && looksLikeName(r.lex, w, r.from)
	if r.ix != nil && r.ix.knows(own.stem) || isIdentifier(w.text) || r.lex.knows(w, r.from) || name && place == inside {
		return own
	}
	mended := r.lex.respell(w.folded, r.from, r.ix)
	right := spelling{mended, mended, stem(mended, r.from)}
	if mended == w.folded || name && place == leads && !(r.ix != nil && r.ix.knows(right.stem)) {
		return own
	}
	return right
}

// longestTerm returns how many of the first stems are one entry that stands for
// something the announcement has.
func (r conceptReader) longestTerm(stems []string) int {
	for n := min(maxTerm, len(stems)); n > 1; n-- {
		term := r.lex.find(strings.Join(stems[:n], " "))
		if term >= 0 && (r.speaksOfAny(r.lex.translations(term, r.from, r.to)) || r.speaksOfAny(r.lex.synonyms(term, r.from))) {
			return n
		}
	}
	return 1
}

func (r conceptReader) speaksOfAny(terms iter.Seq[int32]) bool {
	for t := range terms {
		if r.speaksOf(t) {
			return true
		}
	}
	return false
}

// speaksOf tells whether the announcement has all words of a term.
func (r conceptReader) speaksOf(term int32) bool { return r.ix == nil || r.ix.speaks[term] }

// remembered is concept, read once for words that come again and again: all
// gates, and all variants of a statement, ask for the same.
func (r conceptReader) remembered(ws []word, stems []string) concept {
	key := r.from
	for _, w := range ws {
		key += " " + w.text
	}
	return r.memo.concepts.of(key, func() concept { return r.concept(ws, stems) })
}

// conceptMemo keeps what was read lately; nobody changes it. The zero value is ready
// for use.
type conceptMemo struct {
	concepts  memo[concept]
	spellings memo[spelling]
}

// memo keeps values that cost something to have.
type memo[V any] struct {
	mu    sync.Mutex
	byKey map[string]V
}

// mostRemembered is how many values a memo keeps at most.
const mostRemembered = 256

// of is the value of key, had from read the first time.
func (m *memo[V]) of(key string, read func() V) V {
	m.mu.Lock()
	v, ok := m.byKey[key]
	m.mu.Unlock()
	if ok {
		return v
	}
	v = read()
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.byKey == nil || len(m.byKey) == mostRemembered {
		m.byKey = map[string]V{}
	}
	m.byKey[key] = v
	return v
}

// concept is the concept of ws, which have the given stems.
func (r conceptReader) concept(ws []word, stems []string) concept {
	head := ws[max(0, slices.IndexFunc(ws, func(w word) bool { return !lightWords()[w.folded] }))] // "fast internet"
	c := concept{text: head.text, folded: head.folded}
	if r.ix != nil && len(c.folded) >= minGram {
		c.trigrams = trigramClasses(c.folded)
	}
	for i, t := range stems {
		weight := weightSame
		if i > 0 {
			weight = weightSynonym
		}
		c.alternatives = append(c.alternatives, alternative{t, weight})
		if strings.Contains(t, " ") && r.from == r.to {
			r.addTerm(&c, t, weight) // "pay in"
		}
	}
	term := r.lex.find(strings.Join(stems, " "))
	for range r.lex.synonyms(term, r.from) {
		c.meanings++
	}
	for range r.lex.translations(term, r.from, r.to) {
		c.meanings++
	}
	if measure := measureOf(c.folded); measure != "" && len(ws) == 1 && (r.ix == nil || r.ix.knows(measure)) {
		c.add(measure, weightSynonym)
	}
	if r.from == r.to {
		r.addAll(&c, r.lex.synonyms(term, r.from), weightSynonym)
		if r.ix != nil {
			r.addAll(&c, r.lex.roundTrips(term, r.from), weightRoundTrip)
		}
	} else {
		for _, w := range ws { // a name, or a word that both languages share
			if s := stem(strings.ToLower(w.text), r.to); r.ix == nil || r.ix.knows(s) {
				c.add(s, weightSame)
			}
		}
		r.addTranslations(&c, term)
	}
	if verb, with, ok := strings.Cut(stems[0], " "); ok && len(stems) == 1 && meansLittle[with] { // "pay in"
		first, _, _ := strings.Cut(ws[0].text, " ")
		alone := r.concept([]word{newWord(first, 0, len(first))}, []string{verb})
		for _, a := range alone.alternatives {
			c.add(a.term, min(a.weight, weightSynonym))
		}
	}
	if r.from == "de" && r.ix != nil {
		r.addParts(&c)
	}
	return c
}

// countries are terms of two letters that are no words of grammar where they are looked for.
var countries = wordsOf("us uk eu")

// meansLittle are prepositions that change little of what their verb means, stemmed.
var meansLittle = wordsOf("in for on with at from by about of to")

// add adds an alternative of one word, unless it is there.
func (c *concept) add(term string, weight float64) {
	if !slices.ContainsFunc(c.alternatives, func(a alternative) bool { return a.term == term }) {
		c.alternatives = append(c.alternatives, alternative{term, weight})
	}
}

// addAll adds terms of which the announcement speaks.
func (r conceptReader) addAll(c *concept, terms iter.Seq[int32], weight float64) {
	for t := range terms {
		if r.speaksOf(t) {
			r.addTerm(c, r.lex.terms.at(t), weight)
		}
	}
}

// addTerm adds a term of one word or several. Words of grammar in it do not count, and
// neither does what is only possible, where it is no close synonym: a competitor is
// who can keep up, but not who can.
func (r conceptReader) addTerm(c *concept, term string, weight float64) {
	function := functionStems()[r.to]
	if !strings.Contains(term, " ") {
		if (len(term) > 2 || weight == weightSame || countries[term]) && (weight != weightRoundTrip || !function[term] && !modalStems()[r.to][term]) {
			c.add(term, weight)
		}
		return
	}
	terms := slices.DeleteFunc(strings.Fields(term), func(t string) bool { return function[t] })
	switch {
	case len(terms) == 0:
	case len(terms) == 1:
		c.add(terms[0], weight*oneOfMany)
	case !slices.ContainsFunc(c.phrases, func(p phrase) bool { return slices.Equal(p.terms, terms) }):
		c.phrases = append(c.phrases, phrase{terms, weight})
	}
}

// addTranslations adds the translations of a term, then their synonyms, then the
// translations of its own synonyms.
func (r conceptReader) addTranslations(c *concept, term int32) {
	translations := r.lex.translations(term, r.from, r.to)
	r.addAll(c, translations, weightTranslation)
	for t := range translations {
		r.addAll(c, r.lex.synonyms(t, r.to), weightSecondHand)
	}
	for s := range r.lex.synonyms(term, r.from) {
		r.addAll(c, r.lex.translations(s, r.from, r.to), weightSecondHand)
	}
}

// addParts adds the parts of a German compound, and what they may stand for.
func (r conceptReader) addParts(c *concept) {
	for _, p := range r.ix.partsOf(c.folded, r.lex) {
		if r.to == "de" {
			if r.ix.knows(p) {
				c.add(p, weightPart)
			}
			continue
		}
		r.addAll(c, r.lex.translations(r.lex.find(p), r.from, r.to), weightPart)
	}
}

// partsOf returns the stems of the parts of a folded German word that are words of
// the thesaurus or of the announcement; the last one alone where the first is none.
func (ix *Index) partsOf(folded string, lex *lexicon) []string {
	known := func(s string) bool { return lex.isGerman(s) || ix.knows(s) || ix.stems[s] }
	if parts := compoundParts(folded, known); parts != nil || len(folded) < minTail+shortPart {
		return parts
	}
	if tail := tailOf(folded, known); tail != "" {
		return []string{tail}
	}
	return nil
}

// markNames marks the concepts of a query that look like names. Its first word
// is capitalised anyway, which says nothing.
func markNames(concepts []concept, query, lang string) {
	lex := loadLexicon()
	first := firstWord(query)
	for i := range concepts {
		c := &concepts[i]
		c.name = (c.text != first || isIdentifier(c.text)) && looksLikeName(lex, word{text: c.text, folded: c.folded}, lang) &&
			(!strings.Contains(c.text, " ") || nations()[c.folded]) // the thesaurus knows expressions
		c.thing = c.name && lang == "de" && tailOf(c.folded, lex.isGerman) != ""
	}
}
