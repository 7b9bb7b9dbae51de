package knowledge

import (
	"strings"
	"sync"
)

// rival is one of a set of things of which a sentence on one says nothing of the others.
type rival struct{ set, member int }

// rivals maps stems of German and English words to their rival, and rivalStarts has the
// first bytes of them, since few words are any.
var (
	rivals      = sync.OnceValue(readRivals)
	rivalStarts = sync.OnceValue(func() map[string]bool {
		out := map[string]bool{}
		for _, stems := range rivals() {
			for s := range stems {
				out[s[:rivalStart]] = true
			}
		}
		return out
	})
)

const rivalStart = 3

func readRivals() map[string]map[string]rival {
	out := map[string]map[string]rival{"de": {}, "en": {}}
	set := 0
	for sides := range wordSides("rivals") {
		set++
		for member, list := range sides {
			for lang, stems := range out {
				for _, w := range list {
					stems[stem(w, lang)] = rival{set, member}
				}
			}
		}
	}
	return out
}

// rivalsOf are those that a text in language lang speaks of, as words or as the first
// parts of German compounds.
func rivalsOf(text, lang string) map[rival]bool {
	var out map[rival]bool
	for w := range eachWord(text) {
		if r, ok := rivalOf(w, lang); ok {
			if out == nil {
				out = map[rival]bool{}
			}
			out[r] = true
		}
	}
	return out
}

func rivalOf(w word, lang string) (rival, bool) {
	if len(w.folded) < rivalStart || !rivalStarts()[w.folded[:rivalStart]] || nations()[w.folded] { // "Österreich" is not in the east
		return rival{}, false
	}
	known := rivals()[lang]
	r, ok := known[stem(strings.ToLower(w.text), lang)]
	if !ok && lang == "de" {
		lex := loadLexicon()
		isWord := func(s string) bool { return lex.isGerman(s) || known[s] != rival{} }
		if parts := compoundParts(w.folded, isWord); parts != nil {
			r, ok = known[parts[0]]
		}
	}
	return r, ok
}

// asksRival tells whether passage i speaks of a rival of something that the question
// names, and not of that.
func (ix *Index) asksRival(i int, e Expectation) bool {
	if len(e.rivals) == 0 || e.Type == TypeYesNo {
		return false
	}
	has := rivalsOf(ix.a.Passages[i].Text, ix.a.Language)
	for r := range e.rivals {
		for other := range has {
			if other.set == r.set && !has[r] {
				return true
			}
		}
	}
	return false
}
