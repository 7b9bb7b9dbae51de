package discordtest

import (
	"fmt"
	"slices"
	"strconv"
	"time"
)

// epoch is the millisecond from which Discord's ids count.
const epoch = 1420070400000

// everyone is what any member may do.
const everyone = PermAddReactions | PermViewChannel | PermSendMessages | PermEmbedLinks | PermReadHistory | PermCreateThreads | PermSendInThreads | 1<<31

// world is what exists in this Discord. Server.mu guards it.
type world struct {
	now       func() time.Time
	last      uint64 // the latest id given out
	past      uint64 // how many ids were dated by hand
	appID     string
	bot       User
	guildID   string // of the first guild, channel and person
	channelID string
	askerID   string
	users     map[string]User
	guilds    []*guild
	channels  []*Channel
	messages  map[string]*record
	byChannel map[string][]*record // in order of ids
	answers   map[string][]*record // by what they answer, see Answers
	reactions []Reaction
	typing    map[string]int
	nonces    map[string]noncedMessage // by channel and nonce
}

// guild is a Guild with what belongs to it.
type guild struct {
	Guild
	roles   []Role
	members []string            // user ids in order of joining
	given   map[string][]string // role ids by user id
}

// record is a message with what the API does not tell.
type record struct {
	Message
	deleted bool
}

// noncedMessage is what was created with a nonce, and when.
type noncedMessage struct {
	id string
	at time.Time
}

func (w *world) init(now func() time.Time) {
	w.now = now
	w.users, w.messages = map[string]User{}, map[string]*record{}
	w.byChannel, w.answers = map[string][]*record{}, map[string][]*record{}
	w.typing, w.nonces = map[string]int{}, map[string]noncedMessage{}
	w.appID = w.snowflake()
	w.bot = User{ID: w.snowflake(), Username: "footnote", Discriminator: "0000", Bot: true}
	w.users[w.bot.ID] = w.bot
}

// snowflake is a new id, greater than all before.
func (w *world) snowflake() string {
	w.last = max(w.last+1, uint64(max(w.now().UnixMilli()-epoch, 0))<<22)
	return strconv.FormatUint(w.last, 10)
}

// snowflakeAt is a new id dated by hand.
func (w *world) snowflakeAt(at time.Time) string {
	w.past++
	return strconv.FormatUint(uint64(max(at.UnixMilli()-epoch, 0))<<22|w.past&(1<<22-1), 10)
}

// compareIDs orders ids by age.
func compareIDs(a, b string) int {
	if len(a) != len(b) {
		return len(a) - len(b)
	}
	if a < b {
		return -1
	}
	if a > b {
		return 1
	}
	return 0
}

// furnish makes the small world that New promises.
func (s *Server) furnish() {
	g := s.AddGuild(Guild{Name: "Test server"})
	c := s.AddChannel(Channel{GuildID: g.ID, Name: "general"})
	u := s.AddUser(User{Username: "asker"})
	s.guildID, s.channelID, s.askerID = g.ID, c.ID, u.ID
	s.guildByID(g.ID).join(u.ID)
}

// ApplicationID is the id of the bot's application; it differs from the bot's
// user id, as for old bots at Discord.
func (s *Server) ApplicationID() string { return s.appID }

// Bot is the bot's own user.
func (s *Server) Bot() User { return s.bot }

// Guild is the guild of the world that New makes. Zero with Config.Empty.
func (s *Server) Guild() Guild {
	s.mu.Lock()
	defer s.mu.Unlock()
	if g := s.guildByID(s.guildID); g != nil {
		return g.Guild
	}
	return Guild{}
}

// Channel is the text channel of the world that New makes.
func (s *Server) Channel() Channel {
	s.mu.Lock()
	defer s.mu.Unlock()
	if c := s.channelByID(s.channelID); c != nil {
		return *c
	}
	return Channel{}
}

// Asker is the person of the world that New makes.
func (s *Server) Asker() User {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.users[s.askerID]
}

// AddUser adds a person, or another bot. Username and id are filled in when
// empty.
func (s *Server) AddUser(u User) User {
	s.mu.Lock()
	defer s.mu.Unlock()
	if u.ID == "" {
		u.ID = s.snowflake()
	}
	if u.Username == "" {
		u.Username = fmt.Sprintf("user%d", len(s.users))
	}
	if u.Discriminator == "" {
		u.Discriminator = "0"
	}
	s.users[u.ID] = u
	return u
}

// AddGuild adds a guild with the bot in it; connected sessions receive
// GUILD_CREATE.
func (s *Server) AddGuild(g Guild) Guild {
	s.mu.Lock()
	defer s.mu.Unlock()
	if g.ID == "" {
		g.ID = s.snowflake()
	}
	if g.OwnerID == "" {
		g.OwnerID = s.snowflake()
	}
	if g.PreferredLocale == "" {
		g.PreferredLocale = "en-US"
	}
	added := &guild{Guild: g, given: map[string][]string{}}
	added.roles = []Role{{ID: g.ID, Name: "@everyone", Permissions: everyone}}
	added.join(s.bot.ID)
	s.guilds = append(s.guilds, added)
	s.dispatch("GUILD_CREATE", g.ID, intentGuilds, s.guildCreate(added))
	return g
}

// RemoveGuild takes the bot out of a guild (GUILD_DELETE).
func (s *Server) RemoveGuild(guildID string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.guilds = slices.DeleteFunc(s.guilds, func(g *guild) bool { return g.ID == guildID })
	s.channels = slices.DeleteFunc(s.channels, func(c *Channel) bool { return c.GuildID == guildID })
	s.dispatch("GUILD_DELETE", guildID, intentGuilds, object{"id": guildID})
}

// AddRole adds a role to a guild (GUILD_ROLE_CREATE).
func (s *Server) AddRole(guildID string, r Role) Role {
	s.mu.Lock()
	g := s.guildByID(guildID)
	if g != nil {
		if r.ID == "" {
			r.ID = s.snowflake()
		}
		g.roles = append(g.roles, r)
		s.dispatch("GUILD_ROLE_CREATE", guildID, intentGuilds, object{"guild_id": guildID, "role": wireRole(r)})
	}
	s.mu.Unlock()
	if g == nil {
		s.fail("AddRole: there is no guild %q", guildID)
	}
	return r
}

// GiveRole gives a member a role; it counts in member.roles and
// member.permissions of later events.
func (s *Server) GiveRole(guildID, userID, roleID string) {
	s.mu.Lock()
	g := s.guildByID(guildID)
	known := g != nil && slices.ContainsFunc(g.roles, func(r Role) bool { return r.ID == roleID })
	if known {
		g.join(userID)
		g.given[userID] = append(g.given[userID], roleID)
	}
	s.mu.Unlock()
	if !known {
		s.fail("GiveRole: there is no role %q in guild %q", roleID, guildID)
	}
}

// AddChannel adds a channel, forum or thread; connected sessions receive
// CHANNEL_CREATE or THREAD_CREATE. For a direct message see DM.
func (s *Server) AddChannel(c Channel) Channel {
	s.mu.Lock()
	known := s.guildByID(c.GuildID) != nil
	if known {
		c = s.addChannel(c)
	}
	s.mu.Unlock()
	if !known {
		s.fail("AddChannel: there is no guild %q", c.GuildID)
	}
	return c
}

// addChannel is AddChannel with the lock held and the guild known.
func (s *Server) addChannel(c Channel) Channel {
	if c.ID == "" {
		c.ID = s.snowflake()
	}
	if c.isThread() && c.OwnerID == "" {
		c.OwnerID = s.guildByID(c.GuildID).OwnerID
	}
	added := c
	s.channels = append(s.channels, &added)
	if parent := s.channelByID(c.ParentID); parent != nil && parent.Type == ForumChannel {
		parent.LastMessageID = c.ID
	}
	s.dispatch(c.event("CREATE"), c.GuildID, intentGuilds, s.wireChannel(added))
	s.signal()
	return c
}

// SetChannel replaces a channel by its id (CHANNEL_UPDATE or THREAD_UPDATE):
// new permissions, archived, and so on.
func (s *Server) SetChannel(c Channel) {
	s.mu.Lock()
	known := s.channelByID(c.ID)
	if known != nil {
		c.LastMessageID = known.LastMessageID
		*known = c
		s.dispatch(c.event("UPDATE"), c.GuildID, intentGuilds, s.wireChannel(c))
	}
	s.mu.Unlock()
	if known == nil {
		s.fail("SetChannel: there is no channel %q", c.ID)
	}
}

// RemoveChannel deletes a channel (CHANNEL_DELETE or THREAD_DELETE).
func (s *Server) RemoveChannel(channelID string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if c := s.channelByID(channelID); c != nil {
		s.channels = slices.DeleteFunc(s.channels, func(c *Channel) bool { return c.ID == channelID })
		s.dispatch(c.event("DELETE"), c.GuildID, intentGuilds, s.wireChannel(*c))
	}
}

// DM is the direct-message channel between the bot and a person; it is made
// when there is none.
func (s *Server) DM(u User) Channel {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.dm(u)
}

func (s *Server) dm(u User) Channel {
	for _, c := range s.channels {
		if c.Type == DMChannel && c.Recipients[0].ID == u.ID {
			return *c
		}
	}
	c := Channel{ID: s.snowflake(), Type: DMChannel, Recipients: []User{u}}
	s.channels = append(s.channels, &c)
	return c
}

// AddPost opens a forum post: a thread whose starter message has the thread's
// id. Connected sessions receive THREAD_CREATE and MESSAGE_CREATE.
func (s *Server) AddPost(author User, forumID, title, content string) (Channel, Message) {
	s.mu.Lock()
	forum := s.channelByID(forumID)
	if forum == nil {
		s.mu.Unlock()
		s.fail("AddPost: there is no forum %q", forumID)
		return Channel{}, Message{}
	}
	thread := s.addChannel(Channel{Type: PublicThread, GuildID: forum.GuildID, Name: title,
		ParentID: forumID, OwnerID: author.ID, Permissions: forum.Permissions, MissingAll: forum.MissingAll})
	m := s.say(author, thread.ID, content, []MessageOption{withID(thread.ID)})
	s.mu.Unlock()
	return thread, m
}

func (w *world) guildByID(id string) *guild {
	for _, g := range w.guilds {
		if g.ID == id {
			return g
		}
	}
	return nil
}

func (w *world) channelByID(id string) *Channel {
	for _, c := range w.channels {
		if c.ID == id {
			return c
		}
	}
	return nil
}

// live is a message that has not been deleted, or nil.
func (w *world) live(id string) *record {
	if r := w.messages[id]; r != nil && !r.deleted {
		return r
	}
	return nil
}

func (g *guild) join(userID string) {
	if !slices.Contains(g.members, userID) {
		g.members = append(g.members, userID)
	}
}

// permissions are a member's in the whole guild.
func (g *guild) permissions(userID string) int64 {
	if userID == g.OwnerID {
		return PermAll
	}
	var all int64
	for _, r := range g.roles {
		if r.ID == g.ID || slices.Contains(g.given[userID], r.ID) {
			all |= r.Permissions
		}
	}
	return all
}

func (c Channel) isThread() bool { return c.Type == PublicThread || c.Type == PrivateThread }

// event is the name of an event about the channel.
func (c Channel) event(verb string) string {
	if c.isThread() {
		return "THREAD_" + verb
	}
	return "CHANNEL_" + verb
}

// allows tells whether the bot has all the permissions in the channel.
func (c Channel) allows(permissions int64) bool { return c.botMay()&permissions == permissions }

func (c Channel) botMay() int64 {
	switch {
	case c.MissingAll:
		return 0
	case c.Permissions == 0:
		return PermAll
	}
	return c.Permissions
}
