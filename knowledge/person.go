package knowledge

import "strings"

// persons returns the names of the title, folded, that are somebody's: of two that stand
// side by side the second is said alone elsewhere and the first never is ("Katrin
// Solberg", "Solberg leitet"), which of firms is the other way round.
func (ix *Index) persons() map[string]bool {
	out := map[string]bool{}
	ws := words(ix.a.Title)
	for n := 1; n < len(ws); n++ {
		first, last := ws[n-1], ws[n]
		if !ix.names[first.folded] || !ix.names[last.folded] || ix.a.Title[first.end:last.start] != " " {
			continue
		}
		if ix.alone(last.folded, first.folded, -1) && !ix.alone(first.folded, last.folded, 1) {
			out[first.folded], out[last.folded] = true, true
		}
	}
	return out
}

// alone tells whether a folded name stands somewhere without another one so many words
// further on.
func (ix *Index) alone(name, other string, further int) bool {
	for i := range ix.read {
		ws := ix.read[i].words
		for n, w := range ws {
			beside := n + further
			if strings.TrimSuffix(w.folded, "s") == strings.TrimSuffix(name, "s") && (beside < 0 || beside >= len(ws) || ws[beside].folded != other) {
				return true
			}
		}
	}
	return false
}
