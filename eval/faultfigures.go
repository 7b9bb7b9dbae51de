package eval

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// class is what sort of figure a number is.
type class string

const (
	plain     class = "count"
	money     class = "money"
	percent   class = "percent"
	measured  class = "measure"
	yearClass class = "year"
	dayClass  class = "day"
	clock     class = "clock"
	label     class = "label" // part of a name, such as "GII.4" or "Line 4", or of a telephone number
)

// number is a number in digits.
type number struct {
	start, end int
	text       string
	class      class
}

var (
	inDigits   = regexp.MustCompile(`\d+(?:[.,:]\d+)*`)
	dotted     = regexp.MustCompile(`^\d{1,2}\.\d{1,2}\.(?:\d{4})?$`)
	thousands  = regexp.MustCompile(`^\d{1,3}(?:[.,]\d{3})+$`)
	moneyAfter = regexp.MustCompile(`^ ?(?:Mrd\.|Mio\.|Milliarden|Millionen|million|billion|bn)? ?(?:US-Dollar|Dollar|Euro|Cent|euros|cents|dollars|pounds|of the)`)
	clockAfter = regexp.MustCompile(`^ (?:Uhr|am|pm|UTC)|^ bis \d+ Uhr`)
	unitAfter  = regexp.MustCompile(`^ (?:km|m|m²|MW|GW|GWh|GB|Grad|kilometres|metres|megawatts|gigawatts|gigawatt|tonnes|Tonnen|degrees|days|months|weeks|hours|minutes|years|Jahre|Monate|Wochen|working)`)
	labelWord  = regexp.MustCompile(`(?:Line|Phase|Zone|Lattice|route|section|Section|boiler|Abschnitt|Gaskessel|Linie|Warme|Wärme) $`)
)

// numbers reads the numbers of s in digits.
func numbers(s, lang string) []number {
	months := strings.Join(monthNames[lang], "|")
	dayAfter := regexp.MustCompile(`^\.? (?:` + months + `)`)
	dayBefore := regexp.MustCompile(`(?:` + months + `) $`)
	var out []number
	for _, at := range inDigits.FindAllStringIndex(s, -1) {
		n := number{at[0], at[1], s[at[0]:at[1]], plain}
		before, after := s[:n.start], s[n.end:]
		last, _ := utf8.DecodeLastRuneInString(before)
		year, _ := strconv.Atoi(n.text)
		switch {
		case unicode.IsLetter(last) || labelWord.MatchString(before) || strings.HasPrefix(n.text, "0") && len(n.text) > 2 && !strings.ContainsAny(n.text, ".,"):
			n.class = label
		case (last == '-' || last == '.') && len(before) > 1 && before[len(before)-2] != ' ':
			n.class = label
		case strings.HasPrefix(after, " 0") || len(out) > 0 && out[len(out)-1].class == label && out[len(out)-1].end == n.start-1:
			n.class = label
		case len(n.text) == 4 && year >= 1900 && year < 2100:
			n.class = yearClass
		case dotted.MatchString(n.text) || dayAfter.MatchString(after) || dayBefore.MatchString(before):
			n.class = dayClass
		case strings.Contains(n.text, ":") || clockAfter.MatchString(after):
			n.class = clock
		case strings.HasPrefix(after, " %") || strings.HasPrefix(after, "%") || strings.HasPrefix(after, " per cent") || strings.HasPrefix(after, " Prozent"):
			n.class = percent
		case strings.ContainsRune("€£$", last) || strings.HasSuffix(before, "EUR ") || moneyAfter.MatchString(after):
			n.class = money
		case unitAfter.MatchString(after):
			n.class = measured
		}
		out = append(out, n)
	}
	return out
}

// put returns the claim with a number replaced, unless the passage has that
// number too: then the fault might be none.
func (c claim) put(n number, by string) []edit {
	if by == n.text || c.inSource(by) {
		return nil
	}
	return []edit{{c.text[:n.start] + by + c.text[n.end:], fmt.Sprintf("%s for %s", by, n.text)}}
}

func (c claim) inSource(figure string) bool {
	for _, other := range inDigits.FindAllString(c.source, -1) {
		if bare(other) == bare(figure) {
			return true
		}
	}
	return false
}

// bare is the number without its separators.
func bare(n string) string { return strings.NewReplacer(".", "", ",", "").Replace(n) }

// digitFaults changes one digit of each figure that is no date, one hour of
// each time, and each number word.
func digitFaults(c claim) []edit {
	var out []edit
	for _, n := range numbers(c.text, c.lang) {
		switch n.class {
		case yearClass, dayClass, label:
		case clock:
			hour, rest := n.text, ""
			if i := strings.IndexAny(n.text, ".:"); i > 0 {
				hour, rest = n.text[:i], n.text[i:]
			}
			h, _ := strconv.Atoi(hour)
			out = append(out, c.put(n, strconv.Itoa(1+(h+c.IntN(9))%11)+rest)...)
		default:
			out = append(out, c.put(n, c.otherDigit(n.text))...)
		}
	}
	words := numberWords[c.lang]
	for i, w := range words {
		re := regexp.MustCompile(`(?i)\b` + w + `\b`)
		for _, at := range re.FindAllStringIndex(c.text, -1) {
			by := words[(i+1+c.IntN(3))%len(words)]
			if !regexp.MustCompile(`(?i)\b` + by + `\b`).MatchString(c.source + " " + c.text) {
				out = append(out, edit{c.text[:at[0]] + likeCase(by, c.text[at[0]:at[1]]) + c.text[at[1]:], by + " for " + w})
			}
		}
	}
	return out
}

// otherDigit changes one digit of a number, not to a leading nought.
func (c claim) otherDigit(n string) string {
	b := []byte(n)
	for {
		i := c.IntN(len(b))
		d := byte('0' + c.IntN(10))
		if b[i] < '0' || b[i] > '9' || b[i] == d || i == 0 && d == '0' {
			continue
		}
		b[i] = d
		return string(b)
	}
}

// scaleFaults exchanges words of scale and moves decimal points.
func scaleFaults(c claim) []edit {
	out := c.swapAll(scaleSwaps[c.lang], "")
	for _, n := range numbers(c.text, c.lang) {
		if n.class == clock || n.class == dayClass || n.class == label || n.class == yearClass {
			continue
		}
		i := strings.IndexAny(n.text, ".,")
		switch {
		case thousands.MatchString(n.text):
			more := grouped(bare(n.text)+"0", n.text[i:i+1])
			out = append(out, edit{c.text[:n.start] + more + c.text[n.end:], "ten times " + n.text})
		case i > 0:
			moved := strings.TrimLeft(bare(n.text), "0")
			out = append(out, edit{c.text[:n.start] + moved + c.text[n.end:], "no decimals in " + n.text})
		}
	}
	return out
}

// grouped sets sep between the thousands.
func grouped(digits, sep string) string {
	if len(digits) <= 3 {
		return digits
	}
	return grouped(digits[:len(digits)-3], sep) + sep + digits[len(digits)-3:]
}

// unitFaults exchanges the unit behind a figure, or of a rate.
func unitFaults(c claim) []edit {
	behind := `(?:\d|` + strings.Join(numberWords[c.lang], "|") + `)(?: more than| or more)? ?`
	return append(c.swapAll(unitSwaps[c.lang], behind), c.swapAll(rateSwaps[c.lang], " ")...)
}

func currencyFaults(c claim) []edit { return c.swapAll(currencySwaps[c.lang], "") }

// condition tells whether the place is in a condition: an earlier date there
// may be true as well.
func (c claim) condition(at int) bool { return subordinate.MatchString(c.text[:at]) }

// yearFaults moves each year by one, two or ten.
func yearFaults(c claim) []edit {
	var out []edit
	for _, n := range numbers(c.text, c.lang) {
		if n.class != yearClass && !dotted.MatchString(n.text) || c.condition(n.start) {
			continue
		}
		digits := n.text[len(n.text)-4:]
		y, err := strconv.Atoi(digits)
		if err != nil {
			continue
		}
		for _, by := range []int{[]int{-1, -2}[c.IntN(2)], []int{1, 2, 10}[c.IntN(3)]} {
			other := strconv.Itoa(y + by)
			if !strings.Contains(c.source, other) {
				out = append(out, c.put(n, n.text[:len(n.text)-4]+other)...)
			}
		}
	}
	return out
}

// dayFaults changes the day of each date, and each month.
func dayFaults(c claim) []edit {
	var out []edit
	for _, n := range numbers(c.text, c.lang) {
		if n.class != dayClass || c.condition(n.start) {
			continue
		}
		day, rest := n.text, ""
		if i := strings.Index(n.text, "."); i > 0 {
			day, rest = n.text[:i], n.text[i:]
		}
		d, _ := strconv.Atoi(day)
		out = append(out, c.put(n, strconv.Itoa(1+(d+c.IntN(25))%28)+rest)...)
	}
	months := monthNames[c.lang]
	for i, month := range months {
		if month == "May" && !regexp.MustCompile(`May \d|\d May`).MatchString(c.text) {
			continue
		}
		by := months[(i+1+c.IntN(10))%12]
		if at := strings.Index(c.text, month); at >= 0 && !strings.Contains(c.text, by) && !c.condition(at) {
			out = append(out, edit{c.text[:at] + by + c.text[at+len(month):], by + " for " + month})
		}
	}
	return out
}

// swappedFigures exchanges two figures of one class, and puts another figure
// of the passage in the place of one of the claim.
func swappedFigures(c claim) []edit {
	all := slices.DeleteFunc(numbers(c.text, c.lang), func(n number) bool { return n.class == label })
	var out []edit
	for i, a := range all {
		for _, b := range all[i+1:] {
			listed := strings.Trim(c.text[a.end:b.start], " ") == "und" || strings.Trim(c.text[a.end:b.start], " ") == "and"
			if a.class == b.class && !listed && bare(a.text) != bare(b.text) && !dotted.MatchString(a.text) {
				out = append(out, edit{c.text[:a.start] + b.text + c.text[a.end:b.start] + a.text + c.text[b.end:], a.text + " and " + b.text + " exchanged"})
			}
		}
		for _, b := range numbers(c.source, c.sourceLang()) {
			by := c.spelt(b.text)
			taken := slices.ContainsFunc(all, func(n number) bool { return bare(n.text) == bare(b.text) })
			if a.class == b.class && a.class != clock && !taken && dotted.MatchString(a.text) == dotted.MatchString(b.text) {
				out = append(out, edit{c.text[:a.start] + by + c.text[a.end:], by + " of the passage for " + a.text})
			}
		}
	}
	return out
}

// sourceLang tells the language of the passage by its small words.
func (c claim) sourceLang() string {
	if regexp.MustCompile(`\b(?:der|die|das|und|für|von)\b`).MatchString(c.source) {
		return "de"
	}
	return "en"
}

// spelt writes a number of the passage with the separators of the claim.
func (c claim) spelt(n string) string {
	if c.lang == c.sourceLang() {
		return n
	}
	return strings.NewReplacer(".", ",", ",", ".").Replace(n)
}
