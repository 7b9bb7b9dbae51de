package answer

import (
	"slices"

	"footnote/knowledge"
)

// Thresholds of the extractive engine, set on the development half of the
// question sets.
const (
	coverAnswer  = 0.45 // coverage from which a passage may answer
	coverLong    = 0.3  // the least of long questions
	coverSlope   = 0.1  // less for each word beyond two
	coverClosest = 0.3  // coverage from which it may be called the closest
	runnerUp     = 0.8  // share of the best score from which a second slice is shown
	maxSlices    = 3    // slices in one extractive answer
	candidates   = 8    // hits that are looked at
	kindMisfit   = 0.45 // what the score of a passage without the expected kind counts
)

// answerExtractively answers with slices alone, or says honestly that the
// announcement does not.
func (s *session) answerExtractively() {
	if s.answer.Engine != EngineFacts {
		s.answer.Engine = EngineExtractive
	}
	switch {
	case s.reading.kind == kindSummary:
		s.summarise()
		return
	case s.reading.intent == IntentAdvice:
		s.advise()
		return
	}
	hits := s.find(candidates)
	var best float64
	for _, h := range hits {
		if !s.answers(h) {
			continue
		}
		if best == 0 {
			best = h.Score
		}
		if h.Score < runnerUp*best || len(s.answer.Claims) == s.maxSlices() {
			break
		}
		s.hand(s.slice(h.Index))
	}
	s.conclude(hits)
}

// maxSlices is how many slices the question can do with: one fact needs one.
func (s *session) maxSlices() int {
	switch s.reading.kind {
	case kindMoney, kindCount, kindMeasure, kindShare, kindDate, kindWho, kindPlace:
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
	if len(hits) > 0 && hits[0].Coverage >= coverClosest {
		c := s.cite(hits[0].Index, s.Announcement.Passages[hits[0].Index].Quote)
		s.answer.Closest = &c
	}
}

// find searches and puts passages that hold the expected kind of thing first.
func (s *session) find(limit int) []knowledge.Hit {
	hits := s.index.Search(knowledge.Query{Text: s.reading.text, Language: s.reading.asked, Limit: limit, Given: s.reading.given})
	for i := range hits {
		if !s.holdsKind(hits[i].Index) {
			hits[i].Score *= kindMisfit
		}
		hits[i].Score *= 0.4 + hits[i].Coverage
	}
	slices.SortStableFunc(hits, func(a, b knowledge.Hit) int {
		switch {
		case a.Score > b.Score:
			return -1
		case a.Score < b.Score:
			return 1
		}
		return 0
	})
	return hits
}

// answers decides whether the hit states what was asked: it speaks of what the
// question names and holds something of the expected kind.
func (s *session) answers(h knowledge.Hit) bool {
	return h.Coverage >= coverNeeded(h.Weight) && s.holdsKind(h.Index)
}

// coverNeeded is the coverage that a question needs whose content words weigh
// so much: of a long one less must be found.
func coverNeeded(weight float64) float64 {
	return max(coverLong, min(coverAnswer, coverAnswer-coverSlope*(weight-2)))
}

// holdsKind tells whether passage i holds the kind of thing asked for. Kinds
// that no rule recognises are held by every passage.
func (s *session) holdsKind(i int) bool {
	switch s.reading.kind {
	case kindMoney:
		return slices.ContainsFunc(s.index.Figures(i), knowledge.Figure.IsMoney)
	case kindCount:
		return slices.ContainsFunc(s.index.Figures(i), func(f knowledge.Figure) bool { return f.Unit == s.reading.unit })
	case kindShare:
		return slices.ContainsFunc(s.index.Figures(i), func(f knowledge.Figure) bool { return f.Unit == "%" || f.Unit == "pp" })
	case kindPlace:
		return s.index.SpeaksOfPlace(i)
	case kindMeasure:
		return len(s.index.Figures(i)) > 0
	case kindDate:
		return s.index.SpeaksOfTime(i)
	case kindWho:
		return s.index.NamesSomebody(i)
	}
	return true
}

// summarise leads with the first sentences of the sections.
func (s *session) summarise() {
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
	s.answer.Outcome = Answered
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
