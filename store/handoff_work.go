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

// BeginCard notes that a card of a handoff, numbered by Handoff.Cards, is about to be
// posted. again tells of an earlier attempt, of which nobody may know the end.
// ErrConflict when another card is wanted by now: the handoff has moved.
func (db *DB) BeginCard(ctx context.Context, handoff string, card int) (again bool, err error) {
	hid, err := id("handoff", handoff, true)
	if err != nil {
		return false, err
	}
	again, err = write(ctx, db.backend, func(ctx context.Context, t tx) (bool, error) {
		n, err := t.exec(ctx, "UPDATE handoffs SET begun_at = $2 WHERE id = $1 AND begun_at = 0 AND cards = $3", hid, millis(db.now()), int64(card))
		if err != nil || n > 0 {
			return false, err
		}
		return true, isCard(ctx, t, hid, card)
	})
	if err != nil {
		return false, fmt.Errorf("note card of handoff %s: %w", handoff, err)
	}
	return again, nil
}

// CardPosted keeps the message that is a card of a handoff, numbered by
// Handoff.Cards; an empty one says that somebody has deleted it, so that another is to
// be posted. ErrConflict when another card is wanted by now: the handoff has moved, and
// the message is one too many.
func (db *DB) CardPosted(ctx context.Context, handoff string, card int, message string) error {
	n, err := ids("*handoff", handoff, "message", message)
	if err != nil {
		return err
	}
	set := "message_id = $3"
	if message == "" {
		set = "message_id = $3, begun_at = 0, cards = cards + 1"
	}
	_, err = write(ctx, db.backend, func(ctx context.Context, t tx) (struct{}, error) {
		kept, err := t.exec(ctx, "UPDATE handoffs SET "+set+" WHERE id = $1 AND cards = $2", n[0], int64(card), n[1])
		if err == nil && kept == 0 {
			err = isCard(ctx, t, n[0], card)
		}
		return struct{}{}, err
	})
	if err != nil {
		return fmt.Errorf("keep card of handoff %s: %w", handoff, err)
	}
	return nil
}

// isCard is ErrConflict when another card of a handoff is wanted than the numbered
// one, and nil when there is no handoff.
func isCard(ctx context.Context, t tx, hid int64, card int) error {
	var wanted int64
	err := get(ctx, t, "SELECT cards FROM handoffs WHERE id = $1", []any{hid}, &wanted)
	switch {
	case errors.Is(err, ErrNotFound):
		return nil
	case err == nil && wanted != int64(card):
		return ErrConflict
	}
	return err
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
