package answer

import (
	"context"
	"sync"
)

// flights join equal questions: while one is answered, others that ask the same
// wait for its claims instead of asking the model again.
type flights struct {
	mu      sync.Mutex
	current map[string]*flight
}

// flight is one answer that is being made. It ends when it is made, or when
// nobody waits for it any more.
type flight struct {
	cancel context.CancelFunc
	done   chan struct{} // closed when answer and err stand

	waiting int // askers; guarded by flights.mu

	mu     sync.Mutex
	claims []Claim
	grown  chan struct{} // closed and replaced when a claim is added
	answer Answer
	err    error
}

// join answers by work, or waits for the flight that does already. Each claim
// is handed to each from the calling goroutine. The error is that of work, or
// the end of ctx.
func (f *flights) join(ctx context.Context, key string, each func(Claim), work func(context.Context, func(Claim)) (Answer, error)) (Answer, error) {
	f.mu.Lock()
	own := f.current[key]
	if own == nil {
		own = f.start(ctx, key, work)
	}
	own.waiting++
	f.mu.Unlock()
	defer f.leave(own, key)
	seen := 0
	for {
		claims, grown := own.news(seen)
		for _, c := range claims {
			if each != nil {
				each(c)
			}
		}
		seen += len(claims)
		if grown == nil {
			return own.answer, own.err
		}
		select {
		case <-grown:
		case <-own.done:
		case <-ctx.Done():
			return Answer{}, ctx.Err()
		}
	}
}

// start begins a flight; f.mu is held.
func (f *flights) start(ctx context.Context, key string, work func(context.Context, func(Claim)) (Answer, error)) *flight {
	ctx, cancel := context.WithCancel(context.WithoutCancel(ctx))
	own := &flight{cancel: cancel, done: newSignal(), grown: newSignal()}
	f.current[key] = own
	go func() {
		defer close(own.done)
		defer f.forget(own, key)
		var err error
		defer func() { own.err = err }()
		defer recovered(&err)
		own.answer, err = work(ctx, own.add)
	}()
	return own
}

func newSignal() chan struct{} { return make(chan struct{}) }

// forget lets the next asker start anew.
func (f *flights) forget(own *flight, key string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.current[key] == own {
		delete(f.current, key)
	}
}

// leave is what each that joined does at the end. The last one to leave a
// flight under way ends it and waits until it has ended.
func (f *flights) leave(own *flight, key string) {
	f.mu.Lock()
	own.waiting--
	last := own.waiting == 0
	if last && f.current[key] == own {
		delete(f.current, key)
	}
	f.mu.Unlock()
	if last {
		own.cancel()
		<-own.done
	}
}

// add hands a claim to all who wait.
func (own *flight) add(c Claim) {
	own.mu.Lock()
	defer own.mu.Unlock()
	own.claims = append(own.claims, c)
	close(own.grown)
	own.grown = newSignal()
}

// news returns the claims behind the first seen, and what tells that there are
// more; nil when the flight is over and all are returned.
func (own *flight) news(seen int) ([]Claim, <-chan struct{}) {
	over := false
	select {
	case <-own.done:
		over = true
	default:
	}
	own.mu.Lock()
	defer own.mu.Unlock()
	if over {
		return own.claims[seen:], nil
	}
	return own.claims[seen:], own.grown
}
