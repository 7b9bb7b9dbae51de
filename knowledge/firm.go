package knowledge

import "slices"

// Doubtful tells why it is unsure that passage i carries s, a text in language
// lang, although no gate finds fault with it; "" when nothing speaks against it.
// What a model says above a passage that it has named may pass there; what
// anybody says must be firmer.
func (ix *Index) Doubtful(s, lang string, i int) string {
	text, own := ix.a.Passages[i].Text, ix.a.Language
	said, _ := ix.Closely(s, lang, i)
	switch {
	case said < fewestSaid && len(ix.said(s, lang).counted) == 0:
		return "says too little"
	case stanceOf(s, lang).negated != stanceOf(text, own).negated:
		return "denies, or the passage does"
	case doubts.in(s, lang) && !doubts.in(text, own) && !isPossible(text):
		return "doubts"
	}
	if bad, ok := ix.misbound(s, lang, []int{i}, true); !ok {
		return "figure of another thing: " + bad
	}
	if bad := ix.reordered(s, lang, i); bad != "" {
		return "names in another order: " + bad
	}
	return ""
}

// fewestSaid is how many words a text without figures must have in common with a
// passage that carries it.
const fewestSaid = 2

// isPossible tells whether s calls something possible.
func isPossible(s string) bool {
	fold := Fold(s)
	return slices.ContainsFunc(qualifiers, func(q qualifier) bool { return q.name == "possibly" && q.pattern.MatchString(fold) })
}

// Closely counts the words of s, a text in language lang, that name something of
// their own, and those of them that passage i says itself or by a close synonym.
// Neither counts the subject of the announcement, which all passages speak of.
func (ix *Index) Closely(s, lang string, i int) (said, all int) {
	r := ix.said(s, lang)
	for _, w := range r.content {
		if r.counted.holds(w) || saysLittle(w, lang) || ix.subject[stem(w.folded, lang)] {
			continue
		}
		all++
		if ix.says(r, w, []int{i}) {
			said++
		}
	}
	return said, all
}

// saysLittle tells whether a word names nothing of its own: it denies, hedges,
// plans, counts or could be said of anything.
func saysLittle(w word, lang string) bool {
	return negations[lang][w.folded] || plans(w, lang) || hedgeWords[w.folded] || times[lang][w.folded] ||
		genericWords()[w.folded] || lightWords()[w.folded] ||
		isDigits(w.folded) || scales[w.folded] > 0 || units[w.folded].base != "" && len(w.folded) > 1
}

// reordered returns a name of s, a text in language lang, that stands before
// another one there and behind it in passage i, each of them once; "" when there
// is none. Who does what to whom is told by little else that code can see.
func (ix *Index) reordered(s, lang string, i int) string {
	r, before := ix.said(s, lang), -1
	names := ix.Names(s, lang)
	for _, w := range r.words {
		if r.counted.holds(w) || functionWords()[lang][w.folded] || !slices.Contains(names, w.text) {
			continue
		}
		at := ix.onlyPlace(r, w, i)
		if at >= 0 && at < before {
			return w.text
		}
		before = max(before, at)
	}
	return ""
}

// onlyPlace is the one word of passage i that stands for w, a word of r; -1 when
// none does, or several.
func (ix *Index) onlyPlace(r *said, w word, i int) int {
	found := -1
	for _, c := range ix.conceptsOfWord(r, w) {
		c = c.close()
		for n, e := range ix.read[i].words {
			if c.standsFor(e) {
				if found >= 0 && found != n {
					return -1
				}
				found = n
			}
		}
	}
	return found
}

// besideName is how many words on each side of a name tell its place.
const besideName = 3

// Replaces tells whether name, which passage i lacks, stands in s, a text in
// language lang, where the passage has a name that s lacks: both begin their
// sentence, or stand beside the same word.
func (ix *Index) Replaces(name, s, lang string, i int) bool {
	r, folded := ix.said(s, lang), Fold(name)
	at := slices.IndexFunc(r.words, func(w word) bool { return w.folded == folded })
	if at < 0 {
		return false
	}
	for n, e := range ix.read[i].words {
		own := ix.entities[e.folded] || ix.names[e.folded] || e.name || nations()[e.folded] || bodies()[e.folded]
		if !own || units[e.folded].base != "" || slices.ContainsFunc(r.words, func(w word) bool { return w.folded == e.folded }) {
			continue
		}
		if at == 0 && n == 0 {
			return true
		}
		beside := ix.read[i].words[max(0, n-besideName):min(len(ix.read[i].words), n+besideName+1)]
		for k := max(0, at-besideName); k < min(len(r.words), at+besideName+1); k++ {
			w := r.words[k]
			if k == at || functionWords()[lang][w.folded] || saysLittle(w, lang) || r.counted.holds(w) {
				continue
			}
			for _, c := range ix.conceptsOfWord(r, w) {
				if slices.ContainsFunc(beside, c.close().standsFor) {
					return true
				}
			}
		}
	}
	return false
}
