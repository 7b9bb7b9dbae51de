package knowledge

import "testing"

func TestMisbound(t *testing.T) {
	tests := map[string]struct {
		source, lang, claim string
		ok                  bool
	}{
		"one figure":          {"Der Umsatz stieg um 4 Prozent.", "de", "Der Gewinn stieg um 4 Prozent.", true},
		"kept":                {"Der Umsatz stieg um 4 Prozent, der Gewinn um 7 Prozent.", "de", "Der Gewinn wuchs um 7 Prozent.", true},
		"both kept":           {"Der Umsatz stieg um 4 Prozent, der Gewinn um 7 Prozent.", "de", "Der Umsatz wuchs um 4 und der Gewinn um 7 Prozent.", true},
		"other thing":         {"Der Umsatz stieg um 4 Prozent, der Gewinn um 7 Prozent.", "de", "Der Gewinn wuchs um 4 Prozent.", false},
		"swapped":             {"Der Umsatz stieg um 4 Prozent, der Gewinn um 7 Prozent.", "de", "Der Umsatz wuchs um 7, der Gewinn um 4 Prozent.", false},
		"in English":          {"Der Umsatz stieg um 4 Prozent, der Gewinn um 7 Prozent.", "en", "Profit rose by 7 percent.", true},
		"swapped in English":  {"Der Umsatz stieg um 4 Prozent, der Gewinn um 7 Prozent.", "en", "Profit rose by 4 percent.", false},
		"from and to":         {"Der Preis steigt von 10 auf 20 Euro.", "de", "Der Preis klettert von 10 auf 20 Euro.", true},
		"to and from":         {"Der Preis steigt von 10 auf 20 Euro.", "en", "The price goes from 20 to 10 euros.", false},
		"other units":         {"Das Werk kostet 40 Millionen Euro und beschäftigt 300 Menschen.", "de", "300 Menschen arbeiten im Werk.", true},
		"a number of another": {"Im Werk arbeiten 300 Ingenieure und 80 Fahrer.", "de", "Dort arbeiten 80 Ingenieure.", false},
		"a number of its own": {"Im Werk arbeiten 300 Ingenieure und 80 Fahrer.", "en", "80 drivers work there.", true},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			a, err := Parse("a.txt", []byte("Meldung\n"+tt.source+"\n"))
			if err != nil {
				t.Fatal(err)
			}
			ix := NewIndex(a)
			if bad, ok := ix.Misbound(tt.claim, tt.lang, []int{1}); ok != tt.ok {
				t.Errorf("bound = %v (%q), want %v; %+v", ok, bad, tt.ok, ix.boundIn(1))
			}
		})
	}
}
