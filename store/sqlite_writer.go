package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"
)

// maxGroup is how many writes share a transaction at most.
const maxGroup = 128

// groupTimeout bounds one transaction, with the wait for the connection.
const groupTimeout = 10 * time.Second

// errClosed is the error of a write to a closed database.
var errClosed = errors.New("the database is closed")

// groupWriter runs writes to SQLite one after the other. Those that arrive while
// a commit waits for the disk share the next transaction, each behind a
// savepoint of its own, so that a burst costs few waits for the disk. Make one
// with newGroupWriter.
type groupWriter struct {
	db      *sql.DB // of one connection
	wrap    func(*sql.Tx) tx
	queue   chan *groupWrite
	closing chan struct{}
	done    chan struct{}
}

// groupWrite is one write that waits.
type groupWrite struct {
	ctx    context.Context // of the caller: when it ended, the write is left out
	f      func(context.Context, tx) (any, error)
	out    any
	err    error
	result chan struct{} // closed when out and err stand
}

func newGroupWriter(db *sql.DB, wrap func(*sql.Tx) tx) *groupWriter {
	w := &groupWriter{db: db, wrap: wrap, queue: make(chan *groupWrite), closing: make(chan struct{}), done: make(chan struct{})}
	go w.loop()
	return w
}

// do runs f; see backend.write.
func (w *groupWriter) do(ctx context.Context, f func(context.Context, tx) (any, error)) (any, error) {
	g := &groupWrite{ctx: ctx, f: f, result: make(chan struct{})}
	select {
	case w.queue <- g:
	case <-ctx.Done():
		return nil, ctx.Err()
	case <-w.closing:
		return nil, errClosed
	}
	select {
	case <-g.result:
		return g.out, g.err
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// close waits for the writes that have begun.
func (w *groupWriter) close() {
	close(w.closing)
	<-w.done
}

func (w *groupWriter) loop() {
	defer close(w.done)
	for {
		select {
		case g := <-w.queue:
			w.commit(w.gather(g))
		case <-w.closing:
			return
		}
	}
}

// gather returns first and what else waits.
func (w *groupWriter) gather(first *groupWrite) []*groupWrite {
	group := []*groupWrite{first}
	for len(group) < maxGroup {
		select {
		case g := <-w.queue:
			group = append(group, g)
		default:
			return group
		}
	}
	return group
}

// commit runs the group in one transaction and tells each how it went.
func (w *groupWriter) commit(group []*groupWrite) {
	// Not the callers' contexts: SQLite rolls a whole transaction back when a
	// statement in it is interrupted.
	ctx, cancel := context.WithTimeout(context.Background(), groupTimeout)
	defer cancel()
	err := w.transact(ctx, group)
	for _, g := range group {
		if err != nil && g.err == nil {
			g.out, g.err = nil, err
		}
		close(g.result)
	}
}

func (w *groupWriter) transact(ctx context.Context, group []*groupWrite) error {
	t, err := w.db.BeginTx(ctx, nil)
	if err != nil {
		return fmt.Errorf("begin: %w", err)
	}
	defer func() { _ = t.Rollback() }() // nothing to do after the commit
	for _, g := range group {
		if g.err = g.ctx.Err(); g.err != nil {
			continue
		}
		if _, err := t.ExecContext(ctx, "SAVEPOINT one"); err != nil {
			return err
		}
		if g.out, g.err = g.f(ctx, w.wrap(t)); g.err != nil {
			if _, err := t.ExecContext(ctx, "ROLLBACK TO one"); err != nil {
				return err
			}
		}
		if _, err := t.ExecContext(ctx, "RELEASE one"); err != nil {
			return err
		}
	}
	if err := t.Commit(); err != nil {
		return fmt.Errorf("commit: %w", err)
	}
	return nil
}
