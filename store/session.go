package store

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"
)

// Session is a session of Discord's gateway, to come back to. The zero value
// is none.
type Session struct {
	ID      string
	URL     string
	Seq     int64
	Intents int
}

// Sessions keeps the gateway's session of one process. Several processes of a
// bot have one each: a process that starts takes up the session of one that is
// gone. Safe for concurrent use.
type Sessions struct {
	db  *DB
	bot string

	mu   sync.Mutex
	key  *sessionKey // nil: no place is taken yet
	last Session
}

// Sessions returns the keeper of this process's session of a bot, named by its
// application id.
func (db *DB) Sessions(bot string) *Sessions { return &Sessions{db: db, bot: bot} }

// Load returns the session saved last, or the zero Session.
func (s *Sessions) Load(ctx context.Context) (Session, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := s.place(ctx); err != nil {
		return Session{}, fmt.Errorf("load session of the gateway: %w", err)
	}
	if err := s.db.Flush(ctx); err != nil {
		return Session{}, fmt.Errorf("load session of the gateway: %w", err)
	}
	var out Session
	var intents int64
	err := get(ctx, s.db.backend.reader(), "SELECT id, url, seq, intents FROM sessions WHERE bot = $1 AND slot = $2",
		[]any{s.key.bot, s.key.slot}, &out.ID, &out.URL, &out.Seq, &intents)
	if err != nil && !errors.Is(err, ErrNotFound) {
		return Session{}, fmt.Errorf("load session of the gateway: %w", err)
	}
	out.Intents = int(intents)
	s.last = out
	return out, nil
}

// Save keeps the session. A later Seq of the same session is kept in memory and
// written within Config.FlushEvery; another session is written at once.
func (s *Sessions) Save(ctx context.Context, session Session) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := s.place(ctx); err != nil {
		return fmt.Errorf("save session of the gateway: %w", err)
	}
	s.db.buffer.session(*s.key, session)
	known := s.last
	s.last = session
	if known.Seq = session.Seq; known == session {
		return nil
	}
	if err := s.db.Flush(ctx); err != nil {
		return fmt.Errorf("save session of the gateway: %w", err)
	}
	return nil
}

// place takes a place among the processes of the bot; s.mu is held.
func (s *Sessions) place(ctx context.Context) error {
	if s.key != nil {
		return nil
	}
	slot, err := s.db.backend.slot(ctx, s.bot)
	if err != nil {
		return err
	}
	s.key = &sessionKey{s.bot, slot}
	return nil
}

func saveSession(ctx context.Context, t tx, k sessionKey, s Session) error {
	_, err := t.exec(ctx, `INSERT INTO sessions (bot, slot, id, url, seq, intents) VALUES ($1, $2, $3, $4, $5, $6)
		ON CONFLICT (bot, slot) DO UPDATE SET id = excluded.id, url = excluded.url, seq = excluded.seq, intents = excluded.intents`,
		k.bot, k.slot, s.ID, s.URL, s.Seq, int64(s.Intents))
	return err
}

// Identifies counts the starts of sessions of one bot, on all machines that
// share the store. Safe for concurrent use.
type Identifies struct {
	db  *DB
	bot string
}

// Identifies returns the counter of a bot, named by its application id.
func (db *DB) Identifies(bot string) *Identifies { return &Identifies{db, bot} }

// identifiesKept is how long a start is remembered; Discord counts a day.
const identifiesKept = 25 * time.Hour

// Get returns how many were added after since, at most those of the last 24
// hours, and when the latest was added; the zero time: none is known.
func (i *Identifies) Get(ctx context.Context, since time.Time) (n int, latest time.Time, err error) {
	var count, last int64
	err = get(ctx, i.db.backend.reader(), "SELECT COALESCE(SUM(CASE WHEN at > $2 THEN 1 ELSE 0 END), 0), COALESCE(MAX(at), 0) FROM identifies WHERE bot = $1",
		[]any{i.bot, millis(since)}, &count, &last)
	if err != nil {
		return 0, time.Time{}, fmt.Errorf("count starts of sessions: %w", err)
	}
	return int(count), fromMillis(last), nil
}

// Add counts one that is about to be sent. It is on the disk when Add returns.
func (i *Identifies) Add(ctx context.Context, at time.Time) error {
	_, err := write(ctx, i.db.backend, func(ctx context.Context, t tx) (int64, error) {
		if _, err := t.exec(ctx, "DELETE FROM identifies WHERE bot = $1 AND at < $2", i.bot, millis(at.Add(-identifiesKept))); err != nil {
			return 0, err
		}
		return t.exec(ctx, "INSERT INTO identifies (bot, at) VALUES ($1, $2)", i.bot, millis(at))
	})
	if err != nil {
		return fmt.Errorf("count start of a session: %w", err)
	}
	return nil
}
