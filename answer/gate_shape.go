package answer

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"footnote/knowledge"
)

// maxClaim is the length of the longest claim, in characters.
const maxClaim = 300

// lineMarkers are the passage numbers that small models append.
var lineMarkers = knowledge.CompilePattern(`\s*[\[(](?:s\d+[,; ]*)+[\])]`)

// foreign is what no claim may hold unless the announcement does, each as a whole.
var foreign = []*knowledge.Pattern{
	knowledge.CompilePattern(`\S*://\S*`),
	knowledge.CompilePattern(`(?i)www\.\S*`),
	knowledge.CompilePattern(`(?i)[a-z0-9-]*[a-z][a-z0-9-]*\.[a-z]{2,}\b\S*`),
	knowledge.CompilePattern(`(?i)discord\W*gg\b`),
	knowledge.CompilePattern(`(?i)\S+ (?:dot|punkt|punto|point|kropka|nokta) (?:com|net|org|gg|io|de|xyz|app|example)\b`),
	knowledge.CompilePattern(`(?i)(?:\b[a-z] ){3,}`),          // a word in spaced letters
	knowledge.CompilePattern(`\S+!+["'”“»)]* `),               // a shout, and more behind it
	knowledge.CompilePattern(`@\S*`),                          // a mention
	knowledge.CompilePattern("\\S*[*_~|`\\\\{}<>\\[\\]]\\S*"), // markup, and mentions by id
	knowledge.CompilePattern(`&#?\w+;|%[0-9a-fA-F]{2}`),       // characters in the spelling of HTML or of addresses
	knowledge.CompilePattern(`^\s*[#>-]`),                     // a heading, quotation or list
}

// goesOn is a second sentence that [knowledge.Sentences] takes for the same, since it
// has no mark before it, and marks without end; see also [smallStart].
var goesOn = []*knowledge.Pattern{
	knowledge.CompilePattern(`[?…]["'”“»),:]*\s+\S`),
	knowledge.CompilePattern(`[.!?…]{4,}`),
	knowledge.CompilePattern(`\p{L} (?:Wofür|Wann|Warum|Wieso|Weshalb|Wozu|Welche[rsnm]?|Wie|When|Why|How|Which|What|Where|Quand|Pourquoi|Combien|Cuándo|Cuánto|Quando|Perché|Kiedy|Dlaczego|Wanneer|Waarom|` +
		`Can|Could|Please|Do|Does|Is|Are|Tell|Kannst|Bitte|Sag|Peux|Puedes|Puoi) `),
}

// smallStart is a second sentence that begins with a small letter, behind a word or a
// year that is no abbreviation.
var smallStart = regexp.MustCompile(`[.]["'”“»)]*\s+\p{Ll}`)

// longEnd is what ends a sentence there: more than the letters of an abbreviation.
var longEnd = regexp.MustCompile(`(?:\p{L}{4}|\d{4})$`)

// secondSentence returns where text goes on behind its first sentence, or "".
func secondSentence(text string) string {
	for _, p := range goesOn {
		if bad := p.FindString(text); bad != "" {
			return bad
		}
	}
	for _, at := range smallStart.FindAllStringIndex(text, -1) {
		if longEnd.MatchString(text[:at[0]]) {
			return text[at[0]:at[1]]
		}
	}
	return ""
}

// abbreviation ends a long word with a full stop that ends no sentence.
var abbreviation = knowledge.CompilePattern(`(?i)\b(?:approx|bspw|bzgl|corp|dept|einschl|evtl|exkl|inkl|prof|ungef|univ|zzgl)\.`)

// firstPerson is somebody who speaks of themselves: the bot is not who announces, nor
// whom the announcement quotes. "US" and "DIE WIR" are no such words.
var firstPerson = knowledge.CompilePattern(`\b(?:[Ww]e|[Oo]urs?|us|[Ww]ir|uns|[Uu]nser(?:e[mnrs]?)?|[Nn]ous|[Nn]otre|[Nn]osotr[oa]s|[Nn]uestr[oa]s?|[Nn]oi|[Nn]ostr[aeio]|[Ww]ij|[Oo]nze|[Bb]iz|[Bb]izim)\b`)

// quoted is what stands in quotation marks.
var quoted = knowledge.CompilePattern(`["“„«»”][^"“„«»”]*["“”«»]`)

// quotationMark begins or ends a quotation.
var quotationMark = regexp.MustCompile(`["“„”«»]`)

// maxWord is the length of the longest word that the announcement need not
// have, in characters: German compounds stay below.
const maxWord = 50

// punctuation are the characters beside ASCII and Latin letters that a claim
// may hold. Digits, marks and letters of other scripts look like ours and are
// read by no gate; raised digits are our footnotes.
const punctuation = "–—‘’‚‛“”„«»‹›…§€£¥₺°·"

// promptText are words of ours that a claim has no reason to say.
var promptText = knowledge.CompilePattern(`(?i)looking_for|"?claims"?\s*:|states_answer|\bs\d{1,3}\b|system prompt|(?:announcement|question)-[0-9a-f]{8}|numbered line|as an ai`)

// gateShape (G0): one sentence of at most 300 characters in the asker's
// language, without anything that would act in a channel.
func gateShape(e *Engine, p *proposal, lang string) verdict {
	p.text = strings.Join(strings.Fields(knowledge.Clean(lineMarkers.ReplaceAllString(p.text, ""))), " ")
	switch {
	case p.text == "":
		return reject("shape", "empty")
	case utf8.RuneCountInString(p.text) > maxClaim:
		return reject("shape", "longer than 300 characters")
	case len(knowledge.Sentences(p.text, lang)) != 1:
		return reject("shape", "more than one sentence")
	case strings.HasSuffix(p.text, "?") || asks(p.text, lang) || knowledge.BeginsWithVerb(p.text, lang):
		return reject("shape", "a question, which states nothing")
	case e.index.Fragment(p.text, lang):
		return reject("shape", "a name or figure, which states nothing")
	}
	if bad := leftOpen(p.text); bad != "" {
		return reject("shape", "left open: "+bad)
	}
	if bad := knowledge.Repeated(p.text, lang); bad != "" {
		return reject("shape", "says twice: "+bad)
	}
	if bad := knowledge.NameTwice(p.text); bad != "" && !strings.Contains(e.Announcement.Text, bad) {
		return reject("shape", "a name written twice: "+bad)
	}
	if bad := firstPerson.FindString(quoted.ReplaceAllString(p.text, "")); bad != "" {
		return reject("shape", "speaks as somebody: "+bad)
	}
	if bad := unsaid(p.text, e.Announcement.Text, foreign...); bad != "" {
		return reject("shape", "markup, address or mention: "+bad)
	}
	if bad := unsaid(p.text, e.Announcement.Text, promptText); bad != "" {
		return reject("shape", "words of the prompt: "+bad)
	}
	if bad := secondSentence(abbreviation.ReplaceAllString(p.text, "x")); bad != "" {
		return reject("shape", "more than one sentence: "+bad)
	}
	if bad := oddities(p.text, e.Announcement.Text); bad != "" {
		return reject("shape", bad)
	}
	if is := knowledge.DetectLanguage(p.text); is != "" && is != lang {
		return reject("shape", "language "+is+" instead of "+lang)
	}
	return verdict{}
}

// leftOpen returns the mark of a quotation or bracket that text begins and does not end, or
// "": it was cut off inside.
func leftOpen(text string) string {
	marks := quotationMark.FindAllString(text, -1)
	switch {
	case len(marks)%2 != 0:
		return marks[len(marks)-1]
	case strings.Count(text, "(") > strings.Count(text, ")"):
		return "("
	}
	return ""
}

// unsaid returns the first match of a pattern in text that source does not hold, or
// "". All are looked at: an announcement with an address in it allows that
// address and no other.
func unsaid(text, source string, patterns ...*knowledge.Pattern) string {
	for _, p := range patterns {
		for _, bad := range p.FindAllString(text) {
			said := strings.TrimRight(bad, " .,:?")
			if !strings.Contains(source, bad) && (said == "" || !strings.Contains(source, said)) {
				return bad
			}
		}
	}
	return ""
}

// raisedUnit is a unit with a raised digit that is no footnote: "m²".
var raisedUnit = knowledge.CompilePattern(`\bk?m[²³]`)

// oddities returns the first character or word of text that no claim may hold
// unless source does, or "".
func oddities(text, source string) string {
	for _, r := range raisedUnit.ReplaceAllString(text, "m") {
		latin := r <= unicode.MaxLatin1 && unicode.IsLetter(r) || r >= 'Ā' && r <= 'ɏ'
		plain := latin || r >= ' ' && r <= '~' || strings.ContainsRune(punctuation, r)
		if !plain && !strings.ContainsRune(source, r) {
			return fmt.Sprintf("character %U", r)
		}
	}
	for w := range strings.FieldsSeq(text) {
		if utf8.RuneCountInString(w) > maxWord && !strings.Contains(source, strings.TrimRight(w, ".,:!?")) {
			return "word of more than " + strconv.Itoa(maxWord) + " characters"
		}
	}
	return ""
}
