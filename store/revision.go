package store

import (
	"context"
	"errors"
	"fmt"
)

// ErrRevised says that the asker has changed the question, or taken it back, since
// it was loaded: what was done for it is void, and it is worked anew.
var ErrRevised = errors.New("the question was changed by its asker")

// Revision is a question as its asker has changed it.
type Revision struct {
	Question string
	Text     string
	Most     int // revisions that a question may see; 0: any number
}

// Revise puts a new text in place of a question's and has it worked again: its
// answer is dropped, its posts stay, to be changed. It tells whether it did: not when
// the text is the same, when there is no such question, or when it saw too many
// revisions. Work on an earlier text ends with ErrRevised.
func (db *DB) Revise(ctx context.Context, r Revision) (bool, error) {
	return db.reopen(ctx, r.Question, func(was reopened) bool {
		return was.text != r.Text && !was.withdrawn && (r.Most == 0 || was.revision < int64(r.Most))
	}, "text = $2, answer = '', outcome = '', announcement = NULL", r.Text)
}

// reopened is what decides whether a question is worked again.
type reopened struct {
	text      string
	revision  int64
	finished  int64
	withdrawn bool
}

// Withdraw forgets the text and the answer of a question that its asker took back,
// and has it worked once more, to undo its posts. It tells whether there was
// anything to do.
func (db *DB) Withdraw(ctx context.Context, questionID string) (bool, error) {
	return db.reopen(ctx, questionID, func(was reopened) bool { return !was.withdrawn }, "withdrawn = TRUE, text = '', answer = ''")
}

// reopenTries is how often a question is looked at again that changes meanwhile.
const reopenTries = 5

// find is a question before it is worked again.
func find(ctx context.Context, q querier, qid int64) (was reopened, err error) {
	err = get(ctx, q, "SELECT text, revision, finished_at, withdrawn FROM questions WHERE id = $1", []any{qid},
		&was.text, &was.revision, &was.finished, &was.withdrawn)
	return was, err
}

// reopen has a question worked again as its next revision, if it may be.
func (db *DB) reopen(ctx context.Context, questionID string, may func(reopened) bool, set string, args ...any) (done bool, err error) {
	qid, err := id("question", questionID, true)
	if err != nil {
		return false, err
	}
	// Most messages that change are no questions: no transaction for them.
	was, err := find(ctx, db.backend.reader(), qid)
	if err == nil && may(was) {
		err = ErrConflict
	}
	for try := 0; try < reopenTries && errors.Is(err, ErrConflict); try++ {
		done, err = write(ctx, db.backend, func(ctx context.Context, t tx) (bool, error) { return db.reopenIn(ctx, t, qid, may, set, args) })
	}
	if err != nil && !errors.Is(err, ErrNotFound) {
		return false, fmt.Errorf("work question %s again: %w", questionID, err)
	}
	return done, nil
}

func (db *DB) reopenIn(ctx context.Context, t tx, qid int64, may func(reopened) bool, set string, args []any) (bool, error) {
	was, err := find(ctx, t, qid)
	if err != nil || !may(was) {
		return false, err
	}
	all := append([]any{qid}, args...)
	n := len(all)
	changed, err := t.exec(ctx, fmt.Sprintf(`UPDATE questions
		SET %s, revision = revision + 1, revised_at = $%d, state = $%d, reason = '', failures = 0, finished_at = 0
		WHERE id = $1 AND revision = $%d AND finished_at = $%d`, set, n+1, n+2, n+3, n+4),
		append(all, millis(db.now()), string(StateClaimed), was.revision, was.finished)...)
	switch {
	case err != nil:
		return false, err
	case changed == 0:
		return false, ErrConflict // finished or changed in between
	case was.finished == 0:
		return true, nil // its job is there, and finds out
	}
	return true, t.enqueue(ctx, jobArgs{Question: idText(qid)}, jobOptions(KindMessage))
}

// DropPosts forgets the posts of a question that are deleted, from a part on.
// ErrRevised when the question was changed since that revision.
func (db *DB) DropPosts(ctx context.Context, questionID string, from, revision int) error {
	qid, err := id("question", questionID, true)
	if err != nil {
		return err
	}
	_, err = note(ctx, db.backend, func(ctx context.Context, t tx) (struct{}, error) {
		if err := isRevision(ctx, t, qid, revision); err != nil {
			return struct{}{}, err
		}
		_, err := t.exec(ctx, "DELETE FROM posts WHERE question_id = $1 AND part >= $2", qid, int64(from))
		return struct{}{}, err
	})
	if err != nil {
		return fmt.Errorf("forget posts of question %s: %w", questionID, err)
	}
	return nil
}

// isRevision is nil when a question is that revision, else ErrRevised or
// ErrNotFound.
func isRevision(ctx context.Context, q querier, qid int64, revision int) error {
	var now int64
	err := get(ctx, q, "SELECT revision FROM questions WHERE id = $1", []any{qid}, &now)
	if err == nil && now != int64(revision) {
		err = ErrRevised
	}
	return err
}
