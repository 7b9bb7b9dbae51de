package store

import (
	"context"
	"errors"
	"fmt"
)

// quotaKey names one counter.
type quotaKey struct{ day, guild, user int64 }

// take counts one more question, unless limit are counted already. It returns
// how many are counted then.
func take(ctx context.Context, t tx, k quotaKey, limit int) (used int, over bool, err error) {
	var n int64
	err = get(ctx, t, `INSERT INTO quotas (day, guild_id, user_id, used) VALUES ($1, $2, $3, 1)
		ON CONFLICT (day, guild_id, user_id) DO UPDATE SET used = quotas.used + 1 WHERE quotas.used < $4 RETURNING used`,
		[]any{k.day, k.guild, k.user, int64(limit)}, &n)
	if errors.Is(err, ErrNotFound) {
		return limit, true, nil
	}
	return int(n), false, err
}

// refund takes a question out of its asker's quota.
func refund(ctx context.Context, t tx, qid int64) error {
	n, err := t.exec(ctx, "UPDATE questions SET counted = FALSE WHERE id = $1 AND counted", qid)
	if err != nil || n == 0 {
		return err
	}
	var k quotaKey
	var claimed int64
	if err := get(ctx, t, "SELECT claimed_at, guild_id, asker_id FROM questions WHERE id = $1", []any{qid}, &claimed, &k.guild, &k.user); err != nil {
		return err
	}
	_, err = t.exec(ctx, "UPDATE quotas SET used = used - 1 WHERE day = $1 AND guild_id = $2 AND user_id = $3 AND used > 0",
		day(fromMillis(claimed)), k.guild, k.user)
	return err
}

// Quota names a member's counter of questions in a server; an empty guild is
// direct messages.
type Quota struct{ Guild, User string }

// QuotaUsed returns how many questions are counted today, in UTC.
func (db *DB) QuotaUsed(ctx context.Context, q Quota) (int, error) {
	n, err := ids("guild", q.Guild, "*user", q.User)
	if err != nil {
		return 0, err
	}
	var used int64
	err = get(ctx, db.backend.reader(), "SELECT used FROM quotas WHERE day = $1 AND guild_id = $2 AND user_id = $3",
		[]any{day(db.now()), n[0], n[1]}, &used)
	if err != nil && !errors.Is(err, ErrNotFound) {
		return 0, fmt.Errorf("look up quota of user %s: %w", q.User, err)
	}
	return int(used), nil
}

// ResetQuota begins today's counter anew: of one member, or with an empty User
// of all in the server.
func (db *DB) ResetQuota(ctx context.Context, q Quota) error {
	n, err := ids("guild", q.Guild, "user", q.User)
	if err != nil {
		return err
	}
	_, err = run(ctx, db.backend, "DELETE FROM quotas WHERE day = $1 AND guild_id = $2 AND (user_id = $3 OR $3 = 0)", day(db.now()), n[0], n[1])
	if err != nil {
		return fmt.Errorf("reset quota in server %s: %w", q.Guild, err)
	}
	return nil
}
