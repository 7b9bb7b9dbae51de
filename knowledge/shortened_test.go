package knowledge

import "testing"

func TestShortens(t *testing.T) {
	a, err := Parse("a.md", []byte("---\nid: x\ntitle: X\nlanguage: en\nkind: article\n---\n"+
		"Lady Corr opened just two halls of the port, while Marlee Hume gave a reading, and the council voted to reject plans to close it.\n\n"+
		"Fish then take in more oxygen.\n\nThe Mail reported in 2012 that the agency was checking bills.\n\n"+
		"In quiet hours each bus stops at Mill Lane.\n\nARPANET and SITA HLN opened in 1969, and the first users came in May.\n"))
	if err != nil {
		t.Fatal(err)
	}
	ix := NewIndex(a)
	for text, want := range map[string]bool{
		"Lady Corr opened just two halls of the port.": true,
		"Lady Corr opened two halls":                   true, // a word left out
		"Marlee Hume gave a reading.":                  true,
		"Lady Corr gave a reading.":                    false, // somebody else did
		"The council voted to close it.":               false, // the opposite
		"Two halls were opened by Lady Corr.":          false, // other words
		"Lady Corr opened two halls of the station.":   false,
		"Lady Corr":              false, // no sentence
		"Lady Corr, Marlee Hume": false,
		"":                       false,
	} {
		if got := ix.Shortens(text, 0); got != want {
			t.Errorf("%q: %v, want %v", text, got, want)
		}
	}
	if ix.Shortens("Fish take in more oxygen.", 1) {
		t.Error("a condition was left out")
	}
	if ix.Shortens("Each bus stops at Mill Lane.", 3) {
		t.Error("when it is so was left out")
	}
	if ix.Shortens("ARPANET and SITA opened in 1969.", 4) {
		t.Error("a part of a name was left out")
	}
	if !ix.Shortens("The first users came in May.", 4) {
		t.Error("a clause of its own was left out")
	}
	if ix.Shortens("The agency was checking bills.", 2) {
		t.Error("who says so was left out")
	}
}
