package knowledge

import (
	"slices"
	"strings"
)

// What something is stands behind its name: "A separator is a plastic film", "Pearls, our
// premium currency".

// copulas come between a thing and what it is.
var copulas = wordsOf("is are was were means ist sind war waren bezeichnet bedeutet versteht")

// nominal are words that begin what a thing is, behind an English copula.
var nominal = wordsOf("a an the any one what when where our that")

// defines tells whether passage i says what a thing is that the query names: it begins
// with it and a copula, spells it out, or has what it is behind a comma.
func (m *match) defines(i int) bool {
	const begin = 8 // words
	r, text, lang := &m.ix.read[i], m.ix.a.Passages[i].Text, m.ix.a.Language
	seen := false
	for n, e := range r.words {
		if seen && n < begin && copulas[e.folded] && (lang == "de" || n+1 < len(r.words) && nominal[r.words[n+1].folded]) {
			return true
		}
		c, ok := m.concept(e)
		if !ok {
			continue
		}
		seen = true
		end := r.at[n] + len(e.text)
		if n+1 < len(r.words) && strings.HasPrefix(text[end:], ", ") && articles[lang][r.words[n+1].folded] && !lightWords()[m.concepts[c].folded] && !m.ix.isSubject(m.concepts[c]) {
			return true
		}
	}
	return m.spellsOut(i)
}

// spellsOut tells whether passage i has the words of an acronym that the query names.
func (m *match) spellsOut(i int) bool {
	return slices.ContainsFunc(m.concepts, func(c concept) bool { return slices.Contains(m.ix.read[i].acronyms, c.folded) })
}

// articles begin what stands beside a name.
var articles = newMarkers(map[string]string{"de": "ein eine einer einem einen eines unser unsere unserer unserem", "en": "a an our"})
