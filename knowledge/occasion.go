package knowledge

import (
	"slices"
	"strings"
)

// otherOccasion finds a date that the claim says of something else that the passages tell,
// which is what they say right before it: "created by the firm in 1975" of "created by the
// firm, first released in 1975". English alone, where participles show. nil: there is none.
func (ix *Index) otherOccasion(lang string, r *said, passages []int) *Date {
	if lang != "en" || ix.a.Language != "en" {
		return nil
	}
	for n := range r.dates {
		d := &r.dates[n]
		claimed := ""
		for _, w := range r.words {
			if w.start < d.Start && isPast(w.text) {
				claimed = w.folded
			}
		}
		other := func(i int) bool {
			own := ix.ownOccasion(i, *d)
			return own != nil && own.folded != claimed && !slices.ContainsFunc(r.concepts, func(c concept) bool { return c.standsFor(own) }) &&
				slices.ContainsFunc(ix.read[i].words, func(w *entry) bool { return w.folded == claimed })
		}
		if slices.ContainsFunc(passages, other) {
			return d
		}
	}
	return nil
}

// ownOccasion is the participle that stands right before date d in passage i, but for a
// preposition; nil: there is none.
func (ix *Index) ownOccasion(i int, d Date) *entry {
	r := &ix.read[i]
	for _, o := range r.dates {
		if !o.Carries(d) {
			continue
		}
		n := slices.IndexFunc(r.at, func(at int) bool { return at >= o.Start })
		for _, back := range []int{1, 2} {
			if at := n - back; at >= 0 && isPast(r.words[at].text) {
				return r.words[at]
			}
		}
	}
	return nil
}

// isPast tells a participle or past tense in -ed.
func isPast(text string) bool {
	return strings.HasSuffix(text, "ed") && len(text) > 4 && !startsUpper(text)
}
