package bot

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/bwmarrin/discordgo"

	"footnote/message"
)

// overwrite is what a channel allows or denies a role or a member.
type overwrite struct {
	ID    string `json:"id"`
	Type  int    `json:"type"` // overwriteRole or of a member
	Allow string `json:"allow"`
	Deny  string `json:"deny"`
}

const overwriteRole = 0

// need is a permission that the bot needs in a channel; name is a key of the names
// in message.PermissionsWords.
type need struct {
	name string
	bit  int64
}

// needs are what the bot needs where it answers. Without the first it sees nothing
// of the channel.
var needs = []need{
	{"view", discordgo.PermissionViewChannel},
	{"send", discordgo.PermissionSendMessages},
	{"send_threads", discordgo.PermissionSendMessagesInThreads},
	{"history", discordgo.PermissionReadMessageHistory},
	{"embed", discordgo.PermissionEmbedLinks},
	{"react", discordgo.PermissionAddReactions},
}

// needThreads is what it needs on top where each question gets a thread.
var needThreads = need{"create_threads", discordgo.PermissionCreatePublicThreads}

// needFiles is what it needs on top where it posts digests, which go without files
// otherwise.
var needFiles = need{"attach", discordgo.PermissionAttachFiles}

// standing is what decides on permissions in a server: the roles, and which of them
// somebody has.
type standing struct {
	guild string
	roles map[string]int64 // permissions by role
	self  string           // user id
	has   []string         // roles
	owner bool
}

// standingIn is how the bot stands in a server of which owner and roles are known.
func standingIn(g guild, self string, m member) standing {
	s := standing{guild: g.ID, roles: map[string]int64{}, self: self, has: m.Roles, owner: g.Owner != "" && g.Owner == self}
	for _, r := range g.Roles {
		s.roles[r.ID] = bits(r.Permissions)
	}
	return s
}

// bits reads permissions as Discord writes them; what cannot be read is none.
func bits(permissions string) int64 {
	n, err := strconv.ParseInt(permissions, 10, 64)
	if err != nil {
		return 0
	}
	return n
}

// may returns the permissions in a channel, by Discord's rules: of the roles, then
// what the channel says of everyone, of the roles, and of the member.
func (s standing) may(c channel) int64 {
	all := s.roles[s.guild] // that of everyone
	for _, id := range s.has {
		all |= s.roles[id]
	}
	if s.owner || all&discordgo.PermissionAdministrator != 0 {
		return -1
	}
	var allow, deny int64
	var own *overwrite
	for i, o := range c.Overwrites {
		switch {
		case o.Type != overwriteRole && o.ID == s.self:
			own = &c.Overwrites[i]
		case o.Type != overwriteRole:
		case o.ID == s.guild:
			all = all&^bits(o.Deny) | bits(o.Allow)
		default:
			for _, id := range s.has {
				if id == o.ID {
					allow, deny = allow|bits(o.Allow), deny|bits(o.Deny)
				}
			}
		}
	}
	all = all&^deny | allow
	if own != nil {
		all = all&^bits(own.Deny) | bits(own.Allow)
	}
	return all
}

// everyone is somebody who has no role.
func (s standing) everyone() standing { return standing{guild: s.guild, roles: s.roles} }

// lacking are the names of what the bot needs in a channel and may not do. Where it
// sees nothing, that is all there is to say.
func (s standing) lacking(c channel, set settings) []string {
	may := s.may(c)
	if may&needs[0].bit == 0 {
		return []string{needs[0].name}
	}
	var out []string
	for _, n := range needs {
		if may&n.bit == 0 {
			out = append(out, n.name)
		}
	}
	if set.Threads && may&needThreads.bit == 0 {
		out = append(out, needThreads.name)
	}
	return out
}

// lackingOf are those of some needs, by their names, that are lacking in a channel.
func (s standing) lackingOf(c channel, names ...string) []string {
	return slices.DeleteFunc(s.lacking(c, settings{}), func(name string) bool { return !slices.Contains(names, name) })
}

// lack is what is missing in one channel.
type lack struct {
	channel channel
	names   []string
}

func (l lack) String() string { return l.channel.ID + ": " + strings.Join(l.names, " ") }

// lacks are the channels of a server in which the bot lacks something: of those that
// its settings name, and those in which it is meant to answer: it sees them, and
// members write there. What is named and not among the channels is gone.
func (s standing) lacks(channels []channel, set settings) []lack {
	var out []lack
	gone := set.named()
	for _, c := range channels {
		gone = slices.DeleteFunc(gone, func(id string) bool { return id == c.ID })
		if c.isThread() || c.holdsNone() && c.Type != forum {
			continue
		}
		names := s.lacking(c, set)
		meant := s.may(c)&discordgo.PermissionViewChannel != 0 && s.everyone().may(c)&discordgo.PermissionSendMessages != 0
		if !meant && !set.chose(c.ID) {
			names = s.lackingOf(c, set.needsIn(c.ID)...)
		}
		if len(names) > 0 {
			out = append(out, lack{c, names})
		}
	}
	for _, id := range gone {
		out = append(out, lack{channel{ID: id}, []string{needs[0].name}})
	}
	return out
}

// needsIn is what the bot needs in a channel in which it answers nobody.
func (s settings) needsIn(channelID string) []string {
	if channelID == s.desk {
		return deskNeeds
	}
	return nil
}

// named are the channels among the settings.
func (s settings) named() []string {
	out := append(slices.Clone(s.Auto), s.Channels...)
	if s.Handoff != "" {
		out = append(out, s.Handoff)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// maxLogged is how many channels one line of the log names.
const maxLogged = 20

// noticeLacks logs once in a process what the bot lacks in a server that has just
// told of itself.
func (b *bot) noticeLacks(g guild) {
	var self *member
	for i, m := range g.Members {
		if m.User != nil && m.User.ID == b.self {
			self = &g.Members[i]
		}
	}
	if self == nil {
		return // Discord tells of the bot itself, always
	}
	b.mu.Lock()
	_, known := b.noticed[g.ID]
	b.noticed[g.ID] = struct{}{}
	b.mu.Unlock()
	lacks := standingIn(g, b.self, *self).lacks(g.Channels, b.withDesk(g.ID, b.settings.of(g.ID)))
	if known || len(lacks) == 0 {
		return
	}
	b.Logger.Warn("permissions missing in channels that the bot sees", "guild", g.ID, "channels", listed(lacks), "more", max(len(lacks)-maxLogged, 0),
		"mend", "grant them to the bot's role in the channels' settings, or hide the channels from it")
}

// noticeLacks does so for a server that does not tell of itself, since the session
// was resumed.
func (c *catchUp) noticeLacks(ctx context.Context, g guild) {
	var self member
	if err := c.get(ctx, "/guilds/"+g.ID+"/members/"+c.b.self, &self); err != nil {
		c.b.Logger.Info("not looked up what the bot lacks in channels", "guild", g.ID, "error", err)
		return
	}
	self.User = &user{ID: c.b.self}
	g.Members = []member{self}
	c.b.noticeLacks(g)
}

// listed are the first channels, with what is missing there.
func listed(lacks []lack) string {
	var out []string
	for _, l := range lacks[:min(maxLogged, len(lacks))] {
		out = append(out, l.String())
	}
	return strings.Join(out, "; ")
}

// askStanding asks Discord how the bot stands in a server.
func (a *api) askStanding(ctx context.Context, guildID, self string) (standing, error) {
	var g guild
	var m member
	err := a.do(ctx, request{method: "GET", path: "/guilds/" + guildID, out: &g, repeatable: true})
	if err == nil {
		err = a.do(ctx, request{method: "GET", path: "/guilds/" + guildID + "/members/" + self, out: &m, repeatable: true})
	}
	if err != nil {
		return standing{}, fmt.Errorf("look up permissions in server %s: %w", guildID, err)
	}
	return standingIn(g, self, m), nil
}

// askLacks asks Discord what the bot lacks in the channels of a server.
func (a *api) askLacks(ctx context.Context, guildID, self string, set settings) ([]lack, error) {
	s, err := a.askStanding(ctx, guildID, self)
	if err != nil {
		return nil, err
	}
	var channels []channel
	if err := a.do(ctx, request{method: "GET", path: "/guilds/" + guildID + "/channels", out: &channels, repeatable: true}); err != nil {
		return nil, fmt.Errorf("look up channels of server %s: %w", guildID, err)
	}
	return s.lacks(channels, set), nil
}

// wordLacks words for an administrator what is missing in the channels that the
// settings of a server name.
func wordLacks(lacks []lack, set settings, lang string) []string {
	var out []string
	for _, l := range lacks {
		if l.channel.ID == set.desk || slices.Contains(set.named(), l.channel.ID) {
			out = append(out, message.Missing(lang, l.channel.ID, l.names))
		}
	}
	return out
}
