package knowledge

import (
	"slices"
	"strings"
)

// What is added to the score of a passage for how it says what the query names,
// as shares of the inverse document frequency of the concepts, and what it is
// multiplied with. Measured by TestXQuADR.
const (
	bonusSide    = 0.7 // two concepts side by side, as in the query
	bonusPronoun = 0.9 // a concept of the sentence before, which a pronoun refers to
	boostDefines = 0.6 // says what the thing is that a definition is asked of
	sideWords    = 3   // words that may lie between concepts side by side
)

// typeBoost is how much more a passage counts that holds what the answer type
// needs.
var typeBoost = map[AnswerType]float64{
	TypeMoney: 0.2, TypeCount: 0.5, TypeShare: 0.3, TypeMeasure: 0.1, TypeDate: 0.6, TypeWho: 1, TypePlace: 0.3,
}

// match is where the concepts of one query stand.
type match struct {
	ix       *Index
	concepts []concept
	covers   []map[int32]float64
	idf      []float64            // of each concept, by its best alternative
	of       map[string]int       // term to concept
	ofEntry  []int16              // entry to concept, from 1; 0: not looked up yet, -1: none
	poles    []pole               // of each concept
	headings []map[string]float64 // how well each heading speaks of each concept
}

func (ix *Index) match(concepts []concept, covers []map[int32]float64) *match {
	m := &match{ix: ix, concepts: concepts, covers: covers, idf: make([]float64, len(concepts)), of: map[string]int{}, ofEntry: make([]int16, len(ix.entries))}
	m.headings = make([]map[string]float64, len(concepts))
	for c := len(concepts) - 1; c >= 0; c-- {
		for _, alt := range concepts[c].alternatives {
			m.of[alt.term] = c
			if n := len(ix.terms.postings[alt.term]); n > 0 {
				m.idf[c] = max(m.idf[c], alt.weight*idf(n, ix.cited))
			}
		}
	}
	return m
}

// concept returns the concept that a word of the text stands for.
func (m *match) concept(e *entry) (int, bool) {
	known := &m.ofEntry[e.number]
	if *known == 0 {
		*known = m.lookUp(e)
	}
	return max(int(*known)-1, 0), *known > 0
}

// lookUp returns what ofEntry keeps.
func (m *match) lookUp(e *entry) int16 {
	if c, ok := m.of[e.stem]; ok {
		return int16(c + 1)
	}
	for _, p := range e.parts {
		if c, ok := m.of[p]; ok {
			return int16(c + 1)
		}
	}
	return -1
}

// sideBySide is what passage i gains by neighbours of the query that are
// neighbours there too.
func (m *match) sideBySide(i int) float64 {
	if len(m.concepts) < 2 {
		return 0
	}
	sum, last, at := 0.0, -1, 0
	var done [64]bool
	for n, e := range m.ix.read[i].words {
		c, ok := m.concept(e)
		if !ok {
			continue
		}
		first := min(c, last)
		if last >= 0 && n-at <= sideWords && (c == last+1 || c == last-1) && first < len(done) && !done[first] {
			done[first] = true
			sum += bonusSide * min(m.idf[c], m.idf[last])
		}
		last, at = c, n
	}
	return sum
}

// pronounWords stand for something that the sentence before names.
var pronounWords = wordsOf("he she it they this these his her its their er sie es dies diese dieser dieses sein seine ihr ihre deren dessen dabei damit dort " +
	"ihm ihnen ihn darunter darin daraus davon dafur dazu daran darauf hierzu hierfur hiervon deshalb deswegen dagegen nachfolger nachfolgerin grund grunde ursache ausschlaggebend voraussetzung auftraggeber anlass treffpunkt them him reason reasons cause successor instead otherwise therefore")

// pronoun is what passage i gains from the sentence before, when one of its
// first two words refers there.
func (m *match) pronoun(i int) float64 {
	p := m.ix.a.Passages
	ws := m.ix.read[i].words
	if i == 0 || p[i-1].Heading || !refers(ws) {
		return 0
	}
	sum := 0.0
	for c := range m.concepts {
		if m.covers[c][int32(i)] == 0 {
			sum += bonusPronoun * m.idf[c] * m.covers[c][int32(i-1)]
		}
	}
	return sum
}

// refers tells whether one of the first words of a passage refers to the sentence before.
func refers(ws []*entry) bool {
	const begin = 2 // words
	return slices.ContainsFunc(ws[:min(begin, len(ws))], func(e *entry) bool { return pronounWords[e.folded] })
}

// boost is what the score of passage i is multiplied with when it holds what is
// expected.
func (m *match) boost(i int, e Expectation) float64 {
	switch {
	case e.Type == TypeDefinition && m.defines(i):
		return 1 + boostDefines
	case m.ix.Holds(i, e):
		return 1 + typeBoost[e.Type]
	}
	return 1
}

// absolute is score as a share of what a short passage with all concepts would
// have.
func (m *match) absolute(score float64) float64 {
	all := 0.0
	for c := range m.concepts {
		all += max(m.idf[c], idf(1, m.ix.cited)*coverLight)
	}
	return score / max(all, 1e-9)
}

// beside is the share of the query's neighbours that are neighbours in passage i.
func (m *match) beside(i int) float64 {
	all := 0.0
	for c := 1; c < len(m.concepts); c++ {
		all += bonusSide * min(m.idf[c], m.idf[c-1])
	}
	if all == 0 {
		return 0
	}
	return min(1, m.sideBySide(i)/all)
}

// countsAsked tells whether passage i counts, with a figure of the kind that is
// expected, what the query names first.
func (m *match) countsAsked(i int, e Expectation) bool {
	fits := figureFits(e)
	if fits == nil || len(m.concepts) == 0 {
		return false
	}
	ws := m.ix.read[i].words
	for _, f := range m.ix.read[i].figures {
		if !fits(f) {
			continue
		}
		left := countedWords
		for n, w := range ws {
			if m.ix.read[i].at[n] < f.End {
				continue
			}
			if c, ok := m.concept(w); ok && c == 0 {
				return true
			}
			if left--; left == 0 {
				break
			}
		}
	}
	return false
}

// reasonMarks are folded expressions that begin a reason, purpose or means, in German
// and English.
var reasonMarks = CompilePattern(`\b(weil|denn|wegen|aufgrund|grunde?n?|deshalb|daher|deswegen|darum|damit|um .* (?:\w+)?zu(?:\w+en)?|infolge|hintergrund|ursache|ausloser|ausschlaggebend|zuruckzufuhren|fuhrte|nachdem|begrundet\w*|durch|mit hilfe|mittels|` +
	`because|since|due to|owing to|reasons?|as a result|thanks to|so that|in order to|caused?|blame\w*|arose|led to|after|meant to|designed to|aims? to|to \w+|by \w+ing|through)\b`)

// conditions are folded expressions that say on what condition something is so.
var conditions = CompilePattern(`\b(wenn|falls|sofern|sonst|andernfalls|solange|vorausgesetzt|voraussetzung|wer|if|unless|otherwise|provided|once|in case|should)\b`)

// conditional tells whether passage i says what is so on a condition: a German sentence may
// begin with the verb for it ("Sinkt er, muss …").
func (ix *Index) conditional(i int) bool {
	ws, text := ix.read[i].words, ix.a.Passages[i].Text
	if conditions.MatchString(Fold(text)) {
		return true
	}
	if ix.a.Language != "de" || len(ws) == 0 || !strings.Contains(text, ", ") {
		return false
	}
	first := ws[0]
	return looksLikeVerb(first.folded) && loadLexicon().knows(first.word, "de") || leadingVerbs[first.folded]
}

// leadingVerbs are those of them that are not told by their stem.
var leadingVerbs = wordsOf("wird werden bleibt bleiben sollte sollten kommt fallt gibt")
