package knowledge

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
)

// CarriesFigure tells whether passage i gives f, with whatever hedge.
func (ix *Index) CarriesFigure(i int, f Figure) bool {
	return slices.ContainsFunc(ix.read[i].carried, func(have Figure) bool {
		have.Hedge = f.Hedge
		return have.Carries(f)
	})
}

// SameKind tells whether f and g may count the same thing: their units are the
// same, or both are amounts of money.
func (f Figure) SameKind(g Figure) bool { return f.Unit == g.Unit || f.IsMoney() && g.IsMoney() }

// Excludes tells whether f and g, said of the same thing, cannot both be right:
// they are of one kind, and no amount is both. "30" does not exclude "up to 50";
// with the same bound, "up to 60" does, and of two least amounts the larger one
// does.
func (f Figure) Excludes(g Figure) bool {
	if !f.SameKind(g) || f.Unit == g.Unit && sameNumber(f.Value, g.Value) {
		return false
	}
	if f.Unit != g.Unit {
		return f.Hedge == g.Hedge // another currency
	}
	if f.Hedge == g.Hedge && f.Hedge != "" {
		least := f.Hedge == HedgeOver || f.Hedge == HedgeAtLeast
		return !least || f.Value > g.Value
	}
	fLow, fHigh := f.span()
	gLow, gHigh := g.span()
	return fHigh < gLow || gHigh < fLow
}

// about is how far off a figure may be that is said to be about right, as a
// share of it.
const aboutShare = 0.1

// span is the least and the largest amount that f may stand for.
func (f Figure) span() (low, high float64) {
	v := f.Value
	switch f.Hedge {
	case HedgeUpTo, HedgeUnder:
		return 0, v
	case HedgeOver, HedgeAtLeast:
		return v, math.Inf(1)
	case HedgeAbout, HedgeNearly:
		return v * (1 - aboutShare), v * (1 + aboutShare)
	}
	return v, v
}

// Written is f in digits, as a text in language lang has it, without its hedge.
func (f Figure) Written(lang string) string {
	if f.Unit == "clock" {
		return fmt.Sprintf("%d:%02d Uhr", int(f.Value)/60, int(f.Value)%60)
	}
	s := strconv.FormatFloat(f.Value, 'f', -1, 64)
	if lang != "en" {
		s = strings.Replace(s, ".", ",", 1)
	}
	if f.Unit != "" {
		s += " " + f.Unit
	}
	return s
}

// Excludes tells whether d and o cannot both be right of one event: they differ
// in a part that both name.
func (d Date) Excludes(o Date) bool {
	differ := func(a, b int) bool { return a != 0 && b != 0 && a != b }
	return differ(d.Year, o.Year) || differ(d.Month, o.Month) || differ(d.Day, o.Day)
}

// Written is d in digits, as precise as like.
func (d Date) Written(like Date) string {
	switch {
	case like.Day != 0 && d.Day != 0 && d.Year != 0:
		return fmt.Sprintf("%04d-%02d-%02d", d.Year, d.Month, d.Day)
	case d.Year != 0:
		return strconv.Itoa(d.Year)
	}
	return ""
}

// Denials counts the words of denial in s, a text in language lang.
func Denials(s, lang string) int { return denialsIn(s, lang) }

// Undenied is s, a text in language lang, without its words of denial.
func Undenied(s, lang string) string {
	out := []byte(s)
	for _, w := range words(s) {
		if negations[lang][w.folded] {
			for i := w.start; i < w.end; i++ {
				out[i] = ' '
			}
		}
	}
	if lang == "en" {
		out = contracted.ReplaceAll(out, nil)
	}
	return strings.Join(strings.Fields(string(out)), " ")
}

// IsGrammar tells whether a folded word carries grammar rather than content in a
// language.
func IsGrammar(folded, lang string) bool { return functionWords()[lang][folded] }
