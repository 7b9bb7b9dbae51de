package answer

import (
	"sync"

	"footnote/knowledge"
)

// factQuestion is one way of asking for a quick fact.
type factQuestion struct {
	fact    int
	asks    knowledge.AnswerType
	negated bool
	asked   knowledge.Asked
}

// factQuestions prepares all ways of asking that the facts list, their labels
// among them.
func (e *Engine) factQuestions() []factQuestion {
	var out []factQuestion
	for i, f := range e.Announcement.Facts {
		add := func(lang, text string) {
			asked := e.index.Asked(text, lang)
			if !asked.Empty() {
				out = append(out, factQuestion{i, knowledge.TypeOf(text, lang), knowledge.Negated(text, lang), asked})
			}
		}
		for lang, list := range f.Questions {
			for _, text := range list {
				add(lang, text)
			}
		}
		for lang, label := range f.Labels {
			add(lang, label)
		}
	}
	return out
}

// answerFromFacts answers with a quick fact when the question asks for exactly
// that, and tells whether it did. In other words than those of the fact it asks for
// that only when no other passage answers it: "regions" are areas, but not where the
// text speaks of regions. A fact speaks the languages it has values in; for others its
// quote stands alone.
func (s *session) answerFromFacts() bool {
	if s.reading.leans {
		return false
	}
	read := sync.OnceValues(func() (knowledge.Asked, bool) { // few questions are of any fact's type
		return s.index.Asked(s.reading.text, s.reading.asked), knowledge.Negated(s.reading.text, s.reading.asked)
	})
	for _, q := range s.facts {
		if q.asks != s.reading.expect.Type {
			continue
		}
		if asked, negated := read(); asked.Empty() || q.negated != negated || !q.asked.Equal(asked) ||
			!q.asked.Same(asked) && s.answersElsewhere(s.Announcement.Facts[q.fact].Passage) {
			continue
		}
		s.answer.Engine, s.answer.Outcome = EngineFacts, Answered
		s.hand(s.fact(s.Announcement.Facts[q.fact]))
		return true
	}
	return false
}

// answersElsewhere tells whether the passage that most surely answers is another one.
func (s *session) answersElsewhere(passage string) bool {
	best := s.find(candidates)
	return len(best) > 0 && s.sure(best[0]) && s.Announcement.Passages[best[0].Index].ID != passage
}

// fact is a claim with the value of f in the asker's language above its quote,
// or the quote alone.
func (s *session) fact(f knowledge.Fact) Claim {
	cited := s.cite(s.passageIndex(f.Passage), f.Quote)
	claim := Claim{Text: f.Values[s.reading.language], Citations: []Citation{cited}}
	if claim.Text == "" {
		claim.Text = cited.Quote
	}
	return claim
}

func (e *Engine) passageIndex(id string) int {
	for i, p := range e.Announcement.Passages {
		if p.ID == id {
			return i
		}
	}
	return -1
}
