package knowledge

import (
	"strconv"
	"strings"
)

// Date is a day, month or year in a text, as precise as it is written.
type Date struct {
	Quote
	Year, Month, Day int // 0: not said
}

// Carries tells whether stating claim is covered by d: everything that claim
// says d says too, equally.
func (d Date) Carries(claim Date) bool {
	return (claim.Year == 0 || claim.Year == d.Year) && (claim.Month == 0 || claim.Month == d.Month) &&
		(claim.Day == 0 || claim.Day == d.Day)
}

// months maps month names and their abbreviations, folded, to 1…12.
var months = func() map[string]int {
	m := map[string]int{}
	for i, names := range []string{
		"januar january jan janner janvier enero gennaio styczen stycznia stycznia ocak januari",
		"februar february feb fevrier febrero febbraio luty lutego subat februari",
		"marz march mar mars marzo marzec marca mart maart",
		"april apr avril abril aprile kwiecien kwietnia nisan",
		"mai may mayo maggio maj maja mayis mei",
		"juni june jun juin junio giugno czerwiec czerwca haziran",
		"juli july jul juillet julio luglio lipiec lipca temmuz",
		"august aug aout agosto sierpien sierpnia agustos augustus",
		"september sep sept septembre septiembre settembre wrzesien wrzesnia eylul",
		"oktober october okt oct octobre octubre ottobre pazdziernik pazdziernika ekim",
		"november nov novembre noviembre listopad listopada kasim",
		"dezember december dez dec decembre diciembre dicembre grudzien grudnia aralik",
	} {
		for _, name := range strings.Fields(names) {
			m[name] = i + 1
		}
	}
	return m
}()

// monthsNamed are the months that s, a text in language lang, names.
func monthsNamed(s, lang string) map[int]string {
	out := map[int]string{}
	for w := range eachWord(s) {
		n := months[w.folded]
		if n == 0 {
			continue
		}
		short := len(w.folded) <= 3 && w.folded != "mai" && w.folded != "may"
		begins := !strings.ContainsFunc(s[:w.start], isWordRune)
		if short || (lang == "en" || lang == "de") && !startsUpper(w.text) || begins && (w.folded == "may" || w.folded == "march" || w.folded == "mars") {
			continue
		}
		out[n] = w.text
	}
	return out
}

// firstOtherMonth returns a month that claim names and none of the sources does;
// ok is true when there is none.
func firstOtherMonth(claim, claimLang string, sources []string, sourceLang string) (bad string, ok bool) {
	named := monthsNamed(claim, claimLang)
	if len(named) == 0 {
		return "", true
	}
	have := map[int]bool{}
	for _, s := range sources {
		for n := range monthsNamed(s, sourceLang) {
			have[n] = true
		}
		for _, d := range Dates(s, sourceLang) {
			have[d.Month] = true
		}
	}
	for n, name := range named {
		if !have[n] {
			return name, false
		}
	}
	return "", true
}

const (
	year  = `((?:1[5-9]|20)\d\d)`
	day   = `(\d{1,2})`
	month = `(\p{L}{3,12})`
)

// datePatterns are tried in this order; fields says which group is what.
var datePatterns = []struct {
	pattern *Pattern
	fields  string // of "ymd", one letter a group
	named   bool   // the month is a name
}{
	{CompilePattern(`\b` + year + `-(\d\d)-(\d\d)\b`), "ymd", false},
	{CompilePattern(`\b` + day + `\.(\d{1,2})\.` + year + `\b`), "dmy", false},
	{CompilePattern(`\b` + day + `(?:\.|st|nd|rd|th|er)? (?:de |of )?` + month + `\.?,? (?:de )?` + year + `\b`), "dmy", true},
	{CompilePattern(`\b` + month + `\.? ` + day + `(?:st|nd|rd|th)?,? ` + year + `\b`), "mdy", true},
	{CompilePattern(`\b` + day + `(?:\.|st|nd|rd|th|er)? (?:de |of )?` + month + `\b`), "dm", true},
	{CompilePattern(`\b` + month + `\.? ` + day + `(?:st|nd|rd|th)?\b`), "md", true},
	{CompilePattern(`\b` + month + `\.?,? (?:de )?` + year + `\b`), "my", true},
	{CompilePattern(`\b` + year + `\b`), "y", false},
}

// nearNumber is how many bytes there are at most between the name of a month and the
// number of its day or year, as in "3rd of May".
const nearNumber = 8

// namesMonth tells whether a month is named in s near a number. All but a few texts
// with numbers name none, and then the slow patterns are spared.
func namesMonth(s string) bool {
	const digits = "0123456789"
	for w := range eachWord(s) {
		near := strings.ContainsAny(s[max(0, w.start-nearNumber):w.start], digits) || strings.ContainsAny(s[w.end:min(len(s), w.end+nearNumber)], digits)
		if near && months[w.folded] > 0 {
			return true
		}
	}
	return false
}

// Dates reads the dates of s in order. Four digits from 1900 to 2099 that
// count nothing and carry no separator are a year; from 1500 on they are where words
// around tell so.
func Dates(s, lang string) []Date {
	if !strings.ContainsAny(s, "0123456789") {
		return nil
	}
	var out []Date
	named := namesMonth(s)
	for _, p := range datePatterns {
		if p.named && !named {
			continue
		}
		for from := 0; from < len(s); {
			m := p.pattern.FindStringSubmatchIndex(s[from:])
			if m == nil {
				break
			}
			d, ok := dateFrom(s, from, m, p.fields)
			if ok && !overlaps(out, d) && (p.fields != "y" || standsAsYear(s, d.Quote, lang)) {
				out = append(out, d)
				from = d.End
			} else {
				from += m[3] // past its first number
			}
		}
	}
	for i := 1; i < len(out); i++ {
		for j := i; j > 0 && out[j].Start < out[j-1].Start; j-- {
			out[j], out[j-1] = out[j-1], out[j]
		}
	}
	return out
}

func dateFrom(s string, from int, m []int, fields string) (Date, bool) {
	d := Date{Quote: Quote{from + m[0], from + m[1]}}
	for i, field := range fields {
		text := s[from+m[2+2*i] : from+m[3+2*i]]
		n, err := strconv.Atoi(text)
		if err != nil {
			n = months[Fold(text)]
		}
		switch field {
		case 'y':
			d.Year = n
		case 'm':
			if d.Month = n; n < 1 || n > 12 {
				return d, false
			}
		case 'd':
			if d.Day = n; n < 1 || n > 31 {
				return d, false
			}
		}
	}
	return d, true
}

func overlaps(dates []Date, d Date) bool {
	for _, o := range dates {
		if d.Start < o.End && o.Start < d.End {
			return true
		}
	}
	return false
}

// standsAsYear tells a year from a number of four digits: no digit group
// touches it, and neither unit nor currency belongs to it.
func standsAsYear(s string, q Quote, lang string) bool {
	if q.Start > 1 && strings.ContainsRune(".,", rune(s[q.Start-1])) && s[q.Start-2] >= '0' && s[q.Start-2] <= '9' {
		return false
	}
	if q.End+1 < len(s) && strings.ContainsRune(".,", rune(s[q.End])) && s[q.End+1] >= '0' && s[q.End+1] <= '9' {
		return false
	}
	if currencyBefore(strings.TrimRight(s[:q.Start], " \u00a0")) != "" {
		return false
	}
	f := Figure{Quote: q}
	return !readScaleAndUnit(s, &f, lang) && (s[q.Start:q.End] >= "1900" || saidAsYear(s, q))
}

// What stands directly before a year of long ago, and behind one: "in 1888 the", "des 1888
// gegründeten".
var (
	beforeYear = CompilePattern(`(?i)(?:^|\W)(?:in|since|until|till|from|by|year|founded|built|established|launched|dating|around|seit|jahre?s?|bis|anno|um|von|gegründet|erbaut|eröffnet|born|geboren|et|nel|dal|en|depuis|desde|w|od|sinds|yılında)\s$`)
	behindYear = CompilePattern(`^(?:\W*$|[,.;:)–]|-founded|\s(?:ge\p{Ll}+(?:t|en)|er\p{Ll}+t|eröffne|entstand|\p{Ll}+iert)|\s(?:und|and|bis|to|the|it|he|she|they|a|an|as|by|with|als|von|vom|im|in|der|die|das|wurde|war|was|is|has|ist|hat|gibt|liegt|steht|besteht)\b)`)
	participle = CompilePattern(`^(?:-founded|\s(?:ge\p{Ll}{3,}(?:t|en)|erbaut|errichtet|eröffnet|entstanden))`)
)

// saidAsYear tells a year of long ago from a number by the words around it.
func saidAsYear(s string, q Quote) bool {
	return beforeYear.MatchString(s[:q.Start]) && behindYear.MatchString(s[q.End:]) || participle.MatchString(s[q.End:])
}
