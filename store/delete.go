package store

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// dropAtOnce is how many questions are deleted in one transaction, so that
// claims in between need not wait.
const dropAtOnce = 200

// dropWhere deletes the questions that a clause behind WHERE selects and returns
// how many there were; their numbers stay.
func (db *DB) dropWhere(ctx context.Context, where string, args ...any) (int, error) {
	total := 0
	for {
		n, err := write(ctx, db.backend, func(ctx context.Context, t tx) (int, error) {
			qids, err := column(ctx, t, fmt.Sprintf("SELECT id FROM questions WHERE %s LIMIT %d", where, dropAtOnce), args...)
			if err != nil {
				return 0, err
			}
			return drop(ctx, t, qids)
		})
		total += n
		if err != nil || n < dropAtOnce {
			return total, err
		}
	}
}

// deleteAll deletes from several tables in one transaction.
func (db *DB) deleteAll(ctx context.Context, statements []string, args ...any) error {
	_, err := write(ctx, db.backend, func(ctx context.Context, t tx) (struct{}, error) {
		for _, s := range statements {
			if _, err := t.exec(ctx, s, args...); err != nil {
				return struct{}{}, err
			}
		}
		return struct{}{}, nil
	})
	return err
}

// DeleteGuild deletes everything of a server, its numbers too: questions with
// answers, posts and feedback, watermarks, settings and quotas. It returns how
// many questions there were. A question of it that is being worked ends with
// ErrNotFound.
func (db *DB) DeleteGuild(ctx context.Context, guild string) (int, error) {
	gid, err := id("guild", guild, true)
	if err != nil {
		return 0, err
	}
	db.buffer.forget(func(_ int64, m mark) bool { return m.guild == gid })
	n, err := db.dropWhere(ctx, "guild_id = $1", gid)
	if err == nil {
		err = db.deleteAll(ctx, []string{
			"DELETE FROM counts WHERE guild_id = $1",
			"DELETE FROM watermarks WHERE guild_id = $1",
			"DELETE FROM settings WHERE guild_id = $1",
			"DELETE FROM quotas WHERE guild_id = $1",
			"DELETE FROM handoffs WHERE guild_id = $1",
			"DELETE FROM digests WHERE guild_id = $1",
		}, gid)
	}
	if err != nil {
		return n, fmt.Errorf("delete data of server %s: %w", guild, err)
	}
	return n, nil
}

// Guilds returns the servers of which anything is kept.
func (db *DB) Guilds(ctx context.Context) ([]string, error) {
	ids, err := column(ctx, db.backend.reader(), `SELECT guild_id FROM (SELECT guild_id FROM questions UNION SELECT guild_id FROM counts
		UNION SELECT guild_id FROM watermarks UNION SELECT guild_id FROM settings UNION SELECT guild_id FROM quotas
		UNION SELECT guild_id FROM handoffs UNION SELECT guild_id FROM digests) AS kept WHERE guild_id <> 0 ORDER BY guild_id`)
	if err != nil {
		return nil, fmt.Errorf("list servers: %w", err)
	}
	var out []string
	for _, id := range ids {
		out = append(out, idText(id))
	}
	return out, nil
}

// DeleteUser deletes everything of a member in all servers: questions with
// answers, posts and feedback on them, the member's own feedback and channels of
// direct messages. Numbers stay, and so does today's quota, which would
// otherwise begin anew. It returns how many questions there were.
func (db *DB) DeleteUser(ctx context.Context, user string) (int, error) {
	uid, err := id("user", user, true)
	if err != nil {
		return 0, err
	}
	n, err := db.dropWhere(ctx, "asker_id = $1", uid)
	if err == nil {
		err = db.deleteAll(ctx, []string{
			"DELETE FROM feedback WHERE user_id = $1",
			"DELETE FROM watermarks WHERE channel_id IN (SELECT channel_id FROM direct_channels WHERE user_id = $1)",
			"DELETE FROM direct_channels WHERE user_id = $1",
			"UPDATE settings SET by_id = 0 WHERE by_id = $1",
			"DELETE FROM handoff_askers WHERE user_id = $1",
		}, uid)
	}
	if err == nil {
		err = errors.Join(db.forgetAuthor(ctx, uid), db.deleteAll(ctx, []string{dropLoneHandoffs}))
	}
	if err != nil {
		return n, fmt.Errorf("delete data of user %s: %w", user, err)
	}
	return n, nil
}

// DeleteQuestion deletes one question with its answer, posts and feedback; its
// number stays. ErrNotFound when there is none.
func (db *DB) DeleteQuestion(ctx context.Context, questionID string) error {
	qid, err := id("question", questionID, true)
	if err != nil {
		return err
	}
	n, err := db.dropWhere(ctx, "id = $1", qid)
	if err == nil && n == 0 {
		err = ErrNotFound
	}
	if err != nil {
		return fmt.Errorf("delete question %s: %w", questionID, err)
	}
	return nil
}

// Retain deletes the questions asked before a time, whose numbers stay, and what
// has run out: tokens of interactions, quotas and budgets of earlier days, kept
// answers. Of servers with a Settings.Retention of their own, questions go by that.
// It returns how many questions there were. While work runs, the store does so each
// hour, see RetainNow.
func (db *DB) Retain(ctx context.Context, before time.Time) (int, error) {
	n, err := db.dropWhere(ctx, "asked_at < $1 AND NOT EXISTS (SELECT 1 FROM settings WHERE settings.guild_id = questions.guild_id AND retention_days > 0)", millis(before))
	if err == nil {
		var own int
		own, err = db.retainOwn(ctx)
		n += own
	}
	if err == nil {
		err = db.clear(ctx)
	}
	if err != nil {
		return n, fmt.Errorf("delete old questions: %w", err)
	}
	return n, nil
}

// retainOwn deletes old questions of servers that say themselves what is old.
func (db *DB) retainOwn(ctx context.Context) (int, error) {
	days := map[int64]int64{}
	err := each(ctx, db.backend.reader(), "SELECT guild_id, retention_days FROM settings WHERE retention_days > 0", nil, func(r rows) error {
		var gid, n int64
		err := r.Scan(&gid, &n)
		days[gid] = n
		return err
	})
	if err != nil {
		return 0, err
	}
	total := 0
	for gid, n := range days {
		dropped, err := db.dropWhere(ctx, "guild_id = $1 AND asked_at < $2", gid, millis(db.now())-n*millisADay)
		total += dropped
		if err != nil {
			return total, err
		}
	}
	return total, nil
}

// RetainNow is Retain by Config.Retention.
func (db *DB) RetainNow(ctx context.Context) (int, error) {
	before := time.UnixMilli(0)
	if db.keep > 0 {
		before = db.now().Add(-db.keep)
	}
	return db.Retain(ctx, before)
}

// Retention is Config.Retention as it is in force; 0: for ever.
func (db *DB) Retention() time.Duration { return db.keep }

// clear deletes what has run out.
func (db *DB) clear(ctx context.Context) error {
	now := db.now()
	if err := db.deleteAll(ctx, []string{
		"UPDATE questions SET token = '' WHERE token <> '' AND expires_at < $1",
		"DELETE FROM answers WHERE expires_at < $1",
	}, millis(now)); err != nil {
		return err
	}
	if err := db.deleteAll(ctx, []string{dropLoneHandoffs}); err != nil {
		return err
	}
	if err := db.deleteAll(ctx, []string{"DELETE FROM digests WHERE week < $1"}, day(now)-digestsKept); err != nil {
		return err
	}
	return db.deleteAll(ctx, []string{"DELETE FROM quotas WHERE day < $1", "DELETE FROM budget WHERE day < $1"}, day(now)-1)
}
