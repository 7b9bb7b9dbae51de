package knowledge

import (
	"strings"
	"sync"
)

// Query is what to search for.
type Query struct {
	Text     string
	Language string // of Text; empty: the announcement's
	// Expect is what the passages should hold; those that do are preferred. Words
	// that its type itself stands for need not be found; when nothing else is
	// asked for, every passage is a hit.
	Expect Expectation
}

var (
	chatWords  = sync.OnceValue(func() map[string]bool { return wordSet("chat") })
	lightWords = sync.OnceValue(func() map[string]bool { return wordSet("light") })
)

// shortForms are the short forms of chat and what they stand for, by language.
var shortForms = sync.OnceValue(func() map[string]map[string]string {
	out := map[string]map[string]string{"en": {}}
	for line := range strings.Lines(mustWords("short")) {
		if pair := strings.Fields(line); len(pair) == 2 && pair[0] != "#" {
			out["en"][pair[0]] = pair[1]
		}
	}
	return out
})

// measureWords follow "wie" or "how" and name a kind of answer, not a subject.
const measureWords = " hoch gross viel viele teuer oft stark high big large much many often expensive soon "

// contentWords returns the words of s that name things: no function words, no
// words of asking. When nothing else is left, words of asking count.
func contentWords(s, lang string) []word {
	sets, chat, lex := functionWords()[lang], chatWords(), loadLexicon()
	var out, asking []word
	previous := word{}
	short := shortForms()[lang]
	for w := range eachWord(Clean(s)) {
		if long := short[w.folded]; long != "" {
			w.text, w.folded = long, long
		}
		measure := (previous.folded == "wie" || previous.folded == "how") && strings.Contains(measureWords, " "+w.folded+" ")
		last := len(out) - 1
		switch {
		case sets[w.folded] && last >= 0 && out[last] == previous && lex.isPhrase(previous, w, lang):
			out[last].text += " " + w.text // "chipping in"
			out[last].folded += " " + w.folded
		case sets[w.folded] && w.folded != "to" && w.folded != "in" && motions[previous.folded] && lex.isPhrase(previous, w, lang): // "going up"
			out = append(out, word{text: previous.text + " " + w.text, folded: previous.folded + " " + w.folded, start: previous.start, end: w.end})
		case sets[w.folded] || measure || len(w.folded) < 2:
		case chat[w.folded]:
			asking = append(asking, w)
		default:
			out = append(out, w)
		}
		previous = w
	}
	if lang == "de" {
		out = joinedVerbs(lex, out, previous)
	}
	if len(out) == 0 {
		return asking
	}
	return out
}

// motions are English verbs that name nothing without the word behind them.
var motions = wordsOf("go goes going went gone get gets getting got come comes coming came put puts putting set sets setting take takes taking took turn turns turning turned")

// isPhrase tells whether two words are one term of the thesaurus.
func (lex *lexicon) isPhrase(a, b word, lang string) bool {
	term := stemTerm(a.text+" "+b.text, lang)
	return lex.has(term, lang)
}
