package store

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"footnote/answer"
)

// Count is how many questions of a server ended alike on one day, with those
// whose texts are deleted.
type Count struct {
	Day       time.Time // midnight UTC of when they were asked
	State     State
	Outcome   answer.Outcome // empty without an answer
	Questions int
	Good, Bad int // feedback on them
	Handed    int // of the questions, handed to a human
}

// CountsOf selects counts.
type CountsOf struct {
	Guild string    // empty: direct messages
	Since time.Time // of the day it falls on; zero: all
	Until time.Time // to the day before that which it falls on; zero: all
}

const millisADay = 24 * 60 * 60 * 1000

// maxDay is behind every day, and its milliseconds still are a BIGINT.
const maxDay = 1 << 32

// Counts returns the numbers of a server, the oldest first.
func (db *DB) Counts(ctx context.Context, c CountsOf) ([]Count, error) {
	gid, err := id("guild", c.Guild, false)
	if err != nil {
		return nil, err
	}
	since, until := int64(0), int64(maxDay)
	if !c.Since.IsZero() {
		since = day(c.Since)
	}
	if !c.Until.IsZero() {
		until = day(c.Until)
	}
	var out []Count
	err = each(ctx, db.backend.reader(), fmt.Sprintf(`SELECT day, state, outcome, CAST(SUM(n) AS BIGINT), CAST(SUM(good) AS BIGINT), CAST(SUM(bad) AS BIGINT), CAST(SUM(handed) AS BIGINT) FROM (
			SELECT day, state, outcome, n, good, bad, handed FROM counts WHERE guild_id = $1 AND day >= $2 AND day < $3
			UNION ALL
			SELECT asked_at / %[1]d, state, outcome, 1,
				(SELECT count(*) FROM feedback WHERE question_id = questions.id AND good),
				(SELECT count(*) FROM feedback WHERE question_id = questions.id AND NOT good),
				CASE WHEN EXISTS (SELECT 1 FROM handoff_askers WHERE question_id = questions.id) THEN 1 ELSE 0 END
			FROM questions WHERE guild_id = $1 AND asked_at >= $2 * %[1]d AND asked_at < $3 * %[1]d
		) AS every GROUP BY day, state, outcome ORDER BY day, state, outcome`, millisADay), []any{gid, since, until},
		func(r rows) error {
			var d, n, good, bad, handed int64
			var state, outcome string
			err := r.Scan(&d, &state, &outcome, &n, &good, &bad, &handed)
			out = append(out, Count{
				Day: fromMillis(d * millisADay), State: State(state), Outcome: answer.Outcome(outcome),
				Questions: int(n), Good: int(good), Bad: int(bad), Handed: int(handed),
			})
			return err
		})
	if err != nil {
		return nil, fmt.Errorf("count questions of server %s: %w", c.Guild, err)
	}
	return out, nil
}

// countKey is a row of counts.
type countKey struct {
	day, guild     int64
	state, outcome string
}

func (k countKey) compare(o countKey) int {
	return cmp.Or(cmp.Compare(k.day, o.day), cmp.Compare(k.guild, o.guild), cmp.Compare(k.state, o.state), cmp.Compare(k.outcome, o.outcome))
}

type countValue struct{ n, good, bad, handed int64 }

// drop deletes questions and all that hangs on them, and adds them to the
// counts. It returns how many there were.
func drop(ctx context.Context, t tx, qids []int64) (int, error) {
	if len(qids) == 0 {
		return 0, nil
	}
	args := make([]any, len(qids))
	for i, qid := range qids {
		args[i] = qid
	}
	in := list(1, len(qids))
	more := map[int64]countValue{}
	err := each(ctx, t, "SELECT question_id, good FROM feedback WHERE question_id IN ("+in+")", args, func(r rows) error {
		var qid int64
		var good bool
		err := r.Scan(&qid, &good)
		v := more[qid]
		if good {
			v.good++
		} else {
			v.bad++
		}
		more[qid] = v
		return err
	})
	if err != nil {
		return 0, err
	}
	handed, err := column(ctx, t, "SELECT DISTINCT question_id FROM handoff_askers WHERE question_id IN ("+in+")", args...)
	if err != nil {
		return 0, err
	}
	for _, qid := range handed {
		v := more[qid]
		v.handed = 1
		more[qid] = v
	}
	n, sums := 0, map[countKey]countValue{}
	err = each(ctx, t, "DELETE FROM questions WHERE id IN ("+in+") RETURNING id, asked_at, guild_id, state, outcome", args, func(r rows) error {
		var qid, asked int64
		var k countKey
		err := r.Scan(&qid, &asked, &k.guild, &k.state, &k.outcome)
		k.day = asked / millisADay
		v := sums[k]
		sums[k] = countValue{v.n + 1, v.good + more[qid].good, v.bad + more[qid].bad, v.handed + more[qid].handed}
		n++
		return err
	})
	if err != nil {
		return 0, err
	}
	return n, addCounts(ctx, t, sums)
}

// addCounts adds to the counts, in order, so that two machines do not wait for each
// other crosswise.
func addCounts(ctx context.Context, t tx, sums map[countKey]countValue) error {
	for _, k := range slices.SortedFunc(maps.Keys(sums), countKey.compare) {
		v := sums[k]
		_, err := t.exec(ctx, `INSERT INTO counts (day, guild_id, state, outcome, n, good, bad, handed) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
			ON CONFLICT (day, guild_id, state, outcome) DO UPDATE
			SET n = counts.n + excluded.n, good = counts.good + excluded.good, bad = counts.bad + excluded.bad, handed = counts.handed + excluded.handed`,
			k.day, k.guild, k.state, k.outcome, v.n, v.good, v.bad, v.handed)
		if err != nil {
			return err
		}
	}
	return nil
}
