package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"footnote/answer"
)

// Announcement is a text that is answered from.
type Announcement struct {
	Version  string // names ID and Text; see knowledge.Announcement
	ID       string
	Title    string
	Language string
	Text     string          // what citations count bytes in
	Meta     json.RawMessage // what else the bot wants to know of it again; may be nil
}

// KeepAnnouncement keeps a version for good. What was kept before under the
// same version stays.
func (db *DB) KeepAnnouncement(ctx context.Context, a Announcement) error {
	if a.Version == "" {
		return errors.New("keep announcement: it has no version")
	}
	if !isStorable(a.Text) {
		return fmt.Errorf("keep announcement %s: it is not UTF-8 text", a.Version)
	}
	_, err := run(ctx, db.backend, `INSERT INTO announcements (version, id, title, language, text, meta, kept_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (version) DO NOTHING`,
		a.Version, a.ID, a.Title, a.Language, a.Text, string(a.Meta), millis(db.now()))
	if err != nil {
		return fmt.Errorf("keep announcement %s: %w", a.Version, err)
	}
	return nil
}

// Announcement returns a version that was kept; ErrNotFound when none was.
func (db *DB) Announcement(ctx context.Context, version string) (Announcement, error) {
	a := Announcement{Version: version}
	var meta string
	err := get(ctx, db.backend.reader(), "SELECT id, title, language, text, meta FROM announcements WHERE version = $1",
		[]any{version}, &a.ID, &a.Title, &a.Language, &a.Text, &meta)
	if err != nil {
		return Announcement{}, fmt.Errorf("load announcement %s: %w", version, err)
	}
	if meta != "" {
		a.Meta = json.RawMessage(meta)
	}
	return a, nil
}

// Answered is an answer to be kept.
type Answered struct {
	Question     string
	Announcement string // version; it must have been kept
	Answer       answer.Answer
	Revision     int // of the question, as it was loaded
}

// SaveAnswer keeps the answer to a question before it is posted, and returns
// the one that is kept with the version that it is from: the first stays, so
// that whoever posts it, after a crash or on another machine, posts the same.
// ErrFinished when the question ended without an answer, ErrRevised when its asker
// has changed it.
func (db *DB) SaveAnswer(ctx context.Context, a Answered) (Answered, error) {
	qid, err := id("question", a.Question, true)
	if err != nil {
		return Answered{}, err
	}
	text, err := json.Marshal(a.Answer)
	if err != nil {
		return Answered{}, fmt.Errorf("keep answer to question %s: %w", a.Question, err)
	}
	out, err := note(ctx, db.backend, func(ctx context.Context, t tx) (Answered, error) {
		n, err := t.exec(ctx, `UPDATE questions SET state = $2, announcement = $3, outcome = $4, answer = $5
			WHERE id = $1 AND answer = '' AND finished_at = 0 AND revision = $6`,
			qid, string(StateAnswered), a.Announcement, string(a.Answer.Outcome), string(text), int64(a.Revision))
		if err == nil && n > 0 {
			err = use(ctx, t, qid, a.Answer.Addenda)
		}
		if err != nil || n > 0 {
			return a, err
		}
		q, err := question(ctx, t, qid)
		switch {
		case err != nil:
			return Answered{}, err
		case q.Revision != a.Revision:
			return Answered{}, ErrRevised
		case q.Answer == nil:
			return Answered{}, ErrFinished
		}
		return Answered{Question: a.Question, Announcement: q.Announcement, Answer: *q.Answer, Revision: q.Revision}, nil
	})
	if err != nil {
		return Answered{}, fmt.Errorf("keep answer to question %s: %w", a.Question, err)
	}
	return out, nil
}
