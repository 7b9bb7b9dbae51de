package store

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"sync/atomic"
	"time"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/rivertype"
)

// Reasons of failures that no attempt tells of.
const (
	reasonCrashed = "the process died each time that this question was answered"
	reasonOpen    = "the attempt left the question open"
)

// saveTimeout bounds the notes on an attempt, which are made also when its own
// time is over.
const saveTimeout = 5 * time.Second

// NextRetry implements river.ClientRetryPolicy.
func (atOnce) NextRetry(*rivertype.JobRow) time.Time { return time.Now() }

// Work implements river.Worker: it makes one attempt at a question. It returns
// nil when nothing is left to do, or else when to come again.
func (w *worker) Work(ctx context.Context, job *river.Job[jobArgs]) error {
	if w.stopping.Load() {
		return river.JobSnooze(0) // fetched while Stop began: it is not begun any more
	}
	if job.Args.Handoff != "" {
		return w.showHandoff(ctx, job)
	}
	qid, err := id("question", job.Args.Question, true)
	if err != nil {
		w.log.Error("job is not readable", "job", job.ID, "error", err)
		return nil
	}
	q, err := w.db.begin(ctx, qid)
	if errors.Is(err, ErrNotFound) || err == nil && q.State.Finished() {
		return nil // deleted, or done on another machine
	}
	if err == nil {
		err = w.attempt(ctx, q, job.Attempt)
	}
	var later Later
	switch {
	case err == nil:
		return nil
	case w.stopping.Load() || errors.Is(err, ErrRevised):
		return river.JobSnooze(0)
	case errors.As(err, &later):
		return river.JobSnooze(max(later.After, 0))
	}
	return w.failed(context.WithoutCancel(ctx), qid, err)
}

// attempt hands the question to Do, or to Failed when nothing is to be hoped
// from Do any more. starts is how often it was begun; snoozed attempts are not
// in that, so that it counts crashes.
func (w *worker) attempt(ctx context.Context, q Question, starts int) error {
	crashed := starts > w.work.Crashes
	if !crashed && q.Failures < w.work.Attempts {
		own := &attempt{question: q.ID}
		ctx := context.WithValue(ctx, attemptKey{}, own)
		if err := w.guarded(func() error { return w.work.Do(ctx, q) }); err != nil || own.ended.Load() {
			return err
		}
		return w.checkFinished(ctx, q)
	}
	if crashed && q.Failures < w.work.Attempts {
		q.Reason = reasonCrashed
	}
	if err := w.guarded(func() error { return w.work.Failed(ctx, q) }); err != nil {
		return fmt.Errorf("tell that it failed: %w", err)
	}
	return w.end(ctx, q)
}

// guarded turns a panic of f into an error.
func (w *worker) guarded(f func() error) (err error) {
	defer func() {
		if r := recover(); r != nil {
			w.log.Error("panic", "in", "work", "panic", fmt.Sprint(r), "stack", string(debug.Stack()))
			err = fmt.Errorf("panic: %v", r)
		}
	}()
	return f()
}

// attempt is what the context of [Work.Do] carries, so that most questions need not be
// looked up to know that they have ended.
type attempt struct {
	question string
	ended    atomic.Bool
}

type attemptKey struct{}

// noteEnd notes that the attempt which ctx is of has ended its question.
func noteEnd(ctx context.Context, questionID string) {
	if a, ok := ctx.Value(attemptKey{}).(*attempt); ok && a.question == questionID {
		a.ended.Store(true)
	}
}

// checkFinished is an error when the question is still open.
func (w *worker) checkFinished(ctx context.Context, q Question) error {
	qid, err := id("question", q.ID, true)
	if err != nil {
		return err
	}
	var revision, finished int64
	err = get(ctx, w.db.backend.reader(), "SELECT revision, finished_at FROM questions WHERE id = $1", []any{qid}, &revision, &finished)
	switch {
	case errors.Is(err, ErrNotFound):
		return nil
	case err != nil:
		return err
	case revision != int64(q.Revision):
		return nil // changed after it was finished, and has a job of its own for that
	case finished == 0:
		return errors.New(reasonOpen)
	}
	return nil
}

// end ends a question as failed unless it has ended.
func (w *worker) end(ctx context.Context, q Question) error {
	err := w.db.Finish(ctx, Finish{Question: q.ID, State: StateFailed, Reason: q.Reason, Refund: true, Revision: q.Revision})
	if errors.Is(err, ErrFinished) || errors.Is(err, ErrNotFound) {
		return nil
	}
	return err
}

// failed counts a failure and returns when to come again. After as many failures
// of Failed as of Do the question ends without it.
func (w *worker) failed(ctx context.Context, qid int64, cause error) error {
	ctx, cancel := context.WithTimeout(ctx, saveTimeout)
	defer cancel()
	n, revision, err := w.db.fail(ctx, qid, cause.Error())
	if errors.Is(err, ErrNotFound) {
		return nil
	}
	if err == nil && n >= 2*w.work.Attempts {
		w.log.Error("question given up; the asker could not be told", "question", idText(qid), "error", cause)
		if err = w.end(ctx, Question{ID: idText(qid), Reason: cause.Error(), Revision: revision}); err == nil {
			return nil
		}
	}
	if err != nil {
		w.log.Error("failed attempt not counted", "question", idText(qid), "error", err, "cause", cause)
		return river.JobSnooze(w.work.Backoff(1))
	}
	w.log.Warn("attempt to answer failed", "question", idText(qid), "failures", n, "error", cause)
	if n == w.work.Attempts {
		return river.JobSnooze(0) // for Failed, with a deadline of its own
	}
	return river.JobSnooze(w.work.Backoff(n))
}
