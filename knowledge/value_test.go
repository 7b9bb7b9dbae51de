package knowledge

import "testing"

// TestValues: a figure is found however it is spelled, and a country by its adjective.
func TestValues(t *testing.T) {
	a, err := Parse("a.md", []byte("---\nid: x\ntitle: X\nlanguage: de\nkind: article\n---\nAmazon will bis zu 50 Mrd. USD investieren.\n\n"+
		"Über elftausend Behörden nutzen die Dienste.\n\nMit dem Ausbau unterstützt Amazon die US-Regierung.\n\nDer Turm hat 13 Stockwerke.\n"))
	if err != nil {
		t.Fatal(err)
	}
	ix := NewIndex(a)
	for question, want := range map[string]struct {
		lang    string
		passage int
	}{
		"$50bn?!":                          {"en", 0},
		"50.000.000.000 ist viel":          {"de", 0},
		"eleven thousand is a lot":         {"en", 1},
		"11.000 sind viele":                {"de", 1},
		"Was hat Amerika davon?":           {"de", 2},
		"Was will die amerikanische Seite": {"de", 2},
		"dreizehn sind viele":              {"de", 3},
	} {
		hits := ix.Search(Query{Text: question, Language: want.lang, Expect: Expect(question, want.lang)})
		if len(hits) == 0 || hits[0].Index != want.passage || hits[0].Coverage < 0.3 {
			t.Errorf("%q: %+v", question, hits)
		}
	}
}

// TestPhraseIsNoName: an expression of the thesaurus is none, capitals or not.
func TestPhraseIsNoName(t *testing.T) {
	ix := NewIndex(builtin(t))
	for _, question := range []string{"Welche Vorteile haben die Behörden?", "Gab es einen Auftrag?"} {
		if ix.NamesStranger(Query{Text: question, Language: "de"}) {
			t.Errorf("%q names a stranger", question)
		}
	}
	if !ix.NamesStranger(Query{Text: "Was macht Siemens?", Language: "de"}) {
		t.Error("Siemens is known")
	}
}
