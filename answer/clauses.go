package answer

import (
	"regexp"
	"slices"
	"strings"

	"footnote/knowledge"
)

// joints join two clauses.
var joints = map[string]*regexp.Regexp{
	"de": joint("und|aber|sowie|jedoch|während"), "en": joint("and|but|while|whereas"), "fr": joint("et|mais"), "es": joint("y|e|pero"),
	"it": joint("e|ed|ma"), "pl": joint("i|oraz|ale|a"), "tr": joint("ve|ama|fakat"), "nl": joint("en|maar"),
}

func joint(words string) *regexp.Regexp {
	return regexp.MustCompile(`;\s+(?:(?:` + words + `)\s)?|,?\s(?:` + words + `)\s`)
}

// conditions make of what follows something else than a statement of its own,
// folded, all languages together.
var conditions = wordSet(`wenn falls sofern weil da dass ob damit obwohl if unless because that whether although provided though so
	si parce que quoique sauf porque aunque perche se benche jezeli jesli gdy poniewaz ze eger cunku als omdat dat hoewel tenzij`)

// finiteForms are forms of verbs that a clause can have of its own, folded.
var finiteForms = map[string]map[string]bool{
	"de": wordSet(`ist sind war waren wird werden wurde wurden hat haben hatte hatten soll sollen will wollen kann konnen konnte konnten muss mussen darf durfen
		bleibt bleiben gibt plant planen baut bauen investiert investieren startet starten beginnt beginnen endet enden kostet kosten liegt liegen nutzt nutzen
		nutzte verwendet verwenden kommt kommen steigt steigen sinkt sinken wachst wachsen zahlt zahlen schliesst schliessen offnet offnen entsteht entstehen
		unterstutzt unterstutzen liefert liefern ubernimmt ubernehmen erhalt erhalten bekommt bekommen schafft schaffen arbeitet arbeiten gilt gelten fahrt fahren
		halt halten stellt stellen macht machen setzt setzen sucht suchen verkauft kauft stammt stammen dauert lauft laufen findet finden wechselt tritt fallt fallen
		betragt umfasst stimmte stieg fiel sank begann wuchs schloss lag kam ging gab bietet bieten braucht brauchen erwartet rechnet verliert gewinnt`),
	"en": wordSet(`is are was were has have had will would can could may might shall should must does do did plans plan builds build built invests invested starts
		started begins began ends ended costs cost uses used comes came rises rose falls fell grows grew pays paid closes closed opens opened supports
		supported supplies delivers takes took gets got receives received creates created works runs ran serves served holds held makes made wants wanted
		intends expects expected remains remained stays stayed goes went gives gave keeps kept needs needed lies lay loses lost wins won sells sold buys bought
		provides offers leaves joins moves becomes became spends spent relies relied employs belongs launches launched stops stopped isn't aren't won't doesn't don't didn't wasn't weren't hasn't haven't can't`),
	"fr": wordSet(`est sont etait sera seront a ont avait va vont veut veulent doit doivent peut peuvent prevoit prevoient investit investira commence commencera coute utilise construit ouvre ferme soutient utilisent`),
	"es": wordSet(`es son fue era sera seran ha han va van quiere quieren debe deben puede pueden preve planea invierte invertira empieza comienza comenzara cuesta usa utiliza construye abre cierra apoya utilizan usan`),
	"it": wordSet(`e sono era sara saranno ha hanno va vanno vuole vogliono deve devono puo possono prevede investe investira inizia comincia costa usa utilizza costruisce apre chiude sostiene usano utilizzano`),
	"pl": wordSet(`jest sa byl byla bylo beda bedzie ma maja chce chca moze moga musi planuje inwestuje zainwestuje zaczyna rozpocznie kosztuje uzywa buduje otwiera zamyka wspiera korzysta`),
	"tr": wordSet(`istiyor planliyor yapacak edecek olacak baslayacak basliyor kullaniyor kuruyor destekliyor yatiriyor degil var yok`),
	"nl": wordSet(`is zijn was waren heeft hebben had zal zullen wil willen kan kunnen moet moeten wordt worden werd plant investeert begint start kost gebruikt bouwt opent sluit steunt gebruiken`),
}

// finite tells whether s has a finite verb of its own, as far as they are known.
func finite(s, lang string) bool { return verbAt(strings.Fields(s), lang) >= 0 }

// verbAt is the first finite verb of some words, or -1. "May" is a month.
func verbAt(words []string, lang string) int {
	return slices.IndexFunc(words, func(w string) bool {
		return w != "May" && w != "Will" && finiteForms[lang][foldedWord(w)]
	})
}

func foldedWord(w string) string {
	return strings.ReplaceAll(knowledge.Fold(strings.Trim(w, ".,;:!?„“”\"«»()")), "’", "'")
}

// longestSubject is how many words are carried over, fewest how many a clause has.
const (
	longestSubject = 8
	fewestWords    = 2
)

// clauses are the parts of a sentence in language lang that state something of
// their own, each with a subject: that of the clause before is carried over. A
// sentence that cannot be taken apart safely is one clause.
func clauses(s, lang string) []string {
	re := joints[lang]
	if re == nil {
		return []string{s}
	}
	var out []string
	start, subject := 0, ""
	for _, m := range re.FindAllStringIndex(s, -1) {
		left, right := s[start:m[0]], s[m[1]:]
		if next := re.FindStringIndex(right); next != nil {
			right = right[:next[0]]
		}
		semicolon := s[m[0]] == ';'
		if !semicolon && (!finite(left, lang) || !finite(right, lang) || conditional(s[:m[0]])) || len(strings.Fields(right)) < fewestWords {
			continue
		}
		of := firstOf(subjectOf(left, lang), subject)
		if startsWithVerb(right, lang) && of == "" || !semicolon && governed(left, right, lang) {
			continue
		}
		out = append(out, withSubject(left, subject, lang))
		start, subject = m[1], of
	}
	return append(out, withSubject(s[start:], subject, lang))
}

func conditional(s string) bool {
	return slices.ContainsFunc(strings.Fields(s), func(w string) bool { return conditions[foldedWord(w)] })
}

// governing verbs are followed by an infinitive, and bare forms are those of
// finiteForms that may be one, folded.
var (
	governing = map[string]map[string]bool{
		"de": wordSet("wird werden soll sollen will wollen kann konnen konnte konnten muss mussen darf durfen"),
		"en": wordSet("will would can could may might shall should must does do did to don't doesn't didn't won't can't"),
	}
	bareForms = map[string]*regexp.Regexp{
		"de": regexp.MustCompile(`^(?:planen|bauen|investieren|starten|beginnen|enden|kosten|liegen|nutzen|verwenden|kommen|steigen|sinken|wachsen|zahlen|schliessen|offnen|entstehen|` +
			`unterstutzen|liefern|ubernehmen|erhalten|bekommen|schaffen|arbeiten|gelten|fahren|halten|stellen|machen|setzen|suchen|stammen|laufen|finden|fallen|bleiben|geben|haben|werden)$`),
		"en": regexp.MustCompile(`^(?:have|do|run|cut|put|set)$`),
	}
)

// governed tells whether the only verb of right may be an infinitive that a verb of
// left governs: "will be longer and have 26 stops".
func governed(left, right, lang string) bool {
	if bareForms[lang] == nil {
		return false
	}
	of := slices.ContainsFunc(strings.Fields(left), func(w string) bool { return governing[lang][foldedWord(w)] })
	return of && !whole(right, lang)
}

// whole tells whether s has a finite verb that is no infinitive.
func whole(s, lang string) bool {
	return slices.ContainsFunc(strings.Fields(s), func(w string) bool {
		bare := bareForms[lang]
		return finiteForms[lang][foldedWord(w)] && !(bare != nil && bare.MatchString(foldedWord(w)))
	})
}

// startsWithVerb tells whether a clause has left its subject out.
func startsWithVerb(s, lang string) bool {
	ws := strings.Fields(s)
	at := verbAt(ws, lang)
	return at == 0 || at == 1 && beforeVerb[foldedWord(ws[0])]
}

// beforeVerb are words that may stand between the joint and a verb without being
// its subject, folded.
var beforeVerb = wordSet("auch dann nun also then now not nicht aussi tambien anche takze ayrica ook even just")

// subjectOf is what stands before the first verb of a clause, when that is
// likely its subject.
func subjectOf(s, lang string) string {
	ws := strings.Fields(s)
	at := verbAt(ws, lang)
	if at < 1 || at > longestSubject || leadsClause[foldedWord(ws[0])] || strings.ContainsFunc(ws[0], func(r rune) bool { return r >= '0' && r <= '9' }) {
		return ""
	}
	return strings.TrimRight(strings.Join(ws[:at], " "), ",;")
}

// leadsClause are words that begin a clause whose subject stands elsewhere, folded.
var leadsClause = wordSet(`in im am an auf bei mit ab seit bis nach vor fur durch aus von zu zum zur uber unter dort da hier heute morgen dann damit dabei
	at on by with from since until after before for during through there here today then now according both
	en dans avec pour par depuis desde con para por hoy nel nella con per da oggi w na z od do dla bugun met op voor vanaf sinds vandaag`)

// withSubject puts the subject before a clause that has left its own out.
func withSubject(clause, subject, lang string) string {
	clause = strings.TrimSpace(clause)
	if subject == "" || !startsWithVerb(clause, lang) {
		return clause
	}
	return subject + " " + clause
}
