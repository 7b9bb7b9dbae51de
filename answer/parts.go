package answer

import (
	"regexp"
	"slices"
	"strings"

	"footnote/knowledge"
)

// maxParts is how many questions of one message are answered apart; more are
// read as one.
const maxParts = 4

// questionWords of all languages; one that follows a conjunction begins another
// question.
const questionWords = `wann|wer|wen|wem|wo|woher|wohin|wie|warum|wieso|weshalb|wozu|wofür|womit|wodurch|welche[rsnm]?|was|when|who|whom|where|how|why|which|what|` +
	`quand|qui|où|combien|pourquoi|comment|quel(?:le)?s?|cuándo|quién|dónde|cuánto|cuántos|qué|cómo|quando|chi|dove|quanto|perché|come|` +
	`kiedy|kto|gdzie|ile|dlaczego|jak|wanneer|waar|hoeveel|waarom|hoe|wat`

var conjoined = regexp.MustCompile(`(?i)(?:,?\s(?:und|and|sowie|y|e|et|i|ve|en)|[;,])\s+(?:(?:ab|bis|seit|von|für|mit|an|bei|until|since|for|by|with|from)\s+)?(?:` + questionWords + `)\b`)

var begins = regexp.MustCompile(`(?i)\b(?:` + questionWords + `)\b`)

// questionParts returns the questions of text, a message in language lang, in
// its own words; one when it asks one.
func questionParts(text, lang string) []string {
	var out []string
	for _, q := range knowledge.Sentences(text, lang) {
		sentence := text[q.Start:q.End]
		from := 0
		for _, m := range conjoined.FindAllStringIndex(sentence, -1) {
			if !begins.MatchString(sentence[from:m[0]]) {
				continue // "Amazon und wie es weitergeht"
			}
			out = append(out, strings.TrimSpace(sentence[from:m[0]]))
			from = m[0] + len(leadIn.FindString(sentence[m[0]:m[1]]))
		}
		out = append(out, strings.TrimSpace(sentence[from:]))
	}
	asks := func(s string) bool { return strings.Contains(s, "?") || begins.MatchString(s) }
	out = slices.DeleteFunc(out, func(s string) bool { return !asks(s) })
	if len(out) < 2 || len(out) > maxParts {
		return []string{text}
	}
	return out
}

// leadIn is what joins a question to the one before.
var leadIn = regexp.MustCompile(`(?i)^(?:,?\s(?:und|and|sowie|y|e|et|i|ve|en)|[;,])\s+`)

// leaningWords is how many content words a part needs to stand alone.
const leaningWords = 2

// answerParts answers each question of a message from a fact or with its best
// slice, and names those that have none.
func (s *session) answerParts(parts []string) {
	whole := s.reading
	var hits []knowledge.Hit
	byFacts := true
	for i, part := range parts {
		s.reading = whole
		s.reading.text, s.reading.expect = part, knowledge.Expect(part, whole.asked)
		if i > 0 && s.index.ContentWords(part, whole.asked, s.reading.expect.Type) < leaningWords {
			s.reading.text = parts[0] + " " + part
		}
		if s.answerFromFacts() {
			continue
		}
		byFacts = false
		found := s.find(candidates)
		hits = append(hits, found...)
		if len(found) == 0 || !s.sure(found[0]) {
			s.answer.Unanswered = append(s.answer.Unanswered, part)
			continue
		}
		s.handNew(found[0].Index)
	}
	s.reading = whole
	if !byFacts {
		s.answer.Engine = EngineExtractive
	}
	s.conclude(hits)
	if s.answer.Outcome == NotInAnnouncement {
		s.answer.Unanswered = []string{}
	}
}

// handNew hands passage i over as a slice, unless it stands in the answer
// already.
func (s *session) handNew(i int) {
	claim := s.slice(i)
	if !slices.ContainsFunc(s.answer.Claims, func(c Claim) bool { return c.Citations[0] == claim.Citations[0] }) {
		s.hand(claim)
	}
}
