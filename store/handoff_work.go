package store

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/riverqueue/river"
)

// handoffRetry is the wait before a handoff is shown again after an error.
const handoffRetry = 10 * time.Second

// TakeHandoff takes a handoff in order to show it, for no longer than the given
// time. ErrConflict when somebody else has it; ErrNotFound when it was deleted.
func (db *DB) TakeHandoff(ctx context.Context, handoff string, longest time.Duration) (Handoff, error) {
	hid, err := id("handoff", handoff, true)
	if err != nil {
		return Handoff{}, err
	}
	now := db.now()
	out, err := write(ctx, db.backend, func(ctx context.Context, t tx) (Handoff, error) {
		n, err := t.exec(ctx, "UPDATE handoffs SET busy_until = $2 WHERE id = $1 AND busy_until <= $3", hid, millis(now.Add(longest)), millis(now))
		if err != nil {
			return Handoff{}, err
		}
		h, err := oneHandoff(ctx, t, hid)
		if err == nil && n == 0 {
			err = ErrConflict
		}
		return h, err
	})
	if err != nil {
		return Handoff{}, fmt.Errorf("take handoff %s: %w", handoff, err)
	}
	return out, nil
}

// GiveHandoff gives a handoff back. shown is the version that is shown now; 0: no
// other than before.
func (db *DB) GiveHandoff(ctx context.Context, handoff string, shown int) error {
	hid, err := id("handoff", handoff, true)
	if err != nil {
		return err
	}
	_, err = noteRun(ctx, db.backend, "UPDATE handoffs SET busy_until = 0, shown = CASE WHEN shown > $2 THEN shown ELSE $2 END WHERE id = $1", hid, int64(shown))
	if err != nil {
		return fmt.Errorf("give back handoff %s: %w", handoff, err)
	}
	return nil
}

// BeginCard notes that the card of a handoff is about to be posted. again tells of
// an earlier attempt, of which nobody may know the end.
func (db *DB) BeginCard(ctx context.Context, handoff string) (again bool, err error) {
	hid, err := id("handoff", handoff, true)
	if err != nil {
		return false, err
	}
	n, err := run(ctx, db.backend, "UPDATE handoffs SET begun_at = $2 WHERE id = $1 AND begun_at = 0", hid, millis(db.now()))
	if err != nil {
		return false, fmt.Errorf("note card of handoff %s: %w", handoff, err)
	}
	return n == 0, nil
}

// CardPosted keeps the message that is the card of a handoff; an empty one says
// that somebody has deleted it, so that another is to be posted.
func (db *DB) CardPosted(ctx context.Context, handoff, message string) error {
	n, err := ids("*handoff", handoff, "message", message)
	if err != nil {
		return err
	}
	if n[1] == 0 {
		_, err = run(ctx, db.backend, "UPDATE handoffs SET message_id = 0, begun_at = 0, cards = cards + 1 WHERE id = $1", n[0])
	} else {
		_, err = run(ctx, db.backend, "UPDATE handoffs SET message_id = $2 WHERE id = $1", n[0], n[1])
	}
	if err != nil {
		return fmt.Errorf("keep card of handoff %s: %w", handoff, err)
	}
	return nil
}

// showHandoff lets Work.Handoff show what changed of a handoff. It returns nil when
// nothing is left to do, or else when to come again.
func (w *worker) showHandoff(ctx context.Context, job *river.Job[jobArgs]) error {
	handoff := job.Args.Handoff
	if w.work.Handoff == nil {
		w.log.Error("nobody shows handoffs", "handoff", handoff)
		return nil
	}
	if job.Attempt > w.work.Crashes { // snoozed attempts are not in that
		w.log.Error("handoff given up: the process died each time that it was shown", "handoff", handoff)
		return nil
	}
	err := w.guarded(func() error { return w.work.Handoff(ctx, handoff) })
	var later Later
	switch {
	case err == nil, errors.Is(err, ErrNotFound):
		return nil
	case w.stopping.Load():
		return river.JobSnooze(0)
	case errors.As(err, &later):
		return river.JobSnooze(max(later.After, 0))
	}
	w.log.Warn("handoff not shown; trying again", "handoff", handoff, "error", err)
	return river.JobSnooze(handoffRetry)
}

// freeHandoffs gives back what dead processes had taken, where there can be no
// other process.
func (db *DB) freeHandoffs(ctx context.Context) error {
	if db.Dialect() != "sqlite" {
		return nil
	}
	_, err := noteRun(ctx, db.backend, "UPDATE handoffs SET busy_until = 0 WHERE busy_until > 0")
	return err
}
