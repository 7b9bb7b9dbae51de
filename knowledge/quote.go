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
	q := quoteFolder{space: true}
	q.b.Grow(len(s))
	q.at = make([]int, 0, len(s)+1)
	if norm.NFC.IsNormalString(s) {
		for from, r := range s {
			q.fold(r, from)
		}
	} else {
		var it norm.Iter
		it.InitString(norm.NFC, s)
		for !it.Done() {
			from := it.Pos()
			for _, r := range string(it.Next()) {
				q.fold(r, from)
			}
		}
	}
	return foldedText{q.b.String(), append(q.at, len(s))}
}

// quoteFolder writes a [foldedText].
type quoteFolder struct {
	b     strings.Builder
	at    []int
	space bool // the last character was a space, or there was none
}

// fold writes the form of r, which stands at byte from of the source.
func (q *quoteFolder) fold(r rune, from int) {
	switch {
	case r == softHyphen || r == '\u200b' || r == '\u2060' || r == '\ufeff':
		return
	case unicode.IsSpace(r):
		if !q.space {
			q.emit(' ', from)
		}
		q.space = true
		return
	case r < utf8.RuneSelf && r != '`':
		r = unicode.ToLower(r)
	case strings.ContainsRune("„“”«»‟", r):
		r = '"'
	case strings.ContainsRune("‚‘’‛`´", r):
		r = '\''
	case strings.ContainsRune("‐‑‒–—―−", r):
		r = '-'
	case r == '…':
		q.emit('.', from)
		q.emit('.', from)
		r = '.'
	default:
		r = unicode.ToLower(r)
	}
	q.emit(r, from)
	q.space = false
}

func (q *quoteFolder) emit(r rune, from int) {
	for range utf8.RuneLen(r) {
		q.at = append(q.at, from)
	}
	q.b.WriteRune(r)
}

// Start is the first word of s, folded: where two texts differ in it, [FindQuote] finds
// neither at the beginning of the other.
func Start(s string) string { return Fold(firstWord(s)) }

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
