package answer_test

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"footnote/answer"
	"footnote/knowledge"
	"footnote/message"
)

// posted takes the message of an answer apart, and returns the first line of it
// that is neither a template, nor a slice of the announcement, nor a claim of
// the answer, or that does something in a channel; empty: none.
func (c *checker) posted(a answer.Answer) string {
	text := message.Discord(a, c.ann)
	if n := utf8.RuneCountInString(text); n > message.MaxSize {
		return "a message of " + text[:80] + " with too many characters"
	}
	if a.Intent == answer.IntentWhoAreYou {
		if text != message.Help(a.Language, c.ann) {
			return text
		}
		return ""
	}
	words := newTemplates(a.Language, c.ann)
	for line := range strings.SplitSeq(text, "\n") {
		body, small := strings.CutPrefix(line, "-# ")
		body, block := strings.CutPrefix(body, "> ")
		if bad := live(body); bad != "" {
			return bad + " in " + line
		}
		plain := unescaped.ReplaceAllString(body, "$1")
		ok := false
		switch {
		case small:
			ok = words.small(plain)
		case block:
			ok = isPassage(c.ann, plain)
		default:
			ok = words.line(plain, a)
		}
		if !ok {
			return line
		}
	}
	return ""
}

var unescaped = regexp.MustCompile(`\\([^0-9A-Za-z\s])`)

// live finds what Discord would act on: markup, a mention or an address
// without a backslash in its way, and what reorders text.
func live(s string) string {
	for i, r := range s {
		behind := i - len(strings.TrimRight(s[:i], `\`))
		if behind%2 == 1 {
			continue // escaped
		}
		rest := strings.ToLower(s[i:])
		switch {
		case strings.ContainsRune("*_~`|[]<@", r), strings.HasPrefix(rest, "://"), strings.HasPrefix(rest, ".gg/"), strings.HasPrefix(rest, ".gift/"), strings.HasPrefix(rest, "/invite"), strings.HasPrefix(rest, "/gifts"):
			return "live " + rest[:min(12, len(rest))]
		case r < ' ', r >= '\u200b' && r <= '\u200f', r >= '\u202a' && r <= '\u202e', r >= '\u2060' && r <= '\u2069', r == '\ufeff', r >= 0xe0000, unicode.Is(unicode.Other_Default_Ignorable_Code_Point, r):
			return "hidden character"
		}
	}
	if lineStart.MatchString(s) {
		return "markup at the line's start"
	}
	return ""
}

var lineStart = regexp.MustCompile(`^\s*(?:[-+#>]|\d+[.)])`)

func isPassage(ann *knowledge.Announcement, s string) bool {
	return slices.ContainsFunc(ann.Passages, func(p knowledge.Passage) bool { return p.Text == s })
}

// templates are the fixed sentences of one language for one announcement.
type templates struct {
	words *message.Language
	ann   *knowledge.Announcement
	fill  func(string) string
}

func newTemplates(lang string, ann *knowledge.Announcement) templates {
	w := message.Words(lang)
	k := w.Kinds[string(ann.Kind)]
	first, size := utf8.DecodeRuneInString(k.In)
	in := strings.ToUpper(string(first)) + k.In[size:]
	return templates{w, ann, strings.NewReplacer("{in}", k.In, "{In}", in, "{from}", k.From, "{about}", k.About,
		"{subject}", k.Subject, "{according}", k.According, "{title}", ann.Title, "{language}", w.In[ann.Language]).Replace}
}

var footnote = regexp.MustCompile(`^[⁰¹²³⁴⁵⁶⁷⁸⁹]+ `)

// small tells whether a line of small text is a template or a footnote.
func (w templates) small(s string) bool {
	for _, template := range []string{w.words.Verbatim, w.words.VerbatimView, w.words.ModelStopped, w.words.NotAdvice} {
		if s == w.fill(template) {
			return true
		}
	}
	for _, reason := range w.words.ModelReasons {
		if s == reason+"." || s == w.fill(strings.ReplaceAll(w.words.ModelDown, "{reason}", reason)) {
			return true
		}
	}
	quote, ok := strings.CutPrefix(s, w.fill(w.words.Closest))
	if mark := footnote.FindString(s); mark != "" {
		quote, ok = s[len(mark):], true
	}
	return ok && strings.Contains(w.ann.Text, strings.Trim(quote, "„“”«» "))
}

var marks = regexp.MustCompile(`[⁰¹²³⁴⁵⁶⁷⁸⁹][⁰¹²³⁴⁵⁶⁷⁸⁹ ]*$`)

// line tells whether a line of normal text is a template, a claim with its
// marks, or names parts of the question.
func (w templates) line(s string, a answer.Answer) bool {
	if s == "" {
		return true // between two slices
	}
	for _, template := range []string{w.words.NotThere, w.words.OnlyAbout, w.words.NoAdvice, w.words.SaysIn, w.words.Contradicted, w.words.Intents[string(a.Intent)]} {
		if template != "" && s == w.fill(template) {
			return true
		}
	}
	before, after, _ := strings.Cut(w.fill(w.words.NotStated), "{parts}")
	if parts, ok := strings.CutPrefix(s, before); ok && strings.HasSuffix(parts, after) {
		question := strings.Join(strings.Fields(knowledge.Clean(a.Question)), " ")
		return !slices.ContainsFunc(strings.Split(strings.TrimSuffix(parts, after), "; "), func(part string) bool {
			return !strings.Contains(question, strings.TrimRight(part, "… "))
		})
	}
	s = strings.TrimPrefix(s, w.fill(w.words.Contradicted)+" ")
	s = strings.TrimPrefix(s, w.fill("{according}")+": ")
	s = marks.ReplaceAllString(s, "")
	return slices.ContainsFunc(a.Claims, func(c answer.Claim) bool { return c.Text == s })
}
