package store

import (
	"context"
	"fmt"
	"time"
)

// Feedback is what a member thinks of an answer.
type Feedback struct {
	Question string
	User     string
	Good     bool
	Reason   string    // the member's words; may be empty
	Given    time.Time // set by the store
}

// GiveFeedback keeps a member's feedback on an answer in place of an earlier one
// of theirs; ErrNotFound when the question was deleted.
func (db *DB) GiveFeedback(ctx context.Context, f Feedback) error {
	n, err := ids("*question", f.Question, "*user", f.User)
	if err != nil {
		return err
	}
	kept, err := run(ctx, db.backend, `INSERT INTO feedback (question_id, user_id, good, reason, given_at)
		SELECT id, $2, $3, $4, $5 FROM questions WHERE id = $1
		ON CONFLICT (question_id, user_id) DO UPDATE SET good = excluded.good, reason = excluded.reason, given_at = excluded.given_at`,
		n[0], n[1], f.Good, f.Reason, millis(db.now()))
	if err == nil && kept == 0 {
		err = ErrNotFound
	}
	if err != nil {
		return fmt.Errorf("keep feedback on question %s: %w", f.Question, err)
	}
	return nil
}

// FeedbackOn returns what members think of an answer, the oldest first.
func (db *DB) FeedbackOn(ctx context.Context, questionID string) ([]Feedback, error) {
	qid, err := id("question", questionID, true)
	if err != nil {
		return nil, err
	}
	var out []Feedback
	err = each(ctx, db.backend.reader(), "SELECT user_id, good, reason, given_at FROM feedback WHERE question_id = $1 ORDER BY given_at, user_id", []any{qid},
		func(r rows) error {
			f := Feedback{Question: questionID}
			var user, given int64
			err := r.Scan(&user, &f.Good, &f.Reason, &given)
			f.User, f.Given = idText(user), fromMillis(given)
			out = append(out, f)
			return err
		})
	if err != nil {
		return nil, fmt.Errorf("load feedback on question %s: %w", questionID, err)
	}
	return out, nil
}
