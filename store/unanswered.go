package store

import (
	"context"
	"fmt"
	"time"

	"footnote/answer"
)

// Unanswered is a question that the announcement does not answer, or that somebody
// wanted a human to answer.
type Unanswered struct {
	Asked
	ByHuman bool // a human has answered it since, or an addendum that stands does
}

// UnansweredOf selects unanswered questions.
type UnansweredOf struct {
	Guild        string
	Since, Until time.Time // when they were asked; Until is behind the last
	Limit        int       // the latest
}

// Unanswered returns questions of a server, the latest first, for as long as their
// texts are kept. Those whose answer the asker alone has seen are not among them.
func (db *DB) Unanswered(ctx context.Context, u UnansweredOf) ([]Unanswered, error) {
	gid, err := id("guild", u.Guild, true)
	if err != nil {
		return nil, err
	}
	var out []Unanswered
	err = each(ctx, db.backend.reader(), `SELECT q.id, q.asker_id, q.kind, q.guild_id, q.channel_id, q.text, q.locale, COALESCE(p.message_id, 0), COALESCE(p.channel_id, 0),
			EXISTS (SELECT 1 FROM handoff_askers a JOIN handoffs h ON h.id = a.handoff_id WHERE a.question_id = q.id AND h.answered)
			OR EXISTS (SELECT 1 FROM addendum_uses u JOIN addenda d ON d.id = u.addendum_id WHERE u.question_id = q.id AND NOT d.revoked)
		FROM questions q LEFT JOIN posts p ON p.question_id = q.id AND p.part = 0
		WHERE q.guild_id = $1 AND q.asked_at >= $2 AND q.asked_at < $3 AND q.state = $4 AND NOT q.ephemeral AND NOT q.withdrawn
			AND (q.outcome = $5 OR EXISTS (SELECT 1 FROM handoff_askers WHERE question_id = q.id))
		ORDER BY q.id DESC LIMIT $6`,
		[]any{gid, millis(u.Since), millis(u.Until), string(StatePosted), string(answer.NotInAnnouncement), int64(u.Limit)},
		func(r rows) error {
			var one Unanswered
			err := one.scan(r, &one.ByHuman)
			out = append(out, one)
			return err
		})
	if err != nil {
		return nil, fmt.Errorf("load unanswered questions of server %s: %w", u.Guild, err)
	}
	return out, nil
}
