package knowledge

import "testing"

func TestRepeated(t *testing.T) {
	for text, want := range map[string]string{
		"Über elftausend Behörden nutzen über elftausend Behörden die Dienste.":           "über elftausend Behörden",
		"Sie ist nach vielen Maßstäben die Börse, die nach vielen Maßstäben führt.":       "nach vielen Maßstäben",
		"Der Umsatz stieg um 3 Prozent auf 2 Mrd. Euro und um 3 Prozent auf 2 Mrd. Euro.": "",
		"Die Union wollte 9 per cent increase, die Firma bot 3 per cent increase.":        "",
	} {
		if got := Repeated(text, "de"); got != want {
			t.Errorf("%s: %q, want %q", text, got, want)
		}
	}
}

func TestNameTwice(t *testing.T) {
	for text, want := range map[string]string{
		"Nixon ernannte Simon William E. Simon zum Direktor.": "Simon William E. Simon",
		"Amazon Amazon investiert.":                           "Amazon Amazon",
		"Nixon ernannte William E. Simon zum Direktor.":       "",
		"William Simon traf Simon.":                           "",
		"In New York, New York, wird gebaut.":                 "",
		"Sie bauen Haus für Haus und Jahr um Jahr.":           "",
	} {
		if got := NameTwice(text); got != want {
			t.Errorf("%s: %q, want %q", text, got, want)
		}
	}
}
