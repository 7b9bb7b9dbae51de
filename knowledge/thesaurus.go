package knowledge

import (
	"embed"
	"runtime"
	"strings"
)

//go:embed all:thesaurus
var thesaurusFiles embed.FS

// maxTerm is how many words an entry of the thesaurus may have.
const maxTerm = 3

// thesaurusLine is one entry, stemmed.
type thesaurusLine struct {
	lang        string
	left, right []string // terms; right is nil in a group of synonyms
	concept     bool     // the terms on the right are synonyms too
	leftWords   []string // folded
	rightWords  []string
}

// readThesaurus hands over the lines of the embedded files in order. It parses
// files side by side, since stemming takes its time, but few at once, since
// lines take memory.
func readThesaurus(take func(thesaurusLine)) {
	files, err := thesaurusFiles.ReadDir("thesaurus")
	if err != nil {
		return
	}
	parsed := make([]chan []thesaurusLine, len(files))
	for i := range parsed {
		parsed[i] = make(chan []thesaurusLine, 1)
	}
	begin := func(i int) {
		if i < len(files) {
			go func() { parsed[i] <- parseThesaurus(files[i].Name()) }() // ends by itself, and is waited for below
		}
	}
	ahead := runtime.GOMAXPROCS(0)
	for i := range ahead {
		begin(i)
	}
	for i := range files {
		lines := <-parsed[i]
		begin(i + ahead)
		for _, l := range lines {
			take(l)
		}
	}
}

// parseThesaurus returns the lines of one file.
func parseThesaurus(file string) []thesaurusLine {
	name, ok := strings.CutSuffix(file, ".txt")
	if !ok || name == "README" {
		return nil
	}
	data, err := thesaurusFiles.ReadFile("thesaurus/" + file)
	if err != nil {
		return nil
	}
	var out []thesaurusLine
	for line := range strings.Lines(string(data)) {
		if !strings.HasPrefix(line, "#") {
			l := parseThesaurusLine(name[:2], strings.TrimSpace(line))
			l.concept = strings.Contains(name, "-concepts")
			out = append(out, l)
		}
	}
	return out
}

func parseThesaurusLine(lang, line string) thesaurusLine {
	left, right, glossary := strings.Cut(line, " = ")
	l := thesaurusLine{lang: lang, left: termsOf(left, lang), leftWords: foldedWords(left)}
	if glossary {
		l.right, l.rightWords = termsOf(right, "en"), foldedWords(right)
	}
	return l
}

func foldedWords(s string) []string {
	var out []string
	for _, w := range words(s) {
		out = append(out, w.folded)
	}
	return out
}

// minTypo is the length of the shortest word that is taken for a misspelling.
const minTypo = 5

// alphabet are the letters that one edit tries, folded.
const alphabet = "abcdefghijklmnopqrstuvwxyz"

// respell returns the entry one edit away from a folded word that is none itself,
// folded; one that is in the announcement, by known, before others, and a letter
// doubled or swapped before other slips. It returns the word when there is no such
// entry.
func (lex *lexicon) respell(folded, lang string, known func(stem string) bool) string {
	if len(folded) < minTypo || len(folded) > maxWord || lex.isWord(folded, lang) || !isPlainLower(folded) {
		return folded
	}
	best, rank := folded, 0
	try := func(candidate string, likely bool) {
		r := 0
		switch here := known != nil && known(stem(candidate, lang)); {
		case here:
			r = 3
		case !lex.isWord(candidate, lang):
		case likely:
			r = 2
		case candidate[0] == folded[0] && !likelyForm(folded, candidate):
			r = 1
		}
		if r > rank {
			best, rank = candidate, r
		}
	}
	for i := 0; i <= len(folded); i++ {
		head, tail := folded[:i], folded[i:]
		if tail != "" { // a letter too many
			try(head+tail[1:], i > 0 && head[i-1] == tail[0])
		}
		if len(tail) > 1 { // two swapped
			try(head+tail[1:2]+tail[:1]+tail[2:], true)
		}
		for _, c := range alphabet { // one missing, another
			try(head+string(c)+tail, i > 0 && head[i-1] == byte(c))
			if tail != "" && i > 0 {
				try(head+string(c)+tail[1:], false)
			}
		}
	}
	return best
}

// likelyForm tells whether two words differ at their end alone: rather two forms
// or two words than a slip.
func likelyForm(a, b string) bool {
	n := min(len(a), len(b)) - 1
	return n > 0 && a[:n] == b[:n]
}

// termsOf returns the alternatives of one side of an entry as stems.
func termsOf(side, lang string) []string {
	var out []string
	for alternative := range strings.SplitSeq(side, "|") {
		if t := stemTerm(strings.TrimSpace(alternative), lang); t != "" {
			out = append(out, t)
		}
	}
	return out
}

func stemTerm(term, lang string) string {
	var b strings.Builder
	for _, w := range words(term) {
		if b.Len() > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(stem(strings.ToLower(w.text), lang))
	}
	return b.String()
}

// minPart is the least number of bytes of a part of a compound.
const minPart = 4

// linking elements of German compounds, the empty one first.
var linking = []string{"", "s", "es", "n", "en", "er", "e"}

// compoundParts splits a folded German word into the stems of its parts, when
// all of it is made of known words ("datenmenge": "dat", "meng"), and returns nil
// otherwise. known tells whether a stem is a word; a word is not its own part.
func compoundParts(folded string, known func(stem string) bool) []string {
	if len(folded) < minPart+shortPart || len(folded) > maxWord || !isPlainLower(folded) {
		return nil
	}
	return splitCompound(folded, known, 3)
}

// shortParts are words of shortPart letters that often stand in compounds.
var shortParts = wordsOf("bau tag weg ort amt rat tor hof see gas bus zug tal web")

const shortPart = 3

// tailOf returns the stem of the last part of a compound whose first one is not
// known ("biomilch": "milch"), the longest that is; "" when there is none.
func tailOf(folded string, known func(stem string) bool) string {
	if !isPlainLower(folded) || len(folded) > maxWord {
		return ""
	}
	for cut := shortPart; cut+minTail <= len(folded); cut++ {
		if s := stem(folded[cut:], "de"); len(s) >= minTail-1 && known(s) {
			return s
		}
	}
	return ""
}

// minTail is the least number of bytes of a part that stands alone for its compound.
const minTail = 5

func splitCompound(w string, known func(string) bool, maxParts int) []string {
	for cut := len(w) - shortPart; cut >= shortPart; cut-- {
		tail := stem(w[cut:], "de")
		if len(w)-cut < minPart && !shortParts[w[cut:]] || !known(tail) {
			continue
		}
		for _, link := range linking {
			head, ok := strings.CutSuffix(w[:cut], link)
			if !ok || len(head) < minPart && !shortParts[head] {
				continue
			}
			if s := stem(head, "de"); known(s) {
				return []string{s, tail}
			}
			if maxParts > 2 {
				if parts := splitCompound(head, known, maxParts-1); parts != nil {
					return append(parts, tail)
				}
			}
		}
	}
	return nil
}
