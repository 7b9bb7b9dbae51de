package knowledge

import "strings"

// minPart is the least number of bytes of a part of a compound.
const minPart = 4

// linking elements of German compounds, the empty one first.
var linking = []string{"", "s", "es", "n", "en", "er", "e"}

// compoundParts splits a folded German word into the stems of its parts, when
// all of it is made of known words ("datenmenge": "dat", "meng"), and returns nil
// otherwise. known tells whether a stem is a word; a word is not its own part, and words
// of grammar are none ("Sprechst-unden", "Beitrag-sein-nahmen").
func compoundParts(folded string, known func(stem string) bool) []string {
	if len(folded) < minPart+shortPart || len(folded) > maxWord || !isPlainLower(folded) {
		return nil
	}
	function := functionStems()["de"]
	return splitCompound(folded, func(s string) bool { return !function[s] && known(s) }, 3)
}

// shortParts are words of shortPart letters that often stand in compounds.
var shortParts = wordsOf("bau tag weg ort amt rat tor hof see gas bus zug tal web ost sud bad")

const shortPart = 3

// tailOf returns the stem of the last part of a compound whose first one is not
// known ("biomilch": "milch"), the longest that is; "" when there is none.
func tailOf(folded string, known func(stem string) bool) string {
	if !isPlainLower(folded) || len(folded) > maxWord {
		return ""
	}
	for cut := shortPart; cut+minTail <= len(folded); cut++ {
		if s := stem(folded[cut:], "de"); len(s) >= minTail-1 && known(s) {
			return s
		}
	}
	return ""
}

// minTail is the least number of bytes of a part that stands alone for its compound.
const minTail = 5

func splitCompound(w string, known func(string) bool, maxParts int) []string {
	for cut := len(w) - shortPart; cut >= shortPart; cut-- {
		tail := stem(w[cut:], "de")
		if len(w)-cut < minPart && !shortParts[w[cut:]] || !known(tail) {
			continue
		}
		for _, link := range linking {
			head, ok := strings.CutSuffix(w[:cut], link)
			if !ok || len(head) < minPart && !shortParts[head] {
				continue
			}
			if s := stem(head, "de"); known(s) {
				return []string{s, tail}
			}
			if maxParts > 2 {
				if parts := splitCompound(head, known, maxParts-1); parts != nil {
					return append(parts, tail)
				}
			}
		}
	}
	return nil
}
