package store

import (
	"context"
	"log/slog"
	"maps"
	"slices"
	"sync"
	"time"
)

// flushTimeout bounds one flush.
const flushTimeout = 5 * time.Second

// buffer holds what changes with every event and may be written late: where
// channels were read up to, and the gateway's session. After a crash an older
// state is taken up, and Discord is asked again for what came since.
type buffer struct {
	backend backend
	log     *slog.Logger
	stop    chan struct{}
	done    chan struct{}

	flushing sync.Mutex // one flush at a time, so that an older state never follows a newer

	mu       sync.Mutex
	marks    map[int64]mark
	sessions map[sessionKey]Session
}

type mark struct{ guild, message int64 }

type sessionKey struct {
	bot  string
	slot int64
}

func newBuffer(b backend, log *slog.Logger, every time.Duration) *buffer {
	f := &buffer{
		backend: b, log: log, stop: make(chan struct{}), done: make(chan struct{}),
		marks: map[int64]mark{}, sessions: map[sessionKey]Session{},
	}
	go f.loop(every)
	return f
}

func (f *buffer) loop(every time.Duration) {
	defer close(f.done)
	ticker := time.NewTicker(every)
	defer ticker.Stop()
	failing := false
	for {
		select {
		case <-f.stop:
			return
		case <-ticker.C:
		}
		ctx, cancel := context.WithTimeout(context.Background(), flushTimeout)
		err := f.flush(ctx)
		cancel()
		if err != nil && !failing {
			f.log.Warn("where channels were read up to is not written; trying on", "error", err)
		}
		failing = err != nil
	}
}

// close writes what waits.
func (f *buffer) close() error {
	close(f.stop)
	<-f.done
	ctx, cancel := context.WithTimeout(context.Background(), flushTimeout)
	defer cancel()
	return f.flush(ctx)
}

// flush writes what waits. What cannot be written waits on.
func (f *buffer) flush(ctx context.Context) error {
	f.flushing.Lock()
	defer f.flushing.Unlock()
	f.mu.Lock()
	marks, sessions := f.marks, f.sessions
	f.marks, f.sessions = map[int64]mark{}, map[sessionKey]Session{}
	f.mu.Unlock()
	if len(marks) == 0 && len(sessions) == 0 {
		return nil
	}
	// The write may go on after ctx ended, and what waits is changed meanwhile.
	out, in := maps.Clone(marks), maps.Clone(sessions)
	_, err := note(ctx, f.backend, func(ctx context.Context, t tx) (struct{}, error) {
		// In order, so that machines that write the same ones wait for each other
		// and not for themselves.
		for _, channel := range slices.Sorted(maps.Keys(out)) {
			if err := saveMark(ctx, t, channel, out[channel]); err != nil {
				return struct{}{}, err
			}
		}
		for key, s := range in {
			if err := saveSession(ctx, t, key, s); err != nil {
				return struct{}{}, err
			}
		}
		return struct{}{}, nil
	})
	if err != nil {
		f.keep(marks, sessions)
	}
	return err
}

// keep puts back what could not be written, unless something newer waits.
func (f *buffer) keep(marks map[int64]mark, sessions map[sessionKey]Session) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for channel, m := range marks {
		if f.marks[channel].message < m.message {
			f.marks[channel] = m
		}
	}
	for key, s := range sessions {
		if _, newer := f.sessions[key]; !newer {
			f.sessions[key] = s
		}
	}
}

func (f *buffer) see(channel int64, m mark) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.marks[channel].message < m.message {
		f.marks[channel] = m
	}
}

func (f *buffer) session(key sessionKey, s Session) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.sessions[key] = s
}

// Flush writes what DB.See and Sessions.Save took, and that waits in memory.
func (db *DB) Flush(ctx context.Context) error { return db.buffer.flush(ctx) }
