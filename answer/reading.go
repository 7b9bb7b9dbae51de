package answer

import (
	"regexp"
	"strings"
	"unicode"

	"footnote/knowledge"
)

// reading is what code understands of a question.
type reading struct {
	text        string // cleaned; with a leaning follow-up, the question before it too
	language    string // of the answer
	asked       string // language that the text is written in, as far as it shows
	intent      Intent
	kind        kind
	leans       bool // refers to the question before
	aboutShares bool
	unit        string                 // that a count is asked in ("how many GW"); empty: none
	given       func(word string) bool // words that the kind of answer stands for; nil: none
}

// kind is what sort of thing an answer must hold.
type kind string

const (
	kindOpen    kind = ""
	kindMoney   kind = "money"
	kindCount   kind = "count"
	kindMeasure kind = "measure"
	kindShare   kind = "share"
	kindDate    kind = "date"
	kindWho     kind = "who"
	kindPlace   kind = "place"
	kindReason  kind = "reason"
	kindList    kind = "list"
	kindSummary kind = "summary"
)

// kindPatterns are tried in order on the folded question, the first match
// wins. They name the words of all languages together: a word that means
// something else in another language is written with enough around it.
var kindPatterns = []struct {
	kind    kind
	pattern *regexp.Regexp
}{
	{kindSummary, folded(`worum (geht|handelt)|zusammenfass|fass.{0,30}zusammen|tl;?\s?dr|kurzfassung|uberblick|in kurze|summar|what('s| is) (this|it|that|the)( \w+)?( all)? about|key (points|takeaways|facts)|main points|gist|wichtigste[n]? (punkte|infos|fakten)|de quoi (parle|s'agit)|resume|resumen|de que (trata|va)|di cosa (parla|si tratta)|riassu|o czym|podsumuj|streszcz|ozet|ne hakkinda|konu ne|samenvat|waar gaat`)},
	{kindMoney, folded(`(wie ?viel|welche[rs]?|um wie|wie hoch|wie gross|wie teuer|was kostet|was kosten|how much|how big|how large|how high|what('s| is) the (size|price|cost|budget)|combien|cuant[oa]|quant[oa]|ile|hoeveel|kac|ne kadar).{0,60}(geld|invest|kost|dollar|usd|euro|mrd|milliard|ausgeben|ausgibt|gibt.*aus|budget|summe|betrag|scheck|kohle|knete|money|spend|cost|cheque|check|billion|price|pay|argent|dinero|soldi|denaro|pieniedz|para|yatir|geld|kwot|inwest)|was kostet|wie teuer|what does .* cost|budget`)},
	{kindShare, folded(`\b(wie ?viel|wie hoch|welche[nr]?|what|how (much|many|big|large|high)).{0,40}(prozent|anteil|percent|share of|market share|quote\b)`)},
	{kindCount, folded(`\b(wie ?viele|how many|number of|anzahl|combien de|cuant[oa]s|quant[ie]|ilu|ile|kac|hoeveel)\b`)},
	{kindMeasure, folded(`\b(wie ?viel|wie hoch|wie gross|wie lang|wie weit|wie stark|how much|how big|how large|how high|how far|how long is|combien|cuant[oa]|quant[oa]|ne kadar)\b`)},
	{kindDate, folded(`\b(wann|welche[ms] jahr|wie lange|ab wann|when|what year|which year|what date|what timeframe|welche[mnr] zeitraum|zeitraum|timeframe|how long|how soon|quand|cuando|quando|kiedy|ne zaman|wanneer|baubeginn|zeitplan|timeline|schedule)\b`)},
	{kindWho, folded(`^(und |and )?(wer|wem|wen|wessen|who|whom|whose|qui|quien|quienes|chi|kto|komu|kim|kimler)\b|\b(welche[sr]? (unternehmen|firma|konzern|behorde)|which (company|firm))\b`)},
	{kindPlace, folded(`\b(wo|woher|wohin|where|welche[nm]? (land|bundesstaat|stadt|standort|ort|region)|which (country|state|city|region|place)|ou est|dove|donde|gdzie|nerede|waar)\b`)},
	{kindReason, folded(`\b(warum|wieso|weshalb|wozu|why|what for|how come|pourquoi|por que|perche|dlaczego|neden|nicin|niye|waarom)\b`)},
	{kindList, folded(`\b(welche|wofur|was alles|which|what kinds?|list|nenne|quels|quelles|cuales|quali|jakie|hangi)\b`)},
}

// kindWords name the kind of answer rather than what it is about: a passage
// that holds an amount speaks of "the sum", whatever it calls it.
var kindWords = map[kind]*regexp.Regexp{
	kindMoney: folded(`^(geld\w*|kohle|knete|summen?|betrag\w*|budget|scheck|cheque|check|money|cash|sum|amount|dollars?|usd|euros?|milliarden|mrd|billions?|kost\w*|costs?|price|preis|teuer|expensive|hand|nimmt|steckt|stecken|ausgeben|ausgibt|ausgegeben|spend\w*|spent|writing|argent|dinero|soldi|pieniedz\w*|para|geld)$`),
	kindDate:  folded(`^(zeitraum|zeitrahmen|zeitplan|datum|termin|jahr\w*|fliessen|timeframe|timeline|schedule|date|years?|period|soon)$`),
	kindCount: folded(`^(zahl|anzahl|number|viele|count)$`),
	kindWho:   folded(`^(unternehmen|firma|konzern|company|firm|wer)$`),
}

// folded compiles a pattern that is matched against folded text.
func folded(pattern string) *regexp.Regexp { return regexp.MustCompile(pattern) }

var sharesWords = folded(`aktie|aktionar|anleger|kurs|rendite|dividende|borse|share|stock|investor|dividend|actionnaire|accionist|azionist|akcjonar|hissedar|aandeel`)

// leaning matches questions that make no sense without the one before.
var leaning = folded(`^(und|and|et|y|e|a|i|ve|en)\b|^(warum|wieso|weshalb|wozu|why|how come|wann|when|wo|where|wer|who|wie viele?|how (much|many))( (genau|denn|exactly))?\s*[?!.]*$|\b(davon|dafur|damit|dazu|dort|the rest of it|of (it|them)|that one|the same)\b`)

// read understands text, the cleaned question q.
func (e *Engine) read(text string, q Question) reading {
	r := reading{text: text, asked: knowledge.DetectLanguage(text)}
	r.language = firstOf(q.Language, r.asked, otherScript(text), primary(q.Locale), e.Announcement.Language)
	if r.asked == "" {
		r.asked = r.language
	}
	fold := knowledge.Fold(text)
	r.intent = intentOf(fold)
	r.kind = kindOf(fold)
	if r.kind == kindCount {
		r.unit = knowledge.UnitIn(text)
	}
	if words := kindWords[r.kind]; words != nil {
		r.given = words.MatchString
	}
	r.aboutShares = sharesWords.MatchString(fold)
	if len(q.History) > 0 && len(strings.Fields(text)) <= 8 && leaning.MatchString(fold) {
		r.leans = true
		r.text = q.History[len(q.History)-1] + " " + text
	}
	return r
}

func kindOf(fold string) kind {
	for _, k := range kindPatterns {
		if k.pattern.MatchString(fold) {
			return k.kind
		}
	}
	return kindOpen
}

func firstOf(candidates ...string) string {
	for _, c := range candidates {
		if c != "" {
			return c
		}
	}
	return ""
}

// otherScript is English for a text in a script that none of our languages is
// written in: its writer reads English rather than the announcement's language.
func otherScript(text string) string {
	latin, other := 0, 0
	for _, r := range text {
		switch {
		case unicode.Is(unicode.Latin, r):
			latin++
		case unicode.IsLetter(r):
			other++
		}
	}
	if other > latin {
		return "en"
	}
	return ""
}

// primary is the primary subtag of a locale such as "de-AT".
func primary(locale string) string {
	tag, _, _ := strings.Cut(locale, "-")
	return strings.ToLower(tag)
}
