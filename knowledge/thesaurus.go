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

// loadLexicon reads the embedded files, once, when a search first needs them.
var loadLexicon = sync.OnceValue(newLexicon)

// lexiconReader turns the lines of the thesaurus into a lexicon.
type lexiconReader struct {
	lex *lexicon
}

func newLexicon() *lexicon {
	r := &lexiconReader{lex: &lexicon{terms: newNumbered(), spellings: newNumbered()}}
	files, err := thesaurusFiles.ReadDir("thesaurus")
	if err != nil {
		return r.lex
	}
	english := map[string]string{}
	for _, f := range files {
		name, ok := strings.CutSuffix(f.Name(), ".txt")
		if !ok || name == "README" {
			continue
		}
		data, err := thesaurusFiles.ReadFile("thesaurus/" + f.Name())
		if err != nil {
			continue
		}
		lang, concepts := name[:2], strings.Contains(name, "-concepts")
		stems := map[string]string{}
		for line := range strings.Lines(string(data)) {
			if line = strings.TrimSpace(line); !strings.HasPrefix(line, "#") {
				r.line(line, lang, concepts, stems, english)
			}
		}
	}
	r.lex.finish()
	return r.lex
}

// line takes in one line; stems and english are those of words met before.
func (r *lexiconReader) line(line, lang string, concept bool, stems, english map[string]string) {
	left, right, _ := strings.Cut(line, " = ")
	l := lexiconLine{lang: uint8(slices.Index(Languages, lang)), concept: concept, from: uint32(len(r.lex.members))}
	l.left = r.side(left, lang, stems)
	if right != "" {
		l.right = r.side(right, "en", english)
	}
	if len(r.lex.lines) == maxLines {
		panic("knowledge: too many lines in the thesaurus")
	}
	r.lex.lines = append(r.lex.lines, l)
}

// side takes in the terms of one side of a line, each once, and returns how many.
func (r *lexiconReader) side(side, lang string, stems map[string]string) uint8 {
	from := len(r.lex.members)
	for alternative := range strings.SplitSeq(side, " | ") {
		id := r.lex.id(r.term(alternative, lang, stems))
		if id >= 0 && !slices.Contains(r.lex.members[from:], uint16(id)) {
			r.lex.members = append(r.lex.members, uint16(id))
		}
	}
	return uint8(len(r.lex.members) - from)
}

// term is the stems of an alternative, joined by spaces. As in German questions, words of grammar
// are left out of it where two others remain: "wie lange gebunden" is asked as "wie lange
// bin ich gebunden".
func (r *lexiconReader) term(alternative, lang string, stems map[string]string) string {
	bit := uint8(1) << slices.Index(Languages, lang)
	ws := words(alternative)
	if lang == "de" && len(ws) > 2 {
		function := functionWords()[lang]
		named := slices.DeleteFunc(slices.Clone(ws), func(w word) bool { return function[w.folded] })
		if len(named) > 1 {
			ws = named
		}
	}
	joined := ""
	for _, w := range ws {
		r.lex.spellings.marks[r.lex.spellings.add(w.folded)] |= bit
		s, ok := stems[w.text]
		if !ok {
			s = stem(strings.ToLower(w.text), lang)
			stems[w.text] = s
		}
		if joined == "" {
			joined = s
		} else {
			joined += " " + s
		}
	}
	return joined
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
