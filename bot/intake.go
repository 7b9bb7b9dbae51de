package bot

import (
	"context"
	"errors"
	"strings"

	json "github.com/go-json-experiment/json/v1"

	"footnote/bot/gateway"
)

// user, reference and discordMessage are what the bot reads of Discord's objects.
type user struct {
	ID         string `json:"id"`
	Bot        bool   `json:"bot"`
	Locale     string `json:"locale"`
	Username   string `json:"username"`
	GlobalName string `json:"global_name"`
}

type reference struct {
	MessageID string `json:"message_id"`
	ChannelID string `json:"channel_id"`
}

type discordMessage struct {
	ID          string            `json:"id"`
	Type        int               `json:"type"`
	ChannelID   string            `json:"channel_id"`
	GuildID     string            `json:"guild_id"`
	WebhookID   string            `json:"webhook_id"`
	Author      *user             `json:"author"`
	Member      *member           `json:"member"` // comes with events alone
	Content     string            `json:"content"`
	Flags       int               `json:"flags"`
	Edited      string            `json:"edited_timestamp"` // empty: never
	Attachments []json.RawMessage `json:"attachments"`
	Components  json.RawMessage   `json:"components"`
	Reference   *reference        `json:"message_reference"`
	Referenced  *discordMessage   `json:"referenced_message"`
	// Interaction and Origin, its older name, say what interaction a message
	// responds to.
	Interaction *origin `json:"interaction_metadata"`
	Origin      *origin `json:"interaction"`

	unasked bool   // nobody addressed the bot
	barred  bool   // the server wants no answers in the channel
	title   string // of the post in a forum that it opens
}

type origin struct {
	ID string `json:"id"`
}

// Message types that people write.
const (
	typeDefault = 0
	typeReply   = 19
)

// errStopping keeps Discord from taking an event for delivered that comes
// during the end.
var errStopping = errors.New("the bot is stopping")

// receive takes in one gateway event. The next one waits for it, so claims go
// their own way; what is kept of the session waits for them, see order.
func (b *bot) receive(ctx context.Context, e gateway.Event) error {
	b.mu.Lock()
	if b.stopped {
		b.mu.Unlock()
		return errStopping
	}
	b.events.Add(1)
	b.mu.Unlock()
	defer b.events.Done()
	return b.handle(ctx, e)
}

// handle takes in an event of a kind that concerns the bot.
func (b *bot) handle(ctx context.Context, e gateway.Event) error {
	switch e.Type {
	case "MESSAGE_CREATE":
		var m discordMessage
		if b.decode(e, &m) {
			return b.receiveMessage(ctx, m)
		}
	case "MESSAGE_UPDATE":
		var m discordMessage
		if b.decode(e, &m) {
			return b.receiveEdit(ctx, m)
		}
	case "MESSAGE_DELETE", "MESSAGE_DELETE_BULK":
		return b.receiveDeletion(ctx, e)
	case "INTERACTION_CREATE":
		var i interaction
		if b.decode(e, &i) {
			return b.receiveInteraction(ctx, i)
		}
	case "READY":
		b.leaveOthers(e)
		return b.catchUp.ready(ctx)
	case "RESUMED":
		return b.catchUp.resumed(ctx)
	case "THREAD_CREATE", "CHANNEL_CREATE":
		var c channel
		if b.decode(e, &c) {
			b.mu.Lock()
			b.rememberChannel(c)
			b.mu.Unlock()
			b.catchUp.created(c)
		}
	case "THREAD_DELETE", "CHANNEL_DELETE":
		var c channel
		if b.decode(e, &c) && isID(c.ID) {
			b.chore(func(ctx context.Context) { b.catchUp.forgetChannel(ctx, c.ID) })
		}
	case "GUILD_ROLE_CREATE", "GUILD_ROLE_UPDATE", "GUILD_ROLE_DELETE":
		b.receiveRole(e)
	case "GUILD_UPDATE":
		var g guild
		if b.decode(e, &g) {
			b.rememberGuild(g)
		}
	case "GUILD_CREATE":
		var g guild
		if b.decode(e, &g) {
			b.receiveGuild(ctx, g)
		}
	case "GUILD_DELETE":
		var g guild
		if b.decode(e, &g) && !g.Unavailable { // else it is Discord's outage, and the bot is still in it
			return b.leaveGuild(ctx, g.ID)
		}
	}
	return nil
}

func (b *bot) decode(e gateway.Event, out any) bool {
	if err := json.Unmarshal(e.Data, out); err != nil {
		b.Logger.Error("event not readable", "event", e.Type, "error", err)
		return false
	}
	return true
}

// receiveMessage takes in the message when it addresses the bot, and notes up to
// where its channel was read.
func (b *bot) receiveMessage(ctx context.Context, m discordMessage) error {
	if b.addressed(m) {
		err := b.takeIn(ctx, "message "+m.ID, func(ctx context.Context) error { return b.takeMessage(ctx, m) })
		if err != nil {
			return err
		}
	} else if b.overhears(m) {
		err := b.takeIn(ctx, "message "+m.ID, func(ctx context.Context) error { return b.takeOverheard(ctx, m) })
		if err != nil {
			return err
		}
	}
	b.order.after("channel "+m.ChannelID, func() { b.catchUp.saw(m) })
	return nil
}

// addressed tells whether a person asks the bot with m: by a mention in the
// text, a reply to one of its messages, or a direct message.
func (b *bot) addressed(m discordMessage) bool {
	if !b.fromPerson(m) {
		return false
	}
	return m.GuildID == "" || strings.Contains(m.Content, "<@"+b.self+">") || strings.Contains(m.Content, "<@!"+b.self+">") || b.repliesToBot(m)
}

// fromPerson tells whether a person wrote m.
func (b *bot) fromPerson(m discordMessage) bool {
	return m.Author != nil && !m.Author.Bot && m.Author.ID != b.self && m.WebhookID == "" && (m.Type == typeDefault || m.Type == typeReply)
}

func (b *bot) repliesToBot(m discordMessage) bool {
	return m.Type == typeReply && m.Referenced != nil && m.Referenced.Author != nil && m.Referenced.Author.ID == b.self
}

// mentions of the bot are no part of the question; neither are the signs that
// stand beside them.
func (b *bot) questionOf(m discordMessage) string {
	text := m.Content
	for _, mention := range []string{"<@" + b.self + ">", "<@!" + b.self + ">"} {
		for _, sign := range []string{",", ":", ""} {
			text = strings.ReplaceAll(text, mention+sign, " ")
		}
	}
	return strings.TrimSpace(m.title + "\n" + text)
}

// guild is what the bot reads of a server.
type guild struct {
	ID          string    `json:"id"`
	Locale      string    `json:"preferred_locale"`
	Channels    []channel `json:"channels"`
	Threads     []channel `json:"threads"` // active ones
	Unavailable bool      `json:"unavailable"`
	Owner       string    `json:"owner_id"`
	Roles       []role    `json:"roles"`
	Members     []member  `json:"members"` // the bot itself, and who else Discord likes to tell of
}

// receiveGuild remembers the server's language, and once a start looks for
// commands that were registered in it before they became global.
func (b *bot) receiveGuild(ctx context.Context, g guild) {
	if !g.Unavailable {
		b.rememberGuild(g)
		b.catchUp.guild(ctx, g)
		if b.hasDesk(append(g.Channels, g.Threads...)) {
			b.foundDesk(g.ID)
		}
		b.noticeLacks(g)
	}
	b.mu.Lock()
	for _, c := range append(g.Channels, g.Threads...) {
		b.rememberChannel(c)
	}
	_, looked := b.cleared[g.ID]
	b.cleared[g.ID] = struct{}{}
	b.mu.Unlock()
	if looked || b.GuildID != "" {
		return
	}
	b.chore(func(ctx context.Context) {
		if err := b.clearCommands(ctx, g.ID); err != nil {
			b.Logger.Warn("stale commands of a server not removed", "guild", g.ID, "error", err)
		}
	})
}

// rememberGuild notes the language of a server, and who governs it.
func (b *bot) rememberGuild(g guild) {
	b.admins.learn(g)
	b.mu.Lock()
	defer b.mu.Unlock()
	b.locales[g.ID] = g.Locale
}
