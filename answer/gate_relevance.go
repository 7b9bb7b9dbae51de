package answer

import (
	"slices"

	"footnote/knowledge"
)

const codeRelevance = "relevance"

// relevance (G8): one of the passages states what was asked. Code vetoes a
// passage that says the opposite, or when the question names somebody of whom
// the announcement does not speak; for the rest the judge decides, or without one
// whether the passage is about what is asked and holds an answer of its kind.
func (s *session) relevance(j *judge, passages []int) verdict {
	v := reject(codeRelevance, "no passage")
	for _, i := range passages {
		if v = s.beside(i); v.failed() {
			continue
		}
		if s.NoJudge {
			return v
		}
		if s.weigh(&candidate{passage: i, chosen: true, first: true, judgement: j.result(i)}) {
			return v
		}
		v = reject(codeRelevance, "the passage does not state what was asked")
	}
	return v
}

// beside tells why code holds passage i to be beside the question.
func (s *session) beside(i int) verdict {
	h, ok := s.evidence(i)
	if !ok { // hardly a word in common: what kind of answer it holds is known all the same
		h.Typed = s.reading.expect.Type.Typed()
		h.Holds = h.Typed && s.index.Holds(i, s.reading.expect)
		h.Lacks = s.index.Lacks(i, s.reading.expect)
	}
	switch {
	case h.Nobody:
		return reject(codeRelevance, "the question is about somebody else")
	case h.Opposed:
		return reject(codeRelevance, "the passage says the opposite")
	case h.Typed && !h.Holds || h.Lacks:
		return reject(codeRelevance, "the passage holds no answer of the kind asked for")
	}
	return verdict{}
}

// evidence is what speaks for passage i, when it is among the search's hits.
func (s *session) evidence(i int) (knowledge.Hit, bool) {
	hits := s.search()
	if at := slices.IndexFunc(hits, func(h knowledge.Hit) bool { return h.Index == i }); at >= 0 {
		return hits[at], true
	}
	return knowledge.Hit{}, false
}
