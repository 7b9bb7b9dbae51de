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
	return append(out, teamDefinition(commandUnanswered, global), statsDefinition(global))
}

// teamDefinition is a command for those who may answer open questions. It is hidden
// from nobody: in a server that names roles of owners, which any can, they would not
// see it else. Who may is looked at with each use.
func teamDefinition(name string, global bool) *discordgo.ApplicationCommand {
	text := func(of func(message.Command) string) map[discordgo.Locale]string {
		return localised(func(l *message.Language) string { return of(l.Commands[name]) })
	}
	names, descriptions := text(func(c message.Command) string { return c.Name }), text(func(c message.Command) string { return c.Description })
	c := &discordgo.ApplicationCommand{
		Type: discordgo.ChatApplicationCommand, Name: name, Description: message.Words("en").Commands[name].Description,
		NameLocalizations: &names, DescriptionLocalizations: &descriptions,
	}
	if global {
		c.Contexts = &[]discordgo.InteractionContextType{discordgo.InteractionContextGuild}
		c.IntegrationTypes = &[]discordgo.ApplicationIntegrationType{discordgo.ApplicationIntegrationGuildInstall}
	}
	return c
}
