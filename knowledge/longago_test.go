package knowledge

import "testing"

// TestYearsOfLongAgo: four digits below 1900 are a year where words around tell so.
func TestYearsOfLongAgo(t *testing.T) {
	for text, want := range map[string]int{
		"an der Spitze des 1888 gegründeten Versicherers": 1888,
		"Die Firma, gegründet 1824, macht Käse.":          1824,
		"Das Wrack liegt seit 1730 hier.":                 0, // "hier" might be counted
		"Im Jahr 1867 wurde sie gebaut.":                  1867,
		"Mit 1600 Mitarbeitern":                           0,
		"in 1850 Haushalten":                              0,
		"von 1700 auf 1800 Tonnen":                        0,
		"launched in 1730 and named Margarethe":           1730,
		"the 1888-founded insurer":                        1888,
		"In 1867 the firm moved.":                         1867,
		"It sold 1850 units.":                             0,
		"by 1500 tonnes":                                  0,
	} {
		lang := "en"
		if DetectLanguage(text) == "de" {
			lang = "de"
		}
		got := 0
		if dates := Dates(text, lang); len(dates) > 0 {
			got = dates[0].Year
		}
		if got != want {
			t.Errorf("%q: %d, want %d", text, got, want)
		}
	}
}

// TestLongAgoCarried: such a year is the same where no word tells that it is one.
func TestLongAgoCarried(t *testing.T) {
	const text = "In 1891 Scottish chemist James Dewar made liquid oxygen for 1750 people."
	for claim, want := range map[string]bool{
		"James Dewar made liquid oxygen in 1891.": true,
		"James Dewar made liquid oxygen in 1892.": false,
		"In 1891 it was made for 1750 people.":    true,
		"In 1891 it was made for 1850 people.":    false,
	} {
		if bad, ok := FirstUncarried(claim, "en", []string{text}, "en"); ok != want {
			t.Errorf("%q: %v %q", claim, ok, bad)
		}
	}
}
