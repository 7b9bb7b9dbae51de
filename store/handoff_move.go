package store

import (
	"context"
	"fmt"
)

// LeftCard is a card that an open question has left behind.
type LeftCard struct {
	Channel, Message string // ids
}

// MoveHandoffs has the open questions of a server shown in another channel, each by
// a card to be posted there, and returns the cards that they had elsewhere.
func (db *DB) MoveHandoffs(ctx context.Context, guild, channel string) ([]LeftCard, error) {
	n, err := ids("*guild", guild, "*channel", channel)
	if err != nil {
		return nil, err
	}
	out, err := write(ctx, db.backend, func(ctx context.Context, t tx) ([]LeftCard, error) {
		var left []LeftCard
		var moved []int64
		err := each(ctx, t, "SELECT id, channel_id, message_id FROM handoffs WHERE guild_id = $1 AND channel_id <> $2 AND NOT answered ORDER BY id", []any{n[0], n[1]},
			func(r rows) error {
				var hid, from, message int64
				err := r.Scan(&hid, &from, &message)
				moved = append(moved, hid)
				if message != 0 {
					left = append(left, LeftCard{idText(from), idText(message)})
				}
				return err
			})
		for _, hid := range moved {
			if err == nil {
				_, err = t.exec(ctx, "UPDATE handoffs SET channel_id = $2, message_id = 0, begun_at = 0, cards = cards + 1, version = version + 1 WHERE id = $1", hid, n[1])
			}
			if err == nil {
				err = t.enqueue(ctx, jobArgs{Handoff: idText(hid)}, handoffJob())
			}
		}
		return left, err
	})
	if err != nil {
		return nil, fmt.Errorf("move open questions of server %s: %w", guild, err)
	}
	return out, nil
}
