package knowledge

import "strings"

// endings are ends of compounds that mean something else as words of their own, by what
// they are called here: "step-free" is not "free".
var endings = map[string]map[string]string{
	"de": {"frei": "free", "neutral": "neutral", "freundlich": "friendly"},
	"en": {"free": "free", "neutral": "neutral", "friendly": "friendly"},
}

// inflections are those that German adjectives bear, or do not.
var inflections = []string{"", "e", "en", "em", "er", "es"}

// endingOf returns what the end of a folded word in language lang is called, and what
// comes before it; "" when it has no such end.
func endingOf(folded, lang string) (name, before string) {
	for _, inflection := range inflections {
		base, ok := strings.CutSuffix(folded, inflection)
		if !ok {
			continue
		}
		for end, name := range endings[lang] {
			if before, ok := strings.CutSuffix(base, end); ok {
				return name, before
			}
		}
	}
	return "", ""
}

// heads turn into the opposite, or into a part, what they stand before with a hyphen.
var heads = wordsOf("non anti ex semi half quasi pseudo nicht")

// free are compounds that may be told as "free" alone, folded.
var free = CompilePattern(`^(?:(?:kosten|gebuhren)(?:frei|los)|gratis|umsonst|unentgeltlich)(?:e[nmrs]?)?$`)

// Halved returns a compound of the passages of which s, a text in language lang, has
// the end alone, which means something else: "free" for "step-free", "binding" for
// "non-binding". It is "" when there is none. Only German and English are read.
func (ix *Index) Halved(s, lang string, passages []int) string {
	ends, headed, alone := map[string]string{}, map[string]string{}, map[string]bool{}
	for _, p := range passages {
		text := ix.a.Passages[p].Text
		var last word
		for w := range eachWord(text) {
			name, before := endingOf(w.folded, ix.a.Language)
			joined := hyphenated(text, w)
			switch {
			case joined && heads[last.folded]:
				headed[w.folded] = text[last.start:w.end]
			case joined && name != "":
				ends[name] = text[last.start:w.end]
			case free.MatchString(w.folded):
				alone["free"] = true
			case before != "":
				ends[name] = w.text
			case name != "":
				alone[name] = true
			default:
				alone[w.folded] = true
			}
			last = w
		}
	}
	if len(ends)+len(headed) == 0 {
		return ""
	}
	for w := range eachWord(s) {
		name, before := endingOf(w.folded, lang)
		switch {
		case hyphenated(s, w):
		case lang == ix.a.Language && headed[w.folded] != "" && !alone[w.folded]:
			return headed[w.folded]
		case name != "" && before == "" && ends[name] != "" && !alone[name]:
			return ends[name]
		}
	}
	return ""
}

// hyphenated tells whether w is joined to the word before it in s.
func hyphenated(s string, w word) bool {
	return strings.HasSuffix(s[:w.start], "-") && w.start > 1 && s[w.start-2] != ' '
}
