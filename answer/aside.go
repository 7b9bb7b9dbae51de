package answer

import (
	"regexp"
	"strings"

	"footnote/knowledge"
)

var (
	// requests ask without a question mark or a question word.
	requests = regexp.MustCompile(`(?i)^\W*(?:(?:und|and|bitte|please|dann|then) )?(?:tell|explain|name|list|give|describe|show|compare|summari[sz]e|nenn|erklär|erzähl|sag|zeig|gib|beschreib|vergleich|fass|liste?)`)
	// leansBack refers to what was said before: who asks so is not understood without it.
	leansBack = regexp.MustCompile(`\b(?i:it|its|they|them|their|this|that|these|those|he|she|his|her|er|es|ihn|ihm|dies\p{L}*|da|dort|dadurch|damit|davon|dafür|dazu|daran|darauf|there|so)\b|\bsie\b|\b(?i:das)(?: \p{Ll}|\P{L}*$)|\b(?:der|die)(?: \p{Ll}+)?\P{L}*$`)
	// ofMyself tells a lead in which somebody speaks of themselves.
	ofMyself = regexp.MustCompile(`(?i)^[^?]*\b(?:i|i'm|my|we|our|ich|mein\p{L}*|wir|unser\p{L}*|question|frage)\b[^?]*?(?::|;| –| -) `)
)

// askingPart is the part of text, a message in German or English, that asks, where another part
// does not and is not leant on: "I hold a few shares. When does building start?"
func askingPart(text, lang string) string {
	if lang != "de" && lang != "en" {
		return text
	}
	var kept []string
	left := false
	for _, q := range knowledge.Sentences(text, lang) {
		sentence := text[q.Start:q.End]
		lead := ofMyself.FindString(sentence)
		switch {
		case !strings.Contains(sentence, "?") && !begins.MatchString(sentence) && !requests.MatchString(sentence):
			left = true
			continue
		case lead != "" && begins.MatchString(sentence[len(lead):]):
			left = true
			sentence = sentence[len(lead):]
		}
		kept = append(kept, sentence)
	}
	if part := strings.Join(kept, " "); left && strings.Contains(part, "?") && !leansBack.MatchString(part) {
		return part
	}
	return text
}
