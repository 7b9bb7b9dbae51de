package knowledge

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// block is a paragraph, list item or heading of the canonical text, before it
// is cut into sentences.
type block struct {
	Quote
	heading bool
	whole   bool // never cut: a table row, a line of code
}

// Limits of what a heading of a plain text may be.
const (
	maxHeadingRunes = 110
	maxHeadingWords = 14
	maxTitleRunes   = 220
	wrapWidth       = 120 // no longer line is taken for one that an editor wrapped
)

var listMarker = regexp.MustCompile(`^\s*(?:[-*•–▪]|\d{1,2}[.)])\s+`)

// plainBlocks cuts a plain text into its lines, joining those that an editor
// wrapped. The first line is the title. A lone short line without closing
// full stop, or ending in a question mark, with text below it is a heading.
func plainBlocks(text string) []block {
	lines := textLines(text)
	var out []block
	var run wrapping
	for i := 0; i < len(lines); {
		j := i + 1
		if i > 0 {
			if i >= run.end {
				run = wrappingAt(text, lines, i)
			}
			j = run.until(text, lines, i)
		}
		q := Quote{lines[i].Start, lines[j-1].End}
		below := j < len(lines)
		heading := below && j == i+1 && looksLikeHeading(text[q.Start:q.End])
		if i == 0 && below {
			heading = utf8.RuneCountInString(text[q.Start:q.End]) <= maxTitleRunes
		}
		out = append(out, block{Quote: q, heading: heading})
		i = j
	}
	return out
}

// textLines returns the lines of text that hold more than white space, without
// the white space around them.
func textLines(text string) []Quote {
	var out []Quote
	at := 0
	for line := range strings.Lines(text) {
		trimmed := strings.TrimSpace(line)
		if trimmed != "" {
			start := at + strings.Index(line, trimmed)
			out = append(out, Quote{start, start + len(trimmed)})
		}
		at += len(line)
	}
	return out
}

func looksLikeHeading(line string) bool {
	if utf8.RuneCountInString(line) > maxHeadingRunes || len(strings.Fields(line)) > maxHeadingWords || listMarker.MatchString(line) {
		return false
	}
	last, _ := utf8.DecodeLastRuneInString(strings.TrimRight(line, "\"”“’»«)"))
	return !strings.ContainsRune(".!;,…", last)
}

// wrapping is a run of lines of one block, up to end, that an editor may have
// wrapped at width; a width of 0 says that none was.
type wrapping struct{ end, width int }

// wrappingAt reads the run that begins with line i.
func wrappingAt(text string, lines []Quote, i int) wrapping {
	w := wrapping{end: i + 1, width: lines[i].End - lines[i].Start}
	for w.end < len(lines) && !strings.Contains(text[lines[w.end-1].End:lines[w.end].Start], "\n\n") &&
		!listMarker.MatchString(text[lines[w.end].Start:lines[w.end].End]) {
		w.width = max(w.width, lines[w.end].End-lines[w.end].Start)
		w.end++
	}
	if w.width > wrapWidth || w.width < 50 {
		w.width = 0
	}
	return w
}

// until returns the index behind the last line that the wrap joins to line i:
// none of them had room for the first word of the next.
func (w wrapping) until(text string, lines []Quote, i int) int {
	for k := i; k+1 < w.end; k++ {
		next := text[lines[k+1].Start:lines[k+1].End]
		room := w.width - (lines[k].End - lines[k].Start)
		if w.width == 0 || len(strings.FieldsFunc(next, unicode.IsSpace)[0])+1 <= room {
			return k + 1
		}
	}
	return w.end
}

// maxPassage is the length in bytes of the longest passage: an answer that
// cites one must fit a message.
const maxPassage = 1200

// shortened cuts ranges that are too long for a passage, between clauses where
// there are any, else between words, else between characters.
func shortened(text string, ranges []Quote) []Quote {
	var out []Quote
	for _, q := range ranges {
		for q.End-q.Start > maxPassage {
			end := q.Start + cutBefore(text[q.Start:q.End], maxPassage)
			out = append(out, Quote{q.Start, q.Start + len(strings.TrimRightFunc(text[q.Start:end], unicode.IsSpace))})
			q.Start = end + skipSpace(text[end:q.End], 0)
		}
		out = append(out, q)
	}
	return out
}

// cutBefore is where to cut s, which is longer than limit bytes: past half of
// the limit, and never inside a character.
func cutBefore(s string, limit int) int {
	for _, mark := range []string{"; ", ": ", ", ", " "} {
		if i := strings.LastIndex(s[:limit], mark); i > limit/2 {
			return i + len(mark)
		}
	}
	for !utf8.RuneStart(s[limit]) {
		limit--
	}
	return limit
}

// passages numbers the sentences and headings of blocks.
func passages(text, lang string, blocks []block) []Passage {
	var out []Passage
	section := ""
	for n, b := range blocks {
		ranges := []Quote{b.Quote}
		if !b.heading && !b.whole {
			ranges = Sentences(text[b.Start:b.End], lang)
			for i := range ranges {
				ranges[i].Start += b.Start
				ranges[i].End += b.Start
			}
		}
		ranges = shortened(text, ranges)
		for _, q := range ranges {
			out = append(out, Passage{Section: section, Heading: b.heading, Quote: q, Text: text[q.Start:q.End]})
		}
		if b.heading && n > 0 {
			section = text[b.Start:b.End]
		}
	}
	for i := range out {
		out[i].ID = passageID(i)
	}
	return out
}
