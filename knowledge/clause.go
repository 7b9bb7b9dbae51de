package knowledge

import (
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"
)

// stance is how a text stands to what it says.
type stance struct {
	negated bool  // it denies something in so many words
	lacking []int // groups of the words that say so without: "rules out", "fehlt"
	modal   bool  // a plan, possibility or expectation
	report  bool  // what somebody says
	future  bool  // nothing but the future tense
	past    bool  // told as done
	perhaps bool  // could be told as done: a word that looks like a past tense
}

// clause is a part of a passage that makes a statement of its own.
type clause struct {
	stance
	text    string
	words   []*entry // content words
	figures []Figure
	dates   []Date
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

// lackingWords deny without a word of denial, folded, in both languages: a group of
// like meaning a line.
var lackingWords = func() map[string]int {
	out := map[string]int{}
	for n, list := range []string{
		"ausgeschlossen ausschliessen rule rules ruled exclude excludes excluded excluding",
		"verzichtet verzichten verzicht forgo forgoes waive waives abandon abandons abandoned",
		"verboten verbietet untersagt banned prohibited forbidden",
		"geschlossen schliesst schliessen gesperrt gesperrte closed shut closes close", "left",
		"ruht ruhen", "offen aussteht ausstehend steht pending yet open", "unverandert unchanged", "fehlt fehlen lack lacks missing unable",
		"lehnt abgelehnt ablehnen refuse refuses refused declined decline rejected reject", "gestoppt eingestellt endet enden stop stops stopped end ends ended",
		"entfallt entfallen wegfallen storniert cancelled canceled withdrawn", "verhindert vermeidet vermieden prevents prevent avoid avoids avoided",
		"frei stufenfrei barrierefrei free unspent", "keinesfalls kaum hardly barely",
	} {
		for w := range strings.FieldsSeq(list) {
			out[w] = n + 1
		}
	}
	return out
}()

// Groups of lackingWords that a claim must not leave out.
const (
	groupExcluded  = 1
	groupForbidden = 3
)

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
	"de": "wurde wurden hatte hatten war waren begann begannen startete eroffnete schloss schlossen nahm nahmen lief liefen stieg stiegen fiel fielen kam kamen ging gingen sank sanken " +
		"sprach sprachen wuchs wuchsen trat traten gab gaben stand standen blieb blieben hielt hielten fand fanden erhielt erhielten sagte sagten erklarte teilte legte brachte brachten stimmte", "en": "was were had began went became took came rose fell won built grew gave held met paid spent sold bought said told saw got made ran covered",
	"fr": "a ont ete", "es": "ha han fue fueron", "it": "ha hanno stato stata", "pl": "", "tr": "", "nl": "heeft hebben werd werden was waren",
})

// contracted is the English denial at the end of a verb.
var contracted = regexp.MustCompile(`(?i)n['’]t\b`)

// stanceOf reads the stance of s, a text in language lang.
func stanceOf(s, lang string) stance {
	ws := words(s)
	st := stance{
		negated: negations.among(ws, lang) || lang == "en" && contracted.MatchString(s),
		modal:   slices.ContainsFunc(ws, func(w word) bool { return !reports[w.folded] && modals.among([]word{w}, lang) }) || lang == "en" && isTo.MatchString(s),
		report:  slices.ContainsFunc(ws, func(w word) bool { return reports[w.folded] }),
		future:  futures.among(ws, lang),
	}
	for i, w := range ws {
		if n := lackingWords[w.folded]; n > 0 {
			st.lacking = append(st.lacking, n)
		}
		if w.start > 0 && s[w.start-1] == '-' {
			continue // "pre-filled"
		}
		participle := strings.HasSuffix(w.folded, "ed") && (st.future || st.modal)
		st.past = st.past || !participle && inPast(ws, i, lang)
		st.perhaps = st.perhaps || looksPast(w, lang)
	}
	st.past = st.past || lang == "de" && perfect.MatchString(s) || lang == "en" && perfectEn.MatchString(s)
	return st
}

// perfect is the German one ("hat … begonnen", "beschlossen hat", "ist …
// gewachsen"); perfectEn the English one.
var (
	perfect = regexp.MustCompile(`\b(?:hat|haben|ist|sind)\b.*\s(?:[a-zäöüß]{0,9}ge[a-zäöüß]{2,}(?:t|en)|[a-zäöüß]{2,}(?:iert|standen|kommen|schieden|worden|weitert|stellt|kauft|worben|reicht)|worden)(?:[\s,;.]|$)` +
		`|\s[a-zäöüß]{5,}(?:t|en) (?:hat|haben|hatte|hatten)\b`)
	perfectEn = regexp.MustCompile(`(?i)\b(?:has|have|had) (?:(?:not|also|already|now|since|just|\w+ly) )*(?:[a-z]+ed|been|begun|gone|built|made|taken|become|grown|risen|fallen|won|put|cut|shut|paid|spent|sold|bought|left|met|set|held|run|given|seen|come)\b`)
)

// reports are the words of what somebody says, folded.
var reports = wordsOf("laut zufolge angeblich according reportedly allegedly selon segun secondo wedlug gore volgens")

// beforeParticiple are the English verbs behind which a participle is no past
// tense of its own.
var beforeParticiple = wordsOf("stay stays stayed remain remains kept keep keeps become becomes is are be been being get gets and or who which that not also fully to")

// beforeAdjective are words directly behind which it is an adjective.
var beforeAdjective = wordsOf("a an the of for with better newly existing those staff people all more most in")

// inPast tells whether word i of a sentence looks like a verb in the past tense.
func inPast(ws []word, i int, lang string) bool {
	w := ws[i]
	if strings.ToLower(w.text) != w.text && i > 0 || strings.ContainsRune(w.text, 'ü') && w.folded[0] == 'w' {
		return false // a noun or name; "würde"
	}
	listed := pasts[lang][w.folded]
	if lang != "en" {
		return listed
	}
	if w.folded == "was" || w.folded == "were" || w.folded == "had" {
		return true
	}
	ed := i > 0 && strings.HasSuffix(w.folded, "ed") && len(w.folded) > 4 && !modals["en"][w.folded] && (i+1 == len(ws) || ws[i+1].folded != "by")
	if ed && i > 0 && beforeAdjective[ws[i-1].folded] {
		return false
	}
	return (listed || ed) && !slices.ContainsFunc(ws[max(0, i-3):i], func(w word) bool { return beforeParticiple[w.folded] })
}

// looksPast tells a word that may be a past tense, or an adjective that looks
// like one.
func looksPast(w word, lang string) bool {
	if strings.ToLower(w.text) != w.text {
		return false
	}
	if lang == "en" {
		return strings.HasSuffix(w.folded, "ed")
	}
	strong := len(w.folded) > 5 && slices.ContainsFunc([]string{"ging", "gingen", "kam", "kamen", "fiel", "fielen", "stieg", "stiegen", "nahm", "nahmen", "lief", "gab", "hielt", "brach", "brachen", "sank", "trat"}, func(e string) bool {
		return strings.HasSuffix(w.folded, e)
	})
	return lang == "de" && (strong || strings.HasSuffix(w.folded, "te") || pluralPast.MatchString(w.folded))
}

// pluralPast is the German past tense in the plural, as far as no infinitive looks
// like it.
var pluralPast = regexp.MustCompile(`(?:[rgkfbd]|et|ell|iel)ten$`)

// reporting are verbs behind which a passage may tell of what is done.
var reporting = wordsOf("sei seien habe haben hat sind ist has have")

// mayBePast tells whether passage i could tell of what is done: it has a verb that
// looks like the past, reported speech, or no verb at all.
func (ix *Index) mayBePast(i int) bool {
	lang, verbs := ix.a.Language, false
	ws := words(ix.a.Passages[i].Text)
	for n, w := range ws {
		verbs = verbs || finite[w.folded] || lang == "de" && strings.HasSuffix(w.text, "t") && strings.ToLower(w.text) == w.text
		if inPast(ws, n, lang) || looksPast(w, lang) || reporting[w.folded] {
			return true
		}
	}
	return !verbs
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
	counted := countedSpans(text, lang)
	for _, q := range spans {
		c := clause{stance: stanceOf(text[q.Start:q.End], lang), text: text[q.Start:q.End]}
		for _, w := range words(text[q.Start:q.End]) {
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
	for _, w := range words(s) {
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
	concepts := conceptsOf(contentWords(s, lang), lang, ix.a.Language, func(t string) bool { return len(ix.terms.postings[t]) > 0 })
	figures, dates := Figures(s, lang), Dates(s, lang)
	var all []clause
	var said []int
	most := 0
	for _, p := range passages {
		for _, c := range ix.clausesOf(p) {
			n := c.saidBy(concepts, figures, dates)
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

// Misstated tells why the text s, in language lang, does not stand to what it says
// as the given passages do: it denies what they affirm or the reverse, tells a
// plan or a possibility as a fact, what is to come as done, or a fact as mere
// possibility. It is "" when nothing is wrong. Only those clauses of the passages
// count that s speaks of.
func (ix *Index) Misstated(s, lang string, passages []int) string {
	var have stance
	denials := 0
	u := ix.uses(s, lang, passages)
	for _, c := range u.used {
		have.lacking = append(have.lacking, c.lacking...)
		have.modal = have.modal || c.modal
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
	case have.modal && !claim.modal && (claim.past || claim.future || !Hedged(s, lang)):
		return "a plan or possibility told as a fact"
	case have.report && !claim.report && !claim.modal && !Hedged(s, lang):
		return "a report told as a fact"
	case u.unqualified(s, lang) != "":
		return "told as more certain or general: " + u.unqualified(s, lang)
	case ix.absolute(s, lang, passages) != "":
		return "told as without exception: " + ix.absolute(s, lang, passages)
	case claim.past && !claim.modal && !claim.future && (toCome || !slices.ContainsFunc(passages, ix.mayBePast)):
		return "what is to come told as done"
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

// beyond tells whether a has a group that b has not.
func beyond(a, b []int) bool {
	return slices.ContainsFunc(a, func(n int) bool { return !slices.Contains(b, n) })
}

// denialsIn counts the words of denial in s.
func denialsIn(s, lang string) int {
	n := 0
	for _, w := range words(s) {
		if negations[lang][w.folded] {
			n++
		}
	}
	if lang == "en" {
		n += len(contracted.FindAllString(s, -1))
	}
	return n
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
