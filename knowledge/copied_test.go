package knowledge

import "testing"

func TestBeheaded(t *testing.T) {
	a, err := Parse("a.txt", []byte("Titel\n\nAmazon positioniert sich mit den geplanten Investitionen klar als Hauptanbieter und hat gute Chancen.\n"+
		"Seither können Zahlen binär dargestellt und Graphen über Matrizen kodiert werden.\n"+
		"In Persien schlug der Gelehrte Ibn Sina Erklärungen für Beben vor, die lange galten; der große Gelehrte Shen Kuo schrieb ein Buch.\n"+
		"Viele zogen nach Virginia, wo die Krone ihnen Land versprochen hatte.\n"))
	if err != nil {
		t.Fatal(err)
	}
	ix := NewIndex(a)
	for _, c := range []struct {
		text    string
		passage int
		want    bool
	}{
		{"Mit den geplanten Investitionen klar als Hauptanbieter und hat gute Chancen.", 1, true},
		{"Amazon positioniert sich mit den geplanten Investitionen als Hauptanbieter und hat gute Chancen.", 1, false},
		{"Amazon positioniert sich mit den geplanten Investitionen klar als Hauptanbieter und hat keine Chancen.", 1, false},
		{"Amazon positioniert sich als Hauptanbieter.", 1, false},
		{"Klar als Hauptanbieter positioniert sich Amazon mit den geplanten Investitionen und hat gute Chancen.", 1, false},
		{"Graphen über Matrizen kodiert werden.", 2, true},
		{"Graphen können über Matrizen kodiert werden.", 2, false},
		{"Ibn Sina Erklärungen für Beben vor, die lange galten.", 3, true},
		{"Ibn Sina schlug Erklärungen für Beben vor.", 3, false},
		{"Shen Kuo schrieb ein Buch.", 3, false},
		{"Die Krone ihnen Land versprochen hatte.", 4, true},
		{"Die Krone hatte ihnen Land versprochen.", 4, false},
		{"Hat gute Chancen.", 1, false}, // "Chancen" say that it is possible
	} {
		if got := ix.Beheaded(c.text, c.passage); got != c.want {
			t.Errorf("%s: %v, want %v", c.text, got, c.want)
		}
	}
}
