package bot

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"
	"time"

	"footnote/message"
	"footnote/store"
)

// busyRetry is the wait for a handoff that is shown elsewhere.
const busyRetry = 200 * time.Millisecond

// showHandoff shows what changed of a handoff: on its card, to those who asked, and
// in the answers that quote its addendum. All of it may have been done before. What
// Discord refuses is logged and left; what goes by comes again.
func (b *bot) showHandoff(ctx context.Context, id string) error {
	h, err := b.Store.TakeHandoff(ctx, id, b.Deadline+busyRetry)
	switch {
	case errors.Is(err, store.ErrNotFound):
		return nil
	case errors.Is(err, store.ErrConflict):
		return store.Later{After: busyRetry}
	case err != nil:
		return err
	}
	shown := 0
	if h.Shown < h.Version {
		if err = b.showAddenda(ctx, h); err == nil {
			err = b.showCard(ctx, h)
		}
		if err == nil {
			shown = h.Version
		}
	}
	giving, cancel := context.WithTimeout(context.WithoutCancel(ctx), claimTimeout)
	defer cancel()
	err = errors.Join(err, b.Store.GiveHandoff(giving, id, shown))
	var e *apiError
	if errors.As(err, &e) {
		b.Logger.Warn("handoff not shown; trying again", "handoff", id, "error", err)
		return store.Later{After: max(e.retry, min(postRetry, 10*b.RetryInitial))}
	}
	return err
}

// lasting is the error when it goes by, so that it is worth another attempt; else
// it is logged, and over.
func (b *bot) lasting(what, channel string, err error) error {
	switch {
	case err == nil:
		return nil
	case passing(err):
		return err
	case hasCode(err, codeUnknownMessage):
		return nil // somebody has deleted it
	}
	b.Logger.Error(what, "channel", channel, "error", err, "mend", "allow the bot View Channel, Send Messages and Read Message History there")
	return nil
}

// showCard posts or edits the card of a handoff. One that moves meanwhile has another
// job for its new card.
func (b *bot) showCard(ctx context.Context, h store.Handoff) error {
	err := b.putCard(ctx, h)
	if errors.Is(err, store.ErrConflict) {
		return nil
	}
	return err
}

// putCard does so; its error is store.ErrConflict when the handoff has moved.
func (b *bot) putCard(ctx context.Context, h store.Handoff) error {
	body := posted(message.Card(openQuestion(h), b.deskLanguage(ctx, h.Guild)))
	body.Components = b.cardRows(ctx, h)
	if h.Message != "" {
		err := b.patch(ctx, h.Channel, h.Message, body)
		if !hasCode(err, codeUnknownMessage) {
			return b.lasting("card not edited", h.Channel, err)
		}
		if err := b.Store.CardPosted(ctx, h.ID, h.Cards, ""); err != nil {
			return err
		}
		h.Cards++
	}
	again, err := b.Store.BeginCard(ctx, h.ID, h.Cards)
	if err != nil {
		return err
	}
	made := ""
	if again {
		made, err = b.find(ctx, h.Channel, h.ID, func(m discordMessage) bool { return isCard(m, h) })
	}
	if err == nil && made == "" {
		body.Nonce, body.EnforceNonce = nonceOf("card", h.ID, fmt.Sprint(h.Cards)), true
		var m discordMessage
		m, err = b.create(ctx, h.Channel, body)
		made = m.ID
	}
	if err != nil {
		return b.lasting("card not posted", h.Channel, err)
	}
	err = b.Store.CardPosted(ctx, h.ID, h.Cards, made)
	if errors.Is(err, store.ErrConflict) {
		b.dropCard(ctx, store.LeftCard{Channel: h.Channel, Message: made})
	}
	return err
}

// dropCard deletes a card that a handoff has left behind; one that stays says when it
// is used that it is of no more use.
func (b *bot) dropCard(ctx context.Context, c store.LeftCard) {
	if err := b.api.deleteMessage(ctx, c.Channel, c.Message); err != nil && !unseen(err) {
		b.Logger.Info("card of a question that has moved not deleted", "channel", c.Channel, "error", err)
	}
}

// isCard tells whether a message is the card of a handoff, by its buttons.
func isCard(m discordMessage, h store.Handoff) bool {
	buttons := string(m.Components)
	return strings.Contains(buttons, "|"+h.ID+"|") || h.Addendum != nil && strings.Contains(buttons, "|"+h.Addendum.ID+"|")
}

// cardRows are the buttons of a card.
func (b *bot) cardRows(ctx context.Context, h store.Handoff) []row {
	w := message.Words(b.deskLanguage(ctx, h.Guild)).Buttons
	if !h.Answered || h.Addendum == nil {
		return rows(button{Style: stylePrimary, Label: w.Answer, CustomID: b.ids.of(actAnswer, h.ID)})
	}
	return rows(
		button{Style: styleSecondary, Label: w.Correct, CustomID: b.ids.of(actCorrect, h.Addendum.ID)},
		button{Style: styleDanger, Label: w.Revoke, CustomID: b.ids.of(actRevoke, h.Addendum.ID)},
	)
}

// nonceOf is a nonce of Discord's, at most 25 characters, by which repetitions of
// one post are known.
func nonceOf(parts ...string) string {
	sum := sha256.Sum256([]byte(strings.Join(parts, "\x00")))
	return "h" + base64.RawURLEncoding.EncodeToString(sum[:15])
}
