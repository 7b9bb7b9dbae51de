package store

import (
	"context"
	"database/sql"
	"errors"
	"path/filepath"
	"runtime"
	"strconv"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// testWriter is a writer on an empty table t, and what counts transactions.
func testWriter(t *testing.T) (w *groupWriter, transactions func() int) {
	return testWriterOn(t, func() error { return nil })
}

func testWriterOn(t *testing.T, flush func() error) (w *groupWriter, transactions func() int) {
	t.Helper()
	db, err := connectSQLite(filepath.Join(t.TempDir(), "x.db"), 1, "_txlock=immediate")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := db.Exec("CREATE TABLE t (n BIGINT PRIMARY KEY)"); err != nil {
		t.Fatal(err)
	}
	var mu sync.Mutex
	seen := map[*sql.Tx]bool{}
	w = newGroupWriter(db, func(handle *sql.Tx) *sqliteTx {
		mu.Lock()
		defer mu.Unlock()
		seen[handle] = true
		return &sqliteTx{sqliteQuerier: sqliteQuerier{handle}, tx: handle}
	}, flush, func() {})
	t.Cleanup(func() {
		w.close()
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	return w, func() int {
		mu.Lock()
		defer mu.Unlock()
		return len(seen)
	}
}

// TestGroup has writes queue up behind one that is held; some of them fail, and
// some have nobody who waits for them. The others share one transaction.
func TestGroup(t *testing.T) { synctest.Test(t, testGroup) }

func testGroup(t *testing.T) {
	w, transactions := testWriter(t)
	ctx, refused := context.Background(), errors.New("refused")
	held, release := make(chan struct{}), make(chan struct{})
	var writes sync.WaitGroup
	writes.Go(func() {
		_, err := w.do(ctx, durable, func(context.Context, tx) (any, error) {
			close(held)
			<-release
			return nil, nil
		})
		if err != nil {
			t.Error(err)
		}
	})
	<-held
	const n = 30
	for i := range n {
		writes.Go(func() {
			own, cancel := context.WithCancel(ctx)
			defer cancel()
			if i%3 == 2 {
				cancel()
			}
			out, err := w.do(own, durable, func(ctx context.Context, x tx) (any, error) {
				if _, err := x.exec(ctx, "INSERT INTO t VALUES ($1)", int64(i)); err != nil {
					return nil, err
				}
				if i%3 == 1 {
					return nil, refused
				}
				return i, nil
			})
			switch {
			case i%3 == 0 && (err != nil || out != i), i%3 == 1 && !errors.Is(err, refused), i%3 == 2 && !errors.Is(err, context.Canceled):
				t.Errorf("write %d: %v, %v", i, out, err)
			}
		})
	}
	synctest.Wait() // all are in the queue, or given up
	close(release)
	writes.Wait()
	var kept, wrong int64
	err := get(ctx, sqliteQuerier{w.db}, "SELECT count(*), COALESCE(SUM(n % 3 <> 0), 0) FROM t", nil, &kept, &wrong)
	if err != nil || kept != n/3 || wrong != 0 {
		t.Errorf("%d kept, of them %d that failed; want %d and 0 (%v)", kept, wrong, n/3, err)
	}
	if got := transactions(); got != 2 {
		t.Errorf("%d writes took %d transactions", 2*n/3+1, got)
	}
}

// TestGroupJobs has writes with a job each share a transaction; every third fails
// afterwards, and takes its job along.
func TestGroupJobs(t *testing.T) {
	db := testBackend(t)
	ctx, refused := context.Background(), errors.New("refused")
	const n = 9
	group := make([]*groupWrite, n)
	for i := range group {
		group[i] = &groupWrite{ctx: ctx, result: make(chan struct{}), f: func(ctx context.Context, x tx) (any, error) {
			err := x.enqueue(ctx, jobArgs{Question: strconv.Itoa(i)}, handoffJob())
			if i%3 == 1 {
				err = refused
			}
			return nil, err
		}}
	}
	db.writer.commit(group)
	for i, g := range group {
		if (i%3 == 1) != errors.Is(g.err, refused) {
			t.Errorf("write %d: %v", i, g.err)
		}
	}
	var jobs, wrong int64
	err := get(ctx, db.reader(), "SELECT count(*), COALESCE(SUM(json_extract(args, '$.question') % 3 = 1), 0) FROM river_job", nil, &jobs, &wrong)
	if err != nil || jobs != n*2/3 || wrong != 0 {
		t.Errorf("%d jobs, of them %d of writes that failed; want %d and 0 (%v)", jobs, wrong, n*2/3, err)
	}
}

// TestGroupLosesNothingSilently has the commit itself fail: everybody hears.
func TestGroupLosesNothingSilently(t *testing.T) {
	w, _ := testWriter(t)
	ctx := context.Background()
	if _, err := w.do(ctx, durable, func(ctx context.Context, x tx) (any, error) {
		return x.exec(ctx, "INSERT INTO t VALUES (1)")
	}); err != nil {
		t.Fatal(err)
	}
	// A deferred foreign key is looked at by the commit.
	if _, err := w.db.Exec("CREATE TABLE u (n BIGINT REFERENCES t (n) DEFERRABLE INITIALLY DEFERRED)"); err != nil {
		t.Fatal(err)
	}
	if out, err := w.do(ctx, durable, func(ctx context.Context, x tx) (any, error) {
		return x.exec(ctx, "INSERT INTO u VALUES (2)")
	}); err == nil {
		t.Errorf("the commit failed, and the write tells %v", out)
	}
	if _, err := w.do(ctx, durable, func(ctx context.Context, x tx) (any, error) {
		return x.exec(ctx, "INSERT INTO u VALUES (1)")
	}); err != nil {
		t.Errorf("the write after it: %v", err)
	}
}

// TestDurableWritesAwaitTheDisk: a durable write ends with the disk, which is waited
// for once for all that came meanwhile; a noted one waits for none, and what the disk
// refuses is said.
func TestDurableWritesAwaitTheDisk(t *testing.T) {
	entered, leave := make(chan struct{}), make(chan error)
	w, _ := testWriterOn(t, func() error {
		entered <- struct{}{}
		return <-leave
	})
	ctx := context.Background()
	insert := func(d durability, n int64) error {
		_, err := w.do(ctx, d, func(ctx context.Context, x tx) (any, error) { return x.exec(ctx, "INSERT INTO t VALUES ($1)", n) })
		return err
	}
	first, others := make(chan error, 1), make(chan error, 2)
	go func() { first <- insert(durable, 1) }()
	<-entered
	go func() { others <- insert(durable, 2) }()
	go func() { others <- insert(durable, 3) }()
	if err := insert(noted, 4); err != nil {
		t.Fatal(err)
	}
	waiting := func() int {
		w.disk.mu.Lock()
		defer w.disk.mu.Unlock()
		return len(w.disk.waiting)
	}
	// A write can be read before it waits for the disk.
	for deadline := time.Now().Add(time.Minute); waiting() < 2; runtime.Gosched() {
		if time.Now().After(deadline) {
			t.Fatal("the others do not wait for the disk")
		}
	}
	var kept int64
	if err := get(ctx, sqliteQuerier{w.db}, "SELECT count(*) FROM t", nil, &kept); err != nil || kept != 4 {
		t.Errorf("%d of 4 writes are committed (%v)", kept, err)
	}
	select {
	case err := <-first:
		t.Fatalf("a durable write ended before the disk had it (%v)", err)
	case err := <-others:
		t.Fatalf("a durable write ended before the disk had it (%v)", err)
	default:
	}
	leave <- nil
	if err := <-first; err != nil {
		t.Error(err)
	}
	full := errors.New("disk full")
	<-entered
	leave <- full // for both at once
	for range 2 {
		if err := <-others; !errors.Is(err, full) {
			t.Errorf("the disk refused, and the write says %v", err)
		}
	}
}
