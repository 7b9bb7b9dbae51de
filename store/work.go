package store

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"time"

	"github.com/riverqueue/river"
)

const (
	jobKind  = "answer_question"
	jobQueue = "questions"
	// riverAttempts is never reached: attempts are counted in the question, so
	// that River does not drop a job whose question is open.
	riverAttempts = 10_000
	// jobsKept is how long River keeps jobs that are done with.
	jobsKept = 10 * time.Minute
	// rescueMargin is what a job may take to end after its deadline.
	rescueMargin = 3 * time.Second
	// housekeeping is how often what has run out is deleted, and lostEvery how
	// often work of dead processes is looked for.
	housekeeping = time.Hour
	lostEvery    = 5 * time.Second
)

// Later is the error of an attempt that is to be made again after a time, and
// that is no failure: when Discord says how long to wait, say.
type Later struct{ After time.Duration }

// Error tells when.
func (l Later) Error() string { return fmt.Sprintf("again in %s", l.After) }

// Work is how questions are answered. Do and Failed are required.
type Work struct {
	// Do answers one question and leaves it finished, by DB.Posted or DB.Finish.
	// It may have been begun before, here or on another machine: whatever is not
	// to happen twice goes by the question's state and posts. Its context ends
	// after Deadline, or when the work is stopped, and Do has to return soon then:
	// three seconds later the question is handed out again. An error is an attempt
	// that failed; it is logged and kept as Question.Reason, so it must hold no
	// secret. ErrRevised is none: the question is handed out as it is now.
	Do func(ctx context.Context, q Question) error
	// Failed is called when the last attempt has failed, and should tell the
	// asker; Question.Reason is what went wrong. It may be called again after a
	// crash, or when it returns an error. A question that it leaves open ends as
	// StateFailed.
	Failed func(ctx context.Context, q Question) error
	// Handoff shows what changed of a handoff, on its card and wherever its
	// addendum stands. It may have been begun before, and be running elsewhere:
	// see TakeHandoff. An error is logged, and the call repeated. nil: handoffs
	// are not shown.
	Handoff func(ctx context.Context, handoff string) error

	Workers  int                              // questions answered at once; 0: 16
	Deadline time.Duration                    // of one attempt; 0: 20 s. Work of another machine that died is taken over up to 8 s later
	Attempts int                              // that may fail; 0: 5
	Crashes  int                              // of the process that one question may see; 0: 20
	Backoff  func(failures int) time.Duration // before the next attempt; nil: 1 s, doubled up to 1 min, with jitter
}

func (w Work) withDefaults() Work {
	setDefault(&w.Workers, 16)
	setDefault(&w.Deadline, 20*time.Second)
	setDefault(&w.Attempts, 5)
	setDefault(&w.Crashes, 20)
	if w.Backoff == nil {
		w.Backoff = backoff
	}
	return w
}

func setDefault[T comparable](v *T, to T) {
	var zero T
	if *v == zero {
		*v = to
	}
}

// backoff is a second, doubled with each failure up to a minute, less up to a
// half by chance.
func backoff(failures int) time.Duration {
	d := min(time.Second<<min(max(failures-1, 0), 6), time.Minute)
	return d - time.Duration(rand.Int64N(int64(d/2)))
}

// jobArgs is what River keeps of a job.
type jobArgs struct {
	Question string `json:"question,omitempty"`
	Handoff  string `json:"handoff,omitempty"` // instead of a question
}

// Kind implements river.JobArgs.
func (jobArgs) Kind() string { return jobKind }

// worker runs Work. It is River's worker for our jobs.
type worker struct {
	river.WorkerDefaults[jobArgs]
	work     Work
	db       *DB
	log      *slog.Logger
	client   jobClient
	stopping atomic.Bool
	stopOnce sync.Once
	stopErr  error

	cancel  context.CancelFunc // of the housekeeping
	keeping sync.WaitGroup
}

// Start begins to work the questions that are claimed, and goes on with what
// dead processes left. On SQLite that is at once; on PostgreSQL, where another
// machine may still be at it, some seconds after Work.Deadline is over.
func (db *DB) Start(ctx context.Context, w Work) error {
	if w.Do == nil || w.Failed == nil {
		return errors.New("start work: Do and Failed are required")
	}
	db.mu.Lock()
	defer db.mu.Unlock()
	if db.closed {
		return fmt.Errorf("start work: %w", errClosed)
	}
	if db.worker != nil {
		return errors.New("start work: it has begun before")
	}
	run := &worker{work: w.withDefaults(), db: db, log: db.log}
	workers := river.NewWorkers()
	river.AddWorker(workers, run)
	client, err := db.backend.workers(&river.Config{
		Logger: quiet(db.log), Workers: workers, Queues: map[string]river.QueueConfig{jobQueue: {MaxWorkers: run.work.Workers}},
		JobTimeout: run.work.Deadline, RescueStuckJobsAfter: run.work.Deadline + rescueMargin, RetryPolicy: atOnce{},
		CompletedJobRetentionPeriod: jobsKept, CancelledJobRetentionPeriod: jobsKept, DiscardedJobRetentionPeriod: jobsKept,
	})
	if err != nil {
		return fmt.Errorf("start work: %w", err)
	}
	err = run.takeUp(ctx, true)
	if err == nil {
		err = db.freeHandoffs(ctx)
	}
	if err != nil {
		return fmt.Errorf("take up questions left behind: %w", err)
	}
	run.client = client
	if err := client.Start(context.WithoutCancel(ctx)); err != nil {
		return fmt.Errorf("start work: %w", err)
	}
	keep, cancel := context.WithCancel(context.WithoutCancel(ctx))
	run.cancel = cancel
	run.keeping.Go(func() { run.housekeep(keep) })
	db.worker = run
	return nil
}

// Stop takes up no more questions and waits for those that are being answered
// until ctx ends; then it cancels their contexts and waits for Config.StopGrace.
// What is not finished is taken up after the next start. It does nothing when
// no work runs.
func (db *DB) Stop(ctx context.Context) error {
	db.mu.Lock()
	w := db.worker
	db.mu.Unlock()
	if w == nil {
		return nil
	}
	w.stopOnce.Do(func() { w.stopErr = w.stop(ctx) })
	return w.stopErr
}

func (w *worker) stop(ctx context.Context) error {
	w.stopping.Store(true)
	w.cancel()
	err := w.client.Stop(ctx)
	if err != nil {
		grace, cancel := context.WithTimeout(context.WithoutCancel(ctx), w.db.stopGrace)
		defer cancel()
		err = w.client.StopAndCancel(grace)
	}
	w.keeping.Wait()
	if err != nil {
		return fmt.Errorf("stop work: some of it does not end: %w", err)
	}
	return nil
}

// takeUp goes on with what dead processes left.
func (w *worker) takeUp(ctx context.Context, starting bool) error {
	n, err := w.db.backend.returnLost(ctx, w.work.Deadline+rescueMargin, starting)
	if n > 0 {
		w.log.Info("going on with questions that a process left when it died", "questions", n)
	}
	return err
}

// housekeep deletes what has run out, at once and each hour, and looks for what
// dead processes left.
func (w *worker) housekeep(ctx context.Context) {
	hourly, lost := time.NewTicker(housekeeping), time.NewTicker(lostEvery)
	defer hourly.Stop()
	defer lost.Stop()
	w.retain(ctx)
	for {
		select {
		case <-ctx.Done():
			return
		case <-hourly.C:
			w.retain(ctx)
		case <-lost.C:
			if err := w.takeUp(ctx, false); err != nil && ctx.Err() == nil {
				w.log.Warn("questions of dead processes not looked for", "error", err)
			}
		}
	}
}

func (w *worker) retain(ctx context.Context) {
	n, err := w.db.RetainNow(ctx)
	if err != nil && ctx.Err() == nil {
		w.log.Warn("old questions not deleted", "error", err)
	}
	if n > 0 {
		w.log.Info("old questions deleted", "questions", n)
	}
}

// atOnce makes River's rescuer return jobs without a wait.
type atOnce struct{}
