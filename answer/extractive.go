package answer

import (
	"cmp"
	"slices"

	"footnote/knowledge"
)

// Thresholds of the extractive engine, set on the development half of the
// question sets.
const (
	sureEnough     = 0.48 // from which a passage answers, by its confidence and that of all
	coverClosest   = 0.4  // coverage from which it may be called the closest
	somewhereShare = 0.25 // of that any passage does
	runnerUp       = 0.85 // share of the best confidence from which a second slice is shown
	maxSlices      = 3    // slices in one extractive answer
	candidates     = 8    // hits that are looked at
)

// answerExtractively answers with slices alone, or says honestly that the
// announcement does not.
func (s *session) answerExtractively() {
	if s.answer.Engine != EngineFacts {
		s.answer.Engine = EngineExtractive
	}
	switch {
	case s.reading.expect.Type == knowledge.TypeSummary:
		s.summarise()
		return
	case s.reading.intent == IntentAdvice:
		s.advise()
		return
	}
	if parts := questionParts(s.reading.text, s.reading.asked); len(parts) > 1 && !s.reading.leans {
		s.answerParts(parts)
		return
	}
	hits := s.find(candidates)
	for _, h := range hits {
		if h.Confidence < runnerUp*hits[0].Confidence || len(s.answer.Claims) == s.maxSlices() {
			break
		}
		if s.sure(h) {
			s.hand(s.slice(h.Index))
		}
	}
	s.conclude(hits)
}

// sure tells whether the hit states what was asked.
func (s *session) sure(h knowledge.Hit) bool {
	enough := (1-somewhereShare)*h.Confidence+somewhereShare*h.Somewhere >= sureEnough
	return enough && h.Confidence > 0 && (!h.Typed || h.Holds && !h.Opposed) && s.keepsPremise(h.Index)
}

// maxSlices is how many slices the question can do with: one fact needs one.
func (s *session) maxSlices() int {
	switch s.reading.expect.Type {
	case knowledge.TypeMoney, knowledge.TypeCount, knowledge.TypeMeasure, knowledge.TypeShare, knowledge.TypeDate, knowledge.TypeWho, knowledge.TypePlace:
		return 1
	}
	return maxSlices
}

// conclude sets the outcome by the claims, and the closest passage where there
// are none.
func (s *session) conclude(hits []knowledge.Hit) {
	if len(s.answer.Claims) > 0 {
		s.answer.Outcome = Answered
		if len(s.answer.Unanswered) > 0 {
			s.answer.Outcome = Partly
		}
		return
	}
	s.answer.Outcome = NotInAnnouncement
	if len(hits) > 0 && hits[0].Weight > 0 && hits[0].Coverage >= coverClosest {
		c := s.cite(hits[0].Index, s.Announcement.Passages[hits[0].Index].Quote)
		s.answer.Closest = &c
	}
}

// searched are the hits for a text, in the search's order.
type searched struct {
	text string
	hits []knowledge.Hit
}

// search searches for what is read, once for each text.
func (s *session) search() []knowledge.Hit {
	if s.searched == nil || s.searched.text != s.reading.text {
		s.searched = &searched{s.reading.text, s.index.Search(knowledge.Query{Text: s.reading.text, Language: s.reading.asked, Expect: s.reading.expect})}
	}
	return s.searched.hits
}

// find are the search's best, the passage that most surely answers first.
func (s *session) find(limit int) []knowledge.Hit {
	hits := s.search()
	hits = slices.Clone(hits[:min(limit, len(hits))])
	slices.SortStableFunc(hits, func(a, b knowledge.Hit) int { return cmp.Compare(b.Confidence, a.Confidence) })
	return hits
}

// summarise leads with quick facts in the asker's language, that of the first
// sentence first; without facts, with the first sentences of the sections.
func (s *session) summarise() {
	s.answer.Outcome = Answered
	if s.summariseFacts() {
		return
	}
	last := ""
	for i, p := range s.Announcement.Passages {
		if p.Heading || p.Opinion || len(s.answer.Claims) > 0 && p.Section == last {
			continue
		}
		last = p.Section
		if s.hand(s.slice(i)); len(s.answer.Claims) == maxSlices {
			break
		}
	}
	if len(s.answer.Claims) == 0 {
		s.hand(s.slice(s.firstCited()))
	}
}

// summariseFacts hands over facts of different passages, and tells whether
// there are enough to lead with.
func (s *session) summariseFacts() bool {
	first := s.Announcement.Passages[s.firstCited()].ID
	var lead []knowledge.Fact
	cited := map[string]bool{}
	for _, wantFirst := range []bool{true, false} {
		for _, f := range s.Announcement.Facts {
			p, _ := s.Announcement.Passage(f.Passage)
			if f.Values[s.reading.language] == "" || cited[f.Passage] || p.Opinion || wantFirst && f.Passage != first {
				continue
			}
			cited[f.Passage] = true
			lead = append(lead, f)
		}
	}
	if len(lead) < maxSlices || !cited[first] {
		return false
	}
	s.answer.Engine = EngineFacts
	for _, f := range lead[:maxSlices] {
		s.hand(s.fact(f))
	}
	return true
}

func (e *Engine) firstCited() int {
	return slices.IndexFunc(e.Announcement.Passages, func(p knowledge.Passage) bool { return !p.Heading })
}

// advise quotes the author's view of shares, when there is one, and refuses
// otherwise.
func (s *session) advise() {
	for i, p := range s.Announcement.Passages {
		if p.Opinion && sharesWords.MatchString(knowledge.Fold(p.Text)) && len(s.answer.Claims) < 2 {
			s.hand(s.slice(i))
		}
	}
	s.answer.Outcome = Answered
	if len(s.answer.Claims) == 0 {
		s.answer.Outcome = Refused
	}
}
