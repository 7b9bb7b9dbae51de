// Package store keeps what the bot must not forget: questions and what became
// of them, the jobs that answer them, where each channel was read up to, the
// gateway's session, settings, feedback, quotas and the texts answered from.
//
// It lies in SQLite, in one file, or in PostgreSQL, which several machines may
// share. [Open] opens either and brings its tables up to date; [DB] is safe for
// concurrent use. [DB.Claim] takes in a question together with its job, in one
// transaction; [DB.Start] works the jobs. Discord's ids travel as the decimal
// strings that Discord sends; an empty one stands for none.
package store

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"time"
)

// Errors to decide by.
var (
	// ErrInUse is returned by Open when another process has the SQLite file.
	ErrInUse = errors.New("another process uses this database; stop it, or give this one a DATABASE_URL of its own")
	// ErrNewer is returned by Open when a newer version wrote the database.
	ErrNewer = errors.New("the database was written by a newer version of footnote; run that one, or restore a backup")
	// ErrNotFound says that there is no such question, or not any more.
	ErrNotFound = errors.New("not in the store")
	// ErrFinished says that the question has reached another end already.
	ErrFinished = errors.New("the question is finished")
	// ErrConflict says that somebody else changed it in between.
	ErrConflict = errors.New("changed in between")
)

// Config says where the store is and how it behaves. The zero value is a file
// under the user's data folder.
type Config struct {
	URL    string           // sqlite:PATH or postgres://…; empty: SQLite at DefaultPath
	Now    func() time.Time // nil: time.Now
	Logger *slog.Logger     // nil: nothing is logged

	// FlushEvery is how long what DB.See and Sessions.Save took may wait in
	// memory; 0: 500 ms. After a crash that much is read from Discord again.
	FlushEvery time.Duration
	// Retention is how long questions are kept, with everything that hangs on
	// them; then only their numbers are. 0: 30 days; negative: for ever.
	Retention time.Duration
	// StopGrace is what work may take to end once its context is cancelled; 0: 2 s.
	StopGrace time.Duration
}

// DB is an open store. Make one with [Open].
type DB struct {
	backend backend
	now     func() time.Time
	log     *slog.Logger
	keep    time.Duration // Config.Retention; 0: for ever

	stopGrace    time.Duration // Config.StopGrace
	cacheTimeout time.Duration // the constant, save in tests

	buffer *buffer

	mu     sync.Mutex
	worker *worker // nil: none is running
	closed bool
}

// Open opens the store and creates or updates its tables. The SQLite file is
// readable by its owner alone, and by one process at a time: for a second one
// the error is ErrInUse.
func Open(ctx context.Context, c Config) (*DB, error) {
	if c.Now == nil {
		c.Now = time.Now
	}
	if c.Logger == nil {
		c.Logger = slog.New(slog.DiscardHandler)
	}
	if c.FlushEvery <= 0 {
		c.FlushEvery = 500 * time.Millisecond
	}
	if c.StopGrace == 0 {
		c.StopGrace = 2 * time.Second
	}
	if c.Retention == 0 {
		c.Retention = 30 * 24 * time.Hour
	}
	where, err := parseURL(c.URL)
	if err != nil {
		return nil, err
	}
	var b backend
	if where.file != "" {
		b, err = openSQLite(ctx, where.file, c.Logger)
	} else {
		b, err = openPostgres(ctx, where.url, c.Logger)
	}
	if err != nil {
		return nil, fmt.Errorf("open database %s: %w", where, err)
	}
	db := &DB{backend: b, now: c.Now, log: c.Logger, keep: max(c.Retention, 0), stopGrace: c.StopGrace, cacheTimeout: cacheTimeout}
	db.buffer = newBuffer(b, c.Logger, c.FlushEvery)
	return db, nil
}

// Close stops the work that still runs, as Stop with an ended context, writes
// what waits in memory and closes the database. A second call does nothing.
func (db *DB) Close() error {
	db.mu.Lock()
	closed := db.closed
	db.closed = true
	db.mu.Unlock()
	if closed {
		return nil
	}
	ended, cancel := context.WithCancel(context.Background())
	cancel()
	return errors.Join(db.Stop(ended), db.buffer.close(), db.backend.close())
}

// Ping tells whether the database answers.
func (db *DB) Ping(ctx context.Context) error {
	var one int64
	return get(ctx, db.backend.reader(), "SELECT 1", nil, &one)
}

// Dialect is "sqlite" or "postgres".
func (db *DB) Dialect() string { return db.backend.dialect() }

// Secret is a value that prints as nothing but whether it is set, such as the
// token of an interaction. Convert it to a string to use it.
type Secret string

// String tells whether the secret is set.
func (s Secret) String() string {
	if s == "" {
		return "not set"
	}
	return "set"
}

// GoString keeps %#v from showing the secret.
func (s Secret) GoString() string { return s.String() }

// LogValue keeps slog from showing the secret.
func (s Secret) LogValue() slog.Value { return slog.StringValue(s.String()) }

// MarshalText keeps encoders from showing the secret.
func (s Secret) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// millis is how times are stored; the zero time is 0.
func millis(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMilli()
}

func fromMillis(ms int64) time.Time {
	if ms == 0 {
		return time.Time{}
	}
	return time.UnixMilli(ms).UTC()
}

// day is the day of t in UTC, as days since 1970.
func day(t time.Time) int64 { return t.UTC().Unix() / (24 * 60 * 60) }

// list is a comma-separated list of n placeholders from $first on.
func list(first, n int) string {
	var b strings.Builder
	for i := range n {
		if i > 0 {
			b.WriteByte(',')
		}
		fmt.Fprintf(&b, "$%d", first+i)
	}
	return b.String()
}
