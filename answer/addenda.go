package answer

import (
	"context"
	"strings"

	"footnote/knowledge"
)

// Addendum is what a named person has added to a question, as far as an engine
// knows it: which question it answers. Its text is no evidence, and no business of
// an engine's.
type Addendum struct {
	ID       string
	Question string // in the words of who asked it
	Language string // that it was answered in
}

// Addenda looks up what people have added. Implementations are safe for
// concurrent use.
type Addenda interface {
	// Addenda returns what was added in a scope to questions about the
	// announcement of that id, whatever its version, the oldest first, without
	// what was taken back.
	Addenda(ctx context.Context, scope, announcement string) ([]Addendum, error)
}

// maxAddenda is how many addenda an answer names, the latest.
const maxAddenda = 3

// withAddenda names in an answer what was added to an equal question.
func (e *Engine) withAddenda(ctx context.Context, q Question, a Answer) Answer {
	if e.Addenda == nil || q.Scope == "" || len(a.Addenda) > 0 || a.Intent != IntentQuestion && a.Intent != IntentAdvice {
		return a
	}
	given, err := e.Addenda.Addenda(ctx, q.Scope, e.Announcement.ID)
	if err != nil {
		e.Logger.Warn("addenda not looked up", "error", err)
	}
	if len(given) == 0 {
		return a
	}
	own := e.askedOf(q)
	if own.leans {
		return a
	}
	var found []string // a's may be shared
	for _, d := range given {
		if own.equal(e.askedOf(Question{Text: d.Question, Locale: d.Language})) {
			found = append(found, d.ID)
		}
	}
	a.Addenda = found[max(0, len(found)-maxAddenda):]
	return a
}

// Equal tells whether two questions ask the same of the announcement: in the same
// words but for case and accents, or, in one language, for the same things. One
// that leans on the question before it is equal to none. Text, History and Locale
// count.
func (e *Engine) Equal(a, b Question) bool {
	x := e.askedOf(a)
	return !x.leans && x.equal(e.askedOf(b))
}

// asked is what of a question counts when two are compared.
type asked struct {
	folded  string
	kind    knowledge.AnswerType
	negated bool
	names   knowledge.Asked
	leans   bool
}

func (e *Engine) askedOf(q Question) asked {
	text := strings.TrimSpace(knowledge.Clean(q.Text))
	r, fold := e.read(text, q), knowledge.Fold(text)
	return asked{
		folded: strings.Join(strings.FieldsFunc(fold, notWord), " "), kind: r.expect.Type, negated: knowledge.Negated(text, r.asked),
		names: e.index.Asked(text, r.asked), leans: leans(text, fold),
	}
}

// notWord is what stands between words when texts are compared.
func notWord(r rune) bool { return strings.ContainsRune(" \t\n?!.,;:", r) }

func (a asked) equal(b asked) bool {
	if a.leans || b.leans || a.folded == "" {
		return false
	}
	return a.folded == b.folded || a.kind == b.kind && a.negated == b.negated && !a.names.Empty() && a.names.Equal(b.names)
}
