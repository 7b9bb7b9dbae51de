// Package message decides what an answer looks like: one text for Discord
// and, without its markup, for the terminal. The shape is fixed in code; the
// wording lives in one embedded file a language, got with [Words].
//
// Nothing that these functions return holds anything but fixed templates,
// slices of the announcement, claims of the answer and the asker's own words,
// the last three escaped.
package message

import (
	"slices"
	"strings"
	"unicode/utf8"

	"footnote/answer"
	"footnote/knowledge"
)

// Limits of a message.
const (
	MaxClaims  = 3    // shown; an answer may hold more
	wantedSize = 600  // visible characters that a message keeps to when it can
	MaxSize    = 2000 // code points that Discord takes
)

// Discord returns what the bot posts for a: Discord Markdown of at most
// MaxSize code points, the first of [Posts]. It is empty when the answer holds
// nothing to say.
func Discord(a answer.Answer, ann *knowledge.Announcement) string { return Posts(a, ann)[0] }

// Posts returns the same as one message or, when a claim has more proof than
// MaxSize code points hold, as several, to be posted in order. They are split
// between a claim and its footnotes or between two of those, never in a quote;
// claims beyond the third, or beyond some 600 visible characters, are left to
// [Source].
func Posts(a answer.Answer, ann *knowledge.Announcement) []string {
	return pack(render(a, ann, discordStyle{}))
}

// Terminal returns the same text without markup, lines ended by \n.
func Terminal(a answer.Answer, ann *knowledge.Announcement) string {
	return strings.Join(render(a, ann, terminalStyle{}), "\n")
}

// page is one message being written.
type page struct {
	style style
	words *Language
	ann   *knowledge.Announcement
	kind  Phrases // for the kind of announcement
	lang  string  // of the answer
}

func newPage(lang string, ann *knowledge.Announcement, s style) page {
	w := Words(lang)
	return page{style: s, words: w, ann: ann, kind: w.phrases(ann.Kind), lang: w.Tag}
}

// render returns the parts of a message, each of which is better not split.
func render(a answer.Answer, ann *knowledge.Announcement, s style) []string {
	p := newPage(a.Language, ann, s)
	switch {
	case a.Intent == answer.IntentWhoAreYou:
		return []string{p.help()}
	case a.Intent != answer.IntentQuestion && a.Intent != answer.IntentAdvice && len(a.Claims) == 0:
		return []string{s.escape(p.fill(p.words.Intents[string(a.Intent)]))}
	case len(a.Claims) == 0:
		return p.without(a)
	}
	return p.claims(a, p.shown(a))
}

// shown are the claims that a message has room for.
func (p page) shown(a answer.Answer) []answer.Claim {
	claims := a.Claims[:min(MaxClaims, len(a.Claims))]
	for len(claims) > 1 && visible(strings.Join(p.claims(a, claims), "\n")) > wantedSize {
		claims = claims[:len(claims)-1]
	}
	return claims
}

// without words an answer that carries no claims.
func (p page) without(a answer.Answer) []string {
	var lines []string
	switch {
	case a.Outcome == answer.Refused && a.Intent == answer.IntentAdvice:
		lines = []string{p.style.escape(p.fill(p.words.NoAdvice))}
	case a.Outcome == answer.Refused:
		lines = []string{p.style.escape(p.fill(p.words.OnlyAbout))}
	default:
		lines = []string{p.style.escape(p.fill(p.words.NotThere))}
	}
	if a.Closest != nil && a.Outcome == answer.NotInAnnouncement {
		lines = append(lines, p.style.small(p.fill(p.words.Closest), p.quoted(a.Closest.Quote)))
	}
	if a.Fallback != "" {
		lines = append(lines, p.style.small(p.reason(a)+".", ""))
	}
	return lines
}

// notes are the footnotes of a message: each range of the text once, numbered
// from 1 in the order in which claims cite them.
type notes []answer.Citation

// number returns the number of a citation, which it adds when it is new.
func (n *notes) number(c answer.Citation) int {
	at := slices.IndexFunc(*n, func(o answer.Citation) bool { return o.Start == c.Start && o.End == c.End })
	if at < 0 {
		at = len(*n)
		*n = append(*n, c)
	}
	return at + 1
}

// claim words one claim that is more than its slice, with its markers.
func (p page) claim(c answer.Claim, n *notes) string {
	text := p.style.escape(c.Text)
	if p.opinion(c) {
		text = p.style.escape(p.kind.According+": ") + text
	}
	var numbers []int
	for _, cited := range c.Citations {
		numbers = append(numbers, n.number(cited))
	}
	return text + markers(numbers)
}

// note words the footnote of that number.
func (p page) note(number int, c answer.Citation) string {
	return p.style.small(marker(number)+" ", p.quoted(c.Quote))
}

// claims words the given claims above their slices.
func (p page) claims(a answer.Answer, claims []answer.Claim) []string {
	var lines, slicesShown []string
	var cited notes
	if a.Contradicted {
		lines = append(lines, p.style.escape(p.fill(p.words.Contradicted)))
	}
	opinion := false
	for _, c := range claims {
		if isSlice(c) {
			opinion = opinion || p.opinion(c)
			slicesShown = append(slicesShown, p.style.block(c.Text))
			continue
		}
		lines = append(lines, p.claim(c, &cited))
	}
	if a.Contradicted && len(lines) > 1 {
		lines = append([]string{lines[0] + " " + lines[1]}, lines[2:]...)
	}
	lines = append(lines, p.slices(a, slicesShown, opinion)...)
	for i, c := range cited {
		lines = append(lines, p.note(i+1, c))
	}
	return append(lines, p.closing(a, len(slicesShown) > 0)...)
}

// slices words the claims that are nothing but their slice.
func (p page) slices(a answer.Answer, shown []string, opinion bool) []string {
	if len(shown) == 0 {
		return nil
	}
	var lines []string
	if p.lang != p.ann.Language && !a.Contradicted {
		lines = append(lines, p.saysIn())
	}
	lines = append(lines, shown[0])
	for _, s := range shown[1:] {
		lines = append(lines, "\n"+s)
	}
	return append(lines, p.verbatim(a, opinion))
}

// saysIn stands above slices in another language than the answer's.
func (p page) saysIn() string {
	return p.style.escape(strings.ReplaceAll(p.fill(p.words.SaysIn), "{language}", p.words.In[p.ann.Language]))
}

// verbatim stands below slices.
func (p page) verbatim(a answer.Answer, opinion bool) string {
	label := p.words.Verbatim
	switch {
	case a.Fallback != "":
		label = strings.ReplaceAll(p.words.ModelDown, "{reason}", p.reason(a))
	case opinion && !a.NotAdvice: // which says so too
		label = p.words.VerbatimView
	}
	return p.style.small(p.fill(label), "")
}

// reason says in a few words why the model did not answer.
func (p page) reason(a answer.Answer) string {
	if r := p.words.ModelReasons[a.Fallback]; r != "" {
		return r
	}
	return p.words.ModelReasons["other"]
}

// closing words what stands below the slices.
func (p page) closing(a answer.Answer, slicesShown bool) []string {
	var lines []string
	if a.Outcome == answer.Partly && len(a.Unanswered) > 0 {
		var parts []string
		for _, part := range a.Unanswered {
			parts = append(parts, short(knowledge.Clean(part)))
		}
		lines = append(lines, p.style.escape(strings.ReplaceAll(p.fill(p.words.NotStated), "{parts}", strings.Join(parts, "; "))))
	}
	if a.Fallback != "" && !slicesShown {
		lines = append(lines, p.style.small(p.fill(p.words.ModelStopped), ""))
	}
	if a.NotAdvice {
		lines = append(lines, p.style.small(p.fill(p.words.NotAdvice), ""))
	}
	return lines
}

// maxEcho is how many characters of a part of the asker's question are shown.
const maxEcho = 120

// short cuts the asker's words to one line of bounded length.
func short(s string) string {
	s = strings.TrimRight(strings.Join(strings.Fields(s), " "), "?!. ")
	if r := []rune(s); len(r) > maxEcho {
		return string(r[:maxEcho]) + "…"
	}
	return s
}

// isSlice tells whether a claim equals its slice.
func isSlice(c answer.Claim) bool { return len(c.Citations) > 0 && c.Text == c.Citations[0].Quote }

// opinion tells whether a claim is the author's view.
func (p page) opinion(c answer.Claim) bool {
	for _, cited := range c.Citations {
		if passage, ok := p.ann.Passage(cited.Passage); ok && passage.Opinion {
			return true
		}
	}
	return false
}

// fill puts the phrases for the kind of announcement into a template.
func (p page) fill(template string) string {
	return strings.NewReplacer("{in}", p.kind.In, "{In}", capital(p.kind.In), "{from}", p.kind.From, "{about}", p.kind.About,
		"{subject}", p.kind.Subject, "{according}", p.kind.According, "{title}", p.ann.Title).Replace(template)
}

func capital(s string) string {
	r, n := utf8.DecodeRuneInString(s)
	return strings.ToUpper(string(r)) + s[n:]
}

// quotationMarks by the announcement's language.
var quotationMarks = map[string][2]string{
	"de": {"„", "“"}, "en": {"“", "”"}, "fr": {"« ", " »"}, "es": {"«", "»"}, "it": {"«", "»"}, "pl": {"„", "”"}, "tr": {"“", "”"}, "nl": {"“", "”"},
}

// quoted puts the announcement's quotation marks around a slice.
func (p page) quoted(quote string) string {
	marks, ok := quotationMarks[p.ann.Language]
	if !ok {
		marks = quotationMarks["en"]
	}
	return marks[0] + quote + marks[1]
}

var superscripts = []rune("⁰¹²³⁴⁵⁶⁷⁸⁹")

// markers follow a claim, each footnote once, in order.
func markers(numbers []int) string {
	slices.Sort(numbers)
	var out []string
	for _, n := range slices.Compact(numbers) {
		out = append(out, marker(n))
	}
	return strings.Join(out, " ")
}

// marker is the number of a footnote.
func marker(n int) string {
	if n >= 10 {
		return marker(n/10) + string(superscripts[n%10])
	}
	return string(superscripts[n])
}

// visible counts the characters that a reader sees.
func visible(s string) int {
	return utf8.RuneCountInString(s) - strings.Count(s, `\`) - 3*strings.Count(s, "-# ") - 2*strings.Count(s, "> ")
}
