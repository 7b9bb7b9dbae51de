package answer

// followsEnough is how much likelier a yes must be to the model than a no for a claim
// in another language to be posted, as a logarithm: 88 % against 12 %. What a model of
// 1.5 billion parameters translates is wrong half of the time, and then, as it should,
// it is never that sure of it (DECISIONS.md).
const followsEnough = 2

// translated tells whether claims are in another language than the announcement. What
// code looks words up in cannot tell all mistakes of translation from other words.
func (s *session) translated() bool { return s.reading.language != s.Announcement.Language }

// follows (G9): the model itself, in a conversation of its own, finds nothing in a claim
// in another language that its passages do not say. It only vetoes.
func (s *session) follows(j *judge, p *proposal) verdict {
	if s.NoJudge || !s.translated() {
		return verdict{}
	}
	r := j.resultOf(p)
	s.Logger.Debug("translated", "yes", r.yes, "odds", r.odds, "told", r.told)
	if r.err != nil || !r.yes || r.told && r.odds < followsEnough {
		return reject("follows", "the model is not sure that the passage says it")
	}
	return verdict{}
}
