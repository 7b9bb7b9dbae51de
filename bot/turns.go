package bot

import (
	"context"
	"sync"
)

// turns lets one at a time do what goes by the same key, first come first served. The
// zero value is ready for use; safe for concurrent use.
type turns struct {
	mu sync.Mutex
	of map[string]*turn
}

type turn struct {
	held   chan struct{} // full while somebody has it
	wanted int           // by those that have it or wait for it; guarded by turns.mu
}

// take waits for the turn of a key. end must be called; the error is that of ctx.
func (t *turns) take(ctx context.Context, key string) (end func(), err error) {
	one := t.want(key)
	end = func() {
		<-one.held
		t.leave(key, one)
	}
	select {
	case one.held <- struct{}{}:
		return end, nil
	default:
	}
	select {
	case one.held <- struct{}{}:
		return end, nil
	case <-ctx.Done():
		t.leave(key, one)
		return nil, ctx.Err()
	}
}

func (t *turns) want(key string) *turn {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.of == nil {
		t.of = map[string]*turn{}
	}
	one := t.of[key]
	if one == nil {
		one = &turn{held: make(chan struct{}, 1)}
		t.of[key] = one
	}
	one.wanted++
	return one
}

func (t *turns) leave(key string, one *turn) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if one.wanted--; one.wanted == 0 {
		delete(t.of, key)
	}
}
