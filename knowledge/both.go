package knowledge

import "strings"

// bothOf finds two names of which a passage says something together.
var bothOf = CompilePattern(`\b(?:[Bb]oth (\p{Lu}[\p{L}\d-]+)(?: \p{Lu}[\p{L}\d-]+)* and (?:the )?(\p{Lu}[\p{L}\d-]+)|[Ss]owohl (?:der |die |das )?(\p{Lu}[\p{L}\d-]+)(?: \p{Lu}[\p{L}\d-]+)* als auch (?:der |die |das )?(\p{Lu}[\p{L}\d-]+))`)

// OneOfBoth returns what s leaves out of two that a passage tells of together: "both A and
// B make X, Y and Z" does not say that A makes all of them. It is "" when there is none.
func (ix *Index) OneOfBoth(s string, passages []int) string {
	has := func(name string) bool { return strings.Contains(Fold(s), Fold(name)) }
	for _, p := range passages {
		for _, m := range bothOf.FindAllStringSubmatch(ix.a.Passages[p].Text) {
			a, b := m[1]+m[3], m[2]+m[4]
			switch {
			case has(a) && !has(b):
				return b
			case has(b) && !has(a):
				return a
			}
		}
	}
	return ""
}
