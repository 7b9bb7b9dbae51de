package knowledge

import "testing"

func TestOneOfBoth(t *testing.T) {
	a, err := Parse("a.md", []byte("---\nid: x\ntitle: X\nlanguage: en\nkind: article\n---\n"+
		"Buyers complained, and both Toyota and Nissan (then Datsun) introduced larger cars such as the Cressida.\n\nSowohl die Nordbank als auch Helvia Leben zahlen.\n"))
	if err != nil {
		t.Fatal(err)
	}
	ix := NewIndex(a)
	for text, want := range map[string]string{
		"0 Toyota introduced the Cressida.":            "Nissan",
		"0 Nissan introduced larger cars.":             "Toyota",
		"0 Toyota and Nissan introduced larger cars.":  "",
		"0 Larger cars such as the Cressida followed.": "",
		"1 Die Nordbank zahlt.":                        "Helvia",
	} {
		if got := ix.OneOfBoth(text[2:], []int{int(text[0] - '0')}); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}
