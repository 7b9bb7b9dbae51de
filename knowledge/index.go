package knowledge

import (
	"math"
	"slices"
	"strings"
	"sync"
)

// BM25 parameters, and how much the signals beside the words of the passage
// count. Measured by TestXQuADR: sentences are short, so repetition (k1) says
// little and length (b) less than the usual 1.2 and 0.75 have it.
const (
	k1, b         = 0.3, 0.7
	weightSection = 0.25 // words of the heading above
	weightLight   = 0.5  // words of the question that say little
	weightGrams   = 1.0
	weightForeign = 0.8 // n-grams of another language, which only names and cognates share
	weightChance  = 0.2 // n-grams of a word that the glossary found in the passage
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

// Index finds passages and compares texts with them. It is safe for concurrent
// use.
type Index struct {
	a         *Announcement
	terms     field
	grams     field
	cited     int             // passages that may be cited
	read      []reading       // by passage
	entries   []*entry        // all distinct words, in the order of their first appearance
	subject   map[string]bool // stems of the title
	ends      map[string]bool // stems of the ends of its compounds
	names     map[string]bool // folded names of the title
	known     map[string]bool // all folded words of the text
	somebody  map[string]bool // folded words of the title that name a person
	lead      []string        // folded words of the name that the title begins with
	others    []string        // names of the title beside it
	first     []string        // folded words of the name that the first sentence begins with
	stems     map[string]bool // of all words of the text
	speaks    []bool          // by term of the lexicon: the passages have all its words
	memo      saidMemo
	concepts  conceptMemo
	asked     conceptMemo         // those of [Index.Asked]
	entities  map[string]bool     // folded names of the text: words in capitals, or with capitals or digits inside
	longForms map[string][]string // stems of what acronyms of the text stand for, by folded acronym
}

// entry is what is known of one distinct word of the text.
type entry struct {
	word
	number int // of the entry in the index
	stem   string
	parts  []string // of a German compound, stemmed
	grams  []string // character n-grams of the folded word
	// trigrams are the classes of the folded word's trigrams, of 64 bits; see trigramClasses.
	trigrams uint64
	name     bool // an identifier, or capitalised and in no dictionary of ours
}

// reading is what is read of a passage once, for all questions.
type reading struct {
	words    []*entry
	at       []int // where each word begins
	figures  []Figure
	carried  []Figure // figures, and what may be meant as one: "a day", "both"
	dates    []Date
	timed    bool
	often    bool
	marked   bool            // gives a reason, purpose or means
	placed   []*entry        // words that say where
	acronyms []string        // folded, of which the words stand here
	clauses  func() []clause // read when first asked for
}

// between is what stands between word n of passage i and the one before it.
func (ix *Index) between(i, n int) string {
	r := &ix.read[i]
	return ix.a.Passages[i].Text[r.at[n-1]+len(r.words[n-1].text) : r.at[n]]
}

// Figures are those of passage i, with offsets into its Text.
func (ix *Index) Figures(i int) []Figure { return ix.read[i].figures }

// Dates are those of passage i, with offsets into its Text.
func (ix *Index) Dates(i int) []Date { return ix.read[i].dates }

// NewIndex indexes the passages of a.
func NewIndex(a *Announcement) *Index {
	ix := &Index{a: a, subject: map[string]bool{}, ends: map[string]bool{}, names: map[string]bool{}, entities: map[string]bool{}, known: map[string]bool{}, stems: map[string]bool{}, longForms: map[string][]string{}}
	ix.terms, ix.grams = newField(len(a.Passages)), newField(len(a.Passages))
	for _, w := range words(a.Title) {
		ix.subject[stem(strings.ToLower(w.text), a.Language)] = true
	}
	for _, name := range Names(a.Title, a.Language) {
		ix.names[Fold(name)] = true
	}
	ix.lead, ix.others = leadingName(a.Title, a.Language)
	if i := slices.IndexFunc(a.Passages, func(p Passage) bool { return !p.Heading }); i >= 0 {
		ix.first, _ = leadingName(a.Passages[i].Text, a.Language)
	}
	ix.readAll()
	ix.somebody = ix.persons()
	ix.spellOut()
	sections := map[string][]string{}
	terms, grams := map[string]float32{}, map[string]float32{}
	for i, p := range a.Passages {
		if p.Heading {
			continue
		}
		ix.cited++
		stems, ok := sections[p.Section]
		if !ok {
			for _, w := range contentWords(p.Section, a.Language) {
				stems = append(stems, stem(strings.ToLower(w.text), a.Language))
			}
			sections[p.Section] = stems
		}
		ix.count(i, stems, terms, grams)
	}
	ix.terms.finish(ix.cited)
	ix.grams.finish(ix.cited)
	ix.learn(loadLexicon())
	return ix
}

// readAll reads the passages: their words, each distinct one once, figures and
// dates.
func (ix *Index) readAll() {
	lang, lex := ix.a.Language, loadLexicon()
	entries := map[string]*entry{}
	for i, p := range ix.a.Passages {
		ws := words(p.Text)
		r := reading{words: make([]*entry, 0, len(ws)), at: make([]int, 0, len(ws)), carried: append(figuresIn(p.Text, lang, true), pairs(p.Text)...), dates: Dates(p.Text, lang)}
		for _, f := range r.carried {
			if !f.article && f.End > 0 {
				r.figures = append(r.figures, f)
			}
		}
		r.timed = len(r.dates) > 0 || times.among(ws, lang)
		fold := Fold(p.Text)
		r.often, r.marked = frequency.MatchString(fold), reasonMarks.MatchString(fold)
		for _, w := range ws {
			e := entries[w.text]
			if e == nil {
				e = &entry{word: w, number: len(ix.entries), stem: stem(strings.ToLower(w.text), lang), name: looksLikeName(lex, w, lang) && !(isIdentifier(w.text) && lex.knows(w, lang))}
				eachGram(w.folded, func(g string) { e.grams = append(e.grams, g) })
				for _, class := range trigramClasses(w.folded) {
					e.trigrams |= class
				}
				entries[w.text] = e
				ix.entries = append(ix.entries, e)
				ix.stems[e.stem], ix.known[w.folded] = true, true
				if isIdentifier(w.text) && e.name {
					ix.entities[w.folded] = true
				}
			}
			r.words, r.at = append(r.words, e), append(r.at, w.start)
		}
		r.clauses = sync.OnceValue(func() []clause { return ix.clausesOf(i) })
		ix.read = append(ix.read, r)
	}
	if lang == "de" {
		for _, e := range ix.entries {
			if parts := ix.partsOf(e.folded, lex); len(parts) != 1 || parts[0] != e.stem {
				e.parts = parts
			}
			if n := len(e.parts); n > 1 && ix.subject[e.stem] {
				ix.ends[e.parts[n-1]] = true // of a "Wasserkocher" they speak as a "Kocher"
			}
		}
	}
	for i := range ix.read {
		ix.read[i].placed = ix.saysWhere(i)
	}
}

// learn notes which terms of the lexicon the announcement speaks of.
func (ix *Index) learn(lex *lexicon) {
	ix.speaks = make([]bool, lex.terms.len())
	for i := range ix.speaks {
		ix.speaks[i] = true
		for w := range strings.FieldsSeq(lex.terms.at(int32(i))) {
			if !ix.knows(w) {
				ix.speaks[i] = false
				break
			}
		}
	}
}

// count enters what passage i holds: stems, and less so the parts of compounds
// and the stems of its section, n-grams, and the measures of its figures. The maps
// are room for it to count in.
func (ix *Index) count(i int, section []string, counts, grams map[string]float32) {
	clear(counts)
	clear(grams)
	for _, e := range ix.read[i].words {
		counts[e.stem]++
		for _, part := range e.parts {
			if part != e.stem {
				counts[part] += weightPart
			}
		}
		for _, g := range e.grams {
			grams[g]++
		}
		for _, s := range ix.longForms[e.folded] {
			counts[s] = max(counts[s], weightPart)
		}
	}
	for _, acronym := range ix.read[i].acronyms {
		counts[stem(acronym, ix.a.Language)]++
	}
	for _, f := range ix.read[i].figures {
		if t := termOf(f); t != "" {
			counts[t] = 1
		}
		if f.Hedge != "" {
			counts[termOfHedge(f.Hedge)] = 1
		}
	}
	if ix.read[i].timed {
		counts[termTime] = 1
	}
	for _, s := range section {
		if counts[s] == 0 {
			counts[s] = weightSection
		}
	}
	ix.terms.add(i, counts)
	for _, f := range ix.read[i].figures { // the words of a figure are counted already
		ix.terms.note(i, termOfValue(f))
	}
	ix.grams.add(i, grams)
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
	for term, n := range counts { // in any order: counts are quarters, so that their sums are exact
		f.postings[term] = append(f.postings[term], posting{int32(passage), n})
		f.length[passage] += n
	}
}

// note enters that a passage, the last one added, has a term, which does not make it longer.
func (f *field) note(passage int, term string) {
	list := f.postings[term]
	if len(list) == 0 || list[len(list)-1].passage != int32(passage) {
		f.postings[term] = append(list, posting{int32(passage), 1})
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
