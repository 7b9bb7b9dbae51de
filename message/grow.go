package message

import (
	"strings"
	"unicode/utf8"

	"footnote/answer"
	"footnote/knowledge"
)

// Grow returns the text of an answer that is posted before it is complete. Call
// it with the claims proved so far, then again with more, then with done and the
// whole answer, each time with what stands in the channel ("": nothing yet); post
// or edit when the result differs. What it returns begins with standing, so that
// nothing that stands is moved, and has at most MaxSize code points. Therefore
// each claim stands directly above its own slices, and what was found out late is
// said below. Without claims the result is standing until done. An answer that
// is done before anything stands looks as [Discord] has it.
func Grow(standing string, a answer.Answer, ann *knowledge.Announcement, done bool) string {
	switch {
	case done && (standing == "" || standing == Discord(a, ann)):
		return Discord(a, ann)
	case len(a.Claims) == 0 && !done:
		return standing
	}
	g := growth{page: newPage(a.Language, ann, discordStyle{}), a: a}
	g.lead = a.Contradicted && (standing == "" || strings.HasPrefix(standing, g.contradicted()))
	text, owed := standing, ""
grown:
	for n := 1; n <= min(MaxClaims, len(a.Claims)); n++ {
		next, label := g.body(n)
		if n == 1 {
			next = shortened(next)
		}
		tooLong := n > 1 && (visible(next) > wantedSize || utf8.RuneCountInString(next) > MaxSize)
		switch {
		case done && next != standing && g.closed(next, label) == standing:
			return standing // it was complete, and closed
		case tooLong && len(next) > len(standing):
			break grown // what stands stays
		case strings.HasPrefix(next, standing):
			text, owed = next, label
		}
	}
	if done {
		text = g.closed(text, owed)
	}
	return text
}

// growth is an answer that is being posted.
type growth struct {
	page
	a    answer.Answer
	lead bool // it begins with saying that the question is contradicted
}

func (g growth) contradicted() string { return g.style.escape(g.fill(g.words.Contradicted)) }

// body words the first n claims, each with its slices, and the label that is
// owed to the last one.
func (g growth) body(n int) (text, label string) {
	var lines []string
	var cited notes
	saidIn := false
	for i, c := range g.a.Claims[:n] {
		if isSlice(c) {
			block := g.style.block(c.Text)
			if !saidIn && !g.lead && g.lang != g.ann.Language {
				lines = append(lines, g.saysIn())
				saidIn = true
			}
			if label != "" {
				block = "\n" + block
			}
			lines = append(lines, block)
			label = g.run(i)
			continue
		}
		if label != "" {
			lines, label = append(lines, label), ""
		}
		before := len(cited)
		lines = append(lines, g.claim(c, &cited))
		for at := before; at < len(cited); at++ {
			lines = append(lines, g.note(at+1, cited[at]))
		}
	}
	text = strings.Join(lines, "\n")
	if g.lead {
		between := " "
		if isSlice(g.a.Claims[0]) {
			between = "\n"
		}
		text = g.contradicted() + between + text
	}
	return text, label
}

// run labels the slices that end with claim i. It tells nothing that is known
// only of a whole answer.
func (g growth) run(i int) string {
	opinion := false
	for ; i >= 0 && isSlice(g.a.Claims[i]); i-- {
		opinion = opinion || g.opinion(g.a.Claims[i])
	}
	return g.verbatim(answer.Answer{}, opinion)
}

// closed puts below the claims what is told of a complete answer, as far as there
// is room; label is owed to the last claim, empty when it is no slice.
func (g growth) closed(text, label string) string {
	var lines []string
	if label != "" {
		opinion := label == g.verbatim(answer.Answer{}, true)
		lines = append(lines, g.verbatim(g.a, opinion))
	}
	if g.a.Contradicted && !g.lead {
		lines = append(lines, g.style.escape(g.fill(g.words.ContradictedLate)))
	}
	for _, line := range append(lines, g.closing(g.a, label != "")...) {
		if utf8.RuneCountInString(text)+1+utf8.RuneCountInString(line) <= MaxSize {
			text += "\n" + line
		}
	}
	return text
}
