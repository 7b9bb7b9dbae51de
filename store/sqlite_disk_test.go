package store

import (
	"context"
	"encoding/binary"
	"log/slog"
	"os"
	"path/filepath"
	"sync/atomic"
	"testing"
)

// TestWALFile: the handle is on the log that SQLite writes to, also when that is
// another than at first.
func TestWALFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "x.db")
	write := func() (end func()) {
		db, err := connectSQLite(path, 1)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := db.Exec("CREATE TABLE IF NOT EXISTS t (n BIGINT); INSERT INTO t VALUES (1)"); err != nil {
			t.Fatal(err)
		}
		return func() {
			if err := db.Close(); err != nil {
				t.Fatal(err)
			}
		}
	}
	end := write()
	w, err := openWAL(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := w.sync(); err != nil {
		t.Error(err)
	}
	end() // the last connection takes the log away
	if err := w.sync(); !os.IsNotExist(err) {
		t.Errorf("without a log: %v", err)
	}
	end = write()
	if err := w.sync(); err != nil {
		t.Error(err)
	}
	have, err := w.f.Stat()
	if err != nil || have.Size() == 0 {
		t.Errorf("the handle is on a log of %d bytes (%v)", have.Size(), err)
	}
	end()
	if err := w.close(); err != nil {
		t.Error(err)
	}
}

// testBackend is a database of its own, closed with the test.
func testBackend(t *testing.T) *sqliteBackend {
	t.Helper()
	db, err := openSQLite(context.Background(), filepath.Join(t.TempDir(), "x.db"), slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.close(); err != nil {
			t.Error(err)
		}
	})
	return db
}

// TestCheckpoints: what is written arrives in the database while it is in use.
func TestCheckpoints(t *testing.T) {
	db := testBackend(t)
	if _, err := db.moves.db.Exec("PRAGMA wal_checkpoint(TRUNCATE)"); err != nil {
		t.Fatal(err)
	}
	before, err := os.Stat(db.path)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := db.write(context.Background(), durable, func(ctx context.Context, x tx) (any, error) {
		if _, err := x.exec(ctx, "CREATE TABLE big (text TEXT)"); err != nil {
			return nil, err
		}
		return x.exec(ctx, "INSERT INTO big VALUES (hex(zeroblob(100000)))")
	}); err != nil {
		t.Fatal(err)
	}
	if err := db.moves.move(t.Context()); err != nil {
		t.Fatal(err)
	}
	now, err := os.Stat(db.path)
	if err != nil || now.Size() < before.Size()+150_000 {
		t.Errorf("%d bytes before, %d after (%v)", before.Size(), now.Size(), err)
	}
}

// TestLogStaysShort: what is written all the time does not keep the log from beginning
// anew, so that SQLite never lets a write wait for a long one to be moved.
func TestLogStaysShort(t *testing.T) {
	db := testBackend(t)
	db.moves.stop() // the test moves by itself
	<-db.moves.done
	insert := func(sql string) error {
		_, err := db.write(t.Context(), noted, func(ctx context.Context, x tx) (any, error) { return x.exec(ctx, sql) })
		return err
	}
	if err := insert("CREATE TABLE big (text TEXT)"); err != nil {
		t.Fatal(err)
	}
	var enough atomic.Bool
	written, done := make(chan struct{}, 1), make(chan error, 1)
	go func() {
		for !enough.Load() {
			if err := insert("INSERT INTO big VALUES (hex(zeroblob(8192)))"); err != nil {
				done <- err
				return
			}
			select {
			case written <- struct{}{}:
			default:
			}
		}
		done <- nil
	}()
	began := begun(t, db)
	const moves = 20
	for range moves {
		if err := db.moves.move(t.Context()); err != nil {
			t.Fatal(err)
		}
		for range 3 { // one is begun after the move
			select {
			case <-written:
			case err := <-done:
				t.Fatal(err)
			}
		}
	}
	enough.Store(true)
	if err := <-done; err != nil {
		t.Fatal(err)
	}
	if n := begun(t, db) - began; n < moves {
		t.Errorf("the log began anew %d times in %d moves", n, moves)
	}
}

// begun is how often the log has begun anew: a number in its head.
func begun(t *testing.T, db *sqliteBackend) uint32 {
	t.Helper()
	head := make([]byte, 16)
	if _, err := db.wal.f.ReadAt(head, 0); err != nil {
		t.Fatal(err)
	}
	return binary.BigEndian.Uint32(head[12:])
}
