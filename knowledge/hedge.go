package knowledge

import (
	"slices"
	"strings"
)

// hedgePhrases stand right before a figure, folded; longer ones first where
// one ends in another.
var hedgePhrases = map[Hedge]string{
	HedgeUpTo: "within|innerhalb von|innerhalb|binnen|innert|bis zu|bis auf|hochstens|maximal|up to|at most|no more than|as much as|as many as|jusqu'a|au plus|maximum|" +
		"hasta|como maximo|fino a|al massimo|nawet do|maksymalnie|do|en fazla|tot|hooguit|maximaal",
	HedgeAbout: "rund|etwa|circa|ca.|ca|ungefahr|zirka|in etwa|grob|about|around|roughly|approximately|approx.|some|circa|" +
		"environ|autour de|unos|unas|alrededor de|aproximadamente|cerca de|circa|all'incirca|okolo|mniej wiecej|yaklasik|ongeveer|zo'n|rond",
	HedgeNearly: "knapp|fast|nahezu|beinahe|nearly|almost|close to|just under|pres de|presque|casi|quasi|prawie|niemal|neredeyse|bijna",
	HedgeOver: "uber|mehr als|gut|more than|over|upwards of|in excess of|plus de|mas de|piu di|oltre|ponad|wiecej niz|" +
		"meer dan|ruim",
	HedgeUnder: "unter|weniger als|less than|fewer than|under|below|moins de|menos de|meno di|mniej niz|ponizej|minder dan|onder",
	HedgeAtLeast: "mindestens|wenigstens|zumindest|ab|from the age of|at least|no less than|no fewer than|au moins|al menos|por lo menos|almeno|" +
		"co najmniej|przynajmniej|en az|minstens|ten minste",
}

// hedgeWords are those of the hedge phrases, folded, of languages in which little
// else is made of them.
var hedgeWords = wordsOf("jusqu autour environ maximum hasta maximo alrededor aproximadamente unos unas fino massimo oltre almeno circa maksymalnie okolo ponad " +
	"przynajmniej mniej wiecej yaklasik fazla kadar ongeveer hooguit maximaal minstens minste")

// ambiguousHedges mean something else in another language ("do" is no hedge in
// English); they count only in theirs.
var ambiguousHedges = map[string]string{
	"do": "pl", "tot": "nl", "gut": "de", "ab": "de", "unter": "de", "fast": "de", "over": "en nl", "some": "en", "uber": "de",
	"ruim": "nl", "rond": "nl", "onder": "nl", "quasi": "it fr", "ca": "de nl it",
}

// hedgeAround returns the hedge that before ends in or after begins with.
func hedgeAround(before, after, lang string) Hedge {
	tail := before
	if len(tail) > 48 {
		tail = tail[len(tail)-48:]
		tail = tail[strings.IndexByte(tail, ' ')+1:]
	}
	tail = " " + strings.Join(strings.Fields(Fold(tail)), " ")
	// Articles and currencies may stand between hedge and figure.
	short := tail
	for _, between := range []string{" the", " den", " die", " der", " a", " an", " usd", " eur"} {
		short = strings.TrimSuffix(short, between)
	}
	best, found := 0, Hedge("")
	for hedge, phrases := range hedgePhrases {
		for phrase := range strings.SplitSeq(phrases, "|") {
			only, ambiguous := ambiguousHedges[phrase]
			if ambiguous && !strings.Contains(only, lang) {
				continue
			}
			if len(phrase) > best && (endsIn(tail, phrase) || endsIn(short, phrase)) {
				best, found = len(phrase), hedge
			}
		}
	}
	if found == "" {
		found = hedgeBehind(after)
	}
	return found
}

// endsIn tells whether tail ends in phrase at a word's beginning.
func endsIn(tail, phrase string) bool {
	rest, ok := strings.CutSuffix(tail, phrase)
	return ok && (strings.HasSuffix(rest, " ") || strings.HasSuffix(rest, "("))
}

// hedgeBehind knows the hedges that follow their figure.
func hedgeBehind(after string) Hedge {
	rest := strings.TrimLeft(Fold(after[:min(len(after), 40)]), " ")
	switch {
	case hasWordPrefix(rest, "oder mehr", "und mehr", "or more", "or above", "and above", "or over", "and over", "or older", "and older", "oder alter", "und alter", "und daruber", "ou plus", "o mas", "o piu"):
		return HedgeAtLeast
	case hasWordPrefix(rest, "oder weniger", "or less", "or fewer"):
		return HedgeUpTo
	case hasWordPrefix(rest, "'dan fazla", "'den fazla", "dan fazla", "den fazla", "'tan fazla", "'ten fazla"):
		return HedgeOver
	case hasWordPrefix(rest, "'a kadar", "'e kadar", "'ya kadar", "'ye kadar"):
		return HedgeUpTo
	}
	return ""
}

func hasWordPrefix(s string, prefixes ...string) bool {
	for _, p := range prefixes {
		if strings.HasPrefix(s, p) {
			return true
		}
	}
	return false
}

// markers are words that turn a statement, folded, by language.
type markers map[string]map[string]bool

// newMarkers reads lists of words with spaces between.
func newMarkers(lists map[string]string) markers {
	m := markers{}
	for lang, list := range lists {
		m[lang] = map[string]bool{}
		for w := range strings.FieldsSeq(list) {
			m[lang][w] = true
		}
	}
	return m
}

// negations say that something is not so.
var negations = newMarkers(map[string]string{
	"de": "nicht kein keine keinen keinem keiner keines nie niemals ohne weder nirgends niemand niemandem niemanden nichts keinerlei",
	"en": "not no never without neither nor none nobody nothing cannot",
	"fr": "pas jamais sans aucun aucune ni rien personne", "es": "no nunca sin ni ningun ninguna nadie nada jamas",
	"it": "non mai senza nessun nessuno nessuna ne niente", "pl": "nie nigdy bez zaden zadna ani nikt nic",
	"tr": "degil yok hic asla olmadan", "nl": "niet geen nooit zonder niemand niets noch",
})

// modals say that something is planned, possible, expected or reported rather
// than done.
var modals = newMarkers(map[string]string{
	"de": "soll sollen sollte sollten will wollen wollte mochte mochten plant planen plante geplant geplante geplanten geplanter geplantes " +
		"vorgesehen beabsichtigt beabsichtigen konnte konnten kann konnen darf durfte durften moglich moglicherweise " +
		"voraussichtlich erwartet erwarten gerechnet rechnen erwartung wohl vermutlich wahrscheinlich chance chancen ziel zielt strebt angestrebt kunftig " +
		"mutmasslich mutmassliche mutmasslicher mutmassliches mutmasslichen mutmasslichem vermeintlich anscheinend womoglich eventuell laut zufolge angeblich offenbar prognose rechnet kundigt kundigte kundigten angekundigt verspricht versprach zugesagt zusage schatzt schatzte geschatzt versucht versuchte versuchten",
	"en": "would plan plans planned planning intends intend intended aims aim aimed could can cannot may might should set yet expected " +
		"expects expect possible possibly likely probably perhaps hopes hope wants want seeks proposed future chance chances " +
		"reportedly allegedly presumably supposedly apparently seemingly purportedly ostensibly according due slated scheduled projected forecast promised promises undertaken undertakes pledged earmarked estimates estimated estimate intention supposed designed meant goal agreed agrees tried tries trying attempted attempts vowed",
	"fr": "va veut prevoit prevoient prevu prevue prevus prevues devrait devraient doit doivent peut peuvent pourrait pourraient selon " +
		"possible probablement envisage entend attendu vise chances prevues veulent vont sera seront envisagent compte comptent souhaite",
	"es": "va quiere planea preve previsto prevista debe deberia puede pueden podria podrian segun posible probablemente espera " +
		"esperado pretende planeado planeada planeados objetivo oportunidades invertira comenzara previstos previstas prevista planea planean " +
		"preven deberian espera esperan quieren sera seran habra",
	"it": "vuole prevede previsto prevista dovrebbe dovrebbero deve puo possono potrebbe potrebbero secondo possibile " +
		"probabilmente intende pianifica pianificato atteso mira previsti previste prevedono vogliono sara saranno dovranno dovra attesa attesi",
	"pl": "chce planuje planowany planowane planowana ma maja moze moga moglby powinien wedlug mozliwe prawdopodobnie zamierza " +
		"oczekuje oczekiwany",
	"tr": "planliyor planlaniyor planlanan istiyor hedefliyor hedef olabilir gore muhtemelen bekleniyor beklenen mumkun planladigi " +
		"gerekiyor yapacak edecek olacak baslayacak",
	"nl": "wil willen zal zullen plant plannen gepland geplande moet moeten kan kunnen zou zouden volgens mogelijk waarschijnlijk verwacht " +
		"beoogt",
})

func (m markers) in(s, lang string) bool {
	for w := range eachWord(s) {
		if m.has(w, lang) {
			return true
		}
	}
	return false
}

func (m markers) among(ws []word, lang string) bool {
	return slices.ContainsFunc(ws, func(w word) bool { return m.has(w, lang) })
}

func (m markers) has(w word, lang string) bool {
	return m[lang][w.folded] && w.text != "May" && w.text != "Will"
}

// Negated tells whether s, in the given language, denies something.
func Negated(s, lang string) bool {
	return negations.in(s, lang) || lang == "en" && contracted.MatchString(s)
}

// isTo is the English plan that no single word tells.
var isTo = CompilePattern(`\b(?:is|are|was|were) (?:also |now |then |first )?to (?:be |have )?[a-z]{2,}`)

// intents are those of the modals that say of something that it is yet to be done.
var intents = newMarkers(map[string]string{
	"de": "soll sollen will wollen mochte mochten plant planen geplant geplante geplanten geplanter geplantes vorgesehen beabsichtigt beabsichtigen",
	"en": "plan plans planned planning intends intend intended aims aim wants want proposed scheduled slated",
})

// Modal tells whether s, in the given language, speaks of a plan, a
// possibility, an expectation or a report rather than of a fact.
func Modal(s, lang string) bool {
	return modals.in(s, lang) || lang == "en" && isTo.MatchString(s)
}

// Hedged tells whether s is [Modal] or has a figure with a [Hedge].
func Hedged(s, lang string) bool {
	if Modal(s, lang) {
		return true
	}
	for _, f := range Figures(s, lang) {
		if f.Hedge != "" {
			return true
		}
	}
	return false
}

// times are words that say when, without a date.
var times = newMarkers(map[string]string{
	"de": "heute derzeit moment momentan aktuell bereits kunftig bald jahr jahre jahren jahrelang monat monate monaten woche wochen tag tage tagen quartal mittelfristig " +
		"langfristig kurzfristig fruhjahr sommer herbst winter januar februar marz april mai juni juli august september oktober november " +
		"dezember morgen gestern ende anfang mitte uhr ab seit bis montag dienstag mittwoch donnerstag freitag samstag sonntag",
	"en": "today currently already soon year years month months week weeks day days quarter spring summer autumn fall winter january " +
		"february march april may june july august september october november december tomorrow yesterday noon since until monday " +
		"tuesday wednesday thursday friday saturday sunday",
})
