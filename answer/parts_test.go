package answer

import (
	"strings"
	"testing"
)

func TestQuestionParts(t *testing.T) {
	tests := map[string]string{ // parts joined by |
		"Wie viel investiert Amazon?":                           "Wie viel investiert Amazon?",
		"Wie viel investiert Amazon und wann startet der Bau?":  "Wie viel investiert Amazon|wann startet der Bau?",
		"How much will it cost, and who pays?":                  "How much will it cost|who pays?",
		"Wann? Wo? Und wer zahlt?":                              "Wann?|Wo?|Und wer zahlt?",
		"Hallo zusammen. Wann startet der Bau?":                 "Hallo zusammen. Wann startet der Bau?",
		"Was plant Amazon und Microsoft?":                       "Was plant Amazon und Microsoft?",
		"¿Cuánto invierte Amazon y cuándo empieza?":             "¿Cuánto invierte Amazon|cuándo empieza?",
		"Who? What? When? Where? Why?":                          "Who? What? When? Where? Why?",
		"Ab wann und bis wann wird gesperrt, und wer zahlt das": "Ab wann|bis wann wird gesperrt|wer zahlt das",
	}
	for text, want := range tests {
		if got := strings.Join(questionParts(text, "de"), "|"); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}
