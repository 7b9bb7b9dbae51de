package knowledge

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// foldedText is a text in the form in which quotes are compared, with the way
// back: at[i] is the byte of the source that byte i came from, and
// at[len(text)] its length.
type foldedText struct {
	text string
	at   []int
}

// foldForQuotes maps cosmetic differences away: case, kinds of quotation mark
// and dash, kinds and runs of white space, soft hyphens, composed and
// decomposed letters. Letters keep their diacritics, so "schon" is not "schön".
func foldForQuotes(s string) foldedText {
	f := foldedText{}
	var b strings.Builder
	emit := func(piece string, from int) {
		for range len(piece) {
			f.at = append(f.at, from)
		}
		b.WriteString(piece)
	}
	var it norm.Iter
	it.InitString(norm.NFC, s)
	space := true
	for !it.Done() {
		from := it.Pos()
		for _, r := range string(it.Next()) {
			switch {
			case r == softHyphen || r == '\u200b' || r == '\u2060' || r == '\ufeff':
				continue
			case unicode.IsSpace(r):
				if !space {
					emit(" ", from)
				}
				space = true
				continue
			case strings.ContainsRune("„“”«»‟", r):
				r = '"'
			case strings.ContainsRune("‚‘’‛`´", r):
				r = '\''
			case strings.ContainsRune("‐‑‒–—―−", r):
				r = '-'
			case r == '…':
				emit("...", from)
				space = false
				continue
			default:
				r = unicode.ToLower(r)
			}
			emit(string(r), from)
			space = false
		}
	}
	f.text, f.at = b.String(), append(f.at, len(s))
	return f
}

// FindQuote looks for quote, as somebody copied it, in text and returns the
// bytes of text that it stands for. Cosmetic differences and the punctuation at
// its ends do not count; every word and figure does. A quote that begins or
// ends inside a word or a figure ("1,3" ends inside "1,35") is not found.
func FindQuote(text, quote string) (Quote, bool) {
	want := strings.TrimRight(strings.Trim(foldForQuotes(quote).text, "\"' "), ".!?,;:\"' ")
	if want == "" {
		return Quote{}, false
	}
	in := foldForQuotes(text)
	for from := 0; from < len(in.text); {
		i := strings.Index(in.text[from:], want)
		if i < 0 {
			break
		}
		i += from
		if atEdges(in.text, i, i+len(want)) {
			return Quote{in.at[i], in.at[i+len(want)]}.trim(text), true
		}
		_, n := utf8.DecodeRuneInString(in.text[i:])
		from = i + n
	}
	return Quote{}, false
}

func (q Quote) trim(text string) Quote {
	q.End = q.Start + len(strings.TrimRightFunc(text[q.Start:q.End], unicode.IsSpace))
	return q
}

// atEdges tells whether s[start:end] begins and ends at word edges. A
// separator between digits is no edge.
func atEdges(s string, start, end int) bool {
	return isEdge(s, start) && isEdge(s, end)
}

func isEdge(s string, i int) bool {
	if i <= 0 || i >= len(s) {
		return true
	}
	before, n := utf8.DecodeLastRuneInString(s[:i])
	after, m := utf8.DecodeRuneInString(s[i:])
	if isWordRune(before) && isWordRune(after) {
		return false
	}
	if strings.ContainsRune(".,", after) && unicode.IsDigit(before) {
		next, _ := utf8.DecodeRuneInString(s[i+m:])
		return !unicode.IsDigit(next)
	}
	if strings.ContainsRune(".,", before) && unicode.IsDigit(after) {
		prev, _ := utf8.DecodeLastRuneInString(s[:i-n])
		return !unicode.IsDigit(prev)
	}
	return true
}

func isWordRune(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r) }
