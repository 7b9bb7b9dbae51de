package knowledge

import (
	"slices"
	"strings"
	"sync"
)

// antonyms maps stems to the sides of the pairs that they stand on: those of
// opposites.txt and of antonyms.txt.
var antonyms = sync.OnceValue(func() map[string]map[string][]pole {
	out := map[string]map[string][]pole{"de": {}, "en": {}}
	n := pole(0)
	for _, file := range []string{"opposites", "antonyms"} {
		for sides := range wordSides(file) {
			n++
			for lang, poles := range out {
				for side, list := range map[pole][]string{n: sides[0], -n: sides[1]} {
					for _, w := range list {
						s := stem(w, lang)
						poles[s] = append(poles[s], side)
					}
				}
			}
		}
	}
	return out
})

// Contrary looks for a word of s, a text in language lang, of which the given
// passages say the opposite and never the thing itself: "rejected" where they
// say "zugestimmt". It returns the word; ok tells that there is none.
func (ix *Index) Contrary(s, lang string, passages []int) (bad string, ok bool) {
	r, own := ix.said(s, lang), antonyms()[lang]
	has := map[pole]bool{}
	for _, p := range passages {
		for _, e := range ix.read[p].words {
			for _, side := range antonyms()[ix.a.Language][e.stem] {
				has[side] = true
			}
			for _, part := range e.parts {
				for _, side := range antonyms()[ix.a.Language][part] {
					has[side] = true
				}
			}
		}
	}
	for _, w := range r.words {
		if functionWords()[lang][w.folded] || ambiguousSides[w.folded] {
			continue
		}
		sides := own[stem(strings.ToLower(w.text), lang)]
		against := slices.ContainsFunc(sides, func(p pole) bool { return has[-p] })
		itself := slices.ContainsFunc(sides, func(p pole) bool { return has[p] })
		if against && !itself && !ix.says(r, w, passages) {
			return w.text, false
		}
	}
	return "", true
}

// ambiguousSides are words that mean something else as often, folded.
var ambiguousSides = wordsOf("over los up down mit with free frei kosten kostet cost costs own allein selbst alle all cut ende end")

// says tells whether a passage has the word itself or a synonym of it.
func (ix *Index) says(r *said, w word, passages []int) bool {
	for _, c := range ix.conceptsOfWord(r, w) {
		for _, p := range passages {
			if slices.ContainsFunc(ix.read[p].words, c.close().standsFor) {
				return true
			}
		}
	}
	return false
}
