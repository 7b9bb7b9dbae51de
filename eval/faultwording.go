package eval

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

func notWord(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }

// likeCase gives word the capital that model has.
func likeCase(word, model string) string {
	if r, _ := utf8.DecodeRuneInString(model); unicode.IsUpper(r) {
		first, size := utf8.DecodeRuneInString(word)
		return string(unicode.ToUpper(first)) + word[size:]
	}
	return word
}

// whole tells whether s[from:to] begins and ends where words do.
func whole(s string, from, to int) bool {
	before, _ := utf8.DecodeLastRuneInString(s[:from])
	first, _ := utf8.DecodeRuneInString(s[from:])
	last, _ := utf8.DecodeLastRuneInString(s[:to])
	after, _ := utf8.DecodeRuneInString(s[to:])
	return !(unicode.IsLetter(before) && unicode.IsLetter(first)) && !(unicode.IsLetter(last) && (unicode.IsLetter(after) || after == '-' || after == '²'))
}

// swapAll makes one edit for each replacement of each place where a word of
// the table stands behind what the pattern behind matches.
func (c claim) swapAll(table []swap, behind string) []edit {
	var out []edit
	for _, s := range table {
		re := regexp.MustCompile(behind + `(` + s.from + `)`)
		for _, at := range re.FindAllStringSubmatchIndex(c.text, -1) {
			from, to := at[2], at[3]
			if !whole(c.text, from, to) {
				continue
			}
			for _, by := range s.to {
				out = append(out, c.replace(from, to, by))
			}
		}
	}
	return out
}

// replace is the claim with text[from:to] replaced; it mends a capital at the
// beginning.
func (c claim) replace(from, to int, by string) edit {
	old := c.text[from:to]
	text := c.text[:from] + by + c.text[to:]
	if from == 0 {
		text = likeCase(text, c.text)
	}
	if by == "" {
		return edit{text, "without “" + strings.TrimSpace(old) + "”"}
	}
	return edit{text, "“" + strings.TrimSpace(by) + "” for “" + strings.TrimSpace(old) + "”"}
}

// denied tells whether the claim has a negation of any kind.
func (c claim) denied() bool {
	for _, s := range denials[c.lang] {
		re := regexp.MustCompile(`(?i)` + strings.TrimSpace(s.from))
		for _, at := range re.FindAllStringIndex(c.text, -1) {
			if whole(c.text, at[0], at[1]) {
				return true
			}
		}
	}
	return regexp.MustCompile(`(?i)\b(?:ohne|dennoch|yet|rather|only|nur|nur noch)\b`).MatchString(c.text)
}

// negationFaults drops the negation of a claim that has one, and else adds
// one.
func negationFaults(c claim) []edit {
	if c.denied() {
		out := c.swapAll(denials[c.lang], "")
		return out[:min(1, len(out))]
	}
	if c.lang == "en" {
		if out := c.deniedVerb(" not"); out != nil {
			return out
		}
	}
	for _, s := range recast[c.lang] {
		re := regexp.MustCompile(s.from)
		at := re.FindStringSubmatchIndex(c.text)
		if at == nil || !whole(c.text, at[0], at[1]) || c.lang == "de" && strings.ContainsAny(c.text, ",:;") {
			continue
		}
		by := string(re.ExpandString(nil, s.to[0], c.text, at))
		return []edit{{c.text[:at[0]] + by + c.text[at[1]:], "negation added"}}
	}
	if c.lang == "de" {
		return c.deniedVerb(" nicht")
	}
	return nil
}

// deniedVerb sets the negation behind the first finite verb of a main clause
// that the table has.
func (c claim) deniedVerb(not string) []edit {
	for _, s := range deniable[c.lang] {
		for _, at := range regexp.MustCompile(s.from).FindAllStringIndex(c.text, -1) {
			if !whole(c.text, at[0], at[1]) || !strings.HasPrefix(c.text[at[1]:], " ") || strings.HasPrefix(c.text[at[1]:], " has") || subordinate.MatchString(c.text[:at[0]]) {
				continue
			}
			end := at[1]
			if i := strings.Index(c.text[at[0]:at[1]], " been"); i > 0 {
				end = at[0] + i
			}
			if c.lang == "de" && !regexp.MustCompile(`^ (?:um|von|auf|in|an|am|im|zu|zum|zur|aus|bei|nach|unter|durch|mit|für|als|automatisch|montags|bis)\b`).MatchString(c.text[end:]) {
				continue
			}
			return []edit{{c.text[:end] + not + c.text[end:], "negation added"}}
		}
	}
	return nil
}

// subordinate ends inside a clause that a negation would turn into another
// condition, not into something false.
var subordinate = regexp.MustCompile(`(?i)\b(?:once|if|when|although|wenn|falls|only if|sofern)\b[^,]*$`)

// droppedHedges takes away each hedge before a figure, and each word that
// makes the sentence less than certain.
func droppedHedges(c claim) []edit {
	return append(c.swapAll(soft[c.lang], ""), c.bareFigures()...)
}

// certainPlans says will where the claim says that it is planned.
func certainPlans(c claim) []edit {
	if c.lang == "de" && regexp.MustCompile(`werden|können|^Wer `).MatchString(c.text) { // "werden … werden" is no German
		return nil
	}
	return c.swapAll(plans[c.lang], "")
}

// bareFigures takes the hedge from each figure that has one.
func (c claim) bareFigures() []edit {
	var out []edit
	figure := `(?:[€£$]|US\$|EUR )?(?:\d|` + strings.Join(numberWords[c.lang], "|") + `|elftausend)`
	for _, hedge := range hedges[c.lang] {
		if hedge == "at least" || hedge == "mindestens" { // what holds from 15 on holds for 15
			continue
		}
		re := regexp.MustCompile(`(?i)(` + hedge + ` )` + figure)
		for _, at := range re.FindAllStringSubmatchIndex(c.text, -1) {
			span := regexp.MustCompile(`^\d+ (?:Jahre|years) (?:tilgen|getilgt|and|lie)|^\d+ (?:Jahre|years)\.`).MatchString(c.text[at[3]:])
			if whole(c.text, at[2], at[3]) && !span {
				out = append(out, c.replace(at[2], at[3], ""))
			}
		}
	}
	return out
}

// behindFigure is what an unhedged figure must not be followed by: then it
// is one end of a range, or no quantity.
var behindFigure = regexp.MustCompile(`^ ?(?:and|or|to|bis|und|oder|of|von|Uhr|pm|am|jedoch|sollen|gegen|zu|per cent confidence)\b|^[-–]`)

// beforeFigure is the same before it.
var beforeFigure = regexp.MustCompile(`(?i)(?:between|from|zwischen|von|exactly|all|aged|age of|to|und|gegen|unter|under|auf|bis|than|als|below|the|der|noch|die|further|remaining|last|every|only|nur|within|(?:between|zwischen) \S+ (?:and|und)) (?:[€£$]|US\$|EUR )?$`)

// addedHedges sets a hedge before each figure that has none, and doubt behind
// the first auxiliary of a claim that has neither plan nor doubt.
func addedHedges(c claim) []edit {
	var out []edit
	for _, n := range numbers(c.text, c.lang) {
		before, after := c.text[:n.start], c.text[n.end:]
		at := n.start
		for _, sign := range []string{"US$", "€", "£", "$", "EUR "} {
			if strings.HasSuffix(before, sign) {
				at = n.start - len(sign)
				break
			}
		}
		usual := n.class == plain || n.class == money || n.class == percent || n.class == measured
		if !usual || behindFigure.MatchString(after) || beforeFigure.MatchString(before) || c.hedgedAt(at) {
			continue
		}
		by := newHedges[c.lang][c.IntN(len(newHedges[c.lang]))]
		if n.class != plain {
			by = strings.Replace(by, "fewer", "less", 1)
		}
		text := c.text[:at] + by + " " + c.text[at:]
		if at == 0 {
			text = likeCase(text, "A")
		}
		out = append(out, edit{text, "“" + by + "” added"})
	}
	doubt := map[string]string{"de": " möglicherweise", "en": " possibly"}[c.lang]
	aux := regexp.MustCompile(map[string]string{"de": `\b(?:wird|werden|ist|sind|hat)\b`, "en": `\b(?:will|is|are|was|were)\b`}[c.lang])
	unsure := regexp.MustCompile(`(?i)\b(?:soll|sollen|könnte|könnten|kann|können|will|möchte|geplant|voraussichtlich|could|may|plans?|planned|expected|due|intends|wants|sei|habe|if|wenn|falls)\b`)
	at := aux.FindStringIndex(c.text)
	if at != nil && whole(c.text, at[0], at[1]) && (c.lang == "en" || !unsure.MatchString(c.text)) && !c.denied() && !doubtful.MatchString(c.text) && !subordinate.MatchString(c.text[:at[0]]) {
		out = append(out, edit{c.text[:at[1]] + doubt + c.text[at[1]:], "doubt added"})
	}
	return out
}

// doubtful claims plan or doubt already.
var doubtful = regexp.MustCompile(`\b(?:could|may|can|plan|planned|expected|due|if|are to|is to|meant|scheduled|gerechnet)\b`)

// hedgedAt tells whether a hedge stands just before the place.
func (c claim) hedgedAt(at int) bool {
	before := strings.ToLower(strings.TrimSpace(c.text[:at]))
	return slices.ContainsFunc(hedges[c.lang], func(h string) bool { return strings.HasSuffix(before, h) })
}

// inventedClauses ends the claim with two clauses that are made up, one each.
func inventedClauses(c claim) []edit {
	body := strings.TrimRight(c.text, ".")
	all := clauses[c.lang]
	i := c.IntN(len(all))
	var out []edit
	for _, clause := range []string{all[i], all[(i+5)%len(all)]} {
		out = append(out, edit{body + clause + ".", "“" + clause + "” added"})
	}
	return out
}

// droppedWords takes a hedge or a negation out of a passage.
func droppedWords(c claim) []edit {
	out := c.bareFigures()
	if c.denied() {
		out = append(out, negationFaults(c)...)
	}
	return out
}
