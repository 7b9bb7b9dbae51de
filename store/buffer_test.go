package store

import (
	"context"
	"errors"
	"log/slog"
	"path/filepath"
	"sync/atomic"
	"testing"
	"time"
)

// faulty is a database whose writes fail for as long as it is told to.
type faulty struct {
	backend
	failing atomic.Bool
}

func (f *faulty) write(ctx context.Context, d durability, do func(context.Context, tx) (any, error)) (any, error) {
	if f.failing.Load() {
		return nil, errors.New("out of order")
	}
	return f.backend.write(ctx, d, do)
}

// TestBufferKeepsWhatCannotBeWritten has a flush fail, newer things come, and
// the next flush write the newest of all.
func TestBufferKeepsWhatCannotBeWritten(t *testing.T) {
	ctx := context.Background()
	inner, err := openSQLite(ctx, filepath.Join(t.TempDir(), "x.db"), slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	f := &faulty{backend: inner}
	b := newBuffer(f, slog.New(slog.DiscardHandler), time.Hour)
	key := sessionKey{"bot", 0}
	f.failing.Store(true)
	b.see(1, mark{9, 100})
	b.see(2, mark{9, 100})
	b.session(key, Session{ID: "s", Seq: 1})
	for range 2 {
		if err := b.flush(ctx); err == nil {
			t.Error("a write that failed was not told of")
		}
	}
	b.see(2, mark{9, 101})
	if err := b.flush(ctx); err == nil {
		t.Error("a write that failed was not told of")
	}
	b.see(2, mark{9, 99})
	b.session(key, Session{ID: "s", Seq: 2})
	f.failing.Store(false)
	if err := b.close(); err != nil {
		t.Fatal(err)
	}
	for channel, want := range map[int64]int64{1: 100, 2: 101} {
		var got int64
		if err := get(ctx, inner.reader(), "SELECT message_id FROM watermarks WHERE channel_id = $1", []any{channel}, &got); err != nil || got != want {
			t.Errorf("channel %d was read up to %d, want %d (%v)", channel, got, want, err)
		}
	}
	var seq int64
	if err := get(ctx, inner.reader(), "SELECT seq FROM sessions", nil, &seq); err != nil || seq != 2 {
		t.Errorf("session at %d, want 2 (%v)", seq, err)
	}
	if err := inner.close(); err != nil {
		t.Error(err)
	}
}

func TestBackoff(t *testing.T) {
	for failures, most := range map[int]time.Duration{0: time.Second, 1: time.Second, 2: 2 * time.Second, 5: 16 * time.Second, 7: time.Minute, 90: time.Minute} {
		for range 50 {
			if d := backoff(failures); d > most || d < most/2 {
				t.Errorf("%d failures: %s, want %s to %s", failures, d, most/2, most)
			}
		}
	}
}
