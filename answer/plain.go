package answer

import (
	"regexp"
	"strings"
	"unicode"

	"footnote/knowledge"
)

// Markup of chats, in the order in which it is taken away. What it marks stays,
// but for what was struck out, code and quotations.
var markup = []struct {
	pattern *knowledge.Pattern
	by      string
}{
	{knowledge.CompilePattern("(?s)```.*?(?:```|$)|``.+?``|`[^`\n]+`"), " "},
	{knowledge.CompilePattern(`(?ms)^\s*>>> .*`), ""},
	{knowledge.CompilePattern(`(?m)^\s*>(?: .*)?$`), ""},
	{knowledge.CompilePattern(`(?s)~~.+?~~`), " "},
	{knowledge.CompilePattern(`<(?:@[!&]?|#)\d+>|<a?:\w+:\d+>|<t:-?\d+(?::\w)?>|</[^>\n]+:\d+>|<id:\w+>|@(?:everyone|here)\b`), " "},
	{knowledge.CompilePattern(`\[([^\]\n]+)\]\(<?https?://[^)\s]+>?(?: "[^"\n]*")?\)`), "$1"},
	{knowledge.CompilePattern(`(?i)<?\b(?:https?|ftp|discord|mailto)://?[^\s>]+>?|<mailto:[^\s>]+>|\bwww\.[^\s>]+|\bdiscord\.gg/\S+`), " "},
	{knowledge.CompilePattern(`(?m)^\s*(?:-#|#{1,3}) `), ""},
	{knowledge.CompilePattern(`\|\||\*{1,3}|__`), ""},
	{knowledge.CompilePattern(`(^|[\s(„"])_([^_\n]+)_($|[\s).,;:!?“"])`), "$1$2$3"},
	{knowledge.CompilePattern(`\\([\\*_~|#>\x60\[\]()-])`), "$1"},
	{knowledge.CompilePattern(`(^|\s):[a-z0-9_+-]{2,}:`), "$1"},
	{knowledge.CompilePattern(`(^|\s)(?:[:;=8xX]['’]?-?[)(DPpOo/|3]+|<3|\^\^|[xX]D+)(\s|$)`), "$1$2"},
}

// listMarker begins an item of a list.
var listMarker = regexp.MustCompile(`^\s*(?:[-*+•–]|\d{1,2}[.)])\s+`)

// line is one line of a message without its markup.
type line struct {
	text string
	item bool // of a list
}

// plainLines are the lines of a message with something in them, without the
// markup, mentions, links, code, emoji and quotations of chats.
func plainLines(text string) []line {
	text = listStars.ReplaceAllString(text, "$1- ")
	for _, m := range markup {
		text = m.pattern.ReplaceAllString(text, m.by)
	}
	text = strings.Map(func(r rune) rune {
		if unicode.Is(unicode.So, r) && r != '°' || unicode.Is(unicode.Sk, r) && r > unicode.MaxLatin1 {
			return ' '
		}
		return r
	}, text)
	var out []line
	for l := range strings.SplitSeq(text, "\n") {
		marker := listMarker.FindString(l)
		l = strings.Join(strings.Fields(l[len(marker):]), " ")
		if strings.ContainsFunc(l, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }) {
			out = append(out, line{l, marker != ""})
		}
	}
	return out
}

// listStars are items whose marker would be taken for emphasis.
var listStars = knowledge.CompilePattern(`(?m)^(\s*)\* `)
