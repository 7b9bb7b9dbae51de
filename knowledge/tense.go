package knowledge

import (
	"regexp"
	"slices"
	"strings"
)

// pasts say that something is done.
var pasts = newMarkers(map[string]string{
	"de": "wurde wurden hatte hatten war waren begann begannen startete eroffnete schloss schlossen nahm nahmen lief liefen stieg stiegen fiel fielen kam kamen ging gingen sank sanken " +
		"sprach sprachen wuchs wuchsen trat traten gab gaben stand standen blieb blieben hielt hielten fand fanden erhielt erhielten sagte sagten erklarte teilte legte brachte brachten stimmte", "en": "was were had began went became took came rose fell won built grew gave held met paid spent sold bought said told saw got made ran covered",
	"fr": "a ont ete", "es": "ha han fue fueron", "it": "ha hanno stato stata", "pl": "", "tr": "", "nl": "heeft hebben werd werden was waren",
})

// perfect is the German one ("hat … begonnen", "beschlossen hat", "ist …
// gewachsen"); perfectEn the English one.
var (
	perfect = CompilePattern(`\b(?:hat|haben|ist|sind)\b.*\s(?:[a-zäöüß]{0,9}ge[a-zäöüß]{2,}(?:t|en)|[a-zäöüß]{2,}(?:iert|standen|kommen|schieden|worden|weitert|stellt|kauft|worben|reicht)|worden)(?:[\s,;.]|$)` +
		`|\s[a-zäöüß]{5,}(?:t|en) (?:hat|haben|hatte|hatten)\b`)
	perfectEn = CompilePattern(`(?i)\b(?:has|have|had) (?:(?:not|also|already|now|since|just|\w+ly) )*(?:[a-z]+ed|been|begun|gone|built|made|taken|become|grown|risen|fallen|won|put|cut|shut|paid|spent|sold|bought|left|met|set|held|run|given|seen|come)\b`)
)

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
		verbs = verbs || finiteVerbs[w.folded] || lang == "de" && strings.HasSuffix(w.text, "t") && strings.ToLower(w.text) == w.text
		if inPast(ws, n, lang) || looksPast(w, lang) || reporting[w.folded] {
			return true
		}
	}
	return !verbs
}

// copulas are verbs that many clauses have, in the present and in the past.
var (
	presents = newMarkers(map[string]string{"de": "ist sind hat haben", "en": "is are has have"})
	formers  = newMarkers(map[string]string{"de": "war waren hatte hatten", "en": "was were had"})
)

// outdated tells whether s, a text in language lang, says in the present what the given
// passages say of the past alone: "is an exporter" of who was one, "requires" of what
// required.
func (ix *Index) outdated(s, lang string, passages []int) bool {
	ws, own := words(s), ix.a.Language
	lower := strings.ToLower(s)
	if presents.among(ws, lang) && !formers.among(ws, lang) && !perfect.MatchString(lower) && !perfectEn.MatchString(lower) {
		former := false
		for _, p := range passages {
			have := words(ix.a.Passages[p].Text)
			if presents.among(have, own) {
				return false
			}
			former = former || formers.among(have, own)
		}
		return former
	}
	if lang != own {
		return false
	}
	for n, w := range ws {
		if lang == "en" && ix.isPastOf(w, passages) || lang == "de" && inMiddle(s, ws, n) && ix.isWeakPastOf(w, passages) {
			return true
		}
	}
	return false
}

// afterParticiple are German words, folded, before which one in -t may be a participle
// ("erreicht wurde"), as behind those in asParticiple ("wie erwartet").
var (
	afterParticiple = wordsOf("ist sind war waren hat haben hatte hatten wird werden wurde wurden worden sei seien und oder")
	asParticiple    = wordsOf("wie als")
)

// inMiddle tells whether word n of a German sentence stands where a finite verb does in a
// main clause, and no participle: it is not the last of its clause.
func inMiddle(s string, ws []word, n int) bool {
	return n > 0 && n+1 < len(ws) && !asParticiple[ws[n-1].folded] && !afterParticiple[ws[n+1].folded] && strings.TrimSpace(s[ws[n].end:ws[n+1].start]) == ""
}

// isWeakPastOf tells whether the given passages have a German word of a sentence, which looks
// like a verb in the present ("dauert"), as one in the past alone ("dauerte"). Strong verbs
// change their stem, and are none of its words.
func (ix *Index) isWeakPastOf(w word, passages []int) bool {
	if startsUpper(w.text) || !strings.HasSuffix(w.text, "t") && !strings.HasSuffix(w.text, "n") {
		return false
	}
	stem := strings.TrimSuffix(w.folded, "en")
	forms := []string{w.folded + "e", stem + "ten", stem + "eten"}
	if strings.HasSuffix(w.text, "n") {
		forms[0] = strings.TrimSuffix(w.folded, "n") + "ten" // "dauern"
	}
	past := false
	for _, p := range passages {
		for _, have := range ix.read[p].words {
			if have.folded == w.folded {
				return false
			}
			past = past || !startsUpper(have.text) && slices.Contains(forms, have.folded)
		}
	}
	return past
}

// isPastOf tells whether the given passages have an English word of a sentence, which looks
// like a verb in the present ("requires"), as one in the past alone.
func (ix *Index) isPastOf(w word, passages []int) bool {
	if !strings.HasSuffix(w.text, "s") || w.start == 0 || startsUpper(w.text) {
		return false
	}
	past, root := false, stem(w.text, "en")
	for _, p := range passages {
		for n, e := range ix.read[p].words {
			switch {
			case e.stem != root:
			case !strings.HasSuffix(e.folded, "ed"):
				return false
			default:
				past = past || inPast(words(ix.a.Passages[p].Text), n, "en")
			}
		}
	}
	return past
}
