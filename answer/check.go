package answer

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
