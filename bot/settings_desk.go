package bot

import (
	"context"

	"github.com/bwmarrin/discordgo"

	"footnote/message"
)

// Subcommands of /settings for where it answers when it is asked, and for the desk.
const (
	setChannels = "channels"
	setHandoff  = "handoff"
	setOwners   = "owners"
	setButtons  = "buttons"
)

// maxChannels bounds a setting.
const maxChannels = 50

// setDesk carries out one of those subcommands on s, as set does.
func (b *bot) setDesk(ctx context.Context, i interaction, s *settings, name string, given options) error {
	switch name {
	case setChannels:
		return b.setChannel(ctx, i.GuildID, s, given)
	case setHandoff:
		return b.setHandoff(ctx, i.GuildID, s, given.text(optionChannel))
	case setOwners:
		if given.raw(optionRole) == nil {
			s.Owners = nil
			return nil
		}
		return b.setRole(ctx, i.GuildID, &s.Owners, given)
	case setButtons:
		s.Buttons = Buttons(unless(given.text(optionValue), valueNone))
	}
	return nil
}

// setChannel has the bot answer in a channel when it is asked, or no longer; without
// one, in all.
func (b *bot) setChannel(ctx context.Context, guildID string, s *settings, given options) error {
	id := given.text(optionChannel)
	switch {
	case id == "":
		s.Channels = nil
		return nil
	case !given.on():
		return drop(&s.Channels, id)
	}
	c, err := b.checkChannel(ctx, guildID, id)
	if err != nil {
		return err
	}
	if err := add(&s.Channels, id, maxChannels); err != nil {
		return err
	}
	return b.checkStanding(ctx, guildID, c, *s)
}

// setHandoff has open questions go to a channel; without one, to the operator's.
func (b *bot) setHandoff(ctx context.Context, guildID string, s *settings, id string) error {
	if s.Handoff = id; id == "" {
		return nil
	}
	c, err := b.checkChannel(ctx, guildID, id)
	if err != nil {
		return err
	}
	if c.holdsNone() {
		return badSetting{problem: "channel"}
	}
	standing, err := b.api.askStanding(ctx, guildID, b.self)
	if err != nil {
		return err
	}
	if names := standing.lackingOf(c, deskNeeds...); len(names) > 0 {
		return badSetting{"permission", lack{c, names}}
	}
	return nil
}

// moveHandoffs has what is open in a server shown in the channel that holds by its
// settings. The cards elsewhere are deleted.
func (b *bot) moveHandoffs(ctx context.Context, guildID string, s settings) error {
	to := b.deskBy(guildID, s).channel
	if to == "" {
		return nil
	}
	left, err := b.Store.MoveHandoffs(ctx, guildID, to)
	if err != nil {
		return err
	}
	for _, c := range left {
		b.chore(func(ctx context.Context) { b.dropCard(ctx, c) })
	}
	return nil
}

// deskNeeds are the names of what the bot needs where cards stand.
var deskNeeds = []string{"view", "send", "history"}

// deskSettings are those of what setDesk sets, as they hold in a server.
func (b *bot) deskSettings(guildID string, s settings) (handoff, owners, buttons message.Setting) {
	d := b.deskBy(guildID, s)
	handoff, owners = message.Setting{Name: setHandoff}, message.Setting{Name: setOwners}
	if d.channel != "" {
		handoff.Channels = []string{d.channel}
	}
	if len(s.Owners) > 0 || d.channel == b.HandoffChannel { // else the operator's role is another server's
		owners.Roles = d.owners
	}
	return handoff, owners, message.Setting{Name: setButtons, Value: string(d.buttons)}
}

// chosen is a setting that lists channels, or says that it is all.
func chosen(name string, channels []string) message.Setting {
	out := message.Setting{Name: name, Channels: channels}
	if len(channels) == 0 {
		out.Value = "everywhere"
	}
	return out
}

// withDesk are settings that tell of the channel for open questions that holds in
// the server.
func (b *bot) withDesk(guildID string, s settings) settings {
	s.desk = b.deskBy(guildID, s).channel
	return s
}

// deskOptions are the subcommands that setDesk carries out.
func deskOptions() []*discordgo.ApplicationCommandOption {
	of := func(name string, kind discordgo.ApplicationCommandOptionType) *discordgo.ApplicationCommandOption {
		return optionOf(commandSettings, name, kind)
	}
	channel := func(types ...discordgo.ChannelType) *discordgo.ApplicationCommandOption {
		o := of(optionChannel, discordgo.ApplicationCommandOptionChannel)
		o.ChannelTypes = append([]discordgo.ChannelType{discordgo.ChannelTypeGuildText, discordgo.ChannelTypeGuildNews}, types...)
		return o
	}
	on := func() *discordgo.ApplicationCommandOption {
		return of(optionOn, discordgo.ApplicationCommandOptionBoolean)
	}
	value := of(optionValue, discordgo.ApplicationCommandOptionString)
	value.Required = true
	for _, v := range []string{string(ButtonsOn), string(ButtonsMore), string(ButtonsOff), valueNone} {
		value.Choices = append(value.Choices, valueChoice(v))
	}
	return []*discordgo.ApplicationCommandOption{
		subcommand(setChannels, channel(discordgo.ChannelTypeGuildForum), on()),
		subcommand(setHandoff, channel()),
		subcommand(setOwners, of(optionRole, discordgo.ApplicationCommandOptionRole), on()),
		subcommand(setButtons, value),
	}
}
