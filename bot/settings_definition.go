package bot

import (
	"github.com/bwmarrin/discordgo"

	"footnote/answer"
	"footnote/message"
)

// settingsOptions are the subcommands of /settings: one to show, and one for each
// setting.
func settingsOptions() []*discordgo.ApplicationCommandOption {
	required := func(o *discordgo.ApplicationCommandOption) *discordgo.ApplicationCommandOption {
		o.Required = true
		return o
	}
	of := func(name string, kind discordgo.ApplicationCommandOptionType) *discordgo.ApplicationCommandOption {
		return optionOf(commandSettings, name, kind)
	}
	choice := func(choices ...*discordgo.ApplicationCommandOptionChoice) *discordgo.ApplicationCommandOption {
		o := required(of(optionValue, discordgo.ApplicationCommandOptionString))
		o.Choices = choices
		return o
	}
	on := func() *discordgo.ApplicationCommandOption {
		return required(of(optionOn, discordgo.ApplicationCommandOptionBoolean))
	}
	channel := func() *discordgo.ApplicationCommandOption {
		o := required(of(optionChannel, discordgo.ApplicationCommandOptionChannel))
		o.ChannelTypes = []discordgo.ChannelType{discordgo.ChannelTypeGuildText, discordgo.ChannelTypeGuildNews}
		return o
	}
	days, least := of(optionDays, discordgo.ApplicationCommandOptionInteger), 1.0
	days.MinValue, days.MaxValue = &least, maxDays
	return append([]*discordgo.ApplicationCommandOption{
		subcommand(setShow),
		subcommand(setAuto, channel(), on()),
		subcommand(setForums, on()),
		subcommand(setThreads, on()),
		subcommand(setRoles, required(of(optionRole, discordgo.ApplicationCommandOptionRole)), on()),
		subcommand(setLanguage, choice(languageChoices()...)),
		subcommand(setProfile, choice(valueChoice(string(answer.ProfileClaims)), valueChoice(string(answer.ProfileQuotes)), valueChoice(valueNone))),
		subcommand(setRetention, days),
	}, deskOptions()...)
}

// subcommand is one of /settings.
func subcommand(name string, options ...*discordgo.ApplicationCommandOption) *discordgo.ApplicationCommandOption {
	o := worded(name, discordgo.ApplicationCommandOptionSubCommand, func(l *message.Language) message.Option {
		return l.Commands[commandSettings].Subcommands[name]
	})
	o.Options = options
	return o
}

// valueChoice is a choice that is shown as the value of a setting.
func valueChoice(value string) *discordgo.ApplicationCommandOptionChoice {
	return &discordgo.ApplicationCommandOptionChoice{
		Name: message.Words("en").Settings.Values[value], Value: value,
		NameLocalizations: localised(func(l *message.Language) string { return l.Settings.Values[value] }),
	}
}

// languageChoices are that of the question, and each language by its own name.
func languageChoices() []*discordgo.ApplicationCommandOptionChoice {
	out := []*discordgo.ApplicationCommandOptionChoice{valueChoice(valueQuestion)}
	for _, tag := range message.Languages() {
		out = append(out, &discordgo.ApplicationCommandOptionChoice{Name: message.Words(tag).Name, Value: tag})
	}
	return out
}
