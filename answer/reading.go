package answer

import (
	"strings"
	"unicode"

	"footnote/knowledge"
)

// reading is what code understands of a question.
type reading struct {
	text        string // cleaned, without what does not ask; with a leaning follow-up, the question before it too
	language    string // of the answer
	asked       string // language that the text is written in, as far as it shows
	intent      Intent
	expect      knowledge.Expectation
	leans       bool // refers to the question before
	aboutShares bool
}

// folded compiles a pattern that is matched against folded text.
func folded(pattern string) *knowledge.Pattern { return knowledge.CompilePattern(pattern) }

var sharesWords = folded(`aktie|aktionar|anleger|kurs|rendite|dividende|borse|share|stock|investor|dividend|actionnaire|accionist|azionist|akcjonar|hissedar|aandeel`)

// leaning matches questions that make no sense without the one before.
var leaning = folded(`^(und|and|et|y|e|a|i|ve|en)\b|^(warum|wieso|weshalb|wozu|why|how come|wann|when|wo|where|wer|who|wie viele?|how (much|many))( (genau|denn|exactly))?\s*[?!.]*$|\b(davon|dafur|damit|dazu|dort|the rest of it|of (it|them)|that one|the same)\b`)

// read understands text, the cleaned question q.
func (e *Engine) read(text string, q Question) reading {
	r := reading{text: text}
	r.language, r.asked = e.languages(text, q)
	if r.asked == "" {
		r.asked = r.language
	}
	fold := knowledge.Fold(text)
	r.intent = intentOf(fold)
	r.text = askingPart(text, r.asked)
	r.expect = knowledge.Expect(r.text, r.asked)
	history := usable(q.History)
	r.aboutShares = sharesWords.MatchString(fold)
	if len(history) > 0 && leans(text, fold) {
		r.leans = true
		r.text = history[len(history)-1] + " " + r.text
	}
	return r
}

// Language is that of the answer to q, which is known before the answer is.
func (e *Engine) Language(q Question) string {
	text := strings.TrimSpace(knowledge.Clean(q.Text))
	if base, _, ok := reworked(text, q); ok {
		return e.Language(base)
	}
	language, _ := e.languages(text, q)
	return language
}

// languages are that of the answer to text, the cleaned question q, and the one that
// text is written in, as far as it shows.
func (e *Engine) languages(text string, q Question) (answer, asked string) {
	asked = knowledge.DetectLanguage(text)
	return firstOf(q.Language, asked, otherScript(text), primary(q.Locale), e.Announcement.Language), asked
}

// leans tells whether a text, which folds to fold, refers to what was asked before it.
func leans(text, fold string) bool {
	return len(strings.Fields(text)) <= 8 && leaning.MatchString(fold)
}

// maxHistory is how many earlier questions are looked at.
const maxHistory = 5

// usable are the last of the earlier questions, cleaned, without those that
// could not be asked.
func usable(history []string) []string {
	var out []string
	for _, h := range history[max(0, len(history)-maxHistory):] {
		if clean, err := checkQuestion(h); err == nil {
			out = append(out, clean)
		}
	}
	return out
}

func firstOf(candidates ...string) string {
	for _, c := range candidates {
		if c != "" {
			return c
		}
	}
	return ""
}

// otherScript is English for a text in a script that none of our languages is
// written in: its writer reads English rather than the announcement's language.
func otherScript(text string) string {
	latin, other := 0, 0
	for _, r := range text {
		switch {
		case unicode.Is(unicode.Latin, r):
			latin++
		case unicode.IsLetter(r):
			other++
		}
	}
	if other > latin {
		return "en"
	}
	return ""
}

// primary is the primary subtag of a locale such as "de-AT".
func primary(locale string) string {
	tag, _, _ := strings.Cut(locale, "-")
	return strings.ToLower(tag)
}
