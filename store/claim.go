package store

import (
	"context"
	"fmt"
	"time"

	"github.com/riverqueue/river"
)

// Claim is a question to be taken in.
type Claim struct {
	Question
	// Quota is how many questions the asker may put in this server today, in
	// UTC; 0: any number, and this one is not counted.
	Quota int
}

// Claimed is what became of a claim.
type Claimed struct {
	First     bool // this call took the question in; false: it was taken in before
	OverQuota bool // the quota was used up: the question is worked all the same, to say so
	Used      int  // of the quota, with this question; 0 when it is not counted
}

// Claim takes in a question together with the job that answers it, and the channel of
// direct messages that it is asked in, in one transaction. The same id is taken in once, whoever calls how often; a repeated
// call changes nothing. When it returns nil the question outlasts a crash. When
// ctx ends first, it may or may not have been taken in.
func (db *DB) Claim(ctx context.Context, c Claim) (Claimed, error) {
	out, err := db.claim(ctx, c)
	if err != nil {
		return Claimed{}, fmt.Errorf("claim question %s: %w", c.ID, err)
	}
	return out, nil
}

func (db *DB) claim(ctx context.Context, c Claim) (Claimed, error) {
	n, err := ids("*question", c.ID, "guild", c.Guild, "*channel", c.Channel, "*asker", c.Asker)
	if err != nil {
		return Claimed{}, err
	}
	qid, guild, channel, asker := n[0], n[1], n[2], n[3]
	now := db.now()
	if c.Asked.IsZero() {
		c.Asked = now
	}
	var i Interaction
	c.Kind = KindMessage
	if c.Interaction != nil {
		c.Kind, i = KindInteraction, *c.Interaction
	}
	application, err := id("application", i.Application, c.Interaction != nil)
	if err != nil {
		return Claimed{}, err
	}
	return write(ctx, db.backend, func(ctx context.Context, t tx) (Claimed, error) {
		added, err := t.exec(ctx, `INSERT INTO questions (id, kind, guild_id, channel_id, asker_id, locale, text, data, asked_at, claimed_at,
			application_id, token, ephemeral, expires_at, counted, over_quota, state, reason, failures, started_at, finished_at, outcome, answer)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, FALSE, $16, '', 0, 0, 0, '', '')
			ON CONFLICT (id) DO NOTHING`,
			qid, string(c.Kind), guild, channel, asker, c.Locale, c.Text, string(c.Data), millis(c.Asked), millis(now),
			application, string(i.Token), i.Ephemeral, millis(i.Expires), c.Quota > 0, string(StateClaimed))
		if err != nil || added == 0 {
			return Claimed{}, err
		}
		if c.Kind == KindMessage && guild == 0 {
			if err := keepDirect(ctx, t, channel, asker, qid); err != nil {
				return Claimed{}, err
			}
		}
		out := Claimed{First: true}
		if c.Quota > 0 {
			if out.Used, out.OverQuota, err = take(ctx, t, quotaKey{day(now), guild, asker}, c.Quota); err != nil {
				return Claimed{}, err
			}
		}
		if out.OverQuota {
			if _, err := t.exec(ctx, "UPDATE questions SET over_quota = TRUE, counted = FALSE WHERE id = $1", qid); err != nil {
				return Claimed{}, err
			}
		}
		return out, t.enqueue(ctx, jobArgs{Question: idText(qid)}, jobOptions(c.Kind))
	})
}

// jobOptions puts interactions, whose tokens expire, before messages.
func jobOptions(k Kind) *river.InsertOpts {
	o := &river.InsertOpts{Queue: jobQueue, MaxAttempts: riverAttempts, Priority: 2}
	if k == KindInteraction {
		o.Priority = 1
	}
	return o
}

// begin marks a question as being answered, unless it is further already, and
// returns it.
func (db *DB) begin(ctx context.Context, qid int64) (Question, error) {
	return note(ctx, db.backend, func(ctx context.Context, t tx) (Question, error) {
		_, err := t.exec(ctx, "UPDATE questions SET state = $2, started_at = $3 WHERE id = $1 AND state = $4",
			qid, string(StateAnswering), millis(db.now()), string(StateClaimed))
		if err != nil {
			return Question{}, err
		}
		return question(ctx, t, qid)
	})
}

// fail counts an attempt that ended with an error, and returns how many there
// were, at which revision of the question.
func (db *DB) fail(ctx context.Context, qid int64, reason string) (failures, revision int, err error) {
	counted, err := note(ctx, db.backend, func(ctx context.Context, t tx) ([2]int64, error) {
		var n [2]int64
		err := get(ctx, t, "UPDATE questions SET failures = failures + 1, reason = $2 WHERE id = $1 RETURNING failures, revision", []any{qid, reason}, &n[0], &n[1])
		return n, err
	})
	return int(counted[0]), int(counted[1]), err
}

// Finish is an end of a question that is no post.
type Finish struct {
	Question string
	State    State  // one of the finished states
	Reason   string // for the operator: no secrets, no texts of members
	Refund   bool   // the question is not to count in the asker's quota
	Revision int    // of the question, as it was loaded
}

// Finish ends a question. It may be repeated; when the question has reached
// another end, the error is ErrFinished; ErrRevised when its asker has changed it.
func (db *DB) Finish(ctx context.Context, f Finish) error {
	qid, err := id("question", f.Question, true)
	if err != nil {
		return err
	}
	if !f.State.Finished() {
		return fmt.Errorf("finish question %s: %q is no end", f.Question, f.State)
	}
	_, err = note(ctx, db.backend, func(ctx context.Context, t tx) (struct{}, error) {
		ended, err := finish(ctx, t, qid, f.Revision, f.State, f.Reason, db.now())
		if err == nil && ended && f.Refund {
			err = refund(ctx, t, qid)
		}
		return struct{}{}, err
	})
	if err != nil {
		return fmt.Errorf("finish question %s: %w", f.Question, err)
	}
	noteEnd(ctx, f.Question)
	return nil
}

// finish ends a revision of a question and forgets its token. It tells whether that
// was open till now; ErrRevised when there is a later one.
func finish(ctx context.Context, t tx, qid int64, revision int, s State, reason string, now time.Time) (bool, error) {
	n, err := t.exec(ctx, "UPDATE questions SET state = $2, reason = $3, finished_at = $4, token = '' WHERE id = $1 AND finished_at = 0 AND revision = $5",
		qid, string(s), reason, millis(now), int64(revision))
	if err != nil || n > 0 {
		return n > 0, err
	}
	var state string
	var last int64
	if err := get(ctx, t, "SELECT state, revision FROM questions WHERE id = $1", []any{qid}, &state, &last); err != nil {
		return false, err
	}
	switch {
	case last != int64(revision):
		return false, ErrRevised
	case State(state) != s:
		return false, ErrFinished
	}
	return false, nil
}
