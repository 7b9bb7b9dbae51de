package bot

import "testing"

// TestQuestionOf: what names the bot is no part of the question, in either spelling,
// wherever it stands.
func TestQuestionOf(t *testing.T) {
	b := &bot{self: "42"}
	for content, want := range map[string]string{
		"<@42> Wie viel?":              "Wie viel?",
		"<@!42>: Wie viel?":            "Wie viel?",
		"<@42>, <@!42> Wie viel?":      "Wie viel?",
		"Wie viel, <@42>, und <@421>?": "Wie viel,   und <@421>?",
		"<@42><@42>":                   "",
		"<@<@42>42> Wie viel?":         "<@ 42> Wie viel?",
	} {
		if got := b.questionOf(discordMessage{Content: content}); got != want {
			t.Errorf("%q: %q, want %q", content, got, want)
		}
	}
}
