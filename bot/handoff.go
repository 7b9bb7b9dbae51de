package bot

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"

	"github.com/bwmarrin/discordgo"

	"footnote/answer"
	"footnote/knowledge"
	"footnote/message"
	"footnote/store"
)

// Matcher tells whether two questions ask the same; answer.Engine is one. An Engine
// that is none has questions compared by their words.
type Matcher interface {
	Equal(a, b answer.Question) bool
}

// team are the permissions of those who may answer for the announcement's owner,
// each of them. Discord says what somebody may do in the channel of an interaction.
const team = governing | discordgo.PermissionManageMessages

// mayAnswer tells whether who uses an interaction may answer for the announcement's
// owner.
func (b *bot) mayAnswer(i interaction) bool {
	if i.GuildID == "" || i.Member == nil {
		return false
	}
	bits, err := strconv.ParseInt(i.Member.Permissions, 10, 64)
	return err == nil && bits&team != 0 || b.desk(i.GuildID).answers(i.GuildID, i.Member.Roles)
}

// scopeOf is where equal questions are one, and an addendum is quoted: the server,
// else the channel of direct messages, of which nobody else is to hear.
func scopeOf(q store.Question) string {
	if q.Guild == "" {
		return "@" + q.Channel
	}
	return q.Guild
}

// canHandOver tells whether a question can be handed to a human: an answer that its
// asker alone has seen is not to be replied to for all to see.
func (d desk) canHandOver(q store.Question) bool {
	return d.channel != "" && (q.Interaction == nil || !q.Interaction.Ephemeral)
}

// askHuman hands the question of an answer to a human.
func (b *bot) askHuman(ctx context.Context, i interaction, id string) ([]note, error) {
	q, err := b.pressed(ctx, i, id)
	w := message.Words(i.Locale).Handoff
	switch {
	case errors.Is(err, store.ErrNotFound):
		return stale(i), nil
	case err != nil:
		return nil, err
	case !b.desk(q.Guild).canHandOver(q):
		return sentence(w.Nobody), nil
	}
	again, err := b.handOver(ctx, handOver{by: i.asker(), id: i.ID, q: q})
	switch {
	case errors.Is(err, store.ErrNotFound):
		return stale(i), nil
	case again:
		return sentence(w.Again), err
	}
	return sentence(w.Done), err
}

// handOver is a question that somebody wants a human to look at.
type handOver struct {
	id       string // of the interaction or message that asks for it
	by       string // user
	q        store.Question
	disliked bool
	reason   string
}

// maxOpen and handTries bound the open questions that one is compared with, and how
// often that is done over since another was opened meanwhile.
const (
	maxCompared = 500
	handTries   = 3
)

// handOver hands a question over, together with equal ones where there are any. It
// tells whether that had been done before. Its error is store.ErrNotFound when the
// question is no longer kept.
func (b *bot) handOver(ctx context.Context, h handOver) (again bool, err error) {
	ann, err := b.announcement(ctx, h.q.Announcement)
	if err != nil {
		return false, err
	}
	users := []string{h.q.Asker}
	if h.by != h.q.Asker {
		users = append(users, h.by)
	}
	out := store.HandOver{ID: h.id, Question: h.q.ID, Users: users, Scope: scopeOf(h.q), Announcement: ann.ID,
		Channel: b.desk(h.q.Guild).channel, Disliked: h.disliked, Reason: h.reason}
	for range handTries {
		open, err := b.Store.OpenHandoffs(ctx, out.Scope, out.Announcement, maxCompared)
		if err != nil {
			return false, err
		}
		out.Join, out.Latest = "", ""
		if len(open) > 0 {
			out.Latest = open[0].ID
		}
		for _, o := range open {
			if len(o.Asked) > 0 && b.equal(store.Asked{Text: h.q.Text, Locale: h.q.Locale}, o.Asked[0]) {
				out.Join = o.ID
			}
		}
		_, again, err = b.Store.HandOver(ctx, out)
		if !errors.Is(err, store.ErrConflict) {
			return again, err
		}
	}
	return false, store.ErrConflict
}

// equal tells whether two questions ask the same.
func (b *bot) equal(x, y store.Asked) bool {
	if m, ok := b.Engine.(Matcher); ok {
		return m.Equal(answer.Question{Text: x.Text, Locale: x.Locale}, answer.Question{Text: y.Text, Locale: y.Locale})
	}
	return knowledge.Fold(strings.TrimSpace(x.Text)) == knowledge.Fold(strings.TrimSpace(y.Text))
}

// unanswered lists what waits for a human, to those who may answer.
func (b *bot) unanswered(ctx context.Context, i interaction) ([]note, error) {
	if !b.mayAnswer(i) {
		return sentence(message.Words(i.Locale).Handoff.Forbidden), nil
	}
	open, err := b.Store.OpenHandoffsFor(ctx, i.GuildID, i.ChannelID, maxCompared)
	if err != nil {
		return nil, err
	}
	var list []message.OpenQuestion
	for _, h := range open {
		list = append(list, openQuestion(h))
	}
	var out []note
	for _, page := range message.OpenList(list, i.Locale) {
		out = append(out, note{content: page})
	}
	return out, nil
}

// openQuestion is a handoff as it is shown.
func openQuestion(h store.Handoff) message.OpenQuestion {
	out := message.OpenQuestion{Disliked: h.Disliked, Reason: h.Reason}
	if h.Addendum != nil {
		out.Text = h.Addendum.Question
		if !h.Addendum.Revoked {
			out.AnsweredBy = h.Addendum.By
		}
	}
	for n, a := range h.Asked {
		if n == 0 {
			out.Text, out.Guild, out.Channel, out.Message = a.Text, a.Guild, a.Channel, a.Message
		}
		if n == 0 || a.Question != h.Asked[n-1].Question {
			out.Times++
		}
		if !slices.Contains(out.Askers, a.User) {
			out.Askers = append(out.Askers, a.User)
		}
	}
	return out
}
