package bot

import (
	"strconv"
	"sync"

	"github.com/bwmarrin/discordgo"

	"footnote/bot/gateway"
)

// governing are the permissions that make an administrator, each of them.
const governing = discordgo.PermissionAdministrator | discordgo.PermissionManageGuild

// member is what the bot reads of a member of a server. Permissions come with
// interactions, roles also with messages.
type member struct {
	User        *user    `json:"user"`
	Nick        string   `json:"nick"`
	Roles       []string `json:"roles"`
	Permissions string   `json:"permissions"`
}

// role is what the bot reads of a role.
type role struct {
	ID          string `json:"id"`
	Permissions string `json:"permissions"`
}

// governs tells whether permissions as Discord writes them are an
// administrator's.
func governs(permissions string) bool {
	bits, err := strconv.ParseInt(permissions, 10, 64)
	return err == nil && bits&governing != 0
}

// admins knows which roles make an administrator: messages tell of their author
// only the roles. The zero value is ready for use; safe for concurrent use.
type admins struct {
	mu     sync.Mutex
	guilds map[string]*government
}

// government is who governs a server.
type government struct {
	owner string
	roles map[string]struct{} // those that may
}

// learn takes in a server's owner and all of its roles.
func (a *admins) learn(g guild) {
	made := &government{owner: g.Owner, roles: map[string]struct{}{}}
	for _, r := range g.Roles {
		made.set(r)
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.guilds == nil {
		a.guilds = map[string]*government{}
	}
	a.guilds[g.ID] = made
}

func (g *government) set(r role) {
	delete(g.roles, r.ID)
	if governs(r.Permissions) {
		g.roles[r.ID] = struct{}{}
	}
}

// setRole takes in a role that was made or changed, and dropRole one that is gone.
func (a *admins) setRole(guildID string, r role) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if g := a.guilds[guildID]; g != nil {
		g.set(r)
	}
}

func (a *admins) dropRole(guildID, roleID string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if g := a.guilds[guildID]; g != nil {
		delete(g.roles, roleID)
	}
}

func (a *admins) forget(guildID string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	delete(a.guilds, guildID)
}

// has tells whether a member governs the server; false when that is not known.
func (a *admins) has(guildID, userID string, m *member) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	g := a.guilds[guildID]
	if guildID == "" || g == nil {
		return false
	}
	_, everyone := g.roles[guildID] // the role of everyone has the server's id
	if everyone || g.owner != "" && g.owner == userID {
		return true
	}
	if m != nil {
		for _, id := range m.Roles {
			if _, ok := g.roles[id]; ok {
				return true
			}
		}
	}
	return false
}

// receiveRole takes in an event of roles.
func (b *bot) receiveRole(e gateway.Event) {
	var change struct {
		GuildID string `json:"guild_id"`
		RoleID  string `json:"role_id"`
		Role    role   `json:"role"`
	}
	switch {
	case !b.decode(e, &change):
	case e.Type == "GUILD_ROLE_DELETE":
		b.admins.dropRole(change.GuildID, change.RoleID)
	default:
		b.admins.setRole(change.GuildID, change.Role)
	}
}
