package message

import (
	"net/url"
	"strings"
	"unicode/utf8"

	"footnote/knowledge"
)

// MaxURL is the length of the longest address that a link button takes, in
// characters.
const MaxURL = 512

// Link returns the address of the announcement such that a browser goes to the
// quote there and marks it (a text fragment). It is the bare address when that
// would be longer than MaxURL, and empty when there is none that a link button
// takes.
func Link(quote string, ann *knowledge.Announcement) string {
	u, err := url.Parse(ann.SourceURL)
	if err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "" {
		return ""
	}
	bare := u.String() // non-ASCII characters and spaces are encoded by it
	if utf8.RuneCountInString(bare) > MaxURL {
		return ""
	}
	directive := textDirective(quote)
	if directive == "" || strings.Contains(bare, ":~:") {
		return bare
	}
	long := bare + "#:~:" + directive
	if u.Fragment != "" {
		long = bare + ":~:" + directive
	}
	if len(long) > MaxURL {
		return bare
	}
	return long
}

// How many words name a quote: all of them when they are few, else some at
// either end.
const (
	wholeWords = 8
	edgeWords  = 4
)

// textDirective names a quote to a browser; empty when it has no words. Markdown
// around words is left out: the page shows none.
func textDirective(quote string) string {
	var words []string
	for _, w := range strings.Fields(quote) {
		if w = strings.Trim(w, "*_`|~"); w != "" {
			words = append(words, percentEncoded(w))
		}
	}
	const space = "%20"
	switch {
	case len(words) == 0:
		return ""
	case len(words) <= wholeWords:
		return "text=" + strings.Join(words, space)
	}
	return "text=" + strings.Join(words[:edgeWords], space) + "," + strings.Join(words[len(words)-edgeWords:], space)
}

// percentEncoded keeps letters, digits and full stops only: "-", "," and "&" have
// a meaning in a text directive, brackets, "_" and "~" have one in Markdown.
func percentEncoded(s string) string {
	const hex = "0123456789ABCDEF"
	var b strings.Builder
	for _, c := range []byte(s) {
		if 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || c == '.' {
			b.WriteByte(c)
			continue
		}
		b.WriteByte('%')
		b.WriteByte(hex[c>>4])
		b.WriteByte(hex[c&15])
	}
	return b.String()
}
