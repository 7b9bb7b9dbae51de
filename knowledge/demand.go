package knowledge

import (
	"slices"
	"strings"
	"sync"
)

// demand is what a question of a certain form needs, whatever else it names: who asks for
// a telephone number is not answered by a sentence on telephones.
type demand struct {
	asks   *Pattern     // in the folded question
	unless *Pattern     // not in it; nil: nothing
	of     []AnswerType // that the question may have; nil: any but yes or no
	held   func(ix *Index, i int, e Expectation) bool
	// itself are the folded words that ask for it; who uses no others is answered by
	// any passage that has it. nil: nobody does.
	itself *Pattern
}

// Whoever wrote the announcement, and what they do to give their view, folded.
const (
	author = `(?:autor(?:s|in)?|verfasser(?:s|in)?|author|writer|auteur|autore)`
	views  = `(?:mein\w*|denk\w*|findet|halt|sieht|bewertet|beurteil\w*|einschatzung|schatzt|sagt|fazit|ansicht|sicht|standpunkt|haltung|erwartet|` +
		`views?|thinks?|says?|said|opinions?|conclusions?|concludes?|verdict|take|stance|assess\w*|expects?)`
)

// demands are those that questions have, read with the first question. One that wants a
// yes or a no has none.
var demands = sync.OnceValue(func() []demand {
	return []demand{
		{ // an e-mail address
			asks: CompilePattern(`\be-?mails?\W*$|\be-?mail[- ]?ad+ress|\bmail-?adresse|\bcorreo electronico\W*$`),
			held: saysIn(`@`), itself: CompilePattern(`mail|adress`),
		},
		{ // a telephone number
			asks: CompilePattern(`\b(?:telefon-?|ruf|handy|telefoon)nummern?\b|\b(?:tele)?phone number|\bnumero (?:de telephone|de telefono|di telefono)\b|\bnumer telefonu\b|\btelefon numarasi\b|\b(?:nummer|number)\b.*\b(?:anruf|ruf\w* .*\ban\b|wahl|call|ring|dial|phone)`),
			held: saysIn(`\d[\d /()-]{4,}\d`), itself: CompilePattern(`nummer|number|phone|telef|numero|numer|anruf|call|dial|ring`),
		},
		{ // an address on the web
			asks: CompilePattern(`\b(?:address|url|link) (?:of|for|to) (?:the |that |this )?(?:web ?site|web ?page|page)\b|\bwelche\S* (?:inter|web|home)\w*|\b(?:what|which) (?:is the |'?s the )?(?:web ?site|web ?page|url)\b|\bwebadresse\b`),
			held: saysIn(`\w\.(?:de|com|org|net|eu|info|io|co|at|ch|uk|fr|es|it|pl|nl|tr)\b`), itself: CompilePattern(`web|seite|site|url|link|address|adresse|page`),
		},
		{ // where a letter goes
			asks: CompilePattern(`\banschrift\b|\b(?:postal|street|mailing) address\b|\bhausnummern?\b|\bpostleitzahl\b|\b(?:what|which) street\b|\bwelche\S* strasse\b`),
			held: saysIn(`strasse|\w+str\.|platz\b|\w+weg\b|allee|gasse|\bstreet|\broad\b|\bavenue|\blane\b|\bsquare\b|\b\d{5}\b`),
		},
		{ // a temperature
			asks: CompilePattern(`\b(?:how (?:hot|warm|cold)|wie (?:heiss|warm|kalt)|(?:what|which) temperatures?|welche\S* temperatur)\b`),
			held: saysIn(`°|\bgrad\b|\bdegrees?\b|celsius|fahrenheit`),
		},
		{ // a weight
			asks: CompilePattern(`\b(?:how heavy|wie schwer (?:ist|sind|war|wird)|how much .*\bweigh|what .*\bweigh|was wieg|wie ?viel wieg)`),
			held: saysIn(`kilo|\bkg\b|tonnen?\b|\btons?\b|\btonnes?\b|\bgramm?|\bpounds?\b|\blbs?\b|zentner`),
		},
		{ // a speed, or how soon something is
			asks: CompilePattern(`\b(?:wie schnell|how (?:fast|quick(?:ly)?)|(?:what|which) (?:top )?speed|welche\S* (?:geschwindigkeit|tempo)|hoe snel|quelle vitesse|que velocidad|che velocita|jak szybko|ne kadar hizli)\b`),
			held: saysIn(`km/h|\bmph\b|kmh|knoten\b|knots\b|stundenkilomet|bit\b|bit/s|\bbps|\b(?:per|pro|je|an?|die) (?:second|hour|minute|sekunde|stunde|minute|day|tag)|\d[^.]{0,12} (?:sekunde|minute|stunde|tag|woche|monat|jahr|second|minute|hour|day|week|month|year)|%|\bprozent|\bper ?cent|within|binnen|innerhalb|schnell|\bfast|quick|speed|tempo|geschwindig|sofort|immediate`),
		},
		{ // a colour
			asks:   CompilePattern(`\b(?:(?:what|which) colou?rs?|welche\S* farben?|was fur eine farbe)\b`),
			held:   saysIn(`\b(?:rot|blau|grun|gelb|schwarz|weiss|grau|braun|orange|lila|rosa|turkis|silbern?|golden?|bunt|red|blue|green|yellow|black|white|gr[ea]y|brown|purple|pink|silver)(?:e[nmrs]?|ed)?\b`),
			itself: CompilePattern(`colou?r|farbe`),
		},
		{ // a language
			asks: CompilePattern(`\b(?:(?:what|which) languages?|welche\S* sprachen?)\b`),
			held: saysIn(`deutsch|englisch|franzosisch|spanisch|italienisch|polnisch|turkisch|arabisch|russisch|ukrainisch|hebraisch|niederlandisch|sprach|german|english|french|spanish|italian|polish|turkish|arabic|russian|ukrainian|hebrew|dutch|welsh|irish|chinese|mandarin|cantonese|japanese|korean|vietnamese|thai|hindi|portug|swedish|danish|norwegian|finnish|czech|hungarian|greek|romanian|schwedisch|danisch|norwegisch|finnisch|tschechisch|ungarisch|griechisch|rumanisch|chinesisch|japanisch|koreanisch|language`),
		},
		{ // when the announcement itself was written
			asks: CompilePattern(`\b(?:when|what date|wann|quand|cuando|quando|kiedy|ne zaman|wanneer)\b.*\b(?:article|artikels?|articolo|articulo|artykul|makale|` +
				`(?:this|diese[rs]?|cette|cet|esta|este|questa|questo|deze|dit|bu) (?:announcement|news|report|story|piece|post|meldung|mitteilung|nachricht|beitrag|text|bericht|annonce|noticia|notizia|bericht|haber))\b`),
			unless: CompilePattern(`\b(?:says?|said|according|laut|sagt|steht|zufolge|nach|dit|selon|d.apres|dice|segun|secondo|mowi|wedlug|gore|diyor|zegt|volgens)\b`),
			held:   saysIn(`publi|veroffentlich|erschien|\bstand\b|\bdatum|\bdated\b|\bissued|\breleased`),
		},
		{ // the author's view
			asks:   CompilePattern(`\b` + views + `\b.*\b` + author + `\b|\b` + author + `(?:'?s)?\b.*\b` + views + `\b`),
			held:   func(ix *Index, i int, _ Expectation) bool { return ix.a.Passages[i].Opinion },
			itself: CompilePattern(`^(?:` + author + `|` + views + `)$`),
		},
		{ // what somebody says
			asks:   CompilePattern(`\bwas (?:sagt|sagte|meint|meinte|sagen) \b|\bwas (?:hat|haben) .*\bgesagt\b|\bwhat (?:did|does|do|has|have) .*\b(?:say|said|think|comment)\b`),
			unless: CompilePattern(`\b(?:` + author + `|artikel|text|bericht|mitteilung|meldung|ankundigung|article|announcement|report|release|statement|it|this|they|the firm|the company|die firma|das unternehmen)\b`),
			held:   saysIn(`["“„«»”]|\b(?:sag\w+|said|says?|saying|erklar\w+|mein\w+|beton\w+|laut|zufolge|according|told|stat\w+|argu\w+|critici\w+|kritisier\w+|warn\w*|nannte|nennt|called|hop\w+|hoff\w+|believ\w+|begruss\w+|welcom\w+|lob\w+|prais\w+|bezeichn\w+|dank\w+|thank\w+|consider\w*|regard\w*|think\w*|finds?|found|expect\w*|views?|viewed|rate[sd]?|halt\w*|findet|finden|fand\w*|schatz\w*|wert\w*|rechne\w*|sprach|spoke|versprach|promis\w+|fordert\w*|verlang\w+|demand\w*)`),
		},
		{ // a time of day
			asks: CompilePattern(`\b(?:wie ?viel uhr|wieviel uhr|what time|which hour|opening (?:hours|times)|offnungszeiten|quelle heure|que hora|che ora|hoe laat|ktorej godzinie|saat kacta)\b`),
			held: saysIn(`\b\d{1,2}[.:]\d\d\b|\b\d{1,2} ?(?:uhr|[ap]\.?m\b|o.clock|h\b)|\b(?:noon|midnight|midday|mittags?|mitternacht|around the clock|rund um die uhr)\b`),
		},
		{ // what one of several comes to
			asks: CompilePattern(`\b(?:ein|eine[mnrs]?) einzeln|\b(?:a|one|per) single\b|\b(?:pro|je) stuck\b|\bapiece\b`),
			of:   []AnswerType{TypeMoney, TypeCount, TypeMeasure},
			held: saysIn(`\b(?:je|jede[mnrs]?|jeweils|pro|per|each|every|einzeln\w*|single|apiece)\b`),
		},
		{ // a rate of interest
			asks: CompilePattern(`\binterest rates?\b|\bzins(?:en|satz|satze)?\b|\btasso d.interesse\b|\btaux d.interet\b|\btipo de interes\b|\bfaiz orani\b|\brente\b.*\blening\b`),
			held: saysIn(`%|\bprozent|\bper ?cent\b|\bbasis ?points?\b`),
		},
		{ // a state, country or town
			asks: CompilePattern(`\bwelche\S* (?:bundesstaat|bundesland|land|stadt|ort|gemeinde|landkreis|stadtteil)(?:en|e|er|s)?\b|\b(?:which|what) (?:us |u\.s\. )?(?:states?|countr(?:y|ies)|cit(?:y|ies)|towns?|count(?:y|ies))\b`),
			held: (*Index).namesPlace,
		},
		{ // who is at the head of a firm
			asks: CompilePattern(`\b(?:ceo|chief executive|vorstandschef\w*|vorstandsvorsitzende\w*|geschaftsfuhrer\w*|konzernchef\w*|(?:firmen|unternehmens)chef\w*)\b`), of: []AnswerType{TypeWho},
			held: saysIn(`\bceo\b|\bchief executive|\bvorst(?:and|ande)(?:s|\b)|geschaftsfuhr|(?:konzern|firmen|unternehmens)chef|\bchef(?:in)?\b|managing director|\bhead\b|\bboss|president|leiter|leitung|leitet|\bleads?\b|\bled\b|\bruns?\b|\bdirektor`),
		},
		{ // who keeps its accounts
			asks: CompilePattern(`\b(?:cfo|chief financial officer|finance (?:director|chief)|finanzchef\w*|finanzvorstand\w*)\b`), of: []AnswerType{TypeWho},
			held: saysIn(`\bcfo\b|\bfinan`),
		},
		{ // a firm that whoever announces is not
			asks: CompilePattern(`\bwelche\S* (?:bau)(?:firma|firmen|unternehmen)\b|\bwelche\S* (?:hersteller|zulieferer|lieferant|versicherung|versicherer|bank|kanzlei|arbeitgeber)(?:en|n|s)?\b|` +
				`\bwelche\S* (?:firma|firmen|unternehmen) (?:baut|bauen|errichtet|liefert|liefern|produziert|installiert|druckt|reinigt|repariert)\b|\b(?:which|what) (?:company|companies|firm|firms) (?:is |are |will )?(?:build|construct|suppl|deliver|mak|manufactur|install|print|clean|repair|design)\w*\b|` +
				`\b(?:which|what) (?:construction (?:company|companies|firm|firms)|insurance company|law firm|manufacturer|supplier|insurer|contractor|bank|employer|regulator|court|charity|newspaper|university)s?\b`),
			held: (*Index).namesFirm,
		},
		{ // an age
			asks: CompilePattern(`\b(?:how old|wie alt|hoe oud|quel age|cuantos anos tiene|quanti anni ha|ile lat ma|kac yasinda)\b`),
			held: saysIn(`\b\d{1,3}[- ]?(?:jahr|year|ans\b|anos\b|anni\b|lat\b)|\baged? \d|\balter\b|\bborn\b|\bgeboren|\bbuilt\b|\bgebaut|\berbaut|\baus dem jahr`),
		},
		{ // as many names as there are
			asks: CompilePattern(`\b(?:which|welche\S*) (?:two|three|four|five|six|seven|eight|nine|ten|zwei|drei|vier|funf|sechs|sieben|acht|neun|zehn|\d+)\b`),
			held: (*Index).namesMore,
		},
		{ // one of the dimensions
			asks: dimensionAsked, of: []AnswerType{TypeMeasure, TypeDate},
			held: (*Index).sameDimension,
		},
		{ // several, by their names
			asks: CompilePattern(`\b(?:which|what) (?:other |more )?(?:banks|firms|companies|cities|towns|villages|countries|universities|schools|hospitals|clubs|regents|(?:board |council |committee )?members|suppliers|investors|parties|time zones|airlines|insurers|newspapers)\b|` +
				`\bwelche[nr]? (?:anderen |weiteren |zwei |drei )?(?:banken|stadte|gemeinden|dorfer|lander|hochschulen|schulen|kliniken|vereine|parteien|lieferanten|zulieferer|versicherer|zeitzonen|zeitungen|fluggesellschaften)\b`),
			held: (*Index).namesMore,
		},
		{ // totals
			asks: CompilePattern(`\b(?:insgesamt|in total|altogether|en total|in totale|lacznie|toplam|gesamt)\b`), of: []AnswerType{TypeCount},
			held: func(ix *Index, i int, _ Expectation) bool {
				fold := Fold(ix.a.Passages[i].Text)
				if at := parted.FindStringIndex(fold); at != nil { // "60, of which 20": the whole comes first
					return at[0] > 0
				}
				return whole.MatchString(fold) || !partial.MatchString(fold)
			},
		},
		{ // a product by its name
			asks: CompilePattern(`\b(?:which|what) (?:\w+ ){0,2}(?:system|software|model|models|product|products|brand|platform|song|play|book|film|app|boat|ship)\b|\bwelche\S* (?:\w+ ){0,2}(?:system|software|modell|modelle|produkt|produkte|marke|plattform|stuck|buch|film|app|schiff)\b`),
			held: (*Index).namesMore,
		},
		{ // a day of the week
			asks: weekday(), held: (*Index).sameWeekday,
		},
		{ // the last
			asks: CompilePattern(`\b(?:the last|last (?:time|bus|train|ferry|day)|was .* last \w+ed|letzte[nrsm]?|zuletzt)\b`), of: []AnswerType{TypeDate},
			held: saysIn(`\blast\b|letzt|\bfinal|\bschluss|\bend(?:e|s|et|en)?\b`),
		},
		{ // names
			asks: CompilePattern(`\bwie (?:heiss(?:t|en)|hiess(?:en)?)\b|\bnamen? (?:von|des|der)\b|\bnames? of\b|\b(?:is|are|was|were)\b.*\bcalled\W*$|` +
				`\bwelche\S* \w+ genau\b|\bwhich \w+ exactly\b|\bcomo se llama|\bs.appell|\bsi chiama|\bhoe he(?:et|ten)\b`),
			held: (*Index).namesItself,
		},
	}
})

// saysIn is held by passages that match an expression, folded.
func saysIn(expression string) func(*Index, int, Expectation) bool {
	p := CompilePattern(expression)
	return func(ix *Index, i int, _ Expectation) bool { return p.MatchString(Fold(ix.a.Passages[i].Text)) }
}

// whole is said of all there are, and partial of some of them, folded; what stands
// before a part is the whole.
var (
	parted  = CompilePattern(`\b(?:davon|darunter|of (?:whom|which|them))\b`)
	whole   = CompilePattern(`\binsgesamt|gesamt|\btotal|\baltogether|\boverall|\ball\b|\balle[nrs]?\b`)
	partial = CompilePattern(`\bbetroffen|\bweitere|\bneue|\bzusatzlich|\bunbesetzt|\boffen\b|\baffected|\bamong\b|\bfurther\b|\badditional|\bnew\b|\banother\b|\bonly\b|\bmainly\b|\bshare\b`)
)

// quotation is a name in quotation marks.
var quotation = CompilePattern(`["“„«»”][^"“„«»”]+["“”«»]`)

// namesMore tells whether passage i names something that neither the question nor
// the title does.
func (ix *Index) namesMore(i int, e Expectation) bool {
	return ix.hasName(i, e, func(string, int) bool { return true })
}

// hasName tells whether passage i has a quotation, or a name that neither the question nor
// the title has and that fits, folded; n is the number of its word, -1 when it is unknown.
func (ix *Index) hasName(i int, e Expectation, fits func(fold string, n int) bool) bool {
	p := ix.a.Passages[i]
	return quotation.MatchString(p.Text) || slices.ContainsFunc(Names(p.Text, ix.a.Language), func(name string) bool {
		fold := Fold(name)
		if ix.names[fold] || strings.Contains(e.folded, fold) {
			return false
		}
		return fits(fold, slices.IndexFunc(ix.read[i].words, func(w *entry) bool { return w.folded == fold }))
	})
}

// makers come before the name of who makes or owns something, folded: "chips by NVIDIA"
// are not called so.
var makers = wordsOf("von vom by from of durch bei for fur mit with sagt said says laut")

// namesItself is namesMore by a name that is not that of a maker.
func (ix *Index) namesItself(i int, e Expectation) bool {
	return ix.hasName(i, e, func(_ string, n int) bool { return n < 1 || !makers[ix.read[i].words[n-1].folded] })
}

// namesPlace is namesMore, or a name of the title that stands where a place does: "in
// Lauterfurt".
func (ix *Index) namesPlace(i int, e Expectation) bool {
	ws := ix.read[i].words
	for n := 1; n < len(ws); n++ {
		if ix.names[ws[n].folded] && ix.placedBehind(i, n) && !e.words[ws[n].folded] {
			return true
		}
	}
	return ix.namesMore(i, e)
}

// namesFirm is namesMore by a name that is no country's, or a German compound of what the
// firm is: the "Landbank Süd" is a bank.
func (ix *Index) namesFirm(i int, e Expectation) bool {
	return slices.ContainsFunc(ix.read[i].words, func(w *entry) bool {
		for asked := range eachWord(e.folded) {
			if len(asked.text) >= minPart && len(w.folded) > len(asked.text) && strings.HasSuffix(w.folded, asked.text) {
				return true
			}
		}
		return false
	}) || ix.hasName(i, e, func(fold string, n int) bool {
		next := n >= 0 && n+1 < len(ix.read[i].words) && nations()[ix.read[i].words[n+1].folded]
		return !nations()[fold] && !next // "South Korea"
	})
}

// Dimensions, as asked for and as measured, folded.
var (
	dimensionAsked    = CompilePattern(`\b(?:how|wie) (long|high|tall|deep|wide|thick|lang|hoch|tief|breit|dick) (?:is|are|was|were|will|ist|sind|war|waren|wird|werden)\b`)
	dimensionMeasured = CompilePattern(`\b(?:met(?:er|ers|ern|re|res)|(?:kilo|zenti|centi|milli)met\w+|feet|foot|k?m|cm|mm) (?:in )?(long|length|high|height|tall|deep|depth|wide|width|thick|lang|hoch|tief|breit|dick)|` +
		`\b(length|height|altitude|depth|width|thickness|lange|hohe|tiefe|breite|dicke) (?:of|von|betragt)\b`)
	dimensions = map[string]string{
		"lang": "lang", "hoch": "hoch", "tief": "tief", "breit": "breit", "dick": "dick", "long": "lang", "length": "lang", "lange": "lang", "high": "hoch", "height": "hoch", "tall": "hoch", "altitude": "hoch", "hohe": "hoch",
		"deep": "tief", "depth": "tief", "tiefe": "tief", "wide": "breit", "width": "breit", "breite": "breit", "thick": "dick", "thickness": "dick", "dicke": "dick",
	}
)

// sameDimension tells whether passage i measures no dimension, or the one that is asked
// for: how long something is does not tell how high.
func (ix *Index) sameDimension(i int, e Expectation) bool {
	asked := dimensions[dimensionAsked.FindStringSubmatch(e.folded)[1]]
	measured := dimensionMeasured.FindAllStringSubmatch(Fold(ix.a.Passages[i].Text))
	return len(measured) == 0 || slices.ContainsFunc(measured, func(m []string) bool { return dimensions[m[1]+m[2]] == asked })
}

// weekday is a day of the week, folded, as seasons has it.
var weekday = sync.OnceValue(func() *Pattern {
	var days []string
	for name, s := range seasons {
		if s.class == dayClass {
			days = append(days, name)
		}
	}
	slices.Sort(days)
	return CompilePattern(`\b(` + strings.Join(days, "|") + `)s?\b`)
})

// allWeek is what is on several of them.
var allWeek = CompilePattern(`\b(?:taglich|daily|every day|each day|wochenende\w*|weekends?|werktags?|weekdays?|rund um die uhr|around the clock)\b|\w+tags? bis |\bday to \b`)

// sameWeekday tells whether passage i speaks of the days of the week that the question
// names, or may do so by a date.
func (ix *Index) sameWeekday(i int, e Expectation) bool {
	fold := Fold(ix.a.Passages[i].Text)
	if allWeek.MatchString(fold) || slices.ContainsFunc(ix.read[i].dates, func(d Date) bool { return d.Day > 0 }) {
		return true
	}
	have := map[season]bool{}
	for _, m := range weekday().FindAllStringSubmatch(fold) {
		have[seasons[m[1]]] = true
	}
	for _, m := range weekday().FindAllStringSubmatch(e.folded) {
		if !have[seasons[m[1]]] {
			return false
		}
	}
	return true
}

// demandsOf are those of a question, folded, of an answer type.
func demandsOf(fold string, t AnswerType) []demand {
	var out []demand
	for _, d := range demands() {
		if t != TypeYesNo && (d.of == nil || slices.Contains(d.of, t)) && d.asks.MatchString(fold) &&
			(d.unless == nil || !d.unless.MatchString(fold)) {
			out = append(out, d)
		}
	}
	return out
}

// takes are verbs of "how long" that it says itself, folded.
var takes = wordsOf("last lasts lasted take takes took go halt halten hielt dure durera dura duran durara trwa potrwa surer surecek duurt duren")

// standsFor tells whether the form of the question itself says what a folded word of it
// asks for.
func (e Expectation) standsFor(folded string) bool {
	return e.Type.standsFor(folded) || e.long && takes[folded] || slices.ContainsFunc(e.demands, func(d demand) bool { return d.itself != nil && d.itself.MatchString(folded) })
}

// findsItself tells whether a question that names nothing else is answered by any passage
// that has what it needs.
func (e Expectation) findsItself() bool {
	return slices.ContainsFunc(e.demands, func(d demand) bool { return d.itself != nil })
}

// Lacks tells whether passage i lacks what the form of the question needs, who holds an
// office for one, or speaks of a rival of what is asked for. What those look like is known
// in German and English.
func (ix *Index) Lacks(i int, e Expectation) bool {
	if ix.a.Language != "de" && ix.a.Language != "en" {
		return false
	}
	return ix.asksRival(i, e) || e.office && !ix.Holds(i, e) || slices.ContainsFunc(e.demands, func(d demand) bool { return !d.held(ix, i, e) })
}
