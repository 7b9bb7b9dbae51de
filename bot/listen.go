package bot

import (
	"context"
	"errors"
	"slices"
	"strings"

	"footnote/store"
)

// overhears tells whether the settings of its server may have the bot answer m
// though nobody addresses it, or whether m may be a reply to the bot that Discord
// says too little of. It asks nobody; listens decides.
func (b *bot) overhears(m discordMessage) bool {
	if m.GuildID == "" || !b.fromPerson(m) {
		return false
	}
	s := b.settings.of(m.GuildID)
	return m.repliesToUnknown() || !s.Paused && (s.Forums && m.opensPost() || s.Threads || slices.Contains(s.Auto, m.ChannelID))
}

// repliesToUnknown tells whether m replies to something that Discord does not show.
func (m discordMessage) repliesToUnknown() bool {
	return m.Type == typeReply && m.Referenced == nil && m.Reference != nil
}

// opensPost tells whether m is the first message of a post in a forum: it has the
// id of its thread.
func (m discordMessage) opensPost() bool { return m.ID != "" && m.ID == m.ChannelID }

// listens decides whether m, which overhears lets through, is answered, and notes
// in it what is known only then. An error is Discord's or the store's.
func (b *bot) listens(ctx context.Context, m *discordMessage) (bool, error) {
	if m.repliesToUnknown() {
		return b.answersOf(ctx, m)
	}
	s := b.settings.of(m.GuildID)
	switch {
	case s.Paused || m.Type == typeReply || strings.TrimSpace(m.Content) == "" || speaksToOthers(m.Content):
		return false, nil
	case s.Forums && m.opensPost():
		c, err := b.lookUp(ctx, m.ChannelID)
		m.title, m.unasked = c.Name, true
		return true, err
	case slices.Contains(s.Auto, m.ChannelID):
		m.unasked = true
		return true, nil
	case s.Threads:
		c, err := b.lookUp(ctx, m.ChannelID)
		m.unasked = true
		return c.isThread() && c.Owner == b.self, err
	}
	return false, nil
}

// answersOf tells whether m replies to an answer of ours, by the store, and of one
// that is not yet known to stand by Discord.
func (b *bot) answersOf(ctx context.Context, m *discordMessage) (bool, error) {
	if !isID(m.Reference.MessageID) {
		return false, nil
	}
	_, err := b.Store.QuestionOfMessage(ctx, m.Reference.MessageID)
	if errors.Is(err, store.ErrNotFound) {
		answered, err := b.message(ctx, m.ChannelID, m.Reference.MessageID)
		m.Referenced = &answered
		return err == nil && b.repliesToBot(*m), err
	}
	m.Referenced = &discordMessage{ID: m.Reference.MessageID, Author: &user{ID: b.self, Bot: true}}
	return err == nil, err
}

// speaksToOthers tells whether a text mentions somebody, who it is meant for then.
func speaksToOthers(text string) bool {
	return strings.Contains(text, "<@") || strings.Contains(text, "@everyone") || strings.Contains(text, "@here")
}

// takeOverheard claims a message that nobody addressed to the bot, where it is to
// be answered.
func (b *bot) takeOverheard(ctx context.Context, m discordMessage) error {
	wanted, err := b.listens(ctx, &m)
	switch {
	case unseen(err):
		return nil // the channel is gone, or not for the bot
	case err != nil || !wanted:
		return err
	}
	return b.takeMessage(ctx, m)
}
