package knowledge

// Asked is what a question names, in a form in which two questions can be
// compared: its content words with their stems and synonyms. Names of the
// title are left out, since every question is about them.
type Asked struct {
	concepts []concept
	language string
	figures  string
}

// Asked reads what text, in language lang, names.
func (ix *Index) Asked(text, lang string) Asked {
	a := Asked{language: lang}
	for _, c := range (conceptReader{loadLexicon(), lang, lang, nil}).read(contentWords(text, lang)) {
		if isDigits(c.folded) {
			a.figures += c.folded + " "
		}
		if !ix.isTitleName(c) {
			a.concepts = append(a.concepts, c)
		}
	}
	return a
}

// isTitleName tells a name of the title ("Amazon") from its other words.
func (ix *Index) isTitleName(c concept) bool {
	return ix.names[c.folded]
}

// Empty tells whether the question names nothing beside the subject.
func (a Asked) Empty() bool { return len(a.concepts) == 0 }

// Equal tells whether two questions of one language name the same things: each
// content word of either has the same stem as, or is a listed synonym of, one
// of the other.
func (a Asked) Equal(b Asked) bool {
	return a.language == b.language && a.figures == b.figures && a.within(b) && b.within(a)
}

func (a Asked) within(b Asked) bool {
	for _, c := range a.concepts {
		found := false
		for _, d := range b.concepts {
			found = found || c.means(d)
		}
		if !found {
			return false
		}
	}
	return true
}

// means tells whether c is d or a synonym of it. Parts of compounds do not
// count: "Großauftrag" does not mean "Auftrag".
func (c concept) means(d concept) bool {
	own := c.alternatives[0].term
	for _, alt := range d.alternatives {
		if alt.term == own && alt.weight >= weightSynonym {
			return true
		}
	}
	return false
}

// ContentWords is how many words of text, in language lang, name something
// beside the subject and beside what the answer type stands for.
func (ix *Index) ContentWords(text, lang string, t AnswerType) int {
	n := 0
	for _, w := range contentWords(text, lang) {
		if !t.standsFor(w.folded) && !ix.names[w.folded] && !lightWords()[w.folded] && !chatWords()[w.folded] {
			n++
		}
	}
	return n
}
