package bot

import (
	"cmp"
	"context"
	"fmt"
	"net/url"
	"strconv"
	"strings"

	"footnote/message"
	"footnote/store"
)

// permissions are what the bot needs in the channels that it answers in, with
// threads for questions where a server sets that, and files beside the digest.
func permissions() int64 {
	all := needThreads.bit | needFiles.bit
	for _, n := range needs {
		all |= n.bit
	}
	return all
}

// Flags of an application that allow the Message Content intent.
const (
	flagContent        = 1 << 18
	flagContentLimited = 1 << 19
)

// applicationInfo is what the bot reads of its application.
type applicationInfo struct {
	ID    string `json:"id"`
	Name  string `json:"name"`
	Flags int    `json:"flags"`
}

func (a applicationInfo) mayReadContent() bool { return a.Flags&(flagContent|flagContentLimited) != 0 }

func (a *api) applicationInfo(ctx context.Context) (applicationInfo, error) {
	var app applicationInfo
	err := a.do(ctx, request{method: "GET", path: "/applications/@me", out: &app, repeatable: true})
	return app, err
}

func (a *api) user(ctx context.Context) (user, error) {
	var u user
	err := a.do(ctx, request{method: "GET", path: "/users/@me", out: &u, repeatable: true})
	return u, err
}

// Report is what Check found.
type Report struct {
	Application string   // name
	InviteURL   string   // adds the bot to a server with the permissions that it needs
	Intents     []string // to be turned on for the application
	Problems    []string // each with its mend
}

// Check validates the token and reports on the application. Engine and
// Announcement are not needed; without a Store nothing is known of what servers
// have set. Its error wraps ErrToken when Discord refuses
// the token.
func Check(ctx context.Context, c Config) (Report, error) {
	c, err := c.withDefaults()
	if err != nil {
		return Report{}, err
	}
	api := newAPI(c)
	defer api.close()
	app, err := api.applicationInfo(ctx)
	if err != nil {
		return Report{}, fmt.Errorf("look up application: %w", err)
	}
	query := url.Values{
		"client_id": {app.ID}, "scope": {"bot applications.commands"}, "permissions": {strconv.FormatInt(permissions(), 10)},
	}
	r := Report{
		Application: app.Name, InviteURL: "https://discord.com/oauth2/authorize?" + query.Encode(), Intents: []string{"Message Content"},
	}
	if !app.mayReadContent() {
		r.Problems = append(r.Problems, "the Message Content intent is off, so replies that do not ping the bot are not seen; "+
			"turn it on at https://discord.com/developers/applications/"+app.ID+"/bot")
	}
	found, err := checkGuilds(ctx, api, c)
	r.Problems = append(r.Problems, found...)
	if err == nil {
		found, err = checkDesk(ctx, api, c)
		r.Problems = append(r.Problems, found...)
	}
	return r, err
}

// maxChecked is how many servers Check looks into, and maxCheckedChannels how many
// channels of one it names.
const (
	maxChecked         = 20
	maxCheckedChannels = 10
)

// checkGuilds names what the bot lacks in channels of its servers.
func checkGuilds(ctx context.Context, a *api, c Config) ([]string, error) {
	self, err := a.user(ctx)
	if err != nil {
		return nil, fmt.Errorf("look up bot user: %w", err)
	}
	var guilds []struct {
		ID   string `json:"id"`
		Name string `json:"name"`
	}
	path := "/users/@me/guilds?limit=" + strconv.Itoa(maxChecked)
	if err := a.do(ctx, request{method: "GET", path: path, out: &guilds, repeatable: true}); err != nil {
		return nil, fmt.Errorf("look up servers: %w", err)
	}
	var out []string
	for _, g := range guilds {
		set, err := settingsFor(ctx, c, g.ID)
		if err != nil {
			return nil, err
		}
		lacks, err := a.askLacks(ctx, g.ID, self.ID, set)
		if err != nil {
			return nil, err
		}
		if len(lacks) > 0 {
			out = append(out, fmt.Sprintf("in the server %q it lacks permissions in %s; grant them to its role in the channels' settings, or hide the channels from it",
				g.Name, inEnglish(lacks)))
		}
	}
	return out, nil
}

// settingsFor are the settings of a server, where they can be read.
func settingsFor(ctx context.Context, c Config, guildID string) (settings, error) {
	var kept store.Settings
	var err error
	if c.Store != nil {
		kept, err = c.Store.Settings(ctx, guildID)
	}
	var s settings
	if err == nil {
		s, err = readSettings(kept)
	}
	s.desk = cmp.Or(s.Handoff, c.HandoffChannel)
	return s, err
}

// checkDesk names what is wrong with the operator's channel for open questions,
// beside permissions.
func checkDesk(ctx context.Context, a *api, c Config) ([]string, error) {
	if c.HandoffChannel == "" {
		return nil, nil
	}
	var found channel
	err := a.do(ctx, request{method: "GET", path: "/channels/" + c.HandoffChannel, out: &found, repeatable: true})
	switch {
	case unseen(err), err == nil && (found.GuildID == "" || found.holdsNone()):
		return []string{"the channel for open questions, HANDOFF_CHANNEL, is not seen, or none of a server that messages are written in; " + deskMend}, nil
	case err != nil:
		return nil, fmt.Errorf("look up HANDOFF_CHANNEL: %w", err)
	}
	return nil, nil
}

// inEnglish names channels, with permissions as Discord's own settings call them.
func inEnglish(lacks []lack) string {
	words := message.Words("en").Permissions.Names
	var out []string
	for _, l := range lacks[:min(maxCheckedChannels, len(lacks))] {
		var names []string
		for _, n := range l.names {
			names = append(names, words[n])
		}
		out = append(out, "#"+cmp.Or(l.channel.Name, l.channel.ID)+" ("+strings.Join(names, ", ")+")")
	}
	if more := len(lacks) - len(out); more > 0 {
		out = append(out, strconv.Itoa(more)+" more")
	}
	return strings.Join(out, ", ")
}
