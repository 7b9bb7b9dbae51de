package bot

import (
	"context"
	"errors"
	"slices"

	"footnote/message"
	"footnote/store"
)

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
	case actHuman:
		return b.change(ctx, i, "question for a human", func(ctx context.Context) ([]note, error) { return b.askHuman(ctx, i, id) })
	default:
		return b.receiveTeam(ctx, i, a, id)
	}
	return nil
}

// receiveTeam takes in what those who may answer do with a card.
func (b *bot) receiveTeam(ctx context.Context, i interaction, a action, id string) error {
	switch a {
	case actAnswer:
		b.openAnswer(i, id)
	case actAnswerForm:
		return b.change(ctx, i, "addendum", func(ctx context.Context) ([]note, error) { return b.add(ctx, i, id) })
	case actCorrect:
		b.openCorrection(i, id)
	case actCorrectForm:
		return b.change(ctx, i, "correction", func(ctx context.Context) ([]note, error) { return b.alter(ctx, i, id, false) })
	case actRevoke:
		return b.change(ctx, i, "revocation", func(ctx context.Context) ([]note, error) { return b.alter(ctx, i, id, true) })
	default:
		b.say(i, stale(i))
	}
	return nil
}

// forms are the actions that forms stand for.
var forms = map[action]bool{actReason: true, actAnswerForm: true, actCorrectForm: true}

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
		out = append(out, note{content: page.Text, rows: rows(links...)})
	}
	last := &out[len(out)-1]
	last.rows = append(last.rows, b.sourceRow(i, q)...)
	return out, nil
}

// sourceRow is what one can do about an answer.
func (b *bot) sourceRow(i interaction, q store.Question) []row {
	w := message.Words(i.Locale).Buttons
	out := b.thumbs(w, q.ID)
	if b.desk(q.Guild).canHandOver(q) {
		out = append(out, b.humanButton(w, q.ID))
	}
	return rows(out...)
}
