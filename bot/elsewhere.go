package bot

import (
	"context"
	"errors"
	"slices"
)

// barredChannel is the reason of a verdict: the server wants no answers in the
// channel that a question is asked in.
const barredChannel = "elsewhere"

// elsewhereEmoji meets a question in such a channel, where words did a moment ago.
const elsewhereEmoji = "🔇"

// elsewhere tells whether the server has chosen channels to be answered in, and this
// is none of them. Threads and posts of forums count by their parent; direct
// messages are no server's. Where questions are answered unasked, they are answered
// when they are put to the bot. look says what a channel is; an error of it that
// does not go by is taken for a channel that the server has not chosen.
func (s settings) elsewhere(channelID string, look func(string) (channel, error)) (bool, error) {
	if len(s.Channels) == 0 || s.chose(channelID) {
		return false, nil
	}
	c, err := look(channelID)
	switch {
	case unseen(err):
		return true, nil
	case err != nil:
		return false, err
	case !c.isThread() || c.Parent == "":
		return true, nil
	case s.chose(c.Parent):
		return false, nil
	case !s.Forums:
		return true, nil
	}
	c, err = look(c.Parent)
	if err != nil && !unseen(err) {
		return false, err
	}
	return !c.holdsNone(), nil // what opens a post in a forum is answered
}

// chose tells whether questions put to the bot are answered in a channel by itself.
func (s settings) chose(channelID string) bool {
	return slices.Contains(s.Channels, channelID) || slices.Contains(s.Auto, channelID)
}

// elsewhere is that of the settings of the server of a message.
func (b *bot) elsewhere(ctx context.Context, m discordMessage) (bool, error) {
	if m.GuildID == "" || m.unasked {
		return false, nil
	}
	return b.settings.of(m.GuildID).elsewhere(m.ChannelID, func(id string) (channel, error) { return b.lookUp(ctx, id) })
}

// errNotTold says that nobody has told of a channel.
var errNotTold = errors.New("not told of the channel")

// knownElsewhere is elsewhere of an interaction, by what is known at once, since it
// is to be acknowledged. Where nobody has told of a forum, its posts are answered.
func (b *bot) knownElsewhere(i interaction) bool {
	if i.GuildID == "" {
		return false
	}
	is, err := b.settings.of(i.GuildID).elsewhere(i.ChannelID, func(id string) (channel, error) {
		b.mu.Lock()
		defer b.mu.Unlock()
		c, known := b.threads[id]
		switch {
		case known:
			return c, nil
		case id == i.ChannelID && id == i.Channel.ID:
			return i.Channel, nil
		}
		return c, errNotTold
	})
	return is && err == nil
}
