package knowledge

// countedWords is how many words behind a figure may name what it counts.
const countedWords = 4

// CountsSame tells whether passage i counts, with a figure of the same unit,
// what figure f counts in text, which is in language lang: "12 low-floor trams"
// for the figure of "22 new trams".
func (ix *Index) CountsSame(i int, f Figure, text, lang string) bool {
	ws := contentWords(text[f.End:], lang)
	concepts := ix.conceptsOf(ws[:min(2, len(ws))], lang)
	if len(concepts) == 0 {
		return false
	}
	m := ix.match(concepts, make([]map[int32]float64, len(concepts)))
	passage := ix.a.Passages[i].Text
	ws = words(passage)
	for _, have := range ix.read[i].figures {
		if have.Unit != f.Unit {
			continue
		}
		left := countedWords
		for n, w := range ws {
			if w.start < have.End {
				continue
			}
			if _, ok := m.concept(ix.read[i].words[n]); ok {
				return true
			}
			if left--; left == 0 {
				break
			}
		}
	}
	return false
}
