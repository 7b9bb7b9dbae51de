package answer

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"footnote/knowledge"
)

// How much of a question, its figures aside, a passage must speak of for
// another figure in it to contradict the question's.
const (
	coverPremise   = 0.6
	coverUnsaid    = 0.4  // for a figure with a unit, which is rarely a coincidence
	coverElsewhere = 0.75 // when the announcement says it of something else
	nearlyBest     = 0.75 // share of the best coverage from which a passage speaks of what is asked
)

// premiseHits is how many passages a premise is looked for in.
const premiseHits = 6

// answerPremise looks for a figure, year or date that the question takes for
// granted and that the announcement nowhere states. When it says another for
// the same thing, that passage is the answer, and told to contradict; else the
// question has none. It tells whether the question is settled.
func (s *session) answerPremise() bool {
	if s.reading.expect.Type == knowledge.TypeDefinition {
		return false // "what is a gigawatt?" takes nothing for granted
	}
	lang := s.reading.asked
	figures, dates := slices.DeleteFunc(knowledge.Figures(s.reading.text, lang), s.partOfWord), knowledge.Dates(s.reading.text, lang)
	if len(figures) == 0 && len(dates) == 0 {
		return false
	}
	hits := s.index.Search(knowledge.Query{Text: withoutFigures(s.reading.text, figures, dates), Language: lang})
	hits = hits[:min(premiseHits, len(hits))]
	unsaid := false
	for _, f := range figures {
		if s.said(hits, func(i int) bool { return s.carriesFigure(i, f) }) {
			continue
		}
		stated, needed := s.figureStated(f), coverPremise
		switch {
		case stated:
			needed = coverElsewhere
		case f.Unit != "":
			needed = coverUnsaid
		}
		for _, h := range hits {
			if h.Coverage >= needed && s.holdsOther(h.Index, f) || !stated && s.index.CountsSame(h.Index, f, s.reading.text, lang) {
				return s.contradict(h.Index)
			}
		}
		unsaid = unsaid || !stated
	}
	for _, d := range dates {
		if s.said(hits, func(i int) bool { return s.carriesDate(i, d) }) {
			continue
		}
		stated, needed := s.dateStated(d), coverPremise
		if stated {
			needed = coverElsewhere
		}
		for _, h := range hits {
			if h.Coverage >= needed && len(s.index.Dates(h.Index)) > 0 {
				return s.contradict(h.Index)
			}
		}
		unsaid = unsaid || !stated
	}
	if unsaid && s.reading.expect.Type != knowledge.TypeYesNo {
		s.answer.Engine = EngineExtractive
		s.conclude(hits)
		return true
	}
	return false
}

// partOfWord tells whether f is a number that belongs to a word: "ten-ticket card".
func (s *session) partOfWord(f knowledge.Figure) bool {
	rest, hyphen := strings.CutPrefix(s.reading.text[f.End:], "-")
	next, _ := utf8.DecodeRuneInString(rest)
	return hyphen && f.Unit == "" && unicode.IsLetter(next)
}

func (s *session) contradict(passage int) bool {
	s.answer.Contradicted, s.answer.Outcome = true, Answered
	s.answer.Engine = EngineExtractive
	s.hand(s.slice(passage))
	return true
}

// checkPremise looks at an answer of the model once more: when the question takes
// a figure or date for granted that the announcement nowhere states, and a passage
// that is cited says another of its kind, the answer is told to contradict,
// whatever the model wrote.
func (s *session) checkPremise() {
	var cited []int
	for i := range s.Announcement.Passages {
		if s.cited(i) {
			cited = append(cited, i)
		}
	}
	for _, f := range knowledge.Figures(s.reading.text, s.reading.asked) {
		if !s.figureStated(f) && slices.ContainsFunc(cited, func(i int) bool { return s.holdsOther(i, f) }) {
			s.answer.Contradicted = true
		}
	}
	for _, d := range knowledge.Dates(s.reading.text, s.reading.asked) {
		if !s.dateStated(d) && slices.ContainsFunc(cited, func(i int) bool { return len(s.index.Dates(i)) > 0 }) {
			s.answer.Contradicted = true
		}
	}
}

func (e *Engine) passageText(i int) string { return e.Announcement.Passages[i].Text }

// said tells whether a passage that speaks of what is asked carries the
// premise.
func (s *session) said(hits []knowledge.Hit, carries func(passage int) bool) bool {
	best := 0.0
	for _, h := range hits {
		best = max(best, h.Coverage)
	}
	return slices.ContainsFunc(hits, func(h knowledge.Hit) bool {
		return h.Coverage >= max(coverUnsaid, nearlyBest*best) && carries(h.Index)
	})
}

func (s *session) carriesFigure(i int, f knowledge.Figure) bool {
	f.Hedge = ""
	return slices.ContainsFunc(s.index.Figures(i), func(have knowledge.Figure) bool {
		have.Hedge = ""
		return have.Carries(f)
	})
}

func (s *session) carriesDate(i int, d knowledge.Date) bool {
	return slices.ContainsFunc(s.index.Dates(i), func(have knowledge.Date) bool { return have.Carries(d) })
}

// figureStated tells whether the announcement says the figure somewhere.
func (s *session) figureStated(f knowledge.Figure) bool {
	for i, p := range s.Announcement.Passages {
		if !p.Heading && s.carriesFigure(i, f) {
			return true
		}
	}
	return false
}

func (s *session) dateStated(d knowledge.Date) bool {
	for i := range s.Announcement.Passages {
		if s.carriesDate(i, d) {
			return true
		}
	}
	return false
}

// holdsOther tells whether passage i holds a figure that counts the same kind
// of thing as f: the same unit, any two currencies, or a number beside a
// number.
func (s *session) holdsOther(i int, f knowledge.Figure) bool {
	for _, have := range s.index.Figures(i) {
		if have.Unit == f.Unit || f.Unit == "" && f.Value >= 1e6 || have.IsMoney() && f.IsMoney() {
			return true
		}
	}
	return false
}

// withoutFigures blanks what was read as figure or date.
func withoutFigures(text string, figures []knowledge.Figure, dates []knowledge.Date) string {
	blank := []byte(text)
	wipe := func(q knowledge.Quote) {
		for i := q.Start; i < q.End; i++ {
			blank[i] = ' '
		}
	}
	for _, f := range figures {
		wipe(f.Quote)
	}
	for _, d := range dates {
		wipe(d.Quote)
	}
	return string(blank)
}

// keepsPremise tells whether passage i says every figure and date that the
// question takes for granted. A sentence about another amount or year does not
// answer it; one that goes on about a thing of that number may.
func (s *session) keepsPremise(i int) bool {
	for _, f := range knowledge.Figures(s.reading.text, s.reading.asked) {
		if !s.carriesFigure(i, f) && !s.index.LabelledBefore(i, s.reading.text, f) {
			return false
		}
	}
	for _, d := range knowledge.Dates(s.reading.text, s.reading.asked) {
		if !s.carriesDate(i, d) {
			return false
		}
	}
	return true
}
