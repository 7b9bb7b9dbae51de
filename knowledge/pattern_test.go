package knowledge

import (
	"regexp"
	"slices"
	"testing"
)

func TestPatternNeeds(t *testing.T) {
	for expression, want := range map[string][]string{
		`\bwhy\b`:                       {"why"},
		`warum|wieso|weshalb`:           {"warum", "wieso", "weshalb"},
		`\bwie ?viel\b.*(NOUN|kostet)`:  {"wie viel", "wieviel"},
		`(grosse|kleine)? ?zahl(en)?\b`: {"zahl"},
		`\w+quote`:                      {"quote"},
		`(ab)+c?`:                       {"ab"},
		`x|warum`:                       nil, // too short to be worth a look
		"`[^`]+`|~~.+?~~":               {"`", "~~"},
		`(^|\s):[a-z]+:`:                {":"},
		`.*`:                            nil,
		`(?i)warum`:                     {"WARUM"},
		`\bs[12]{1,3}\b`:                {"s1", "s2"},
		`(?i)k[ae]|x`:                   nil,
		`(?i)k[ae]..s`:                  {"KA", "KE"},
		`(?i:größe)|Maß`:                {"GRÖßE", "MAß"},
	} {
		got := CompilePattern(expression).needs
		slices.Sort(got)
		slices.Sort(want)
		if !slices.Equal(got, want) {
			t.Errorf("%s needs %q, want %q", expression, got, want)
		}
	}
}

// Whatever the expression and the text, a Pattern matches where the expression does.
func FuzzPattern(f *testing.F) {
	for _, list := range typePatterns {
		for _, p := range list {
			f.Add(p.expression().String(), "wie viel kostet das")
			f.Add(p.expression().String(), "how many people work there, and who pays")
		}
	}
	f.Add(`a?b{2,3}(c|d*|)$`, "abbc")
	f.Add(`(?i:x)y|[a-c]{2}z`, "Xy")
	f.Add(`(?i)skala µm`, "ſ\u212aALA μm")
	f.Fuzz(func(t *testing.T, expression, text string) {
		plain, err := regexp.Compile(expression)
		if err != nil || len(expression) > 500 {
			return
		}
		p := CompilePattern(expression)
		if p.MatchString(text) != plain.MatchString(text) || p.FindString(text) != plain.FindString(text) ||
			len(p.FindAllStringSubmatch(text)) != len(plain.FindAllStringSubmatch(text, -1)) || p.ReplaceAllString(text, "x") != plain.ReplaceAllString(text, "x") {
			t.Errorf("%q in %q: %v, needs %q", expression, text, p.MatchString(text), p.needs)
		}
	})
}
