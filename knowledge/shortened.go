package knowledge

import "slices"

// What is still the sentence of its passage when the rest of that is left out: it has a
// number of words, and inside it no more than a word was left out at a place.
const (
	leastShortened = 3
	mostLeftOut    = 1
)

// Shortens tells whether s is what stands in a passage, in its order and in its words,
// with its beginning or end left out and now and then a word ("just", "neue"). False for
// a name alone, and for s in another language than the passage.
func (ix *Index) Shortens(s string, passage int) bool {
	claimed, have := words(s), words(ix.a.Passages[passage].Text)
	if len(claimed) < leastShortened || !slices.ContainsFunc(claimed, func(w word) bool { return !startsUpper(w.text) }) {
		return false
	}
	for from := range have {
		if (from == 0 || !dependent[have[from-1].folded]) && standsIn(claimed, have[from:]) {
			return true
		}
	}
	return false
}

// dependent are words behind which a clause says what somebody says, asks or lays down as
// a condition, folded.
var dependent = wordsOf("that dass ob whether if wenn falls sofern unless")

// bounding are words without which more is said, folded.
var bounding = wordsOf("dann sonst damals then otherwise only nur allein alone nearly almost fast beinahe former ehemalige ehemaligen ehemaliger fruhere fruheren fruherer")

// standsIn tells whether have begins with claimed, but for the words that may be left out.
func standsIn(claimed, have []word) bool {
	at, leeway := 0, 0 // the first word must be there
	for _, w := range claimed {
		rest := have[min(at, len(have)):min(at+leeway+1, len(have))]
		n := slices.IndexFunc(rest, func(o word) bool { return o.folded == w.folded })
		if n < 0 || slices.ContainsFunc(rest[:n], func(o word) bool { return bounding[o.folded] }) {
			return false
		}
		at, leeway = at+n+1, mostLeftOut
	}
	return true
}
