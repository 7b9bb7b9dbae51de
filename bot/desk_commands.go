package bot

import (
	"github.com/bwmarrin/discordgo"

	"footnote/message"
)

// commandUnanswered lists what waits for a human.
const commandUnanswered = "unanswered"

// deskDefinitions are the commands that hang on how the bot is set up.
func (b *bot) deskDefinitions(global bool) []*discordgo.ApplicationCommand {
	var out []*discordgo.ApplicationCommand
	if _, ok := b.Engine.(Checker); ok {
		out = append(out, checkDefinition(global))
	}
	if b.HandoffChannel != "" {
		out = append(out, b.unansweredDefinition(global))
	}
	out = append(out, b.statsDefinition(global))
	return out
}

func (b *bot) unansweredDefinition(global bool) *discordgo.ApplicationCommand {
	text := func(of func(message.Command) string) map[discordgo.Locale]string {
		return localised(func(l *message.Language) string { return of(l.Commands[commandUnanswered]) })
	}
	names, descriptions := text(func(c message.Command) string { return c.Name }), text(func(c message.Command) string { return c.Description })
	c := &discordgo.ApplicationCommand{
		Type: discordgo.ChatApplicationCommand, Name: commandUnanswered, Description: message.Words("en").Commands[commandUnanswered].Description,
		NameLocalizations: &names, DescriptionLocalizations: &descriptions,
	}
	if b.HandoffRole == "" { // else its members would not see it; who may is looked at with each use
		needed := int64(discordgo.PermissionManageMessages)
		c.DefaultMemberPermissions = &needed
	}
	if global {
		c.Contexts = &[]discordgo.InteractionContextType{discordgo.InteractionContextGuild}
		c.IntegrationTypes = &[]discordgo.ApplicationIntegrationType{discordgo.ApplicationIntegrationGuildInstall}
	}
	return c
}
