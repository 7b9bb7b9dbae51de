package knowledge

import (
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"
)

// clause is a part of a passage that makes a statement of its own.
type clause struct {
	stance
	words     []*entry // content words
	figures   []Figure
	dates     []Date
	qualified []string // names of the qualifiers that it has
}

// boundary is where a clause may end. A comma inside a figure is none.
var boundary = regexp.MustCompile(`;|:\s|,\s|\s[–—-]\s|[()]|\s(?:und|and|aber|but|während|while|sondern)\s`)

// subordinators begin a clause of its own behind a comma, folded.
var subordinators = wordsOf("weil da wenn falls sofern wahrend obwohl damit nachdem bevor wo wobei wodurch weshalb sondern aber doch jedoch denn " +
	"der die das dem den deren dessen denen welche welcher welches " +
	"because while although if unless whereas where which who whose when since but so though after before")

// complementers begin a clause that says what is planned or denied before it: it
// shares the stance of that one.
var complementers = wordsOf("dass ob zu um that whether to")

// finiteVerbs are verbs that a clause can have of its own.
var finiteVerbs = wordsOf("ist sind war waren wird werden wurde wurden hat haben hatte hatten soll sollen sollte will wollen kann konnen konnte " +
	"konnten muss mussen darf durfen bleibt bleiben gibt beginnt beginnen endet liegt liegen betragt kostet gilt gelten steht stehen " +
	"is are was were has have had will would can could may might shall should must does did do gets get stays stay remains remain begins " +
	"ends costs follows becomes works")

// clausesOf are the clauses of passage i.
func (ix *Index) clausesOf(i int) []clause {
	text, lang := ix.a.Passages[i].Text, ix.a.Language
	var spans []Quote
	start := 0
	add := func(end int) {
		span := Quote{start, end}
		first, separator := leadingWord(text[start:end]), text[max(0, start-1):start]
		begins := len(spans) == 0 || strings.ContainsAny(separator, ";:()–—") || subordinators[first] && !complementers[first] ||
			!complementers[first] && slices.ContainsFunc(words(text[start:end]), func(w word) bool { return finiteVerbs[w.folded] })
		if opening := len(spans) == 1 && len(words(text[:spans[0].End])) == 1; begins && !opening { // "Traditionally, …"
			spans = append(spans, span)
		} else {
			spans[len(spans)-1].End = end
		}
	}
	for _, m := range boundary.FindAllStringIndex(text, -1) {
		if m[0] > start {
			add(m[0])
			start = m[0]
			if r, size := utf8.DecodeRuneInString(text[m[0]:]); strings.ContainsRune(",;:()", r) {
				start = m[0] + size
			}
		}
	}
	if start < len(text) {
		add(len(text))
	}
	var out []clause
	at := 0
	function := functionWords()[lang]
	counted := countedSpans(text, lang)
	for _, q := range spans {
		c := clause{stance: stanceOf(text[q.Start:q.End], lang), qualified: qualifying(Fold(text[q.Start:q.End]))}
		for w := range eachWord(text[q.Start:q.End]) {
			w.start, w.end = w.start+q.Start, w.end+q.Start
			for at < len(ix.read[i].words) && ix.read[i].words[at].text != w.text {
				at++
			}
			if at < len(ix.read[i].words) && !function[w.folded] && !modals[lang][w.folded] && !negations[lang][w.folded] && len(w.folded) > 1 && !counted.holds(w) {
				c.words = append(c.words, ix.read[i].words[at])
			}
			at++
		}
		inside := func(o Quote) bool { return q.Start <= o.Start && o.End <= q.End }
		for _, f := range ix.read[i].figures {
			if inside(f.Quote) {
				c.figures = append(c.figures, f)
			}
		}
		for _, d := range ix.read[i].dates {
			if inside(d.Quote) {
				c.dates = append(c.dates, d)
			}
		}
		out = append(out, c)
	}
	return out
}

func leadingWord(s string) string {
	for w := range eachWord(s) {
		if w.folded == "und" || w.folded == "and" {
			continue
		}
		return w.folded
	}
	return ""
}

// A clause is used by a claim that says the share usedFrom of its content words,
// or usedMost when no clause has more of them said.
const (
	usedFrom = 0.6
	usedMost = 0.34
)

// uses are the clauses of some passages as a claim speaks of them.
type uses struct {
	used    []clause // those that it says much of
	touched []clause // those that it says a word of
}

// uses finds the clauses of the passages that the claim s, a text in language
// lang, speaks of; all when it speaks of none.
func (ix *Index) uses(s, lang string, passages []int) uses {
	r := ix.said(s, lang)
	var all []clause
	var said []int
	most := 0
	for _, p := range passages {
		for _, c := range ix.read[p].clauses() {
			n := c.saidBy(r.concepts, r.figures, r.dates)
			all, said = append(all, c), append(said, n)
			most = max(most, n)
		}
	}
	var out uses
	for i, c := range all {
		share := float64(said[i]) / float64(max(1, len(c.words)+len(c.figures)+len(c.dates)))
		if said[i] > 1 && share >= usedFrom || said[i] > 0 && said[i] == most && share >= usedMost {
			out.used = append(out.used, c)
		}
		if said[i] > 0 {
			out.touched = append(out.touched, c)
		}
	}
	if len(out.used) == 0 {
		out.used = all
	}
	if len(out.touched) == 0 {
		out.touched = all
	}
	return out
}

// saidBy counts the words, figures and dates of the clause that a claim says.
func (c clause) saidBy(concepts []concept, figures []Figure, dates []Date) int {
	n := 0
	for _, w := range c.words {
		if slices.ContainsFunc(concepts, func(c concept) bool { return c.standsFor(w) }) {
			n++
		}
	}
	for _, f := range c.figures {
		if slices.ContainsFunc(figures, func(o Figure) bool { return sameNumber(f.Value, o.Value) }) {
			n++
		}
	}
	for _, d := range c.dates {
		if slices.ContainsFunc(dates, d.Carries) {
			n++
		}
	}
	return n
}

// standsFor tells whether the concept may stand for w.
func (c concept) standsFor(w *entry) bool {
	if c.folded == w.folded {
		return true
	}
	return slices.ContainsFunc(c.alternatives, func(a alternative) bool {
		return a.term == w.stem || a.term == w.folded || slices.Contains(w.parts, a.term)
	})
}

// close is the concept with the alternatives that mean the same, without those that
// share a meaning.
func (c concept) close() concept {
	c.alternatives = slices.DeleteFunc(slices.Clone(c.alternatives), func(a alternative) bool { return a.weight < weightSynonym })
	return c
}

// BeginsWithVerb tells whether s, a sentence in German or English, begins with its verb
// and its subject behind it, as only questions do: "Verdient AWS gut". A condition does,
// too, and has a second clause ("Sinkt er, muss …").
func BeginsWithVerb(s, lang string) bool {
	ws := words(s)
	if len(ws) < 2 || lang != "de" && lang != "en" {
		return false
	}
	first, second := ws[0], ws[1]
	if !isFinite(first, lang) || finiteVerbs[second.folded] || second.folded == "worden" || strings.ToLower(second.text) == second.text && !functionWords()[lang][second.folded] {
		return false
	}
	if !finiteVerbs[first.folded] && slices.ContainsFunc(ws[1:], func(w word) bool { return strings.ToLower(w.text) == w.text && isFinite(w, lang) }) {
		return false // a noun that looks like a verb: "Markt der Stadt bleibt …"
	}
	for _, clause := range boundary.FindAllStringIndex(s, -1) {
		rest := words(s[clause[1]:])
		if lang == "de" {
			rest = rest[:min(1, len(rest))] // "…, muss der Verband warten"
		}
		if slices.ContainsFunc(rest, func(w word) bool { return isFinite(w, lang) }) {
			return false
		}
	}
	return true
}

// isFinite tells a finite verb: in German by its infinitive, too ("sinkt", "öffnet").
func isFinite(w word, lang string) bool {
	if lang != "de" {
		return finiteVerbs[w.folded]
	}
	if finiteVerbs[w.folded] {
		return w.folded != "was"
	}
	root, ok := strings.CutSuffix(strings.ToLower(w.text), "t")
	isVerb := func(root string) bool {
		return loadLexicon().has(stem(root+"en", "de"), "de") || loadLexicon().has(stem(root+"n", "de"), "de")
	}
	return ok && root != "lau" && !functionWords()["de"][w.folded] && (isVerb(root) || strings.HasSuffix(root, "e") && isVerb(strings.TrimSuffix(root, "e")))
}
