package bot

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/bwmarrin/discordgo"

	"footnote/store"
)

// tokenMargin is how long before its end the token of an interaction is no
// longer used.
const tokenMargin = 30 * time.Second

// finishResponse finishes an interaction on its own response while the token lives,
// and afterwards in the channel, if all there may see the answer.
func (d *delivery) finishResponse(ctx context.Context) error {
	if d.tokenLives() {
		if err := d.acks.wait(ctx, d.q.ID); err != nil {
			return d.later(ctx, d.q, err)
		}
		if d.begun.Again { // something may stand
			if m, err := d.read(ctx, ""); err == nil {
				d.parts = d.text(d.unaddressed(m))
			}
		}
		made, err := d.edit(ctx)
		switch {
		case err == nil:
			return d.keep(ctx, made.ID)
		case !responseGone(err):
			return d.failed(ctx, err)
		}
		d.Logger.Info("response to an interaction is gone", "question", d.q.ID, "error", err)
	}
	if private(d.q) {
		return d.drop(ctx)
	}
	return d.instead(ctx)
}

// drop ends a question whose asker alone may see the answer, and can no more.
func (d *delivery) drop(ctx context.Context) error {
	d.Logger.Error("answer dropped: its interaction is over, and only the asker may see it", "question", d.q.ID)
	return d.over(ctx, store.StateExpired, "the interaction is over, and only the asker may see the answer")
}

// private tells whether only the asker of q may see what is said.
func private(q store.Question) bool {
	return q.Interaction != nil && (q.Interaction.Ephemeral || q.OverQuota)
}

// tokenLives tells whether the response to the interaction can still be changed.
func (d *delivery) tokenLives() bool { return d.bot.tokenLives(d.q) }

func (b *bot) tokenLives(q store.Question) bool {
	i := q.Interaction
	return i != nil && i.Token != "" && b.now().Before(i.Expires.Add(-tokenMargin))
}

// responseGone tells whether the response to an interaction can no more be changed.
func responseGone(err error) bool {
	return hasCode(err, codeUnknownInteraction, codeUnknownWebhook, codeInvalidToken)
}

// edit puts the answer into the response. When Discord knows of none although
// it may still be made, as after a crash before the acknowledgement, it is made.
func (d *delivery) edit(ctx context.Context) (discordMessage, error) {
	i := d.q.Interaction
	limiter := discordgo.NewRatelimiter()
	if d.stands != nil {
		limiter = d.stands.limiter
	}
	var made discordMessage
	r := request{
		method: "PATCH", path: d.originalPath(), body: d.body(), out: &made,
		limiter: limiter, repeatable: true, patience: patience,
	}
	err := d.api.do(ctx, r)
	if hasCode(err, codeUnknownWebhook) && d.now().Sub(d.q.Asked) < ackWithin {
		ackCtx, cancel := context.WithTimeout(ctx, ackTimeout)
		defer cancel()
		if d.acknowledge(ackCtx, callback{d.q.ID, string(i.Token), private(d.q)}) != unacknowledged {
			err = d.api.do(ctx, r)
		}
	}
	return made, err
}

// originalPath is where the response to the interaction is.
func (d *delivery) originalPath() string {
	return "/webhooks/" + d.q.Interaction.Application + "/" + string(d.q.Interaction.Token) + "/messages/@original"
}

// instead posts the answer into the channel of an interaction that is over: as a
// reply to its response, where there is one, else naming the time of the question.
// No nonce tells of an edit that got through, so the channel is always read first.
func (d *delivery) instead(ctx context.Context) error {
	found, err := d.search(ctx)
	switch {
	case err != nil:
		return d.failed(ctx, err)
	case found.answer.ID != "":
		return d.adopt(ctx, found.answer)
	}
	body := d.body()
	body.AllowedMentions.RepliedUser = false // which is the bot
	mention := d.timedMention()
	if found.waiting != "" {
		body.Reference = &outgoingReference{MessageID: found.waiting, ChannelID: d.q.Channel}
		mention = "<@" + d.q.Asker + ">\n"
	}
	if len([]rune(mention+d.parts[0])) <= maxContent {
		body.Content = mention + d.parts[0]
		body.AllowedMentions.Users = []string{d.q.Asker}
	}
	return d.create(ctx, body)
}

// timedMention names the asker and the second of the question, in the reader's own
// time, where there is nothing to reply to. It is also what such an answer is
// known by when the channel is read.
func (d *delivery) timedMention() string {
	return fmt.Sprintf("<@%s> <t:%d:T>\n", d.q.Asker, d.q.Asked.Unix())
}

// standsAlone tells whether m answers the interaction without a response to reply
// to.
func (d *delivery) standsAlone(m discordMessage) bool {
	return d.q.Interaction != nil && m.Reference == nil && m.Interaction == nil && m.Origin == nil &&
		(strings.HasPrefix(m.Content, d.timedMention()) || strings.TrimSpace(m.Content) == strings.TrimSpace(d.parts[0]))
}

// maxContent is how many code points Discord takes.
const maxContent = 2000
