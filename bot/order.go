package bot

import (
	"context"
	"slices"
	"sync"
)

// maxOpen is how many events are taken in at once; more wait, and the gateway
// with them.
const maxOpen = 1024

// order lets what was begun in an order end in any, and runs what must wait for
// all that was begun before it: notes of how far the bot has read must not
// overtake the questions that they vouch for. Make one with newOrder; safe for
// concurrent use.
type order struct {
	slots chan struct{} // one for each that is open

	mu      sync.Mutex
	next    uint64              // number of what is begun next
	floor   uint64              // all below have ended
	ended   map[uint64]struct{} // from floor on
	waiting []waiting           // by upTo
	latest  map[string]int      // in waiting, of those that wait for all below next
}

// waiting is what runs once all below upTo have ended.
type waiting struct {
	upTo uint64
	run  func()
}

func newOrder() *order {
	return &order{slots: make(chan struct{}, maxOpen), ended: map[uint64]struct{}{}, latest: map[string]int{}}
}

// begin notes that something begins, once there is room. Its error is that of
// ctx. end must be called when it has ended well; without that, nothing that
// waits for it ever runs.
func (o *order) begin(ctx context.Context) (end func(), err error) {
	select {
	case o.slots <- struct{}{}:
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	n := o.next
	o.next++
	clear(o.latest)
	return func() { o.end(n) }, nil
}

func (o *order) end(n uint64) {
	<-o.slots
	o.mu.Lock()
	defer o.mu.Unlock()
	o.ended[n] = struct{}{}
	for {
		if _, ok := o.ended[o.floor]; !ok {
			break
		}
		delete(o.ended, o.floor)
		o.floor++
	}
	done := 0
	for done < len(o.waiting) && o.waiting[done].upTo <= o.floor {
		o.waiting[done].run()
		done++
	}
	if done > 0 {
		o.waiting = slices.Delete(o.waiting, 0, done)
		for key, i := range o.latest {
			if o.latest[key] = i - done; i < done {
				delete(o.latest, key)
			}
		}
	}
}

// after runs f when all has ended that was begun before, which may be at once.
// Those with the same key that wait for the same are replaced by the latest. f
// runs in order with the others and must not call o.
func (o *order) after(key string, f func()) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.floor == o.next {
		f()
		return
	}
	if i, ok := o.latest[key]; ok {
		o.waiting[i].run = f
		return
	}
	o.latest[key] = len(o.waiting)
	o.waiting = append(o.waiting, waiting{o.next, f})
}
