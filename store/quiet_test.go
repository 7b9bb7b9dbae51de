package store_test

import (
	"bytes"
	"context"
	"log/slog"
	"strings"
	"sync"
	"testing"

	"footnote/store"
)

// lockedBuffer is a buffer for several goroutines.
type lockedBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (b *lockedBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.Write(p)
}

func (b *lockedBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.String()
}

// TestLogs runs a question that fails and looks at what is told of it: the
// failure, no text, no token, and nothing of River's own life.
func TestLogs(t *testing.T) {
	onEach(t, func(t *testing.T, p *place) {
		for _, level := range []slog.Level{slog.LevelInfo, slog.LevelDebug} {
			var out lockedBuffer
			log := slog.New(slog.NewTextHandler(&out, &slog.HandlerOptions{Level: level}))
			db := p.open(t, func(c *store.Config) { c.Logger = log })
			c := interaction(int(level)+1, p.clock.Now())
			claim(t, db, c)
			must(t, db.Start(context.Background(), store.Work{
				Attempts: 1, Backoff: soon,
				Do:     func(context.Context, store.Question) error { panic("a mistake") },
				Failed: func(context.Context, store.Question) error { return nil },
			}))
			await(t, db, c.ID)
			closeDB(t, db)
			text := out.String()
			if !strings.Contains(text, "attempt to answer failed") || !strings.Contains(text, "a mistake") || !strings.Contains(text, c.ID) {
				t.Errorf("the failure is not told of:\n%s", text)
			}
			for _, secret := range []string{"interaction-token", "Frage", p.url} {
				if strings.Contains(text, secret) {
					t.Errorf("%q is logged:\n%s", secret, text)
				}
			}
			if told := strings.Contains(text, "River client"); told != (level == slog.LevelDebug) {
				t.Errorf("at level %s, told of River's client: %t\n%s", level, told, text)
			}
		}
	})
}
