package message

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"footnote/knowledge"
)

// style is the markup of a place that messages go to.
type style interface {
	escape(s string) string
	bold(s string) string
	block(s string) string           // a slice as a quotation
	small(label, rest string) string // a line of small text; both parts are escaped
}

// terminalStyle writes plain text.
type terminalStyle struct{}

func (terminalStyle) escape(s string) string { return s }
func (terminalStyle) bold(s string) string   { return s }
func (terminalStyle) block(s string) string  { return eachLine("> ", s) }
func (terminalStyle) small(label, rest string) string {
	return eachLine("  ", label+rest)
}

// discordStyle writes Discord's Markdown.
type discordStyle struct{}

func (discordStyle) escape(s string) string { return Escape(s) }
func (discordStyle) bold(s string) string   { return "**" + Escape(s) + "**" }
func (discordStyle) block(s string) string  { return eachLine("> ", Escape(s)) }
func (discordStyle) small(label, rest string) string {
	return eachLine("-# ", Escape(label)+Escape(rest))
}

func eachLine(prefix, s string) string {
	return prefix + strings.ReplaceAll(s, "\n", "\n"+prefix)
}

// Escape returns s such that Discord shows its characters as they are: no
// markup, mention, emoji, timestamp, invite or link comes of it. Removing the
// backslashes before punctuation gives back s.
func Escape(s string) string { return emphasised(s, nil) }

// boldMark begins and ends bold text.
const boldMark = "**"

// emphasised is s escaped, with the given ranges, ordered and apart, in bold: on
// each line anew, since a quotation's marks stand between them.
func emphasised(s string, bold []knowledge.Quote) string {
	var b strings.Builder
	b.Grow(len(s) + 16)
	lineStart, open := true, false
	for i := 0; i < len(s); {
		r, size := utf8.DecodeRuneInString(s[i:])
		if len(bold) > 0 && i >= bold[0].End {
			bold = bold[1:]
		}
		if within := len(bold) > 0 && i >= bold[0].Start && r != '\n'; within != open {
			b.WriteString(boldMark)
			open = within
		}
		if needsEscape(s, i, r, lineStart) {
			b.WriteByte('\\')
		}
		b.WriteString(s[i : i+size])
		// Discord allows white space and digits before a list's marker.
		lineStart = r == '\n' || lineStart && (unicode.IsSpace(r) || unicode.IsDigit(r) && !unicode.IsSpace(r))
		i += size
	}
	if open {
		b.WriteString(boldMark)
	}
	return b.String()
}

func needsEscape(s string, i int, r rune, lineStart bool) bool {
	switch r {
	case '\\', '*', '_', '~', '`', '|', '[', ']', '<', '@':
		return true
	case '>', '#', '-', '+':
		return lineStart
	case '.', ')':
		// "1." begins a list; "discord.gg/x" is an invite, "discord.gift/x" a gift.
		return lineStart && i > 0 && s[i-1] >= '0' && s[i-1] <= '9' || goesTo(s[i+1:], "gg/", "gift/", "new/")
	case ':':
		return strings.HasPrefix(s[i+1:], "//") || emojiName(s[i+1:])
	case '/':
		// "discord.com/invite/x" and the like, with or without a scheme.
		return goesTo(s[i+1:], "invite", "gifts", "billing/promotions", "template")
	}
	return false
}

// goesTo tells whether s begins with one of the paths that Discord makes a card
// of, whatever case.
func goesTo(s string, paths ...string) bool {
	for _, p := range paths {
		if len(s) >= len(p) && strings.EqualFold(s[:len(p)], p) {
			return true
		}
	}
	return false
}

// emojiName tells whether s begins like the rest of ":name:".
func emojiName(s string) bool {
	end := strings.IndexFunc(s, func(r rune) bool {
		return r > unicode.MaxASCII || !(unicode.IsLetter(r) || unicode.IsDigit(r) || r == '_' || r == '+' || r == '-')
	})
	return end > 0 && s[end] == ':'
}
