package knowledge

import (
	"regexp"
	"slices"
	"strings"
)

// AnswerType is the sort of thing that an answer to a question must hold.
type AnswerType string

// The answer types. TypeOpen is any other question.
const (
	TypeOpen       AnswerType = ""
	TypeMoney      AnswerType = "money"
	TypeCount      AnswerType = "count"     // how many
	TypeShare      AnswerType = "share"     // per cent
	TypeMeasure    AnswerType = "measure"   // any other quantity
	TypeFrequency  AnswerType = "frequency" // how often
	TypeDate       AnswerType = "date"      // when, how long
	TypeWho        AnswerType = "who"       // a person or an organisation
	TypePlace      AnswerType = "place"
	TypeReason     AnswerType = "reason"
	TypePurpose    AnswerType = "purpose"
	TypeMeans      AnswerType = "means" // how, by what
	TypeDefinition AnswerType = "definition"
	TypeList       AnswerType = "list"
	TypeYesNo      AnswerType = "yes_no"
	TypeSummary    AnswerType = "summary"
)

// typePattern tells one answer type by the folded words of a question.
type typePattern struct {
	answerType AnswerType
	*Pattern
}

// pattern compiles an expression that is matched against folded text, in which
// NOUN stands for what is counted in money.
func pattern(t AnswerType, expression string) typePattern {
	return typePattern{t, CompilePattern(expression)}
}

// Things that are counted in money, folded: words, and ends of German compounds.
var (
	moneyNouns = strings.Fields("prices price budgets budget sums sum revenues revenue sales turnover profits profit loss losses debts debt " +
		"salary salaries wages wage rent fines fine dividends dividend fees fee donations donation proceeds income spending expenses funding grants grant " +
		"subsidy subsidies investments investment capital compensation earnings loans loan discount savings fares fare refunds refund bonus cheque check " +
		"bill valuation premiums premium tuition gehalt gehalter lohn lohne schulden einnahmen ausgaben")
	moneyEnds = strings.Fields("kosten preis preise preises preisen budget summe betrag umsatz umsatze gewinn gewinne verlust verluste schulden gehalt " +
		"miete mieten strafe bussgeld dividende dividenden gebuhr gebuhren spende spenden erlos erlose finanzierung forderung forderungen subvention " +
		"subventionen investition investitionen investment kapital entschadigung abfindung betriebsergebnis zuschuss zuschusse kredit kredite darlehen " +
		"rabatt ersparnis entgelt beitrag umlage tarif tarife")
)

// markMoney replaces the nouns of money in a folded question by NOUN.
func markMoney(fold string) string {
	var b strings.Builder
	at := 0
	for w := range eachWord(fold) {
		if slices.Contains(moneyNouns, w.text) || slices.ContainsFunc(moneyEnds, func(end string) bool { return strings.HasSuffix(w.text, end) }) {
			b.WriteString(fold[at:w.start] + "NOUN")
			at = w.end
		}
	}
	return b.String() + fold[at:]
}

// typePatterns are tried in order, the first match wins.
var typePatterns = map[string][]typePattern{
	"de": {
		pattern(TypeSummary, `worum (geht|handelt)|zusammenfass|fass.{0,30}zusammen|tl;?\s?dr|kurzfassung|\buberblick|\bin kurze\b|wichtigsten? (punkte|infos|fakten)|kernaussage|was steht (im|in dem|in der|hier|da|drin)( (so|denn|eigentlich|alles|drin|genau|text|artikel|meldung|mitteilung|bericht))*\W*$`),
		pattern(TypeShare, `\b(wie ?viel|wie hoch|wie gross|welche[nrs]?|um)\b.*(prozent|anteil|\w*quote\b|marge\b|(?:\b|\w{4})rate\b|wirksamkeit)|wie wirksam|\bprozentual`),
		pattern(TypeMoney, `\bwie ?viele? (mrd|mio|milliarden|millionen|euros?|dollar|franken|pfund)\b|\b(mrd|milliarden|euros?|dollar|franken|pfund)( \w+)? wie ?viel\b|\b(in )?welcher wahrung\b`),
		pattern(TypeCount, `\b(wie ?vielen?|anzahl|wie zahlreich)\b|\b(die|welche) (an)?zahl (der|von|an)\b`),
		pattern(TypeMoney, `\bwelche[rsm] NOUN\b|\bwelche NOUN (ist|wird|will|hat|nimmt|steht)\b|\b(wie ?viel|wie hoch|wie gross|um wie|welche[nrs]? (NOUN|hohe))\b.*\b(koste[tn]|NOUN|zahl(t|en|ung)|bezahl\w*|aus(gegeben|geben|gibt)|gibt.*aus|investier\w*|steckt|wert\b|verdien\w*|einn[ie]mm?\w*|geld|euro|dollar|usd|mrd|milliard\w*|million\w*|kohle|knete|scheck|minus)|wie teuer|\bkostenpunkt|\b(was|wie) (kostet|NOUN|zahlt|zahlen|verdient|verdienen|investiert)\b|\bwas (hat|haben|hatten?|wird|werden|wurden?) .*\b(gekostet|NOUN)\b( (in|pro|je|fur)\b.*)?\W*$|^\W*NOUN\?*$|^\W*NOUN( (von|der|des|fur)\b.*)?\?$`),
		pattern(TypeFrequency, `\b(wie (oft|haufig|regelmassig)|in welche[nm] (abstand\w*|rhythmus|takt)|taktung)\b`),
		pattern(TypeDate, `\bwie lang (vorher|vorab|davor|im voraus|dauer\w*|gilt|gelten|kann|konnen|darf|durfen|muss|mussen|bleib\w*|lauft|laufen|geht|wart\w*)\b|\bwie lang\b.* noch\b`),
		pattern(TypeMeasure, `\b(wie ?viel|wie (hoch|gross|lang|weit|stark|schnell|tief|schwer|heiss|warm|kalt|breit|dick|voll|laut|leistungsfahig))\b|\bwas wieg(t|en)\b`),
		pattern(TypeDate, `\b(wann?|wie lange|wie bald|wie alt|welche[nmrs]? (jahr\w*|tag|datum|monat|termin|zeitraum|zeitpunkt|uhrzeit)|zeitraum|zeitplan|zeitpunkt|dauer|frist|stichtag|uhrzeit|baubeginn|wie viel uhr|datum|termin)\b`),
		pattern(TypeWho, `^\W*((und|aber|also) )?((von|mit|an|bei|fur|durch|auf|zu) )?(wer|wem|wen|wessen)\b|\bwer\b|\bwelche[snrm]? (\w+ )?\w*(unternehmen|firma|firmen|konzern|behorde|partner|hersteller|anbieter|bank|organisation|institut|person|personen|leute|verband|stadtwerke|dienstleister|name|spieler|forscher|wissenschaftler|prasident|konig|kaiser|politiker|minister|autor|schriftsteller|kunstler|sanger|schauspieler|regisseur|trainer|chef|leiter|general|philosoph|erfinder|ingenieur|arzt|sprecher|team|mannschaft|partei|universitat|sender|verein)(in|innen|en|s)?\b|\bwie heisst\b`),
		pattern(TypePlace, `\b(wo|woher|wohin|welche[nrms]? (land|bundesstaat|stadt\w*|standort\w*|ort|region\w*|gebiet|strassen?|bezirk))\b`),
		pattern(TypeReason, `\b(warum|wieso|weshalb|aus welche[mn] gr\w+|welche[nr]? gr(und|unde)|grund fur|was (?:ist|war) (?:der grund|die ursache)|woran (?:liegt|lag)|wodurch|wie kommt es)\b`),
		pattern(TypeDefinition, `\bwofur steh(t|en)\b|\bwas bedeuten? .*(abkurzung|kurzel|buchstaben)`),
		pattern(TypePurpose, `\b(wozu|wofur|zu welchem zweck|was bringt|welchen zweck|welches? ziele?|was (?:ist|war|sind|waren|soll) (?:das|der|die|ihre?|seine?|eure?|denn das|denn der|damit|dadurch) (?:\w+ )?(?:ziele?|zweck|sinn|absicht|bezweckt|erreicht))\b`),
		pattern(TypeMeans, `\b(wodurch|womit|auf welche (art|weise)|wie genau)\b|^\W*(und )?wie (will|wollen|soll|sollen|wird|werden|kann|konnen|funktioniert|lauft|geht)\b`),
		pattern(TypeDefinition, `^\W*was (genau )?(ist|sind|heisst|bedeutet)( denn| eigentlich| uberhaupt| genau| bitte| mit)*( eine?| der| die| das| dem| den)?( \S+){1,2}( (genau|gemeint|eigentlich))?\s*\?*$|was versteht man unter|was ist mit .* gemeint`),
		pattern(TypeList, `\b(welche[nrs]?|nenne|was alles|liste|aufzahl\w*)\b`),
		pattern(TypeYesNo, `^\W*((und|aber|also) )?(ist|sind|hat|haben|wird|werden|kann|konnen|konnte|soll|sollen|gibt|gab|war|waren|muss|mussen|darf|durfen|bleibt|bleiben|bekommt|bekommen|will|wollen|plant|geht|kommt|macht|stimmt)\b`),
	},
	"en": {
		pattern(TypeSummary, `\bsummar|what('s| is| s)? (this|it|that|(this|that|the) (article|text|announcement|news|release|report|notice|story|piece|message))( all)? about|key (points|takeaways|facts)|main points|\bgist\b|tl;?\s?dr|in a nutshell|\boverview\b|what('s| is) (the )?news`),
		pattern(TypeShare, `\b(how (much|many|big|large|high)|what|which|by)\b.*(per ?cent|%|\bshare of\b|market share|\bproportion|\bfraction|\bpercentage|\brate\b|margin\b|efficacy|effectiveness)|how (effective|efficacious)`),
		pattern(TypeMoney, `\bhow many (billions?|millions?|euros?|dollars?|pounds?|bucks)\b`),
		pattern(TypeCount, `\b(how many|number of|amount of (people|users|players|employees|jobs))\b`),
		pattern(TypeMoney, `\bhow (much|big|large|high|expensive)\b.*\b(costs?|pa(y|ys|id|ying)|spen[dt]\w*|invest\w*|worth|earn\w*|rais(e|ed|ing)|money|dollars?|euros?|pounds?|usd|cash|bucks|billions?|millions?|set .* back|NOUN)\b|how expensive|\b(size|amount|volume|value|total) of (the |its |their |this )?NOUN\b|\bprice tag|^\W*(NOUN|costs?)\?*$|how much (is|are) (it|they|a|the) \w*\??$|what('s|s| is| are| was| were| will be)? (the )?((total|net|gross|overall|exact|adult|single|annual|monthly|yearly|weekly|daily|regular|normal|new|current|average|standard|minimum|maximum|starting|asking|reduced|full|sales|profit|revenue) ){0,2}(NOUN|costs?)\b|what (does|do|did|will|would) .*\b(cost|pay|spend|earn|charge)\b( (per|a|each|in|for|to|on|at)\b.*)?\W*$|\bget paid\b|^\W*(\w+ ){0,2}(NOUN|costs?)( (of|for)\b.*)?\?*$`),
		pattern(TypeFrequency, `\bhow (often|frequent\w*|regularly)\b`),
		pattern(TypeMeasure, `\bhow (much|big|large|high|far|tall|fast|deep|heavy|hot|warm|cold|wide|thick|powerful|strong|long is the \w+ (line|route|track|road|network|extension))\b|what (size|length|height|capacity|temperature|speed|distance)`),
		pattern(TypeDate, `\b(when|what (year|date|day|month|time|timeframe)s?|which (year|date|day|month)s?|how long|how soon|how old|timeline|timeframe|schedule|deadline|duration|by what date|until when|since when|start date|launch date)\b`),
		pattern(TypeWho, `^\W*((and|so|but|to|by|with|for|from) )?(who|whom|whose|who's|whos)\b|\b(who|whom|whose)\b|\b(which|what) (\w+ )?(company|companies|firm|firms|organi[sz]ation|agency|partner|manufacturer|contractor|supplier|provider|bank|person|people|institute|studio|publisher|regulator|authority|player|researcher|scientist|president|king|queen|emperor|leader|politician|minister|author|writer|artist|singer|actor|actress|director|coach|boss|general|philosopher|inventor|engineer|doctor|spokesperson|spokesman|spokeswoman|team|party|university|broadcaster|club|officer|chairman|founder|scholar|astronaut|composer|man|woman)s?\b|what('s| is) the name of`),
		pattern(TypePlace, `\b(where|(which|what) (country|countries|state|city|cities|town|place|location|region|site|street|road)s?)\b`),
		pattern(TypeReason, `\b(why|how come|what('s| is| was| are)? the reasons?|for what reason|reasons? (for|behind)|what (caused|causes|led|made)|what( i|')s to blame)\b`),
		pattern(TypeDefinition, `\bstands? for\b`),
		pattern(TypePurpose, `\b(what( \w+){0,4} for|for what purpose|what('s| is) the (purpose|point|goal|aim))\b`),
		pattern(TypeMeans, `^\W*((and|so|but) )?how (do|does|did|will|can|could|is|are|was|were|would|should|to)\b|\bby what means|in what way`),
		pattern(TypeDefinition, `^\W*what('s|s| exactly)?( is| are| does)( exactly)?( an?| the)?( \S+){1,2}( (mean|stand for))?( exactly)?\s*\?*$|\bmeant? by\b|\bwhat (exactly )?counts as\b|\bwhat does .* mean\b`),
		pattern(TypeList, `\b(which|what kinds?|what (types?|sorts?)|list|name (all|the)|what (else|all))\b`),
		pattern(TypeYesNo, `^\W*((and|so|but) )?(is|are|was|were|do|does|did|has|have|had|will|would|can|could|should|may|might|must|am)\b`),
	},
	"": { // all others
		pattern(TypeSummary, `de quoi (parle|s.agit)|\bresum|de que (trata|va)|di cosa (parla|si tratta)|riassu|o czym|podsumuj|streszcz|\bozet|ne hakkinda|konu ne|samenvat|waar gaat (het|dit|deze|dat)\b.*\bover`),
		pattern(TypeShare, `(pourcentage|porcentaje|percentuale|procent|yuzde|pour cent|por ciento|per cento)`),
		pattern(TypeDate, `\b(combien de temps|cuanto tiempo|quanto tempo|ile czasu|hoeveel tijd)\b`),
		pattern(TypeFrequency, `\b(combien de fois|cuantas veces|quante volte|kac kez)\b`),
		pattern(TypeMoney, `\b(combien de|cuantos|quanti|ile|kac|hoeveel) (milliards|miles de millones|miliard\w*|milyar|miljard|euros?|dollars?|dolares|dollari|dolar\w*)\b`),
		pattern(TypeCount, `\b(combien d.|cuant[oa]s|quant[ie]|ilu|ile (osob|pracown\w*|\w+ow\b)|kac|hoeveel (\w+en|mensen|\w+s)\b)`),
		pattern(TypeMoney, `\b(combien|cuanto|cuanta|quanto|quanta|ile|hoeveel|ne kadar|quel(le)?s? (est|sont) l(e|a|es)|cual(es)? (es|son) (el|la|l[oa]s)|qual e (il|la)|quali sono (i|le|gli)|jaki(e|a)? (jest|sa)|wat (is|zijn) (de|het))\b.*\b(argent|cout\w*|prix|paye\w*|invest\w*|dinero|cuesta\w*|costara|precio|pag\w+|invert\w*|inversion|soldi|denaro|cost\w*|prezzo|pieniedz\w*|kosztuj\w*|kosztow\w*|cena|zapla\w*|inwest\w*|zainwest\w*|para|maliyet\w*|fiyat\w*|yatir\w*|tutar\w*|geld|kost\w*|prijs|betal\w*|invester\w*|gagn\w*|gan(a|an|o|aron|ar)|guadagn\w*|zar(abia|obi)\w*|kazan\w*|verdien\w*|chiffre d.affaires|factur\w*|ingresos|fattur\w*|ricav\w*|przychod\w*|obrot\w*|ciro\w*|gelir\w*|omzet|benefic\w*|utili?|profitt\w*|zysk\w*|winst|perte\w*|perdid\w*|perdit\w*|strat\w*|zarar\w*|verlies\w*|salair\w*|salari\w*|stipendi\w*|pensj\w*|maas\w*|amende\w*|mult\w*|ceza\w*|boete\w*|dett\w*|deud\w*|dlug\w*|borc\w*|euro\w*|dolar\w*|dollar\w*)|\b(combien coute|cuanto cuesta|quanto costa|ile kosztuje|kac para|wat kost|hoeveel kost)`),
		pattern(TypeFrequency, `\b(a quelle frequence|combien de fois|tous les combien|cada cuanto|con que frecuencia|cuantas veces|ogni quanto|quante volte|con che frequenza|jak czesto|ne siklik\w*|kac kez|hoe (vaak|dikwijls))\b`),
		pattern(TypeMeasure, `\b(combien|cuanto|cuanta|quanto|quanta|ile|hoeveel|ne kadar|hoe (groot|hoog|lang is|ver|snel|warm))\b`),
		pattern(TypeDate, `\b(quand|quelle date|quelle annee|cuando|que (ano|fecha|dia)|en que ano|quando|che (anno|data)|in che anno|kiedy|w ktorym roku|ne zaman|hangi (yil|tarih)\w*|wanneer|welk jaar|hoe ?lang|combien de temps|cuanto tiempo|quanto tempo|jak dlugo|depuis quand|kadar surecek)\b`),
		pattern(TypeWho, `\b(qui|quien|quienes|chi|kto|komu|kogo|kim|kimler|kimin|wie|welk bedrijf|quelle (entreprise|societe)|que empresa|quale azienda|ktora firma|hangi (sirket|firma))\b`),
		pattern(TypePlace, `(^|\W)(ou (est|sont|se|va|vont|sera)|dove|donde|adonde|gdzie|skad|dokad|nerede\w*|nereye|waar|quel(le)? (ville|pays|lieu)|que (ciudad|pais|lugar)|quale (citta|paese))\b`),
		pattern(TypeReason, `\b(pourquoi|por que|perche|dlaczego|czemu|neden|nicin|niye|waarom)\b`),
		pattern(TypePurpose, `\b(a quoi sert|para que|a che serve|po co|ne icin|waarvoor|waartoe)\b`),
		pattern(TypeMeans, `^\W*(comment|como|come|jak|nasil|hoe)\b`),
		pattern(TypeDefinition, `\bqu.est-ce que\b|^\W*que (es|son|significa)( exactamente)?( un[oa]?s?| el| la| l[oa]s)?( \S+){1,2}\W*$|\b(che )?cos.? ?e\b|\bco to (jest|sa|znaczy)?\b|\bnedir\b|\bne demek\b|^\W*wat (is|zijn|betekent)( precies| eigenlijk)?( een| de| het)?( \S+){1,2}\W*$`),
		pattern(TypeList, `\b(quels|quelles|cuales|quali|jakie|ktore|hangi|welke|lesquels)\b`),
		pattern(TypeYesNo, `^\W*(est-ce|es-ce|czy|kan|is|wordt|gaat|heeft|zijn)\b|\b(mi|mu|midir|mudur|midir)\b`),
	},
}

// whenClause is a clause of English that tells of a time and asks for none: "how do I return
// books when it's closed?".
var whenClause = CompilePattern(`^\W*(?:(?:and|so|but|ok|hey) )?(?:how|where|what|who|why|which|do|does|did|can|could|is|are|will|may|should|must)\b.*?\b(when (?:it|its|the|they|i|we|you|he|she|my|our|their|an?|this|that|there|all|no|someone|something)\b)`)

// TypeOf returns the answer type of a question in language lang, which may be
// empty: then all patterns are tried.
func TypeOf(question, lang string) AnswerType { return typeOf(Fold(question), lang) }

func typeOf(fold, lang string) AnswerType {
	if lang == "de" {
		fold = withUmlauts(fold)
	}
	fold = markMoney(fold)
	if at := whenClause.FindStringSubmatchIndex(fold); at != nil {
		fold = fold[:at[2]]
	}
	lists := []string{lang}
	switch lang {
	case "de", "en":
	case "":
		lists = []string{"de", "en", ""}
	default:
		lists = []string{""}
	}
	for _, list := range lists {
		for _, p := range typePatterns[list] {
			if p.MatchString(fold) {
				return p.answerType
			}
		}
	}
	return TypeOpen
}

// typeWords name the answer type rather than the matter: a passage that holds
// an amount speaks of "the sum", whatever it calls it.
var typeWords = map[AnswerType]*regexp.Regexp{
	TypeMoney: regexp.MustCompile(`^(geld\w*|kohle|knete|summen?|betrag\w*|scheck|cheque|check|money|cash|bucks|sum|amount|dollars?|usd|euros?|pounds?|` +
		`milliarden|mrd|mio|millionen|millions?|billions?|teuer|expensive|hand|nimmt|steckt|stecken|zahlt|writ\w*|argent|dinero|soldi|pieniedz\w*|para|geld)$`),
	TypeDate:       regexp.MustCompile(`^((ab|bis|seit) wann|zeitraum|zeitrahmen|zeitplan|zeitpunkt|datum|termin|jahr\w*|dauer|dauert|timeframe|timeline|schedule|date|years?|period|soon|annee|date|fecha|ano|data|anno|rok\w*|yil\w*|jaar)$`),
	TypeCount:      regexp.MustCompile(`^(zahl|anzahl|number|viele|count)$`),
	TypeShare:      regexp.MustCompile(`^(prozent\w*|anteil\w*|percent\w*|cent|share|proportion|percentage|procent|yuzde|pourcentage|porcentaje|percentuale)$`),
	TypeWho:        regexp.MustCompile(`^(unternehmen|firma|konzern|company|firm|wer|name|heisst|person)$`),
	TypePlace:      regexp.MustCompile(`^(ort|standort|place|location|site|liegt|located|situated|steht)$`),
	TypeReason:     regexp.MustCompile(`^(grund|grunde|reasons?|cause)$`),
	TypePurpose:    regexp.MustCompile(`^(zweck|ziele?|sinn|absicht|bezweckt|erreicht|purpose|goals?|aims?|point)$`),
	TypeDefinition: regexp.MustCompile(`^(stands?( for)?|steh(t|en)|means?|meant|bedeutet|gemeint|abkurzung|definition|exactamente|precies)$`),
	TypeMeans:      regexp.MustCompile(`^(weise|funktioniert|works?|way)$`),
}

// Typed tells whether only some passages hold what the type needs.
func (t AnswerType) Typed() bool {
	switch t {
	case TypeMoney, TypeCount, TypeShare, TypeMeasure, TypeFrequency, TypeDate, TypeWho, TypePlace:
		return true
	}
	return false
}

// standsFor tells whether the type itself says what a folded word of the
// question asks for.
func (t AnswerType) standsFor(folded string) bool {
	p := typeWords[t]
	return p != nil && p.MatchString(folded)
}

// asksCause tells whether a reason or purpose is asked for.
func (e Expectation) asksCause() bool { return e.Type == TypeReason || e.Type == TypePurpose }

// Expectation is what an answer to a question must hold. The zero value expects
// nothing in particular.
type Expectation struct {
	Type    AnswerType
	Unit    string          // that a count is asked in ("how many GW"); empty: none
	units   string          // base units in which a measure is given; empty: any
	figures []Figure        // that the question itself gives
	dates   []Date          // likewise
	words   map[string]bool // folded words of the question
	office  bool            // a person is asked for, by what they are: whoever announces is none
	long    bool            // "how long": a span of time, or a length
	length  bool            // "how long is": hardly from a date to another
	bare    bool            // "how many can": of what is counted a share will do
	onlyIf  bool            // what is so on a condition: "what happens if"
	change  bool            // of an amount of money: a share of it will do

	precise func(d Date, monthNamed bool) bool // what a date must say; nil: anything
	demands []demand                           // of the question's form
	rivals  map[rival]bool                     // that the question names
	folded  string                             // the question, where it has demands
}

// whatIf asks for what is so on a condition.
var whatIf = CompilePattern(`\b(?:was (?:passiert|geschieht|ist)|what|und)\b.*\b(?:wenns?|falls|if)\b`)

var howLong = CompilePattern(`\b(how long|wie lange?|hoe lang|jak dlugo|combien de temps|cuanto tiempo|quanto tempo|ne kadar sur\w*)\b`)

var howLongIs = CompilePattern(`\b(how long (is|are)|wie lang (ist|sind|wird))\b`)

// Expect reads what an answer to a question in language lang must hold.
func Expect(question, lang string) Expectation {
	fold := Fold(question)
	e := Expectation{Type: typeOf(fold, lang)}
	if e.demands = demandsOf(fold, e.Type); e.demands != nil {
		e.folded = fold
	}
	e.rivals = rivalsOf(question, lang)
	e.onlyIf = whatIf.MatchString(fold)
	switch e.Type {
	case TypeCount:
		thing := countedThing(question)
		e.Unit, e.bare = UnitIn(thing), namesNothing(thing, lang)
		e.figures = Figures(question, lang)
	case TypeMoney, TypeShare:
		e.figures = Figures(question, lang)
		e.change = changes.MatchString(fold)
	case TypeMeasure:
		e.figures, e.units = Figures(question, lang), measureAsked(fold)
	case TypeDate:
		e.dates = Dates(question, lang)
		e.long = howLong.MatchString(fold)
		e.length = howLongIs.MatchString(fold)
		e.precise = precision(fold)
	case TypeWho, TypePlace:
		e.words = map[string]bool{}
		for w := range eachWord(question) {
			e.words[w.folded] = true
			e.office = e.office || offices()[w.folded]
		}
	}
	return e
}

// changes tells questions for how much more or less an amount is, or how much of it
// somebody bears.
var changes = CompilePattern(`\b(?:rais(?:e|es|ed|ing)|rises?|rose|rising|increas\w*|go(?:es)? up|up by|cut|cheaper|dearer|discount|off|fall|fell|drop\w*|how much of|share|split|chip\w*|contribut\w*|` +
	`erhoh\w*|steig\w*|gestiegen|rauf|hoch ?gehen|teurer|billiger|gunstiger|rabatt|nachlass|sink\w*|gesunken|dazu|beitrag\w*|ubernimmt|ubernehmen|tragt|tragen|anteil\w*|` +
	`subir\w*|sube\w*|bajar\w*|augment\w*|baiss\w*|aument\w*|wzros\w*|podwyz\w*|artir\w*|artis\w*|stijg\w*|verho\w*)\b`)

// howMany asks for a count; what is counted follows.
var howMany = CompilePattern(`(?i)\b(how many|wie ?viele?|number of|anzahl (der|von)|combien d(e|\W)|cu[aá]nt[oa]s|quant[ie]|ile|ka[cç]|hoeveel)`)

// countedThing is the two words of the question behind what asks for their number;
// the question where nothing does.
func countedThing(question string) string {
	at := howMany.FindStringIndex(question)
	if at == nil {
		return question
	}
	rest := question[at[1]:]
	if ws := words(rest); len(ws) > 2 {
		return rest[:ws[1].end]
	}
	return rest
}

// namesNothing tells whether what stands behind "how many" begins with a word of grammar:
// "how many can", "wie viele haben".
func namesNothing(thing, lang string) bool {
	first := Fold(firstWord(thing))
	return first == "" || functionWords()[lang][first] || modals[lang][first] || finiteVerbs[first]
}

// precision is what a date must say for a question that asks for the month or the
// day, or when something came to be; nil: anything.
func precision(fold string) func(d Date, monthNamed bool) bool {
	switch {
	case asksMonth.MatchString(fold):
		return func(d Date, named bool) bool { return d.Month != 0 || named }
	case asksDay.MatchString(fold):
		return func(d Date, _ bool) bool { return d.Day != 0 }
	case asksOrigin.MatchString(fold):
		return func(d Date, _ bool) bool { return d.Year != 0 }
	}
	return nil
}

var (
	asksMonth = CompilePattern(`\b(?:welche[mnr]? monat|(?:what|which) month|quel mois|que mes|che mese|ktorym miesiacu|hangi ay|welke maand)\b`)
	// asksOrigin is no question for an hour or a day of the week.
	asksOrigin = CompilePattern(`\bwhen (?:was|were) .*\b(?:built|founded|established|constructed|born|invented)\b|\bwann (?:wurden?|ist|sind) .*\b(?:gebaut|gegrundet|erbaut|errichtet|geboren|erfunden)\b`)
	asksDay    = CompilePattern(`\b(?:welche[mnrs]? (?:genauen )?(?:tag|datum)|genaue[nrs]? (?:tag|datum|termin)|(?:what|which) (?:exact |precise )?(?:day|date)s?|an welchen (?:tagen|terminen)|exact (?:day|date)|quelle date|quel jour)\b`)
)
