package answer

import (
	"regexp"
	"strings"
	"unicode"
)

// Markup of chats, in the order in which it is taken away. What it marks stays,
// but for what was struck out, code and quotations.
var markup = []struct {
	pattern *regexp.Regexp
	by      string
}{
	{regexp.MustCompile("(?s)```.*?(?:```|$)|``.+?``|`[^`\n]+`"), " "},
	{regexp.MustCompile(`(?ms)^\s*>>> .*`), ""},
	{regexp.MustCompile(`(?m)^\s*>(?: .*)?$`), ""},
	{regexp.MustCompile(`(?s)~~.+?~~`), " "},
	{regexp.MustCompile(`<(?:@[!&]?|#)\d+>|<a?:\w+:\d+>|<t:-?\d+(?::\w)?>|</[^>\n]+:\d+>|<id:\w+>|@(?:everyone|here)\b`), " "},
	{regexp.MustCompile(`\[([^\]\n]+)\]\(<?https?://[^)\s]+>?(?: "[^"\n]*")?\)`), "$1"},
	{regexp.MustCompile(`(?i)<?\b(?:https?|ftp|discord|mailto)://?[^\s>]+>?|<mailto:[^\s>]+>|\bwww\.[^\s>]+|\bdiscord\.gg/\S+`), " "},
	{regexp.MustCompile(`(?m)^\s*(?:-#|#{1,3}) `), ""},
	{regexp.MustCompile(`\|\||\*{1,3}|__`), ""},
	{regexp.MustCompile(`(^|[\s(„"])_([^_\n]+)_($|[\s).,;:!?“"])`), "$1$2$3"},
	{regexp.MustCompile(`\\([\\*_~|#>\x60\[\]()-])`), "$1"},
	{regexp.MustCompile(`(^|\s):[a-z0-9_+-]{2,}:`), "$1"},
	{regexp.MustCompile(`(^|\s)(?:[:;=8xX]['’]?-?[)(DPpOo/|3]+|<3|\^\^|[xX]D+)(\s|$)`), "$1$2"},
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
var listStars = regexp.MustCompile(`(?m)^(\s*)\* `)
