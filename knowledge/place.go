package knowledge

import (
	"strings"
	"sync"
)

// places are words that say where, without a name.
var places = newMarkers(map[string]string{
	"de": "region regionen standort standorte stadt stadte ort orte land lander bundesstaat bundesstaaten gemeinde kreis bezirk " +
		"platz strasse hafen campus gelande norden suden osten westen ausland inland europa deutschland osterreich schweiz usa amerika asien afrika hier dort",
	"en": "region regions site sites city cities town towns location locations country countries state states county district " +
		"square street port campus north south east west abroad europe germany austria switzerland usa america asia africa here there online",
})

// placeStems are the stems of nouns of places, by language.
var placeStems = sync.OnceValue(func() map[string]map[string]bool {
	nouns := wordSet("places")
	return stemsOf(map[string]map[string]bool{"de": nouns, "en": nouns})
})

// whereWords are prepositions of place, and adjectives and articles may stand between
// one and its noun.
var whereWords = newMarkers(map[string]string{
	"de": "in im ins an am ans auf aufs vor vorm bei beim nach aus von vom zu zum zur ab bis neben hinter unter uber gegenuber zwischen entlang",
	"en": "in at on near from to into onto by behind beside under inside outside via between opposite along around off next",
})

// placing are those of them behind which a name is that of a place: "in Gdynia", but "by
// Brandt Orbital".
var placing = wordsOf("in im ins aus nach near from at bei inside outside around across")

// each stands between a preposition and a noun that is a place, but for those of noPlaces,
// in German, folded.
var (
	each     = wordsOf("jedem jeder allen")
	noPlaces = wordsOf("fall fallen hinsicht beziehung bereich bereichen weise form formen phase phasen altersgruppe altersgruppen punkt punkten monat jahr woche")
)

// nearWhere is how many words may lie between a preposition and its noun.
const nearWhere = 3

// placeName is how German names of places end.
var placeName = CompilePattern(`^\p{Lu}\p{L}{2,}(?:heim|burg|stadt|stedt|dorf|hausen|ingen|bach|berg|kirchen|hagen|furt|brück|rode|roda|münde|büttel|moor|hofen|see)$`)

// saysWhere returns the words by which passage i names a place: words for one, nouns of
// places behind a preposition or as the end of a name, and names behind a preposition
// that are no ordinary words.
func (ix *Index) saysWhere(i int) (out []*entry) {
	lang, r := ix.a.Language, &ix.read[i]
	lex, stems := loadLexicon(), placeStems()[lang]
	left, named := 0, false // words in which a noun still belongs to the latest preposition, and a name does
	for n, w := range r.words {
		if n > 0 && strings.ContainsAny(ix.between(i, n), ";:()") {
			left = 0
		}
		noun, capital := isPlace(w, stems), startsUpper(w.text)
		switch {
		case whereWords.has(w.word, lang):
			left, named = nearWhere+1, placing[w.folded]
			continue
		case places.has(w.word, lang):
			out = append(out, w)
		case lang == "en" && w.folded == "based" && n > 0 && ix.between(i, n) == "-": // "Cork-based"
			out = append(out, r.words[n-1])
		case capital && n > 1 && each[r.words[n-1].folded] && placing[r.words[n-2].folded] && !times.has(w.word, lang) && !noPlaces[w.folded]:
			out = append(out, w) // "in jedem Markt"
		case noun && left > 0 && (lang == "en" || capital), noun && lang == "en" && capital && n > 0 && startsUpper(r.words[n-1].text):
			out = append(out, w)
		case named && left >= nearWhere && capital && len(w.text) > 2 && (lang == "de" && placeName.MatchString(w.text) || nations()[w.folded] || !lex.knows(w.word, "de") && !lex.knows(w.word, "en")):
			out = append(out, w)
		}
		left--
	}
	return out
}

// isPlace tells whether a word is a noun of places, or a compound that ends in one.
func isPlace(e *entry, stems map[string]bool) bool {
	return stems[e.stem] || len(e.parts) > 1 && stems[e.parts[len(e.parts)-1]]
}

// placedBehind tells whether word n of passage i stands where a place does: "in Lauterfurt",
// "at the Guildhall".
func (ix *Index) placedBehind(i, n int) bool {
	ws := ix.read[i].words
	if n > 1 && definite[ws[n-1].folded] {
		n--
	}
	return n > 0 && placing[ws[n-1].folded]
}

// definite are the definite articles that stand between a preposition and a name, folded.
var definite = wordsOf("the der dem den die das")
