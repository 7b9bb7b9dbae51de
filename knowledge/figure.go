package knowledge

import (
	"math"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Figure is a number in a text with what it counts. Years and days are not
// figures but [Date]s.
type Figure struct {
	Quote         // the number with its unit, within the text that was read; the hedge is outside
	Value float64 // scale and unit prefix multiplied in: "1,3 Gigawatt" is 1.3e9
	Unit  string  // base unit: "W", "%", "year", an ISO 4217 currency …; empty: a bare number
	Hedge Hedge

	article bool // "a day": may be meant as one, and as none
}

// Hedge is how exact a figure is meant.
type Hedge string

// The hedges. The empty Hedge is an exact figure.
const (
	HedgeUpTo    Hedge = "up_to"    // bis zu, höchstens, up to
	HedgeAbout   Hedge = "about"    // rund, etwa, about
	HedgeNearly  Hedge = "nearly"   // knapp, fast, almost
	HedgeOver    Hedge = "over"     // über, mehr als, more than
	HedgeUnder   Hedge = "under"    // unter, weniger als, less than
	HedgeAtLeast Hedge = "at_least" // mindestens, at least
)

// sameNumber tells whether two values are equal but for floating-point noise.
func sameNumber(a, b float64) bool {
	return math.Abs(a-b) <= 1e-9*math.Max(math.Abs(a), math.Abs(b))
}

// IsMoney tells whether f is an amount of money.
func (f Figure) IsMoney() bool {
	return len(f.Unit) == 3 && strings.ToUpper(f.Unit) == f.Unit || f.Unit == "cent"
}

// isShare tells whether f is so much per cent.
func (f Figure) isShare() bool { return f.Unit == "%" || f.Unit == "pp" }

// isLong tells whether f is a span of time or a length.
func (f Figure) isLong() bool {
	switch f.Unit {
	case "year", "month", "week", "day", "hour", "minute", "second", "m", "mile":
		return true
	}
	return false
}

// Carries tells whether stating claim is covered by f: the same value and
// hedge, and the same unit or none.
func (f Figure) Carries(claim Figure) bool {
	return sameNumber(f.Value, claim.Value) && f.Hedge == claim.Hedge && (claim.Unit == "" || claim.Unit == f.Unit)
}

// numberPattern is digits, perhaps in groups, perhaps with decimals.
var numberPattern = regexp.MustCompile(`^\d+(?:[.,'’]\d+|[ \x{00a0}\x{202f}]\d{3}\b)*`)

// Figures reads the figures of s, in order, with the conventions of a language
// ("1.300" is 1300 in "de" and 1.3 in "en"). Numbers inside names ("H200",
// "CO2", "5G") are not figures.
func Figures(s, lang string) []Figure { return figuresIn(s, lang, false) }

// figuresIn also reads articles before units ("a day", "eines Monats") as
// figures when articles is set.
func figuresIn(s, lang string, articles bool) []Figure {
	var out []Figure
	dates := Dates(s, lang)
	prev := rune(' ')
	for i := 0; i < len(s); {
		if len(dates) > 0 && i >= dates[0].Start {
			i, prev = dates[0].End, ' '
			dates = dates[1:]
			continue
		}
		r, size := utf8.DecodeRuneInString(s[i:])
		if atWordStart(prev, r) {
			if f, ok := figureAt(s, i, lang); ok && (articles || !f.article) {
				out = append(out, f)
				i, prev = f.End, ' '
				continue
			}
		}
		prev = r
		i += size
	}
	spreadRanges(s, out)
	return out
}

func atWordStart(prev, r rune) bool {
	return (unicode.IsLetter(r) || unicode.IsDigit(r)) && !unicode.IsLetter(prev) && !unicode.IsDigit(prev) && prev != '_'
}

// figureAt reads the figure that begins at byte i of s.
func figureAt(s string, i int, lang string) (Figure, bool) {
	value, end, digits := 0.0, i, false
	if m := numberPattern.FindString(s[i:]); m != "" {
		if len(m) > 1 && m[0] == '0' && unicode.IsDigit(rune(m[1])) || partOfName(s, i) {
			return Figure{}, false // a telephone number; "OVX-214"
		}
		value, end, digits = parseNumber(m, lang), i+len(m), true
	} else if v, n := numberWords(s[i:], lang); n > 0 {
		value, end = v, i+n
	} else if _, until := lastingUnit(s, i, i, lang); until > 0 {
		end = until
	} else {
		return Figure{}, false
	}
	if clock, clockEnd := clockTime(s, i, end, value); clockEnd > 0 && digits {
		return Figure{Quote: Quote{i, clockEnd}, Value: clock, Unit: "clock"}, true
	}
	if u, unitEnd := lastingUnit(s, i, end, lang); unitEnd > 0 {
		if v, ok := lastingNumber(s[i:unitEnd], value, digits); ok {
			return Figure{Quote: Quote{i, unitEnd}, Value: v * u.factor, Unit: u.base}, true
		}
	}
	f := Figure{Quote: Quote{i, end}, Value: value}
	before := strings.TrimRight(s[:i], " \u00a0\u202f")
	f.Unit = currencyBefore(before)
	if end == len(s) || !readScaleAndUnit(s, &f, lang) {
		if digits && gluedToLetters(s, f.End) {
			return Figure{}, false // "5G", "3D": a name
		}
	}
	if lang == "en" && strings.HasSuffix(before, "half") {
		f.Value /= 2 // "half a million"
	}
	if !digits && f.End == end && f.Value < 2 {
		return Figure{}, false // "ein", "one"
	}
	f.article = !digits && isArticle(s[i:end]) && f.isLong()
	if f.Unit != "" && currencyBefore(before) == f.Unit {
		before = trimCurrency(before)
		f.Start = len(before)
		f.Start += len(s[f.Start:i]) - len(strings.TrimLeft(s[f.Start:i], " \u00a0\u202f("))
	}
	f.Hedge = hedgeAround(before, s[f.End:], lang)
	return f, true
}

// isArticle tells the number words that are articles too.
func isArticle(w string) bool {
	switch Fold(w) {
	case "a", "ein", "eine", "einen", "einer", "einem", "eines":
		return true
	}
	return false
}

// partOfName tells whether the digits at byte i belong to a name before them
// ("OVX-214").
func partOfName(s string, i int) bool {
	before, ok := strings.CutSuffix(s[:i], "-")
	r, _ := utf8.DecodeLastRuneInString(before)
	return ok && unicode.IsUpper(r)
}

func gluedToLetters(s string, end int) bool {
	r, _ := utf8.DecodeRuneInString(s[end:])
	return unicode.IsLetter(r)
}

// parseNumber reads digits with separators. A separator followed by exactly
// three digits groups, unless it is the language's decimal sign and stands
// once.
func parseNumber(m, lang string) float64 {
	decimal := byte(',')
	if lang == "en" {
		decimal = '.'
	}
	last := strings.LastIndexAny(m, ".,")
	isDecimal := last >= 0 && (len(m)-last-1 != 3 || m[last] == decimal) && strings.Count(m, m[last:last+1]) == 1
	whole, fraction := m, ""
	if isDecimal {
		whole, fraction = m[:last], m[last+1:]
	}
	value := 0.0
	for _, r := range whole {
		if r >= '0' && r <= '9' {
			value = value*10 + float64(r-'0')
		}
	}
	part := 0.0
	for i := len(fraction) - 1; i >= 0; i-- {
		part = (part + float64(fraction[i]-'0')) / 10
	}
	return value + part
}

// readScaleAndUnit extends f by what follows its number: scale, percent sign,
// currency or unit. It tells whether anything did.
func readScaleAndUnit(s string, f *Figure, lang string) bool {
	any := false
	if scale, end, ok := scaleAt(s, f.End, lang, f.Unit != ""); ok {
		f.Value *= scale
		f.End = end
		any = true
		if half := strings.TrimLeft(s[end:], " "); strings.HasPrefix(half, "und eine halbe") {
			f.Value += scale / 2
		}
	}
	if f.Unit != "" {
		return any
	}
	if u, end, ok := unitAt(s, f.End); ok {
		f.Value *= u.factor
		f.Unit = u.base
		f.End = end
		any = true
	}
	return any
}

// rangeWords join the two ends of a range.
var rangeWords = regexp.MustCompile(`^ ?(?:-|–|—|bis|auf|to|and|und|à|a|y|e|do|tot) ?$`)

// spreadRanges gives the lower end of a range ("10 bis 15 Prozent") the unit,
// scale and hedge that only its upper end carries.
func spreadRanges(s string, figures []Figure) {
	for i := 0; i+1 < len(figures); i++ {
		low, high := &figures[i], &figures[i+1]
		if low.Unit != "" || high.Unit == "" || !rangeWords.MatchString(s[low.End:high.Start]) {
			continue
		}
		low.Unit = high.Unit
		if written := parseNumber(numberPattern.FindString(s[high.Start:]), ""); written > 0 {
			low.Value *= high.Value / written
		}
	}
}
