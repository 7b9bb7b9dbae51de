package bot

import (
	"cmp"
	"context"
	"errors"
	"strconv"
	"strings"
	"time"

	"github.com/bwmarrin/discordgo"

	"footnote/store"
)

const (
	// patience is how long a request may make a worker wait because of Discord's
	// limits; the question comes again when that is over.
	patience = 5 * time.Second
	// giveUpAfter is how old a question may become that cannot be posted.
	giveUpAfter = 24 * time.Hour
	// postRetry is the longest wait before a post is tried again.
	postRetry = 30 * time.Second
)

// outgoing is a message to create or the data of a response; fields that are
// zero are left out. discordgo's own type knows no nonce and sends nulls.
type outgoing struct {
	Content         string                 `json:"content"`
	Flags           discordgo.MessageFlags `json:"flags,omitempty"`
	AllowedMentions allowedMentions        `json:"allowed_mentions"`
	Components      []row                  `json:"components,omitzero"` // empty, but not nil: none, also where there were some
	Attachments     []outgoingAttachment   `json:"attachments,omitempty"`
	Reference       *outgoingReference     `json:"message_reference,omitempty"`
	Nonce           string                 `json:"nonce,omitempty"`
	EnforceNonce    bool                   `json:"enforce_nonce,omitempty"`
}

type outgoingReference struct {
	MessageID       string `json:"message_id"`
	ChannelID       string `json:"channel_id"`
	FailIfNotExists bool   `json:"fail_if_not_exists"`
}

// allowedMentions must stand in every POST and PATCH with an explicit empty
// list: without it, or with null, Discord's defaults ping.
type allowedMentions struct {
	Parse       []string `json:"parse"`
	Users       []string `json:"users,omitempty"`
	RepliedUser bool     `json:"replied_user"`
}

// posted is content as every message goes out: no link previews, and nobody
// notified but the person replied to.
func posted(content string) outgoing {
	return outgoing{
		Content: content, Flags: discordgo.MessageFlagsSuppressEmbeds,
		AllowedMentions: allowedMentions{Parse: []string{}, RepliedUser: true},
	}
}

// said is what is to stand as the answer to a question.
type said struct {
	// text words it as one message or several, given what stands of the first; empty:
	// nothing. What it says then stays when it can.
	text    func(standing string) []string
	buttons []row  // below the last message
	done    bool   // the question ends when it stands
	stands  *stood // what this process has posted of it; nil: nothing
}

// post says something in place of an answer, exactly once, and ends the question. A
// part of the answer that stands already stays as it is.
func (b *bot) post(ctx context.Context, q store.Question, content string) error {
	return b.deliver(ctx, q, said{done: true, text: func(standing string) []string { return []string{cmp.Or(standing, content)} }})
}

// errOver says that a question has ended without all of its posts.
var errOver = errors.New("the question has ended")

// deliver posts what is said to a question, each part of it exactly once, in order.
func (b *bot) deliver(ctx context.Context, q store.Question, s said) error {
	channelID, err := b.where(ctx, q)
	if err != nil {
		return err
	}
	d := &delivery{bot: b, said: s, q: q, parts: s.text(""), behind: q.ID}
	for ; d.part < len(d.parts); d.part++ {
		err := d.deliverPart(ctx, channelID)
		switch {
		case errors.Is(err, errOver):
			return nil
		case err != nil:
			return err
		}
	}
	return nil
}

// deliverPart posts one part.
func (d *delivery) deliverPart(ctx context.Context, channelID string) error {
	p, err := d.Store.BeginPost(ctx, store.PostAttempt{Question: d.q.ID, Part: d.part, Nonce: d.nonce(), Channel: channelID})
	switch {
	case errors.Is(err, store.ErrNotFound) || errors.Is(err, store.ErrFinished):
		return errOver // deleted meanwhile, or finished on another machine
	case err != nil:
		return err
	}
	d.begun = p
	switch {
	case p.Message != "" && d.stale():
		return d.amend(ctx, p.Message)
	case p.Message != "" && d.part > 0:
		return d.keep(ctx, p.Message)
	case p.Message != "":
		return d.resume(ctx, p.Message)
	case d.q.Interaction != nil && d.q.Interaction.Ephemeral && d.part > 0:
		return d.follow(ctx)
	case d.q.Interaction != nil && d.part == 0:
		return d.finishResponse(ctx)
	}
	return d.reply(ctx)
}

// delivery is one attempt to post an answer.
type delivery struct {
	*bot
	said
	q       store.Question
	parts   []string   // the messages
	part    int        // that is being posted
	begun   store.Post // of it
	first   string     // the message of the first part
	behind  string     // what the part comes after: the message of the part before, or the question
	mention string     // that stands before the text of the first part
}

// nonce is that of the part.
func (d *delivery) nonce() string {
	nonce := "a1-" + d.q.ID
	if d.part > 0 {
		nonce = "p" + strconv.FormatInt(int64(d.part), 36) + "-" + d.q.ID // Discord takes 25 characters
	}
	if d.q.Revision > 0 { // an earlier one may be that of a message that was deleted
		nonce += "-" + strconv.Itoa(d.q.Revision)
	}
	return nonce
}

// last tells whether the part is the last one.
func (d *delivery) last() bool { return d.part == len(d.parts)-1 }

// keep notes the message that holds the part. With the last one, what an earlier
// revision had behind it goes, and so does the sign that the question waits.
func (d *delivery) keep(ctx context.Context, messageID string) error {
	if d.part == 0 {
		d.first = messageID
	}
	d.behind = messageID
	if !d.last() {
		return d.note(ctx, messageID, false)
	}
	waits := d.done && d.waits(ctx, d.q)
	if waits || len(d.q.Posts) > len(d.parts) {
		if err := d.note(ctx, messageID, false); err != nil {
			return err
		}
		if err := d.dropBehind(ctx); err != nil {
			return err
		}
		if waits {
			d.unmark(ctx, d.q)
		}
	}
	err := d.note(ctx, messageID, d.done)
	if err == nil && d.done && !waits {
		d.unmarkLate(ctx, d.q)
	}
	return err
}

// note keeps the id of the message that holds the part.
func (d *delivery) note(ctx context.Context, messageID string, done bool) error {
	err := d.Store.Posted(ctx, store.Posted{Question: d.q.ID, Part: d.part, Message: messageID, Done: done, Revision: d.q.Revision})
	switch {
	case errors.Is(err, store.ErrConflict):
		d.Logger.Error("a question has two answers", "question", d.q.ID, "channel", d.q.Channel, "message", messageID)
		return errOver
	case errors.Is(err, store.ErrNotFound) || errors.Is(err, store.ErrFinished):
		return errOver
	}
	return err
}

// reply posts the answer as a reply to the message that asks. Within one attempt,
// while the nonce counts, Discord takes repetitions for the same message. Before
// another attempt the channel is read: how long the nonce counts is not known for
// sure, and a process may have died in between.
func (d *delivery) reply(ctx context.Context) error {
	if d.begun.Again || d.nonceLeft() <= 0 {
		found, err := d.search(ctx)
		switch {
		case err != nil:
			return d.failed(ctx, err)
		case found.answer.ID != "":
			return d.adopt(ctx, found.answer)
		}
	}
	return d.create(ctx, d.asReply())
}

// asReply is the part as it goes out as a message of its own.
func (d *delivery) asReply() outgoing {
	body := d.body()
	switch {
	case d.inThread():
		return d.addressed(body)
	case d.q.Interaction != nil && d.first != "":
		body.Reference = &outgoingReference{MessageID: d.first, ChannelID: d.begun.Channel}
	default:
		body.Reference = &outgoingReference{MessageID: d.q.ID, ChannelID: d.q.Channel}
	}
	return body
}

// body is the part as it goes out. The asker hears of the first one alone.
func (d *delivery) body() outgoing {
	out := posted(d.parts[d.part])
	out.AllowedMentions.RepliedUser = d.part == 0
	if d.last() {
		out.Components = d.buttons
	}
	return out
}

// nonceLeft is how long Discord still takes a repeated create for the first one.
func (d *delivery) nonceLeft() time.Duration {
	return d.NonceWindow - d.now().Sub(d.begun.Begun)
}

// adopt takes a message that an earlier attempt has left for the part.
func (d *delivery) adopt(ctx context.Context, m discordMessage) error {
	d.Logger.Info("answer found that was posted before", "question", d.q.ID, "message", m.ID)
	switch {
	case d.stale():
		return d.amend(ctx, m.ID)
	case d.part > 0:
		return d.keep(ctx, m.ID)
	}
	return d.goOn(ctx, m)
}

// create posts a message with the part's nonce.
func (d *delivery) create(ctx context.Context, body outgoing) error {
	body.Nonce, body.EnforceNonce = d.begun.Nonce, true
	limited := ctx
	if left := d.nonceLeft(); left > 0 {
		var cancel context.CancelFunc
		limited, cancel = context.WithTimeout(ctx, left) // what comes later must read first
		defer cancel()
	}
	made, err := d.bot.create(limited, d.begun.Channel, body)
	if err != nil {
		return d.failed(ctx, err)
	}
	// The nonce finds what was posted before: of an earlier revision, or a part of
	// the answer.
	if (d.stale() || d.begun.Again) && strings.TrimSpace(made.Content) != strings.TrimSpace(body.Content) {
		return d.adopt(ctx, made)
	}
	return d.keep(ctx, made.ID)
}

// failed decides by the class of an error whether the post is tried again or
// has ended.
func (d *delivery) failed(ctx context.Context, err error) error {
	switch {
	case passing(err):
		return d.later(ctx, d.q, err)
	case hasCode(err, codeUnknownMessage):
		d.Logger.Info("answer was deleted by somebody", "question", d.q.ID)
		return d.over(ctx, store.StateSilent, "the answer was deleted")
	case d.part > 0 && d.q.Interaction != nil && hasCode(err, codeMissingAccess, codeMissingPermission):
		return d.follow(ctx) // which needs no permission
	}
	d.cannotPost(d.q, err)
	return d.over(ctx, store.StateFailed, err.Error())
}

// over ends a question of which no more is posted.
func (d *delivery) over(ctx context.Context, s store.State, reason string) error {
	if err := d.finish(ctx, d.q, s, reason); err != nil {
		return err
	}
	return errOver
}

// later has a question come again after an error that goes by: what Discord
// asks for, else the longer the older it is.
func (b *bot) later(ctx context.Context, q store.Question, err error) error {
	age := b.now().Sub(q.Claimed)
	if age > giveUpAfter {
		b.Logger.Error("question given up, since Discord does not take the answer", "question", q.ID, "error", err)
		return b.finish(ctx, q, store.StateExpired, err.Error())
	}
	wait := min(max(age/8, b.RetryInitial), postRetry)
	var e *apiError
	if errors.As(err, &e) {
		wait = max(wait, e.retry)
	}
	b.Logger.Warn("answer not posted; trying again", "question", q.ID, "error", err, "again_in", wait)
	return store.Later{After: wait}
}

// finish ends a question without a post, which then counts in no quota.
func (b *bot) finish(ctx context.Context, q store.Question, s store.State, reason string) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), claimTimeout)
	defer cancel()
	waits := b.waits(ctx, q)
	if waits {
		b.unmark(ctx, q)
	}
	err := b.Store.Finish(ctx, store.Finish{Question: q.ID, State: s, Reason: reason, Refund: true, Revision: q.Revision})
	if err == nil && !waits {
		b.unmarkLate(ctx, q)
	}
	if errors.Is(err, store.ErrFinished) || errors.Is(err, store.ErrNotFound) {
		return nil
	}
	return err
}

// cannotPost logs why a question hears nothing; a missing permission once.
func (b *bot) cannotPost(q store.Question, err error) {
	if !hasCode(err, codeMissingAccess, codeMissingPermission) {
		b.Logger.Error("answer not posted", "question", q.ID, "channel", q.Channel, "error", err)
		return
	}
	b.mu.Lock()
	_, known := b.forbidden[q.Channel]
	b.forbidden[q.Channel] = struct{}{}
	b.mu.Unlock()
	if !known {
		b.Logger.Error("the bot may not post in a channel", "channel", q.Channel,
			"mend", "allow it View Channel, Send Messages and Read Message History there")
	}
}
