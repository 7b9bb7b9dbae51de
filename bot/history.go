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
	if about.Reply && about.Earlier == "" {
		return b.answeredBy(ctx, about.Answer)
	}
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

// answeredBy is the question that a message of the bot's answers, by the store: a
// response to an interaction, or an answer in a thread, replies to nothing.
func (b *bot) answeredBy(ctx context.Context, messageID string) []string {
	if messageID == "" {
		return nil
	}
	earlier, err := b.Store.QuestionOfMessage(ctx, messageID)
	if err != nil || earlier.Text == "" {
		return nil // it answers no question, or one that is deleted
	}
	return []string{earlier.Text}
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
