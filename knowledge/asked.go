package knowledge

import "slices"

// Asked is what a question names, in a form in which two questions can be
// compared: its content words with their stems and synonyms. Names of the
// title are left out, since every question is about them.
type Asked struct {
	things   []thing
	language string
	figures  string
}

// thing is one that a question names.
type thing struct {
	own  string   // stem
	same []string // that of each synonym, and its own
}

// Asked reads what text, in language lang, names.
func (ix *Index) Asked(text, lang string) Asked {
	a := Asked{language: lang}
	for _, c := range (conceptReader{lex: loadLexicon(), from: lang, to: lang, memo: &ix.asked}).read(contentWords(text, lang)) {
		if isDigits(c.folded) {
			a.figures += c.folded + " "
		}
		if !ix.isTitleName(c) {
			a.things = append(a.things, thingOf(c))
		}
	}
	return a
}

// thingOf leaves out of c what does not mean the same: parts of compounds, for one,
// since "Großauftrag" does not mean "Auftrag".
func thingOf(c concept) thing {
	t := thing{own: c.alternatives[0].term, same: make([]string, 0, len(c.alternatives))}
	for _, alt := range c.alternatives {
		if alt.weight >= weightSynonym {
			t.same = append(t.same, alt.term)
		}
	}
	return t
}

// isTitleName tells a name of the title ("Amazon") from its other words.
func (ix *Index) isTitleName(c concept) bool {
	return ix.names[c.folded]
}

// Empty tells whether the question names nothing beside the subject.
func (a Asked) Empty() bool { return len(a.things) == 0 }

// Equal tells whether two questions of one language name the same things: each
// content word of either has the same stem as, or is a listed synonym of, one
// of the other.
func (a Asked) Equal(b Asked) bool {
	return a.language == b.language && a.figures == b.figures && a.within(b) && b.within(a)
}

// Same tells whether two questions name the same things in the same words.
func (a Asked) Same(b Asked) bool {
	return a.language == b.language && a.figures == b.figures && slices.Equal(a.stems(), b.stems())
}

// stems are those of the things, each once, in order.
func (a Asked) stems() []string {
	var out []string
	for _, t := range a.things {
		out = append(out, t.own)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

func (a Asked) within(b Asked) bool {
	return !slices.ContainsFunc(a.things, func(t thing) bool {
		return !slices.ContainsFunc(b.things, func(other thing) bool { return slices.Contains(other.same, t.own) })
	})
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
