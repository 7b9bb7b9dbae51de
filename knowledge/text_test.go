package knowledge

import (
	"fmt"
	"strings"
	"testing"
)

func TestSentences(t *testing.T) {
	tests := map[string]struct {
		lang string
		want []string
	}{
		"two":               {"de", []string{"Ein Satz.", "Noch einer!"}},
		"amount":            {"de", []string{"Es kostet 50 Mrd. USD in 3 Jahren.", "Das ist viel."}},
		"amount at the end": {"de", []string{"Es sind 50 Mio.", "Die Firma zahlt."}},
		"date":              {"de", []string{"Am 24. November 2025 begann es.", "Es endet am 3. Mai."}},
		"ordinal":           {"de", []string{"Im 19. Jahrhundert war das so.", "Heute nicht."}},
		"year ends":         {"de", []string{"Das war 2025.", "Danach kam nichts."}},
		"abbreviations":     {"de", []string{"Das gilt z. B. für Dr. Meier u. a. Leute.", "Ende."}},
		"decimal":           {"de", []string{"Es wuchs um 1,3 Prozent.", "Gut so."}},
		"quotation":         {"de", []string{"„Wir bauen.“", "Das sagte sie."}},
		"quotation goes on": {"de", []string{"„Wirklich?“ fragte er.", "Sie nickte."}},
		"ellipsis":          {"de", []string{"Und dann … kam sie.", "Er ging."}},
		"initials":          {"en", []string{"J. R. Smith leads it.", "He lives in the U.S. and works."}},
		"title":             {"en", []string{"Mr. Jones met Dr. Brown.", "They talked."}},
		"number ends":       {"en", []string{"They won by 24.", "The game was over."}},
		"company":           {"en", []string{"Acme Inc. said so.", "It rose 2.5 percent."}},
		"question mark":     {"en", []string{"Who?", "Nobody!", "Really."}},
		"brackets":          {"en", []string{"It grew (see p. 4).", "Then it fell."}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			text := strings.Join(tt.want, " ")
			var got []string
			for _, q := range Sentences(text, tt.lang) {
				got = append(got, text[q.Start:q.End])
			}
			if strings.Join(got, "|") != strings.Join(tt.want, "|") {
				t.Errorf("got  %q\nwant %q", got, tt.want)
			}
		})
	}
}

func TestFigures(t *testing.T) {
	tests := []struct{ lang, text, want string }{
		{"de", "bis zu 50 Mrd. USD", "5e+10 USD up_to"},
		{"de", "Rund 1,3 Gigawatt", "1.3e+09 W about"},
		{"de", "über elftausend Behörden", "11000  over"},
		{"de", "1.250.000 Euro", "1.25e+06 EUR "},
		{"de", "1 250 000 Euro", "1.25e+06 EUR "},
		{"de", "anderthalb Millionen", "1.5e+06  "},
		{"de", "eine halbe Million Euro", "500000 EUR "},
		{"de", "zweiundzwanzig Prozent", "22 % "},
		{"de", "10 bis 15 Prozent", "10 % ; 15 % "},
		{"de", "5 Prozentpunkte", "5 pp "},
		{"de", "mindestens 300 MW", "3e+08 W at_least"},
		{"de", "knapp 7 Billionen Dollar", "7e+12 USD nearly"},
		{"de", "am 24. November 2025", ""},
		{"de", "CO2, H200, 5G und Q3", ""},
		{"de", "ein Haus und eine Frau", ""},
		{"en", "up to $50 billion", "5e+10 USD up_to"},
		{"en", "USD 50bn", "5e+10 USD "},
		{"en", "$3.5m", "3.5e+06 USD "},
		{"en", "more than eleven thousand agencies", "11000  over"},
		{"en", "11,000 agencies", "11000  "},
		{"en", "half a million people", "500000  "},
		{"en", "two hundred and fifty homes", "250  "},
		{"en", "between 10 and 15 per cent", "10 % ; 15 % "},
		{"en", "in 2026", ""},
		{"es", "50 millones de dólares", "5e+07 USD "},
		{"es", "50 mil millones de dólares", "5e+10 USD "},
		{"fr", "jusqu’à 50 milliards de dollars", "5e+10 USD up_to"},
		{"it", "fino a 50 miliardi di dollari", "5e+10 USD up_to"},
		{"nl", "tot 50 miljard dollar", "5e+10 USD up_to"},
		{"pl", "ponad 50 mld dolarów", "5e+10 USD over"},
	}
	for _, tt := range tests {
		t.Run(tt.lang+" "+tt.text, func(t *testing.T) {
			var got []string
			for _, f := range Figures(tt.text, tt.lang) {
				got = append(got, fmt.Sprintf("%g %s %s", f.Value, f.Unit, f.Hedge))
			}
			if s := strings.Join(got, "; "); s != tt.want {
				t.Errorf("got %q, want %q", s, tt.want)
			}
		})
	}
}

func TestDates(t *testing.T) {
	tests := []struct{ text, want string }{
		{"am 24. November 2025", "2025-11-24"},
		{"November 24, 2025", "2025-11-24"},
		{"24.11.2025", "2025-11-24"},
		{"2025-11-24", "2025-11-24"},
		{"im Mai 2027", "2027-5-0"},
		{"am 3. Mai", "0-5-3"},
		{"deren Bau 2026 starten soll", "2026-0-0"},
		{"2026 Euro, 2.026 und 1,2026", ""},
		{"am 45. Mai", ""},
	}
	for _, tt := range tests {
		t.Run(tt.text, func(t *testing.T) {
			var got []string
			for _, d := range Dates(tt.text, "de") {
				got = append(got, fmt.Sprintf("%d-%d-%d", d.Year, d.Month, d.Day))
			}
			if s := strings.Join(got, "; "); s != tt.want {
				t.Errorf("got %q, want %q", s, tt.want)
			}
		})
	}
}

func TestFirstUncarried(t *testing.T) {
	const source = "Bis zu 50 Mrd. USD fließen ab dem 24. November 2025 in rund 1,3 Gigawatt."
	tests := map[string]struct {
		claim string
		ok    bool
	}{
		"same":           {"Up to USD 50 billion.", true},
		"no unit":        {"Up to 50 billion.", true},
		"digit":          {"Up to USD 60 billion.", false},
		"scale":          {"Up to USD 50 million.", false},
		"currency":       {"Up to EUR 50 billion.", false},
		"hedge lost":     {"USD 50 billion.", false},
		"hedge changed":  {"More than USD 50 billion.", false},
		"less of a date": {"It began in November 2025.", true},
		"other year":     {"It began in November 2026.", false},
		"more of a date": {"It began on 24 November 2025 and 3 May.", false},
		"unit":           {"About 1.3 megawatts.", false},
		"words":          {"About one point three.", false},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			if bad, ok := FirstUncarried(tt.claim, "en", []string{source}, "de"); ok != tt.ok {
				t.Errorf("carried = %v (%q), want %v", ok, bad, tt.ok)
			}
		})
	}
}

func TestFindQuote(t *testing.T) {
	const text = "„Rund 1,3 Gigawatt“ – das ist nicht wenig, sagte Frau Müller\u00a0…"
	tests := map[string]struct{ quote, want string }{
		"exact":             {"das ist nicht wenig", "das ist nicht wenig"},
		"case and quotes":   {`"rund 1,3 gigawatt"`, "Rund 1,3 Gigawatt"},
		"dash":              {"Gigawatt\" - das ist", "Gigawatt“ – das ist"},
		"decomposed":        {"Frau Mu\u0308ller", "Frau Müller"},
		"soft hyphen":       {"Giga\u00adwatt", "Gigawatt"},
		"end punctuation":   {"das ist nicht wenig.", "das ist nicht wenig"},
		"dropped word":      {"das ist wenig", ""},
		"cut figure":        {"Rund 1", ""},
		"cut word":          {"das ist nicht wen", ""},
		"other diacritic":   {"Frau Muller", ""},
		"nothing":           {"…", ""},
		"changed digit":     {"Rund 1,4 Gigawatt", ""},
		"inside of decimal": {"3 Gigawatt", ""},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			got := ""
			if q, ok := FindQuote(text, tt.quote); ok {
				got = text[q.Start:q.End]
			}
			if got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

func FuzzText(f *testing.F) {
	f.Add("bis zu 50 Mrd. USD am 24. November 2025", "50 Mrd.", "de")
	f.Add("half a million", "a", "en")
	f.Add("İ ß \u00ad", "ß", "tr")
	f.Fuzz(func(t *testing.T, s, quote, lang string) {
		for _, x := range Figures(s, lang) {
			if x.Start < 0 || x.End > len(s) || x.Start >= x.End {
				t.Fatalf("figure [%d,%d) of %q", x.Start, x.End, s)
			}
		}
		for _, d := range Dates(s, lang) {
			if d.Start < 0 || d.End > len(s) || d.Start >= d.End {
				t.Fatalf("date [%d,%d) of %q", d.Start, d.End, s)
			}
		}
		if q, ok := FindQuote(s, quote); ok && (q.Start < 0 || q.End > len(s) || q.Start > q.End) {
			t.Fatalf("quote [%d,%d) of %q", q.Start, q.End, s)
		}
		last := 0
		for _, q := range Sentences(s, lang) {
			if q.Start < last || q.End <= q.Start || strings.TrimSpace(s[last:q.Start]) != "" {
				t.Fatalf("sentence [%d,%d) after %d of %q", q.Start, q.End, last, s)
			}
			last = q.End
		}
		DetectLanguage(s)
		Names(s, lang)
		if c := Clean(s); Clean(c) != c {
			t.Fatalf("cleaning %q twice differs", s)
		}
	})
}

func TestDetectLanguage(t *testing.T) {
	tests := map[string]string{
		"Wie viel will Amazon investieren?": "de", "How much will Amazon invest?": "en", "Is NVIDIA involved?": "en", "satelliten??": "de",
		"Combien Amazon va-t-il investir ?": "fr", "¿Cuánto va a invertir Amazon?": "es", "Quanto investirà Amazon?": "it",
		"Ile Amazon zainwestuje?": "pl", "Amazon ne kadar yatırım yapacak?": "tr", "Hoeveel gaat Amazon investeren?": "nl",
		"NVIDIA?": "", "42": "", "": "",
	}
	for text, want := range tests {
		if got := DetectLanguage(text); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

func TestClean(t *testing.T) {
	tests := map[string]struct{ in, want string }{
		"plain":         {"Größe: 50 %\n\tneu", "Größe: 50 %\n\tneu"},
		"zero width":    {"A\u200bm\u2060a\ufeffzon", "Amazon"},
		"bidirectional": {"\u202eA\u2066b\u061c", "Ab"},
		"tags":          {"a\U000e0041\U000e0042", "a"},
		"controls":      {"a\x00\x1b\u0085b", "ab"},
		"private use":   {"a\ue000\U0010fffd", "a"},
		"variation":     {"a\ufe0f\U000e0100", "a"},
		"blank letters": {"a\u3164\u115f\uffa0\u17b4\u034fb", "ab"},
		"marks remain":  {"u\u0308", "u\u0308"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			if got := Clean(tt.in); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}
