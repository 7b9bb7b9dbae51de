package bot

import (
	"context"
	"sync"
	"time"

	"footnote/store"
)

const (
	// tooOld is the age from which on a question of a time offline is not answered
	// at all.
	tooOld = 24 * time.Hour
	// catchUpPace is the least time between two requests of the catch-up, so that
	// live answers have most of Discord's allowance to themselves.
	catchUpPace = 50 * time.Millisecond
	// catchUpRetry bounds the wait before what failed is tried again.
	catchUpRetry = time.Minute
)

// catchUp finds what was asked while the bot was not there, in the background.
type catchUp struct {
	b     *bot
	marks *marks

	mu      sync.Mutex
	tasks   []task
	wake    chan struct{}
	begun   bool                // a session has begun, or was resumed, since the start
	mended  map[string]struct{} // channels of which it was logged that they cannot be read
	members map[string][]string // roles, by server and user; for one session
}

// task is a gap to list, or a server to look into.
type task struct {
	gap
	look  lookInto
	tries int
}

// gap is a channel in which something may have been said while nobody listened.
type gap struct {
	generation     int
	guild, channel string
	after          string // read up to here
	last           string // the last message that there is known to be; empty: not known
}

// lookInto says what of a server is asked for.
type lookInto int

const (
	lookNowhere lookInto = iota
	lookThreads          // the channels are compared already
	lookAll              // nobody told of the server in this session
)

func newCatchUp(b *bot) *catchUp {
	return &catchUp{
		b: b, marks: newMarks(b.Store.See), wake: make(chan struct{}, 1),
		mended: map[string]struct{}{}, members: map[string][]string{},
	}
}

// load takes what was read up to now as the place to go on from. It insists on
// that while ctx lasts: without it, what is read from now on would hide the gaps.
func (c *catchUp) load(ctx context.Context) error {
	_, err := c.reload(ctx)
	return err
}

// reload is load, and returns what was read.
func (c *catchUp) reload(ctx context.Context) ([]store.Seen, error) {
	wait := c.b.RetryInitial
	for {
		saved, err := c.b.Store.Watermarks(ctx)
		if err == nil {
			c.marks.begin(saved)
			return saved, nil
		}
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		c.b.Logger.Error("not known up to where channels were read; trying again", "error", err, "again_in", wait)
		sleep(ctx, wait)
		wait = min(2*wait, claimRetry)
	}
}

// ready begins anew after a session was lost: GUILD_CREATE will tell of each
// server.
func (c *catchUp) ready(ctx context.Context) error {
	if err := c.load(ctx); err != nil {
		return err
	}
	c.mu.Lock()
	c.begun = true
	clear(c.members)
	c.mu.Unlock()
	return c.addDirect(ctx)
}

// resumed goes on with what an earlier process had not caught up to. What it did
// not receive comes by itself.
func (c *catchUp) resumed(ctx context.Context) error {
	c.mu.Lock()
	begun := c.begun
	c.begun = true
	c.mu.Unlock()
	if begun {
		return nil
	}
	saved, err := c.reload(ctx)
	if err != nil {
		return err
	}
	seen := map[string]bool{}
	for _, s := range saved {
		if s.Guild != "" && !seen[s.Guild] {
			seen[s.Guild] = true
			c.add(task{gap: gap{generation: c.marks.now(), guild: s.Guild}, look: lookAll})
		}
	}
	return c.addDirect(ctx)
}

// addDirect looks into the channels of direct messages that are known.
func (c *catchUp) addDirect(ctx context.Context) error {
	known, err := c.b.Store.DirectChannels(ctx)
	if err != nil {
		c.b.Logger.Error("channels of direct messages not looked into", "error", err)
		return nil
	}
	for _, d := range known {
		c.add(task{gap: c.marks.direct(d.Channel)})
	}
	return nil
}

// guild compares the channels of a server with what was read of them. Where a
// channel is seen for the first time, what is asked from now on must not be taken
// for the past after a crash: its mark is written at once.
func (c *catchUp) guild(ctx context.Context, g guild) {
	found := c.compare(g.ID, append(g.Channels, g.Threads...))
	if c.marks.takeFresh() {
		if err := c.b.Store.Flush(ctx); err != nil {
			c.b.Logger.Error("new channels not noted", "guild", g.ID, "error", err)
		}
	}
	c.add(task{gap: gap{generation: c.marks.now(), guild: g.ID}, look: lookThreads})
	for _, gap := range found {
		c.add(task{gap: gap})
	}
}

// compare returns the gaps among channels.
func (c *catchUp) compare(guildID string, channels []channel) []gap {
	var out []gap
	for _, one := range channels {
		if one.holdsNone() || !isID(one.ID) {
			continue
		}
		g, ok, err := c.marks.compare(guildID, one)
		if err != nil {
			c.b.Logger.Error("channel not compared", "channel", one.ID, "error", err)
		}
		if ok {
			out = append(out, g)
		}
	}
	return out
}

// created notes a channel that came into being before the bot's eyes.
func (c *catchUp) created(one channel) {
	if one.GuildID == "" || one.holdsNone() || !isID(one.ID, one.GuildID) {
		return
	}
	c.see(store.Seen{Guild: one.GuildID, Channel: one.ID, Message: one.baseline()})
}

// saw notes that m was read; what it asks must have been taken in.
func (c *catchUp) saw(m discordMessage) {
	if !isID(m.ID, m.ChannelID) || m.GuildID != "" && !isID(m.GuildID) {
		return
	}
	c.see(store.Seen{Guild: m.GuildID, Channel: m.ChannelID, Message: m.ID})
}

func (c *catchUp) see(s store.Seen) {
	if err := c.marks.see(s); err != nil {
		c.b.Logger.Error("not noted up to where a channel was read", "channel", s.Channel, "error", err)
	}
}

// forgetChannel drops a channel that is gone.
func (c *catchUp) forgetChannel(ctx context.Context, channelID string) {
	c.marks.forget(func(id, _ string) bool { return id == channelID })
	if err := c.b.Store.ForgetChannel(ctx, channelID); err != nil {
		c.b.Logger.Warn("channel that is gone not forgotten", "channel", channelID, "error", err)
	}
}

// forgetGuild drops a server that the bot is no longer in; the store does so by
// itself.
func (c *catchUp) forgetGuild(guildID string) {
	c.marks.forget(func(_, in string) bool { return in == guildID })
}

// add hands a task to run.
func (c *catchUp) add(t task) {
	c.mu.Lock()
	c.tasks = append(c.tasks, t)
	c.mu.Unlock()
	select {
	case c.wake <- struct{}{}:
	default:
	}
}

// next returns the next task, once there is one; false when ctx has ended.
func (c *catchUp) next(ctx context.Context) (task, bool) {
	for {
		c.mu.Lock()
		if len(c.tasks) > 0 {
			t := c.tasks[0]
			if c.tasks = c.tasks[1:]; len(c.tasks) == 0 {
				c.tasks = nil
			}
			c.mu.Unlock()
			return t, ctx.Err() == nil
		}
		c.mu.Unlock()
		select {
		case <-c.wake:
		case <-ctx.Done():
			return task{}, false
		}
	}
}

// run catches up until ctx ends, one request after the other. What fails is
// tried again after the rest.
func (c *catchUp) run(ctx context.Context) {
	for {
		t, ok := c.next(ctx)
		if !ok {
			return
		}
		if !c.marks.current(t.generation) {
			continue // compared anew
		}
		err := errPanicked
		c.b.guarded("catch-up", func() { err = c.do(ctx, t) })
		if err == nil || err == errPanicked || ctx.Err() != nil {
			continue
		}
		t.tries++
		wait := min(c.b.RetryInitial<<min(t.tries, 16), catchUpRetry)
		c.b.Logger.Warn("catch-up failed; trying again", "guild", t.guild, "channel", t.channel, "error", err, "again_in", wait)
		c.pause(ctx, wait)
		c.add(t)
	}
}

// do does one task.
func (c *catchUp) do(ctx context.Context, t task) error {
	if t.look != lookNowhere {
		return c.lookInto(ctx, t)
	}
	return c.close(ctx, t.gap)
}

// pause waits by the clock that the gateway waits by.
func (c *catchUp) pause(ctx context.Context, d time.Duration) {
	if c.b.timing.sleep != nil {
		c.b.timing.sleep(ctx, d)
		return
	}
	sleep(ctx, d)
}
