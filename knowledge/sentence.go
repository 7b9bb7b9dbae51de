package knowledge

import (
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"
)

// abbreviations maps a language ("*" for all) to its abbreviations.
var abbreviations = sync.OnceValue(func() map[string]map[string]bool {
	out := map[string]map[string]bool{}
	for line := range strings.Lines(mustWords("abbreviations")) {
		lang, list, ok := strings.Cut(line, ":")
		if strings.HasPrefix(line, "#") || !ok {
			continue
		}
		out[lang] = map[string]bool{}
		for _, w := range strings.Fields(list) {
			out[lang][Fold(w)] = true
		}
	}
	return out
})

var sentenceStarters = sync.OnceValue(func() map[string]bool { return wordSet("starters") })

// isAbbreviation tells whether folded, without its last full stop, abbreviates.
func isAbbreviation(folded, lang string) bool {
	lists := abbreviations()
	return lists["*"][folded] || lists[lang][folded]
}

// Sentences returns the sentences of s in order, as ranges of s without the
// white space around them. Rules decide: a full stop, exclamation or question
// mark ends a sentence unless what stands before it abbreviates or counts, or
// what follows goes on in lower case.
func Sentences(s, lang string) []Quote {
	var out []Quote
	start := skipSpace(s, 0)
	for i := start; i < len(s); {
		r, size := utf8.DecodeRuneInString(s[i:])
		if !strings.ContainsRune(".!?…。", r) {
			i += size
			continue
		}
		mark := i
		end := i + size
		for end < len(s) { // "?!", "..."
			next, n := utf8.DecodeRuneInString(s[end:])
			if !strings.ContainsRune(".!?…", next) {
				break
			}
			end += n
		}
		dots := s[mark:end]
		end = skipClosing(s, end)
		if next := skipSpace(s, end); next == len(s) || next > end && endsSentence(s, start, mark, dots, next, lang) {
			out = append(out, Quote{start, end})
			start = next
		}
		i = max(end, start)
	}
	if tail := strings.TrimRightFunc(s[start:], unicode.IsSpace); tail != "" {
		out = append(out, Quote{start, start + len(tail)})
	}
	return out
}

func skipSpace(s string, i int) int {
	return len(s) - len(strings.TrimLeftFunc(s[i:], unicode.IsSpace))
}

// skipClosing passes quotation marks and brackets that belong to the sentence
// before.
func skipClosing(s string, i int) int {
	for i < len(s) {
		r, n := utf8.DecodeRuneInString(s[i:])
		if !strings.ContainsRune("\"'”“’»«)]*_", r) {
			break
		}
		// An opening mark of the next sentence has a space before it, none after.
		i += n
	}
	return i
}

// endsSentence decides about the mark at byte mark of s, where the sentence
// began at start and the next word at next.
func endsSentence(s string, start, mark int, dots string, next int, lang string) bool {
	first, _ := utf8.DecodeRuneInString(strings.TrimLeft(s[next:], "\"'„“”‚‘»«([*_–—- "))
	if unicode.IsLower(first) {
		return false
	}
	if dots != "." {
		return true
	}
	token := lastToken(s[start:mark])
	folded := Fold(token)
	starter := sentenceStarters()[Fold(firstWord(s[next:]))]
	switch {
	case token == "":
		return true
	case isInitial(token):
		// "J. Smith", "U. S."; but "Vitamin C. Die", "in the U.S. The"
		return starter && (strings.Contains(token, ".") || lang == "en" && folded != "i" && !followsCapital(s, start, mark, token))
	case len(token) == 1 && unicode.IsLower(rune(token[0])): // "S. 4", "u. a."
		return starter && folded != "p"
	case isAbbreviation(folded, lang) || strings.Contains(token, ".") && isAbbreviation(strings.TrimSuffix(folded, "."), lang):
		return starter && canEnd(folded)
	case isNumeral(token):
		return endsAfterNumber(s, start, mark, token, s[next:], starter, lang)
	}
	return true
}

// canEnd tells abbreviations that may stand last in a sentence from titles,
// which never do.
func canEnd(folded string) bool {
	switch folded {
	case "dr", "prof", "mr", "mrs", "ms", "st", "z", "u", "d.h", "z.b", "e.g", "i.e", "vgl", "bzw", "ca", "nr", "no", "gen", "col", "mt", "sog", "vs", "rev", "gov", "sen", "m", "mme", "sig", "sra", "p.ex", "lt":
		return false
	}
	return true
}

func lastToken(s string) string {
	i := strings.LastIndexFunc(s, func(r rune) bool { return unicode.IsSpace(r) || strings.ContainsRune("(„“\"/[–—", r) })
	if i < 0 {
		return s
	}
	_, n := utf8.DecodeRuneInString(s[i:])
	return s[i+n:]
}

func firstWord(s string) string {
	for w := range eachWord(s[:min(len(s), 40)]) {
		return w.text
	}
	return ""
}

// isInitial tells one capital letter, or several with stops between.
func isInitial(token string) bool {
	for part := range strings.SplitSeq(token, ".") {
		if r, n := utf8.DecodeRuneInString(part); n != len(part) || !unicode.IsUpper(r) {
			return false
		}
	}
	return true
}

func followsCapital(s string, start, mark int, token string) bool {
	before := lastToken(strings.TrimRight(s[start:mark-len(token)], " "))
	r, _ := utf8.DecodeRuneInString(before)
	return unicode.IsUpper(r)
}

// isNumeral tells digits and Roman numerals, which count when a stop follows.
func isNumeral(token string) bool {
	return token != "" && (strings.Trim(token, "0123456789") == "" || strings.Trim(token, "IVXLC") == "")
}

// endsAfterNumber decides about "24. November", "im 19. Jahrhundert", "seit
// 2026. Die": German writes ordinals with a stop, English does not.
func endsAfterNumber(s string, start, mark int, token, rest string, starter bool, lang string) bool {
	if start == mark-len(token) {
		return false // "1. Erstens": a numbered line
	}
	if lang == "en" || len(token) > 3 {
		return true
	}
	if months[Fold(firstWord(rest))] > 0 {
		return false
	}
	before := Fold(lastToken(strings.TrimRight(s[start:mark-len(token)], " ")))
	switch before {
	case "am", "im", "der", "des", "dem", "den", "das", "die", "vom", "zum", "zur", "bis", "ein", "eine", "einen", "seinem",
		"seinen", "ihrem", "ihren", "jeder", "jedes", "und", "ab", "seit", "dessen", "sein", "ihr":
		return false
	}
	return starter
}
