package store

import (
	"context"
	"fmt"
	"time"
)

const (
	// digestDays is how many days a digest is about.
	digestDays = 7
	// digestsKept is for how many days it is known that one stands.
	digestsKept = 70
)

// Digest is the report of a server on seven days.
type Digest struct {
	Guild string
	Week  time.Time // the day behind the seven, in UTC
}

// DigestsDue returns the digests of a week that are not done: of servers in which
// something was asked.
func (db *DB) DigestsDue(ctx context.Context, week time.Time) ([]Digest, error) {
	to := day(week)
	from := to - digestDays
	guilds, err := column(ctx, db.backend.reader(), `SELECT guild_id FROM (
			SELECT guild_id FROM questions WHERE asked_at >= $3 AND asked_at < $4
			UNION SELECT guild_id FROM counts WHERE day >= $1 AND day < $2
		) AS asked WHERE guild_id <> 0 AND NOT EXISTS (SELECT 1 FROM digests WHERE digests.guild_id = asked.guild_id AND week = $2 AND done)
		ORDER BY guild_id`, from, to, from*millisADay, to*millisADay)
	if err != nil {
		return nil, fmt.Errorf("look for digests that are due: %w", err)
	}
	var out []Digest
	for _, guild := range guilds {
		out = append(out, Digest{idText(guild), fromMillis(to * millisADay)})
	}
	return out, nil
}

// TakeDigest takes a digest in order to post it, for no longer than the given time.
// again tells of an earlier attempt, of which nobody may know the end. ErrConflict
// when somebody else has it, or it is done.
func (db *DB) TakeDigest(ctx context.Context, d Digest, longest time.Duration) (again bool, err error) {
	gid, err := id("guild", d.Guild, true)
	if err != nil {
		return false, err
	}
	now := db.now()
	again, err = write(ctx, db.backend, func(ctx context.Context, t tx) (bool, error) {
		fresh, err := t.exec(ctx, "INSERT INTO digests (guild_id, week, busy_until, done) VALUES ($1, $2, 0, FALSE) ON CONFLICT DO NOTHING", gid, day(d.Week))
		if err != nil {
			return false, err
		}
		taken, err := t.exec(ctx, "UPDATE digests SET busy_until = $3 WHERE guild_id = $1 AND week = $2 AND NOT done AND busy_until <= $4",
			gid, day(d.Week), millis(now.Add(longest)), millis(now))
		if err == nil && taken == 0 {
			err = ErrConflict
		}
		return fresh == 0, err
	})
	if err != nil {
		return false, fmt.Errorf("take digest of server %s: %w", d.Guild, err)
	}
	return again, nil
}

// GiveDigest gives a digest back; done says that nothing is left to do.
func (db *DB) GiveDigest(ctx context.Context, d Digest, done bool) error {
	gid, err := id("guild", d.Guild, true)
	if err != nil {
		return err
	}
	if _, err = run(ctx, db.backend, "UPDATE digests SET busy_until = 0, done = $3 WHERE guild_id = $1 AND week = $2", gid, day(d.Week), done); err != nil {
		return fmt.Errorf("give back digest of server %s: %w", d.Guild, err)
	}
	return nil
}
