package store

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"footnote/answer"
)

// Addendum is what a named person added to a question. It implements, by
// DB.Addenda, what answers quote.
type Addendum struct {
	ID        string // of the interaction that gave it
	Handoff   string
	Question  string // that it answers, in an asker's words
	Language  string // of those who asked
	By        string // user id; empty: the person wants to be forgotten
	Name      string // as the server showed it
	Text      string // empty once it is taken back
	Given     time.Time
	Corrected bool
	Revoked   bool
}

const addendumColumns = `id, handoff_id, question, language, by_id, name, text, given_at, corrected, revoked`

func addenda(ctx context.Context, q querier, where string, args ...any) ([]Addendum, error) {
	var out []Addendum
	err := each(ctx, q, "SELECT "+addendumColumns+" FROM addenda WHERE "+where, args, func(r rows) error {
		var d Addendum
		var did, hid, by, given int64
		err := r.Scan(&did, &hid, &d.Question, &d.Language, &by, &d.Name, &d.Text, &given, &d.Corrected, &d.Revoked)
		d.ID, d.Handoff, d.By, d.Given = idText(did), idText(hid), idText(by), fromMillis(given)
		out = append(out, d)
		return err
	})
	return out, err
}

// Add keeps an addendum, which answers its handoff. It may be repeated.
// ErrConflict when somebody else has answered; ErrNotFound when the handoff was
// deleted.
func (db *DB) Add(ctx context.Context, d Addendum) error {
	n, err := ids("*interaction", d.ID, "*handoff", d.Handoff, "*user", d.By)
	if err != nil {
		return err
	}
	_, err = write(ctx, db.backend, func(ctx context.Context, t tx) (struct{}, error) {
		had, err := addenda(ctx, t, "id = $1", n[0])
		if err != nil || len(had) > 0 {
			return struct{}{}, err
		}
		if err := bump(ctx, t, n[1], "answered = TRUE", "NOT answered"); err != nil {
			return struct{}{}, err
		}
		_, err = t.exec(ctx, "INSERT INTO addenda ("+addendumColumns+", changed_by) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, FALSE, FALSE, 0)",
			n[0], n[1], d.Question, d.Language, n[2], d.Name, d.Text, millis(db.now()))
		return struct{}{}, err
	})
	if err != nil {
		return fmt.Errorf("keep addendum to handoff %s: %w", d.Handoff, err)
	}
	return nil
}

// bump changes a handoff and has it shown. ErrConflict when the condition does not
// hold, ErrNotFound when there is none.
func bump(ctx context.Context, t tx, hid int64, set, condition string) error {
	n, err := t.exec(ctx, "UPDATE handoffs SET version = version + 1, "+set+" WHERE id = $1 AND "+condition, hid)
	if err == nil && n == 0 {
		if _, err = oneHandoff(ctx, t, hid); err == nil {
			err = ErrConflict
		}
	}
	if err != nil {
		return err
	}
	return t.enqueue(ctx, jobArgs{Handoff: idText(hid)}, handoffJob())
}

// Change is a change of an addendum.
type Change struct {
	ID       string // of the interaction that makes it; what is older than the latest change is left out
	Addendum string
	Revoke   bool // it is taken back, and its handoff open again; the rest does not count
	By       string
	Name     string // of who wrote Text
	Text     string
}

// Change corrects or takes back an addendum. It may be repeated. ErrConflict when
// it was taken back, or changed by something newer; ErrNotFound when there is none.
func (db *DB) Change(ctx context.Context, c Change) error {
	n, err := ids("*interaction", c.ID, "*addendum", c.Addendum, "*user", c.By)
	if err != nil {
		return err
	}
	_, err = write(ctx, db.backend, func(ctx context.Context, t tx) (struct{}, error) {
		var hid, changed int64
		var revoked bool
		err := get(ctx, t, "SELECT handoff_id, changed_by, revoked FROM addenda WHERE id = $1", []any{n[1]}, &hid, &changed, &revoked)
		switch {
		case err != nil:
			return struct{}{}, err
		case changed == n[0]:
			return struct{}{}, nil
		case revoked || changed > n[0]:
			return struct{}{}, ErrConflict
		}
		if c.Revoke {
			if _, err := t.exec(ctx, "UPDATE addenda SET revoked = TRUE, text = '', changed_by = $2 WHERE id = $1", n[1], n[0]); err != nil {
				return struct{}{}, err
			}
			return struct{}{}, bump(ctx, t, hid, "answered = FALSE", "answered")
		}
		if _, err := t.exec(ctx, "UPDATE addenda SET corrected = TRUE, text = $3, by_id = $4, name = $5, changed_by = $2 WHERE id = $1",
			n[1], n[0], c.Text, n[2], c.Name); err != nil {
			return struct{}{}, err
		}
		return struct{}{}, bump(ctx, t, hid, "answered = TRUE", "answered")
	})
	if err != nil {
		return fmt.Errorf("change addendum %s: %w", c.Addendum, err)
	}
	return nil
}

// Addendum returns one; ErrNotFound when there is none.
func (db *DB) Addendum(ctx context.Context, addendum string) (Addendum, error) {
	did, err := id("addendum", addendum, true)
	if err != nil {
		return Addendum{}, err
	}
	found, err := addenda(ctx, db.backend.reader(), "id = $1", did)
	if err == nil && len(found) == 0 {
		err = ErrNotFound
	}
	if err != nil {
		return Addendum{}, fmt.Errorf("load addendum %s: %w", addendum, err)
	}
	return found[0], nil
}

// AddendaOf returns all addenda to a handoff, also those that were taken back, the
// oldest first.
func (db *DB) AddendaOf(ctx context.Context, handoff string) ([]Addendum, error) {
	hid, err := id("handoff", handoff, true)
	if err != nil {
		return nil, err
	}
	out, err := addenda(ctx, db.backend.reader(), "handoff_id = $1 ORDER BY id", hid)
	if err != nil {
		return nil, fmt.Errorf("load addenda to handoff %s: %w", handoff, err)
	}
	return out, nil
}

// quotable is how many addenda of a scope are looked at.
const quotable = 1000

// Addenda implements answer.Addenda.
func (db *DB) Addenda(ctx context.Context, scope, announcement string) ([]answer.Addendum, error) {
	var out []answer.Addendum
	err := each(ctx, db.backend.reader(), `SELECT d.id, d.question, d.language FROM addenda d JOIN handoffs h ON h.id = d.handoff_id
		WHERE h.scope = $1 AND h.announcement = $2 AND NOT d.revoked ORDER BY d.id DESC LIMIT $3`, []any{scope, announcement, int64(quotable)}, func(r rows) error {
		var d answer.Addendum
		var did int64
		err := r.Scan(&did, &d.Question, &d.Language)
		d.ID = idText(did)
		out = append(out, d)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("load addenda: %w", err)
	}
	slices.Reverse(out) // the latest were wanted, the oldest come first
	return out, nil
}

// use notes that the answer to a question quotes addenda.
func use(ctx context.Context, t tx, qid int64, addenda []string) error {
	for _, a := range addenda {
		did, err := id("addendum", a, true)
		if err != nil {
			return err
		}
		if _, err := t.exec(ctx, `INSERT INTO addendum_uses (addendum_id, question_id) SELECT id, $2 FROM addenda WHERE id = $1
			ON CONFLICT DO NOTHING`, did, qid); err != nil {
			return err
		}
	}
	return nil
}

// UsesOf returns the ids of the questions whose answers quote an addendum, the
// oldest first.
func (db *DB) UsesOf(ctx context.Context, addendum string) ([]string, error) {
	did, err := id("addendum", addendum, true)
	if err != nil {
		return nil, err
	}
	qids, err := column(ctx, db.backend.reader(), "SELECT question_id FROM addendum_uses WHERE addendum_id = $1 ORDER BY question_id", did)
	if err != nil {
		return nil, fmt.Errorf("load answers that quote addendum %s: %w", addendum, err)
	}
	var out []string
	for _, qid := range qids {
		out = append(out, idText(qid))
	}
	return out, nil
}

// AddendumPost is a message that holds an addendum, or is to.
type AddendumPost struct {
	Addendum string
	Channel  string
	Part     int    // 0 for the first message in the channel, 1 for the next …
	Message  string // empty: not known to be posted
	Begun    time.Time
	Again    bool // from BeginAddendum: there was an earlier attempt, of which nobody may know the end
}

// BeginAddendum notes that a message is about to be posted, and returns what was
// noted first. ErrNotFound when the addendum was deleted.
func (db *DB) BeginAddendum(ctx context.Context, p AddendumPost) (AddendumPost, error) {
	n, err := ids("*addendum", p.Addendum, "*channel", p.Channel)
	if err != nil {
		return AddendumPost{}, err
	}
	out, err := write(ctx, db.backend, func(ctx context.Context, t tx) (AddendumPost, error) {
		noted, err := t.exec(ctx, `INSERT INTO addendum_posts (addendum_id, channel_id, part, message_id, begun_at)
			SELECT id, $2, $3, 0, $4 FROM addenda WHERE id = $1 ON CONFLICT (addendum_id, channel_id, part) DO NOTHING`,
			n[0], n[1], int64(p.Part), millis(db.now()))
		if err != nil {
			return AddendumPost{}, err
		}
		all, err := addendumPosts(ctx, t, n[0])
		for _, had := range all {
			if had.Channel == p.Channel && had.Part == p.Part {
				had.Again = noted == 0
				return had, err
			}
		}
		return AddendumPost{}, errors.Join(err, ErrNotFound)
	})
	if err != nil {
		return AddendumPost{}, fmt.Errorf("note post of addendum %s: %w", p.Addendum, err)
	}
	return out, nil
}

// AddendumPosted keeps the id of a message that BeginAddendum announced.
func (db *DB) AddendumPosted(ctx context.Context, p AddendumPost) error {
	n, err := ids("*addendum", p.Addendum, "*channel", p.Channel, "*message", p.Message)
	if err != nil {
		return err
	}
	if _, err := run(ctx, db.backend, "UPDATE addendum_posts SET message_id = $4 WHERE addendum_id = $1 AND channel_id = $2 AND part = $3",
		n[0], n[1], int64(p.Part), n[2]); err != nil {
		return fmt.Errorf("keep post of addendum %s: %w", p.Addendum, err)
	}
	return nil
}

// AddendumPosts returns the messages that hold an addendum.
func (db *DB) AddendumPosts(ctx context.Context, addendum string) ([]AddendumPost, error) {
	did, err := id("addendum", addendum, true)
	if err != nil {
		return nil, err
	}
	out, err := addendumPosts(ctx, db.backend.reader(), did)
	if err != nil {
		return nil, fmt.Errorf("load posts of addendum %s: %w", addendum, err)
	}
	return out, nil
}

func addendumPosts(ctx context.Context, q querier, did int64) ([]AddendumPost, error) {
	var out []AddendumPost
	err := each(ctx, q, "SELECT channel_id, part, message_id, begun_at FROM addendum_posts WHERE addendum_id = $1 ORDER BY channel_id, part", []any{did},
		func(r rows) error {
			p := AddendumPost{Addendum: idText(did)}
			var channel, part, message, begun int64
			err := r.Scan(&channel, &part, &message, &begun)
			p.Channel, p.Part, p.Message, p.Begun = idText(channel), int(part), idText(message), fromMillis(begun)
			out = append(out, p)
			return err
		})
	return out, err
}

// forgetAuthor takes back the addenda of somebody who wants to be forgotten, and
// drops from them what tells of the person; their messages are deleted.
func (db *DB) forgetAuthor(ctx context.Context, uid int64) error {
	_, err := write(ctx, db.backend, func(ctx context.Context, t tx) (struct{}, error) {
		open, err := column(ctx, t, "SELECT DISTINCT handoff_id FROM addenda WHERE by_id = $1", uid)
		if err == nil {
			_, err = t.exec(ctx, "UPDATE addenda SET revoked = TRUE, by_id = 0, name = '', text = '' WHERE by_id = $1", uid)
		}
		for _, hid := range open {
			if err == nil {
				err = bump(ctx, t, hid, "answered = EXISTS (SELECT 1 FROM addenda WHERE handoff_id = handoffs.id AND NOT revoked)", "TRUE")
			}
		}
		return struct{}{}, err
	})
	return err
}

// dropLoneHandoffs deletes open handoffs that nobody asks for any more, once what
// was taken back is no longer shown.
const dropLoneHandoffs = `DELETE FROM handoffs WHERE NOT answered AND NOT EXISTS (SELECT 1 FROM handoff_askers WHERE handoff_id = handoffs.id)
	AND (shown >= version OR NOT EXISTS (SELECT 1 FROM addenda WHERE handoff_id = handoffs.id))`
