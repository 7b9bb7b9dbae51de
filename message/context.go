package message

import (
	"slices"
	"strings"
	"unicode/utf8"

	"footnote/knowledge"
)

// contextOf is what to show around a quote: the paragraph that it stands in, or
// its neighbours when that is one passage, within a section and maxContext. It
// begins and ends with a passage; in a text without passages it is the line.
func contextOf(a *knowledge.Announcement, q knowledge.Quote) knowledge.Quote {
	first, last := -1, -1
	for i, p := range a.Passages {
		if p.End > q.Start && p.Start < q.End {
			if first < 0 {
				first = i
			}
			last = i
		}
	}
	if first < 0 {
		return lineOf(a.Text, q)
	}
	w := window{a, first, last}
	for w.grow(func(gap string) bool { return !strings.Contains(gap, "\n") }) {
	}
	if w.first == w.last {
		w.grow(func(string) bool { return true })
	}
	return knowledge.Quote{Start: min(q.Start, a.Passages[w.first].Start), End: max(q.End, a.Passages[w.last].End)}
}

// lineOf is the line, or the lines, that q stands in; q when that is too much.
func lineOf(text string, q knowledge.Quote) knowledge.Quote {
	line := knowledge.Quote{Start: strings.LastIndexByte(text[:q.Start], '\n') + 1, End: len(text)}
	if i := strings.IndexByte(text[q.End:], '\n'); i >= 0 {
		line.End = q.End + i
	}
	if utf8.RuneCountInString(text[line.Start:line.End]) > maxContext {
		return q
	}
	return line
}

// window is a run of passages.
type window struct {
	a           *knowledge.Announcement
	first, last int
}

// grow takes in a passage at either end, where near allows what lies between. It
// tells whether it has.
func (w *window) grow(near func(gap string) bool) bool {
	ps, grown := w.a.Passages, false
	if i := w.first - 1; i >= 0 && w.takes(i, i, w.last) && near(w.a.Text[ps[i].End:ps[i+1].Start]) {
		w.first, grown = i, true
	}
	if i := w.last + 1; i < len(ps) && w.takes(i, w.first, i) && near(w.a.Text[ps[i-1].End:ps[i].Start]) {
		w.last, grown = i, true
	}
	return grown
}

// takes tells whether passage i may stand in a window from first to last.
func (w *window) takes(i, first, last int) bool {
	ps := w.a.Passages
	return !ps[i].Heading && ps[i].Section == ps[w.first].Section &&
		utf8.RuneCountInString(w.a.Text[ps[first].Start:ps[last].End]) <= maxContext
}

// sectionAt is the heading above the passage at that byte; empty when there is
// none.
func sectionAt(a *knowledge.Announcement, at int) string {
	for _, p := range a.Passages {
		if p.Start <= at && at < p.End {
			return strings.Trim(p.Section, "#*_ ")
		}
	}
	return ""
}

// merged puts ranges in order and joins those that touch.
func merged(qs []knowledge.Quote) []knowledge.Quote {
	slices.SortFunc(qs, func(a, b knowledge.Quote) int { return a.Start - b.Start })
	out := qs[:1]
	for _, q := range qs[1:] {
		if last := &out[len(out)-1]; q.Start <= last.End {
			last.End = max(last.End, q.End)
		} else {
			out = append(out, q)
		}
	}
	return out
}
