package knowledge

import "testing"

func TestBeheaded(t *testing.T) {
	a, err := Parse("a.txt", []byte("Titel\n\nAmazon positioniert sich mit den geplanten Investitionen klar als Hauptanbieter und hat gute Chancen.\n"))
	if err != nil {
		t.Fatal(err)
	}
	ix := NewIndex(a)
	for text, want := range map[string]bool{
		"Mit den geplanten Investitionen klar als Hauptanbieter und hat gute Chancen.":                           true,
		"Amazon positioniert sich mit den geplanten Investitionen als Hauptanbieter und hat gute Chancen.":       false,
		"Amazon positioniert sich mit den geplanten Investitionen klar als Hauptanbieter und hat keine Chancen.": false,
		"Amazon positioniert sich als Hauptanbieter.":                                                            false,
		"Klar als Hauptanbieter positioniert sich Amazon mit den geplanten Investitionen und hat gute Chancen.":  false,
	} {
		if got := ix.Beheaded(text, 1); got != want {
			t.Errorf("%s: %v, want %v", text, got, want)
		}
	}
}

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
