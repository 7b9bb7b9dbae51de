package knowledge

import "math"

// uncovered is how well a passage covers a concept that it does not speak of, at
// most.
const uncovered = 0.3

// tally adds up over the concepts of a query what speaks for one passage. Sums are
// of weights; each is divided by what it could be at most when all are counted.
type tally struct {
	Evidence
	*match
	passage int
	never   float64 // what a word is worth that the announcement does not have

	all, covered, strong, unheard, elsewhere, context, follow float64
	allRare, rare, followRare                                 float64 // words that are rare counting more
	allSpecific, specific                                     float64 // words of many meanings counting less, too
	heaviest, worst, worstNew, rarest, lost                   float64
}

// count adds concept c, which counts weight, and which the passage covers so well.
func (t *tally) count(c int, weight, got float64) {
	concept, around := t.concepts[c], t.around(c, t.passage)
	idf, unheard := t.idf[c], len(t.covers[c]) == 0
	if idf == 0 {
		idf = t.never
	}
	t.all += weight
	t.covered += weight * got
	t.allRare += weight * idf
	t.rare += weight * idf * got
	t.follow += weight * max(got, around)
	t.followRare += weight * idf * max(got, around)
	if got >= 0.85 {
		t.strong += weight
	}
	if weight > coverEntity && !unheard && t.idf[c] > t.rarest {
		t.rarest, t.Peak = t.idf[c], got
	}
	if weight > coverLight {
		if t.Focus < 0 {
			t.Focus = got
		}
		t.Last = got
	}
	if unheard && got == 0 {
		t.unheard += weight
		t.Nobody = t.Nobody || (concept.name && !concept.thing || concept.subject || nations()[concept.folded]) && !t.ix.soundsKnown(concept.folded)
	}
	if got < uncovered {
		t.miss(c, weight, got, around)
	}
	t.specify(c, weight*idf, got, around)
}

// miss adds what the passage does not speak of.
func (t *tally) miss(c int, weight, got, around float64) {
	concept := t.concepts[c]
	t.lost++
	t.Missing = append(t.Missing, concept.text)
	t.Stranger = t.Stranger || concept.name || nations()[concept.folded] || isDigits(concept.folded)
	switch {
	case around > got:
		t.context += weight * around
	case len(t.covers[c]) > 0:
		t.elsewhere += weight
	}
}

// specify adds what counts the less the more a word may mean.
func (t *tally) specify(c int, weight, got, around float64) {
	weight /= math.Log2(2 + float64(t.concepts[c].meanings)/8)
	t.heaviest = max(t.heaviest, weight)
	t.allSpecific += weight
	t.specific += weight * max(got, 0.7*around)
	gap := weight * (1 - max(got, 0.7*around))
	if len(t.covers[c]) == 0 && got == 0 {
		t.worstNew = max(t.worstNew, gap)
	} else {
		t.worst = max(t.worst, gap)
	}
}

// sum is the evidence when all concepts are counted.
func (t *tally) sum() Evidence {
	ev := t.Evidence
	ev.Weight, ev.Focus = t.all, max(0, t.Focus)
	if t.all > 0 {
		ev.Coverage, ev.Strong, ev.Follow = t.covered/t.all, t.strong/t.all, t.follow/t.all
		ev.Unheard, ev.Elsewhere, ev.Context = t.unheard/t.all, t.elsewhere/t.all, t.context/t.all
		ev.Rare, ev.FollowRare = t.rare/t.allRare, t.followRare/t.allRare
		ev.Special = t.specific / max(t.allSpecific, 1e-9)
		ev.Worst, ev.WorstNew = t.worst/max(t.heaviest, 1e-9), t.worstNew/max(t.heaviest, 1e-9)
		ev.Lost = t.lost / float64(len(t.concepts))
	}
	return ev
}
