package knowledge

import (
	"regexp"
	"strings"
	"unicode"
)

// clockMark is what makes a time of day of a number.
var clockMark = regexp.MustCompile(`^(?:[.:](\d\d))?(?: |\x{00a0})?(uhr|a\.?m\.?|p\.?m\.?|o'clock|utc|h\b)`)

// clockTime reads the time of day that begins at byte i of s with the number that
// ends at end, in minutes after midnight, and where it ends; 0 when there is none.
func clockTime(s string, i, end int, value float64) (minutes float64, until int) {
	hour, rest := value, end
	if at := strings.IndexAny(s[i:end], ".:"); at >= 0 { // "6.30" was read as a decimal
		hour, rest = parseNumber(s[i:i+at], ""), i+at
	}
	m := clockMark.FindStringSubmatch(strings.ToLower(s[rest:min(len(s), rest+16)]))
	if m == nil || hour > 24 || strings.HasPrefix(m[2], "h") && m[1] == "" {
		return 0, 0
	}
	minutes = hour * 60
	if m[1] != "" {
		minutes += parseNumber(m[1], "")
	}
	switch {
	case m[2][0] == 'p' && hour < 12:
		minutes += 12 * 60
	case m[2][0] == 'a' && hour == 12:
		minutes -= 12 * 60
	}
	return minutes, rest + len(m[0])
}

// lasting are the German adjectives of measure ("sechsmonatig").
var lasting = CompilePattern(`^-?(jährig|monatig|wöchig|tägig|stündig|minütig|prozentig|köpfig|stöckig)(?:e[nrsm]?)?\b`)

var lastingUnits = map[string]unit{
	"jährig": {"year", 1}, "monatig": {"month", 1}, "wöchig": {"week", 1}, "tägig": {"day", 1}, "stündig": {"hour", 1},
	"minütig": {"minute", 1}, "prozentig": {"%", 1}, "köpfig": {"", 1}, "stöckig": {"", 1},
}

// lastingUnit finds the adjective that begins somewhere in the German word at
// byte i of s, or behind digits that end at end.
func lastingUnit(s string, i, end int, lang string) (unit, int) {
	if lang != "de" {
		return unit{}, 0
	}
	word := s[i:]
	if n := strings.IndexFunc(word, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '-' }); n >= 0 {
		word = word[:n]
	}
	if !lasting.may(word) {
		return unit{}, 0
	}
	for at := range word {
		if m := lasting.FindStringSubmatch(word[at:]); m != nil && at > 0 {
			return lastingUnits[m[1]], i + at + len(m[0])
		}
	}
	return unit{}, 0
}

// lastingNumber is the number that such a word begins with.
func lastingNumber(word string, value float64, digits bool) (float64, bool) {
	if digits {
		return value, true
	}
	for at := range word {
		if lasting.MatchString(word[at:]) && at > 0 {
			return germanNumber(Fold(strings.TrimSuffix(word[:at], "-")))
		}
	}
	return 0, false
}
