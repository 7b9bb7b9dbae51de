package knowledge

import (
	"strings"
	"sync"
)

// rival is one of a set of things of which a sentence on one says nothing of the others.
type rival struct{ set, member int }

// rivals maps stems of German and English words to their rival.
var rivals = sync.OnceValue(func() map[string]map[string]rival {
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
})

// rivalsOf are those that a text in language lang speaks of, as words or as parts of
// German compounds.
func rivalsOf(text, lang string) map[rival]bool {
	known := rivals()[lang]
	if known == nil {
		return nil
	}
	lex, out := loadLexicon(), map[rival]bool{}
	for w := range eachWord(text) {
		if nations()[w.folded] { // "Österreich" is not in the east
			continue
		}
		terms := []string{stem(strings.ToLower(w.text), lang)}
		if lang == "de" {
			terms = append(terms, compoundParts(w.folded, func(s string) bool { return lex.isGerman(s) || known[s] != rival{} })...)
		}
		for _, t := range terms {
			if r, ok := known[t]; ok {
				out[r] = true
			}
		}
	}
	return out
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
