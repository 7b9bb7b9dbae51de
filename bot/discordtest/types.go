package discordtest

import (
	"time"

	json "github.com/go-json-experiment/json/v1"
)

// ChannelType is Discord's number for a kind of channel.
type ChannelType int

// The kinds of channel that the fake knows.
const (
	TextChannel   ChannelType = 0
	DMChannel     ChannelType = 1
	NewsChannel   ChannelType = 5
	PublicThread  ChannelType = 11
	PrivateThread ChannelType = 12
	ForumChannel  ChannelType = 15
)

// Permissions of the bot in a channel, as Discord's bits.
const (
	PermAddReactions   = 1 << 6
	PermViewChannel    = 1 << 10
	PermSendMessages   = 1 << 11
	PermManageMessages = 1 << 13
	PermEmbedLinks     = 1 << 14
	PermAttachFiles    = 1 << 15
	PermReadHistory    = 1 << 16
	PermCreateThreads  = 1 << 35
	PermSendInThreads  = 1 << 38
	PermAll            = 1<<53 - 1
)

// Message flags that the fake knows.
const (
	FlagSuppressEmbeds = 1 << 2
	FlagEphemeral      = 1 << 6
	FlagLoading        = 1 << 7
	FlagComponentsV2   = 1 << 15
)

// User is a person or a bot.
type User struct {
	ID            string  `json:"id"` // "": AddUser gives one
	Username      string  `json:"username"`
	GlobalName    *string `json:"global_name"`
	Discriminator string  `json:"discriminator"`
	Avatar        *string `json:"avatar"`
	Bot           bool    `json:"bot,omitempty"`
	System        bool    `json:"system,omitempty"`
	PublicFlags   int     `json:"public_flags"`
}

// Mention is the text that mentions the user.
func (u User) Mention() string { return "<@" + u.ID + ">" }

// Guild is a Discord server.
type Guild struct {
	ID              string `json:"id"` // "": AddGuild gives one
	Name            string `json:"name"`
	OwnerID         string `json:"owner_id"`
	PreferredLocale string `json:"preferred_locale"` // "": en-US
}

// Role is a role of a guild. Permissions are Discord's bits.
type Role struct {
	ID          string // "": AddRole gives one
	Name        string
	Permissions int64
}

// Channel is a text channel, thread, forum or direct message.
type Channel struct {
	ID            string // "": AddChannel gives one
	Type          ChannelType
	GuildID       string // "" for a direct message
	Name          string
	ParentID      string // of a thread: its channel or forum
	OwnerID       string // of a thread: who opened it
	LastMessageID string // kept by the fake; in a forum the newest thread
	Recipients    []User // of a direct message
	Archived      bool   // of a thread: edits fail with 50083
	Locked        bool
	Permissions   int64 // the bot's, as bits; 0: everything allowed
	MissingAll    bool  // the bot has no permission at all here (50001)
}

// Attachment is a file of a message.
type Attachment struct {
	ID          string `json:"id"`
	Filename    string `json:"filename"`
	Size        int    `json:"size"`
	URL         string `json:"url"`
	ProxyURL    string `json:"proxy_url"`
	ContentType string `json:"content_type,omitempty"`
	Description string `json:"description,omitempty"` // the text for who does not see it

	Data []byte `json:"-"` // of a file that the bot sent
}

// MessageReference points from a reply to what it answers.
type MessageReference struct {
	Type      int    `json:"type"`
	MessageID string `json:"message_id,omitempty"`
	ChannelID string `json:"channel_id"`
	GuildID   string `json:"guild_id,omitempty"`
}

// Message is a message as it stands in its channel.
type Message struct {
	ID              string            `json:"id"`
	ChannelID       string            `json:"channel_id"`
	Author          User              `json:"author"`
	Content         string            `json:"content"`
	Timestamp       time.Time         `json:"timestamp"`
	EditedTimestamp *time.Time        `json:"edited_timestamp"`
	TTS             bool              `json:"tts"`
	MentionEveryone bool              `json:"mention_everyone"`
	Mentions        []User            `json:"mentions"`
	MentionRoles    []string          `json:"mention_roles"`
	Attachments     []Attachment      `json:"attachments"`
	Embeds          []json.RawMessage `json:"embeds"`
	Components      []json.RawMessage `json:"components"`
	Pinned          bool              `json:"pinned"`
	Type            int               `json:"type"`
	Flags           int               `json:"flags"`
	WebhookID       string            `json:"webhook_id,omitempty"`
	ApplicationID   string            `json:"application_id,omitempty"`
	Nonce           json.RawMessage   `json:"nonce,omitempty"`
	Reference       *MessageReference `json:"message_reference,omitempty"`
	Interaction     *Origin           `json:"interaction_metadata,omitempty"`

	// AllowedMentions is what the latest request said, byte for byte; nil when
	// it said nothing or the message came from the test.
	AllowedMentions json.RawMessage `json:"-"`
	// History holds every content the message has had, oldest first, so the
	// last element is Content.
	History []string `json:"-"`
}

// Ephemeral tells whether only the person who invoked the interaction sees it.
func (m Message) Ephemeral() bool { return m.Flags&FlagEphemeral != 0 }

// Origin names the interaction that a message answers.
type Origin struct {
	ID   string `json:"id"`
	Type int    `json:"type"`
	User User   `json:"user"`
	Name string `json:"name,omitempty"`
}

// Reaction is one person's reaction to a message. Emoji is the character, or
// "name:id" for a custom one.
type Reaction struct {
	UserID, ChannelID, MessageID, Emoji string
}

// Request is one REST request as it came, in order of arrival.
type Request struct {
	Method string
	Path   string // without "/api/v9" and the query, percent-encoded as it came
	Query  string
	Auth   bool // the right bot token came with it
	Body   []byte
	Status int       // what was answered; 0: not yet, or the connection was cut
	At     time.Time // when it came, by the real clock
}
