package knowledge

import (
	"regexp"
	"slices"
	"strings"
)

// amounts are words, folded, that say how many without any figure, by what they
// stand for; the scales of [Figures] are amounts too.
var amounts = map[float64]string{
	0.5: "half halfte halb halbe halben halbjahr moitie mitad meta polowa polowe yarisi helft",
	2:   "double doubles doubled twice doppelt doppelte doppelten verdoppelt verdoppeln doble doppio podwoi iki-kat dubbel verdubbelt",
	12:  "dozen dozens dutzend dutzende dutzenden douzaine douzaines docena docenas dozzina dozzine tuzin dozijn",
	100: "hundred hundreds hundert hunderte hunderten cent centaines cientos centinaia setki setek yuzlerce honderd honderden",
	1e3: "thousand thousands tausend tausende tausenden milliers migliaia tysiace tysiecy binlerce duizend duizenden",
	1e4: "zehntausende zehntausenden", 1e5: "hunderttausende hunderttausenden",
	1e6: "million millions millionen mio millones millon milione milioni milion miliony milionow mln milyon milyonlarca miljoen miljoenen",
	1e9: "milliarde milliarden mrd milliard milliards miliardo miliardi miliard miliardy miliardow mld milyar milyarlarca miljard miljarden bn",
}

var amountOf = func() map[string]float64 {
	m := map[string]float64{}
	for v, list := range amounts {
		for w := range strings.FieldsSeq(list) {
			m[w] = v
		}
	}
	return m
}()

// roman are numerals of at least four letters; shorter ones are words.
var roman = regexp.MustCompile(`^m{0,3}(?:cm|cd|d?c{0,3})(?:xc|xl|l?x{0,3})(?:ix|iv|v?i{0,3})$`)

// looseAmount returns the first word of s, outside its figures, that says how
// many, and that no word of the sources says as well ("billions", with
// "milliardenschwer" in a source, is said); "" when there is none.
func looseAmount(s, lang string, figures []Figure, sources []string, sourceLang string) string {
	for w := range eachWord(s) {
		v := amountIn(w.folded, lang)
		inside := func(f Figure) bool {
			half := v == 0.5 && w.end < f.Start && f.Start-w.end <= len(" a ") // "half a million"
			return half || f.Start <= w.start && w.start < f.End
		}
		if v == 0 && !(len(w.folded) >= 4 && roman.MatchString(w.folded)) || slices.ContainsFunc(figures, inside) {
			continue
		}
		if !slices.ContainsFunc(sources, func(source string) bool { return saysAmount(source, sourceLang, w.folded, v) }) {
			return w.text
		}
	}
	return ""
}

// amountIn is what a word stands for in a language; 0: it is no amount.
func amountIn(folded, lang string) float64 {
	if v := scalesOf[lang][folded]; v > 0 {
		return v
	}
	if folded == "meta" && lang != "it" || folded == "cent" {
		return 0
	}
	return amountOf[folded]
}

// saysAmount tells whether a word of source outside its figures is w, or says
// the amount v or begins with a word that does.
func saysAmount(source, lang, w string, v float64) bool {
	figures := Figures(source, lang)
	return slices.ContainsFunc(words(source), func(have word) bool {
		if slices.ContainsFunc(figures, func(f Figure) bool { return f.Start <= have.start && have.start < f.End }) {
			return false
		}
		if have.folded == w || v > 0 && amountIn(have.folded, lang) == v {
			return true
		}
		for said, value := range amountOf {
			if value == v && len(said) > 3 && strings.HasPrefix(have.folded, said) {
				return true
			}
		}
		return false
	})
}
