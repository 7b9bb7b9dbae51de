package store

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// Post is one message that answers a question, or is to.
type Post struct {
	Part    int // 0 for the first message of an answer, 1 for the next …
	Nonce   string
	Channel string
	Message string    // empty: not known to be posted
	Begun   time.Time // when it was first tried
	// Revision is that of the question which the message answers.
	Revision int
	// Again, from BeginPost, tells of an earlier attempt, of which nobody may know
	// the end: look into the channel before posting again.
	Again bool
}

// PostAttempt is a message that is about to be posted.
type PostAttempt struct {
	Question string
	Part     int
	Nonce    string // repeated with each attempt
	Channel  string
}

// BeginPost notes that a message is about to be posted, before it is. It
// returns what was noted first: with a Message it is posted already. ErrNotFound when
// the question was deleted; ErrFinished when it is finished without this post.
func (db *DB) BeginPost(ctx context.Context, a PostAttempt) (Post, error) {
	n, err := ids("*question", a.Question, "*channel", a.Channel)
	if err != nil {
		return Post{}, err
	}
	now := millis(db.now())
	out, err := write(ctx, db.backend, func(ctx context.Context, t tx) (Post, error) {
		noted, err := t.exec(ctx, `INSERT INTO posts (question_id, part, nonce, channel_id, message_id, begun_at)
			SELECT id, $2, $3, $4, 0, $5 FROM questions WHERE id = $1 AND finished_at = 0
			ON CONFLICT (question_id, part) DO NOTHING`, n[0], int64(a.Part), a.Nonce, n[1], now)
		if err != nil {
			return Post{}, err
		}
		if noted > 0 {
			return Post{Part: a.Part, Nonce: a.Nonce, Channel: a.Channel, Begun: fromMillis(now)}, nil
		}
		all, err := posts(ctx, t, n[0])
		if err != nil {
			return Post{}, err
		}
		for _, p := range all {
			if p.Part == a.Part {
				p.Again = true
				return p, nil
			}
		}
		var state string
		if err := get(ctx, t, "SELECT state FROM questions WHERE id = $1", []any{n[0]}, &state); err != nil {
			return Post{}, err
		}
		return Post{}, ErrFinished
	})
	if err != nil {
		return Post{}, fmt.Errorf("note post for question %s: %w", a.Question, err)
	}
	return out, nil
}

// Posted is a message that was posted.
type Posted struct {
	Question string
	Part     int
	Message  string
	Done     bool // the answer is complete: the question ends as StatePosted
	Revision int  // of the question, as it was loaded
}

// Posted keeps the id of a message that BeginPost announced. The first id
// stays: when another was kept before, the error is ErrConflict and the
// message is one too many. ErrNotFound when the question was deleted; ErrRevised,
// with the id kept, when its asker has changed it.
func (db *DB) Posted(ctx context.Context, p Posted) error {
	n, err := ids("*question", p.Question, "*message", p.Message)
	if err != nil {
		return err
	}
	revised, err := note(ctx, db.backend, func(ctx context.Context, t tx) (bool, error) {
		kept, err := t.exec(ctx, `UPDATE posts SET message_id = $3, revision = CASE WHEN revision < $4 THEN $4 ELSE revision END
			WHERE question_id = $1 AND part = $2 AND message_id IN (0, $3)`, n[0], int64(p.Part), n[1], int64(p.Revision))
		if err != nil {
			return false, err
		}
		if kept == 0 {
			var other int64
			if err := get(ctx, t, "SELECT message_id FROM posts WHERE question_id = $1 AND part = $2", []any{n[0], int64(p.Part)}, &other); err != nil {
				return false, err
			}
			return false, ErrConflict
		}
		if p.Done {
			_, err = finish(ctx, t, n[0], p.Revision, StatePosted, "", db.now())
		} else {
			err = isRevision(ctx, t, n[0], p.Revision)
		}
		if errors.Is(err, ErrRevised) {
			return true, nil // the id is to stay
		}
		return false, err
	})
	if err == nil && revised {
		err = ErrRevised
	}
	if err != nil {
		return fmt.Errorf("keep post of question %s: %w", p.Question, err)
	}
	if p.Done {
		noteEnd(ctx, p.Question)
	}
	return nil
}

func posts(ctx context.Context, q querier, qid int64) ([]Post, error) {
	var out []Post
	err := each(ctx, q, "SELECT part, nonce, channel_id, message_id, begun_at, revision FROM posts WHERE question_id = $1 ORDER BY part", []any{qid},
		func(r rows) error {
			var p Post
			var part, channel, message, begun, revision int64
			err := r.Scan(&part, &p.Nonce, &channel, &message, &begun, &revision)
			p.Revision = int(revision)
			p.Part, p.Channel, p.Message, p.Begun = int(part), idText(channel), idText(message), fromMillis(begun)
			out = append(out, p)
			return err
		})
	return out, err
}
