package knowledge

import (
	"slices"
	"strings"
	"testing"
)

// TestIdioms: what is asked in an idiom is looked for by what it means.
func TestIdioms(t *testing.T) {
	for question, want := range map[string]struct{ lang, words string }{
		"Seit wann gibt es die Nordhanse?":          {"de", "nordhanse gegrundet"},
		"wann gehts los":                            {"de", "beginnt"},
		"gehts los mit dem Bau?":                    {"de", "bau beginnt"},
		"Hat der Tunnel etwas mit Kunst zu tun?":    {"de", "tunnel kunst"},
		"Isn't the tram late, or won't it come?":    {"en", "tram late come"},
		"Are they supposed to build a bridge?":      {"en", "build bridge"},
		"wie groß is der Bau":                       {"de", "bau"},
		"Kaç iş yaratılacak?":                       {"tr", "is yaratilacak"},
		"Bekomme ich mein Geld zurück?":             {"de", "bekomme erstattet ruckerstattung"},
		"Wie steht es um den Tunnel?":               {"de", "tunnel"},
		"Can I get my money back?":                  {"en", "refund"},
		"Who can I ask about the tram?":             {"en", "tram contact questions"},
		"Will they back down?":                      {"en", "reverse decision"},
		"When does the new app come out?":           {"en", "new app released available launch"},
		"What did the council decide on the lease?": {"en", "council decide lease"},
	} {
		var got []string
		for _, w := range contentWords(spelledOut(question, want.lang), want.lang) {
			got = append(got, w.folded)
		}
		if !slices.Equal(got, strings.Fields(want.words)) {
			t.Errorf("%q: %q, want %q", question, got, want.words)
		}
	}
}

// TestIdiomsEnd: what an idiom means holds no idiom of its language, so that putting it in
// the idiom's place comes to an end.
func TestIdiomsEnd(t *testing.T) {
	for lang, list := range idioms {
		for _, of := range list {
			for _, i := range list {
				if at := i.asks.FindStringIndex(" " + of.means); at != nil {
					t.Errorf("%s: %q holds an idiom that means %q", lang, of.means, i.means)
				}
			}
		}
	}
}

// TestPhraseAlone: a verb with its preposition is looked for without it as well.
func TestPhraseAlone(t *testing.T) {
	a, err := Parse("a.md", []byte("---\nid: x\ntitle: X\nlanguage: en\nkind: article\n---\nRidge has raised €16 million from investors.\n\nIts staff number 45.\n"))
	if err != nil {
		t.Fatal(err)
	}
	const question = "Who has invested in Ridge?"
	hits := NewIndex(a).Search(Query{Text: question, Language: "en", Expect: Expect(question, "en")})
	if len(hits) == 0 || hits[0].Index != 0 || hits[0].Coverage < 0.9 {
		t.Errorf("%+v", hits)
	}
}
