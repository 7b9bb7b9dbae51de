package answer

import (
	"slices"
	"strings"

	"footnote/knowledge"
)

// codeFollows is the code of the gate that a model's doubt is.
const codeFollows = "follows"

// followsEnough is how much likelier a yes must be to the model than a no for a claim
// to be posted, as a logarithm: 95 % against 5 %. Of what a model of 1.5 billion
// parameters writes in words of its own much is wrong, and then, as it should, it is
// hardly ever that sure of it (DECISIONS.md).
const followsEnough = 3

// ownWordsEnough is the same, 99.3 % against 0.7 %, for a claim in the announcement's language
// that has a word which its passages have not, nor a synonym: what "installed" lamps
// did not produce them.
const ownWordsEnough = 5

// reworded tells whether a claim says something in other words than its passages:
// translated, or not only shortened. What code looks words up in cannot tell who does what
// to whom, and not all mistakes from other words.
func (s *session) reworded(p *proposal) bool {
	return !p.verbatim && (s.translated() || !slices.ContainsFunc(p.passages, func(i int) bool { return s.index.Shortens(p.text, i) }))
}

// translated tells whether claims are in another language than the announcement.
func (s *session) translated() bool { return s.reading.language != s.Announcement.Language }

// hasOwnWord tells whether a claim in the announcement's language has a content word that its
// passages have not, nor a synonym.
func (s *session) hasOwnWord(p *proposal) bool {
	var text strings.Builder
	for _, i := range p.passages {
		text.WriteString(knowledge.Fold(s.passageText(i)) + " ")
	}
	missing := s.index.Supports(p.text, s.reading.language, p.passages).Missing
	return slices.ContainsFunc(missing, func(w string) bool { return !strings.Contains(text.String(), knowledge.Fold(w)) })
}

// follows (G9): the model itself, in a conversation of its own, finds nothing in a reworded
// claim that its passages do not say. It only vetoes.
func (s *session) follows(j *judge, p *proposal) verdict {
	if s.NoJudge || !s.reworded(p) {
		return verdict{}
	}
	r := j.resultOf(p)
	s.Logger.Debug("reworded", "yes", r.yes, "odds", r.odds, "told", r.told, "translated", s.translated())
	enough := float64(followsEnough)
	if !s.translated() && s.hasOwnWord(p) {
		enough = ownWordsEnough
	}
	if r.err != nil || !r.yes || r.told && r.odds < enough {
		return reject(codeFollows, "the model is not sure that the passage says it")
	}
	return verdict{}
}
