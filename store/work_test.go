package store_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"footnote/store"
)

func soon(int) time.Duration { return time.Millisecond }

// end finishes a question as posted nowhere.
func end(db *store.DB, q store.Question) error {
	return db.Finish(context.Background(), store.Finish{Question: q.ID, State: store.StateSilent})
}

func TestInteractionsComeFirst(t *testing.T) {
	onEach(t, func(t *testing.T, p *place) {
		db := p.open(t)
		for n := range 3 {
			claim(t, db, message(n))
		}
		claim(t, db, interaction(3, p.clock.Now()))
		done := make(chan string, 4)
		w := quick(db, done)
		w.Workers = 1
		must(t, db.Start(context.Background(), w))
		var order []string
		for range 4 {
			order = append(order, wait(t, "work", done))
		}
		if want := []string{numbered(3), numbered(0), numbered(1), numbered(2)}; !slices.Equal(order, want) {
			t.Errorf("order %v, want %v", order, want)
		}
	})
}

func TestWorkHandsOverTheQuestion(t *testing.T) {
	onEach(t, func(t *testing.T, p *place) {
		db := p.open(t)
		got := make(chan store.Question, 1)
		must(t, db.Start(context.Background(), store.Work{
			Do: func(_ context.Context, q store.Question) error {
				got <- q
				return end(db, q)
			},
			Failed: noFailure(t),
		}))
		c := interaction(1, p.clock.Now().Add(time.Minute))
		claim(t, db, c) // after the start: it is noticed
		q := wait(t, "work", got)
		if q.ID != c.ID || q.Text != c.Text || q.State != store.StateAnswering || q.Interaction.Token != c.Interaction.Token {
			t.Errorf("handed over %+v", q)
		}
	})
}

func noFailure(t *testing.T) func(context.Context, store.Question) error {
	return func(_ context.Context, q store.Question) error {
		t.Errorf("question %s failed: %s", q.ID, q.Reason)
		return nil
	}
}

func TestWorkIsBounded(t *testing.T) {
	onEach(t, func(t *testing.T, p *place) {
		db := p.open(t)
		const workers, questions = 3, 12
		var running, most atomic.Int64
		started, release, done := make(chan string, questions), make(chan struct{}), make(chan string, questions)
		must(t, db.Start(context.Background(), store.Work{
			Workers: workers, Failed: noFailure(t),
			Do: func(_ context.Context, q store.Question) error {
				n := running.Add(1)
				defer running.Add(-1)
				for {
					m := most.Load()
					if n <= m || most.CompareAndSwap(m, n) {
						break
					}
				}
				started <- q.ID
				<-release
				err := end(db, q)
				done <- q.ID
				return err
			},
		}))
		for n := range questions {
			claim(t, db, message(n))
		}
		for range workers {
			wait(t, "start", started)
		}
		if n := noError(db.Waiting(context.Background()))(t); n != questions-workers {
			t.Errorf("%d wait, want %d", n, questions-workers)
		}
		close(release)
		for range questions {
			wait(t, "work", done)
		}
		if most.Load() > workers {
			t.Errorf("%d ran at once, want at most %d", most.Load(), workers)
		}
	})
}

func TestWorkIsTriedAgain(t *testing.T) {
	onEach(t, func(t *testing.T, p *place) {
		db := p.open(t)
		claim(t, db, message(1))
		attempts := 0 // Do is not called twice at once
		done := make(chan store.Question, 1)
		must(t, db.Start(context.Background(), store.Work{
			Attempts: 5, Backoff: soon, Failed: noFailure(t),
			Do: func(_ context.Context, q store.Question) error {
				attempts++
				switch attempts {
				case 1:
					return errors.New("no luck")
				case 2:
					panic("and a mistake")
				case 3:
					return nil // and the question open
				case 4, 5, 6:
					return store.Later{After: time.Millisecond}
				}
				defer func() { done <- q }()
				return end(db, q)
			},
		}))
		if q := wait(t, "success", done); q.Failures != 3 {
			t.Errorf("%d failures, want 3", q.Failures)
		}
	})
}

// TestWorkLeftOpen: an attempt that ends without an end of its question, be it that it
// ended another one, is followed by the next.
func TestWorkLeftOpen(t *testing.T) {
	onEach(t, func(t *testing.T, p *place) {
		ctx, db := context.Background(), p.open(t)
		begun := make(chan int, 10)
		times := 0
		claim(t, db, message(2))
		w := quick(db, make(chan string, 10))
		finish := w.Do
		w.Workers, w.Backoff, w.Attempts, w.Failed = 1, soon, 5, noFailure(t)
		w.Do = func(ctx context.Context, q store.Question) error {
			if q.ID != numbered(1) {
				return finish(ctx, q)
			}
			times++
			begun <- times
			switch times {
			case 1:
				return nil
			case 2:
				return finish(ctx, load(t, db, numbered(2)))
			}
			return finish(ctx, q)
		}
		claim(t, db, message(1))
		must(t, db.Start(ctx, w))
		for n := 1; n <= 3; n++ {
			if got := wait(t, "an attempt", begun); got != n {
				t.Errorf("attempt %d, want %d", got, n)
			}
		}
		awaitAll(t, db)
	})
}

func TestWorkFailsInTheEnd(t *testing.T) {
	onEach(t, func(t *testing.T, p *place) {
		db := p.open(t)
		claim(t, db, message(1))
		claim(t, db, message(2))
		told := make(chan store.Question, 10)
		var calls, tries atomic.Int64
		must(t, db.Start(context.Background(), store.Work{
			Attempts: 2, Backoff: soon,
			Do: func(_ context.Context, q store.Question) error {
				calls.Add(1)
				return errors.New("out of order")
			},
			Failed: func(_ context.Context, q store.Question) error {
				told <- q
				if q.ID == numbered(2) {
					tries.Add(1)
					return errors.New("nobody listens")
				}
				return nil
			},
		}))
		await(t, db, numbered(1))
		await(t, db, numbered(2))
		if q := <-told; q.Reason != "out of order" {
			t.Errorf("reason told: %q", q.Reason)
		}
		for n, reason := range map[int]string{1: "out of order", 2: "nobody listens"} {
			if q := load(t, db, numbered(n)); q.State != store.StateFailed || !strings.Contains(q.Reason, reason) {
				t.Errorf("question %d: %s, %q", n, q.State, q.Reason)
			}
		}
		if calls.Load() != 4 || tries.Load() != 2 {
			t.Errorf("Do called %d times, Failed for the second question %d times; want 4 and 2", calls.Load(), tries.Load())
		}
	})
}

// awaitAll waits until every question is finished. A look that fails is repeated: its
// connection may have been cut.
func awaitAll(t *testing.T, db *store.DB) {
	t.Helper()
	eventually(t, "end of all questions", func() bool {
		open, err := db.Unfinished(context.Background(), 1)
		return err == nil && len(open) == 0
	})
}

// await waits until a question is finished.
func await(t *testing.T, db *store.DB, id string) {
	t.Helper()
	eventually(t, "end of question "+id, func() bool { return load(t, db, id).State.Finished() })
}

func TestWorkEndsAtItsDeadline(t *testing.T) {
	onEach(t, func(t *testing.T, p *place) {
		db := p.open(t)
		claim(t, db, message(1))
		var first atomic.Bool
		done := make(chan store.Question, 10)
		must(t, db.Start(context.Background(), store.Work{
			// On a slow machine an attempt may be over before it begins.
			Deadline: 250 * time.Millisecond, Backoff: soon, Attempts: 1000, Failed: noFailure(t),
			Do: func(ctx context.Context, q store.Question) error {
				if first.CompareAndSwap(false, true) {
					<-ctx.Done()
					return ctx.Err()
				}
				defer func() { done <- q }()
				return end(db, q)
			},
		}))
		if q := wait(t, "second attempt", done); q.Failures == 0 {
			t.Error("an attempt that was cut off is no failure")
		}
	})
}

func TestStopWaitsForWork(t *testing.T) {
	onEach(t, func(t *testing.T, p *place) {
		db := p.open(t)
		claim(t, db, message(1))
		started, release := make(chan struct{}), make(chan struct{})
		var ended atomic.Bool
		must(t, db.Start(context.Background(), store.Work{
			Workers: 1, Failed: noFailure(t),
			Do: func(ctx context.Context, q store.Question) error {
				close(started)
				<-release
				if ctx.Err() != nil {
					t.Error("the context of work ended early")
				}
				defer ended.Store(true)
				return end(db, q)
			},
		}))
		wait(t, "start", started)
		claim(t, db, message(2)) // is not begun any more
		stopped := make(chan error, 1)
		go func() { stopped <- db.Stop(context.Background()) }()
		eventually(t, "the stop begins", func() bool { return store.Stopping(db) })
		close(release)
		must(t, wait(t, "stop", stopped))
		if !ended.Load() {
			t.Error("stopped while work ran")
		}
		if q := load(t, db, numbered(1)); q.State != store.StateSilent {
			t.Errorf("the running question is %s", q.State)
		}
		if q := load(t, db, numbered(2)); q.State != store.StateClaimed {
			t.Errorf("the waiting question is %s", q.State)
		}
		must(t, db.Stop(context.Background()))
		if err := db.Start(context.Background(), quick(db, make(chan string, 1))); err == nil {
			t.Error("work began anew in the same store")
		}
	})
}

func TestStopCutsOffAndTheNextStartGoesOn(t *testing.T) {
	onEach(t, func(t *testing.T, p *place) {
		db := p.open(t)
		claim(t, db, message(1))
		started := make(chan struct{})
		must(t, db.Start(context.Background(), store.Work{
			Failed: noFailure(t),
			Do: func(ctx context.Context, q store.Question) error {
				close(started)
				<-ctx.Done()
				return ctx.Err()
			},
		}))
		wait(t, "start", started)
		ctx, cancel := context.WithTimeout(context.Background(), 10*time.Millisecond)
		defer cancel()
		must(t, db.Stop(ctx))
		must(t, db.Close())
		must(t, db.Close())

		db = p.open(t)
		got := make(chan store.Question, 1)
		must(t, db.Start(context.Background(), store.Work{
			Failed: noFailure(t),
			Do: func(_ context.Context, q store.Question) error {
				defer func() { got <- q }()
				return end(db, q)
			},
		}))
		if q := wait(t, "work", got); q.ID != numbered(1) || q.Failures != 0 {
			t.Errorf("went on with %+v", q)
		}
	})
}

func TestWorkOfADeletedQuestionEnds(t *testing.T) {
	onEach(t, func(t *testing.T, p *place) {
		db := p.open(t)
		claim(t, db, message(1))
		claim(t, db, message(2))
		must(t, db.DeleteQuestion(context.Background(), numbered(1)))
		done := make(chan string, 2)
		w := quick(db, done)
		do := w.Do
		w.Do = func(ctx context.Context, q store.Question) error {
			if err := db.DeleteQuestion(ctx, q.ID); err != nil {
				t.Error(err)
			}
			if err := do(ctx, q); !errors.Is(err, store.ErrNotFound) {
				t.Errorf("finished a deleted question: %v", err)
			}
			done <- q.ID
			return nil
		}
		w.Failed = noFailure(t)
		must(t, db.Start(context.Background(), w))
		if id := wait(t, "work", done); id != numbered(2) {
			t.Errorf("worked %s", id)
		}
		must(t, db.Stop(context.Background()))
	})
}

func TestTwoMachinesShareTheWork(t *testing.T) {
	p := postgresPlace(t)
	const questions = 200
	done := make(chan string, 2*questions)
	begun := [2]chan struct{}{make(chan struct{}), make(chan struct{})}
	var once [2]sync.Once
	for n := range begun {
		db := p.open(t)
		w := quick(db, done)
		do := w.Do
		w.Workers, w.Failed = 2, noFailure(t)
		w.Do = func(ctx context.Context, q store.Question) error {
			once[n].Do(func() { close(begun[n]) })
			select { // nobody works it all alone
			case <-begun[1-n]:
				return do(ctx, q)
			case <-ctx.Done():
				return ctx.Err()
			}
		}
		must(t, db.Start(context.Background(), w))
	}
	db := p.open(t)
	for n := range questions {
		claim(t, db, message(n))
	}
	seen := map[string]int{}
	for range questions {
		seen[wait(t, "work", done)]++
	}
	if len(seen) != questions {
		t.Errorf("%d questions were worked, want %d", len(seen), questions)
	}
}
