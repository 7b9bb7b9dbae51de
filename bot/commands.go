package bot

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/bwmarrin/discordgo"

	"footnote/message"
)

// The commands, by the names that Discord sends whatever the user's language.
const (
	commandAsk   = "ask"
	commandFact  = "fact"
	commandFacts = "facts"
	commandHelp  = "help"
	commandQuota = "quota"

	commandPrivacy  = "privacy"
	commandSettings = "settings"
	commandPause    = "pause"
	commandResume   = "resume"
)

// optionPrivate has /ask answered to the asker alone.
const optionPrivate = "private"

// everyday are the commands for everybody, and governance those for who may manage
// the server. Discord shows the latter to nobody else; who may is looked at all the
// same when they are used, since a server can show them to others.
var (
	everyday   = []string{commandAsk, commandFact, commandFacts, commandHelp, commandQuota, commandPrivacy}
	governance = []string{commandSettings, commandPause, commandResume}
)

// discordLocales are Discord's codes for our languages; the fallbacks between
// them are not reliable, so each is named.
var discordLocales = map[string][]discordgo.Locale{
	"de": {"de"}, "en": {"en-US", "en-GB"}, "fr": {"fr"}, "es": {"es-ES", "es-419"}, "it": {"it"}, "pl": {"pl"}, "tr": {"tr"}, "nl": {"nl"},
}

// definitions are the commands to register. Where they work can be said of
// global ones only.
func definitions(global bool) []*discordgo.ApplicationCommand {
	var out []*discordgo.ApplicationCommand
	english := message.Words("en").Commands
	for _, name := range append(slices.Clone(everyday), governance...) {
		names, descriptions := localised(func(l *message.Language) string { return l.Commands[name].Name }),
			localised(func(l *message.Language) string { return l.Commands[name].Description })
		c := &discordgo.ApplicationCommand{
			Type: discordgo.ChatApplicationCommand, Name: name, Description: english[name].Description,
			NameLocalizations: &names, DescriptionLocalizations: &descriptions,
		}
		if global {
			c.Contexts = &[]discordgo.InteractionContextType{discordgo.InteractionContextGuild, discordgo.InteractionContextBotDM}
			c.IntegrationTypes = &[]discordgo.ApplicationIntegrationType{discordgo.ApplicationIntegrationGuildInstall}
		}
		if slices.Contains(governance, name) {
			may := int64(discordgo.PermissionManageGuild)
			c.DefaultMemberPermissions = &may
			if global {
				c.Contexts = &[]discordgo.InteractionContextType{discordgo.InteractionContextGuild}
			}
		}
		if english[name].Option != "" {
			c.Options = []*discordgo.ApplicationCommandOption{{
				Type: discordgo.ApplicationCommandOptionString, Name: english[name].Option, Description: english[name].OptionDescription, Required: true,
				NameLocalizations:        localised(func(l *message.Language) string { return l.Commands[name].Option }),
				DescriptionLocalizations: localised(func(l *message.Language) string { return l.Commands[name].OptionDescription }),
				Autocomplete:             name == commandFact,
			}}
		}
		switch name {
		case commandAsk:
			c.Options = append(c.Options, optionOf(commandAsk, optionPrivate, discordgo.ApplicationCommandOptionBoolean))
		case commandQuota:
			c.Options = quotaOptions()
		case commandSettings:
			c.Options = settingsOptions()
		}
		out = append(out, c)
	}
	return out
}

// quotaOptions are for administrators alone, which nothing but a look at each use
// makes sure of.
func quotaOptions() []*discordgo.ApplicationCommandOption {
	return []*discordgo.ApplicationCommandOption{
		optionOf(commandQuota, optionUser, discordgo.ApplicationCommandOptionUser),
		optionOf(commandQuota, optionReset, discordgo.ApplicationCommandOptionBoolean),
	}
}

// optionOf is an option that may be left out, worded in every language.
func optionOf(command, name string, kind discordgo.ApplicationCommandOptionType) *discordgo.ApplicationCommandOption {
	return worded(name, kind, func(l *message.Language) message.Option { return l.Commands[command].Options[name] })
}

// worded is an option or a subcommand with its names and descriptions.
func worded(name string, kind discordgo.ApplicationCommandOptionType, text func(*message.Language) message.Option) *discordgo.ApplicationCommandOption {
	return &discordgo.ApplicationCommandOption{
		Type: kind, Name: name, Description: text(message.Words("en")).Description,
		NameLocalizations:        localised(func(l *message.Language) string { return text(l).Name }),
		DescriptionLocalizations: localised(func(l *message.Language) string { return text(l).Description }),
	}
}

// localised collects one text of every language under Discord's codes.
func localised(text func(*message.Language) string) map[discordgo.Locale]string {
	out := map[discordgo.Locale]string{}
	for _, lang := range message.Languages() {
		for _, locale := range discordLocales[lang] {
			out[locale] = text(message.Words(lang))
		}
	}
	return out
}

// register sets the commands where they belong and removes them where they
// were before, each with one call and only when something differs.
func (b *bot) register(ctx context.Context) error {
	if b.GuildID == "" {
		return b.setCommands(ctx, "", append(definitions(true), b.deskDefinitions(true)...))
	}
	return errors.Join(b.setCommands(ctx, b.GuildID, append(definitions(false), b.deskDefinitions(false)...)), b.clearCommands(ctx, ""))
}

// commandsPath is where the commands of a server are, or the global ones.
func (b *bot) commandsPath(guildID string) string {
	if guildID == "" {
		return "/applications/" + b.application + "/commands"
	}
	return "/applications/" + b.application + "/guilds/" + guildID + "/commands"
}

func (b *bot) setCommands(ctx context.Context, guildID string, want []*discordgo.ApplicationCommand) error {
	var have []*discordgo.ApplicationCommand
	path := b.commandsPath(guildID)
	if err := b.api.do(ctx, request{method: "GET", path: path + "?with_localizations=true", out: &have, repeatable: true}); err != nil {
		return fmt.Errorf("read commands: %w", err)
	}
	if normalised(have) == normalised(want) {
		return nil
	}
	if err := b.api.do(ctx, request{method: "PUT", path: path, body: outgoingCommands(want), repeatable: true}); err != nil {
		return fmt.Errorf("register commands: %w", err)
	}
	b.Logger.Info("commands registered", "guild", guildID, "commands", len(want))
	return nil
}

// clearCommands removes all commands of a server, or the global ones.
func (b *bot) clearCommands(ctx context.Context, guildID string) error {
	return b.setCommands(ctx, guildID, []*discordgo.ApplicationCommand{})
}

// outgoingCommand and outgoingOption are discordgo's without the empty lists that
// it adds, which Discord does not know of for every kind of option, and with
// permissions as the number that Discord takes.
type outgoingCommand struct {
	*discordgo.ApplicationCommand
	Options     []outgoingOption `json:"options,omitempty"`
	Permissions *int64           `json:"default_member_permissions,omitempty"`
}

type outgoingOption struct {
	*discordgo.ApplicationCommandOption
	ChannelTypes []discordgo.ChannelType                     `json:"channel_types,omitempty"`
	Options      []outgoingOption                            `json:"options,omitempty"`
	Choices      []*discordgo.ApplicationCommandOptionChoice `json:"choices,omitempty"`
	Autocomplete bool                                        `json:"autocomplete,omitempty"` // only some types know it
}

// outgoingCommands are commands as they are registered.
func outgoingCommands(commands []*discordgo.ApplicationCommand) []outgoingCommand {
	out := make([]outgoingCommand, 0, len(commands)) // [] where there is none, which removes all
	for _, c := range commands {
		out = append(out, outgoingCommand{ApplicationCommand: c, Options: outgoingOptions(c.Options), Permissions: c.DefaultMemberPermissions})
	}
	return out
}

func outgoingOptions(options []*discordgo.ApplicationCommandOption) []outgoingOption {
	var out []outgoingOption
	for _, o := range options {
		out = append(out, outgoingOption{
			ApplicationCommandOption: o, ChannelTypes: o.ChannelTypes, Options: outgoingOptions(o.Options), Choices: o.Choices, Autocomplete: o.Autocomplete,
		})
	}
	return out
}

// shape is what we say of a command or option.
type shape struct {
	Name, Description   string
	Names, Descriptions map[discordgo.Locale]string
	Options             []shape
	Choices             []*discordgo.ApplicationCommandOptionChoice
	Channels            []discordgo.ChannelType
	Type                int
	Required, Complete  bool
	Least               *float64
	Most                float64
	Contexts            []discordgo.InteractionContextType
	Integrations        []discordgo.ApplicationIntegrationType
	Permissions         *int64
}

func shapes(options []*discordgo.ApplicationCommandOption) []shape {
	var out []shape
	for _, o := range options {
		out = append(out, shape{
			Name: o.Name, Description: o.Description, Names: o.NameLocalizations, Descriptions: o.DescriptionLocalizations,
			Type: int(o.Type), Required: o.Required, Complete: o.Autocomplete, Options: shapes(o.Options), Choices: o.Choices,
			Channels: o.ChannelTypes, Least: o.MinValue, Most: o.MaxValue,
		})
	}
	return out
}

// normalised is what we say of commands, in an order and form in which two
// lists can be compared. Discord fills in the rest.
func normalised(commands []*discordgo.ApplicationCommand) string {
	var out []shape
	for _, c := range commands {
		s := shape{
			Name: c.Name, Description: c.Description, Type: int(c.Type), Permissions: c.DefaultMemberPermissions, Options: shapes(c.Options),
		}
		if c.NameLocalizations != nil {
			s.Names = *c.NameLocalizations
		}
		if c.DescriptionLocalizations != nil {
			s.Descriptions = *c.DescriptionLocalizations
		}
		// Of a server's commands Discord fills both in by itself.
		if c.GuildID == "" && c.Contexts != nil && c.IntegrationTypes != nil {
			s.Contexts, s.Integrations = *c.Contexts, *c.IntegrationTypes
		}
		out = append(out, s)
	}
	slices.SortFunc(out, func(a, b shape) int { return strings.Compare(a.Name, b.Name) })
	data, err := json.Marshal(out)
	if err != nil {
		return err.Error() // a struct of strings and numbers always marshals
	}
	return string(data)
}
