package knowledge

// nearlyWhole is the share of a passage's words that a text has which is taken for a
// copy of it.
const nearlyWhole = 0.75

// Beheaded tells whether s is a copy of the passage without its beginning: nothing but
// its words, in its order, and most of them. It says no more than the passage, and
// lacks its subject or verb.
func (ix *Index) Beheaded(s string, passage int) bool {
	have, ws := words(ix.a.Passages[passage].Text), words(s)
	return len(ws) > 0 && ws[0].folded != have[0].folded && float64(len(ws)) >= nearlyWhole*float64(len(have)) && len(common(ws, have)) == len(ws)
}

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
