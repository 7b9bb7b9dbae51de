package knowledge

import (
	"slices"
	"strings"

	"github.com/blevesearch/snowballstem"
	"github.com/blevesearch/snowballstem/dutch"
	"github.com/blevesearch/snowballstem/english"
	"github.com/blevesearch/snowballstem/french"
	"github.com/blevesearch/snowballstem/german"
	"github.com/blevesearch/snowballstem/italian"
	"github.com/blevesearch/snowballstem/spanish"
	"github.com/blevesearch/snowballstem/turkish"
)

var stemmers = map[string]func(*snowballstem.Env) bool{
	"de": german.Stem, "en": english.Stem, "fr": french.Stem, "es": spanish.Stem,
	"it": italian.Stem, "nl": dutch.Stem, "tr": turkish.Stem,
}

// polishStem is how many letters of a word stand for it in Polish, for which
// Snowball has no rules.
const polishStem = 6

// snowball stems one lower-case word.
func snowball(lower, lang string) string {
	f, ok := stemmers[lang]
	if !ok || len(lower) > maxWord {
		return lower
	}
	if lang == "de" {
		if endsInS(lower) {
			return lower
		}
		if short := withoutLatin(lower); short != lower {
			return short
		}
		lower = masculine(infinitive(lower))
	}
	env := snowballstem.NewEnv(lower)
	f(env)
	return env.Current()
}

// ownS are German nouns of which the last s is their own and no ending, as Snowball
// takes it for: "Zins", "Zinsen".
var ownS = []string{"kurs", "zins", "krebs", "fels", "lachs", "wachs", "fuchs", "dachs", "luchs", "hals", "puls", "keks"}

// endsInS tells whether a word is one of them, or a compound that ends in one.
func endsInS(lower string) bool {
	return strings.HasSuffix(lower, "s") && slices.ContainsFunc(ownS, func(noun string) bool { return strings.HasSuffix(lower, noun) })
}

// infinitive maps forms such as "investiert" to "investieren", from which
// Snowball keeps them apart.
func infinitive(lower string) string {
	if i := strings.LastIndex(lower, "iert"); i > 0 && len(lower)-i <= len("ierten") && (i+4 == len(lower) || lower[i+4] == 'e') {
		return lower[:i] + "ieren"
	}
	return lower
}

// feminine are the ends of German words for women.
var feminine = []string{"erin", "orin", "entin", "antin", "istin", "eurin", "ärin", "login", "gogin"}

// women are those that no end tells, as words or at the end of compounds.
var women = []string{"kundin", "freundin", "kollegin", "chefin", "pilotin", "architektin", "ärztin", "anwältin", "beamtin"}

// masculine maps words for women to those for men, of whom the same is said.
func masculine(lower string) string {
	word := strings.TrimSuffix(lower, "nen")
	if slices.ContainsFunc(women, func(end string) bool { return strings.HasSuffix(word, end) }) {
		return strings.TrimSuffix(word, "in")
	}
	for _, end := range feminine {
		if strings.HasSuffix(word, end) && len(word) > len(end)+2 {
			return strings.TrimSuffix(word, "in")
		}
	}
	return lower
}

// withoutLatin takes a Latin end off a German noun, as Snowball does of the plural:
// "Museum", "Museen". Those in -tum ("Irrtum") and -aum ("Raum") have none.
func withoutLatin(lower string) string {
	switch {
	case strings.HasSuffix(lower, "ismus"):
		return strings.TrimSuffix(lower, "us")
	case len(lower) > minPart && strings.HasSuffix(lower, "um") && !strings.HasSuffix(lower, "tum") && !strings.HasSuffix(lower, "aum"):
		return strings.TrimSuffix(lower, "um")
	}
	return lower
}

// keptApart are words that Snowball would give the stem of a word that means something
// else (authority, author), with the stem that they get instead, by language.
var keptApart = map[string]map[string]string{"de": {"verdi": "verdis"}, "en": {
	"authority": "authority", "authorities": "authority", "business": "business", "businesses": "business", "important": "important",
	"importance": "important", "importantly": "important", "experiment": "experiment", "experiments": "experiment", "experimental": "experiment",
	"university": "university", "universities": "university", "customer": "customer", "customers": "customer", "organ": "organs",
	"organs": "organs", "emergency": "emergency", "emergencies": "emergency", "executive": "executive", "executives": "executive",
	"several": "several", "training": "training", "engineer": "engineer", "engineers": "engineer", "engineering": "engineer",
	"intern": "interns", "interns": "interns", "ration": "rations", "rations": "rations",
}}

// maxWord is the length in bytes of the longest word that is stemmed or split;
// longer runs of letters are no words, and would cost time.
const maxWord = 64

// stem reduces one lower-case word of a language to its stem, folded. A
// language without rules gets the folded word.
func stem(lower, lang string) string {
	if kept := keptApart[lang][lower]; kept != "" {
		return kept
	}
	if lang == "de" {
		if verb := infinitiveOf(Fold(lower)); verb != "" {
			lower = verb
		}
	}
	folded := Fold(snowball(lower, lang))
	switch lang {
	case "de":
		folded = digraphs.Replace(folded)
	case "pl":
		if runes := []rune(folded); len(runes) > polishStem {
			folded = string(runes[:polishStem])
		}
	}
	return folded
}
