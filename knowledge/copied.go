package knowledge

import (
	"slices"
	"strings"
)

// nearlyWhole is the share of a passage's words that a text has which is taken for a
// copy of it.
const nearlyWhole = 0.75

// coordinators are words between two parts of a sentence, folded.
var coordinators = wordsOf("und oder sowie and or")

// mainClause are subordinators, folded, behind which a German clause may be a main one.
var mainClause = wordsOf("aber denn doch jedoch sondern")

// Beheaded tells whether s is a copy of the passage without its beginning: nothing but
// its words, in its order, and most of them, or a piece of it that lacks the verb before. It says
// no more than the passage, and lacks its subject or verb.
func (ix *Index) Beheaded(s string, passage int) bool {
	have, ws := words(ix.a.Passages[passage].Text), words(s)
	if len(ws) == 0 || ws[0].folded == have[0].folded {
		return false
	}
	same := func(a, b word) bool { return a.folded == b.folded }
	for n := 1; n+len(ws) <= len(have); n++ {
		if slices.EqualFunc(have[n:n+len(ws)], ws, same) && ix.lacksVerb(s, passage, have, n) {
			return true
		}
	}
	return float64(len(ws)) >= nearlyWhole*float64(len(have)) && len(common(ws, have)) == len(ws)
}

// lacksVerb tells whether s, a copy of the passage from word n of those it has on, goes by a verb before
// that. In German that is whatever verb stands before in the clause, since the verb of "schlug
// Ibn Sina Erklärungen vor" comes second; and behind a joining word a plan or possibility that is
// told before and not in s ("Numbers can be written in binary notation and graphs be encoded"),
// behind "where" or "that" nothing but its end.
func (ix *Index) lacksVerb(s string, passage int, have []word, n int) bool {
	text, lang := ix.a.Passages[passage].Text, ix.a.Language
	if coordinators[have[n-1].folded] {
		return stanceOf(text[:have[n].start], lang).modal && !stanceOf(s, lang).modal
	}
	if lang != "de" {
		return false
	}
	if w := have[n-1]; (subordinators[w.folded] && !mainClause[w.folded] || complementers[w.folded]) && strings.HasSuffix(strings.TrimSpace(text[:w.start]), ",") {
		return true
	}
	for m := n - 1; m >= 0 && !strings.ContainsAny(text[have[m].end:have[m+1].start], ",;:.()–—"); m-- {
		if !isDigits(have[m].folded) && !inNounPhrase(have[m], lang) {
			return true
		}
	}
	return false
}

// inNounPhrase tells a word that can stand in a phrase without a verb: a function word, one with
// a capital, in German one that ends like an adjective before its noun. A figure is none.
func inNounPhrase(w word, lang string) bool {
	if finiteVerbs[w.folded] || looksPast(w, lang) {
		return false
	}
	return functionWords()[lang][w.folded] || startsUpper(w.text) || lang == "de" && slices.ContainsFunc(inflections[1:], func(end string) bool { return strings.HasSuffix(w.text, end) })
}
