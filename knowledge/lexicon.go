package knowledge

import (
	"hash/maphash"
	"iter"
	"slices"
	"sync"
)

// lexicon is the thesaurus by language pair: "de" holds synonyms within German,
// "de-en" German terms with their English ones, and so on. Terms are stems
// joined by a space. It holds no pointers to speak of: hundreds of thousands of
// strings would cost five times the memory, and time of every garbage
// collection.
type lexicon struct {
	strings map[string]*numbered // by language: terms, and the words of the entries
	pairs   map[string]*relation
}

// What a string of a language is.
const (
	isWord = 1 << iota // a folded word of an entry, to recognise misspelled ones
	isPart             // the folded stem of a German entry, into which compounds are split
)

// relation is which terms belong to a term, in the order in which they were
// said; a term may stand there twice.
type relation struct {
	from, to *numbered
	lists    [][]uint32 // by number of the term, while it is being made
	starts   []uint32   // afterwards: the list of n is all[starts[n]:starts[n+1]]
	all      []uint32
}

// loadLexicon parses the embedded files, once, when a search first needs it.
var loadLexicon = sync.OnceValue(newLexicon)

func newLexicon() *lexicon {
	lex := &lexicon{strings: map[string]*numbered{}, pairs: map[string]*relation{}}
	for _, lang := range Languages {
		lex.strings[lang] = newNumbered()
	}
	english := lex.strings["en"]
	for lang, terms := range lex.strings {
		lex.pairs[lang] = &relation{from: terms, to: terms}
		if lang != "en" {
			lex.pairs[lang+"-en"] = &relation{from: terms, to: english}
		}
	}
	lex.pairs["en-de"] = &relation{from: english, to: lex.strings["de"]}
	readThesaurus(lex.add)
	for _, r := range lex.pairs {
		r.pack()
	}
	for _, terms := range lex.strings {
		terms.pack()
	}
	return lex
}

// add takes in one line.
func (lex *lexicon) add(l thesaurusLine) {
	here, english := lex.strings[l.lang], lex.strings["en"]
	here.addAll(l.leftWords, isWord)
	english.addAll(l.rightWords, isWord)
	left, right := here.addAll(l.left, 0), english.addAll(l.right, 0)
	if l.lang == "de" {
		for i, t := range l.left {
			if len(t) >= minPart {
				here.kinds[left[i]] |= isPart
			}
		}
	}
	lex.pairs[l.lang].group(left)
	if l.right == nil {
		return
	}
	if l.concept {
		lex.pairs["en"].group(right)
	}
	forth, back := lex.pairs[l.lang+"-en"], lex.pairs["en-"+l.lang]
	for _, a := range left {
		forth.add(a, right...)
	}
	if back != nil {
		for _, b := range right {
			back.add(b, left...)
		}
	}
}

// group makes each of terms a synonym of all others.
func (r *relation) group(terms []uint32) {
	for i, a := range terms {
		for j, b := range terms {
			if i != j && a != b && (int(a) >= len(r.lists) || !slices.Contains(r.lists[a], b)) {
				r.add(a, b)
			}
		}
	}
}

// add says that terms belong to one.
func (r *relation) add(to uint32, terms ...uint32) {
	if n := int(to) + 1 - len(r.lists); n > 0 {
		r.lists = append(r.lists, make([][]uint32, n)...)
	}
	r.lists[to] = append(r.lists[to], terms...)
}

// pack ends the making.
func (r *relation) pack() {
	n := 0
	for _, list := range r.lists {
		n += len(list)
	}
	r.starts, r.all = make([]uint32, 0, len(r.lists)+1), make([]uint32, 0, n)
	for _, list := range r.lists {
		r.starts = append(r.starts, uint32(len(r.all)))
		r.all = append(r.all, list...)
	}
	r.starts = append(r.starts, uint32(len(r.all)))
	r.lists = nil
}

// list are the numbers of what belongs to a term.
func (r *relation) list(term string) []uint32 {
	if r == nil {
		return nil
	}
	n, known := r.from.find(term)
	if !known || int(n)+1 >= len(r.starts) {
		return nil
	}
	return r.all[r.starts[n]:r.starts[n+1]]
}

// of are the terms that belong to one.
func (r *relation) of(term string) iter.Seq[string] {
	return func(yield func(string) bool) {
		for _, n := range r.list(term) {
			if !yield(r.to.at(n)) {
				return
			}
		}
	}
}

// has tells whether an entry of a language has the term.
func (lex *lexicon) has(term, lang string) bool {
	return len(lex.pairs[lang].list(term)) > 0 || len(lex.pairs[lang+"-en"].list(term)) > 0 ||
		lang == "en" && len(lex.pairs["en-de"].list(term)) > 0
}

// translates tells whether a term of a language has English ones.
func (lex *lexicon) translates(term, lang string) bool {
	return len(lex.pairs[lang+"-en"].list(term)) > 0
}

// isPart tells whether a folded stem may be part of a German compound.
func (lex *lexicon) isPart(stem string) bool { return lex.strings["de"].is(stem, isPart) }

// isWord tells whether a folded word stands in an entry of a language.
func (lex *lexicon) isWord(folded, lang string) bool { return lex.strings[lang].is(folded, isWord) }

// translations are the terms of language to that term, in language from, may
// stand for; through English where there is no direct glossary.
func (lex *lexicon) translations(term, from, to string) iter.Seq[string] {
	direct := lex.pairs[from+"-"+to]
	switch {
	case from == to:
		return none
	case direct != nil:
		return direct.of(term)
	case to == "en":
		return none
	}
	return through(lex.pairs[from+"-en"], lex.pairs["en-"+to], term)
}

// roundTrips are the terms of a language that share a translation with term:
// weaker than synonyms, but there are more of them.
func (lex *lexicon) roundTrips(term, lang string) iter.Seq[string] {
	other := "en"
	if lang == "en" {
		other = "de"
	}
	return through(lex.pairs[lang+"-"+other], lex.pairs[other+"-"+lang], term)
}

func (lex *lexicon) synonyms(term, lang string) iter.Seq[string] { return lex.pairs[lang].of(term) }

// through are the terms that belong to those that belong to a term.
func through(forth, back *relation, term string) iter.Seq[string] {
	return func(yield func(string) bool) {
		for t := range forth.of(term) {
			for b := range back.of(t) {
				if !yield(b) {
					return
				}
			}
		}
	}
}

func none(func(string) bool) {}

// count is how many terms there are.
func count(terms iter.Seq[string]) int {
	n := 0
	for range terms {
		n++
	}
	return n
}

// holds tells whether one of the terms satisfies ok.
func holds(terms iter.Seq[string], ok func(string) bool) bool {
	for t := range terms {
		if ok(t) {
			return true
		}
	}
	return false
}

// numbered numbers strings from 0 on.
type numbered struct {
	seed   maphash.Seed
	making []byte   // all strings, one behind the other
	text   string   // the same, once it is made
	ends   []uint32 // where each ends
	kinds  []uint8
	slots  []uint32 // by hash: number+1, 0 for none
}

func newNumbered() *numbered {
	return &numbered{seed: maphash.MakeSeed(), slots: make([]uint32, 1<<10)}
}

// addAll numbers strings and says what they are.
func (s *numbered) addAll(all []string, kind uint8) []uint32 {
	out := make([]uint32, len(all))
	for i, t := range all {
		out[i] = s.add(t)
		s.kinds[out[i]] |= kind
	}
	return out
}

// add returns the number of a string, which may be new.
func (s *numbered) add(t string) uint32 {
	slot, n := s.look(t)
	if n > 0 {
		return n - 1
	}
	s.making = append(s.making, t...)
	s.ends, s.kinds = append(s.ends, uint32(len(s.making))), append(s.kinds, 0)
	s.slots[slot] = uint32(len(s.ends))
	if 2*len(s.ends) > len(s.slots) {
		s.slots = make([]uint32, 2*len(s.slots))
		for i := range s.ends {
			slot, _ := s.look(string(s.making[s.start(uint32(i)):s.ends[i]]))
			s.slots[slot] = uint32(i) + 1
		}
	}
	return uint32(len(s.ends)) - 1
}

// look returns the slot of a string, and what is in it.
func (s *numbered) look(t string) (slot uint64, n uint32) {
	mask := uint64(len(s.slots) - 1)
	for slot = maphash.String(s.seed, t) & mask; ; slot = (slot + 1) & mask {
		if n = s.slots[slot]; n == 0 || s.equal(n-1, t) {
			return slot, n
		}
	}
}

func (s *numbered) equal(n uint32, t string) bool {
	if s.making != nil {
		return string(s.making[s.start(n):s.ends[n]]) == t
	}
	return s.at(n) == t
}

func (s *numbered) start(n uint32) uint32 {
	if n == 0 {
		return 0
	}
	return s.ends[n-1]
}

// pack ends the making.
func (s *numbered) pack() {
	s.text, s.making = string(s.making), nil
	s.ends, s.kinds = slices.Clone(s.ends), slices.Clone(s.kinds)
}

// at is a string by its number.
func (s *numbered) at(n uint32) string { return s.text[s.start(n):s.ends[n]] }

// find is the number of a string.
func (s *numbered) find(t string) (n uint32, known bool) {
	if s == nil {
		return 0, false
	}
	_, n = s.look(t)
	return n - 1, n > 0
}

// is tells whether a string is of a kind.
func (s *numbered) is(t string, kind uint8) bool {
	n, known := s.find(t)
	return known && s.kinds[n]&kind != 0
}
