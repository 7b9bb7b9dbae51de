package knowledge

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// unit is a base unit and the factor of a spelling of it.
type unit struct {
	base   string
	factor float64
}

// scales are the words for powers of ten, folded; each language reads
// "billion" in its own way.
var scales = map[string]float64{
	"tausend": 1e3, "tsd": 1e3, "thousand": 1e3, "mille": 1e3, "mil": 1e3, "mila": 1e3, "duizend": 1e3, "bin": 1e3,
	"tysiac": 1e3, "tysiace": 1e3, "tysiecy": 1e3, "tys": 1e3, "k": 1e3,
	"million": 1e6, "millionen": 1e6, "mio": 1e6, "mn": 1e6, "millions": 1e6, "millones": 1e6, "millon": 1e6, "milione": 1e6,
	"milioni": 1e6, "milion": 1e6, "miliony": 1e6, "milionow": 1e6, "mln": 1e6, "milyon": 1e6, "miljoen": 1e6,
	"milliarde": 1e9, "milliarden": 1e9, "mrd": 1e9, "milliard": 1e9, "milliards": 1e9, "miliardo": 1e9, "miliardi": 1e9,
	"miliard": 1e9, "miliardy": 1e9, "miliardow": 1e9, "mld": 1e9, "milyar": 1e9, "miljard": 1e9, "bn": 1e9, "mds": 1e9,
	"tn": 1e12, "trn": 1e12, "bio": 1e12, "billionen": 1e12, "billones": 1e12, "trillionen": 1e18, "trilyon": 1e12,
}

// scalesOf are the words whose meaning depends on the language.
var scalesOf = map[string]map[string]float64{
	"en": {"billion": 1e9, "billions": 1e9, "trillion": 1e12, "trillions": 1e12},
	"de": {"billion": 1e12, "trillion": 1e18}, "fr": {"billion": 1e12, "billions": 1e12},
	"es": {"billon": 1e12}, "it": {"bilione": 1e12, "bilioni": 1e12}, "pl": {"bilion": 1e12, "biliony": 1e12},
	"nl": {"biljoen": 1e12},
}

// units are the spellings of units, folded but for the symbols.
var units = func() map[string]unit {
	m := map[string]unit{}
	add := func(base string, factor float64, spellings string) {
		for _, s := range strings.Fields(spellings) {
			m[s] = unit{base, factor}
		}
	}
	add("%", 1, "% prozent percent pct procent procenta procentow")
	add("pp", 1, "prozentpunkte prozentpunkten prozentpunkt pp")
	add("USD", 1, "$ us$ usd dollar dollars us-dollar us-dollars dolares dollari dolarow dolar dolari")
	add("EUR", 1, "€ eur euro euros")
	add("GBP", 1, "£ gbp pfund pounds pound sterling")
	add("GBP", 0.01, "pence penny")
	add("cent", 1, "cent cents") // of whatever currency
	add("CHF", 1, "chf franken francs")
	add("JPY", 1, "¥ jpy yen")
	add("PLN", 1, "pln zl zloty zlotych")
	add("TRY", 1, "₺ try lira")
	for prefix, factor := range map[string]float64{"": 1, "kilo": 1e3, "mega": 1e6, "giga": 1e9, "tera": 1e12, "peta": 1e15} {
		add("W", factor, prefix+"watt "+prefix+"watts "+prefix+"vatios "+prefix+"wat "+prefix+"watow")
		if prefix != "" {
			add("W", factor, prefix+"vat "+prefix+"vatlik") // "VAT" is a tax
		}
		add("Wh", factor, prefix+"wattstunde "+prefix+"wattstunden "+prefix+"watt-hours "+prefix+"watt-hour")
		add("byte", factor, prefix+"byte "+prefix+"bytes "+prefix+"oktett")
		add("bit", factor, prefix+"bit "+prefix+"bits")
	}
	for prefix, factor := range map[string]float64{"k": 1e3, "m": 1e6, "g": 1e9, "t": 1e12} {
		add("W", factor, prefix+"w")
		add("Wh", factor, prefix+"wh")
	}
	for prefix, factor := range map[string]float64{"k": 1e3, "m": 1e6, "g": 1e9, "t": 1e12, "p": 1e15} {
		add("byte", factor, prefix+"b")
		add("bit", factor, prefix+"bit "+prefix+"bps")
	}
	add("m", 1, "meter meters metern metre metres metros metri metrow metre")
	add("m", 1e3, "km kilometer kilometers kilometern kilometre kilometres kilometros chilometri kilometrow")
	add("m", 1e-2, "cm zentimeter zentimetern centimeter centimeters centimetre centimetres")
	add("m", 1e-3, "mm millimeter millimetern millimeters millimetre millimetres")
	add("inch", 1, "inch inches")
	add("mile", 1, "meile meilen mile miles")
	add("m2", 1, "m² qm m2 quadratmeter quadratmetern")
	add("m2", 1e6, "km² quadratkilometer quadratkilometern")
	add("m3", 1, "m³ kubikmeter kubikmetern")
	add("acre", 1, "acre acres")
	add("ha", 1, "ha hektar hectare hectares")
	add("l", 1, "liter litern litre litres liters litros litri")
	add("gallon", 1, "gallon gallons gallone gallonen")
	add("kg", 1, "kg kilogramm kilogram kilograms kilo kilos")
	add("kg", 1e3, "t tonne tonnen tonnes ton tons toneladas tonnellate")
	add("kg", 1e-3, "g gramm gram grams")
	add("year", 1, "jahr jahre jahren jahres jahrs year years ans annees anos anni lat lata rok yil jaar jaren")
	add("month", 1, "monat monate monaten monats month months mois meses mesi miesiecy miesiace ay maanden maand")
	add("week", 1, "woche wochen week weeks semaines semanas settimane tygodni hafta weken")
	add("day", 1, "tag tage tagen tages day days jours dias giorni dni gun dagen")
	add("hour", 1, "stunde stunden hour hours h heures horas ore godzin saat uren uur")
	add("minute", 1, "minute minuten minutes min minutos minuti minut dakika")
	add("second", 1, "sekunde sekunden second seconds s secondes segundos secondi sekund saniye seconden")
	add("km/h", 1, "kmh stundenkilometer stundenkilometern")
	add("mph", 1, "mph")
	add("knot", 1, "knoten knots")
	add("decibel", 1, "dezibel decibel decibels")
	add("degree", 1, "° °c grad degrees")
	add("foot", 1, "ft feet foot fuss")
	add("yard", 1, "yard yards")
	for two, u := range map[string]unit{
		"square metres": {"m2", 1}, "square meters": {"m2", 1}, "square kilometres": {"m2", 1e6}, "square kilometers": {"m2", 1e6},
		"square feet": {"ft2", 1}, "square foot": {"ft2", 1}, "square miles": {"mi2", 1}, "grad celsius": {"degree", 1}, "degrees celsius": {"degree", 1},
		"grad fahrenheit": {"fahrenheit", 1}, "degrees fahrenheit": {"fahrenheit", 1}, "cubic metres": {"m3", 1}, "cubic meters": {"m3", 1},
	} {
		m[two] = u
	}
	return m
}()

// UnitIn returns the base unit that a word of s names ("W" for "Gigawatt"),
// or "".
func UnitIn(s string) string {
	for w := range eachWord(s) {
		if u := units[w.folded]; len(w.folded) > 1 && u.base != "" {
			return u.base
		}
	}
	return ""
}

// shortUnits are spellings too short to be trusted when letters of the same
// look may mean something else; they count only right behind digits.
const shortUnits = " t g h s m l mb "

// tokenAt returns the folded word or symbol that begins at byte i of s, after
// at most one space or hyphen, and where it ends.
func tokenAt(s string, i int) (tok string, end int, glued bool) {
	start := i
	for start < len(s) {
		r, size := utf8.DecodeRuneInString(s[start:])
		if r != ' ' && r != '\u00a0' && r != '\u202f' && (r != '-' || start > i) {
			break
		}
		start += size
		if start-i > 3 {
			return "", i, false
		}
	}
	end = start
	for end < len(s) {
		r, size := utf8.DecodeRuneInString(s[end:])
		inside := unicode.IsLetter(r) || unicode.IsMark(r) || r == '²' || r == '°' ||
			(r == '-' && end > start && strings.HasPrefix(Fold(s[start:end]), "us")) ||
			(r == '2' && end > start && s[end-1] == 'm')
		symbol := strings.ContainsRune("%$€£¥₺", r)
		if symbol && (end == start || strings.EqualFold(s[start:end], "us")) {
			end += size
			break
		}
		if !inside {
			break
		}
		end += size
	}
	return Fold(s[start:end]), end, start == i
}

func scaleAt(s string, i int, lang string, money bool) (float64, int, bool) {
	tok, end, glued := tokenAt(s, i)
	if tok == "" {
		return 0, 0, false
	}
	factor, ok := scalesOf[lang][tok]
	if !ok {
		factor, ok = scales[tok]
	}
	if !ok && tok == "b" && money {
		factor, ok = 1e9, true
	}
	if !ok && tok == "m" && (money || followedByCurrency(s, end)) {
		factor, ok = 1e6, true
	}
	if !ok || tok == "k" && !glued {
		return 0, 0, false
	}
	if end < len(s) && s[end] == '.' && isAbbreviation(tok, "de") {
		end++
	}
	// "mil millones" and "tausend Milliarden" multiply.
	if more, moreEnd, ok := scaleAt(s, end, lang, money); ok && more > factor {
		return factor * more, moreEnd, true
	}
	return factor, end, true
}

func followedByCurrency(s string, i int) bool {
	tok, _, _ := tokenAt(s, i)
	return len(units[tok].base) == 3
}

func unitAt(s string, i int) (unit, int, bool) {
	tok, end, glued := tokenAt(s, i)
	if tok == "de" || tok == "d" || tok == "di" { // "50 millones de dólares"
		tok, end, glued = tokenAt(s, min(len(s), end+boolToInt(tok == "d")))
	}
	if second, secondEnd, _ := tokenAt(s, end); units[tok+" "+second].base != "" {
		return units[tok+" "+second], secondEnd, true
	}
	u, ok := units[tok]
	if len(tok) == 1 && end <= len(s) && s[end-1] >= 'A' && s[end-1] <= 'Z' {
		return unit{}, 0, false // "5G", "4K": names
	}
	if !ok && (tok == "us" || tok == "uns") {
		return unit{}, 0, false
	}
	if !ok || strings.Contains(shortUnits, " "+tok+" ") && !glued && tok != "t" && tok != "h" {
		if base, per := percentWords(s, i); per > 0 {
			return unit{base, 1}, per, true
		}
		return unit{}, 0, false
	}
	if hours, hoursEnd, _ := tokenAt(s, end); u.base == "W" && (hours == "hours" || hours == "hour") {
		return unit{"Wh", u.factor}, hoursEnd, true
	}
	if points, pointsEnd, _ := tokenAt(s, end); u.base == "%" && (points == "punkte" || points == "punkten") {
		return unit{"pp", 1}, pointsEnd, true
	}
	return u, end, true
}

func boolToInt(b bool) int {
	if b {
		return 1
	}
	return 0
}

// percentWords reads a phrase of two words at byte i of s that means percent
// ("per cent", "pour cent", "por ciento", "per cento") or percentage points, and
// returns its unit and end; 0 when there is none.
func percentWords(s string, i int) (base string, end int) {
	rest := Fold(s[i:min(len(s), i+20)])
	for _, p := range []struct{ phrase, base string }{
		{" per cent", "%"}, {" pour cent", "%"}, {" por ciento", "%"}, {" per cento", "%"},
		{" percentage points", "pp"}, {" percentage point", "pp"}, {"-percentage-point", "pp"}, {" procentpunten", "pp"}, {" puntos porcentuales", "pp"},
	} {
		if strings.HasPrefix(rest, p.phrase) {
			return p.base, i + len(p.phrase)
		}
	}
	return "", 0
}

// currencySigns may stand before the number.
var currencySigns = []struct{ sign, code string }{
	{"US$", "USD"}, {"USD", "USD"}, {"$", "USD"}, {"EUR", "EUR"}, {"€", "EUR"}, {"GBP", "GBP"}, {"£", "GBP"},
	{"CHF", "CHF"}, {"JPY", "JPY"}, {"¥", "JPY"}, {"PLN", "PLN"}, {"₺", "TRY"},
}

func currencyBefore(before string) string {
	for _, c := range currencySigns {
		if strings.HasSuffix(before, c.sign) {
			return c.code
		}
	}
	return ""
}

func trimCurrency(before string) string {
	for _, c := range currencySigns {
		if rest, ok := strings.CutSuffix(before, c.sign); ok {
			return strings.TrimRight(rest, " \u00a0\u202f")
		}
	}
	return before
}
