package answer

import (
	"slices"

	"footnote/knowledge"
)

// How much of a question, its figures aside, a passage must speak of for
// another figure in it to contradict the question's.
const (
	coverPremise = 0.6
	coverUnsaid  = 0.4 // for a figure with a unit, which is rarely a coincidence
)

// answerPremise looks for a figure, year or date that the question takes for
// granted and that the announcement nowhere states. When it says another for
// the same thing, that passage is the answer, and told to contradict; else the
// question has none. It tells whether the question is settled.
func (s *session) answerPremise() bool {
	lang := s.reading.asked
	figures, dates := knowledge.Figures(s.reading.text, lang), knowledge.Dates(s.reading.text, lang)
	if len(figures) == 0 && len(dates) == 0 {
		return false
	}
	hits := s.index.Search(knowledge.Query{Text: withoutFigures(s.reading.text, figures, dates), Language: lang, Limit: 6})
	unsaid := false
	for _, f := range figures {
		if s.figureStated(f) {
			continue
		}
		needed := coverPremise
		if f.Unit != "" {
			needed = coverUnsaid
		}
		for _, h := range hits {
			if h.Coverage >= needed && s.holdsOther(h.Index, f) || s.index.CountsSame(h.Index, f, s.reading.text, lang) {
				return s.contradict(h.Index)
			}
		}
		unsaid = true
	}
	for _, d := range dates {
		if s.dateStated(d) {
			continue
		}
		for _, h := range hits {
			if h.Coverage >= coverPremise && len(s.index.Dates(h.Index)) > 0 {
				return s.contradict(h.Index)
			}
		}
		unsaid = true
	}
	if unsaid && s.reading.expect.Type != knowledge.TypeYesNo {
		s.answer.Engine = EngineExtractive
		s.conclude(hits)
		return true
	}
	return false
}

func (s *session) contradict(passage int) bool {
	s.answer.Contradicted, s.answer.Outcome = true, Answered
	s.answer.Engine = EngineExtractive
	s.hand(s.slice(passage))
	return true
}

func (e *Engine) passageText(i int) string { return e.Announcement.Passages[i].Text }

// figureStated tells whether the announcement says the figure somewhere.
func (s *session) figureStated(f knowledge.Figure) bool {
	f.Hedge = ""
	for i, p := range s.Announcement.Passages {
		for _, have := range s.index.Figures(i) {
			have.Hedge = ""
			if !p.Heading && have.Carries(f) {
				return true
			}
		}
	}
	return false
}

func (s *session) dateStated(d knowledge.Date) bool {
	for i := range s.Announcement.Passages {
		for _, have := range s.index.Dates(i) {
			if have.Carries(d) {
				return true
			}
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
// answer it.
func (s *session) keepsPremise(i int) bool {
	for _, f := range knowledge.Figures(s.reading.text, s.reading.asked) {
		f.Hedge = ""
		kept := slices.ContainsFunc(s.index.Figures(i), func(have knowledge.Figure) bool {
			have.Hedge = ""
			return have.Carries(f)
		})
		if !kept {
			return false
		}
	}
	for _, d := range knowledge.Dates(s.reading.text, s.reading.asked) {
		if !slices.ContainsFunc(s.index.Dates(i), func(have knowledge.Date) bool { return have.Carries(d) }) {
			return false
		}
	}
	return true
}
