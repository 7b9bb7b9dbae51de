package bot

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"time"
)

// busyNotices is how many askers can wait to be told that there is no room.
const busyNotices = 4096

// bot is one running bot.
type bot struct {
	Config
	api         *api
	self        string      // user id
	application string      // application id
	content     atomic.Bool // the Message Content intent is allowed

	seen    seen // events taken in
	jobs    chan func(context.Context)
	busy    chan func(context.Context) // notices to askers for whom there is no room
	workers sync.WaitGroup
	events  sync.WaitGroup // handlers under way

	mu        sync.Mutex
	stopped   bool                // takes nothing in any more
	locales   map[string]string   // preferred locale by guild
	cleared   map[string]struct{} // guilds that were looked at for stale commands
	threads   map[string]bool     // what is known of channels
	forbidden map[string]struct{} // channels in which a missing permission was logged
}

// Run is the bot from going online until ctx ends. It then takes no more
// questions, finishes those that run, and returns nil. An error says what the
// operator must mend: ErrToken, ErrIntents, ErrGateway, or one of Discord's
// that did not go away.
func Run(ctx context.Context, c Config) error {
	c, err := c.withDefaults()
	if err != nil {
		return err
	}
	if c.Engine == nil || c.Announcement == nil {
		return errors.New("run bot: no engine or no announcement")
	}
	b := &bot{
		Config: c, api: newAPI(c),
		jobs: make(chan func(context.Context), c.Queue), busy: make(chan func(context.Context), busyNotices),
		locales: map[string]string{}, cleared: map[string]struct{}{}, forbidden: map[string]struct{}{}, threads: map[string]bool{},
	}
	defer b.api.close()
	if err := b.identify(ctx); err != nil {
		return stopped(ctx, err)
	}
	work, cancel := context.WithCancel(context.WithoutCancel(ctx))
	defer cancel()
	b.startWorkers(work)
	if err := b.register(ctx); err != nil {
		if errors.Is(err, ErrToken) {
			b.drain(cancel)
			return err
		}
		b.Logger.Error("commands not registered; slash commands may be missing", "error", err)
	}
	err = b.stayOnline(ctx)
	b.drain(cancel)
	return stopped(ctx, err)
}

// stopped is nil when err is only the end of ctx.
func stopped(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return nil
	}
	return err
}

// identify learns who the bot is and what it may see.
func (b *bot) identify(ctx context.Context) error {
	app, err := b.api.applicationInfo(ctx)
	if err != nil {
		return fmt.Errorf("look up application: %w", err)
	}
	self, err := b.api.user(ctx)
	if err != nil {
		return fmt.Errorf("look up bot user: %w", err)
	}
	b.application, b.self = app.ID, self.ID
	if b.content.Store(app.mayReadContent()); !b.content.Load() {
		b.Logger.Warn("no Message Content intent: replies that do not ping the bot are not seen; mentions, direct messages and slash commands work",
			"mend", "turn on Message Content Intent on the Bot page of the application")
	}
	return nil
}

// startWorkers starts those that answer, and one that tells askers that there
// is no room.
func (b *bot) startWorkers(ctx context.Context) {
	work := func(jobs <-chan func(context.Context)) {
		for job := range jobs {
			b.guarded("job", func() { job(ctx) })
		}
	}
	for range b.Workers {
		b.workers.Go(func() { work(b.jobs) })
	}
	b.workers.Go(func() { work(b.busy) })
}

// guarded runs f and logs a panic instead of dying of it. It tells whether f
// ended well.
func (b *bot) guarded(what string, f func()) (ok bool) {
	defer func() {
		if r := recover(); r != nil {
			b.Logger.Error("panic", "in", what, "panic", fmt.Sprint(r), "stack", stack())
		}
	}()
	f()
	return true
}

// enqueue hands job to a worker, or busy to the one who tells that there is no
// room. It tells whether either was possible.
func (b *bot) enqueue(job, busy func(context.Context)) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.stopped {
		return false
	}
	select {
	case b.jobs <- job:
		return true
	default:
	}
	select {
	case b.busy <- busy:
		return true
	default:
		b.Logger.Error("overloaded: not even the notice of being busy found room")
		return false
	}
}

// drain stops intake and lets the workers finish for the time that they have.
func (b *bot) drain(cancel context.CancelFunc) {
	b.mu.Lock()
	if !b.stopped {
		b.stopped = true
		close(b.jobs)
		close(b.busy)
	}
	b.mu.Unlock()
	done := make(chan struct{})
	go func() {
		b.events.Wait()
		b.workers.Wait()
		close(done)
	}()
	timer := time.NewTimer(b.Drain)
	defer timer.Stop()
	select {
	case <-done:
	case <-timer.C:
		b.Logger.Warn("questions still running at the end; giving up on them")
		cancel()
		<-done
	}
}

// sleep waits for d or the end of ctx.
func sleep(ctx context.Context, d time.Duration) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-ctx.Done():
	}
}
