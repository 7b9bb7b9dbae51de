package answer_test

import (
	"testing"

	"footnote/answer"
	"footnote/knowledge"
)

// TestSaysMore: what would be read as more than its sentence is posted as that sentence.
func TestSaysMore(t *testing.T) {
	a, err := knowledge.Parse("a.md", []byte("---\nid: x\ntitle: X\nlanguage: en\nkind: article\n---\n"+
		"Attacks on teachers in Welsh schools reached a high in 2010.\n\nIt is famous for its suburban communities and its cars.\n\nThe region is home to two large areas that grow.\n"))
	if err != nil {
		t.Fatal(err)
	}
	e := engine(t, answer.Config{Announcement: a})
	for text, tt := range map[string]struct {
		id    string
		stays bool
	}{
		"Attacks on teachers in Welsh schools reached a high.": {"s1", true},
		"Attacks on teachers reached a high in 2010.":          {"s1", false},
		"Suburban communities.":                                {"s2", false},
		"There are two large areas that grow.":                 {"s3", false},
	} {
		passage, _ := a.Passage(tt.id)
		want := passage.Text
		if tt.stays {
			want = text
		}
		claim, dropped := e.Prove(text, "en", []string{tt.id})
		if dropped != nil || claim.Text != want {
			t.Errorf("%q: %q, %+v; want %q", text, claim.Text, dropped, want)
		}
	}
}
