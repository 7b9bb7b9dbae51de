package answer

import (
	"context"
	"slices"
	"strings"

	"footnote/knowledge"
)

// rework is what a message asks to be done to the answer before.
type rework struct {
	language string // answer in this one; empty: as before
	shorter  bool   // the best claim alone
	longer   bool   // more of what the announcement says on it
	source   bool   // nothing but the slices
}

// languageWords name languages, folded, by the first letters that tell them
// apart.
var languageWords = []struct{ prefix, lang string }{
	{"deutsch", "de"}, {"german", "de"}, {"aleman", "de"}, {"allemand", "de"}, {"tedesc", "de"}, {"niemieck", "de"}, {"alman", "de"}, {"duits", "de"},
	{"engl", "en"}, {"angl", "en"}, {"ingl", "en"}, {"angielsk", "en"}, {"ingiliz", "en"},
	{"franz", "fr"}, {"french", "fr"}, {"franc", "fr"}, {"frans", "fr"},
	{"span", "es"}, {"espan", "es"}, {"espagn", "es"}, {"ital", "it"},
	{"poln", "pl"}, {"polish", "pl"}, {"polsk", "pl"}, {"polon", "pl"},
	{"turk", "tr"}, {"turc", "tr"}, {"niederland", "nl"}, {"dutch", "nl"}, {"nederland", "nl"}, {"holland", "nl"},
}

// reworkOf reads a message whose intent is IntentRework.
func reworkOf(text string) rework {
	fold := knowledge.Fold(text)
	r := rework{
		shorter: reworkShorter.MatchString(fold), longer: reworkLonger.MatchString(fold), source: reworkSource.MatchString(fold),
	}
	for _, w := range strings.Fields(fold) {
		for _, l := range languageWords {
			if strings.HasPrefix(w, l.prefix) {
				r.language = l.lang
			}
		}
	}
	return r
}

var (
	reworkShorter = folded(`kurzer|einfacher|short|simpler|court|corto|breve|krocej|daha kisa|korter`)
	reworkLonger  = folded(`langer|ausfuhrlicher|longer`)
	reworkSource  = folded(`quelle|beleg|source|fuente|fonti?\b|zrodlo|kaynak|bron\b|where does|wo steht`)
)

// reworked resolves a message that asks to rework the answer to an earlier
// question: base is that question, and how what all reworks since then ask
// together. ok is false for other messages, and when there is no earlier question.
func reworked(text string, q Question) (base Question, how rework, ok bool) {
	if intentOf(knowledge.Fold(text)) != IntentRework {
		return Question{}, rework{}, false
	}
	messages := append(slices.Clone(q.History), text)
	for i := len(messages) - 1; i >= 0; i-- {
		clean, err := checkQuestion(messages[i])
		if err != nil {
			return Question{}, rework{}, false
		}
		if intentOf(knowledge.Fold(clean)) != IntentRework {
			base = q
			base.Text, base.History = messages[i], messages[:i]
			base.Language = firstOf(q.Language, how.language)
			return base, how, true
		}
		r := reworkOf(clean)
		how.language = firstOf(how.language, r.language)
		how.shorter, how.longer, how.source = how.shorter || r.shorter, how.longer || r.longer, how.source || r.source
	}
	return Question{}, rework{}, false
}

// rework answers base again and shows the answer as how asks.
func (e *Engine) rework(ctx context.Context, q, base Question, how rework, each func(Claim)) (Answer, error) {
	a, err := e.Answer(ctx, base, nil)
	if err != nil {
		return Answer{}, err
	}
	a.Claims = slices.Clone(a.Claims)
	if how.longer && len(a.Claims) > 0 {
		a.Claims = append(a.Claims, e.more(base, a)...)
	}
	if how.source {
		a.Claims = slicesOf(a.Claims)
	}
	if how.shorter && len(a.Claims) > 1 {
		a.Claims = a.Claims[:1]
	}
	return handAll(a, q, each), nil
}

// slicesOf are the citations of claims, each as a slice of its own.
func slicesOf(claims []Claim) []Claim {
	out := []Claim{}
	for _, c := range claims {
		for _, cited := range c.Citations {
			if !slices.ContainsFunc(out, func(c Claim) bool { return c.Citations[0] == cited }) {
				out = append(out, Claim{Text: cited.Quote, Citations: []Citation{cited}})
			}
		}
	}
	return out
}

// more are the next best passages on the question, as slices.
func (e *Engine) more(q Question, a Answer) []Claim {
	text, err := checkQuestion(q.Text)
	if err != nil {
		return nil
	}
	s := e.newSession(text, q, nil)
	s.answer.Claims = a.Claims
	var out []Claim
	for _, h := range s.find(candidates) {
		if h.Coverage >= coverClosest && !s.cited(h.Index) && len(out) < maxSlices && len(a.Claims)+len(out) < MaxClaims {
			out = append(out, s.slice(h.Index))
		}
	}
	return out
}
