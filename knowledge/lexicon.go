package knowledge

import (
	"iter"
	"slices"
)

// lexicon is the thesaurus, made to be looked up by terms: stems joined by spaces.
// It keeps the lines as they stand, since all that their terms mean to each other
// would take ten times the room. Immutable once loaded.
type lexicon struct {
	terms   *numbered
	members []uint16      // the terms of all lines, one behind another
	lines   []lexiconLine // in the order of files and lines
	first   []int32       // by term: where its occurrences begin
	occurs  []uint16      // lines that a term stands in, doubled; plus one on the right side
	german  []bool        // by term: stands on the left of a German line, and is long enough for a part of a compound
	// spellings are the folded words of the entries, to recognise misspelled ones,
	// marked with a bit for each language.
	spellings *numbered
}

// maxLines is how many lines there may be, so that two bytes hold one and its side.
const maxLines = 1 << 15

// lexiconLine is one line: from members[from] on the terms of lang, behind them the
// English ones; there are none in a group of synonyms.
type lexiconLine struct {
	from        uint32
	left, right uint8 // how many
	lang        uint8 // index into Languages
	concept     bool  // the terms on the right are synonyms too
}

// id returns the number of a term, a new one for a new term; -1 for an empty one.
func (lex *lexicon) id(term string) int32 {
	if term == "" {
		return -1
	}
	return lex.terms.add(term)
}

// finish makes the lines findable by their terms.
func (lex *lexicon) finish() {
	lex.terms.pack()
	lex.spellings.pack()
	lex.first = make([]int32, lex.terms.len()+1)
	for _, id := range lex.members {
		lex.first[id+1]++
	}
	for i := range lex.terms.len() {
		lex.first[i+1] += lex.first[i]
	}
	next := slices.Clone(lex.first)
	lex.occurs, lex.german = make([]uint16, len(lex.members)), make([]bool, lex.terms.len())
	for n, l := range lex.lines {
		for right, terms := range [...][]uint16{lex.side(l, false), lex.side(l, true)} {
			for _, id := range terms {
				if right == 0 && Languages[l.lang] == "de" && len(lex.terms.at(int32(id))) >= minPart {
					lex.german[id] = true
				}
				lex.occurs[next[id]] = uint16(2*n + right)
				next[id]++
			}
		}
	}
	lex.members, lex.lines = slices.Clone(lex.members), slices.Clone(lex.lines)
}

// find returns the number of a term; -1 when the thesaurus has none.
func (lex *lexicon) find(term string) int32 { return lex.terms.find(term) }

// in iterates over the lines in which a term stands as one of language lang, and
// tells on which side.
func (lex *lexicon) in(term int32, lang string) iter.Seq2[lexiconLine, bool] {
	return func(yield func(l lexiconLine, right bool) bool) {
		if term < 0 {
			return
		}
		for _, o := range lex.occurs[lex.first[term]:lex.first[term+1]] {
			l, right := lex.lines[o/2], o%2 == 1
			if right && lang == "en" || !right && Languages[l.lang] == lang {
				if !yield(l, right) {
					return
				}
			}
		}
	}
}

// side returns the terms of one side of a line.
func (lex *lexicon) side(l lexiconLine, right bool) []uint16 {
	middle := l.from + uint32(l.left)
	if right {
		return lex.members[middle : middle+uint32(l.right)]
	}
	return lex.members[l.from:middle]
}

// has tells whether the thesaurus has a term of language lang.
func (lex *lexicon) has(term, lang string) bool {
	for range lex.in(lex.find(term), lang) {
		return true
	}
	return false
}

// isGerman tells whether a stem is one of the German entries that compounds are
// split into.
func (lex *lexicon) isGerman(stem string) bool {
	id := lex.find(stem)
	return id >= 0 && lex.german[id]
}

// spells tells whether a folded word stands in an entry of language lang.
func (lex *lexicon) spells(folded, lang string) bool {
	i := slices.Index(Languages, lang)
	return i >= 0 && lex.spellings.marked(folded, 1<<i)
}

// synonyms iterates over the terms that mean the same in the same language; one may
// come more than once.
func (lex *lexicon) synonyms(term int32, lang string) iter.Seq[int32] {
	return func(yield func(int32) bool) {
		for l, right := range lex.in(term, lang) {
			if right && !l.concept {
				continue
			}
			for _, t := range lex.side(l, right) {
				if int32(t) != term && !yield(int32(t)) {
					return
				}
			}
		}
	}
}

// translations iterates over the terms of language to that a term of language from
// may stand for; through English where there is no direct glossary. One may come
// more than once.
func (lex *lexicon) translations(term int32, from, to string) iter.Seq[int32] {
	switch {
	case from == to:
		return func(func(int32) bool) {}
	case from != "en" && to != "en":
		return lex.throughEnglish(term, from, to)
	}
	return func(yield func(int32) bool) {
		for l, right := range lex.in(term, from) {
			if right != (from == "en") || to != "en" && Languages[l.lang] != to {
				continue
			}
			for _, t := range lex.side(l, !right) {
				if !yield(int32(t)) {
					return
				}
			}
		}
	}
}

func (lex *lexicon) throughEnglish(term int32, from, to string) iter.Seq[int32] {
	return func(yield func(int32) bool) {
		for english := range lex.translations(term, from, "en") {
			for t := range lex.translations(english, "en", to) {
				if !yield(t) {
					return
				}
			}
		}
	}
}

// roundTrips iterates over the terms of a language that share a translation with
// term: weaker than synonyms, but there are more of them.
func (lex *lexicon) roundTrips(term int32, lang string) iter.Seq[int32] {
	other := "en"
	if lang == "en" {
		other = "de"
	}
	return func(yield func(int32) bool) {
		for t := range lex.translations(term, lang, other) {
			for back := range lex.translations(t, other, lang) {
				if !yield(back) {
					return
				}
			}
		}
	}
}
