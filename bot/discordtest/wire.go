package discordtest

import (
	"strconv"

	json "github.com/go-json-experiment/json/v1"
)

// object is a JSON object in the making.
type object = map[string]any

// wireMessage is a message as the API and the gateway send it.
type wireMessage struct {
	Message
	GuildID    string          `json:"guild_id,omitempty"`
	Member     any             `json:"member,omitempty"`
	Referenced json.RawMessage `json:"referenced_message,omitempty"`
	Reactions  []any           `json:"reactions,omitempty"`

	to *Message // what Referenced shows
}

// wireMessage renders a message as REST does.
func (s *Server) wireMessage(m Message) wireMessage {
	out := wireMessage{Message: m}
	if m.Reference != nil && m.Type == 19 {
		out.Referenced = json.RawMessage("null")
		if r := s.live(m.Reference.MessageID); r != nil {
			to := r.clone()
			out.to, out.Referenced = &to, encode(wireMessage{Message: to})
		}
	}
	counts := map[string]object{}
	for _, r := range s.reactions {
		if r.MessageID != m.ID {
			continue
		}
		c := counts[r.Emoji]
		if c == nil {
			c = object{"emoji": wireEmoji(r.Emoji), "count": 0, "me": false, "me_burst": false, "burst_colors": []string{}}
			counts[r.Emoji] = c
			out.Reactions = append(out.Reactions, c)
		}
		c["count"] = c["count"].(int) + 1
		c["me"] = c["me"].(bool) || r.UserID == s.bot.ID
	}
	return out
}

// eventMessage renders a message as the gateway does: with guild and member.
func (s *Server) eventMessage(m Message) wireMessage {
	out := s.wireMessage(m)
	c := s.channelByID(m.ChannelID)
	if c == nil || c.GuildID == "" {
		return out
	}
	out.GuildID = c.GuildID
	if g := s.guildByID(c.GuildID); g != nil && m.WebhookID == "" {
		out.Member = s.wireMember(g, m.Author.ID, false)
	}
	return out
}

// veil is a message as seen without the Message Content intent: empty unless it
// is a direct message, mentions the bot, or is the bot's own. What it replies to
// is veiled by the same rule.
func (s *Server) veil(m wireMessage) wireMessage {
	if m.to != nil {
		m.Referenced = encode(s.veil(wireMessage{Message: *m.to}))
	}
	if s.guildOf(m.ChannelID) == "" || m.Author.ID == s.bot.ID || hasUser(m.Mentions, s.bot.ID) {
		return m
	}
	m.Content, m.Attachments = "", []Attachment{}
	m.Embeds, m.Components = []json.RawMessage{}, []json.RawMessage{}
	return m
}

// read is a message as the bot may read it over REST, where the application's
// setting counts rather than a session's intents. Nonces are not kept for that.
func (s *Server) read(r *record) wireMessage {
	m := s.wireMessage(r.clone())
	m.Nonce = nil
	if s.config.NoMessageContent {
		return s.veil(m)
	}
	return m
}

func wireEmoji(emoji string) object {
	for i := range emoji {
		if emoji[i] == ':' {
			return object{"name": emoji[:i], "id": emoji[i+1:]}
		}
	}
	return object{"name": emoji, "id": nil}
}

func wireRole(r Role) object {
	return object{"id": r.ID, "name": r.Name, "permissions": strconv.FormatInt(r.Permissions, 10), "position": 0,
		"color": 0, "hoist": false, "managed": false, "mentionable": false, "icon": nil, "unicode_emoji": nil, "flags": 0}
}

func (g *guild) wireRoles() []any {
	out := []any{}
	for _, r := range g.roles {
		out = append(out, wireRole(r))
	}
	return out
}

// wireMember renders a member; events leave the user out, since the message
// carries it.
func (s *Server) wireMember(g *guild, userID string, withUser bool) object {
	roles := g.given[userID]
	if roles == nil {
		roles = []string{}
	}
	out := object{"roles": roles, "nick": nil, "avatar": nil, "joined_at": "2024-01-01T00:00:00.000000+00:00",
		"premium_since": nil, "communication_disabled_until": nil, "deaf": false, "mute": false, "pending": false, "flags": 0}
	if withUser {
		u, known := s.users[userID]
		if !known {
			u.ID = userID
		}
		out["user"] = u
	}
	return out
}

func (s *Server) wireChannel(c Channel) object {
	out := object{"id": c.ID, "type": c.Type, "flags": 0, "last_message_id": orNull(c.LastMessageID)}
	if c.Type == DMChannel {
		out["recipients"] = c.Recipients
		return out
	}
	out["guild_id"], out["name"], out["parent_id"] = c.GuildID, c.Name, orNull(c.ParentID)
	out["rate_limit_per_user"] = 0
	if c.isThread() {
		out["owner_id"], out["message_count"], out["member_count"] = c.OwnerID, len(s.byChannel[c.ID]), 1
		out["total_message_sent"] = len(s.byChannel[c.ID])
		out["thread_metadata"] = object{"archived": c.Archived, "locked": c.Locked, "auto_archive_duration": 1440,
			"archive_timestamp": "2024-01-01T00:00:00.000000+00:00"}
		return out
	}
	overwrites := []any{}
	if denied := PermAll &^ c.botMay(); denied != 0 {
		overwrites = append(overwrites, object{"id": s.bot.ID, "type": 1, "allow": "0", "deny": strconv.FormatInt(denied, 10)})
	}
	out["permission_overwrites"], out["position"], out["topic"], out["nsfw"] = overwrites, 0, nil, false
	if c.Type == ForumChannel {
		out["available_tags"] = []any{}
	}
	return out
}

// wireGuild is a guild as REST answers it.
func (s *Server) wireGuild(g *guild) object {
	return object{"id": g.ID, "name": g.Name, "owner_id": g.OwnerID, "preferred_locale": g.PreferredLocale,
		"icon": nil, "description": nil, "splash": nil, "banner": nil, "features": []any{}, "emojis": []any{},
		"stickers": []any{}, "roles": g.wireRoles(), "afk_timeout": 300, "afk_channel_id": nil, "system_channel_id": nil,
		"verification_level": 0, "default_message_notifications": 0, "explicit_content_filter": 0, "mfa_level": 0,
		"premium_tier": 0, "nsfw_level": 0, "nsfw": false, "application_id": nil, "region": "deprecated"}
}

// guildCreate is a guild as GUILD_CREATE tells it.
func (s *Server) guildCreate(g *guild) object {
	out := s.wireGuild(g)
	channels, threads, members := []any{}, []any{}, []any{}
	for _, c := range s.channels {
		switch {
		case c.GuildID != g.ID:
		case !c.isThread():
			channels = append(channels, s.wireChannel(*c))
		case !c.Archived && c.allows(PermViewChannel):
			threads = append(threads, s.wireChannel(*c))
		}
	}
	for _, id := range g.members {
		members = append(members, s.wireMember(g, id, true))
	}
	for _, name := range []string{"presences", "voice_states", "stage_instances", "guild_scheduled_events", "soundboard_sounds"} {
		out[name] = []any{}
	}
	out["channels"], out["threads"], out["members"] = channels, threads, members
	out["member_count"], out["large"], out["unavailable"] = len(members), false, false
	out["joined_at"] = "2024-01-01T00:00:00.000000+00:00"
	return out
}

// application is the bot's application as the API tells it.
func (s *Server) application() object {
	flags := 1 << 19 // Message Content, limited: an app in fewer than 100 guilds
	if s.config.NoMessageContent {
		flags = 0
	}
	return object{"id": s.appID, "name": s.bot.Username, "icon": nil, "description": "", "type": nil, "flags": flags,
		"verify_key": "", "bot_public": true, "bot_require_code_grant": false, "bot": s.bot, "owner": s.bot,
		"redirect_uris": []any{}, "interactions_endpoint_url": nil, "approximate_guild_count": len(s.guilds)}
}

func orNull(id string) any {
	if id == "" {
		return nil
	}
	return id
}

// encode is JSON of what can always be encoded.
func encode(v any) json.RawMessage {
	data, err := json.Marshal(v)
	if err != nil {
		panic("discordtest: " + err.Error())
	}
	return data
}
