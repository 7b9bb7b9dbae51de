package discordtest

import (
	"slices"
	"strings"
	"time"
)

// lookups are the routes that only look at the world, and those for direct
// messages.
func lookups() []route {
	return []route{
		{"GET", "/gateway", true, func(s *Server, _ *call) reply { return ok(object{"url": s.gatewayURL()}) }},
		{"GET", "/gateway/bot", false, (*Server).gatewayBot},
		{"GET", "/users/@me", false, func(s *Server, _ *call) reply { return ok(s.bot) }},
		{"POST", "/users/@me/channels", false, (*Server).openDM},
		{"GET", "/users/@me/guilds", false, (*Server).listGuilds},
		{"GET", "/users/*", false, (*Server).getUser},
		{"GET", "/oauth2/applications/@me", false, func(s *Server, _ *call) reply { return ok(s.application()) }},
		{"GET", "/applications/@me", false, func(s *Server, _ *call) reply { return ok(s.application()) }},
		{"GET", "/guilds/*", false, inGuild((*Server).wireGuild)},
		{"GET", "/guilds/*/channels", false, inGuild((*Server).guildChannels)},
		{"GET", "/guilds/*/roles", false, func(s *Server, c *call) reply {
			g := s.guildByID(c.args[0])
			if g == nil {
				return errUnknownGuild()
			}
			return ok(g.wireRoles())
		}},
		{"GET", "/guilds/*/threads/active", false, (*Server).activeThreads},
		{"GET", "/guilds/*/members/*", false, (*Server).getMember},
		{"GET", "/channels/*", false, (*Server).getChannel},
	}
}

// inGuild is a route that shows something of the guild in its path.
func inGuild[T any](show func(*Server, *guild) T) func(*Server, *call) reply {
	return func(s *Server, c *call) reply {
		g := s.guildByID(c.args[0])
		if g == nil {
			return errUnknownGuild()
		}
		return ok(show(s, g))
	}
}

func (s *Server) gatewayBot(*call) reply {
	l := startLimit{1000, 1000, 24 * time.Hour}
	if s.limit != nil {
		l = *s.limit
	}
	return ok(object{"url": s.gatewayURL(), "shards": 1, "session_start_limit": object{"total": l.total,
		"remaining": max(l.remaining-s.identifies, 0), "reset_after": l.reset.Milliseconds(), "max_concurrency": 1}})
}

func (s *Server) openDM(c *call) reply {
	var body struct {
		RecipientID string `json:"recipient_id"`
	}
	if !c.decode(&body) {
		return errBadJSON()
	}
	u, known := s.users[body.RecipientID]
	if !known || u.ID == s.bot.ID {
		return refuse(400, 50033, "Invalid Recipient(s)")
	}
	return ok(s.wireChannel(s.dm(u)))
}

func (s *Server) listGuilds(*call) reply {
	out := []any{}
	for _, g := range s.guilds {
		out = append(out, object{"id": g.ID, "name": g.Name, "icon": nil, "owner": false, "features": []any{},
			"permissions": "0"})
	}
	return ok(out)
}

func (s *Server) getUser(c *call) reply {
	if u, known := s.users[c.args[0]]; known {
		return ok(u)
	}
	return refuse(404, 10013, "Unknown User")
}

func (s *Server) guildChannels(g *guild) []any {
	out := []any{}
	for _, c := range s.channels {
		if c.GuildID == g.ID && !c.isThread() {
			out = append(out, s.wireChannel(*c))
		}
	}
	return out
}

func (s *Server) activeThreads(c *call) reply {
	if s.guildByID(c.args[0]) == nil {
		return errUnknownGuild()
	}
	threads := []any{}
	for _, channel := range slices.Backward(s.channels) {
		if channel.GuildID == c.args[0] && channel.isThread() && !channel.Archived && channel.allows(PermViewChannel) {
			threads = append(threads, s.wireChannel(*channel))
		}
	}
	return ok(object{"threads": threads, "members": []any{}, "has_more": false})
}

func (s *Server) getMember(c *call) reply {
	g := s.guildByID(c.args[0])
	switch {
	case g == nil:
		return errUnknownGuild()
	case !slices.Contains(g.members, c.args[1]):
		return refuse(404, 10007, "Unknown Member")
	}
	return ok(s.wireMember(g, c.args[1], true))
}

func (s *Server) getChannel(c *call) reply {
	channel, failed := s.reach(c.args[0], PermViewChannel)
	if channel == nil {
		return failed
	}
	return ok(s.wireChannel(*channel))
}

// reach is a channel in which the bot may do something, or nil and the error
// that Discord answers.
func (s *Server) reach(channelID string, permissions int64) (*Channel, reply) {
	c := s.channelByID(channelID)
	switch {
	case c == nil:
		return nil, errUnknownChannel()
	case c.Type == DMChannel && !c.allows(permissions):
		return nil, refuse(403, 50007, "Cannot send messages to this user")
	case !c.allows(PermViewChannel):
		return nil, errMissingAccess()
	case !c.allows(permissions):
		return nil, errMissingPerms()
	}
	return c, reply{}
}

func (s *Server) showTyping(c *call) reply {
	channel, failed := s.reach(c.args[0], sendPermission(s.channelByID(c.args[0])))
	if channel == nil {
		return failed
	}
	s.typing[channel.ID]++
	return done()
}

// sendPermission is what it takes to write in a channel.
func sendPermission(c *Channel) int64 {
	if c != nil && c.isThread() {
		return PermViewChannel | PermSendInThreads
	}
	return PermViewChannel | PermSendMessages
}

func (s *Server) putReaction(c *call) reply {
	r, failed := s.reaction(c)
	if failed.status != 0 {
		return failed
	}
	s.react(r)
	return done()
}

func (s *Server) deleteReaction(c *call) reply {
	r, failed := s.reaction(c)
	if failed.status != 0 {
		return failed
	}
	s.unreact(r)
	return done()
}

// reaction is the bot's reaction that a request names.
func (s *Server) reaction(c *call) (Reaction, reply) {
	channel, failed := s.reach(c.args[0], PermViewChannel|PermReadHistory|PermAddReactions)
	if channel == nil {
		return Reaction{}, failed
	}
	emoji := c.args[2]
	switch m := s.live(c.args[1]); {
	case m == nil || m.ChannelID != channel.ID || m.Ephemeral():
		return Reaction{}, errUnknownMessage()
	case !strings.ContainsFunc(emoji, func(r rune) bool { return r > 0x7f || r == ':' }):
		return Reaction{}, refuse(400, 10014, "Unknown Emoji")
	}
	return Reaction{UserID: s.bot.ID, ChannelID: c.args[0], MessageID: c.args[1], Emoji: emoji}, reply{}
}
