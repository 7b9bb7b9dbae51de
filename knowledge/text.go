package knowledge

import (
	"iter"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// word is one run of letters and digits of a text.
type word struct {
	text       string // as written
	folded     string // lower case, without diacritics, ß as ss
	start, end int    // bytes, within the text that was split
}

// words splits s into runs of letters, marks and digits. Hyphens, apostrophes
// and all other punctuation separate, so "US-Behörden" is two words, and "1,3" is
// two as well: figures are read by [Figures], not by words.
func words(s string) []word {
	return slices.AppendSeq(make([]word, 0, len(s)/6+1), eachWord(s))
}

// eachWord iterates over the [words] of s.
func eachWord(s string) iter.Seq[word] {
	return func(yield func(word) bool) {
		start := -1
		for i, r := range s {
			if unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r) {
				if start < 0 {
					start = i
				}
				continue
			}
			if start >= 0 && r != softHyphen {
				if !yield(newWord(s, start, i)) {
					return
				}
				start = -1
			}
		}
		if start >= 0 {
			yield(newWord(s, start, len(s)))
		}
	}
}

// startsUpper tells whether s begins with a capital.
func startsUpper(s string) bool {
	first, _ := utf8.DecodeRuneInString(s)
	return unicode.IsUpper(first)
}

const softHyphen = '\u00ad'

func newWord(s string, start, end int) word {
	return word{text: s[start:end], folded: Fold(s[start:end]), start: start, end: end}
}

// Fold maps s to a form in which spellings that readers take for the same are
// equal: lower case, no diacritics, ß as ss, no soft hyphens. "Größe" and
// "GROSSE" fold alike. It keeps spaces and punctuation.
func Fold(s string) string {
	if isPlainLower(s) {
		return s
	}
	var b strings.Builder
	b.Grow(len(s))
	for _, r := range s {
		if int(r) < len(foldedLatin) {
			b.WriteString(foldedLatin[r])
			continue
		}
		foldDecomposed(&b, string(r))
	}
	return b.String()
}

// foldedLatin holds the folded form of each character before the combining marks:
// nearly all that anybody writes, which then needs no decomposition.
var foldedLatin = func() (out [0x300]string) {
	for r := range out {
		var b strings.Builder
		foldDecomposed(&b, string(rune(r)))
		out[r] = b.String()
	}
	return out
}()

// foldDecomposed writes the folded form of s by its compatibility decomposition.
func foldDecomposed(b *strings.Builder, s string) {
	for _, r := range norm.NFKD.String(s) {
		switch {
		case unicode.Is(unicode.Mn, r) || r == softHyphen:
		case r == 'ß' || r == 'ẞ':
			b.WriteString("ss")
		case r == 'ı' || r == 'İ':
			b.WriteByte('i')
		case r == 'ł' || r == 'Ł':
			b.WriteByte('l')
		case r == 'ø' || r == 'Ø':
			b.WriteByte('o')
		case r == 'æ' || r == 'Æ':
			b.WriteString("ae")
		case r == '’' || r == 'ʼ':
			b.WriteByte('\'')
		default:
			b.WriteRune(unicode.ToLower(r))
		}
	}
}

func isPlainLower(s string) bool {
	for i := 0; i < len(s); i++ {
		if c := s[i]; c >= utf8.RuneSelf || 'A' <= c && c <= 'Z' {
			return false
		}
	}
	return true
}

// digraphs undoes the ASCII spelling of umlauts ("behoerde"). It also touches
// words such as "neue", which is harmless because both sides go through it.
var digraphs = strings.NewReplacer("ae", "a", "oe", "o", "ue", "u")

// Clean removes from s what a reader cannot see but a machine obeys:
// zero-width, bidirectional, tag, variation and private-use characters, blank
// letters, and controls other than \n and \t. Text from outside goes through it before
// it is searched, shown or given to a model.
func Clean(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\t':
			return r
		case r == utf8.RuneError, unicode.Is(unicode.Cc, r), unicode.Is(unicode.Cf, r), unicode.Is(unicode.Co, r),
			unicode.Is(unicode.Variation_Selector, r), unicode.Is(unicode.Other_Default_Ignorable_Code_Point, r):
			return -1
		}
		return r
	}, s)
}
