package knowledge

import (
	"strings"
	"unicode/utf8"
)

// An acronym finds the passages that spell it out, and its words those that have only
// the acronym: "What is AWS?", "Amazon Web Services".

// The words that an acronym stands for: at least so many, fewer where the announcement
// has the acronym too.
const (
	leastInitials = 3
	mostInitials  = 6
)

// spellOut notes which acronyms each passage spells out: the initials of capitalised
// words side by side.
func (ix *Index) spellOut() {
	for i := range ix.read {
		r := &ix.read[i]
		for from := range r.words {
			initials := ""
			for n := from; n < min(from+mostInitials, len(r.words)); n++ {
				if w := r.words[n].text; !startsUpper(w) || n > from && !joins(ix.between(i, n)) {
					break
				}
				_, size := utf8.DecodeRuneInString(r.words[n].text)
				initials += Fold(r.words[n].text[:size])
				said := n > from && ix.entities[initials]
				if said || n-from+1 >= leastInitials {
					ix.known[initials] = true
					r.acronyms = append(r.acronyms, initials)
				}
				if said {
					for _, w := range r.words[from : n+1] {
						ix.longForms[initials] = append(ix.longForms[initials], w.stem)
					}
				}
			}
		}
	}
}

// joins tells whether words with between between them can be one name.
func joins(between string) bool { return strings.Trim(between, " \u00a0-") == "" }
