package knowledge

import (
	"strings"
	"unicode"
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
		r, text := &ix.read[i], ix.a.Passages[i].Text
		for from := range r.words {
			initials := ""
			for n := from; n < min(from+mostInitials, len(r.words)); n++ {
				first, size := utf8.DecodeRuneInString(r.words[n].text)
				if !unicode.IsUpper(first) || n > from && !joins(text[r.at[n-1]+len(r.words[n-1].text):r.at[n]]) {
					break
				}
				initials += Fold(r.words[n].text[:size])
				length := n - from + 1
				if ix.entities[initials] && length > 1 || length >= leastInitials {
					ix.known[initials] = true
					r.acronyms = append(r.acronyms, initials)
				}
				if ix.entities[initials] && length > 1 {
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
