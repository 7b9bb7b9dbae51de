package knowledge

import (
	"slices"
	"strings"
)

// existential says that there is something, folded, wherever that is: "The region is home to
// two areas" does not say that there are two.
var existential = CompilePattern(`^\W*(?:there (?:is|are|was|were|has|have)|es (?:gibt|gab))\b`)

// cutFrom is the share of the words of a text that a passage has in their order, from which
// the text is cut out of that rather than told in other words.
const cutFrom = 0.8

// WithoutLimit returns what passage i says of where, under what, for whom or with what that
// holds which s says, a text in the announcement's language, and s leaves out: "in
// many traditions", "in steam turbines". "" when there is nothing. Times may be
// left out: what was so then was so.
func (ix *Index) WithoutLimit(s string, i int) string {
	text, ws := ix.a.Passages[i].Text, ix.read[i].words
	if m := existential.FindString(Fold(s)); m != "" && !existential.MatchString(Fold(text)) {
		return strings.TrimSpace(m)
	}
	said := ix.said(s, ix.a.Language)
	kept, same := ix.keptIn(said, i), common(said.words, words(text))
	if len(same) == 0 || float64(len(same)) < cutFrom*float64(len(said.words)) {
		return "" // other words may say it
	}
	first, last, at := same[0][1], same[len(same)-1][1], ix.read[i].at
	if slices.ContainsFunc(said.figures, func(f Figure) bool { return !overlaps(said.dates, Date{Quote: f.Quote}) }) {
		if member := ix.withoutMember(i, kept, first, last); member != "" {
			return member
		}
	}
	for n := range ws {
		if !setsLimit(ws[n].folded, ix.a.Language) || n >= first && n <= last && ix.inBrackets(i, n) {
			continue
		}
		end, told := ix.settingFrom(i, n, kept, said.words)
		inside := n > first && n < last
		leads := n < first && (n == 0 || strings.ContainsAny(ix.between(i, n), ";:")) && !strings.ContainsAny(text[at[n]:at[first]], ";:")
		trails := n == last+1 && strings.TrimSpace(ix.between(i, n)) == ""
		if !told && (inside || leads || trails) {
			return text[at[n] : at[end]+len(ws[end].text)]
		}
	}
	return ""
}

// withoutMember returns what passage i joins by "and" to something that a text says, when the
// text, cut out of its words from first to last, does not: three kinds found in shale and other
// rocks are not three found in shale. "" when there is none, or it may be a sentence of its own.
func (ix *Index) withoutMember(i int, kept []bool, first, last int) string {
	text, ws, at, function := ix.a.Passages[i].Text, ix.read[i].words, ix.read[i].at, functionWords()[ix.a.Language]
	for n := first + 1; n <= last+1 && n+1 < len(ws); n++ {
		if !coordinators[ws[n].folded] {
			continue
		}
		end, left, noun := n+1, false, true
		for ; end < len(ws) && (function[ws[end].folded] || !kept[end]) && !strings.ContainsAny(ix.between(i, end), ",;:()–—"); end++ {
			left = left || !function[ws[end].folded] && !kept[end]
			noun = noun && inNounPhrase(ws[end].word, ix.a.Language)
		}
		if left && (end <= last || noun) {
			return text[at[n] : at[end-1]+len(ws[end-1].text)]
		}
	}
	return ""
}

// setsLimit tells whether a folded word begins what says where, when or for whom something
// holds. What German says by "von" belongs to the noun before: "Bausteine von NVIDIA".
func setsLimit(folded, lang string) bool {
	return settings[lang][folded] && folded != "von" && folded != "vom"
}

// keptIn tells of each word of passage i whether a text in the announcement's language says it.
func (ix *Index) keptIn(said *said, i int) []bool {
	out := make([]bool, len(ix.read[i].words))
	for n, w := range ix.read[i].words {
		out[n] = slices.ContainsFunc(said.concepts, func(c concept) bool { return c.close().standsFor(w) }) ||
			slices.ContainsFunc(said.words, func(o word) bool { return o.folded == w.folded })
	}
	return out
}

// settingFrom returns the last word of what word n of passage i, a preposition, begins, and
// whether it is said by a text of the given words that says the kept ones, or is a time.
func (ix *Index) settingFrom(i, n int, kept []bool, said []word) (end int, told bool) {
	ws, function := ix.read[i].words, functionWords()[ix.a.Language]
	end = n
	for m := n + 1; m < len(ws) && !strings.ContainsAny(ix.between(i, m), ",;:()–—") && !setsLimit(ws[m].folded, ix.a.Language); m++ {
		switch {
		case tellsTime(ws[m].folded):
			return m, true
		case function[ws[m].folded] && end == n:
			continue // "in many traditions"
		case function[ws[m].folded]:
			return end, false
		case kept[m]:
			return end, end == n || saysBehind(said, ws[n].folded, ws[m].folded)
		}
		end = m
	}
	return end, end == n
}

// saysBehind tells whether one of said is a preposition, and one of the next words another
// word, both folded.
func saysBehind(said []word, preposition, other string) bool {
	const near = 3
	for a, w := range said {
		if w.folded == preposition && slices.ContainsFunc(said[a+1:min(len(said), a+1+near)], func(o word) bool { return o.folded == other }) {
			return true
		}
	}
	return false
}

// tellsTime tells whether a folded word may be part of a date or a span.
func tellsTime(folded string) bool {
	_, named := seasons[folded]
	return named || isDigits(folded) || months[folded] > 0 || Figure{Unit: units[folded].base}.isLong()
}

// inBrackets tells whether word n of passage i stands in brackets.
func (ix *Index) inBrackets(i, n int) bool {
	before := ix.a.Passages[i].Text[:ix.read[i].at[n]]
	return strings.Count(before, "(") > strings.Count(before, ")")
}
