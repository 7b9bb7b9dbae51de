package bot

import (
	"context"
	"encoding/json"
	"errors"
	"strconv"
	"strings"

	"github.com/bwmarrin/discordgo"

	"footnote/answer"
	"footnote/message"
)

// Checker holds the statements of a message against the announcement; answer.Engine
// is one. Without one there is no menu for it.
type Checker interface {
	Check(ctx context.Context, text, locale string) ([]answer.Statement, error)
}

// checkMenu is the name of the menu below “Apps” on any message, as Discord sends
// it whatever the user's language.
func checkMenu() string { return message.Words("en").CheckMenu }

// checkDefinition is the menu to register.
func checkDefinition(global bool) *discordgo.ApplicationCommand {
	names := localised(func(l *message.Language) string { return l.CheckMenu })
	c := &discordgo.ApplicationCommand{Type: discordgo.MessageApplicationCommand, Name: checkMenu(), NameLocalizations: &names}
	if global {
		c.Contexts = &[]discordgo.InteractionContextType{discordgo.InteractionContextGuild, discordgo.InteractionContextBotDM}
		c.IntegrationTypes = &[]discordgo.ApplicationIntegrationType{discordgo.ApplicationIntegrationGuildInstall}
	}
	return c
}

// targeted is the message that a menu is used on; its text comes with the
// interaction, whatever the bot may read.
type targeted struct {
	Content   string `json:"content"`
	Snapshots []struct {
		Message struct {
			Content string `json:"content"`
		} `json:"message"`
	} `json:"message_snapshots"` // of what is forwarded
}

// text is what somebody wrote, or forwarded.
func (m targeted) text() string {
	out := m.Content
	for _, s := range m.Snapshots {
		out += "\n" + s.Message.Content
	}
	return strings.TrimSpace(out)
}

// target is the text of the message that a menu is used on.
func (i interaction) target() string {
	var m targeted
	// What is no message has no text.
	_ = json.Unmarshal(i.Data.Resolved.Messages[i.Data.Target], &m)
	return m.text()
}

// checkMessage tells who uses the menu, and nobody else, what of a message stands in
// the announcement.
func (b *bot) checkMessage(ctx context.Context, i interaction, c Checker) ([]note, error) {
	found, err := c.Check(ctx, i.target(), i.Locale)
	if errors.Is(err, answer.ErrBadQuestion) {
		if len([]rune(i.target())) > answer.MaxQuestion {
			return sentence(strings.ReplaceAll(message.Words(i.Locale).Check.TooLong, "{limit}", strconv.Itoa(answer.MaxQuestion))), nil
		}
		found, err = nil, nil // nothing is said in it
	}
	if err != nil {
		return nil, err
	}
	var out []note
	for _, page := range message.Check(found, i.Locale, b.Announcement) {
		out = append(out, note{content: page})
	}
	return out, nil
}
