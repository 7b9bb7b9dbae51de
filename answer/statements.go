package answer

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"footnote/knowledge"
)

// assertion is a statement that is to be checked.
type assertion struct {
	text, lang string
	unclear    bool // refers to somebody of whom the announcement does not speak
}

// statements takes a cleaned message apart.
func (e *Engine) statements(text, locale string) []assertion {
	lines := plainLines(text)
	var all []string
	for _, l := range lines {
		all = append(all, l.text)
	}
	known := primary(locale)
	if !slices.Contains(knowledge.Languages, known) {
		known = ""
	}
	lang := firstOf(knowledge.DetectLanguage(strings.Join(all, " ")), known, e.Announcement.Language)
	t := taker{engine: e, lang: lang}
	for _, l := range lines {
		t.take(l)
	}
	return t.out
}

// taker takes the lines of one message apart.
type taker struct {
	engine   *Engine
	lang     string    // of the message
	lead     string    // what the items of a list go on from
	before   assertion // the sentence before
	stranger bool      // which refers to somebody of whom the announcement does not speak
	out      []assertion
}

// ownLanguage is the length from which a sentence tells its own language, in
// words.
const ownLanguage = 6

func (t *taker) take(l line) {
	if !l.item {
		t.lead = ""
	}
	if lead, ok := strings.CutSuffix(l.text, ":"); ok && !l.item && len(knowledge.Sentences(lead, t.lang)) == 1 {
		t.lead = lead
		return
	}
	for _, q := range knowledge.Sentences(l.text, t.lang) {
		s := bare(strings.TrimSpace(l.text[q.Start:q.End]))
		lang := t.lang
		if len(strings.Fields(s)) >= ownLanguage {
			lang = firstOf(knowledge.DetectLanguage(s), lang)
		}
		if t.lead != "" && (!whole(s, lang) || knowledge.Negated(t.lead, lang) || untrue.MatchString(knowledge.Fold(t.lead))) {
			s = t.lead + " " + s
		}
		if !asserts(s, lang) {
			continue
		}
		t.say(s, lang)
	}
}

// say adds the clauses of a sentence that states something.
func (t *taker) say(s, lang string) {
	refers := pronouns[firstWord(s)] && t.afterStranger()
	unclear := refers || untrue.MatchString(knowledge.Fold(s))
	t.before, t.stranger = assertion{text: s, lang: lang}, refers
	for _, c := range clauses(s, lang) {
		t.out = append(t.out, assertion{c, lang, unclear})
	}
}

// afterStranger tells whether the sentence before names somebody of whom the
// announcement does not speak, or refers to such a one.
func (t *taker) afterStranger() bool {
	return t.stranger || slices.ContainsFunc(t.engine.index.Names(t.before.text, t.before.lang), func(name string) bool {
		for i := range t.engine.Announcement.Passages {
			if t.engine.index.Mentions(i, name, t.before.lang) {
				return false
			}
		}
		return true
	})
}

// untrue is said of a statement that the writer calls wrong, or unsure: what is
// said then is not what is stated. Folded, all languages together.
var untrue = folded(`^(es (ist|ware) |das ist )?(falsch|unwahr|gelogen|unsinn|quatsch|nicht wahr|it is (false|wrong|untrue|not true)|(it's|its) (false|wrong|not true)|false|untrue|wrong|not true|faux|c'est faux|il est faux|falso|es falso|e falso|nieprawda|to nieprawda|yanlis|onwaar|niet waar)\b` +
	`|\b(falsch|unwahr|stimmt nicht|not true|untrue|a lie|gelogen)\b`)

// pronouns refer to somebody said before, folded, all languages together.
var pronouns = wordSet(`er sie es ihr ihre sein seine das dies diese dieser die the it its they their he she his her this that these those
	il elle ils elles ce ca cela el ella ellos ellas eso esto lui lei loro esso essa questo quello on ona ono oni to ten ta bu su o onlar hij zij ze het dit dat die deze`)

func wordSet(list string) map[string]bool {
	out := map[string]bool{}
	for w := range strings.FieldsSeq(list) {
		out[w] = true
	}
	return out
}

func firstWord(s string) string {
	w, _, _ := strings.Cut(s, " ")
	return knowledge.Fold(strings.Trim(w, ".,;:!?„“”\"'«»()"))
}

// What leads to a statement and is none itself, folded: greetings, "I think", and
// tags that ask for agreement. The rest is checked.
var (
	leadsIn = regexp.MustCompile(`^(?:(?:hallo|hi|hey|moin|servus|hello|bonjour|salut|hola|ciao|buongiorno|czesc|merhaba|selam|hoi)(?: (?:zusammen|leute|alle|all|everyone|folks|guys|there|a tous|a todos|a tutti|wszystkim|arkadaslar|allemaal))?\s*[,!–-]+\s*` +
		`|(?:also|naja|ok|okay|btw|fyi|ubrigens|soweit ich weiss|afaik|so|well|yes|ja|nein|no|doch|imo|imho|bref|bueno|allora|beh|no wiec|nou|guys|leute)\s*[,:–-]+\s*` +
		`|(?:ich (?:glaube|denke|finde|meine|schatze|wette|hab(?:e)? gehort|hab(?:e)? gelesen)|meiner meinung nach|meines erachtens|angeblich heisst es|es heisst|man sagt|i (?:think|believe|guess|bet|heard|read|feel|reckon)|in my opinion|apparently|people say|they say|` +
		`je (?:pense|crois)|a mon avis|(?:yo )?creo|pienso|en mi opinion|(?:io )?(?:penso|credo)|secondo me|mysle|uwazam|moim zdaniem|bence|sanirim|ik (?:denk|vind|geloof)|volgens mij)(?:,? (?:dass|that|que|qu'|che|ze|ki|dat)\b|,|:)?\s+)`)
	tags = regexp.MustCompile(`\s*,?\s*(?:oder|oder nicht|nicht wahr|stimmt'?s|richtig|gell|ne|right|correct|isn't it|is it not|doesn't it|don't they|won't it|no|non|n'est-ce pas|verdad|vero|giusto|prawda|nie|degil mi|toch|of niet)\s*\?+\s*$`)
)

// bare takes from a sentence what leads in and the tag that asks.
func bare(s string) string {
	for range 3 {
		fold := knowledge.Fold(s)
		m := leadsIn.FindString(fold)
		if m == "" || len(strings.Fields(m)) >= len(strings.Fields(s)) {
			break
		}
		s = afterFolded(s, len(m))
	}
	if !strings.HasSuffix(s, "?") {
		return s
	}
	if m := tags.FindString(knowledge.Fold(s)); m != "" {
		kept := beforeFolded(s, len(knowledge.Fold(s))-len(m))
		if len(strings.Fields(kept)) > 2 {
			s = kept + "."
		}
	}
	return s
}

// afterFolded is the rest of s behind the characters that fold to n bytes.
func afterFolded(s string, n int) string { return s[len(beforeFolded(s, n)):] }

func beforeFolded(s string, n int) string {
	for i, r := range s {
		if n <= 0 {
			return s[:i]
		}
		n -= len(knowledge.Fold(string(r)))
	}
	return s
}

// asserts tells whether a sentence states something: it is no question, no small
// talk and more than an opinion.
func asserts(s, lang string) bool {
	switch {
	case strings.HasSuffix(strings.TrimRight(s, " !\"'”“»)…."), "?"), strings.HasPrefix(s, "¿"), asks(s, lang):
		return false
	case len(strings.Fields(s)) <= shortIntent && !strings.ContainsFunc(s, unicode.IsDigit) && intentOf(knowledge.Fold(s)) != IntentQuestion:
		return false
	}
	words := 0
	for w := range strings.FieldsFuncSeq(s, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '\'' }) {
		if fold := knowledge.Fold(w); !opinionWords[fold] && !knowledge.IsGrammar(fold, lang) {
			words++
		}
	}
	return words > 0 && utf8.RuneCountInString(s) > 3
}

// asksFirst are words that begin a question although no mark ends it.
var asksFirst = map[string]map[string]bool{
	"en": wordSet("is are does do did will can has have was were should could would"),
	"de": wordSet("ist sind hat haben wird werden gibt stimmt kann soll"),
}

var asking = regexp.MustCompile(`^(?i)(?:` + questionWords + `)\b`)

// inverted is a French verb before its subject, as in questions; behind a comma it tells
// who said what comes before.
var inverted = regexp.MustCompile(`(?i)(?:^|[^,\s]\s+)\p{L}+-(?:t-)?(?:ils?|elles?|on)\b`)

// asks tells whether s, without question mark, asks all the same.
func asks(s, lang string) bool {
	if lang == "fr" && inverted.MatchString(s) {
		return true
	}
	if strings.HasSuffix(s, ".") || strings.Contains(s, ",") {
		return false
	}
	return asking.MatchString(s) || asksFirst[lang][firstWord(s)]
}

// opinionWords praise, blame or wonder, folded, all languages together. A sentence
// of nothing else states nothing.
var opinionWords = wordSet(`super toll gut schlecht krass geil cool mega stark schwach peinlich schade spannend interessant wahnsinn irre verruckt
	hammer hype lol lmao wow omg rofl haha hahaha gg top nice great good bad awesome amazing crazy insane sad happy interesting exciting
	cool terrible awful stupid dumb lame love hate finde find findet glaube denke meine mag liebe hasse freue freut think believe feel
	guess like wish hope hoffe leider gottseidank endlich finally unbelievable unglaublich ehrlich honestly echt really totally genial
	bien mal fatal increible genial estupendo bravo bello brutto fantastico fantastique super nul incroyable swietnie zle fajne harika
	kotu guzel mooi slecht leuk geweldig jammer wirklich absolut news neuigkeiten nachricht nachrichten idee idea ding thing sache zeug stuff
	meinung opinion schrecklich wunderbar wonderful richtig bitte danke thanks please leute guys folks alle everyone ok okay ja yes no nein`)
