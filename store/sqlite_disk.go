package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"sync"
	"time"
)

// walFile is the write-ahead log of a database, through a handle of our own. What is
// committed is in it; it outlasts a loss of power when the log is on the disk, or
// when SQLite has moved it into the database, which waits for the disk by itself.
type walFile struct {
	path string
	f    *os.File
}

// openWAL opens the log of the database at path, which is in use.
func openWAL(path string) (*walFile, error) {
	w := &walFile{path: path + "-wal"}
	return w, w.reopen()
}

func (w *walFile) reopen() error {
	f, err := os.OpenFile(w.path, os.O_RDWR, 0)
	if err == nil {
		w.f = f
	}
	return err
}

// sync returns when all that was committed before is on the disk.
func (w *walFile) sync() error {
	have, err := w.f.Stat()
	if err != nil {
		return err
	}
	now, err := os.Stat(w.path)
	if err != nil {
		return err
	}
	if !os.SameFile(have, now) { // SQLite begins a new one when all its connections were closed
		if err := errors.Join(w.f.Close(), w.reopen()); err != nil {
			return err
		}
	}
	return w.f.Sync()
}

func (w *walFile) close() error { return w.f.Close() }

// syncer waits for the disk on behalf of writes that are committed, for all that came
// meanwhile at once, while others are committed. Make one with newSyncer.
type syncer struct {
	flush  func() error // returns when all that was committed is on the disk
	wake   chan struct{}
	closed chan struct{}
	done   chan struct{}

	mu      sync.Mutex
	waiting []*groupWrite
}

func newSyncer(flush func() error) *syncer {
	s := &syncer{flush: flush, wake: make(chan struct{}, 1), closed: make(chan struct{}), done: make(chan struct{})}
	go s.loop()
	return s
}

// add has writes told of their end when they are on the disk.
func (s *syncer) add(writes []*groupWrite) {
	s.mu.Lock()
	s.waiting = append(s.waiting, writes...)
	s.mu.Unlock()
	select {
	case s.wake <- struct{}{}:
	default:
	}
}

// close waits for the writes that were added.
func (s *syncer) close() {
	close(s.closed)
	<-s.done
}

func (s *syncer) loop() {
	defer close(s.done)
	for {
		select {
		case <-s.wake:
			s.settle()
		case <-s.closed:
			s.settle()
			return
		}
	}
}

// settle syncs once for all that wait.
func (s *syncer) settle() {
	s.mu.Lock()
	waiting := s.waiting
	s.waiting = nil
	s.mu.Unlock()
	if len(waiting) == 0 {
		return
	}
	err := s.flush()
	for _, g := range waiting {
		if err != nil {
			g.out, g.err = nil, fmt.Errorf("wait for the disk: %w", err)
		}
		close(g.result)
	}
}

// checkpointEvery is how often what is in the log is moved into the database: often
// enough that SQLite never finds so much in it that it lets a write do it.
const checkpointEvery = 100 * time.Millisecond

// checkpointer moves what is in the log into the database, on a connection of its
// own, so that writes hardly wait for the disk meanwhile. Make one with
// newCheckpointer.
type checkpointer struct {
	log     string // path of what is moved
	db      *sql.DB
	writeDB *sql.DB // of the one connection that writes
	logger  *slog.Logger
	stop    context.CancelFunc
	done    chan struct{}
}

func newCheckpointer(path string, writeDB *sql.DB, logger *slog.Logger) (*checkpointer, error) {
	db, err := connectSQLite(path, 1)
	if err != nil {
		return nil, err
	}
	ctx, stop := context.WithCancel(context.Background())
	c := &checkpointer{log: path + "-wal", db: db, writeDB: writeDB, logger: logger, stop: stop, done: make(chan struct{})}
	go c.loop(ctx)
	return c, nil
}

func (c *checkpointer) loop(ctx context.Context) {
	defer close(c.done)
	ticker := time.NewTicker(checkpointEvery)
	defer ticker.Stop()
	failing := false
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		}
		if !failing && c.quiet() {
			continue
		}
		err := c.move(ctx)
		if err != nil && !failing && ctx.Err() == nil {
			c.logger.Warn("the database's log is not moved into it; trying on", "error", err)
		}
		failing = err != nil
	}
}

// quiet tells whether nothing was written for so long that all of it was moved.
func (c *checkpointer) quiet() bool {
	log, err := os.Stat(c.log)
	return err == nil && time.Since(log.ModTime()) > 2*checkpointEvery
}

// move moves what is in the log. The log begins anew only when nothing is left in
// it, so what is written while most of it is moved follows while nobody writes.
func (c *checkpointer) move(ctx context.Context) error {
	if err := c.moveMost(); err != nil {
		return err
	}
	pause, err := c.writeDB.Conn(ctx) // whoever has it is the only one to write
	if err != nil {
		return err
	}
	return errors.Join(c.moveMost(), pause.Close())
}

// moveMost moves what it can without waiting for anybody. It ends by itself.
func (c *checkpointer) moveMost() error {
	_, err := c.db.Exec("PRAGMA wal_checkpoint(PASSIVE)")
	return err
}

func (c *checkpointer) close() error {
	c.stop()
	<-c.done
	return c.db.Close()
}
