package knowledge

import (
	"slices"
	"strings"
)

// What is still the sentence of its passage when the rest of that is left out: it has a
// number of words, and inside it no more than a word was left out at a place.
const (
	leastShortened = 3
	mostLeftOut    = 1
)

// Shortens tells whether s is what stands in a passage, in its order and in its words,
// with a clause before it or its end left out and now and then a word ("just", "neue").
// False for a name alone, and for s in another language than the passage.
func (ix *Index) Shortens(s string, passage int) bool {
	claimed, have := words(s), words(ix.a.Passages[passage].Text)
	if len(claimed) < leastShortened || !slices.ContainsFunc(claimed, func(w word) bool { return !startsUpper(w.text) }) {
		return false
	}
	for from := range have {
		if ix.leaveAlone(have[:from]) && standsIn(claimed, have[from:]) {
			return true
		}
	}
	return false
}

// leaveAlone tells whether what stands behind the given words says the same without them:
// they are a clause of their own, or of grammar alone. What says where, when or how far the
// rest holds is neither ("In connectionless mode", "Traditionally").
func (ix *Index) leaveAlone(left []word) bool {
	if len(left) == 0 {
		return true
	}
	lang, last := ix.a.Language, left[len(left)-1]
	if dependent[last.folded] {
		return false
	}
	return subordinators[last.folded] || joining[last.folded] ||
		slices.ContainsFunc(left, func(w word) bool { return isFinite(w, lang) || lang == "en" && strings.HasSuffix(w.text, "ed") }) ||
		!slices.ContainsFunc(left, func(w word) bool { return !functionWords()[lang][w.folded] })
}

// joining are words between two clauses that do not subordinate one, folded.
var joining = wordsOf("und and oder or")

// dependent are words behind which a clause says what somebody says, asks or lays down as
// a condition, folded.
var dependent = wordsOf("that dass ob whether if wenn falls sofern unless")

// bounding are words without which more is said, folded.
var bounding = wordsOf("dann sonst damals then otherwise only nur allein alone nearly almost fast beinahe former ehemalige ehemaligen ehemaliger fruhere fruheren fruherer")

// standsIn tells whether have begins with claimed, but for the words that may be left out;
// a part of a name may not.
func standsIn(claimed, have []word) bool {
	at, leeway := 0, 0 // the first word must be there
	for _, w := range claimed {
		rest := have[min(at, len(have)):min(at+leeway+1, len(have))]
		n := slices.IndexFunc(rest, func(o word) bool { return o.folded == w.folded })
		if n < 0 || slices.ContainsFunc(rest[:n], func(o word) bool { return bounding[o.folded] || startsUpper(o.text) }) {
			return false
		}
		at, leeway = at+n+1, mostLeftOut
	}
	return true
}
