package knowledge

import "sync"

// pole is one side of a pair of opposites: 1, -1, 2, -2 …
type pole int

// opposites maps stems of German and English words to their pole.
var opposites = sync.OnceValue(func() map[string]map[string]pole {
	out := map[string]map[string]pole{"de": {}, "en": {}}
	n := pole(0)
	for sides := range wordSides("opposites") {
		n++
		for lang, poles := range out {
			for _, w := range sides[0] {
				poles[stem(w, lang)] = n
			}
			for _, w := range sides[1] {
				poles[stem(w, lang)] = -n
			}
		}
	}
	return out
})

// polesIn are the poles that the words of passage i say.
func (ix *Index) polesIn(i int) map[pole]bool {
	has := map[pole]bool{}
	poles := opposites()[ix.a.Language]
	for _, e := range ix.read[i].words {
		if p := poles[e.stem]; p != 0 {
			has[p] = true
		}
		for _, part := range e.parts {
			if p := poles[part]; p != 0 {
				has[p] = true
			}
		}
	}
	return has
}

// opposes tells whether a passage with those poles says the opposite of a word
// of the query, and not also the thing itself.
func (p pole) opposes(has map[pole]bool) bool { return p != 0 && has[-p] && !has[p] }

// poleOf is the pole of a word of a query in language lang, of other languages than German
// and English that of its foremost translation into English; 0: none.
func poleOf(text, lang string) pole {
	term := stemTerm(text, lang)
	if poles := opposites()[lang]; poles != nil {
		return poles[term]
	}
	lex := loadLexicon()
	for t := range lex.translations(lex.find(term), lang, "en") {
		return opposites()["en"][lex.terms.at(t)] // "otoño" is autumn before it is fall
	}
	return 0
}
