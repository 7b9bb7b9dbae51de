package knowledge

import (
	"slices"
)

// Misstated tells why the text s, in language lang, does not stand to what it says
// as the given passages do: it denies what they affirm or the reverse, tells a
// plan or a possibility as a fact, what is to come as done, what was as what is, or a
// fact as mere possibility. It is "" when nothing is wrong. Only those clauses of the passages
// count that s speaks of.
func (ix *Index) Misstated(s, lang string, passages []int) string {
	var have stance
	denials := 0
	u := ix.uses(s, lang, passages)
	for _, c := range u.used {
		have.lacking = append(have.lacking, c.lacking...)
		have.modal = have.modal || c.modal
		have.plan = have.plan || c.plan
		have.report = have.report || c.report
		have.future = have.future || c.future
		have.past = have.past || c.past
		have.perhaps = have.perhaps || c.perhaps
		if c.negated {
			denials++
		}
	}
	denied := slices.ContainsFunc(u.touched, func(c clause) bool { return c.negated })
	claim, said := stanceOf(s, lang), denialsIn(s, lang)
	toCome := !have.past && (have.modal || have.future || ix.namesFuture(passages) && !have.perhaps)
	switch {
	case said == 0 && len(claim.lacking) == 0 && (slices.Contains(have.lacking, groupExcluded) || slices.Contains(have.lacking, groupForbidden)):
		return "negation"
	case said > 0 && !denied && !beyond(have.lacking, claim.lacking), said == 0 && denials > 0 && !beyond(claim.lacking, have.lacking):
		return "negation"
	case have.modal && !claim.modal && (have.plan || claim.past || claim.future || !Hedged(s, lang)):
		return "a plan or possibility told as a fact"
	case have.report && !claim.report && !claim.modal && !Hedged(s, lang):
		return "a report told as a fact"
	case u.unqualified(s, lang) != "":
		return "told as more certain or general: " + u.unqualified(s, lang)
	case ix.absolute(s, lang, passages) != "":
		return "told as without exception: " + ix.absolute(s, lang, passages)
	case claim.past && !claim.modal && !claim.future && (toCome || !slices.ContainsFunc(passages, ix.mayBePast)):
		return "what is to come told as done"
	case ix.outdated(s, lang, passages):
		return "the past told as the present"
	case doubts.in(s, lang) && !ix.doubted(passages):
		return "a fact told as a possibility"
	}
	return ""
}

// namesFuture tells whether one of the passages names a day, month or year after
// the announcement's own.
func (ix *Index) namesFuture(passages []int) bool {
	own := Dates(ix.a.Date, "en")
	if len(own) == 0 {
		return false
	}
	return slices.ContainsFunc(passages, func(p int) bool {
		return slices.ContainsFunc(ix.read[p].dates, func(d Date) bool { return d.after(own[0]) })
	})
}

// after tells whether all of d is later than o, as far as both are said. A date
// without a year is in the year of o.
func (d Date) after(o Date) bool {
	if d.Year != 0 && d.Year != o.Year {
		return d.Year > o.Year
	}
	if d.Month == 0 || d.Month != o.Month {
		return d.Month > o.Month
	}
	return d.Day > o.Day
}

// doubts make a mere possibility of a statement, whatever its verb.
var doubts = newMarkers(map[string]string{
	"de": "moglicherweise vielleicht womoglich eventuell angeblich vermutlich wahrscheinlich voraussichtlich wohl konnte konnten offenbar",
	"en": "possibly perhaps maybe allegedly reportedly presumably probably likely might could may apparently supposedly",
	"fr": "peut probablement eventuellement pourrait pourraient", "es": "quizas posiblemente probablemente podria podrian",
	"it": "forse probabilmente potrebbe potrebbero", "pl": "moze prawdopodobnie podobno", "tr": "belki muhtemelen", "nl": "misschien mogelijk waarschijnlijk",
})

// doubted tells whether any of the passages is less than a fact.
func (ix *Index) doubted(passages []int) bool {
	return slices.ContainsFunc(passages, func(i int) bool {
		return ix.a.Passages[i].Opinion || stanceOf(ix.a.Passages[i].Text, ix.a.Language).modal
	})
}
