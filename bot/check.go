package bot

import (
	"context"
	"fmt"
	"net/url"
	"strconv"

	"github.com/bwmarrin/discordgo"
)

// permissions are what the bot needs in the channels that it answers in.
const permissions = discordgo.PermissionViewChannel | discordgo.PermissionSendMessages | discordgo.PermissionSendMessagesInThreads |
	discordgo.PermissionReadMessageHistory | discordgo.PermissionAddReactions

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
// Announcement are not needed. Its error wraps ErrToken when Discord refuses
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
		"client_id": {app.ID}, "scope": {"bot applications.commands"}, "permissions": {strconv.FormatInt(permissions, 10)},
	}
	r := Report{
		Application: app.Name, InviteURL: "https://discord.com/oauth2/authorize?" + query.Encode(), Intents: []string{"Message Content"},
	}
	if !app.mayReadContent() {
		r.Problems = append(r.Problems, "the Message Content intent is off, so replies that do not ping the bot are not seen; "+
			"turn it on at https://discord.com/developers/applications/"+app.ID+"/bot")
	}
	return r, nil
}
