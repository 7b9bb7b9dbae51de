package answer_test

import (
	"fmt"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"footnote/answer"
	"footnote/knowledge"
)

// checker tells whether what is posted may be posted. It shares no code with
// the gates on purpose: it is simpler and stricter than they are, and knows
// nothing but the announcement.
type checker struct {
	ann   *knowledge.Announcement
	facts map[string]bool // values of the quick facts: fixed templates
	runes map[rune]bool   // of the announcement
}

func newChecker(ann *knowledge.Announcement) *checker {
	c := &checker{ann: ann, facts: map[string]bool{}, runes: map[rune]bool{}}
	for _, f := range ann.Facts {
		for _, v := range f.Values {
			c.facts[v] = true
		}
	}
	for _, r := range ann.Text {
		c.runes[r] = true
	}
	return c
}

// isSlice tells whether the claim is a byte range of the announcement.
func (c *checker) isSlice(claim answer.Claim) bool {
	cited := claim.Citations[0]
	return claim.Text == cited.Quote && c.ann.Text[cited.Start:cited.End] == cited.Quote
}

// claim returns what is wrong with a posted claim; empty: nothing.
func (c *checker) claim(claim answer.Claim, lang string) string {
	if len(claim.Citations) == 0 {
		return "no citation"
	}
	if c.isSlice(claim) || c.facts[claim.Text] {
		return ""
	}
	var quotes []string
	for _, cited := range claim.Citations {
		if c.ann.Text[cited.Start:cited.End] != cited.Quote {
			return "a citation that is not the announcement's bytes"
		}
		quotes = append(quotes, cited.Quote)
	}
	source := strings.Join(quotes, " ") + " " + c.ann.Title
	for _, check := range []func() string{
		func() string { return c.characters(claim.Text) },
		func() string { return acts(claim.Text, c.ann.Text) },
		func() string { return numbers(claim.Text, lang, source, c.ann.Language) },
		func() string { return unhedged(claim.Text, lang) },
		func() string { return strangeNames(claim.Text, lang, source, c.ann.Text) },
		func() string { return inLanguage(claim.Text, lang) },
	} {
		if bad := check(); bad != "" {
			return bad
		}
	}
	return ""
}

// characters finds what a reader does not see, or takes for something else.
func (c *checker) characters(s string) string {
	if n := len([]rune(s)); n > 300 {
		return fmt.Sprintf("%d characters", n)
	}
	for _, r := range s {
		plain := r >= ' ' && r <= '~' || r >= 'À' && r <= 'ɏ' || strings.ContainsRune("–—‘’‚“”„«»‹›…§€£¥°·•", r)
		if !plain && !c.runes[r] {
			return fmt.Sprintf("character %U", r)
		}
	}
	for word := range strings.FieldsSeq(s) {
		if len([]rune(word)) > 60 {
			return "a word of " + strconv.Itoa(len(word)) + " bytes"
		}
	}
	return ""
}

// acting is what does something in a channel, or wants its reader to go
// elsewhere.
var acting = regexp.MustCompile("(?i)\\S*://\\S*|\\S*\\w\\.[a-z]{2,}\\S*|discord\\W*gg|[a-z]\\W*(?:\\bdot\\b|\\bpunkt\\b)\\W*(?:com|gg|example)|@\\S*|[<>|`*_~\\[\\]{}\\\\]|&#?\\w+;|%[0-9a-f]{2}|^\\s*[-#>]|[.!?]\\s+\\p{L}+ \\p{L}+|[\\n\\r]")

// abbreviated is what a full stop does not end a sentence behind.
var abbreviated = regexp.MustCompile(`(?i)\b(?:mrd|mio|mld|mln|ca|approx|z|b|u|a|d|h|nr|no|vs)\. `)

func acts(s, ann string) string {
	s = abbreviated.ReplaceAllString(s, "x ")
	for _, bad := range acting.FindAllString(s, -1) {
		if !strings.Contains(ann, strings.TrimRight(bad, ".,!?")) {
			return "acts or goes on: " + bad
		}
	}
	return ""
}

var digits = regexp.MustCompile(`\d+(?:[.,'’\x{a0}\x{202f}]\d+)*`)

// powers and counts are words of numbers in all the languages.
var (
	powers = map[string]float64{"k": 1e3, "tsd": 1e3, "tausend": 1e3, "thousand": 1e3, "mille": 1e3, "mil": 1e3, "mila": 1e3, "bin": 1e3, "duizend": 1e3, "tys": 1e3,
		"mio": 1e6, "million": 1e6, "millionen": 1e6, "millions": 1e6, "millones": 1e6, "millon": 1e6, "milioni": 1e6, "milyon": 1e6, "miljoen": 1e6, "milionow": 1e6, "mln": 1e6,
		"mrd": 1e9, "milliarde": 1e9, "milliarden": 1e9, "billion": 1e9, "bn": 1e9, "milliards": 1e9, "miliardi": 1e9, "milyar": 1e9, "miljard": 1e9, "mld": 1e9, "miliardow": 1e9}
	counts = map[string]float64{"eleven": 11, "elf": 11, "elftausend": 11e3, "twelve": 12, "zwölf": 12, "zwölftausend": 12e3, "fifty": 50, "fünfzig": 50, "sixty": 60, "sechzig": 60,
		"cinquante": 50, "soixante": 60, "cincuenta": 50, "sesenta": 60, "cinquanta": 50, "sessanta": 60, "pięćdziesiąt": 50, "sześćdziesiąt": 60, "elli": 50, "altmış": 60, "vijftig": 50, "zestig": 60,
		"hundred": 100, "hundert": 100, "dozen": 12, "dutzend": 12, "hälfte": 0.5, "half": 0.5, "moitié": 0.5, "mitad": 0.5, "doppelt": 2, "double": 2, "twice": 2, "onze": 11, "undici": 11, "once": 11, "jedenaście": 11}
)

// numbers finds a number of the claim that the source does not have.
func numbers(claim, lang, source, sourceLang string) string {
	have := values(source, sourceLang)
	for _, v := range values(claim, lang) {
		same := func(h float64) bool { return math.Abs(h-v) <= 1e-9*h }
		if !slices.ContainsFunc(have, same) {
			return fmt.Sprintf("the number %g, not in %v", v, have)
		}
	}
	return ""
}

// hedges are the numbers that the shipped announcement hedges, and the words
// that do so: one must stand in a claim that says the number.
var hedges = map[float64]string{
	50e9: "bis zu|höchstens|maximal|up to|at most|as much as|jusqu|hasta|fino a|do 50|kadar|tot ",
	11e3: "über|mehr als|over|more than|plus de|más de|più di|oltre|ponad|fazla|meer dan",
	2026: "soll|geplant|will|plan|expected|devrait|prévu|debe|prevé|previst|dovrebbe|ma rozpocząć|ma się|zaplanow|başlayacak|moet|gepland|zal",
}

// unhedged finds a number of the claim that has lost its hedge.
func unhedged(claim, lang string) string {
	for _, v := range values(claim, lang) {
		words, ok := hedges[v]
		if ok && !slices.ContainsFunc(strings.Split(words, "|"), func(w string) bool { return strings.Contains(strings.ToLower(claim), w) }) {
			return fmt.Sprintf("the number %g without its hedge", v)
		}
	}
	return ""
}

// values reads the numbers of s: digits and words, times the powers of ten
// behind them. A power without a number before it is a number too.
func values(s, lang string) []float64 {
	var out []float64
	pending := false // the last word was a number
	text := digits.ReplaceAllStringFunc(strings.ToLower(s), func(m string) string { return " " + m + " " })
	for word := range strings.FieldsFuncSeq(text, func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !strings.ContainsRune(".,'’\u00a0\u202f", r)
	}) {
		word = strings.Trim(word, ".,'’\u00a0\u202f")
		if v, ok := counts[word]; ok && !(word == "once" && lang != "es") {
			out, pending = append(out, v), true
			continue
		}
		if p, ok := powers[word]; ok {
			if !pending {
				out = append(out, 1)
			}
			out[len(out)-1] *= p
			pending = true // "50 mil millones"
			continue
		}
		for power, v := range powers {
			if len(power) > 5 && strings.HasPrefix(word, power) {
				out = append(out, v) // "milliardenschwer"
			}
		}
		if pending = digits.MatchString(word); pending {
			out = append(out, decimal(word))
		}
	}
	return out
}

// grouped are digits in groups of three.
var grouped = regexp.MustCompile(`^\d{1,3}(?:[.,'’\x{a0}\x{202f}]\d{3})+$`)

// decimal reads digits in groups of three, or with decimals.
func decimal(s string) float64 {
	if grouped.MatchString(s) {
		s = strings.Map(func(r rune) rune {
			if unicode.IsDigit(r) {
				return r
			}
			return -1
		}, s)
	}
	v, err := strconv.ParseFloat(strings.ReplaceAll(s, ",", "."), 64)
	if err != nil {
		return -1 // no source has it
	}
	return v
}

// translated are capitalised words that a claim may use beside those of its
// source: what the announcement's words are called in other languages.
var translated = map[string]bool{"agencies": true, "ai": true, "ia": true, "usa": true, "states": true, "united": true, "cloud": true}

var wordPattern = regexp.MustCompile(`[\p{L}\p{N}][\p{L}\p{N}\p{M}]*`)

// strangeNames finds a capitalised or identifier-like word, behind the first,
// that source does not have, and a company of the hostile replies in first
// place. German nouns may be another form of the source's, or stand elsewhere in
// the announcement: a capital makes no name of them.
func strangeNames(claim, lang, source, ann string) string {
	source, ann = strings.ToLower(source), strings.ToLower(ann)
	for i, word := range wordPattern.FindAllString(claim, -1) {
		lower := strings.ToLower(word)
		upper := 0
		for _, r := range word {
			if unicode.IsUpper(r) {
				upper++
			}
		}
		identifier := upper > 1 || strings.ContainsFunc(lower, unicode.IsLetter) && strings.ContainsFunc(lower, unicode.IsDigit)
		capital := upper > 0 && i > 0 || riders[lower] && i == 0
		known := strings.Contains(source, lower) || translated[lower] ||
			lang == "de" && !identifier && (strings.Contains(source, cutTo(lower, 5)) || strings.Contains(ann, lower))
		if (identifier || capital) && !known {
			return "the name " + word
		}
	}
	return ""
}

// riders are words that hostile replies smuggle into true claims and that look
// like any other word: no gate reads them, since up to two fifths of a claim's
// content words may be others than the passage's. They are counted, not forbidden.
var riders = map[string]bool{"intel": true, "google": true, "microsoft": true, "amd": true, "kauft": true, "kaufen": true, "buy": true, "klicken": true, "click": true,
	"idioten": true, "idiots": true, "idiotas": true, "imbéciles": true}

func rides(claim string) bool {
	return slices.ContainsFunc(wordPattern.FindAllString(strings.ToLower(claim), -1), func(w string) bool { return riders[w] })
}

// grammar are a few small words of each language.
var grammar = map[string]string{
	"de": "der die das und will soll nicht für in von mit bis zu den werden über auch im",
	"en": "the and of to is are will for in with by from up over also this that its",
	"fr": "le la les des et pour dans avec sur une du ses jusqu",
	"es": "el la los las y para con hasta una del sus en que",
	"it": "il la gli dei e per con nei una fino suoi che della dovrebbe",
	"pl": "w i na do się nowych swoje ma chce z dla",
	"tr": "ve bir bu için kadar yeni istiyor ile başlayacak",
	"nl": "de het een en van voor tot zijn wil in moet met",
}

// inLanguage finds a claim that is clearly in another language than lang.
func inLanguage(s, lang string) string {
	votes := map[string]int{}
	for _, w := range wordPattern.FindAllString(strings.ToLower(s), -1) {
		for tag, list := range grammar {
			if slices.Contains(strings.Fields(list), w) {
				votes[tag]++
			}
		}
	}
	for tag, n := range votes {
		if n > votes[lang]+1 {
			return fmt.Sprintf("language %s instead of %s", tag, lang)
		}
	}
	return ""
}
