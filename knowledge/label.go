package knowledge

import (
	"strings"
	"unicode"
)

// isLabel tells a number that names a thing rather than counts: "Zone 2".
func isLabel(s string, f Figure) bool {
	ws := words(s[:f.Start])
	if f.Unit != "" || f.Value >= 1000 || len(ws) == 0 || !strings.HasSuffix(s[:f.Start], " ") {
		return false
	}
	last := ws[len(ws)-1]
	return startsUpper(last.text) && last.end == f.Start-1 && unicode.IsDigit(rune(s[f.Start])) && len(ws) > 1
}

// LabelledBefore tells whether f, a number of s that names a thing ("Version 10"), stands
// in the passage before passage i, which goes on about it.
func (ix *Index) LabelledBefore(i int, s string, f Figure) bool {
	p := ix.a.Passages
	return i > 0 && !p[i-1].Heading && p[i-1].Section == p[i].Section && isLabel(s, f) && ix.CarriesFigure(i-1, f)
}
