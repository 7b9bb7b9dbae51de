package bot

import (
	"cmp"
	"context"
	"errors"
	"maps"
	"strings"
	"sync"
	"time"

	"footnote/bot/gateway"
	"footnote/store"
)

// maxRevisions is how often a question is answered anew that its asker changes.
const maxRevisions = 10

// changesKept is how long it is remembered what became of a message.
const changesKept = time.Minute

// changes knows what became of messages a moment ago: the latest counts, and an edit
// or the end of a message may be taken in before the message itself. The zero value
// is ready for use; safe for concurrent use.
type changes struct {
	mu     sync.Mutex
	latest map[string]change
	turns  turns // by message: who reads the latest change first may else be the last to act on it
}

// change is a new text, or the end of a message.
type change struct {
	text string
	post string // the thread that the message opens, whose name belongs to the text
	gone bool
	at   time.Time
}

// maxChanges is of how many messages changes are remembered before old ones are
// looked for.
const maxChanges = 1000

// note remembers a change; it is called in the order of events.
func (c *changes) note(id string, one change) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.latest == nil {
		c.latest = map[string]change{}
	}
	if len(c.latest) >= maxChanges {
		maps.DeleteFunc(c.latest, func(_ string, old change) bool { return one.at.Sub(old.at) > changesKept })
	}
	c.latest[id] = one
}

func (c *changes) of(id string) (change, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	one, ok := c.latest[id]
	return one, ok
}

// receiveEdit takes in that a message was changed: if it is a question, it is
// answered anew in place.
func (b *bot) receiveEdit(ctx context.Context, m discordMessage) error {
	// Discord sends the event also when it adds a preview, and without the text when
	// it withholds that.
	if !b.fromPerson(m) || m.Edited == "" || m.Content == "" || !isID(m.ID, m.ChannelID) {
		return nil
	}
	one := change{text: b.questionOf(m)}
	if m.opensPost() {
		one.post = m.ChannelID
	}
	return b.takeChange(ctx, m.ID, one)
}

// takeChange takes in what became of a message.
func (b *bot) takeChange(ctx context.Context, id string, one change) error {
	one.at = b.now()
	b.changes.note(id, one)
	return b.takeIn(ctx, "change of "+id, func(ctx context.Context) error { return b.applyLatest(ctx, id, one) })
}

// applyLatest applies the latest change of a message; one of those before, if it was
// long ago.
func (b *bot) applyLatest(ctx context.Context, id string, one change) error {
	end, err := b.changes.turns.take(ctx, id)
	if err != nil {
		return err
	}
	defer end()
	if latest, ok := b.changes.of(id); ok {
		one = latest
	}
	return b.applyChange(ctx, id, one)
}

// receiveDeletion takes in that messages are gone: what answers one goes too.
func (b *bot) receiveDeletion(ctx context.Context, e gateway.Event) error {
	var gone struct {
		ID  string   `json:"id"`
		IDs []string `json:"ids"`
	}
	if !b.decode(e, &gone) {
		return nil
	}
	for _, id := range append(gone.IDs, gone.ID) {
		if !isID(id) {
			continue
		}
		if err := b.takeChange(ctx, id, change{gone: true}); err != nil {
			return err
		}
	}
	return nil
}

// applyChange has a question worked again, if the message is one.
func (b *bot) applyChange(ctx context.Context, id string, one change) error {
	if one.post != "" {
		c, err := b.lookUp(ctx, one.post)
		switch {
		case unseen(err):
			return nil // it is gone, and the question with it
		case err != nil:
			return err
		}
		one.text = strings.TrimSpace(c.Name + "\n" + one.text)
	}
	work := func() (bool, error) {
		return b.Store.Revise(ctx, store.Revision{Question: id, Text: one.text, Most: maxRevisions})
	}
	if one.gone {
		work = func() (bool, error) { return b.Store.Withdraw(ctx, id) }
	}
	done, err := work()
	if done {
		b.Logger.Info("question changed by its asker", "question", id, "gone", one.gone)
	}
	return err
}

// undo deletes what answers a question that its asker took back, and forgets the
// question.
func (b *bot) undo(ctx context.Context, q store.Question) error {
	if err := b.retract(ctx, q, 0); err != nil {
		return err
	}
	if err := b.finish(ctx, q, store.StateWithdrawn, "taken back by its asker"); err != nil {
		return err
	}
	err := b.Store.DeleteQuestion(ctx, q.ID)
	if errors.Is(err, store.ErrNotFound) {
		return nil
	}
	return err
}

// retract deletes the messages that answer a question, from a part on. One whose
// posting has an unknown end is looked for.
func (b *bot) retract(ctx context.Context, q store.Question, from int) error {
	behind := q.ID
	for _, p := range q.Posts {
		id := p.Message
		if id == "" && p.Part >= from {
			d := delivery{bot: b, q: q, begun: p, part: p.Part, parts: make([]string, p.Part+1), behind: behind}
			found, err := d.search(ctx)
			if err != nil && passing(err) {
				return b.later(ctx, q, err)
			}
			id = found.answer.ID
		}
		behind = cmp.Or(id, behind)
		if id == "" || p.Part < from {
			continue
		}
		err := b.api.deleteMessage(ctx, p.Channel, id)
		switch {
		case err == nil || unseen(err): // or it is gone already
		case passing(err):
			return b.later(ctx, q, err)
		default:
			b.Logger.Error("answer to a question that was taken back not deleted", "question", q.ID, "message", id, "error", err)
		}
	}
	return nil
}

// amend puts the part in place of what stands.
func (d *delivery) amend(ctx context.Context, messageID string) error {
	if d.part == 0 && d.tokenLives() {
		_, err := d.edit(ctx)
		switch {
		case err == nil:
			return d.keep(ctx, messageID)
		case !responseGone(err):
			return d.failed(ctx, err)
		}
	}
	if private(d.q) {
		return d.drop(ctx)
	}
	body := d.body()
	if body.Components == nil {
		body.Components = []row{}
	}
	if d.inThread() {
		body = d.addressed(body)
	} else if d.mention != "" && len([]rune(d.mention+body.Content)) <= maxContent {
		body.Content, body.AllowedMentions.RepliedUser = d.mention+body.Content, false
		body.AllowedMentions.Users = []string{d.q.Asker}
	}
	if err := d.patch(ctx, d.begun.Channel, messageID, body); err != nil {
		return d.failed(ctx, err)
	}
	return d.keep(ctx, messageID)
}

// stale tells whether a message that stands answers an earlier revision.
func (d *delivery) stale() bool { return d.begun.Revision < d.q.Revision }
