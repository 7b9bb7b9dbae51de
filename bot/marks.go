package bot

import (
	"maps"
	"strconv"
	"sync"

	"footnote/store"
)

// marks knows up to where each channel was read. A channel that may have a gap,
// of a time in which the bot was not there, is open: its mark stays before the gap,
// however much is read behind it, until the gap is caught up, so that a crash in
// between loses nothing. Safe for concurrent use.
type marks struct {
	save func(store.Seen) error

	mu         sync.Mutex
	generation int               // of the session; what an earlier one found is void
	known      map[string]mark   // by channel: what is saved
	guilds     map[string]string // the greatest mark in a server when the session began
	open       map[string]behind // by channel
	fresh      bool              // a channel was seen for the first time, and is not on the disk yet
}

// behind is what was read behind a gap that a channel has or may have.
type behind struct {
	mark
	found bool // there is something to list
}

// mark is a message of a channel of a server; an empty guild is direct messages.
type mark struct{ guild, message string }

func newMarks(save func(store.Seen) error) *marks {
	return &marks{save: save, known: map[string]mark{}, guilds: map[string]string{}, open: map[string]behind{}}
}

// begin takes it that every channel may have a gap behind what is saved. It
// returns the generation that closes them.
func (k *marks) begin(saved []store.Seen) int {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.generation++
	clear(k.known)
	clear(k.guilds)
	for _, s := range saved {
		k.known[s.Channel] = mark{s.Guild, s.Message}
		k.guilds[s.Guild] = later(k.guilds[s.Guild], s.Message)
		k.open[s.Channel] = behind{mark: mark{s.Guild, k.open[s.Channel].message}} // what was read behind an earlier gap stays
	}
	return k.generation
}

// see notes that a channel was read up to a message.
func (k *marks) see(s store.Seen) error {
	k.mu.Lock()
	defer k.mu.Unlock()
	if at, ok := k.open[s.Channel]; ok {
		at.mark = mark{s.Guild, later(at.message, s.Message)}
		k.open[s.Channel] = at
		return nil
	}
	return k.keep(s)
}

// keep saves a mark; k.mu is held.
func (k *marks) keep(s store.Seen) error {
	if s.Message == "" || compareIDs(k.known[s.Channel].message, s.Message) >= 0 {
		return nil
	}
	if err := k.save(s); err != nil {
		return err
	}
	k.known[s.Channel] = mark{s.Guild, s.Message}
	return nil
}

// compare looks whether a channel whose last message is known has a gap. In a
// channel that is seen for the first time, what was said before the bot came to
// the server is none.
func (k *marks) compare(guildID string, c channel) (gap, bool, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	saved, known := k.known[c.ID]
	before, been := k.guilds[guildID]
	if !known {
		// It is new since, or has had no message yet.
		saved.message = c.baseline()
		if been {
			saved.message = before
		}
		if err := k.keep(store.Seen{Guild: guildID, Channel: c.ID, Message: saved.message}); err != nil {
			return gap{}, false, err
		}
		k.fresh = true
	}
	if c.Last == "" || compareIDs(saved.message, c.Last) >= 0 {
		if k.open[c.ID].found {
			return gap{}, false, nil // of an earlier look, and about to be listed
		}
		return gap{}, false, k.close(c.ID, "")
	}
	k.open[c.ID] = behind{mark{guildID, k.open[c.ID].message}, true}
	return gap{generation: k.generation, guild: guildID, channel: c.ID, after: saved.message, last: c.Last}, true, nil
}

// takeFresh tells whether a channel was seen for the first time since it was asked
// last.
func (k *marks) takeFresh() bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	fresh := k.fresh
	k.fresh = false
	return fresh
}

// direct is the gap that a channel of direct messages may have, of which nobody
// tells the last message.
func (k *marks) direct(channelID string) gap {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.open[channelID] = behind{mark{message: k.open[channelID].message}, true}
	return gap{generation: k.generation, channel: channelID, after: k.known[channelID].message}
}

// current tells whether a gap was found in the session of now.
func (k *marks) current(generation int) bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.generation == generation
}

// settle closes a gap that is caught up to a message; empty: only what was read
// behind it counts.
func (k *marks) settle(g gap, upTo string) error {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.generation != g.generation {
		return nil // another gap may have come behind this one
	}
	return k.close(g.channel, upTo)
}

// close is settle with k.mu held.
func (k *marks) close(channelID, upTo string) error {
	at, ok := k.open[channelID]
	if !ok {
		return nil
	}
	delete(k.open, channelID)
	return k.keep(store.Seen{Guild: at.guild, Channel: channelID, Message: later(at.message, upTo)})
}

// settleRest closes what is open in a server but for the gaps that were found:
// channels that are gone, and threads that are archived.
func (k *marks) settleRest(generation int, guildID string) error {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.generation != generation {
		return nil
	}
	for channelID, at := range maps.Clone(k.open) {
		if at.guild == guildID && !at.found {
			if err := k.close(channelID, ""); err != nil {
				return err
			}
		}
	}
	return nil
}

// forget drops what is known of a channel, or of all of a server.
func (k *marks) forget(gone func(channelID, guildID string) bool) {
	k.mu.Lock()
	defer k.mu.Unlock()
	maps.DeleteFunc(k.known, func(channelID string, at mark) bool { return gone(channelID, at.guild) })
	maps.DeleteFunc(k.open, func(channelID string, at behind) bool { return gone(channelID, at.guild) })
}

// baseline is the mark of a channel that is seen for the first time: its last
// message, or what comes before all of its messages.
func (c channel) baseline() string {
	if c.Last != "" && !c.Created {
		return c.Last
	}
	return before(c.ID)
}

// before is the id before an id. A thread in a forum begins with a message of its
// own id.
func before(id string) string {
	n, err := strconv.ParseUint(id, 10, 64)
	if err != nil || n < 2 {
		return ""
	}
	return strconv.FormatUint(n-1, 10)
}

// now is the generation of the session of now.
func (k *marks) now() int {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.generation
}
