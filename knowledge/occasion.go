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
		before := slices.DeleteFunc(slices.Clone(r.words), func(w word) bool { return w.start >= d.Start || !isPast(w) })
		if len(before) == 0 {
			continue
		}
		claimed := before[len(before)-1]
		other := func(i int) bool {
			own := ix.ownOccasion(i, *d)
			return own != nil && own.folded != claimed.folded && !slices.ContainsFunc(r.concepts, func(c concept) bool { return c.standsFor(own) }) &&
				slices.ContainsFunc(ix.read[i].words, func(w *entry) bool { return w.folded == claimed.folded })
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
			if at := n - back; at >= 0 && isPast(word{text: r.words[at].text, folded: r.words[at].folded}) {
				return r.words[at]
			}
		}
	}
	return nil
}

// isPast tells a participle or past tense in -ed.
func isPast(w word) bool {
	return strings.HasSuffix(w.text, "ed") && len(w.text) > 4 && !startsUpper(w.text)
}
