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
		return b.chain(ctx, q.Channel, about.Earlier)
	}
	if q.Guild == "" || b.isThread(ctx, q.Channel) {
		return b.recent(ctx, q)
	}
	return nil
}

// chain follows replies, from the question that was asked before: it may reply
// to an answer, which replies to another.
func (b *bot) chain(ctx context.Context, channelID, asked string) []string {
	var out []string
	for len(out) < maxHistory && asked != "" {
		var earlier discordMessage
		path := "/channels/" + channelID + "/messages/" + asked
		if err := b.api.do(ctx, request{method: "GET", path: path, out: &earlier}); err != nil {
			b.Logger.Info("earlier question not read", "channel", channelID, "error", err)
			break
		}
		if earlier.Author == nil || earlier.Author.Bot {
			break
		}
		if text := b.questionOf(earlier); text != "" {
			out = append(out, text)
		}
		asked = ""
		if b.repliesToBot(earlier) && earlier.Referenced.Reference != nil {
			asked = earlier.Referenced.Reference.MessageID
		}
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
	Last    string `json:"last_message_id"` // which may be deleted; empty: there was none
	Created bool   `json:"newly_created"`   // of a thread
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
	b.threads[c.ID] = c.isThread()
}

// isThread tells whether a channel is a thread, and asks Discord when no event
// has told.
func (b *bot) isThread(ctx context.Context, channelID string) bool {
	b.mu.Lock()
	known, ok := b.threads[channelID]
	b.mu.Unlock()
	if ok {
		return known
	}
	var c channel
	if err := b.api.do(ctx, request{method: "GET", path: "/channels/" + channelID, out: &c}); err != nil {
		b.Logger.Info("channel not looked up", "channel", channelID, "error", err)
		return false
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.rememberChannel(c)
	return c.isThread()
}
