package knowledge

import (
	"embed"
	"iter"
	"slices"
	"strings"
	"sync"
)

// Languages are the tags of the languages that questions are recognised in and
// answers have fixed sentences for.
var Languages = []string{"de", "en", "fr", "es", "it", "pl", "tr", "nl"}

//go:embed words/*.txt
var wordFiles embed.FS

// functionWords are the words that carry grammar rather than content, by
// language. They tell languages apart and are not searched for.
var functionWords = sync.OnceValue(func() map[string]map[string]bool {
	out := make(map[string]map[string]bool, len(Languages))
	for _, lang := range Languages {
		out[lang] = wordSet(lang)
	}
	for w := range strings.FieldsSeq(mustWords("de")) {
		out["de"][withoutUmlauts.Replace(w)] = true
	}
	return out
})

// withoutUmlauts spells German on a keyboard that has no umlauts ("koennen").
var withoutUmlauts = strings.NewReplacer("ä", "ae", "ö", "oe", "ü", "ue")

// withUmlauts is a folded German text in which words of grammar that were spelled without
// umlauts are as they fold with them: "koennen" is "konnen".
func withUmlauts(fold string) string {
	out := fold
	for w := range eachWord(fold) {
		if right := digraphs.Replace(w.folded); right != w.folded && functionWords()["de"][right] {
			out = strings.Replace(out, w.folded, right, 1)
		}
	}
	return out
}

// functionStems are the stems of the function words, by language, and modalStems those
// of the words that tell of a plan or a possibility.
var (
	functionStems = sync.OnceValue(func() map[string]map[string]bool { return stemsOf(functionWords()) })
	modalStems    = sync.OnceValue(func() map[string]map[string]bool { return stemsOf(modals) })
)

// stemsOf are the stems of words, by language.
func stemsOf(words map[string]map[string]bool) map[string]map[string]bool {
	out := make(map[string]map[string]bool, len(words))
	for lang, ws := range words {
		out[lang] = map[string]bool{}
		for w := range ws {
			out[lang][stem(w, lang)] = true
		}
	}
	return out
}

// mustWords panics when an embedded file is missing, which a test would see.
func mustWords(name string) string {
	b, err := wordFiles.ReadFile("words/" + name + ".txt")
	if err != nil {
		panic(err)
	}
	return string(b)
}

// wordSet reads an embedded list of words; lines that begin with # are
// comments.
func wordSet(name string) map[string]bool {
	out := map[string]bool{}
	for line := range strings.Lines(mustWords(name)) {
		if !strings.HasPrefix(line, "#") {
			for _, w := range strings.Fields(line) {
				out[Fold(w)] = true
			}
		}
	}
	return out
}

// wordSides yields the lines of a file of words, each as its sides; mustWords says where
// it is.
func wordSides(file string) iter.Seq[[][]string] {
	return func(yield func([][]string) bool) {
		for line := range strings.Lines(mustWords(file)) {
			if strings.HasPrefix(line, "#") {
				continue
			}
			var sides [][]string
			for side := range strings.SplitSeq(line, "|") {
				sides = append(sides, strings.Fields(side))
			}
			if !yield(sides) {
				return
			}
		}
	}
}

// diacritics are letters that vote for a language, or against all others.
var diacritics = map[rune]string{
	'ß': "de", 'ä': "de", 'ö': "de tr", 'ü': "de tr es",
	'ñ': "es", '¿': "es", '¡': "es",
	'ı': "tr", 'ğ': "tr", 'ş': "tr", 'ç': "fr tr",
	'ł': "pl", 'ą': "pl", 'ę': "pl", 'ś': "pl", 'ż': "pl", 'ź': "pl", 'ć': "pl", 'ń': "pl",
	'œ': "fr", 'ê': "fr", 'è': "fr it", 'à': "fr it", 'ù': "fr it", 'ò': "it", 'ì': "it",
	'é': "fr es it", 'á': "es", 'í': "es", 'ó': "es pl", 'ú': "es", 'ë': "nl fr", 'ï': "nl fr",
}

// DetectLanguage returns the tag of the language that s is written in, decided
// by a vote of function words and letters, then by vocabulary, or "" when
// nothing speaks for one of [Languages], or two are level.
func DetectLanguage(s string) string {
	var votes [8]float64
	lower := strings.ToLower(s)
	for _, r := range lower {
		for i, lang := range Languages {
			if r > 127 && strings.Contains(diacritics[r], lang) {
				votes[i] += 0.6
				if r == '¿' || r == '¡' {
					votes[i] += 2 // only one language has them
				}
			}
		}
	}
	sets := functionWords()
	for w := range eachWord(lower) {
		for i, lang := range Languages {
			if sets[lang][w.folded] {
				votes[i]++
			}
		}
	}
	best := slices.Max(votes[:])
	var level []string
	for i, lang := range Languages {
		if votes[i] == best {
			level = append(level, lang)
		}
	}
	if len(level) == 1 {
		return level[0]
	}
	return byVocabulary(lower, level)
}

// byVocabulary breaks a tie by the words that the thesaurus knows in each of
// the languages; it returns "" when that leaves it level.
func byVocabulary(lower string, level []string) string {
	lex := loadLexicon()
	found, best, second := "", 0, 0
	for _, lang := range level {
		n := 0
		for w := range eachWord(lower) {
			if s := stem(w.text, lang); lex.has(s, lang) {
				n++
			}
		}
		if n > best {
			found, best, second = lang, n, best
		} else {
			second = max(second, n)
		}
	}
	if best == second {
		return ""
	}
	return found
}
