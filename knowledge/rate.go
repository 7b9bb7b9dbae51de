package knowledge

import (
	"slices"
	"strings"
)

// ratePatterns find what a figure is counted by, in small letters: "a month", "je
// aktie", "jährlich".
var ratePatterns = map[string][]*Pattern{
	"de": {
		CompilePattern(`\b(?:pro|je|im|in der|in einem|in einer|am|jeden|jede|jedes)\s+(monat|jahr|woche|tag|stunde|quartal|aktie|kunde|person|haushalt|mitarbeiter|kopf|kwh|mwh|kilowattstunde|megawattstunde|liter|tonne|kilometer)(?:s|e?n)?\b(\s+(?:\d|davor|zuvor|danach))?`),
		CompilePattern(`\b(monat|jahr|woche|tag|stunde|quartal)(?:e?s|n)\p{L}{3,}()`),
		CompilePattern(`\b(monatlich|jährlich|wöchentlich|täglich|stündlich|vierteljährlich)(?:e[nrsm]?)?\b()`),
	},
	"en": {
		CompilePattern(`\b(?:per|a|an|each|every)\s+(month|year|week|day|hour|quarter|share|customer|person|household|employee|head|kwh|mwh|kilowatt[- ]hour|megawatt[- ]hour|litre|liter|tonne|ton|kilomet(?:er|re)|mile)\b(\s+(?:earlier|ago|before|later|after))?`),
		CompilePattern(`\b(monthly|yearly|annual(?:ly)?|weekly|daily|hourly|quarterly)\b()`),
	},
}

// rateNames maps the words of rates to one name each.
var rateNames = map[string]string{
	"monat": "month", "monatlich": "month", "monthly": "month", "jahr": "year", "jährlich": "year", "yearly": "year", "annual": "year", "annually": "year",
	"woche": "week", "wöchentlich": "week", "weekly": "week", "tag": "day", "täglich": "day", "daily": "day", "stunde": "hour", "stündlich": "hour", "hourly": "hour",
	"quartal": "quarter", "vierteljährlich": "quarter", "quarterly": "quarter", "aktie": "share", "kunde": "customer", "haushalt": "household",
	"mitarbeiter": "employee", "kopf": "head", "kilowattstunde": "kwh", "megawattstunde": "mwh", "kilowatt hour": "kwh", "megawatt hour": "mwh",
	"kilowatt-hour": "kwh", "megawatt-hour": "mwh", "tonne": "ton", "liter": "litre", "kilometer": "kilometre",
}

// rates are the names of what the figures of s are counted by.
func rates(s, lang string) []string {
	var out []string
	lower := strings.ToLower(s)
	for _, p := range ratePatterns[lang] {
		for _, m := range p.FindAllStringSubmatch(lower) {
			word := m[1]
			if m[2] != "" {
				continue // "a year ago", "im Jahr 2025": a time
			}
			if name, ok := rateNames[word]; ok {
				word = name
			}
			out = append(out, word)
		}
	}
	return out
}

// firstOtherRate returns a rate of claim that none of the sources has, while
// they have others or none; ok is true when there is none.
func firstOtherRate(claim, claimLang string, sources []string, sourceLang string) (bad string, ok bool) {
	named := rates(claim, claimLang)
	if len(named) == 0 {
		return "", true
	}
	var have []string
	for _, s := range sources {
		have = append(have, rates(s, sourceLang)...)
	}
	for _, r := range named {
		if !slices.Contains(have, r) {
			return r, false
		}
	}
	return "", true
}
