package knowledge

import (
	"strings"
	"sync"
)

// rival is one of a set of things of which a sentence on one says nothing of the others.
type rival struct{ set, member int }

// rivalStems are the words for rivals in a language.
type rivalStems struct {
	words  map[string]rival // folded
	firsts map[string]rival // by stem of the first part of a compound
	starts map[string]bool  // the first bytes of all, since few words are any
}

// rivalStart is how many bytes starts has.
const rivalStart = 3

// rivals are those of German and English.
var rivals = sync.OnceValue(func() map[string]rivalStems {
	out := map[string]rivalStems{}
	for _, lang := range []string{"de", "en"} {
		r, set := rivalStems{map[string]rival{}, map[string]rival{}, map[string]bool{}}, 0
		for sides := range wordSides("rivals") {
			set++
			for member, list := range sides {
				for _, w := range list {
					first, begins := strings.CutSuffix(w, "-")
					r.starts[Fold(first)[:rivalStart]] = true
					if begins {
						r.firsts[stem(first, lang)] = rival{set, member}
					} else {
						r.words[Fold(w)] = rival{set, member}
					}
				}
			}
		}
		out[lang] = r
	}
	return out
})

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
	known := rivals()[lang]
	if len(w.folded) < rivalStart || !known.starts[w.folded[:rivalStart]] || nations()[w.folded] { // "Österreich" is not in the east
		return rival{}, false
	}
	r, ok := known.words[w.folded]
	if !ok && lang == "de" {
		lex := loadLexicon()
		isWord := func(s string) bool { return lex.isGerman(s) || known.firsts[s] != rival{} }
		if parts := compoundParts(w.folded, isWord); parts != nil {
			r, ok = known.firsts[parts[0]]
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
