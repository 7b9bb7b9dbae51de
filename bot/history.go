package bot

import (
	"context"
	"net/url"
	"slices"
	"strconv"
	"time"

	"footnote/store"
)

// maxHistory is how many earlier questions are collected, historyTimeout how
// long that may take, and historyPage how many messages are looked at.
const (
	maxHistory     = 3
	historyTimeout = 3 * time.Second
	historyPage    = 25
)

// history collects earlier questions, oldest first, as data for the engine:
// those of the reply chain that q stands in, or in direct messages and threads the
// asker's last. What cannot be read is left out.
func (b *bot) history(ctx context.Context, q store.Question, about about) []string {
	ctx, cancel := context.WithTimeout(ctx, historyTimeout)
	defer cancel()
	if about.Reply {
		if out := b.chain(ctx, q.Channel, about.answered); len(out) > 0 {
			return out
		}
	}
	if q.Guild == "" || b.isThread(ctx, q.Channel) {
		return b.recent(ctx, q)
	}
	return nil
}

// chain follows replies, from a message of the bot's on: what it answers may reply to
// another.
func (b *bot) chain(ctx context.Context, channelID string, a answered) []string {
	var out []string
	for len(out) < maxHistory {
		if a.Earlier == "" { // Discord does not tell what it answers
			if q, err := b.answeredBy(ctx, a); err == nil && q.Text != "" {
				out = append(out, q.Text)
			}
			break
		}
		earlier, err := b.message(ctx, channelID, a.Earlier)
		if err != nil {
			b.Logger.Info("earlier question not read", "channel", channelID, "error", err)
			break
		}
		if earlier.Author != nil && earlier.Author.ID == b.self { // a is a further part of an answer
			a = earlier.answered()
			continue
		}
		if earlier.Author == nil || earlier.Author.Bot {
			break
		}
		if text := b.questionOf(earlier); text != "" {
			out = append(out, text)
		}
		if !b.repliesToBot(earlier) {
			break
		}
		a = earlier.Referenced.answered()
	}
	slices.Reverse(out)
	return out
}

// recent are the last questions that the asker of q asked the bot in the same
// channel.
func (b *bot) recent(ctx context.Context, q store.Question) []string {
	var page []discordMessage
	query := url.Values{"before": {q.ID}, "limit": {strconv.Itoa(historyPage)}}
	if err := b.api.do(ctx, request{method: "GET", path: "/channels/" + q.Channel + "/messages?" + query.Encode(), out: &page}); err != nil {
		b.Logger.Info("earlier questions not read", "channel", q.Channel, "error", err)
		return nil
	}
	slices.SortFunc(page, func(x, y discordMessage) int { return compareIDs(y.ID, x.ID) })
	var out []string
	for _, earlier := range page {
		if earlier.GuildID == "" {
			earlier.GuildID = q.Guild // Discord leaves it out over REST
		}
		if earlier.Author == nil || earlier.Author.ID != q.Asker || !b.addressed(earlier) {
			continue
		}
		if text := b.questionOf(earlier); text != "" && len(out) < maxHistory {
			out = append(out, text)
		}
	}
	if len(out) < maxHistory && q.Channel != q.ID {
		// The message that a thread was opened from has the thread's id.
		if first, err := b.Store.Question(ctx, q.Channel); err == nil && first.Asker == q.Asker && first.Text != "" {
			out = append(out, first.Text)
		}
	}
	slices.Reverse(out)
	return out
}

// compareIDs orders snowflakes by age.
func compareIDs(a, b string) int {
	if len(a) != len(b) {
		return len(a) - len(b)
	}
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

// Types of channel.
const (
	category           = 4
	forum              = 15
	mediaForum         = 16
	announcementThread = 10
	publicThread       = 11
	privateThread      = 12
)

// channel is what the bot reads of a channel or thread.
type channel struct {
	ID      string `json:"id"`
	Type    int    `json:"type"`
	GuildID string `json:"guild_id"`
	Name    string `json:"name"`
	Owner   string `json:"owner_id"`  // of a thread: who opened it
	Parent  string `json:"parent_id"` // of a thread: its channel or forum; else its category

	Overwrites []overwrite `json:"permission_overwrites"` // of no thread
	Last       string      `json:"last_message_id"`       // which may be deleted; empty: there was none
	Created    bool        `json:"newly_created"`         // of a thread
}

func (c channel) isThread() bool {
	return slices.Contains([]int{announcementThread, publicThread, privateThread}, c.Type)
}

// holdsNone tells whether there are no messages in the channel itself.
func (c channel) holdsNone() bool {
	return slices.Contains([]int{category, forum, mediaForum}, c.Type)
}

// knownChannels is of how many channels it is remembered what they are.
const knownChannels = 10_000

// rememberChannel notes what c is; b.mu is held.
func (b *bot) rememberChannel(c channel) {
	if len(b.threads) >= knownChannels {
		clear(b.threads) // looked up again when needed
	}
	b.threads[c.ID] = channel{ID: c.ID, Type: c.Type, Name: c.Name, Owner: c.Owner, Parent: c.Parent}
}

// isThread tells whether a channel is a thread, and asks Discord when no event
// has told.
func (b *bot) isThread(ctx context.Context, channelID string) bool {
	c, err := b.lookUp(ctx, channelID)
	if err != nil {
		b.Logger.Info("channel not looked up", "channel", channelID, "error", err)
	}
	return c.isThread()
}

// lookUp is what is known of a channel; Discord is asked when no event has told.
func (b *bot) lookUp(ctx context.Context, channelID string) (channel, error) {
	b.mu.Lock()
	c, ok := b.threads[channelID]
	b.mu.Unlock()
	if ok {
		return c, nil
	}
	if err := b.api.do(ctx, request{method: "GET", path: "/channels/" + channelID, out: &c}); err != nil {
		return channel{}, err
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.rememberChannel(c)
	return c, nil
}
