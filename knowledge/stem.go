package knowledge

import (
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

// keptApart are English words that Snowball would give the stem of a word that
// means something else (authority, author), with the stem that they get instead.
var keptApart = map[string]string{
	"authority": "authority", "authorities": "authority", "business": "business", "businesses": "business", "important": "important",
	"importance": "important", "importantly": "important", "experiment": "experiment", "experiments": "experiment", "experimental": "experiment",
	"university": "university", "universities": "university", "customer": "customer", "customers": "customer", "organ": "organs",
	"organs": "organs", "emergency": "emergency", "emergencies": "emergency", "executive": "executive", "executives": "executive",
	"several": "several", "training": "training", "engineer": "engineer", "engineers": "engineer", "engineering": "engineer",
	"intern": "interns", "interns": "interns", "ration": "rations", "rations": "rations",
}

// maxWord is the length in bytes of the longest word that is stemmed or split;
// longer runs of letters are no words, and would cost time.
const maxWord = 64

// stem reduces one lower-case word of a language to its stem, folded. A
// language without rules gets the folded word.
func stem(lower, lang string) string {
	if kept := keptApart[lower]; kept != "" && lang == "en" {
		return kept
	}
	if f, ok := stemmers[lang]; ok && len(lower) <= maxWord {
		env := snowballstem.NewEnv(lower)
		f(env)
		lower = env.Current()
	}
	folded := Fold(lower)
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
