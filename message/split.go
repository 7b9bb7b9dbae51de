package message

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// pack joins parts by line ends to as few messages of at most MaxSize code
// points as their order allows. A part is split only when it is longer than a
// whole message: then it is cut short. It returns at least one message.
func pack(parts []string) []string {
	var out []string
	message := ""
	for i, part := range parts {
		switch {
		case i == 0:
			message = shortened(part)
		case utf8.RuneCountInString(message)+1+utf8.RuneCountInString(part) <= MaxSize:
			message += "\n" + part
		default:
			out = append(out, message)
			message = shortened(strings.TrimLeft(part, "\n"))
		}
	}
	return append(out, message)
}

// shortened cuts s, which may hold escapes, to the size of a message, between
// words where there are any.
func shortened(s string) string {
	runes := []rune(s)
	if len(runes) <= MaxSize {
		return s
	}
	end := MaxSize - len("…") // bytes, hence with some room for what closes
	for i := end; i > end/2; i-- {
		if unicode.IsSpace(runes[i]) {
			return string(runes[:i]) + "…"
		}
	}
	slashes := 0
	for slashes < end && runes[end-1-slashes] == '\\' {
		slashes++
	}
	end -= slashes % 2 // half an escape
	return string(runes[:end]) + "…"
}
