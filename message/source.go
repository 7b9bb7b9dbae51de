package message

import (
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"footnote/answer"
	"footnote/knowledge"
)

// SourcePage is one private message of the view of an answer's source.
type SourcePage struct {
	Text  string       // Discord Markdown, at most MaxSize code points
	Links []SourceLink // at most maxLinks
}

// SourceLink is a button that opens the announcement where a footnote's quote
// stands.
type SourceLink struct {
	Label string // at most 80 characters
	URL   string // at most MaxURL characters
}

// maxLinks leave a row of buttons to the bot.
const maxLinks = 20

// maxContext is how much of the announcement is shown around a quote, in
// characters, as long as the quote's own passage is not longer.
const maxContext = 900

// Source shows where an answer stands in the announcement: each quote marked in
// its paragraph, or between its neighbours where it is one by itself, below the
// section's heading, and the claims that the message had no room for above
// theirs. Quotes that stand close together are shown once. Footnotes are numbered
// as in the message; slices go on from there. ann is the version that was
// answered from, of which Text, Title and Language are enough; of a quote that does
// not stand in it only the quote is shown. lang is the reader's. There is at least one page.
func Source(a answer.Answer, lang string, ann *knowledge.Announcement) []SourcePage {
	v := &sourceView{page: newPage(a.Language, ann, discordStyle{}), reader: newPage(lang, ann, discordStyle{})}
	claims := a.Claims
	if len(claims) == 0 && a.Closest != nil {
		claims = []answer.Claim{{Text: a.Closest.Quote, Citations: []answer.Citation{*a.Closest}}}
	}
	v.number(claims)
	if len(v.cited) == 0 {
		return []SourcePage{{Text: Escape(v.reader.words.Source.None)}}
	}
	v.begin()
	a.Claims = claims
	shown := len(v.shown(a))
	more := false
	for i, c := range claims {
		if i >= shown && !isSlice(c) {
			if !more {
				v.line(Escape(v.reader.fill(v.reader.words.Source.More)))
			}
			more = true
			v.line(v.claim(c, &v.cited))
		}
		for _, cited := range c.Citations {
			v.show(cited)
		}
	}
	return v.pages
}

// sourceView is the view of an answer's source being written.
type sourceView struct {
	page          // in the answer's language
	reader page   // in the reader's
	cited  notes  // of the whole answer
	done   []bool // by number - 1: shown already
	pages  []SourcePage
	lost   bool // it has been said that the text is not kept
}

// number numbers the quotes as the message does, slices last.
func (v *sourceView) number(claims []answer.Claim) {
	for _, slice := range []bool{false, true} {
		for _, c := range claims {
			if isSlice(c) == slice {
				for _, cited := range c.Citations {
					v.cited.number(cited)
				}
			}
		}
	}
	v.done = make([]bool, len(v.cited))
}

// begin writes what the announcement is.
func (v *sourceView) begin() {
	v.pages = []SourcePage{{Text: v.style.bold(oneLine(v.ann.Title, maxEcho))}}
	var origin []string
	for _, s := range []string{v.ann.Publisher, v.ann.Author, v.date()} {
		if s != "" {
			origin = append(origin, oneLine(s, maxEcho))
		}
	}
	if len(origin) > 0 {
		v.line(v.style.small(strings.Join(origin, " · "), ""))
	}
}

// date is the announcement's in the reader's manner; empty when unknown.
func (v *sourceView) date() string {
	d, err := time.Parse(time.DateOnly, v.ann.Date)
	if err != nil {
		return ""
	}
	return d.Format(v.reader.words.Date)
}

// current is the page being written.
func (v *sourceView) current() *SourcePage { return &v.pages[len(v.pages)-1] }

// fits tells whether the current page has room for one more line.
func (v *sourceView) fits(line string) bool {
	return utf8.RuneCountInString(v.current().Text)+1+utf8.RuneCountInString(line) <= MaxSize
}

// line adds a line, on a new page when the current one has no room for it.
func (v *sourceView) line(s string) {
	if v.fits(s) {
		v.current().Text += "\n" + s
		return
	}
	v.pages = append(v.pages, SourcePage{Text: shortened(s)})
}

// show shows a quote, and with it those that stand in the same stretch of the
// announcement, unless that was done before.
func (v *sourceView) show(c answer.Citation) {
	number := v.cited.number(c)
	if v.done[number-1] {
		return
	}
	v.done[number-1] = true
	if c.Start < 0 || c.Start >= c.End || c.End > len(v.ann.Text) || v.ann.Text[c.Start:c.End] != c.Quote {
		v.showLost(number, c)
		return
	}
	around := contextOf(v.ann, knowledge.Quote{Start: c.Start, End: c.End})
	marked, numbers := []knowledge.Quote{{Start: c.Start, End: c.End}}, []int{number}
	for i, o := range v.cited {
		if !v.done[i] && around.Start <= o.Start && o.Start < o.End && o.End <= around.End && v.ann.Text[o.Start:o.End] == o.Quote {
			v.done[i] = true
			marked, numbers = append(marked, knowledge.Quote{Start: o.Start, End: o.End}), append(numbers, i+1)
		}
	}
	head := v.style.bold(markers(numbers))
	if section := sectionAt(v.ann, c.Start); section != "" {
		head += " " + v.style.escape(oneLine(section, maxEcho))
	}
	v.stretch(head, around, merged(marked))
	for _, n := range numbers {
		v.link(n)
	}
}

// showLost shows a quote without what stands around it.
func (v *sourceView) showLost(number int, c answer.Citation) {
	if !v.lost {
		v.line(v.style.small(v.reader.words.Source.Lost, ""))
		v.lost = true
	}
	v.line(v.style.bold(marker(number)))
	v.line(v.style.block(c.Quote))
}

// stretch shows a range of the announcement below a head, split between passages
// when the page ends.
func (v *sourceView) stretch(head string, around knowledge.Quote, marked []knowledge.Quote) {
	if len(v.current().Links) >= maxLinks {
		v.pages = append(v.pages, SourcePage{Text: head})
	} else if first := v.fitting(around, marked, MaxSize-utf8.RuneCountInString(head)-1); v.fits(head + "\n" + v.quotation(first, marked)) {
		v.line(head)
	} else {
		v.pages = append(v.pages, SourcePage{Text: head})
	}
	for around.Start < around.End {
		part := v.fitting(around, marked, MaxSize-utf8.RuneCountInString(v.current().Text)-1)
		if part.End == part.Start {
			part = v.fitting(around, marked, MaxSize)
		}
		v.line(v.quotation(part, marked))
		around.Start = part.End + len(v.ann.Text[part.End:around.End]) - len(strings.TrimLeft(v.ann.Text[part.End:around.End], " \t\n"))
	}
}

// fitting is the longest beginning of q that ends with a passage and takes no
// more than size characters; of a passage that alone takes more, what fits of it
// when size is that of a whole message, else nothing.
func (v *sourceView) fitting(q knowledge.Quote, marked []knowledge.Quote, size int) knowledge.Quote {
	takes := func(end int) bool {
		return utf8.RuneCountInString(v.quotation(knowledge.Quote{Start: q.Start, End: end}, marked)) <= size
	}
	if takes(q.End) {
		return q
	}
	end := q.Start
	for _, p := range v.ann.Passages {
		if p.End > end && p.End < q.End && takes(p.End) {
			end = p.End
		}
	}
	if end == q.Start && size == MaxSize {
		for at := range v.ann.Text[q.Start:q.End] {
			if !takes(q.Start + at) {
				break
			}
			end = q.Start + at
		}
	}
	return knowledge.Quote{Start: q.Start, End: end}
}

// quotation is a range of the announcement with marked ranges in bold.
func (v *sourceView) quotation(q knowledge.Quote, marked []knowledge.Quote) string {
	var in []knowledge.Quote
	for _, m := range marked {
		m.Start, m.End = max(m.Start, q.Start)-q.Start, min(m.End, q.End)-q.Start
		if m.Start < m.End {
			in = append(in, m)
		}
	}
	return eachLine("> ", emphasised(v.ann.Slice(q), in))
}

// link adds the button of a footnote. Buttons that lead to the same place are one.
func (v *sourceView) link(number int) {
	l := SourceLink{Label: v.reader.words.Buttons.Original + " " + marker(number), URL: Link(v.cited[number-1].Quote, v.ann)}
	links := v.current().Links
	same := slices.ContainsFunc(links, func(o SourceLink) bool { return o.URL == l.URL })
	if l.URL == "" || same || len(links) >= maxLinks {
		return
	}
	if l.URL == Link("", v.ann) { // leads to no quote
		l.Label = v.reader.words.Buttons.Original
	}
	v.current().Links = append(links, l)
}
