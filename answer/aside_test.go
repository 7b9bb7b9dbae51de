package answer

import "testing"

func TestAskingPart(t *testing.T) {
	for _, c := range []struct{ lang, text, want string }{
		{"en", "I hold 20 shares at 180 dollars. When does building start?", "When does building start?"},
		{"en", "My uncle works in Ohio. How much power will be added?", "How much power will be added?"},
		{"en", "I'm on deadline: what can agencies do with the new technology?", "what can agencies do with the new technology?"},
		{"de", "Für welche Gebiete soll die KI eingesetzt werden? Mir wären ein paar Beispiele lieb.", "Für welche Gebiete soll die KI eingesetzt werden?"},
		{"de", "Hallo, ich bin neu hier. Wie viel investiert Amazon?", "Wie viel investiert Amazon?"},
		{"de", "Kurze Frage: Wann beginnt der Bau?", "Wann beginnt der Bau?"},
		// leant on, asked itself, or not there
		{"en", "I own a Kestrel of 2019. Is it recalled?", ""},
		{"de", "Mein Bruder arbeitet bei Siemens. Bauen die das auch?", ""},
		{"en", "Tell me the capacity. And who supplies the chips?", ""},
		{"de", "Nenne die Zahl der Behörden. Wann beginnt der Bau?", ""},
		{"en", "AWS: how many agencies use the cloud?", ""},
		{"en", "The cloud is big. 11,000 agencies use it.", ""},
		{"fr", "J’ai des actions. Quand commencent les travaux ?", ""},
	} {
		want := c.want
		if want == "" {
			want = c.text
		}
		if got := askingPart(c.text, c.lang); got != want {
			t.Errorf("%q: %q, want %q", c.text, got, want)
		}
	}
}
