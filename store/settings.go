package store

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"time"
)

// Settings are those of a server.
type Settings struct {
	Guild   string
	Version int // 1 for the first; 0: none are saved
	Value   json.RawMessage
	// Retention is how many days questions of the server are kept; 0: as
	// Config.Retention says.
	Retention int
	By        string    // who saved them
	Saved     time.Time // set by the store
}

// clocksApart is how far the clocks of machines that share a store may differ.
const clocksApart = 5 * time.Minute

// SettingsSince returns the settings that were saved since a time, the zero time
// for all, and some that were saved before it: the clocks of other machines may be
// up to five minutes behind.
func (db *DB) SettingsSince(ctx context.Context, since time.Time) ([]Settings, error) {
	from := int64(0)
	if !since.IsZero() {
		from = millis(since.Add(-clocksApart))
	}
	var out []Settings
	err := each(ctx, db.backend.reader(), "SELECT guild_id, version, value, retention_days, by_id, saved_at FROM settings WHERE saved_at >= $1 ORDER BY saved_at", []any{from},
		func(r rows) error {
			var guild, version, days, by, saved int64
			var value string
			err := r.Scan(&guild, &version, &value, &days, &by, &saved)
			out = append(out, Settings{
				Guild: idText(guild), Version: int(version), Value: json.RawMessage(value), Retention: int(days), By: idText(by), Saved: fromMillis(saved),
			})
			return err
		})
	if err != nil {
		return nil, fmt.Errorf("load settings: %w", err)
	}
	return out, nil
}

// Settings returns the settings of a server; Version 0 and no Value when none
// are saved.
func (db *DB) Settings(ctx context.Context, guild string) (Settings, error) {
	gid, err := id("guild", guild, true)
	if err != nil {
		return Settings{}, err
	}
	s := Settings{Guild: guild}
	var version, days, by, saved int64
	var value string
	err = get(ctx, db.backend.reader(), "SELECT version, value, retention_days, by_id, saved_at FROM settings WHERE guild_id = $1", []any{gid},
		&version, &value, &days, &by, &saved)
	switch {
	case errors.Is(err, ErrNotFound):
		return s, nil
	case err != nil:
		return Settings{}, fmt.Errorf("load settings of server %s: %w", guild, err)
	}
	s.Version, s.Value, s.Retention, s.By, s.Saved = int(version), json.RawMessage(value), int(days), idText(by), fromMillis(saved)
	return s, nil
}

// SaveSettings replaces the settings whose Version the caller has seen, 0 for
// none, and returns those that are saved. When somebody else saved others
// meanwhile, the error is ErrConflict.
func (db *DB) SaveSettings(ctx context.Context, s Settings) (Settings, error) {
	n, err := ids("*guild", s.Guild, "user", s.By)
	if err != nil {
		return Settings{}, err
	}
	if !json.Valid(s.Value) || s.Retention < 0 {
		return Settings{}, fmt.Errorf("save settings of server %s: no JSON, or kept for %d days", s.Guild, s.Retention)
	}
	before := s.Version
	s.Version, s.Saved = before+1, fromMillis(millis(db.now()))
	saved, err := write(ctx, db.backend, func(ctx context.Context, t tx) (int64, error) {
		if before == 0 {
			return t.exec(ctx, `INSERT INTO settings (guild_id, version, value, by_id, saved_at, retention_days) VALUES ($1, 1, $2, $3, $4, $5)
				ON CONFLICT (guild_id) DO NOTHING`, n[0], string(s.Value), n[1], millis(s.Saved), int64(s.Retention))
		}
		return t.exec(ctx, `UPDATE settings SET version = version + 1, value = $2, by_id = $3, saved_at = $4, retention_days = $6
			WHERE guild_id = $1 AND version = $5`, n[0], string(s.Value), n[1], millis(s.Saved), int64(before), int64(s.Retention))
	})
	if err == nil && saved == 0 {
		err = ErrConflict
	}
	if err != nil {
		return Settings{}, fmt.Errorf("save settings of server %s: %w", s.Guild, err)
	}
	return s, nil
}

// keyBytes is how long a key is.
const keyBytes = 32

// Key returns the secret key of that name, 32 random bytes that are made at the
// first call and stay, for all machines that share the store.
func (db *DB) Key(ctx context.Context, name string) ([]byte, error) {
	fresh := make([]byte, keyBytes)
	_, _ = rand.Read(fresh) // never fails
	text, err := write(ctx, db.backend, func(ctx context.Context, t tx) (string, error) {
		_, err := t.exec(ctx, "INSERT INTO keys (name, value) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING", name, base64.StdEncoding.EncodeToString(fresh))
		if err != nil {
			return "", err
		}
		var kept string
		err = get(ctx, t, "SELECT value FROM keys WHERE name = $1", []any{name}, &kept)
		return kept, err
	})
	var key []byte
	if err == nil {
		key, err = base64.StdEncoding.DecodeString(text)
	}
	if err == nil && len(key) != keyBytes {
		err = errors.New("of the wrong length")
	}
	if err != nil {
		return nil, fmt.Errorf("load key %s: %w", name, err)
	}
	return key, nil
}
