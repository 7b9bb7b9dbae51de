package knowledge

import (
	"embed"
	"slices"
	"strings"
	"sync"
)

//go:embed all:thesaurus
var thesaurusFiles embed.FS

// maxTerm is how many words an entry of the thesaurus may have.
const maxTerm = 3

// thesaurus maps a term (stems joined by a space) to terms that mean the same.
type thesaurus map[string][]string

// lexicon is the thesaurus by language pair: "de" holds synonyms within German,
// "de-en" German terms with their English ones, and so on.
type lexicon struct {
	pairs map[string]thesaurus
	// german holds the folded stems of all German entries, the parts that
	// compounds are split into.
	german map[string]bool
	// raw holds the folded words of the entries by language, to recognise
	// misspelled ones.
	raw map[string]map[string]bool
}

// loadLexicon parses the embedded files, once, when a search first needs it.
var loadLexicon = sync.OnceValue(newLexicon)

func newLexicon() *lexicon {
	lex := &lexicon{pairs: map[string]thesaurus{}, german: map[string]bool{}, raw: map[string]map[string]bool{}}
	for _, lang := range Languages {
		lex.pairs[lang] = thesaurus{}
		lex.raw[lang] = map[string]bool{}
		if lang != "en" {
			lex.pairs[lang+"-en"] = thesaurus{}
		}
	}
	lex.pairs["en-de"] = thesaurus{}
	for _, lines := range readThesaurus() {
		for _, l := range lines {
			lex.add(l)
		}
	}
	return lex
}

// thesaurusLine is one entry, stemmed.
type thesaurusLine struct {
	lang        string
	left, right []string // terms; right is nil in a group of synonyms
	concept     bool     // the terms on the right are synonyms too
	leftWords   []word
	rightWords  []word
}

// readThesaurus parses the embedded files, side by side: stemming takes its
// time.
func readThesaurus() [][]thesaurusLine {
	files, err := thesaurusFiles.ReadDir("thesaurus")
	if err != nil {
		return nil
	}
	out := make([][]thesaurusLine, len(files))
	var wg sync.WaitGroup
	for i, f := range files {
		name, ok := strings.CutSuffix(f.Name(), ".txt")
		if !ok || name == "README" {
			continue
		}
		wg.Go(func() {
			data, err := thesaurusFiles.ReadFile("thesaurus/" + f.Name())
			if err != nil {
				return
			}
			for line := range strings.Lines(string(data)) {
				if !strings.HasPrefix(line, "#") {
					l := parseThesaurusLine(name[:2], strings.TrimSpace(line))
					l.concept = strings.Contains(name, "-concepts")
					out[i] = append(out[i], l)
				}
			}
		})
	}
	wg.Wait()
	return out
}

func parseThesaurusLine(lang, line string) thesaurusLine {
	left, right, glossary := strings.Cut(line, " = ")
	l := thesaurusLine{lang: lang, left: termsOf(left, lang), leftWords: words(left)}
	if glossary {
		l.right, l.rightWords = termsOf(right, "en"), words(right)
	}
	return l
}

// add takes in one line.
func (lex *lexicon) add(l thesaurusLine) {
	lex.remember(l.leftWords, l.lang)
	lex.remember(l.rightWords, "en")
	if l.lang == "de" {
		for _, t := range l.left {
			if len(t) >= minPart {
				lex.german[t] = true
			}
		}
	}
	lex.pairs[l.lang].group(l.left)
	if l.right == nil {
		return
	}
	if l.concept {
		lex.pairs["en"].group(l.right)
	}
	forth, back := lex.pairs[l.lang+"-en"], lex.pairs["en-"+l.lang]
	for _, a := range l.left {
		forth[a] = append(forth[a], l.right...)
	}
	if back != nil {
		for _, b := range l.right {
			back[b] = append(back[b], l.left...)
		}
	}
}

// group makes each of terms a synonym of all others.
func (t thesaurus) group(terms []string) {
	for i, a := range terms {
		for j, b := range terms {
			if i != j && a != b && !slices.Contains(t[a], b) {
				t[a] = append(t[a], b)
			}
		}
	}
}

// remember takes words into raw.
func (lex *lexicon) remember(ws []word, lang string) {
	for _, w := range ws {
		lex.raw[lang][w.folded] = true
	}
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
	raw := lex.raw[lang]
	if len(folded) < minTypo || len(folded) > maxWord || raw[folded] || !isPlainLower(folded) {
		return folded
	}
	best, rank := folded, 0
	try := func(candidate string, likely bool) {
		r := 0
		switch here := known != nil && known(stem(candidate, lang)); {
		case here:
			r = 3
		case likely && raw[candidate]:
			r = 2
		case raw[candidate] && candidate[0] == folded[0] && !likelyForm(folded, candidate):
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

// translations returns the terms of language to that term, in language from,
// may stand for; through English where there is no direct glossary.
func (lex *lexicon) translations(term, from, to string) []string {
	if from == to {
		return nil
	}
	if direct, ok := lex.pairs[from+"-"+to]; ok {
		return direct[term]
	}
	var out []string
	if to == "en" {
		return lex.pairs[from+"-en"][term]
	}
	for _, english := range lex.pairs[from+"-en"][term] {
		out = append(out, lex.pairs["en-"+to][english]...)
	}
	return out
}

// roundTrips returns the terms of a language that share a translation with
// term: weaker than synonyms, but there are more of them.
func (lex *lexicon) roundTrips(term, lang string) []string {
	other := "en"
	if lang == "en" {
		other = "de"
	}
	var out []string
	for _, t := range lex.pairs[lang+"-"+other][term] {
		out = append(out, lex.pairs[other+"-"+lang][t]...)
	}
	return out
}

func (lex *lexicon) synonyms(term, lang string) []string { return lex.pairs[lang][term] }

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
