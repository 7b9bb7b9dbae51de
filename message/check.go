package message

import (
	"strconv"
	"strings"

	"footnote/answer"
	"footnote/knowledge"
)

// The marks of the verdicts, so that a glance tells them apart.
const (
	markStated       = "✅ "
	markContradicted = "⚠️ "
	markNotStated    = "➖ "
)

// maxStatement is how many characters of a statement are shown.
const maxStatement = 300

// Check tells the one who asked what of somebody's message stands in the
// announcement, in as many messages as it takes, split between statements: each
// in its writer's words, escaped, below the verdict and above the passage. A
// passage that only comes close to what is not stated is worded as such. lang is
// the reader's.
func Check(results []answer.Statement, lang string, ann *knowledge.Announcement) []string {
	p := newPage(lang, ann, discordStyle{})
	if len(results) == 0 {
		return []string{Escape(p.fill(p.words.Check.None))}
	}
	parts := []string{p.style.bold(p.fill(p.words.Check.Title))}
	for _, s := range results {
		parts = append(parts, p.statement(s))
		if s.Skipped > 0 {
			skipped := strings.ReplaceAll(p.words.Check.Skipped, "{n}", strconv.Itoa(s.Skipped))
			parts = append(parts, p.style.small(skipped, ""))
		}
	}
	return pack(parts)
}

// statement words one statement and its verdict. A verdict that lacks its passage
// proves nothing: the statement is not stated then.
func (p page) statement(s answer.Statement) string {
	mark, verdict, label := markNotStated, p.words.Check.NotStated, p.words.Closest
	switch {
	case s.Citation == nil:
	case s.Verdict == answer.Stated:
		mark, verdict, label = markStated, p.words.Check.Stated, ""
	case s.Verdict == answer.Contradicted:
		mark, verdict, label = markContradicted, p.words.Check.Contradicted, ""
	}
	out := mark + p.style.bold(p.fill(verdict)) + " " + Escape(oneLine(s.Text, maxStatement))
	if s.Citation != nil {
		out += "\n" + p.style.small(p.fill(label), p.quoted(s.Citation.Quote))
	}
	return shortened(out)
}
