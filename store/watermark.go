package store

import (
	"context"
	"fmt"
)

// Seen is the latest message of a channel up to which everything was taken in.
type Seen struct {
	Guild   string // empty: a direct message
	Channel string
	Message string
}

// See remembers that a channel was read up to a message; an earlier one than
// before changes nothing. It is kept in memory and written within
// Config.FlushEvery, so call it after what it says is durable.
func (db *DB) See(s Seen) error {
	n, err := ids("guild", s.Guild, "*channel", s.Channel, "*message", s.Message)
	if err != nil {
		return err
	}
	db.buffer.see(n[1], mark{n[0], n[2]})
	return nil
}

func saveMark(ctx context.Context, t tx, channel int64, m mark) error {
	_, err := t.exec(ctx, `INSERT INTO watermarks (channel_id, guild_id, message_id) VALUES ($1, $2, $3)
		ON CONFLICT (channel_id) DO UPDATE SET message_id = excluded.message_id, guild_id = excluded.guild_id
		WHERE excluded.message_id > watermarks.message_id`, channel, m.guild, m.message)
	return err
}

// Watermarks returns up to where each channel was read, what waits in memory
// included.
func (db *DB) Watermarks(ctx context.Context) ([]Seen, error) {
	if err := db.Flush(ctx); err != nil {
		return nil, fmt.Errorf("load watermarks: %w", err)
	}
	var out []Seen
	err := each(ctx, db.backend.reader(), "SELECT guild_id, channel_id, message_id FROM watermarks ORDER BY channel_id", nil, func(r rows) error {
		var guild, channel, message int64
		err := r.Scan(&guild, &channel, &message)
		out = append(out, Seen{idText(guild), idText(channel), idText(message)})
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("load watermarks: %w", err)
	}
	return out, nil
}

// ForgetChannel drops the watermark of a channel that is gone.
func (db *DB) ForgetChannel(ctx context.Context, channel string) error {
	cid, err := id("channel", channel, true)
	if err != nil {
		return err
	}
	db.buffer.forget(func(c int64, _ mark) bool { return c == cid })
	if _, err := run(ctx, db.backend, "DELETE FROM watermarks WHERE channel_id = $1", cid); err != nil {
		return fmt.Errorf("forget channel %s: %w", channel, err)
	}
	return nil
}

// forget drops marks that wait.
func (f *buffer) forget(which func(channel int64, m mark) bool) {
	f.flushing.Lock() // none of them is being written
	defer f.flushing.Unlock()
	f.mu.Lock()
	defer f.mu.Unlock()
	for channel, m := range f.marks {
		if which(channel, m) {
			delete(f.marks, channel)
		}
	}
}

// DirectChannel is a channel of direct messages, of which Discord has no list. It is
// kept with the first question that is claimed there.
type DirectChannel struct{ Channel, User string }

// keepDirect remembers a channel of direct messages, to look into it after a time
// offline: all that was said there from the first question on.
func keepDirect(ctx context.Context, t tx, channel, user, question int64) error {
	added, err := t.exec(ctx, "INSERT INTO direct_channels (channel_id, user_id) VALUES ($1, $2) ON CONFLICT (channel_id) DO NOTHING", channel, user)
	if err != nil || added == 0 {
		return err
	}
	return saveMark(ctx, t, channel, mark{message: question - 1})
}

// DirectChannels returns all that are remembered.
func (db *DB) DirectChannels(ctx context.Context) ([]DirectChannel, error) {
	var out []DirectChannel
	err := each(ctx, db.backend.reader(), "SELECT channel_id, user_id FROM direct_channels ORDER BY channel_id", nil, func(r rows) error {
		var channel, user int64
		err := r.Scan(&channel, &user)
		out = append(out, DirectChannel{idText(channel), idText(user)})
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("load channels of direct messages: %w", err)
	}
	return out, nil
}
