package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"runtime"
	"time"
)

// maxGroup is how many writes share a transaction at most.
const maxGroup = 128

// connTimeout bounds the wait for the connection, which River has at times.
const connTimeout = 10 * time.Second

// errClosed is the error of a write to a closed database.
var errClosed = errors.New("the database is closed")

// groupWriter runs writes to SQLite one after the other. Those that arrive while
// a transaction runs share the next one, each behind a savepoint of its own. A
// durable one is told of its end when the disk has it, too; others go on meanwhile,
// so that what is only to be noted waits for no disk. Make one with newGroupWriter.
type groupWriter struct {
	db      *sql.DB // of one connection
	wrap    func(*sql.Tx) *sqliteTx
	disk    *syncer
	jobs    func() // tells that jobs are committed
	queue   chan *groupWrite
	closing chan struct{}
	done    chan struct{}
}

// groupWrite is one write that waits.
type groupWrite struct {
	ctx    context.Context // of the caller: when it ended, the write is left out
	d      durability
	f      func(context.Context, tx) (any, error)
	out    any
	err    error
	result chan struct{} // closed when out and err stand
}

// newGroupWriter makes a writer; flush returns when what was committed is on the disk,
// jobs is called when jobs were committed.
func newGroupWriter(db *sql.DB, wrap func(*sql.Tx) *sqliteTx, flush func() error, jobs func()) *groupWriter {
	w := &groupWriter{db: db, wrap: wrap, disk: newSyncer(flush), jobs: jobs, queue: make(chan *groupWrite), closing: make(chan struct{}), done: make(chan struct{})}
	go w.loop()
	return w
}

// do runs f; see backend.write.
func (w *groupWriter) do(ctx context.Context, d durability, f func(context.Context, tx) (any, error)) (any, error) {
	g := &groupWrite{ctx: ctx, d: d, f: f, result: make(chan struct{})}
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
	w.disk.close()
}

func (w *groupWriter) loop() {
	defer close(w.done)
	for {
		select {
		case g := <-w.queue:
			// Whoever is ready to run may have a write for the same transaction. When
			// nobody is, this takes no time. For a durable one somebody waits.
			if g.d != durable {
				runtime.Gosched()
			}
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

// commit runs the group in one transaction and tells each how it went, or has it
// told when the disk has it.
func (w *groupWriter) commit(group []*groupWrite) {
	err := w.transact(group)
	var awaited []*groupWrite
	for _, g := range group {
		if err != nil && g.err == nil {
			g.out, g.err = nil, err
		}
		if g.err == nil && g.d == durable {
			awaited = append(awaited, g)
			continue
		}
		close(g.result)
	}
	if len(awaited) > 0 {
		w.disk.add(awaited)
	}
}

func (w *groupWriter) transact(group []*groupWrite) (err error) {
	wait, cancel := context.WithTimeout(context.Background(), connTimeout)
	defer cancel()
	conn, err := w.db.Conn(wait)
	if err != nil {
		return fmt.Errorf("wait for the connection: %w", err)
	}
	// Not the callers' contexts: SQLite rolls a whole transaction back when a
	// statement in it is interrupted. And none that ends: the driver would start
	// a goroutine for each statement.
	ctx := context.Background()
	defer func() { err = errors.Join(err, conn.Close()) }()
	begun, err := conn.BeginTx(ctx, nil)
	if err != nil {
		return fmt.Errorf("begin: %w", err)
	}
	defer func() { _ = begun.Rollback() }() // nothing to do after the commit
	t := w.wrap(begun)
	for _, g := range group {
		if err := one(ctx, t, g, len(group) == 1); err != nil {
			return err
		}
	}
	if err := t.insertJobs(ctx); err != nil {
		return fmt.Errorf("insert jobs: %w", err)
	}
	if err := begun.Commit(); err != nil {
		return fmt.Errorf("commit: %w", err)
	}
	if len(t.jobs) > 0 {
		w.jobs()
	}
	return nil
}

// one runs one write of a group. Its error is of the whole group. Alone it needs
// no savepoint.
func one(ctx context.Context, t *sqliteTx, g *groupWrite, alone bool) error {
	if g.err = g.ctx.Err(); g.err != nil {
		return nil
	}
	if alone {
		g.out, g.err = g.f(ctx, t)
		return g.err
	}
	if _, err := t.tx.ExecContext(ctx, "SAVEPOINT one"); err != nil {
		return err
	}
	jobs := len(t.jobs)
	if g.out, g.err = g.f(ctx, t); g.err != nil {
		t.jobs = t.jobs[:jobs]
		if _, err := t.tx.ExecContext(ctx, "ROLLBACK TO one"); err != nil {
			return err
		}
	}
	_, err := t.tx.ExecContext(ctx, "RELEASE one")
	return err
}
