package knowledge

import (
	"slices"
	"strings"
)

// qualifier is a class of words that keep a statement from being general or
// certain, folded, in all languages together.
type qualifier struct {
	name    string
	pattern *Pattern
}

func class(name, alternatives string) qualifier {
	return qualifier{name, CompilePattern(`\b(?:` + alternatives + `)\b`)}
}

// qualifiers must be kept by a claim that says what they qualify.
var qualifiers = []qualifier{
	class("mostly", `uberwiegend\w*|vor allem|meist\w*|grosstenteils|hauptsachlich|mainly|mostly|most|largely|primarily|chiefly|particularly|especially|besonders`),
	class("on average", `schnitt|durchschnitt\w*|average|mean|median`),
	class("at the earliest", `fruhestens|earliest|not before`),
	class("at the latest", `spatestens|latest|no later`),
	class("usually", `haufig|oft|in der regel|normalerweise|ublicherweise|gewohnlich|traditionell|im allgemeinen|meistens|usually|often|normally|typically|frequently|traditionally|as a rule`),
	class("possibly", `konnte|konnten|moglicherweise|moglich|eventuell|vielleicht|could|may|might|possible|possibly|perhaps|chance|chances|podria|pourrait|potrebbe|can|kann|konnen|chancen|would|wurde`),
	class("it seems", `scheint|scheinen|schien|anscheinend|seem|seems|seemed|appear|appears|appeared|apparently`),
}

// qualifying are the names of the classes of qualifiers in a folded clause.
func qualifying(fold string) []string {
	var out []string
	for _, q := range qualifiers {
		if m := q.pattern.FindString(fold); m != "" && m != "can" && m != "kann" && m != "konnen" && m != "wurde" && m != "would" && m != "besonders" {
			out = append(out, q.name)
		}
	}
	return out
}

// unqualified names the class of qualifiers that a used clause has and the text
// lacks; "" when there is none.
func (u uses) unqualified(s, lang string) string {
	var have []string
	for _, c := range u.used {
		have = append(have, c.qualified...)
	}
	if len(have) == 0 {
		return ""
	}
	fold := Fold(s)
	doubted := doubts.in(s, lang)
	for _, q := range qualifiers {
		if slices.Contains(have, q.name) && !q.pattern.MatchString(fold) && !(q.name == "possibly" && doubted) {
			return q.name
		}
	}
	return ""
}

// absolutes say that there is no exception; a claim must not say them of itself.
var absolutes = []qualifier{
	class("only", `nur|ausschliesslich|lediglich|bloss|allein|alleinige?|only|solely|exclusively|merely|just|sole`),
	class("always", `immer|stets|jederzeit|always|at any time|at all times|rund um die uhr|around the clock|constantly`),
	class("all", `alle[nrsm]?|jede[nrsm]?|samtliche\w*|saemtliche\w*|all|every|everyone|everybody|each|anyone`),
	class("certainly", `sicher|gewiss|garantiert|certainly|definitely|guaranteed|certainty|surely|zweifellos`),
}

// limits say of what they speak that it is no more, as "only" does.
var limits = CompilePattern(`\b(?:reduc\w*|limited|restrict\w*|reduzier\w*|verringer\w*|beschrank\w*|begrenz\w*|halbseitig\w*|no more than|not more than|nicht mehr als)\b`)

// condition begins what "only" may be said of without limiting more.
var condition = CompilePattern(`\b(?:wenn|sofern|falls|if|once|when|unless|after)\b`)

// absolute names the class of absolutes that the text has and the passages lack;
// "" when there is none.
func (ix *Index) absolute(s, lang string, passages []int) string {
	fold := Fold(s)
	for _, other := range []string{"vor allem", "jede stunde", "jeden tag", "jede woche", "jeden monat", "every hour", "every day", "every week", "every month", "every year"} {
		fold = strings.ReplaceAll(fold, other, "")
	}
	conditional := condition.MatchString(fold)
	for _, q := range absolutes {
		if !q.pattern.MatchString(fold) || q.name == "only" && conditional {
			continue
		}
		if !slices.ContainsFunc(passages, func(p int) bool {
			text := Fold(ix.a.Passages[p].Text)
			return q.pattern.MatchString(text) && !ix.widened(q, s, lang, p) || q.name == "only" && limits.MatchString(text)
		}) {
			return q.name
		}
	}
	return ""
}

// settings begin what says where, when or for whom the rest holds, folded, by language.
var settings = map[string]map[string]bool{
	"de": wordsOf("in im bei beim fur wahrend unter mit innerhalb ab seit bis von vom vor nach an am auf"),
	"en": wordsOf("in at on for during under with within among from since until before after"),
}

// widened tells whether the text s says "all" as passage p does, without what
// that begins with and holds for: "In connectionless mode each packet …".
func (ix *Index) widened(q qualifier, s, lang string, p int) bool {
	if q.name != "all" {
		return false
	}
	said := ix.said(s, lang).concepts
	for n, w := range ix.read[p].words {
		switch {
		case n == 0 && !settings[ix.a.Language][w.folded]:
			return false
		case q.pattern.MatchString(w.folded):
			return false
		case n > 0 && !functionWords()[ix.a.Language][w.folded] && !isDigits(w.folded) && months[w.folded] == 0 && !slices.ContainsFunc(said, func(c concept) bool { return c.standsFor(w) }):
			return true
		}
	}
	return false
}
