package knowledge

import (
	"os"
	"slices"
	"strings"
)

// Doubtful tells why it is unsure that passage i carries s, a text in language
// lang, although no gate finds fault with it; "" when nothing speaks against it.
// What a model says above a passage that it has named may pass there; what
// anybody says must be firmer.
func (ix *Index) Doubtful(s, lang string, i int) string {
	off := os.Getenv("FIRM_OFF")
	on := func(n string) bool { return !strings.Contains(off, n) }
	passages := []int{i}
	text := ix.a.Passages[i].Text
	var have stance
	denied := false
	u := ix.uses(s, lang, passages)
	for _, c := range u.used {
		have.past = have.past || c.past
		denied = denied || c.negated || len(c.lacking) > 0
	}
	claim := stanceOf(s, lang)
	support := ix.Supports(s, lang, passages)
	switch {
	case on("w") && support.weight < 1:
		return "says too little"
	case on("m") && slices.ContainsFunc(support.Missing, func(w string) bool { return !genericWords()[Fold(w)] && !lightWords()[Fold(w)] }):
		return "speaks of something else too"
	case on("n") && (claim.negated || len(claim.lacking) > 0) != denied && (claim.negated || slices.ContainsFunc(u.used, func(c clause) bool { return c.negated })):
		return "denial"
	case on("d") && doubts.in(s, lang) && !doubts.in(text, ix.a.Language) && !possibly.MatchString(Fold(text)):
		return "doubt"
	case on("p") && claim.past && !have.past:
		return "past"
	case on("b") && ix.loose(s, lang, passages):
		return "binding"
	}
	return ""
}

var possibly = qualifiers[slices.IndexFunc(qualifiers, func(q qualifier) bool { return q.name == "possibly" })].pattern

func (ix *Index) loose(s, lang string, passages []int) bool {
	_, ok := ix.misbound(s, lang, passages, true)
	return !ok
}
