package answer

import (
	"context"
	"fmt"

	"footnote/knowledge"
)

// MaxStatements is how many statements of one message are checked.
const MaxStatements = 8

// StatementVerdict is how the announcement stands to a statement.
type StatementVerdict string

// The verdicts. What is unclear is not stated.
const (
	Stated       StatementVerdict = "stated"       // the cited passage carries it
	Contradicted StatementVerdict = "contradicted" // the cited passage says of the same thing another figure, date or name, or denies it
	NotStated    StatementVerdict = "not_stated"
)

// Statement is one assertion of a message, and what the announcement says of it.
// Text is in the writer's words, with the subject of the clause before where its
// own is left out: escape it before showing it. Citation is a whole passage; with
// NotStated it is nil, or the passage that speaks of the same thing but says it
// with another hedge, as a plan or less generally.
type Statement struct {
	Text     string           `json:"text"`
	Verdict  StatementVerdict `json:"verdict"`
	Citation *Citation        `json:"citation"`
	Skipped  int              `json:"skipped"` // on the last of MaxStatements: how many more the message makes, unchecked
}

// Check takes a message of up to MaxQuestion characters apart into statements,
// in order, at most MaxStatements, and says of each whether a passage of the
// announcement carries it, contradicts it, or neither. Markup, mentions, links,
// code, emoji and quoted messages do not count; questions, greetings and opinions
// without content are no statements, so that the result may be empty. Locale is the
// language to assume when the text does not tell; empty: the announcement's. No
// model is asked. The error is not nil only when the message is unusable
// (ErrBadQuestion) or ctx has ended.
func (e *Engine) Check(ctx context.Context, text, locale string) ([]Statement, error) {
	clean, err := checkQuestion(text)
	if err != nil {
		return nil, err
	}
	found := e.statements(clean, locale)
	out := []Statement{}
	for i, a := range found {
		if err := ctx.Err(); err != nil {
			return nil, fmt.Errorf("check statements: %w", err)
		}
		if i == MaxStatements {
			out[i-1].Skipped = len(found) - i
			break
		}
		out = append(out, e.checkOne(a))
	}
	return out, nil
}

// checkOne says of one statement how the announcement stands to it: as the passage
// does that speaks of most of it, of those that carry or contradict it.
func (e *Engine) checkOne(a assertion) Statement {
	out := Statement{Text: a.text, Verdict: NotStated}
	if a.unclear || oddities(a.text, e.Announcement.Text) != "" {
		return out
	}
	p := proposal{text: a.text}
	if e.asSlice(&p) && !knowledge.Negated(a.text, a.lang) == !knowledge.Negated(p.text, e.Announcement.Language) {
		return e.decided(out, Stated, p.passages[0])
	}
	seen := e.comparisons(a)
	for _, is := range []func(comparison) StatementVerdict{comparison.decide, comparison.near} {
		for _, c := range seen {
			if v := is(c); v != "" {
				return e.decided(out, v, c.passage)
			}
		}
	}
	return out
}

func (e *Engine) decided(s Statement, v StatementVerdict, passage int) Statement {
	c := e.cite(passage, e.Announcement.Passages[passage].Quote)
	s.Verdict, s.Citation = v, &c
	return s
}
