package bot

import (
	"context"
	"errors"
	"fmt"
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

// post posts the answer to a question, exactly once, and ends it.
func (b *bot) post(ctx context.Context, q store.Question, content string, buttons ...row) error {
	return b.deliver(ctx, q, content, true, buttons...)
}

// deliver is post; with done false the question is left to be ended by the
// caller when the message stands.
func (b *bot) deliver(ctx context.Context, q store.Question, content string, done bool, buttons ...row) error {
	nonce := "a1-" + q.ID
	if q.Revision > 0 { // an earlier one may be that of a message that was deleted
		nonce += "-" + strconv.Itoa(q.Revision)
	}
	channelID, err := b.where(ctx, q)
	if err != nil {
		return err
	}
	p, err := b.Store.BeginPost(ctx, store.PostAttempt{Question: q.ID, Nonce: nonce, Channel: channelID})
	switch {
	case errors.Is(err, store.ErrNotFound) || errors.Is(err, store.ErrFinished):
		return nil // deleted meanwhile, or finished on another machine
	case err != nil:
		return err
	}
	d := delivery{bot: b, q: q, content: content, buttons: buttons, begun: p, done: done}
	switch {
	case p.Message != "" && d.stale():
		return d.amend(ctx, p.Message)
	case p.Message != "":
		return d.keep(ctx, p.Message)
	}
	if q.Interaction != nil {
		return d.finishResponse(ctx)
	}
	return d.reply(ctx)
}

// delivery is one attempt to post an answer.
type delivery struct {
	*bot
	q       store.Question
	content string
	buttons []row
	begun   store.Post
	done    bool
}

// keep notes the message that answers the question.
func (d *delivery) keep(ctx context.Context, messageID string) error {
	err := d.Store.Posted(ctx, store.Posted{Question: d.q.ID, Message: messageID, Done: d.done, Revision: d.q.Revision})
	switch {
	case errors.Is(err, store.ErrConflict):
		d.Logger.Error("a question has two answers", "question", d.q.ID, "channel", d.q.Channel, "message", messageID)
		return nil
	case errors.Is(err, store.ErrNotFound) || errors.Is(err, store.ErrFinished):
		return nil
	}
	return err
}

// reply posts the answer as a reply to the message that asks. Within one attempt,
// while the nonce counts, Discord takes repetitions for the same message. Before
// another attempt the channel is read: how long the nonce counts is not known for
// sure, and a process may have died in between.
func (d *delivery) reply(ctx context.Context) error {
	body := d.body()
	body.Reference = &outgoingReference{MessageID: d.q.ID, ChannelID: d.q.Channel}
	if d.inThread() {
		body.Reference, body = nil, d.addressed(body)
	}
	if d.begun.Again || d.nonceLeft() <= 0 {
		found, err := d.search(ctx)
		switch {
		case err != nil:
			return d.failed(ctx, err)
		case found.answer != "":
			return d.adopt(ctx, found.answer)
		}
	}
	return d.create(ctx, body)
}

// body is the answer as it goes out.
func (d *delivery) body() outgoing {
	out := posted(d.content)
	out.Components = d.buttons
	return out
}

// nonceLeft is how long Discord still takes a repeated create for the first one.
func (d *delivery) nonceLeft() time.Duration {
	return d.NonceWindow - d.now().Sub(d.begun.Begun)
}

// adopt takes a message that an earlier attempt has left for the answer.
func (d *delivery) adopt(ctx context.Context, messageID string) error {
	d.Logger.Info("answer found that was posted before", "question", d.q.ID, "message", messageID)
	if d.stale() {
		return d.amend(ctx, messageID)
	}
	return d.keep(ctx, messageID)
}

// create posts a message with the question's nonce.
func (d *delivery) create(ctx context.Context, body outgoing) error {
	body.Nonce, body.EnforceNonce = d.begun.Nonce, true
	var made discordMessage
	r := request{method: "POST", path: "/channels/" + d.begun.Channel + "/messages", body: body, out: &made, repeatable: true, patience: patience}
	limited := ctx
	if left := d.nonceLeft(); left > 0 {
		var cancel context.CancelFunc
		limited, cancel = context.WithTimeout(ctx, left) // what comes later must read first
		defer cancel()
	}
	err := d.api.do(limited, r)
	if hasCode(err, codeNoHistory) { // it may write, but not reply
		body.Reference = nil
		r.body = body
		err = d.api.do(limited, r)
	}
	if err != nil {
		return d.failed(ctx, err)
	}
	if d.stale() && strings.TrimSpace(made.Content) != strings.TrimSpace(body.Content) {
		return d.amend(ctx, made.ID) // the nonce found what an earlier revision had posted
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
		return d.finish(ctx, d.q, store.StateSilent, "the answer was deleted")
	}
	d.cannotPost(d.q, err)
	return d.finish(ctx, d.q, store.StateFailed, err.Error())
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
	err := b.Store.Finish(ctx, store.Finish{Question: q.ID, State: s, Reason: reason, Refund: true, Revision: q.Revision})
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

// found is what a channel holds of earlier attempts at a question.
type found struct {
	answer  string // a message that answers it; empty: none
	waiting string // the response to the interaction that still says that the bot is thinking
}

const (
	searchPage  = 100
	searchPages = 50
	// flagLoading is on a response that is still to come.
	flagLoading = 1 << 7
)

// search reads the channel from the question on for what answers it. It ends
// after 5,000 messages.
func (d *delivery) search(ctx context.Context) (found, error) {
	var out found
	after := d.q.ID
	for range searchPages {
		var page []discordMessage
		path := fmt.Sprintf("/channels/%s/messages?after=%s&limit=%d", d.begun.Channel, after, searchPage)
		if err := d.api.do(ctx, request{method: "GET", path: path, out: &page, repeatable: true, patience: patience}); err != nil {
			return found{}, err
		}
		for _, m := range page {
			if compareIDs(m.ID, after) > 0 {
				after = m.ID
			}
		}
		// Oldest first: a reply to the response comes behind the response.
		for i := range page {
			d.look(page[len(page)-1-i], &out)
		}
		if out.answer != "" || len(page) < searchPage {
			return out, nil
		}
	}
	return out, nil
}

// look takes down what m is to the question.
func (d *delivery) look(m discordMessage, out *found) {
	if m.Author == nil || m.Author.ID != d.self || out.answer != "" {
		return
	}
	responds := m.Interaction != nil && m.Interaction.ID == d.q.ID || m.Origin != nil && m.Origin.ID == d.q.ID
	switch {
	case responds && (m.Flags&flagLoading != 0 || isCrowdNotice(m.Content)):
		out.waiting = m.ID
	case responds:
		out.answer = m.ID
	case d.inThread() && m.Type == typeDefault && m.Reference == nil:
		out.answer = m.ID
	case d.standsAlone(m):
		out.answer = m.ID
	case m.Reference != nil && (m.Reference.MessageID == d.q.ID || out.waiting != "" && m.Reference.MessageID == out.waiting):
		out.answer = m.ID
	}
}
