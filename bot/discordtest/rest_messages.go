package discordtest

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	json "github.com/go-json-experiment/json/v1"
)

// messageBody is the JSON of a request that makes or changes a message.
type messageBody struct {
	Content         *string           `json:"content"`
	Embeds          []json.RawMessage `json:"embeds"`
	Components      []json.RawMessage `json:"components"`
	Attachments     []attachmentBody  `json:"attachments"`
	StickerIDs      []string          `json:"sticker_ids"`
	Poll            json.RawMessage   `json:"poll"`
	Flags           int               `json:"flags"`
	TTS             bool              `json:"tts"`
	AllowedMentions json.RawMessage   `json:"allowed_mentions"`
	Nonce           json.RawMessage   `json:"nonce"`
	EnforceNonce    bool              `json:"enforce_nonce"`
	Reference       *referenceBody    `json:"message_reference"`

	has map[string]json.RawMessage // which fields there are at all
}

type referenceBody struct {
	Type      int    `json:"type"`
	MessageID string `json:"message_id"`
	ChannelID string `json:"channel_id"`
	GuildID   string `json:"guild_id"`
	Must      *bool  `json:"fail_if_not_exists"` // absent: true
}

// readMessage decodes and checks what every message must obey; the second
// result has a status when Discord would refuse.
func readMessage(data []byte) (messageBody, reply) {
	var b messageBody
	if json.Unmarshal(data, &b.has) != nil {
		return b, errBadJSON()
	}
	if err := json.Unmarshal(data, &b); err != nil {
		errs := formErrors{}
		errs.add("_body", "BASE_TYPE_BAD_TYPE", err.Error())
		return b, errs.reply()
	}
	return b, reply{}
}

// allow computes whom a message by the bot mentions.
func (s *Server) allow(m *Message, allowed json.RawMessage) {
	users, roles, everyone := s.mentions(m.Content)
	m.AllowedMentions = allowed
	replied := true
	if len(allowed) > 0 && string(allowed) != "null" {
		var a struct {
			Parse, Users, Roles []string
			RepliedUser         bool `json:"replied_user"`
		}
		_ = json.Unmarshal(allowed, &a) // a wrong shape allows nobody
		replied = a.RepliedUser
		everyone = everyone && slices.Contains(a.Parse, "everyone")
		users = slices.DeleteFunc(users, func(u User) bool {
			return !slices.Contains(a.Parse, "users") && !slices.Contains(a.Users, u.ID)
		})
		roles = slices.DeleteFunc(roles, func(id string) bool {
			return !slices.Contains(a.Parse, "roles") && !slices.Contains(a.Roles, id)
		})
	}
	if m.Type == 19 && m.Reference != nil && replied {
		if r := s.live(m.Reference.MessageID); r != nil && !hasUser(users, r.Author.ID) {
			users = append(users, r.Author)
		}
	}
	m.Mentions, m.MentionRoles, m.MentionEveryone = users, roles, everyone
}

// fill puts the fields of a body into a message, and the files.
func (s *Server) fill(m *Message, b messageBody, files []Attachment) {
	if _, there := b.has["content"]; there {
		m.Content = ""
		if b.Content != nil {
			m.Content = *b.Content
		}
	}
	if _, there := b.has["embeds"]; there {
		m.Embeds = b.Embeds
	}
	if _, there := b.has["components"]; there {
		m.Components = b.Components
	}
	s.attach(m, b, files)
	s.allow(m, b.AllowedMentions)
}

// createMessage is POST /channels/{id}/messages.
func (s *Server) createMessage(c *call) reply {
	b, failed := readMessage(c.body)
	if failed.status != 0 {
		return failed
	}
	channel, failed := s.reach(c.args[0], sendPermission(s.channelByID(c.args[0])))
	if channel == nil {
		return failed
	}
	if channel.Type == ForumChannel {
		return refuse(400, 50008, "Cannot send messages in a non-text channel")
	}
	nonce := strings.Trim(string(b.Nonce), `"`)
	if nonce == "null" {
		nonce = ""
	}
	if id := s.nonced(channel.ID, nonce); id != "" && b.EnforceNonce {
		if r := s.live(id); r != nil {
			return ok(s.wireMessage(r.Message))
		}
		return errUnknownMessage()
	}
	m := Message{ChannelID: channel.ID, Author: s.bot, TTS: b.TTS, Nonce: b.Nonce}
	m.Flags = b.Flags & (FlagSuppressEmbeds | FlagComponentsV2 | 1<<12)
	errs := formErrors{}
	checkAttachments(Message{}, b, c.files, errs)
	if len(nonce) > 25 {
		errs.add("nonce", "NONCE_TYPE_INVALID", "Nonce must be 25 characters or fewer.")
	}
	if failed := s.refer(&m, channel, b.Reference, errs); failed.status != 0 {
		return failed
	}
	s.fill(&m, b, c.files)
	if failed := checkMessage(m, b, errs); failed.status != 0 {
		return failed
	}
	if len(c.files) > 0 && channel.Type != DMChannel && !channel.allows(PermAttachFiles) {
		return errMissingPerms()
	}
	if channel.Locked && channel.Archived {
		return refuse(400, 50083, "Thread is archived")
	}
	channel.Archived = false // writing wakes an archived thread
	r := s.post(m, true)
	s.rememberNonce(channel.ID, nonce, r.ID)
	return ok(s.wireMessage(r.Message))
}

// nonced is the message that was created with the nonce within the window, deleted
// or not; "" if none was.
func (s *Server) nonced(channelID, nonce string) string {
	n, known := s.nonces[channelID+" "+nonce]
	if !known || s.now().Sub(n.at) >= s.config.NonceWindow {
		return ""
	}
	return n.id
}

// maxNonces is of how many messages the nonces are kept at least.
const maxNonces = 10_000

func (s *Server) rememberNonce(channelID, nonce, id string) {
	if nonce == "" {
		return
	}
	if len(s.nonces) > 2*maxNonces {
		maps.DeleteFunc(s.nonces, func(_ string, n noncedMessage) bool { return s.now().Sub(n.at) >= s.config.NonceWindow })
	}
	s.nonces[channelID+" "+nonce] = noncedMessage{id, s.now()}
}

// refer makes a message a reply when the request says so.
func (s *Server) refer(m *Message, channel *Channel, ref *referenceBody, errs formErrors) reply {
	if ref == nil {
		return reply{}
	}
	if channel.Type != DMChannel && !channel.allows(PermReadHistory) {
		return refuse(403, 160002, "Cannot reply without permission to read message history")
	}
	to := s.live(ref.MessageID)
	if to == nil || to.ChannelID != channel.ID || to.Ephemeral() {
		if ref.Must == nil || *ref.Must {
			errs.add("message_reference", "REPLIES_UNKNOWN_MESSAGE", "Unknown message")
		}
		return reply{}
	}
	m.Type = 19
	m.Reference = &MessageReference{MessageID: to.ID, ChannelID: channel.ID, GuildID: channel.GuildID}
	return reply{}
}

// listMessages is GET /channels/{id}/messages: newest first, whichever way one
// looks.
func (s *Server) listMessages(c *call) reply {
	channel, failed := s.reach(c.args[0], PermViewChannel)
	if channel == nil {
		return failed
	}
	limit, err := strconv.Atoi(c.query.Get("limit"))
	if c.query.Get("limit") == "" {
		limit, err = 50, nil
	}
	if err != nil || limit < 1 || limit > 100 {
		errs := formErrors{}
		errs.add("limit", "NUMBER_TYPE_MAX", "int value should be between 1 and 100.")
		return errs.reply()
	}
	var list []*record
	if channel.allows(PermReadHistory) {
		for _, r := range s.byChannel[channel.ID] {
			if !r.Ephemeral() {
				list = append(list, r)
			}
		}
	}
	out := []wireMessage{}
	for _, r := range slices.Backward(window(list, c.query.Get, limit)) {
		out = append(out, s.read(r))
	}
	return ok(out)
}

// window is the part of a channel that the query asks for, oldest first.
func window(list []*record, query func(string) string, limit int) []*record {
	place := func(id string) int { // how many messages are older than id
		at, _ := slices.BinarySearchFunc(list, id, func(r *record, id string) int { return compareIDs(r.ID, id) })
		return at
	}
	from, to := 0, len(list)
	switch after, before, around := query("after"), query("before"), query("around"); {
	case around != "":
		from = max(0, place(around)-limit/2)
		to = min(len(list), from+limit)
	case after != "":
		for from = place(after); from < len(list) && compareIDs(list[from].ID, after) <= 0; {
			from++
		}
		to = min(len(list), from+limit)
	default:
		if before != "" {
			to = place(before)
		}
		from = max(0, to-limit)
	}
	return list[from:to]
}

// findMessage is the message that a request names, or the error that Discord answers.
func (s *Server) findMessage(c *call, permissions int64) (*record, reply) {
	channel, failed := s.reach(c.args[0], permissions)
	if channel == nil {
		return nil, failed
	}
	r := s.live(c.args[1])
	if r == nil || r.ChannelID != channel.ID || r.Ephemeral() {
		return nil, errUnknownMessage()
	}
	return r, reply{}
}

// getMessage is GET /channels/{id}/messages/{id}.
func (s *Server) getMessage(c *call) reply {
	r, failed := s.findMessage(c, PermViewChannel|PermReadHistory)
	if r == nil {
		return failed
	}
	return ok(s.read(r))
}

// patchMessage is PATCH /channels/{id}/messages/{id}.
func (s *Server) patchMessage(c *call) reply {
	b, failed := readMessage(c.body)
	if failed.status != 0 {
		return failed
	}
	r, failed := s.findMessage(c, PermViewChannel)
	switch {
	case r == nil:
		return failed
	case s.channelByID(r.ChannelID).Archived:
		return refuse(400, 50083, "Thread is archived")
	case r.Author.ID != s.bot.ID:
		return refuse(403, 50005, "Cannot edit a message authored by another user")
	}
	return s.change(r, b, c.files)
}

// change edits a message of the bot.
func (s *Server) change(r *record, b messageBody, files []Attachment) reply {
	m := r.clone()
	if _, there := b.has["flags"]; there {
		const settable = FlagSuppressEmbeds | FlagComponentsV2
		m.Flags = m.Flags&^FlagSuppressEmbeds | b.Flags&settable
	}
	m.Flags &^= FlagLoading
	errs := formErrors{}
	checkAttachments(m, b, files, errs)
	s.fill(&m, b, files)
	if failed := checkMessage(m, b, errs); failed.status != 0 {
		return failed
	}
	content := m.Content
	r.Message = m.clone()
	r.setContent(content)
	s.edited(r)
	return ok(s.wireMessage(r.Message))
}

// removeMessage is DELETE /channels/{id}/messages/{id}.
func (s *Server) removeMessage(c *call) reply {
	r, failed := s.findMessage(c, PermViewChannel)
	if r == nil {
		return failed
	}
	channel := s.channelByID(r.ChannelID)
	if r.Author.ID != s.bot.ID && (channel.Type == DMChannel || !channel.allows(PermManageMessages)) {
		return errMissingPerms()
	}
	s.delete(r)
	return done()
}
