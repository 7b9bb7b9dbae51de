package knowledge

import "testing"

// TestOfAnother: what is said of one firm is no answer to what is asked of another.
func TestOfAnother(t *testing.T) {
	a, err := Parse("a.md", []byte("---\nid: x\ntitle: Kellmoor buys Havrild\nlanguage: en\nkind: article\n---\nHavrild employs 540 people.\n\nKellmoor makes cheese.\n"))
	if err != nil {
		t.Fatal(err)
	}
	ix := NewIndex(a)
	for question, want := range map[string]bool{
		"How many people does Kellmoor employ?": true,
		"How many people does Havrild employ?":  false,
		"How many people are employed?":         false,
	} {
		for _, h := range ix.Search(Query{Text: question, Language: "en", Expect: Expect(question, "en")}) {
			if h.Index == 0 && h.Lacks != want {
				t.Errorf("%s: lacks %v, want %v", question, h.Lacks, want)
			}
		}
	}
}
