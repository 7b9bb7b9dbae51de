package knowledge

import "strings"

// minPart is the least number of bytes of a part of a compound.
const minPart = 4

// linking elements of German compounds, the empty one first.
var linking = []string{"", "s", "es", "n", "en", "er", "e"}

// compoundParts splits a folded German word into the stems of its parts, when
// all of it is made of known words ("datenmenge": "dat", "meng"), and returns nil
// otherwise. known tells whether a stem is a word; a word is not its own part.
func compoundParts(folded string, known func(stem string) bool) []string {
	if len(folded) < minPart+shortPart || len(folded) > maxWord || !isPlainLower(folded) {
		return nil
	}
	return splitCompound(folded, known, 3)
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

// splitCompound prefers few parts: "beitrag", "einnahm", and not "beitrag", "sein", "nahm".
func splitCompound(w string, known func(string) bool, maxParts int) []string {
	for parts := 2; parts <= maxParts; parts++ {
		for cut := len(w) - shortPart; cut >= shortPart; cut-- {
			if split := splitAt(w, cut, known, parts); split != nil {
				return split
			}
		}
	}
	return nil
}

// splitAt splits w into a number of known parts of which the last begins at cut; nil:
// there are none.
func splitAt(w string, cut int, known func(string) bool, parts int) []string {
	tail := stem(w[cut:], "de")
	if len(w)-cut < minPart && !shortParts[w[cut:]] || !known(tail) {
		return nil
	}
	for _, link := range linking {
		head, ok := strings.CutSuffix(w[:cut], link)
		if !ok || len(head) < minPart && !shortParts[head] {
			continue
		}
		if parts > 2 {
			if split := splitCompound(head, known, parts-1); split != nil {
				return append(split, tail)
			}
			continue
		}
		if s := stem(head, "de"); known(s) {
			return []string{s, tail}
		}
	}
	return nil
}
