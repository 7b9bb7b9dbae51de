package openai

import (
	"encoding/base64"
	"net/url"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

const (
	redacted = "[redacted]"
	// Shorter ones ("x", "-") are placeholders for servers that need no key;
	// blotting them out would leave no text readable.
	minSecret = 4
	// A server may echo a key's beginning only.
	minPrefix = 8
	maxDetail = 300 // runes
)

// Shapes of secrets that are not ours (a proxy's password), or that the server
// half masked already.
var keyShapes = regexp.MustCompile(`(?i)\S*\*{3,}\S*|\bsk-[\w.*-]{4,}|\b(?:bearer|basic)\s+[\w.~+/=-]{8,}|//[^/\s@]+@`)

// redactor blots out secrets. The zero value knows none of ours.
type redactor struct {
	exact *regexp.Regexp
}

func newRedactor(key string, user *url.Userinfo) redactor {
	var patterns []string
	add := func(secret string) {
		if len(secret) < minSecret {
			return
		}
		patterns = append(patterns, regexp.QuoteMeta(secret))
		if escaped := url.QueryEscape(secret); escaped != secret {
			patterns = append(patterns, regexp.QuoteMeta(escaped))
		}
	}
	add(key)
	if len(key) >= 2*minPrefix {
		patterns = append(patterns, regexp.QuoteMeta(key[:minPrefix])+`[\w.*-]*`)
	}
	if user != nil {
		password, _ := user.Password()
		add(password)
		add(user.Username())
		add(base64.StdEncoding.EncodeToString([]byte(user.Username() + ":" + password)))
		add(user.String())
	}
	if len(patterns) == 0 {
		return redactor{}
	}
	return redactor{regexp.MustCompile(strings.Join(patterns, "|"))}
}

// clean makes a server's or the network's words fit for an error: no secret,
// one line, printable, short.
func (r redactor) clean(s string) string {
	s = strings.ToValidUTF8(s, "\uFFFD")
	if r.exact != nil {
		s = r.exact.ReplaceAllLiteralString(s, redacted)
	}
	s = keyShapes.ReplaceAllLiteralString(s, redacted)
	s = strings.Map(func(c rune) rune {
		if unicode.IsSpace(c) {
			return ' '
		}
		if !unicode.IsPrint(c) {
			return -1
		}
		return c
	}, s)
	s = strings.Join(strings.Fields(s), " ")
	if utf8.RuneCountInString(s) > maxDetail {
		s = string([]rune(s)[:maxDetail]) + "…"
	}
	return s
}
