package knowledge

import (
	"regexp"
	"slices"
	"strings"
)

// stance is how a text stands to what it says.
type stance struct {
	negated bool  // it denies something in so many words
	lacking []int // groups of the words that say so without: "rules out", "fehlt"
	modal   bool  // a plan, possibility or expectation
	plan    bool  // of those, a plan
	report  bool  // what somebody says
	future  bool  // nothing but the future tense
	past    bool  // told as done
	perhaps bool  // could be told as done: a word that looks like a past tense
}

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

// contracted is the English denial at the end of a verb.
var contracted = regexp.MustCompile(`(?i)n['’]t\b`)

// stanceOf reads the stance of s, a text in language lang.
func stanceOf(s, lang string) stance {
	ws := words(s)
	st := stance{
		negated: negations.among(ws, lang) || lang == "en" && contracted.MatchString(s),
		modal:   slices.ContainsFunc(ws, func(w word) bool { return !reports[w.folded] && modals.has(w, lang) }) || lang == "en" && isTo.MatchString(s),
		report:  slices.ContainsFunc(ws, func(w word) bool { return reports[w.folded] }) || reportsThat.MatchString(s),
		plan:    intents.among(ws, lang),
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

// reportsThat is somebody who tells of what others do.
var reportsThat = CompilePattern(`(?i)\b(?:reported|reports|claimed|claims|alleged|alleges|berichtete[nt]?|berichte[nt]|behauptete[nt]?|behaupte[nt])\b[^,;.]{0,40},? (?:that|dass)\b`)

// reports are the words of what somebody says, folded.
var reports = wordsOf("laut zufolge angeblich according reportedly allegedly selon segun secondo wedlug gore volgens")

// beyond tells whether a has a group that b has not.
func beyond(a, b []int) bool {
	return slices.ContainsFunc(a, func(n int) bool { return !slices.Contains(b, n) })
}

// denialsIn counts the words of denial in s.
func denialsIn(s, lang string) int {
	n := 0
	for w := range eachWord(s) {
		if negations[lang][w.folded] {
			n++
		}
	}
	if lang == "en" {
		n += len(contracted.FindAllString(s, -1))
	}
	return n
}
