package knowledge

import "testing"

// TestMentionsEnglishName: English inflects no name, so another letter is another name.
func TestMentionsEnglishName(t *testing.T) {
	ix := NewIndex(&Announcement{Language: "en", Title: "x", Passages: []Passage{{Text: "Seamans' committee met Kolb's firm and the Huguenots in Oberleine."}}})
	for name, want := range map[string]bool{"Seamans": true, "Seaman": false, "Kolb": true, "Kolbs": false, "Huguenots": true, "Oberleine": true, "Oberlein": false} {
		if got := ix.Mentions(0, name, "en"); got != want {
			t.Errorf("%s: %v, want %v", name, got, want)
		}
	}
}
