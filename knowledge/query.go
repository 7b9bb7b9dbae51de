package knowledge

import (
	"slices"
	"strings"
	"sync"
)

// Query is what to search for.
type Query struct {
	Text     string
	Language string // of Text; empty: the announcement's
	Limit    int    // most hits wanted; 0: ten
	// Expect is what the passages should hold; those that do are preferred. Words
	// that its type itself stands for need not be found; when nothing else is
	// asked for, every passage is a hit.
	Expect Expectation
}

// alternative is a term of the announcement's language that may stand for a
// word of the query, and how much it counts against the word itself.
type alternative struct {
	term   string
	weight float64
}

// phrase is an alternative of several words, which a passage must all have.
type phrase struct {
	terms  []string
	weight float64
}

// What an alternative counts, by how it came to be.
const (
	weightSame        = 1.0
	weightTranslation = 1.0
	weightSynonym     = 0.7
	weightPart        = 0.5
	oneOfMany         = 0.6  // factor for the one word of an alternative that is not of grammar
	weightRoundTrip   = 0.35 // shares a translation
	weightSecondHand  = 0.3  // synonym of a translation
)

// concept is one content word of the query, or several that the thesaurus
// knows as one term, with its alternatives, best first.
type concept struct {
	text         string // as asked
	folded       string
	name         bool // looks like a name, and does not begin the query
	alternatives []alternative
	phrases      []phrase
	meanings     int // terms that the thesaurus has for it: many for words that say little
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
	for _, w := range words(Clean(s)) {
		if long := short[w.folded]; long != "" {
			w.text, w.folded = long, long
		}
		measure := (previous.folded == "wie" || previous.folded == "how") && strings.Contains(measureWords, " "+w.folded+" ")
		last := len(out) - 1
		switch {
		case sets[w.folded] && last >= 0 && out[last] == previous && lex.isPhrase(previous, w, lang):
			out[last].text += " " + w.text // "chipping in"
			out[last].folded += " " + w.folded
		case sets[w.folded] || measure || len(w.folded) < 2:
		case chat[w.folded]:
			asking = append(asking, w)
		default:
			out = append(out, w)
		}
		previous = w
	}
	if len(out) == 0 {
		return asking
	}
	return out
}

// isPhrase tells whether two words are one term of the thesaurus.
func (lex *lexicon) isPhrase(a, b word, lang string) bool {
	return lex.has(stemTerm(a.text+" "+b.text, lang), lang)
}

// conceptsOf turns the words of a query in language from into concepts in
// language to. known tells which stems the announcement has; nil: only the
// closest alternatives are wanted, to compare questions.
func conceptsOf(ws []word, from, to string, known func(string) bool) []concept {
	lex := loadLexicon()
	if from == "de" {
		ws = joinedVerbs(lex, ws)
	}
	ws, stems := respelled(lex, ws, from, known)
	var out []concept
	for i := 0; i < len(ws); {
		n := longestTerm(lex, stems[i:], from, to, known)
		out = append(out, newConcept(lex, ws[i:i+n], strings.Join(stems[i:i+n], " "), from, to, known))
		i += n
	}
	return out
}

// particles are the prefixes that German verbs part with, folded.
const particles = " ab an auf aus bei dicht durch ein fest fort frei heim her hin hoch klein leer los mit nach nieder raus rein statt teil um unter vor weg weiter zu zuruck zusammen "

// joinedVerbs puts German verbs together again ("macht … dicht": "dichtmacht"),
// when the thesaurus has them. The particle is the last word.
func joinedVerbs(lex *lexicon, ws []word) []word {
	if len(ws) < 2 || !strings.Contains(particles, " "+ws[len(ws)-1].folded+" ") {
		return ws
	}
	particle := ws[len(ws)-1]
	for i, w := range ws[:len(ws)-1] {
		if lightWords()[w.folded] {
			continue
		}
		joined := particle.folded + w.folded
		if lex.has(stem(joined, "de"), "de") {
			out := slices.Clone(ws[:len(ws)-1])
			out[i].text, out[i].folded = joined, joined
			return out
		}
	}
	return ws
}

// respelled returns ws with misspelled words mended: those that neither the
// announcement nor the thesaurus has, and that are no names; and their stems.
func respelled(lex *lexicon, ws []word, lang string, known func(string) bool) ([]word, []string) {
	out, stems := slices.Clone(ws), make([]string, len(ws))
	for i, w := range out {
		stems[i] = stemTerm(w.text, lang)
		if known != nil && known(stems[i]) || isIdentifier(w.text) || lex.knows(w, lang) || lang != "de" && i > 0 && looksLikeName(lex, w, lang) {
			continue
		}
		if mended := lex.respell(w.folded, lang, known); mended != w.folded {
			out[i].text, out[i].folded, stems[i] = mended, mended, stem(mended, lang)
		}
	}
	return out, stems
}

// longestTerm returns how many of the first stems are one entry that stands for
// something the announcement has.
func longestTerm(lex *lexicon, stems []string, from, to string, known func(string) bool) int {
	here := func(term string) bool {
		return known == nil || !slices.ContainsFunc(strings.Fields(term), func(s string) bool { return !known(s) })
	}
	for n := min(maxTerm, len(stems)); n > 1; n-- {
		term := strings.Join(stems[:n], " ")
		if holds(lex.translations(term, from, to), here) || holds(lex.synonyms(term, from), here) {
			return n
		}
	}
	return 1
}

// markNames marks the concepts of a query that look like names. Its first word
// is capitalised anyway, which says nothing.
func markNames(concepts []concept, query, lang string) {
	lex := loadLexicon()
	first := firstWord(query)
	for i := range concepts {
		c := &concepts[i]
		c.name = (c.text != first || isIdentifier(c.text)) && looksLikeName(lex, word{text: c.text, folded: c.folded}, lang)
	}
}

// newConcept is the concept of ws, whose stems joined are term.
func newConcept(lex *lexicon, ws []word, term, from, to string, known func(string) bool) concept {
	c := concept{text: ws[0].text, folded: ws[0].folded}
	seen := map[string]bool{}
	for i, t := range strings.Fields(term) {
		seen[t] = true
		c.alternatives = append(c.alternatives, alternative{t, weightSame})
		if i > 0 {
			c.alternatives[i].weight = weightSynonym
		}
	}
	c.meanings = count(lex.synonyms(term, from)) + count(lex.translations(term, from, to))
	function := functionStems()[to]
	add := func(term string, weight float64) {
		if seen[term] || len(term) < 3 && weight < weightSame {
			return
		}
		seen[term] = true
		if !strings.Contains(term, " ") {
			if known == nil || known(term) {
				c.alternatives = append(c.alternatives, alternative{term, weight})
			}
			return
		}
		terms := slices.DeleteFunc(strings.Fields(term), func(t string) bool { return function[t] })
		switch {
		case len(terms) == 0 || known != nil && slices.ContainsFunc(terms, func(t string) bool { return !known(t) }):
		case len(terms) == 1:
			if !seen[terms[0]] {
				seen[terms[0]] = true
				c.alternatives = append(c.alternatives, alternative{terms[0], weight * oneOfMany})
			}
		default:
			c.phrases = append(c.phrases, phrase{terms, weight})
		}
	}
	if measure := measureOf(c.folded); measure != "" && len(ws) == 1 {
		add(measure, weightSynonym)
	}
	if from == to {
		for t := range lex.synonyms(term, from) {
			add(t, weightSynonym)
		}
		if known != nil {
			for t := range lex.roundTrips(term, from) {
				add(t, weightRoundTrip)
			}
		}
	} else {
		for _, w := range ws {
			// A name, or a word that both languages share.
			add(stem(strings.ToLower(w.text), to), weightSame)
		}
		addTranslations(lex, term, from, to, add)
	}
	if from == "de" && known != nil {
		addParts(lex, &c, from, to, known, add)
	}
	return c
}

// addTranslations adds the translations of term, then their synonyms, then the
// translations of its own synonyms.
func addTranslations(lex *lexicon, term, from, to string, add func(string, float64)) {
	translations := lex.translations(term, from, to)
	for t := range translations {
		add(t, weightTranslation)
	}
	for t := range translations {
		for s := range lex.synonyms(t, to) {
			add(s, weightSecondHand)
		}
	}
	for s := range lex.synonyms(term, from) {
		for t := range lex.translations(s, from, to) {
			add(t, weightSecondHand)
		}
	}
}

// moneyWords stand for any amount of money, folded, all languages together.
const moneyWords = " geld gelder kohle knete summe summen betrag betrage money cash sum amount funds argent dinero soldi denaro pieniadze para scheck cheque "

// timeWords stand for any date or span.
const timeWords = " zeitraum zeitrahmen zeitplan datum termin timeframe timeline schedule date period "

// Words that ask whether a figure is a limit.
const (
	limitWords = " obergrenze hochstgrenze deckel maximum maximal hochstens cap limit ceiling most massimo maximo plafond "
	leastWords = " untergrenze mindestens mindestbetrag minimum minimal least floor minimo "
)

func termOfHedge(h Hedge) string { return "\x00" + string(h) }

// measureOf is the term that passages carry which hold a figure or date of the
// sort that a folded word asks for: an amount for "money", a power for "GW"; ""
// for other words.
func measureOf(folded string) string {
	switch {
	case strings.Contains(moneyWords, " "+folded+" "):
		return termMoney
	case strings.Contains(timeWords, " "+folded+" "):
		return termTime
	case strings.Contains(limitWords, " "+folded+" "):
		return termOfHedge(HedgeUpTo)
	case strings.Contains(leastWords, " "+folded+" "):
		return termOfHedge(HedgeAtLeast)
	case len(folded) > 1 && units[folded].base != "" && units[folded].base != "byte":
		return termOf(Figure{Unit: units[folded].base})
	}
	return ""
}

// Terms that no word has, for what a passage holds.
const (
	termMoney = "\x00money"
	termTime  = "\x00time"
)

// termOf is the term of passages that hold a figure like f; "" without unit.
func termOf(f Figure) string {
	switch {
	case f.IsMoney():
		return termMoney
	case f.Unit == "":
		return ""
	}
	return "\x00" + f.Unit
}

// addParts adds the parts of a German compound, and what they may stand for.
func addParts(lex *lexicon, c *concept, from, to string, known func(string) bool, add func(string, float64)) {
	german := func(s string) bool { return lex.isPart(s) || known(s) }
	parts := compoundParts(c.folded, german)
	if parts == nil && len(c.folded) >= minTail+shortPart {
		if tail := tailOf(c.folded, german); tail != "" {
			parts = []string{tail}
		}
	}
	for _, p := range parts {
		if to == "de" {
			add(p, weightPart)
			continue
		}
		for t := range lex.translations(p, from, to) {
			add(t, weightPart)
		}
	}
}
