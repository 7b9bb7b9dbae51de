package knowledge

import (
	"strings"
	"unicode"
)

// smallNumbers are the words from which German and English numbers are
// composed, and those of the other languages up to twelve and the tens, folded.
var smallNumbers = map[string]map[string]float64{
	"de": {"ein": 1, "eine": 1, "einen": 1, "einer": 1, "eins": 1, "eines": 1, "einem": 1, "zwei": 2, "drei": 3, "vier": 4, "funf": 5, "sechs": 6, "sieben": 7, "acht": 8,
		"neun": 9, "zehn": 10, "elf": 11, "zwolf": 12, "dreizehn": 13, "vierzehn": 14, "funfzehn": 15, "sechzehn": 16,
		"siebzehn": 17, "achtzehn": 18, "neunzehn": 19, "zwanzig": 20, "dreissig": 30, "vierzig": 40, "funfzig": 50,
		"sechzig": 60, "siebzig": 70, "achtzig": 80, "neunzig": 90, "anderthalb": 1.5, "eineinhalb": 1.5, "halbe": 0.5, "halben": 0.5, "dutzend": 12},
	"en": {"one": 1, "a": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
		"eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16, "seventeen": 17,
		"eighteen": 18, "nineteen": 19, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70,
		"eighty": 80, "ninety": 90, "dozen": 12},
	"fr": {"deux": 2, "trois": 3, "quatre": 4, "cinq": 5, "sept": 7, "huit": 8, "dix": 10, "onze": 11, "douze": 12,
		"treize": 13, "quatorze": 14, "quinze": 15, "seize": 16, "vingt": 20, "trente": 30, "quarante": 40, "cinquante": 50, "soixante": 60},
	"es": {"dos": 2, "tres": 3, "cuatro": 4, "cinco": 5, "seis": 6, "siete": 7, "ocho": 8, "diez": 10, "once": 11, "doce": 12,
		"trece": 13, "catorce": 14, "quince": 15, "veinte": 20, "treinta": 30, "cuarenta": 40, "cincuenta": 50, "sesenta": 60, "setenta": 70, "ochenta": 80, "noventa": 90, "cien": 100},
	"it": {"due": 2, "tre": 3, "quattro": 4, "cinque": 5, "sei": 6, "sette": 7, "otto": 8, "dieci": 10, "undici": 11, "dodici": 12,
		"quindici": 15, "venti": 20, "trenta": 30, "quaranta": 40, "cinquanta": 50, "sessanta": 60, "settanta": 70, "ottanta": 80, "novanta": 90, "cento": 100},
	"nl": {"twee": 2, "drie": 3, "vier": 4, "vijf": 5, "zes": 6, "zeven": 7, "acht": 8, "negen": 9, "tien": 10, "elf": 11, "twaalf": 12,
		"vijftien": 15, "twintig": 20, "dertig": 30, "veertig": 40, "vijftig": 50, "zestig": 60, "zeventig": 70, "tachtig": 80, "negentig": 90},
	"pl": {"dwa": 2, "dwie": 2, "trzy": 3, "cztery": 4, "piec": 5, "szesc": 6, "siedem": 7, "osiem": 8, "dziesiec": 10, "jedenascie": 11,
		"dwanascie": 12, "pietnascie": 15, "dwadziescia": 20, "trzydziesci": 30, "czterdziesci": 40, "piecdziesiat": 50, "szescdziesiat": 60, "siedemdziesiat": 70, "osiemdziesiat": 80, "dziewiecdziesiat": 90, "sto": 100},
	"tr": {"iki": 2, "uc": 3, "dort": 4, "bes": 5, "alti": 6, "yedi": 7, "sekiz": 8, "dokuz": 9, "on": 10,
		"yirmi": 20, "otuz": 30, "kirk": 40, "elli": 50, "altmis": 60, "yetmis": 70, "seksen": 80, "doksan": 90},
}

// numberWords reads the number that s begins with in words, and returns its
// value and length in bytes; 0, 0 when there is none.
func numberWords(s, lang string) (float64, int) {
	end := strings.IndexFunc(s, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsMark(r) })
	if end < 0 {
		end = len(s)
	}
	folded := Fold(s[:end])
	switch lang {
	case "de":
		if v, ok := germanNumber(folded); ok {
			return v, end
		}
	case "en":
		return englishNumber(s)
	default:
		if v, ok := smallNumbers[lang][folded]; ok {
			return v, end
		}
	}
	return 0, 0
}

// germanNumber reads a folded compound such as "elftausend",
// "zweiundzwanzig" or "zweieinhalb".
func germanNumber(w string) (float64, bool) {
	if v, ok := smallNumbers["de"][w]; ok {
		return v, true
	}
	for _, scale := range []struct {
		word  string
		value float64
	}{{"tausend", 1e3}, {"hundert", 1e2}} {
		left, right, found := strings.Cut(w, scale.word)
		if !found {
			continue
		}
		high, okLeft := germanNumber(left)
		if left == "" {
			high, okLeft = 1, true
		}
		low, okRight := germanNumber(strings.TrimPrefix(right, "und"))
		if right == "" {
			low, okRight = 0, true
		}
		return high*scale.value + low, okLeft && okRight && low < scale.value && (left != "" || right != "")
	}
	if whole, ok := strings.CutSuffix(w, "einhalb"); ok {
		v, known := smallNumbers["de"][whole]
		return v + 0.5, known
	}
	for i := strings.Index(w, "und"); i > 0; {
		ones, ok1 := smallNumbers["de"][w[:i]]
		tens, ok2 := smallNumbers["de"][w[i+3:]]
		return ones + tens, ok1 && ok2 && ones < 10 && tens >= 20
	}
	return 0, false
}

// englishNumber reads a sequence such as "two hundred and fifty" or
// "twenty-two". Scale words (thousand, million) are left to the caller, but for
// "thousand" inside a longer number.
func englishNumber(s string) (float64, int) {
	total, last, end := 0.0, 0.0, 0
	for w := range eachWord(s[:min(len(s), 60)]) {
		gap := s[end:w.start]
		if end > 0 && gap != " " && gap != "-" || end == 0 && w.start > 0 {
			break
		}
		if v, ok := smallNumbers["en"][w.folded]; ok && (end == 0 || last >= 20 && v < 10 || last == 100) {
			if w.folded == "a" && end > 0 {
				break
			}
			total, last, end = total+v, v, w.end
			continue
		}
		if w.folded == "hundred" && total > 0 {
			total, last, end = total*100, 100, w.end
			continue
		}
		if w.folded == "and" && last == 100 {
			if v, n := englishNumber(s[w.end+1 : min(len(s), w.end+30)]); w.end < len(s) && n > 0 && v < 100 {
				return total + v, w.end + 1 + n
			}
		}
		break
	}
	return total, end
}
