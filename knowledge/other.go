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

// CarriesDate tells whether passage i names d, as precisely.
func (ix *Index) CarriesDate(i int, d Date) bool {
	return slices.ContainsFunc(ix.read[i].dates, func(have Date) bool { return have.Carries(d) })
}

// lengths are units of time in seconds and of distance in metres.
var lengths = map[string]struct {
	of     string
	factor float64
}{
	"year": {"time", 31_557_600}, "month": {"time", 2_629_800}, "week": {"time", 604_800}, "day": {"time", 86_400}, "hour": {"time", 3_600},
	"minute": {"time", 60}, "second": {"time", 1}, "m": {"distance", 1}, "mile": {"distance", 1_609.344}, "yard": {"distance", 0.9144}, "foot": {"distance", 0.3048},
}

// bareMoney is from what on people leave the currency out: "80 billion".
const bareMoney = 1e6

// SameKind tells whether f and g may count the same thing: their units are the
// same, or both are amounts of money, spans of time or distances. A large f
// without a unit may be money.
func (f Figure) SameKind(g Figure) bool {
	of := lengths[f.Unit].of
	return f.Unit == g.Unit || f.Unit == "" && f.Value >= bareMoney && g.IsMoney() || f.IsMoney() && g.IsMoney() || of != "" && of == lengths[g.Unit].of
}

// roughly is how far apart, as a share, two spans or distances in different units
// may be and still be the same.
const roughly = 0.05

// Excludes tells whether f and g, said of the same thing, cannot both be right:
// they are of one kind, and no amount is both. "30" does not exclude "up to 50";
// with the same bound, "up to 60" does, and of two least amounts the larger one
// does.
func (f Figure) Excludes(g Figure) bool {
	if !f.SameKind(g) {
		return false
	}
	if f.Unit == "" {
		f.Unit = g.Unit
	}
	switch {
	case f.Unit == g.Unit && sameNumber(f.Value, g.Value):
		return false
	case f.Unit != g.Unit && f.IsMoney():
		return f.Hedge == g.Hedge
	case f.Unit != g.Unit:
		f.Value, g.Value = f.Value*lengths[f.Unit].factor, g.Value*lengths[g.Unit].factor
		if math.Abs(f.Value-g.Value) <= roughly*g.Value {
			return false
		}
	}
	if f.Hedge == g.Hedge && f.Hedge != "" {
		least := f.Hedge == HedgeOver || f.Hedge == HedgeAtLeast
		return !least || f.Value > g.Value
	}
	fLow, fHigh := f.span()
	gLow, gHigh := g.span()
	return fHigh < gLow || gHigh < fLow
}

// aboutShare is how far off a figure may be that is said to be about right, as a
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

// Affirms tells whether s, a text in language lang, denies nothing, not even by
// words such as "rules out".
func Affirms(s, lang string) bool {
	st := stanceOf(s, lang)
	return !st.negated && len(st.lacking) == 0
}

// Undenied is s, a text in language lang, without its words of denial.
func Undenied(s, lang string) string {
	out := []byte(s)
	for w := range eachWord(s) {
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
