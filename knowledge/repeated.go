package knowledge

import "strings"

// Repeated returns three words that s, a text in language lang, says twice, as small
// models do when they lose the thread; "" when there are none. Two of them must name something,
// "per cent of the" may be said of much, or one where a word beside them comes again, too.
func Repeated(s, lang string) string {
	ws, seen := words(s), map[string]int{}
	for i := 0; i+3 <= len(ws); i++ {
		said, key := 0, ""
		for _, w := range ws[i : i+3] {
			key += w.folded + " "
			if len(w.folded) > 4 && !functionWords()[lang][w.folded] && units[w.folded].base == "" && scales[w.folded] == 0 && !genericWords()[w.folded] {
				said++
			}
		}
		at, before := seen[key]
		switch {
		case !before:
			seen[key] = i
		case i >= at+3 && (said > 1 || said > 0 && (at > 0 && ws[at-1].folded == ws[i-1].folded || i+3 < len(ws) && ws[at+3].folded == ws[i+3].folded)):
			return s[ws[i].start:ws[i+2].end]
		}
	}
	return ""
}

// NameTwice returns a name in s that begins and ends with the same word, as of a model that
// wrote it over the other ("Simon William E. Simon"); "" when there is none.
func NameTwice(s string) string {
	const longest = 4 // words
	ws := words(s)
	for i, w := range ws {
		if !startsUpper(w.text) {
			continue
		}
		for j := i + 1; j < min(len(ws), i+longest) && startsUpper(ws[j].text) && strings.Trim(s[ws[j-1].end:ws[j].start], " .") == ""; j++ {
			if ws[j].folded == w.folded {
				return s[w.start:ws[j].end]
			}
		}
	}
	return ""
}
