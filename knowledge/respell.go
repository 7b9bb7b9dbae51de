package knowledge

// minTypo is the length of the shortest word that is taken for a misspelling.
const minTypo = 5

// alphabet are the letters that one edit tries, folded.
const alphabet = "abcdefghijklmnopqrstuvwxyz"

// respell returns the entry one edit away from a folded word that is none itself,
// folded; one that stands in the announcement before others, and a letter
// doubled or swapped before other slips. It returns the word when there is no such
// entry.
func (lex *lexicon) respell(folded, lang string, ix *Index) string {
	if len(folded) < minTypo || len(folded) > maxWord || lex.spells(folded, lang) || !isPlainLower(folded) {
		return folded
	}
	best, rank := folded, 0
	try := func(candidate string, likely bool) {
		r := 0
		switch {
		case ix != nil && ix.known[candidate]:
			r = 3
		case likely && lex.spells(candidate, lang):
			r = 2
		case !likely && candidate[0] == folded[0] && !likelyForm(folded, candidate) && lex.spells(candidate, lang):
			r = 1
		}
		if r > rank {
			best, rank = candidate, r
		}
	}
	for i := 0; i <= len(folded); i++ {
		head, tail := folded[:i], folded[i:]
		if tail != "" { // a letter too many
			try(head+tail[1:], i > 0 && head[i-1] == tail[0])
		}
		if len(tail) > 1 { // two swapped
			try(head+tail[1:2]+tail[:1]+tail[2:], true)
		}
		for _, c := range alphabet { // one missing, another
			try(head+string(c)+tail, i > 0 && head[i-1] == byte(c))
			if tail != "" && i > 0 {
				try(head+string(c)+tail[1:], false)
			}
		}
	}
	return best
}

// likelyForm tells whether two words differ at their end alone: rather two forms
// or two words than a slip.
func likelyForm(a, b string) bool {
	n := min(len(a), len(b)) - 1
	return n > 0 && a[:n] == b[:n]
}
