package bot

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strings"

	"footnote/answer"
	"footnote/message"
	"footnote/store"
)

// maxReason is how many characters the reason of a dislike has.
const maxReason = 500

// praise notes that a member finds an answer helpful.
func (b *bot) praise(ctx context.Context, i interaction, id string) ([]note, error) {
	_, err := b.pressed(ctx, i, id)
	if err == nil {
		err = b.Store.GiveFeedback(ctx, store.Feedback{Question: id, User: i.asker(), Good: true})
	}
	w := message.Words(i.Locale).Feedback
	if errors.Is(err, store.ErrNotFound) {
		return sentence(w.Gone), nil
	}
	return sentence(w.Good), err
}

// reasonForm asks a member what is wrong with an answer.
func (b *bot) reasonForm(i interaction, id string) form {
	m := message.Words(i.Locale).Modals["reason"]
	return oneField(b.ids.of(actReason, id), m, textInput{MaxLength: maxReason})
}

// oneField is a form of one field of several lines.
func oneField(id string, m message.Modal, t textInput) form {
	t.Type, t.CustomID, t.Style, t.Label, t.Placeholder = componentText, field, textParagraph, m.Label, m.Placeholder
	return form{CustomID: id, Title: m.Title, Components: []row{{Type: componentRow, Components: []any{t}}}}
}

// dislike notes that a member finds an answer unhelpful, with the reason.
func (b *bot) dislike(ctx context.Context, i interaction, id string) ([]note, error) {
	reason := cut(strings.TrimSpace(i.written()), maxReason)
	q, err := b.pressed(ctx, i, id)
	if err == nil {
		err = b.disapprove(ctx, handOver{id: i.ID, by: i.asker(), q: q, disliked: true, reason: reason})
	}
	w := message.Words(i.Locale).Feedback
	switch {
	case errors.Is(err, store.ErrNotFound):
		return sentence(w.Gone), nil
	case reason != "":
		return sentence(w.Reason), err
	}
	return sentence(w.Bad), err
}

// disapprove keeps that a member finds an answer unhelpful, and hands it to a human
// where there is one.
func (b *bot) disapprove(ctx context.Context, h handOver) error {
	err := b.Store.GiveFeedback(ctx, store.Feedback{Question: h.q.ID, User: h.by, Reason: h.reason})
	if err == nil && b.desk(h.q.Guild).canHandOver(h.q) {
		_, err = b.handOver(ctx, h)
	}
	return err
}

// complain takes “that is wrong” in reply to an answer for a thumb down.
func (b *bot) complain(ctx context.Context, q store.Question, about about) error {
	if q.Answer.Intent != answer.IntentComplaint || !about.Reply {
		return nil
	}
	earlier, err := b.answeredBy(ctx, about.answered)
	here := func(p store.Post) bool { return p.Channel == q.Channel }
	if err == nil && slices.ContainsFunc(earlier.Posts, here) && earlier.Answer != nil {
		err = b.disapprove(ctx, handOver{id: q.ID, by: q.Asker, q: earlier, disliked: true, reason: cut(q.Text, maxReason)})
	}
	if errors.Is(err, store.ErrNotFound) {
		return nil
	}
	return err
}

// written is what somebody wrote into the field of a form.
func (i interaction) written() string { return writtenIn(i.Data.Components) }

func writtenIn(components []json.RawMessage) string {
	for _, raw := range components {
		var c struct {
			CustomID   string            `json:"custom_id"`
			Value      string            `json:"value"`
			Component  json.RawMessage   `json:"component"` // of a label, the newer frame of a field
			Components []json.RawMessage `json:"components"`
		}
		if json.Unmarshal(raw, &c) != nil {
			continue
		}
		if c.CustomID == field {
			return c.Value
		}
		if c.Component != nil {
			c.Components = append(c.Components, c.Component)
		}
		if text := writtenIn(c.Components); text != "" {
			return text
		}
	}
	return ""
}
