package knowledge

import "slices"

// Fragment tells whether s, a text in language lang, says nothing of what it names: it has
// no word beside names, figures, dates and words of grammar, and no verb among those
// ("John Elway", "October 6, 1973"). German writes nouns with capitals, so that of "40.000
// Menschen in Paris" it shows too that it has no verb.
func (ix *Index) Fragment(s, lang string) bool {
	r, names := ix.said(s, lang), ix.Names(s, lang)
	return !slices.ContainsFunc(r.words, func(w word) bool {
		if finiteVerbs[w.folded] || modals[lang][w.folded] {
			return true
		}
		noun := lang == "de" && startsUpper(w.text) && !(w == r.words[0] && looksLikeVerb(w.folded))
		return !noun && !r.counted.holds(w) && !functionWords()[lang][w.folded] && !slices.Contains(names, w.text) && months[w.folded] == 0
	})
}
