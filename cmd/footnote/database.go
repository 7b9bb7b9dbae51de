package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"time"

	"footnote/answer"
	"footnote/store"
)

// openDatabase opens the store that the settings name. Its error says what to
// mend.
func openDatabase(ctx context.Context, s settings, logger *slog.Logger) (*store.DB, error) {
	keep := time.Duration(s.Retention) * 24 * time.Hour
	if s.Retention == 0 {
		keep = -1 // for ever
	}
	db, err := store.Open(ctx, store.Config{URL: string(s.Database), Retention: keep, Logger: logger})
	switch {
	case err == nil:
		return db, nil
	case errors.Is(err, store.ErrInUse), errors.Is(err, store.ErrNewer), strings.HasPrefix(err.Error(), "DATABASE_URL"):
		return nil, err // names the mend already
	case s.Database.isPostgres():
		return nil, fmt.Errorf("%w; check that PostgreSQL runs there, and name, user and password in DATABASE_URL", err)
	}
	return nil, fmt.Errorf("%w; make the folder writable for the user that footnote runs as, or set DATABASE_URL=sqlite:PATH to a place that is", err)
}

// isPostgres tells whether a DATABASE_URL is one of PostgreSQL.
func (s secret) isPostgres() bool {
	return strings.HasPrefix(string(s), "postgres://") || strings.HasPrefix(string(s), "postgresql://")
}

// keptBy lets the store keep what the engine would else forget with the process.
func keptBy(db *store.DB, s settings) func(*answer.Config) {
	return func(c *answer.Config) {
		c.Addenda = db
		if c.Budget != nil {
			c.Budget = db.Budget(s.DailyTokens)
		}
		if c.Cache != nil {
			c.Cache = db.Cache(s.CacheFor)
		}
	}
}

// checkDatabase opens the database, which is nil when that is not possible, or
// another process uses it.
func checkDatabase(ctx context.Context, s settings, say func(string, ...any)) (*store.DB, error) {
	ctx, cancel := context.WithTimeout(ctx, checkTimeout)
	defer cancel()
	db, err := openDatabase(ctx, s, slog.New(slog.DiscardHandler))
	if errors.Is(err, store.ErrInUse) {
		say("database      in use by another process, which should be the bot; a second bot needs another")
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	if err := db.Ping(ctx); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	say("database      %s, questions are kept %s", db.Dialect(), s.kept())
	return db, nil
}

// kept is for how long questions are, in words.
func (s *settings) kept() string {
	if s.Retention == 0 {
		return "for ever"
	}
	return fmt.Sprintf("for %d days", s.Retention)
}

// backup copies the database to a new file.
func backup(ctx context.Context, p program, args []string) error {
	words, err := parseFlags(p, newFlags("backup"), args)
	if err != nil {
		return err
	}
	if len(words) != 1 {
		return usagef("backup takes one word, the path of the copy")
	}
	s, err := loadSettings(p.environ)
	if err != nil {
		return err
	}
	if err := store.Backup(ctx, string(s.Database), words[0]); err != nil {
		return err
	}
	fmt.Fprintf(p.stdout, "copied to %s; to restore it, stop the bot and put it in the place of the database\n", words[0])
	return nil
}
