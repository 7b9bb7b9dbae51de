package bot

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"footnote/answer"
	"footnote/message"
	"footnote/store"
)

// answerForm asks somebody who may answer for an addendum.
func (b *bot) answerForm(i interaction, handoff string) form {
	return oneField(b.ids.of(actAnswerForm, handoff), message.Words(i.Locale).Modals["answer"], textInput{MaxLength: message.MaxAddendum, Required: true})
}

// openAnswer shows the form for an addendum to those who may answer.
func (b *bot) openAnswer(i interaction, handoff string) {
	if !b.mayAnswer(i) {
		b.say(i, sentence(message.Words(i.Locale).Handoff.Forbidden))
		return
	}
	b.open(i, b.answerForm(i, handoff))
}

// prefillTimeout is how long the form for a correction waits for the text so far:
// it is shown without it rather than too late.
const prefillTimeout = time.Second

// openCorrection shows the form for a correction, with the text so far.
func (b *bot) openCorrection(i interaction, id string) {
	b.events.Go(func() {
		b.guarded("form", func() {
			ctx, cancel := context.WithTimeout(b.life, prefillTimeout)
			defer cancel()
			d, err := b.Store.Addendum(ctx, id)
			switch {
			case errors.Is(err, store.ErrNotFound) || err == nil && d.Revoked:
				b.say(i, stale(i))
				return
			case err == nil && !b.mayChange(i, d):
				b.say(i, sentence(message.Words(i.Locale).Addendum.Forbidden))
				return
			case err != nil:
				b.Logger.Warn("addendum not looked up for its correction", "addendum", id, "error", err)
			}
			b.open(i, oneField(b.ids.of(actCorrectForm, id), message.Words(i.Locale).Modals["correct"],
				textInput{MaxLength: message.MaxAddendum, Required: true, Value: d.Text}))
		})
	})
}

// mayChange tells whether who uses an interaction may change an addendum: its
// author, and whoever may answer.
func (b *bot) mayChange(i interaction, d store.Addendum) bool {
	return i.asker() == d.By || b.mayAnswer(i)
}

// add keeps an addendum that somebody wrote into the form.
func (b *bot) add(ctx context.Context, i interaction, handoff string) ([]note, error) {
	w := message.Words(i.Locale)
	text, problem := addendumText(i)
	if problem != "" {
		return []note{{content: problem}}, nil
	}
	h, err := b.Store.Handoff(ctx, handoff)
	switch {
	case errors.Is(err, store.ErrNotFound) || err == nil && (len(h.Asked) == 0 || h.Channel != i.ChannelID):
		return stale(i), nil
	case err != nil:
		return nil, err
	case !b.mayAnswer(i):
		return sentence(w.Handoff.Forbidden), nil
	}
	q, err := b.Store.Question(ctx, h.Asked[0].Question)
	if err == nil {
		d := store.Addendum{ID: i.ID, Handoff: handoff, Question: q.Text, Language: b.words(ctx, q).Tag, By: i.asker(), Name: i.name(), Text: text}
		if q.Answer != nil {
			d.Language = q.Answer.Language
		}
		err = b.Store.Add(ctx, d)
	}
	switch {
	case errors.Is(err, store.ErrNotFound):
		return stale(i), nil
	case errors.Is(err, store.ErrConflict):
		return sentence(w.Handoff.Taken), nil
	}
	return sentence(w.Handoff.Sent), err
}

// addendumText is what somebody wrote; problem says what is wrong with it.
func addendumText(i interaction) (text, problem string) {
	text = strings.TrimSpace(i.written())
	switch {
	case text == "":
		return "", message.Escape(message.Words(i.Locale).Empty)
	case utf8.RuneCountInString(text) > message.MaxAddendum:
		return "", message.TooLong(i.Locale)
	}
	return text, ""
}

// alter corrects an addendum, or takes it back.
func (b *bot) alter(ctx context.Context, i interaction, id string, revoke bool) ([]note, error) {
	w := message.Words(i.Locale).Addendum
	c := store.Change{ID: i.ID, Addendum: id, Revoke: revoke, By: i.asker(), Name: i.name()}
	if !revoke {
		text, problem := addendumText(i)
		if problem != "" {
			return []note{{content: problem}}, nil
		}
		c.Text = text
	}
	d, err := b.Store.Addendum(ctx, id)
	if err == nil && !b.mayChange(i, d) {
		return sentence(w.Forbidden), nil
	}
	if err == nil {
		err = b.Store.Change(ctx, c)
	}
	switch {
	case errors.Is(err, store.ErrNotFound), errors.Is(err, store.ErrConflict):
		return stale(i), nil
	case revoke:
		return sentence(w.Removed), err
	}
	return sentence(w.Saved), err
}

// name is who uses an interaction, as the server shows them.
func (i interaction) name() string {
	u := i.User
	if i.Member != nil {
		if i.Member.Nick != "" {
			return i.Member.Nick
		}
		u = i.Member.User
	}
	switch {
	case u == nil:
		return ""
	case u.GlobalName != "":
		return u.GlobalName
	}
	return u.Username
}

// shownAddendum is an addendum as it is worded.
func shownAddendum(d store.Addendum) message.Addendum {
	return message.Addendum{Name: d.Name, Text: d.Text, Given: d.Given, Corrected: d.Corrected, Revoked: d.Revoked}
}

// addendaOf are the addenda that an answer names, as they are now.
func (b *bot) addendaOf(ctx context.Context, a answer.Answer) ([]message.Addendum, error) {
	var list []message.Addendum
	for _, id := range a.Addenda {
		d, err := b.Store.Addendum(ctx, id)
		if errors.Is(err, store.ErrNotFound) {
			continue
		}
		if err != nil {
			return nil, err
		}
		list = append(list, shownAddendum(d))
	}
	return list, nil
}

// showAddenda shows the addenda to a handoff to those who asked, and in the answers
// that quote them.
func (b *bot) showAddenda(ctx context.Context, h store.Handoff) error {
	all, err := b.Store.AddendaOf(ctx, h.ID)
	if err != nil {
		return err
	}
	for _, d := range all {
		had, err := b.Store.AddendumPosts(ctx, d.ID)
		if err != nil {
			return err
		}
		for _, channel := range channelsOf(h, d, had) {
			p := addendumPost{bot: b, d: d, channel: channel, had: had}
			if err := p.show(ctx, h); err != nil {
				return err
			}
		}
		if d.Corrected || d.Revoked {
			if err := b.showUses(ctx, d); err != nil {
				return err
			}
		}
	}
	return nil
}

// channelsOf are the channels in which an addendum stands, or is to.
func channelsOf(h store.Handoff, d store.Addendum, had []store.AddendumPost) []string {
	var out []string
	for _, p := range had {
		out = append(out, p.Channel)
	}
	if !d.Revoked {
		for _, a := range h.Asked {
			out = append(out, a.Channel)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// addendumPost is an addendum in one channel.
type addendumPost struct {
	*bot
	d       store.Addendum
	channel string
	had     []store.AddendumPost
}

// show posts the addendum, and edits what stands of it when it has changed.
func (p addendumPost) show(ctx context.Context, h store.Handoff) error {
	text, users, replyTo := shownAddendum(p.d), []string{}, ""
	for _, a := range h.Asked {
		if a.Channel != p.channel {
			continue
		}
		if !slices.Contains(users, a.User) {
			users = append(users, a.User)
		}
		if replyTo != "" && replyTo != a.Message {
			text.Question = p.d.Question // it stands under one of several
		}
		replyTo = a.Message // the latest, which is the nearest
	}
	for part, post := range message.AddendumPosts(text, p.d.Language, p.Announcement, users) {
		body := posted(post.Text)
		body.AllowedMentions.RepliedUser, body.AllowedMentions.Users = false, post.Users
		if part == 0 && replyTo != "" {
			body.Reference = &outgoingReference{MessageID: replyTo, ChannelID: p.channel}
		}
		if err := p.showPart(ctx, part, body); err != nil {
			return err
		}
	}
	return nil
}

func (p addendumPost) showPart(ctx context.Context, part int, body outgoing) error {
	for _, had := range p.had {
		if had.Channel != p.channel || had.Part != part || had.Message == "" {
			continue
		}
		switch {
		case p.d.By == "":
			return p.lasting("addendum not deleted", p.channel, p.api.deleteMessage(ctx, p.channel, had.Message))
		case p.d.Corrected || p.d.Revoked:
			body.Reference = nil
			return p.lasting("addendum not edited", p.channel, p.patch(ctx, p.channel, had.Message, body))
		}
		return nil
	}
	begun, err := p.Store.BeginAddendum(ctx, store.AddendumPost{Addendum: p.d.ID, Channel: p.channel, Part: part})
	if err != nil {
		return err
	}
	if begun.Again {
		begun.Message, err = p.find(ctx, p.channel, p.d.ID, func(m discordMessage) bool {
			return m.Content == body.Content || body.Reference != nil && m.Reference != nil && m.Reference.MessageID == body.Reference.MessageID
		})
	}
	if err == nil && begun.Message == "" && !p.d.Revoked {
		body.Nonce, body.EnforceNonce = nonceOf("addendum", p.d.ID, p.channel, fmt.Sprint(part)), true
		var made discordMessage
		made, err = p.create(ctx, p.channel, body)
		begun.Message = made.ID
	}
	if err != nil || begun.Message == "" {
		return p.lasting("addendum not posted", p.channel, err)
	}
	if err := p.Store.AddendumPosted(ctx, begun); err != nil || !p.d.Revoked && !p.d.Corrected {
		return err
	}
	p.had = []store.AddendumPost{begun} // what was found may be as it was before the change
	return p.showPart(ctx, part, body)
}

// showUses edits the answers that quote an addendum that has changed.
func (b *bot) showUses(ctx context.Context, d store.Addendum) error {
	uses, err := b.Store.UsesOf(ctx, d.ID)
	if err != nil {
		return err
	}
	for _, id := range uses {
		q, err := b.Store.Question(ctx, id)
		switch {
		case errors.Is(err, store.ErrNotFound):
			continue
		case err != nil:
			return err
		case !q.State.Finished():
			return store.Later{After: busyRetry} // it may be posted as it was
		case q.Answer == nil || len(q.Posts) == 0 || q.Posts[0].Message == "" || q.Interaction != nil && q.Interaction.Ephemeral:
			continue
		}
		if err := b.lasting("answer not edited", q.Posts[0].Channel, b.showAnswer(ctx, q)); err != nil {
			return err
		}
	}
	return nil
}
