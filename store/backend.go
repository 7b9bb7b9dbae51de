package store

import (
	"context"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/riverqueue/river"
)

// backend is one kind of database. Statements are the same for both: numbered
// placeholders, and nothing that only one of them knows.
type backend interface {
	dialect() string
	// reader is for reading outside a transaction.
	reader() querier
	// write runs f in a transaction that is committed when f returns nil. f may
	// still run, and its commit succeed, after write returned because ctx ended;
	// so f hands over its results by what it returns alone. See durability.
	write(ctx context.Context, d durability, f func(context.Context, tx) (any, error)) (any, error)
	// workers makes the client that works jobs.
	workers(c *river.Config) (jobClient, error)
	// returnLost makes jobs of dead processes available again and tells how many.
	// A job that has run longer than any may is one; so is every job at the
	// start, when no other process can be.
	returnLost(ctx context.Context, longest time.Duration, starting bool) (int64, error)
	// slot takes the lowest number that no other process holds for name, until
	// the backend is closed.
	slot(ctx context.Context, name string) (int64, error)
	backup(ctx context.Context, path string) error
	close() error
}

// querier is what SQL is put to.
type querier interface {
	exec(ctx context.Context, sql string, args ...any) (affected int64, err error)
	query(ctx context.Context, sql string, args ...any) (rows, error)
}

// tx is a transaction.
type tx interface {
	querier
	// enqueue adds a job that becomes visible with the commit.
	enqueue(ctx context.Context, args jobArgs, opts *river.InsertOpts) error
}

// rows are the rows of a result.
type rows interface {
	Next() bool
	Scan(dest ...any) error
	Err() error
	Close()
}

// jobClient is what the store does with a client of River's, whatever it is
// for.
type jobClient interface {
	Start(ctx context.Context) error
	Stop(ctx context.Context) error
	StopAndCancel(ctx context.Context) error
}

// durability is what a commit outlasts.
type durability int

const (
	// noted outlasts the death of the process. A loss of power may take it back,
	// with all that was noted after it and nothing that was before.
	noted durability = iota
	// durable outlasts a loss of power too, and so does all that was noted before.
	durable
)

// write runs f in a transaction that is durable when write returns nil; see
// backend. With an error it returns the zero value.
func write[T any](ctx context.Context, b backend, f func(context.Context, tx) (T, error)) (T, error) {
	return writeAs(ctx, b, durable, f)
}

// note is write for what may be lost with the power: what is found out again,
// or what a durable write follows before it matters.
func note[T any](ctx context.Context, b backend, f func(context.Context, tx) (T, error)) (T, error) {
	return writeAs(ctx, b, noted, f)
}

func writeAs[T any](ctx context.Context, b backend, d durability, f func(context.Context, tx) (T, error)) (T, error) {
	out, err := b.write(ctx, d, func(ctx context.Context, t tx) (any, error) { return f(ctx, t) })
	if err != nil {
		var zero T
		return zero, err
	}
	return out.(T), nil
}

// run is write for one statement; it returns how many rows it touched.
func run(ctx context.Context, b backend, sql string, args ...any) (int64, error) {
	return write(ctx, b, func(ctx context.Context, t tx) (int64, error) { return t.exec(ctx, sql, args...) })
}

// noteRun is note for one statement.
func noteRun(ctx context.Context, b backend, sql string, args ...any) (int64, error) {
	return note(ctx, b, func(ctx context.Context, t tx) (int64, error) { return t.exec(ctx, sql, args...) })
}

// get reads the first row of a result into dest; ErrNotFound when there is none.
func get(ctx context.Context, q querier, sql string, args []any, dest ...any) error {
	found := false
	err := each(ctx, q, sql, args, func(r rows) error {
		if found {
			return nil
		}
		found = true
		return r.Scan(dest...)
	})
	if err == nil && !found {
		return ErrNotFound
	}
	return err
}

// column reads a result that has one column, of ids.
func column(ctx context.Context, q querier, sql string, args ...any) ([]int64, error) {
	var out []int64
	err := each(ctx, q, sql, args, func(r rows) error {
		var id int64
		err := r.Scan(&id)
		out = append(out, id)
		return err
	})
	return out, err
}

// each hands every row of a result to scan.
func each(ctx context.Context, q querier, sql string, args []any, scan func(rows) error) error {
	r, err := q.query(ctx, sql, args...)
	if err != nil {
		return err
	}
	defer r.Close()
	for r.Next() {
		if err := scan(r); err != nil {
			return err
		}
	}
	return r.Err()
}

// storable replaces what PostgreSQL takes in no text, bytes that are no UTF-8 and
// the character NUL, so that no member can keep a question from being taken in.
// Both databases do, so that they keep the same.
func storable(args []any) []any {
	for i, a := range args {
		if s, ok := a.(string); ok && !isStorable(s) {
			args[i] = strings.ReplaceAll(strings.ToValidUTF8(s, "\uFFFD"), "\x00", "\uFFFD")
		}
	}
	return args
}

func isStorable(s string) bool { return utf8.ValidString(s) && strings.IndexByte(s, 0) < 0 }

// insertOnly is the configuration of the client that adds jobs, and announces each at
// once.
func insertOnly(c *river.Config) *river.Config {
	c.FetchCooldown, c.FetchPollInterval = river.FetchCooldownMin, time.Second
	c.MaxAttempts = riverAttempts
	return c
}
