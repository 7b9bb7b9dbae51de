package bot

import (
	"cmp"
	"context"
	"slices"

	"footnote/answer"
	"footnote/message"
	"footnote/store"
)

// Buttons says what stands below answers. The zero value counts as ButtonsOn.
type Buttons string

// The values of Buttons.
const (
	ButtonsOff  Buttons = "off"  // nothing
	ButtonsOn   Buttons = "on"   // one, that shows the source, or asks a human
	ButtonsMore Buttons = "more" // source, thumbs, and asking a human
)

// desk is what a server has below answers, and who answers what is open.
type desk struct {
	buttons Buttons
	channel string   // for open questions; empty: nobody answers them
	owners  []string // roles that may answer them, beside the team
}

// desk returns what holds in a server, in direct messages with an empty id: what
// the server has set, else what the operator has. The operator's channel is one
// server's, so that no other server's questions go there.
func (b *bot) desk(guildID string) desk { return b.deskBy(guildID, b.settings.of(guildID)) }

// deskBy is desk by settings of the server that may be newer than those in the book.
func (b *bot) deskBy(guildID string, s settings) desk {
	d := desk{buttons: cmp.Or(s.Buttons, b.Buttons, ButtonsOn), channel: s.Handoff, owners: s.Owners}
	if d.channel == "" && b.HandoffChannel != "" && (guildID == "" || guildID == b.homeOfDesk()) {
		d.channel = b.HandoffChannel
	}
	if len(d.owners) == 0 && b.HandoffRole != "" {
		d.owners = []string{b.HandoffRole}
	}
	return d
}

// answers tells whether somebody with those roles is among the owners.
func (d desk) answers(guildID string, roles []string) bool { return hasOne(d.owners, guildID, roles) }

// hasOne tells whether somebody with those roles has one of a list. The role of
// everyone has the server's id, and no member is said to have it.
func hasOne(list []string, guildID string, roles []string) bool {
	return slices.Contains(list, guildID) ||
		slices.ContainsFunc(roles, func(id string) bool { return slices.Contains(list, id) })
}

// homeOfDesk is the server that the operator's channel for open questions is in;
// empty: it is not known, so that no server's questions go there.
func (b *bot) homeOfDesk() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.home
}

// findDesk asks Discord for the server that the operator's channel for open
// questions is in. A channel that the bot does not see is logged: it is told when
// it is seen.
func (b *bot) findDesk(ctx context.Context) error {
	if b.HandoffChannel == "" {
		return nil
	}
	var c channel
	err := b.api.do(ctx, request{method: "GET", path: "/channels/" + b.HandoffChannel, out: &c, repeatable: true})
	switch {
	case unseen(err) || err == nil && (c.GuildID == "" || c.holdsNone()):
		b.Logger.Error("the channel for open questions is not seen; questions are handed over where a server has set one",
			"channel", b.HandoffChannel, "mend", deskMend)
		return nil
	case err != nil:
		return err
	}
	b.foundDesk(c.GuildID)
	return nil
}

// deskMend is what mends a channel for open questions.
const deskMend = "set HANDOFF_CHANNEL to the id of a server's channel, and allow the bot View Channel, Send Messages and Read Message History there"

func (b *bot) foundDesk(guildID string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.home = guildID
}

// hasDesk tells whether the operator's channel for open questions is among channels.
func (b *bot) hasDesk(channels []channel) bool {
	return b.HandoffChannel != "" && slices.ContainsFunc(channels, func(c channel) bool { return c.ID == b.HandoffChannel })
}

// deskLanguage is the language of cards: that which the server chose, else its own.
// What is asked in direct messages goes to the operator's server.
func (b *bot) deskLanguage(ctx context.Context, guildID string) string {
	guildID = cmp.Or(guildID, b.homeOfDesk())
	return cmp.Or(b.settings.of(guildID).Language, b.locale(ctx, store.Question{Guild: guildID}))
}

// answerRows are the buttons below the answer to a question.
func (b *bot) answerRows(q store.Question) []row {
	d := b.desk(q.Guild)
	if d.buttons == ButtonsOff || q.Answer == nil {
		return nil
	}
	words := message.Words(q.Answer.Language).Buttons
	more := d.buttons == ButtonsMore && (q.Answer.Intent == answer.IntentQuestion || q.Answer.Intent == answer.IntentAdvice)
	var out []button
	if len(q.Answer.Claims) > 0 {
		out = append(out, button{Style: styleSecondary, Label: words.Source, CustomID: b.ids.of(actSource, q.ID)})
	}
	if more {
		out = append(out, b.thumbs(message.Buttons{}, q.ID)...)
	}
	open := q.Answer.Outcome == answer.NotInAnnouncement || q.Answer.Outcome == answer.Partly
	if (open || more) && d.canHandOver(q) {
		out = append(out, b.humanButton(words, q.ID))
	}
	return rows(out...)
}

func (b *bot) humanButton(w message.Buttons, questionID string) button {
	return button{Style: styleSecondary, Label: w.AskHuman, CustomID: b.ids.of(actHuman, questionID)}
}

// thumbs say what somebody thinks of an answer; without words they are signs alone.
func (b *bot) thumbs(w message.Buttons, questionID string) []button {
	return []button{
		{Style: styleSecondary, Label: w.Good, Emoji: &emoji{"👍"}, CustomID: b.ids.of(actGood, questionID)},
		{Style: styleSecondary, Label: w.Bad, Emoji: &emoji{"👎"}, CustomID: b.ids.of(actBad, questionID)},
	}
}
