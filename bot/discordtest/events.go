package discordtest

import (
	"regexp"
	"slices"
	"strings"
	"time"

	json "github.com/go-json-experiment/json/v1"
)

// MessageOption changes a message that SendMessage makes.
type MessageOption func(*draft)

// draft is a message before it is sent.
type draft struct {
	Message
	id      string
	replyTo *Message
	silent  bool // does not ping the author of what it answers
	unseen  bool
	at      time.Time
}

// ReplyTo makes the message a reply that pings its author.
func ReplyTo(m Message) MessageOption { return func(d *draft) { d.replyTo = &m } }

// WithoutPing makes a reply that does not ping.
func WithoutPing() MessageOption { return func(d *draft) { d.silent = true } }

// FromWebhook marks the message as sent by a webhook with that id.
func FromWebhook(id string) MessageOption { return func(d *draft) { d.WebhookID = id } }

// OfType sets the message type: 0 default, 6 pin notice, 7 join notice …
func OfType(t int) MessageOption { return func(d *draft) { d.Type = t } }

// WithAttachment adds a file; id and URLs are filled in when empty.
func WithAttachment(a Attachment) MessageOption {
	return func(d *draft) { d.Attachments = append(d.Attachments, a) }
}

// SentAt dates the message (id and timestamp), e.g. into the past.
func SentAt(at time.Time) MessageOption { return func(d *draft) { d.at = at } }

// Unseen puts the message into the world without an event, as when it is lost.
func Unseen() MessageOption { return func(d *draft) { d.unseen = true } }

// withID gives the message that id: a forum post's first message.
func withID(id string) MessageOption { return func(d *draft) { d.id = id } }

// SendMessage puts a message into a channel and sends MESSAGE_CREATE to every
// session. <@id> and <@&id> in the content become mentions, @everyone too.
// Sessions without the Message Content intent receive it without content
// unless it is a direct message, mentions the bot, or is the bot's own.
// Connections that are down receive it when they resume.
func (s *Server) SendMessage(author User, channelID, content string, options ...MessageOption) Message {
	s.mu.Lock()
	known := s.channelByID(channelID) != nil
	var m Message
	if known {
		m = s.say(author, channelID, content, options)
	}
	s.mu.Unlock()
	if !known {
		s.fail("SendMessage: there is no channel %q", channelID)
	}
	return m
}

// say is SendMessage with the lock held and the channel known.
func (s *Server) say(author User, channelID, content string, options []MessageOption) Message {
	d := draft{Message: Message{ChannelID: channelID, Author: author, Content: content}}
	for _, option := range options {
		option(&d)
	}
	channel := s.channelByID(channelID)
	if g := s.guildByID(channel.GuildID); g != nil && d.WebhookID == "" {
		g.join(author.ID)
	}
	d.Mentions, d.MentionRoles, d.MentionEveryone = s.mentions(content)
	if d.replyTo != nil {
		d.Type = 19
		d.Reference = &MessageReference{MessageID: d.replyTo.ID, ChannelID: d.replyTo.ChannelID, GuildID: channel.GuildID}
		if to := d.replyTo.Author; !d.silent && !hasUser(d.Mentions, to.ID) {
			d.Mentions = append(d.Mentions, to)
		}
	}
	switch {
	case d.id != "":
		d.ID = d.id
	case !d.at.IsZero():
		d.ID, d.Timestamp = s.snowflakeAt(d.at), d.at
	}
	for i := range d.Attachments {
		s.completeAttachment(channelID, &d.Attachments[i])
	}
	return s.post(d.Message, !d.unseen).clone()
}

// post puts a message into the world, with an event if asked. The lock is held.
func (s *Server) post(m Message, event bool) *record {
	if m.ID == "" {
		m.ID = s.snowflake()
	}
	if m.Timestamp.IsZero() {
		m.Timestamp = s.now()
	}
	m.Timestamp = m.Timestamp.UTC().Truncate(time.Millisecond)
	m.History = []string{m.Content}
	m = m.clone()
	r := &record{Message: m}
	s.messages[m.ID] = r
	s.file(r)
	list := s.byChannel[m.ChannelID]
	at, _ := slices.BinarySearchFunc(list, m.ID, func(r *record, id string) int { return compareIDs(r.ID, id) })
	s.byChannel[m.ChannelID] = slices.Insert(list, at, r)
	if !m.Ephemeral() {
		if c := s.channelByID(m.ChannelID); c != nil && compareIDs(c.LastMessageID, m.ID) < 0 {
			c.LastMessageID = m.ID
		}
		if event {
			s.dispatchMessage("MESSAGE_CREATE", r.Message)
		}
	}
	s.signal()
	return r
}

// EditMessage changes a message as its author would (MESSAGE_UPDATE).
func (s *Server) EditMessage(messageID, content string) Message {
	s.mu.Lock()
	r := s.live(messageID)
	var m Message
	if r != nil {
		r.Mentions, r.MentionRoles, r.MentionEveryone = s.mentions(content)
		r.setContent(content)
		s.edited(r)
		m = r.clone()
	}
	s.mu.Unlock()
	if r == nil {
		s.fail("EditMessage: there is no message %q", messageID)
	}
	return m
}

func (r *record) setContent(content string) {
	r.Content = content
	r.History = append(r.History, content)
}

// edited dates the change of a message and tells the sessions.
func (s *Server) edited(r *record) {
	now := s.now().UTC().Truncate(time.Millisecond)
	r.EditedTimestamp = &now
	if !r.Ephemeral() {
		s.dispatchMessage("MESSAGE_UPDATE", r.Message)
	}
	s.signal()
}

// DeleteMessage deletes a message as its author would (MESSAGE_DELETE).
func (s *Server) DeleteMessage(messageID string) {
	s.mu.Lock()
	r := s.live(messageID)
	if r != nil {
		s.delete(r)
	}
	s.mu.Unlock()
	if r == nil {
		s.fail("DeleteMessage: there is no message %q", messageID)
	}
}

func (s *Server) delete(r *record) {
	r.deleted = true
	list := s.byChannel[r.ChannelID]
	s.byChannel[r.ChannelID] = slices.DeleteFunc(list, func(other *record) bool { return other == r })
	if !r.Ephemeral() {
		s.dispatchIn(r.ChannelID, "MESSAGE_DELETE", intentGuildMessages, intentDMs,
			object{"id": r.ID, "channel_id": r.ChannelID})
	}
	s.signal()
}

// React adds a person's reaction (MESSAGE_REACTION_ADD).
func (s *Server) React(user User, messageID, emoji string) {
	s.mu.Lock()
	r := s.live(messageID)
	if r != nil {
		s.react(Reaction{UserID: user.ID, ChannelID: r.ChannelID, MessageID: r.ID, Emoji: emoji})
	}
	s.mu.Unlock()
	if r == nil {
		s.fail("React: there is no message %q", messageID)
	}
}

func (s *Server) react(r Reaction) {
	if slices.Contains(s.reactions, r) {
		return
	}
	s.reactions = append(s.reactions, r)
	s.dispatchReaction("MESSAGE_REACTION_ADD", r)
	s.signal()
}

func (s *Server) unreact(r Reaction) {
	if i := slices.Index(s.reactions, r); i >= 0 {
		s.reactions = slices.Delete(s.reactions, i, i+1)
		s.dispatchReaction("MESSAGE_REACTION_REMOVE", r)
		s.signal()
	}
}

func (s *Server) dispatchReaction(event string, r Reaction) {
	data := object{"user_id": r.UserID, "channel_id": r.ChannelID, "message_id": r.MessageID,
		"emoji": wireEmoji(r.Emoji), "burst": false, "type": 0}
	if m := s.live(r.MessageID); m != nil {
		data["message_author_id"] = m.Author.ID
	}
	if g := s.guildByID(s.guildOf(r.ChannelID)); g != nil {
		data["member"] = s.wireMember(g, r.UserID, true)
	}
	s.dispatchIn(r.ChannelID, event, intentGuildReactions, intentDMReactions, data)
}

// Resend sends MESSAGE_CREATE of a message once more, as Discord sometimes does.
func (s *Server) Resend(m Message) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.dispatchMessage("MESSAGE_CREATE", m)
}

// SendRaw sends an event with any data, to every session whatever its intents:
// for what the fake cannot make. data is JSON, and may be something that no
// client understands.
func (s *Server) SendRaw(event, data string) {
	if !json.Valid([]byte(data)) {
		s.fail("SendRaw: %s: not JSON: %s", event, data)
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, n := range s.sessions {
		n.send(event, json.RawMessage(data))
	}
}

// MessageJSON is a message as MESSAGE_CREATE would carry it, to be bent and
// sent with SendRaw.
func (s *Server) MessageJSON(m Message) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return string(encode(s.eventMessage(m.clone())))
}

// ForgetNonces makes the fake forget which nonces were used, as after
// Config.NonceWindow.
func (s *Server) ForgetNonces() {
	s.mu.Lock()
	defer s.mu.Unlock()
	clear(s.nonces)
}

var (
	userMention = regexp.MustCompile(`<@!?(\d+)>`)
	roleMention = regexp.MustCompile(`<@&(\d+)>`)
)

// mentions are the known people, the roles, and whether everyone is mentioned.
func (s *Server) mentions(content string) ([]User, []string, bool) {
	var users []User
	for _, match := range userMention.FindAllStringSubmatch(content, -1) {
		if u, known := s.users[match[1]]; known && !hasUser(users, u.ID) {
			users = append(users, u)
		}
	}
	var roles []string
	for _, match := range roleMention.FindAllStringSubmatch(content, -1) {
		roles = append(roles, match[1])
	}
	return users, roles, strings.Contains(content, "@everyone") || strings.Contains(content, "@here")
}

func hasUser(users []User, id string) bool {
	return slices.ContainsFunc(users, func(u User) bool { return u.ID == id })
}

func (w *world) guildOf(channelID string) string {
	if c := w.channelByID(channelID); c != nil {
		return c.GuildID
	}
	return ""
}

// clone is a copy that shares nothing that changes; lists are never nil, since
// Discord sends empty ones.
func (m Message) clone() Message {
	m.Mentions = append([]User{}, m.Mentions...)
	m.MentionRoles = append([]string{}, m.MentionRoles...)
	m.Attachments = append([]Attachment{}, m.Attachments...)
	m.Embeds = append([]json.RawMessage{}, m.Embeds...)
	m.Components = append([]json.RawMessage{}, m.Components...)
	m.History = append([]string{}, m.History...)
	return m
}
