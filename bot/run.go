package bot

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"footnote/store"
)

// attempts is how often answering a question may fail before the asker is told.
const attempts = 3

// maxChores is how many chores can wait.
const maxChores = 4096

// bot is one running bot.
type bot struct {
	Config
	api         *api
	now         func() time.Time
	self        string          // user id
	application string          // application id
	content     atomic.Bool     // the Message Content intent is allowed
	life        context.Context // of what is taken in; ends when the time to end is over

	order   *order   // of what is taken in
	catchUp *catchUp // with what was asked while the bot was away
	admins  admins
	limits  limits
	crowd   crowd
	hints   crowd                      // of what is said instead of answers
	acks    acks                       // of interactions
	ids     ids                        // of buttons and forms
	events  sync.WaitGroup             // what is being taken in, and commands
	chores  chan func(context.Context) // done one after another when there is time

	settings settingsBook
	changes  changes

	mu        sync.Mutex
	stopped   bool                // takes nothing in any more
	locales   map[string]string   // preferred locale by guild
	cleared   map[string]struct{} // guilds that were looked at for stale commands
	noticed   map[string]struct{} // guilds of which it was logged what the bot lacks
	threads   map[string]channel  // what is known of channels
	forbidden map[string]struct{} // channels in which a missing permission was logged
	home      string              // server of the operator's channel for open questions; empty: not known
}

// Run is the bot from going online until ctx ends. It then takes no more
// questions, finishes those that run, and returns nil; what is not finished is
// in the store for the next start. An error says what the operator must mend:
// ErrToken, ErrIntents, ErrGateway, one of the store's, or one of Discord's that
// did not go away.
func Run(ctx context.Context, c Config) error {
	c, err := c.withDefaults()
	if err != nil {
		return err
	}
	if c.Engine == nil || c.Announcement == nil {
		return errors.New("run bot: no engine or no announcement")
	}
	closeStore, err := c.openStore(ctx)
	if err != nil {
		return fmt.Errorf("run bot: %w", err)
	}
	defer closeStore()
	life, end := context.WithCancel(context.WithoutCancel(ctx))
	defer end()
	b := newBot(life, c)
	defer b.api.close()
	if err := b.identify(ctx); err != nil {
		return stopped(ctx, err)
	}
	if err := b.catchUp.load(ctx); err != nil {
		return stopped(ctx, err)
	}
	if err := b.loadSettings(ctx); err != nil {
		return stopped(ctx, err)
	}
	if err := b.startWork(ctx); err != nil {
		return stopped(ctx, err)
	}
	online, offline := context.WithCancel(ctx)
	defer offline()
	b.events.Go(func() { b.catchUp.run(online) })
	b.events.Go(func() { b.followSettings(online) })
	b.events.Go(func() { b.followWeeks(online) })
	if err = b.register(ctx); err == nil || !errors.Is(err, ErrToken) {
		if err != nil && ctx.Err() == nil {
			b.Logger.Error("commands not registered; slash commands may be missing", "error", err)
		}
		err = b.stayOnline(ctx)
	}
	offline()
	b.drain(end)
	return stopped(ctx, err)
}

// newBot is a bot whose doings last until life ends.
func newBot(life context.Context, c Config) *bot {
	b := &bot{
		Config: c, api: newAPI(c), now: c.timing.now, life: life, order: newOrder(), chores: make(chan func(context.Context), maxChores),
		locales: map[string]string{}, cleared: map[string]struct{}{}, noticed: map[string]struct{}{}, forbidden: map[string]struct{}{}, threads: map[string]channel{},
		limits: limits{user: c.UserLimit, channel: c.ChannelLimit}, crowd: crowd{told: map[string]time.Time{}}, hints: crowd{told: map[string]time.Time{}},
	}
	b.catchUp = newCatchUp(b)
	return b
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
	if err := b.findDesk(ctx); err != nil {
		return fmt.Errorf("look up HANDOFF_CHANNEL: %w", err)
	}
	return nil
}

// startWork begins to answer what is in the store.
func (b *bot) startWork(ctx context.Context) error {
	if err := b.keepAnnouncement(ctx); err != nil {
		return err
	}
	var err error
	if b.ids.key, err = b.Store.Key(ctx, "buttons"); err != nil {
		return err
	}
	err = b.Store.Start(ctx, store.Work{
		Do: b.answerQuestion, Failed: b.tellFailure, Handoff: b.showHandoff, Workers: b.Workers, Deadline: b.Deadline, Attempts: attempts,
		Backoff: func(failures int) time.Duration { return b.RetryInitial << min(failures, 6) },
	})
	if err != nil {
		return err
	}
	b.events.Go(func() {
		for c := range b.chores {
			if !b.isStopped() {
				b.guarded("chore", func() { c(ctx) })
			}
		}
	})
	return nil
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

// errPanicked stands for a panic that guarded has logged.
var errPanicked = errors.New("panicked")

// chore has something done when there is time; a chore for which there is no
// room waits for the next start.
func (b *bot) chore(f func(context.Context)) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.stopped {
		return
	}
	select {
	case b.chores <- f:
	default:
		b.Logger.Info("too much else to do; a chore is left for the next start")
	}
}

// drain stops intake and lets what was begun finish for the time that it has.
func (b *bot) drain(end context.CancelFunc) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(b.life), b.Drain)
	defer cancel()
	b.mu.Lock()
	if !b.stopped {
		b.stopped = true
		close(b.chores)
	}
	b.mu.Unlock()
	done := make(chan struct{})
	go func() {
		defer close(done)
		b.events.Wait()
	}()
	err := b.Store.Stop(ctx)
	select {
	case <-done:
	case <-ctx.Done():
		b.Logger.Warn("events still being taken in at the end; Discord sends them again after the next start")
	}
	end()
	<-done
	switch {
	case err != nil:
		b.Logger.Error("work not stopped", "error", err)
	case ctx.Err() != nil:
		b.Logger.Warn("out of time; questions still being answered are answered after the next start")
	}
}

func (b *bot) isStopped() bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.stopped
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
