package knowledge

import (
	"regexp"
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"
)

// Names returns the words of s, in the given language, that look like names or
// identifiers: words with a digit or a capital inside ("H200", "OpenAI"), in
// capitals ("AWS"), or capitalised and in no dictionary of ours. The first word
// of a sentence counts as well, unless the dictionary has it. Each stands
// once.
func Names(s, lang string) []string { return namesAmong(words(s), lang, countedSpans(s, lang)) }

// namesAmong returns those of the words of a text that are names; counted are its
// figures and dates.
func namesAmong(ws []word, lang string, counted spans) []string {
	lex := loadLexicon()
	var out []string
	seen := map[string]bool{}
	for i, w := range ws {
		ordinary := i == 0 && !isIdentifier(w.text) && looksOrdinary(w.folded, lang)
		proper := lang == "en" && properNoun(ws, i)
		if !seen[w.folded] && !counted.holds(w) && (proper || !ordinary && looksLikeName(lex, w, lang)) {
			seen[w.folded] = true
			out = append(out, w.text)
		}
	}
	return out
}

// properNoun tells whether word i of an English sentence is capitalised though
// neither its place nor its kind asks for it. The first word is, when another
// capital follows.
func properNoun(ws []word, i int) bool {
	capital := func(w word) bool {
		return startsUpper(w.text) && !times["en"][w.folded] && months[w.folded] == 0 && len(w.text) > 1
	}
	if !capital(ws[i]) || functionWords()["en"][ws[i].folded] {
		return false
	}
	return i > 0 || len(ws) > 1 && capital(ws[1]) && loadLexicon().knows(ws[1], "en")
}

// ordinaryEndings are those of adjectives, participles and abstract nouns: the
// first word of a sentence, whose capital says nothing, is no name when it has
// one.
var ordinaryEndings = map[string][]string{
	"de": {"ende", "ender", "enden", "endes", "liche", "licher", "lichen", "ische", "ischer", "ischen", "ige", "iger", "igen", "bare", "same", "lose", "ungen", "ung", "heit", "keit",
		"schaft", "tion", "ismus", "nahme", "bau", "weise", "dem", "lich", "erweise", "te", "ter", "ten"},
	"en": {"ing", "ed", "al", "ic", "ly", "ive", "ous", "ary", "ory", "able", "ible", "ful", "less", "ment", "tion", "sion", "ness", "ity", "ance", "ence", "ers", "ors", "ants", "ates", "ples", "nts"},
}

func looksOrdinary(folded, lang string) bool {
	return len(folded) > 5 && slices.ContainsFunc(ordinaryEndings[lang], func(e string) bool { return strings.HasSuffix(folded, e) }) ||
		smallNumbers[lang][folded] > 0
}

// bodies are public bodies, folded: words of the dictionary, but who acts is as
// good as a name.
var bodies = sync.OnceValue(func() map[string]bool { return wordSet("bodies") })

func looksLikeName(lex *lexicon, w word, lang string) bool {
	if nations()[w.folded] || bodies()[w.folded] && (lang == "de" || lang == "en") {
		return true
	}
	if isIdentifier(w.text) {
		return units[w.folded].base == "" && !isAmount(w.folded)
	}
	return startsUpper(w.text) && len(w.text) >= 3 && !lex.knows(w, lang)
}

// isAmount tells a figure with its scale or unit behind it: "60k", "30min".
func isAmount(folded string) bool {
	unit := strings.TrimLeft(folded, "0123456789")
	return unit != folded && (scales[unit] > 0 || units[unit].base != "")
}

// isIdentifier tells a word with letters and, behind the first, a capital or a
// digit: "AWS", "OpenAI", "H200".
func isIdentifier(s string) bool {
	_, size := utf8.DecodeRuneInString(s)
	return strings.ContainsFunc(s, unicode.IsLetter) &&
		strings.ContainsFunc(s[size:], func(r rune) bool { return unicode.IsUpper(r) || unicode.IsDigit(r) })
}

// knows tells whether a word stands in the thesaurus or among the words of
// grammar, or is a compound of words that do.
func (lex *lexicon) knows(w word, lang string) bool {
	if functionWords()[lang][w.folded] || times[lang][w.folded] || negations[lang][w.folded] || modals[lang][w.folded] || chatWords()[w.folded] || months[w.folded] > 0 || units[w.folded].base != "" || scales[w.folded] > 0 {
		return true
	}
	s := stem(strings.ToLower(w.text), lang)
	if lex.has(s, lang) {
		return true
	}
	return lang == "de" && compoundParts(w.folded, lex.isGerman) != nil
}

// Unheard returns the words of missing, which stand in s and of which its passages
// do not speak, that are names although they do not look like it, or although a
// dictionary has them: a first word in small letters that none has ("google
// plans"), and behind the first those with a capital ("Apple"), in languages that
// write nouns in small letters. Months and days are not.
func Unheard(s, lang string, missing []string) []string {
	lex := loadLexicon()
	return slices.DeleteFunc(slices.Clone(missing), func(m string) bool {
		first, _ := utf8.DecodeRuneInString(m)
		if strings.HasPrefix(s, m) {
			return !unicode.IsLower(first) || len(m) < 3 || lex.knows(newWord(m, 0, len(m)), lang)
		}
		folded := Fold(m)
		return lang == "de" || !startsUpper(m) || months[folded] > 0 || times[lang][folded]
	})
}

// Mentions tells whether the announcement's passage names w: the same word,
// inflected or not, or a likely spelling of it.
func (ix *Index) Mentions(passage int, w, lang string) bool {
	folded := Fold(w)
	if lang == "en" && ix.a.Language == "en" && isEnglishName(w) {
		return ix.abbreviated(passage, w) || slices.ContainsFunc(ix.read[passage].words, func(have *entry) bool { return have.folded == folded })
	}
	for _, alt := range ix.conceptsOf(words(w), lang) {
		for _, a := range alt.close().alternatives {
			for _, p := range ix.terms.postings[a.term] {
				if int(p.passage) == passage && p.count >= weightPart {
					return true
				}
			}
		}
	}
	if ix.abbreviated(passage, w) || lang == "de" && !isIdentifier(w) && ix.composed(folded) {
		return true
	}
	for _, have := range ix.read[passage].words {
		if isIdentifier(w) {
			// "AWSs" is AWS, but H2000 is not H200, nor is 2026x the year.
			if have.folded == folded || have.folded+"s" == folded && !strings.ContainsAny(folded, "0123456789") {
				return true
			}
			continue
		}
		if strings.HasPrefix(have.folded, folded) && len(have.folded)-len(folded) <= 2 ||
			strings.HasPrefix(folded, have.folded) && len(folded)-len(have.folded) <= 2 && len(have.folded) > 2 {
			return true
		}
	}
	return false
}

// isEnglishName tells a name that English does not inflect: "Adams" is not Adam. An
// apostrophe parts words.
func isEnglishName(w string) bool {
	ws := words(w)
	return len(ws) == 1 && startsUpper(w) && !isIdentifier(w) && !loadLexicon().knows(ws[0], "en")
}

// composed tells whether a German word is put together from words of the
// announcement or of the dictionary.
func (ix *Index) composed(folded string) bool {
	lex := loadLexicon()
	return compoundParts(folded, func(s string) bool { return lex.isGerman(s) || len(ix.terms.postings[s]) > 0 }) != nil
}

// Foreign returns words of s, a text in language lang, that it took over from the
// given passages untranslated: words of the announcement's dictionary that stand
// there as they are, and that the text's language does not know.
func (ix *Index) Foreign(s, lang string, passages []int) []string {
	if lang == ix.a.Language {
		return nil
	}
	lex := loadLexicon()
	there := map[string]*entry{}
	for _, p := range passages {
		for _, e := range ix.read[p].words {
			there[e.text] = e
		}
	}
	var out []string
	ws := ix.said(s, lang).words
	capital := func(i int) bool {
		if i < 0 || i >= len(ws) {
			return false
		}
		return startsUpper(ws[i].text) && (i > 0 || lang == "de")
	}
	for i, w := range ws {
		e := there[w.text]
		if e == nil || len(w.text) < minGram || e.name || isIdentifier(w.text) || isDigits(w.folded) || ix.subject[e.stem] || lex.knows(w, lang) {
			continue
		}
		partOfName := capital(i) && (capital(i-1) || capital(i+1) || w.start > 0 && s[w.start-1] == '-' || w.end < len(s) && s[w.end] == '-')
		noun := !capital(i) || lex.spells(e.folded, ix.a.Language) // not a name that looks like a form of another word
		if noun && !partOfName && lex.has(e.stem, ix.a.Language) {
			out = append(out, w.text)
		}
	}
	return out
}

// abbreviated tells whether w is the initials of words in passage that stand side
// by side, or the beginning of one ("AWS" of "Amazon Web Services", "OP" of
// "Operation").
func (ix *Index) abbreviated(passage int, w string) bool {
	if len(w) < 2 || len(w) > 6 || strings.ToUpper(w) != w || isDigits(w) {
		return false
	}
	ws := words(ix.a.Passages[passage].Text)
	for i := range ws {
		if strings.HasPrefix(ws[i].folded, Fold(w)) && ws[i].text != strings.ToUpper(ws[i].text) {
			return true
		}
		initials := ""
		for _, next := range ws[i:min(len(ws), i+len(w))] {
			r, size := utf8.DecodeRuneInString(next.text)
			if unicode.IsUpper(r) {
				initials += next.text[:size]
			}
		}
		if initials == w {
			return true
		}
	}
	return false
}

// IsSubject tells whether w belongs to the name that the title begins with, of
// which the announcement speaks without naming it each time, and the given
// passages name none of the others of the title in its place; or to the name that
// the first sentence begins with, where the passages refer to somebody without a
// name ("it", "das Unternehmen").
func (ix *Index) IsSubject(w string, passages []int) bool {
	folded := Fold(w)
	if slices.Contains(ix.lead, folded) && !slices.ContainsFunc(ix.others, func(other string) bool { return ix.named(other, passages) }) {
		return true
	}
	return slices.Contains(ix.first, folded) && slices.ContainsFunc(passages, func(p int) bool {
		return slices.ContainsFunc(ix.read[p].words, func(e *entry) bool { return referring[e.folded] })
	})
}

func (ix *Index) named(name string, passages []int) bool {
	return slices.ContainsFunc(passages, func(p int) bool { return ix.Mentions(p, name, ix.a.Language) })
}

// referring stand for a name that was said before, folded.
var referring = wordsOf("it its company firm group we our us they their unternehmen konzern konzerns unternehmens firma gesellschaft er sie es ihr ihre ihren seine seinen")

// leadingName returns the folded words of the name that s begins with, and the
// other names of s.
func leadingName(s, lang string) (lead, others []string) {
	names := Names(s, lang)
	for i, n := range names {
		if i == len(lead) && (i == 0 || strings.Contains(s, names[i-1]+" "+n)) {
			lead = append(lead, Fold(n))
		} else {
			others = append(others, n)
		}
	}
	return lead, others
}

// afterVerb finds, in German, the noun behind the verb of a question that has none before
// it, but for the first word.
var afterVerb = regexp.MustCompile(`^\P{L}*(\p{L}+(?: \p{Ll}+)*?) (\p{Ll}+) (?:(?:der|die|das|ein|eine|dieser|diese|dieses|denn|eigentlich) )*(\p{Lu}\p{L}+)`)

// markSubject marks the concept that a German query says something of: "Wie viel will die
// Telekom investieren?", but not what somebody does ("Wer liefert die Möbel?").
func markSubject(concepts []concept, query string) {
	m := afterVerb.FindStringSubmatch(query)
	if m == nil || strings.HasPrefix(Fold(m[1]), "wer") || !finiteVerbs[Fold(m[2])] && !looksLikeVerb(Fold(m[2])) {
		return
	}
	for i := range concepts {
		concepts[i].subject = concepts[i].text == m[3]
	}
}
