package bot

import (
	"context"
	"errors"
	"slices"

	"footnote/message"
	"footnote/store"
)

// desk is what a server has below answers.
type desk struct {
	buttons bool
}

// desk returns what holds in a server; in direct messages with an empty id.
func (b *bot) desk(_ context.Context, _ string) desk {
	return desk{buttons: !b.NoButtons}
}

// answerRows are the buttons below the answer to a question.
func (b *bot) answerRows(ctx context.Context, q store.Question) []row {
	if !b.desk(ctx, q.Guild).buttons || q.Answer == nil {
		return nil
	}
	words := message.Words(q.Answer.Language).Buttons
	var out []button
	if len(q.Answer.Claims) > 0 {
		out = append(out, button{Style: styleSecondary, Label: words.Source, CustomID: b.ids.of(actSource, q.ID)})
	}
	return rows(out...)
}

// receivePress takes in the use of a button or a form.
func (b *bot) receivePress(ctx context.Context, i interaction) error {
	a, id, ok := b.ids.read(i.Data.CustomID)
	if !isID(i.ID, i.Application, i.asker()) || i.Token == "" {
		b.Logger.Error("interaction without usable ids left out", "interaction", i.ID)
		return nil
	}
	if !ok || (i.Type == kindForm) != forms[a] {
		b.say(i, stale(i))
		return nil
	}
	switch a {
	case actSource:
		b.look(i, "source not shown", func(ctx context.Context) ([]note, error) { return b.source(ctx, i, id) })
	case actGood:
		return b.change(ctx, i, "feedback", func(ctx context.Context) ([]note, error) { return b.praise(ctx, i, id) })
	case actBad:
		b.open(i, b.reasonForm(i, id))
	case actReason:
		return b.change(ctx, i, "feedback", func(ctx context.Context) ([]note, error) { return b.dislike(ctx, i, id) })
	default:
		b.say(i, stale(i))
	}
	return nil
}

// forms are the actions that forms stand for.
var forms = map[action]bool{actReason: true}

// say tells the user of an interaction something that is known at once.
func (b *bot) say(i interaction, notes []note) {
	b.look(i, "interaction not answered", func(context.Context) ([]note, error) { return notes, nil })
}

// stale says that a button is of no use any more.
func stale(i interaction) []note { return sentence(message.Words(i.Locale).Stale) }

// sentence is one of ours as a note.
func sentence(s string) []note { return []note{{content: message.Escape(s)}} }

// pressed is the question whose answer an interaction is about. Only who sees the
// answer may ask of it, so that it has to be where the answer is; else, and when it
// is no longer kept, the error is store.ErrNotFound.
func (b *bot) pressed(ctx context.Context, i interaction, id string) (store.Question, error) {
	q, err := b.Store.Question(ctx, id)
	if err != nil {
		return q, err
	}
	here := q.Channel == i.ChannelID || slices.ContainsFunc(q.Posts, func(p store.Post) bool { return p.Channel == i.ChannelID })
	private := q.Interaction != nil && q.Interaction.Ephemeral && q.Asker != i.asker()
	if q.Guild != i.GuildID || !here || private || q.Answer == nil {
		return q, store.ErrNotFound
	}
	return q, nil
}

// source shows where an answer stands in the announcement that it is from, with
// what one can do about it below.
func (b *bot) source(ctx context.Context, i interaction, id string) ([]note, error) {
	q, err := b.pressed(ctx, i, id)
	if errors.Is(err, store.ErrNotFound) {
		return stale(i), nil
	}
	if err != nil {
		return nil, err
	}
	ann, err := b.announcement(ctx, q.Announcement)
	if err != nil {
		return nil, err
	}
	var out []note
	for _, page := range message.Source(*q.Answer, i.Locale, ann) {
		var links []button
		for _, l := range page.Links {
			links = append(links, button{Style: styleLink, Label: l.Label, URL: l.URL})
		}
		out = append(out, note{page.Text, rows(links...)})
	}
	last := &out[len(out)-1]
	last.rows = append(last.rows, b.sourceRow(ctx, i, q)...)
	return out, nil
}

// sourceRow is what one can do about an answer.
func (b *bot) sourceRow(_ context.Context, i interaction, q store.Question) []row {
	w := message.Words(i.Locale).Buttons
	return rows(
		button{Style: styleSecondary, Label: w.Good, Emoji: &emoji{"👍"}, CustomID: b.ids.of(actGood, q.ID)},
		button{Style: styleSecondary, Label: w.Bad, Emoji: &emoji{"👎"}, CustomID: b.ids.of(actBad, q.ID)},
	)
}
