package knowledge

import (
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"
)

// stance is how a text stands to what it says.
type stance struct {
	negated bool // it denies something in so many words
	lacking bool // it says so by a verb: "rules out", "fehlt"
	modal   bool // a plan, possibility, expectation or report
	future  bool // nothing but the future tense
	past    bool // told as done
}

// clause is a part of a passage that makes a statement of its own.
type clause struct {
	stance
	words []*entry // content words
}

// boundary is where a clause may end. A comma inside a figure is none.
var boundary = regexp.MustCompile(`;|:\s|,\s|\s[–—-]\s|[()]|\s(?:und|and|aber|but|während|while|sondern)\s`)

// dependent begin a clause of its own behind a comma, folded.
var dependent = wordsOf("weil da wenn falls sofern wahrend obwohl damit nachdem bevor wo wobei wodurch weshalb sondern aber doch jedoch denn " +
	"der die das dem den deren dessen denen welche welcher welches " +
	"because while although if unless whereas where which who whose when since but so though after before")

// content begin a clause that says what is planned or denied before it: it
// shares the stance of that one.
var content = wordsOf("dass ob zu um that whether to")

// finite are verbs that a clause can have of its own.
var finite = wordsOf("ist sind war waren wird werden wurde wurden hat haben hatte hatten soll sollen sollte will wollen kann konnen konnte " +
	"konnten muss mussen darf durfen bleibt bleiben gibt beginnt beginnen endet liegt liegen betragt kostet gilt gelten steht stehen " +
	"is are was were has have had will would can could may might shall should must does did do gets get stays stay remains remain begins " +
	"ends costs follows becomes works")

// lackingWords deny without a word of denial, folded; in both languages.
var lackingWords = wordsOf("ausgeschlossen ausschliessen schliesst schliessen verzichtet verzichten verboten verbietet untersagt gesperrt gesperrte ruht ruhen offen " +
	"aussteht ausstehend aus unverandert fehlt fehlen lehnt abgelehnt ablehnen gestoppt eingestellt endet enden entfallt entfallen wegfallen storniert " +
	"verhindert vermeidet vermieden bleibt keinesfalls kaum " +
	"rule rules ruled exclude excludes excluded excluding stop stops stopped end ends ended closed refuse refuses refused lack lacks pending yet unchanged " +
	"cancelled canceled left prevents prevent avoid avoids avoided free only unable remain remains none fails failed declined prohibited banned")

func wordsOf(list string) map[string]bool {
	out := map[string]bool{}
	for w := range strings.FieldsSeq(list) {
		out[w] = true
	}
	return out
}

// futures say that something is to come; on their own they are no plan.
var futures = newMarkers(map[string]string{
	"de": "wird werden", "en": "will shall ll", "fr": "va vont", "es": "va van", "it": "", "pl": "bedzie beda", "tr": "", "nl": "zal zullen",
})

// pasts say that something is done.
var pasts = newMarkers(map[string]string{
	"de": "wurde wurden hatte hatten war waren begann begannen startete eroffnete", "en": "was were had began began went became took shut came rose fell won built",
	"fr": "a ont ete", "es": "ha han fue fueron", "it": "ha hanno stato stata", "pl": "", "tr": "", "nl": "heeft hebben werd werden was waren",
})

// contracted is the English denial at the end of a verb.
var contracted = regexp.MustCompile(`(?i)n['’]t\b`)

// stanceOf reads the stance of s, a text in language lang.
func stanceOf(s, lang string) stance {
	ws := words(s)
	st := stance{
		negated: negations.among(ws, lang) || lang == "en" && contracted.MatchString(s),
		modal:   modals.among(ws, lang) || lang == "en" && isTo.MatchString(s),
		future:  futures.among(ws, lang),
		past:    pasts.among(ws, lang),
	}
	for i, w := range ws {
		st.lacking = st.lacking || lackingWords[w.folded]
		st.past = st.past || lang == "en" && simplePast(ws, i)
	}
	st.past = st.past || lang == "de" && perfect.MatchString(Fold(s))
	return st
}

// perfect is the German one: "hat … begonnen".
var perfect = regexp.MustCompile(`\b(?:hat|haben)\b.*\b\w{0,6}ge\w+(?:t|en)\b`)

// beforeParticiple are the verbs behind which a form in -ed is no past tense.
var beforeParticiple = wordsOf("is are be been being was were get gets has have had and or who which that not also fully")

// simplePast tells whether word i of an English sentence looks like a verb in
// the past tense.
func simplePast(ws []word, i int) bool {
	w := ws[i].folded
	if i == 0 || !strings.HasSuffix(w, "ed") || len(w) < 5 || modals["en"][w] {
		return false
	}
	return !slices.ContainsFunc(ws[max(0, i-3):i], func(w word) bool { return beforeParticiple[w.folded] }) && (i+1 == len(ws) || ws[i+1].folded != "by")
}

// clausesOf are the clauses of passage i.
func (ix *Index) clausesOf(i int) []clause {
	text, lang := ix.a.Passages[i].Text, ix.a.Language
	var spans []Quote
	start := 0
	add := func(end int) {
		span := Quote{start, end}
		first, separator := leadingWord(text[start:end]), text[max(0, start-1):start]
		begins := len(spans) == 0 || strings.ContainsAny(separator, ";:()–—") || dependent[first] && !content[first] ||
			!content[first] && slices.ContainsFunc(words(text[start:end]), func(w word) bool { return finite[w.folded] })
		if begins {
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
	for _, q := range spans {
		c := clause{stance: stanceOf(text[q.Start:q.End], lang)}
		for _, w := range words(text[q.Start:q.End]) {
			for at < len(ix.read[i].words) && ix.read[i].words[at].text != w.text {
				at++
			}
			if at < len(ix.read[i].words) && !function[w.folded] && !modals[lang][w.folded] && !negations[lang][w.folded] && len(w.folded) > 1 {
				c.words = append(c.words, ix.read[i].words[at])
			}
			at++
		}
		out = append(out, c)
	}
	return out
}

func leadingWord(s string) string {
	for _, w := range words(s) {
		if w.folded == "und" || w.folded == "and" {
			continue
		}
		return w.folded
	}
	return ""
}

// usedFrom is the share of a clause's content words that a claim must say to
// have used the clause.
const usedFrom = 0.5

// used returns the clauses of the passages that the claim, given as concepts,
// speaks of: those that it says half of, and the one that it says most words of.
func (ix *Index) used(concepts []concept, passages []int) []clause {
	var all, out []clause
	var said []int
	most := 0
	for _, p := range passages {
		for _, c := range ix.clausesOf(p) {
			n := 0
			for _, w := range c.words {
				if slices.ContainsFunc(concepts, func(c concept) bool { return c.standsFor(w) }) {
					n++
				}
			}
			all, said = append(all, c), append(said, n)
			most = max(most, n)
		}
	}
	for i, c := range all {
		if n := said[i]; n > 0 && (n == most || float64(n) >= usedFrom*float64(len(c.words))) {
			out = append(out, c)
		}
	}
	if len(out) == 0 {
		return all
	}
	return out
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

// Misstated tells why the text s, in language lang, does not stand to what it says
// as the given passages do: it denies what they affirm or the reverse, tells a
// plan or a possibility as a fact, what is to come as done, or a fact as mere
// possibility. It is "" when nothing is wrong. Only those clauses of the passages
// count that s speaks of.
func (ix *Index) Misstated(s, lang string, passages []int) string {
	concepts := conceptsOf(contentWords(s, lang), lang, ix.a.Language, func(t string) bool { return len(ix.terms.postings[t]) > 0 })
	var have stance
	affirmed := false
	for _, c := range ix.used(concepts, passages) {
		have.negated = have.negated || c.negated
		have.lacking = have.lacking || c.lacking
		have.modal = have.modal || c.modal
		have.future = have.future || c.future
		have.past = have.past || c.past
		affirmed = affirmed || !c.negated
	}
	claim := stanceOf(s, lang)
	switch {
	case claim.negated && !have.negated && !(have.lacking && !claim.lacking),
		!claim.negated && have.negated && !(claim.lacking && !have.lacking) && !affirmed:
		return "negation"
	case have.modal && !Hedged(s, lang):
		return "a plan or possibility told as a fact"
	case have.future && !have.modal && !have.past && claim.past && !claim.future && !claim.modal:
		return "what is to come told as done"
	case doubts.in(s, lang) && !ix.doubted(passages):
		return "a fact told as a possibility"
	}
	return ""
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
