package answer

import "slices"

// codeFollows is the code of the gate that a model's doubt is.
const codeFollows = "follows"

// followsEnough is how much likelier a yes must be to the model than a no for a claim
// to be posted, as a logarithm: 95 % against 5 %. Of what a model of 1.5 billion
// parameters writes in words of its own much is wrong, and then, as it should, it is
// hardly ever that sure of it (DECISIONS.md).
const followsEnough = 3

// reworded tells whether a claim says something in other words than its passages:
// translated, or not only shortened. What code looks words up in cannot tell who does what
// to whom, and not all mistakes from other words.
func (s *session) reworded(p *proposal) bool {
	return !p.verbatim && (s.translated() || !slices.ContainsFunc(p.passages, func(i int) bool { return s.index.Shortens(p.text, i) }))
}

// translated tells whether claims are in another language than the announcement.
func (s *session) translated() bool { return s.reading.language != s.Announcement.Language }

// follows (G9): the model itself, in a conversation of its own, finds nothing in a reworded
// claim that its passages do not say. It only vetoes.
func (s *session) follows(j *judge, p *proposal) verdict {
	if s.NoJudge || !s.reworded(p) {
		return verdict{}
	}
	r := j.resultOf(p)
	s.Logger.Debug("reworded", "yes", r.yes, "odds", r.odds, "told", r.told, "translated", s.translated())
	if r.err != nil || !r.yes || r.told && r.odds < followsEnough {
		return reject(codeFollows, "the model is not sure that the passage says it")
	}
	return verdict{}
}
