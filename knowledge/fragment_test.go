package knowledge

import "testing"

func TestFragment(t *testing.T) {
	ix := NewIndex(builtin(t))
	for text, want := range map[string]bool{
		"John Elway":                  true,
		"John Elway.":                 true,
		"October 6, 1973":             true,
		"Amazon and NVIDIA":           true,
		"50 billion USD":              true,
		"":                            true,
		"John Elway is 38.":           false,
		"John Elway plays.":           false,
		"It costs 50 billion USD.":    false,
		"Berlin is in Germany.":       false,
		"The data centres":            false, // names things
		"Amazon invests 50 billion.":  false,
		"Elway will be at Denver.":    false,
		"October 6, 1973 was rainy.":  false,
		"Operations start in October": false,
	} {
		if got := ix.Fragment(text, "en"); got != want {
			t.Errorf("%q: %v, want %v", text, got, want)
		}
	}
}

func TestFragmentGerman(t *testing.T) {
	ix := NewIndex(builtin(t))
	for text, want := range map[string]bool{
		"40.000 Menschen an der Pest in Paris": true,
		"Rund 1,3 Gigawatt":                    true,
		"40.000 Menschen starben in Paris":     false,
		"Startet 2026 in Oregon":               false,
		"1466 gab es die Pest in Paris":        false,
		"Über elftausend Behörden nutzen AWS":  false,
	} {
		if got := ix.Fragment(text, "de"); got != want {
			t.Errorf("%q: %v, want %v", text, got, want)
		}
	}
}

func TestOutdated(t *testing.T) {
	a, err := Parse("a.md", []byte("---\nid: x\ntitle: X\nlanguage: en\nkind: article\n---\n"+
		"At the time, Iran was the second-largest exporter.\n\nFinding oil required five years.\n\nThe firm, which was founded in 1920, is in Cork.\n\nThe results disappointed.\n"))
	if err != nil {
		t.Fatal(err)
	}
	ix := NewIndex(a)
	for text, want := range map[string]bool{
		"0 Iran is the second-largest exporter.":       true,
		"0 Iran was the second-largest exporter.":      false,
		"0 Iran has been the second-largest exporter.": false,
		"1 Finding oil requires five years.":           true,
		"1 Finding oil required five years.":           false,
		"2 The firm is in Cork.":                       false,
		"3 The results disappointed.":                  false,
	} {
		p := int(text[0] - '0')
		if got := ix.outdated(text[2:], "en", []int{p}); got != want {
			t.Errorf("%q: %v, want %v", text, got, want)
		}
	}
}

func TestOutdatedGerman(t *testing.T) {
	a, err := Parse("a.md", []byte("---\nid: x\ntitle: X\nlanguage: de\nkind: article\n---\n"+
		"Der Bau neuer Felder dauerte fünf Jahre, bevor man etwas förderte.\n\nDie erwartete Zahl steigt, und die Firmen kosteten viel.\n"))
	if err != nil {
		t.Fatal(err)
	}
	ix := NewIndex(a)
	for text, want := range map[string]bool{
		"0 Der Bau dauert fünf Jahre, bevor gefördert wurde.": true,
		"0 Der Bau dauerte fünf Jahre.":                       false,
		"0 Es wurde gebaut, was fünf Jahre dauert.":           false, // it may be a participle
		"1 Die Zahl steigt wie erwartet weiter.":              false,
		"1 Die Zahl, die erwartet wird, steigt.":              false,
		"1 Die Firmen kosten viel.":                           true,
	} {
		p := int(text[0] - '0')
		if got := ix.outdated(text[2:], "de", []int{p}); got != want {
			t.Errorf("%q: %v, want %v", text, got, want)
		}
	}
}
