package bot

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"time"

	"footnote/store"
)

// claimTimeout bounds one attempt to take something in, and claimRetry the wait
// before the next.
const (
	claimTimeout = 5 * time.Second
	claimRetry   = 5 * time.Second
)

// takeIn runs f until it succeeds or the bot is at its end, on a way of its own
// and in the order of events: what happened meanwhile counts as read when f has
// ended well. Its error says that the bot ends before there was room.
func (b *bot) takeIn(ctx context.Context, what string, f func(context.Context) error) error {
	end, err := b.order.begin(ctx)
	if err != nil {
		return errStopping
	}
	b.events.Go(func() {
		if b.insist(what, f) {
			end()
		}
	})
	return nil
}

// insist runs f until it succeeds, and tells whether it has. After a panic it
// counts as done: it would panic again.
func (b *bot) insist(what string, f func(context.Context) error) (done bool) {
	wait := b.RetryInitial
	for {
		err := errPanicked
		b.guarded(what, func() {
			ctx, cancel := context.WithTimeout(b.life, claimTimeout)
			defer cancel()
			err = f(ctx)
		})
		if err == nil || err == errPanicked {
			return true
		}
		if b.life.Err() != nil {
			b.Logger.Error("not taken in before the end; Discord sends it again after the next start", "what", what, "error", err)
			return false
		}
		b.Logger.Error("not taken in; trying again", "what", what, "error", err, "again_in", wait)
		sleep(b.life, wait)
		wait = min(2*wait, claimRetry)
	}
}

// takeMessage claims a message that addresses the bot, so that it is answered
// once, whoever claims it how often. When it returns nil, the question outlasts
// a crash.
func (b *bot) takeMessage(ctx context.Context, m discordMessage) error {
	if !isID(m.ID, m.ChannelID, m.Author.ID) || m.GuildID != "" && !isID(m.GuildID) {
		b.Logger.Error("message without usable ids left out", "message", m.ID)
		return nil
	}
	var err error
	if m.barred, err = b.elsewhere(ctx, m); err != nil {
		return err
	}
	c := b.messageClaim(m)
	got, err := b.Store.Claim(ctx, c)
	if err == nil {
		if one, ok := b.changes.of(m.ID); ok { // it came before the message itself was taken in
			err = b.applyLatest(ctx, m.ID, one)
		}
	}
	if got.First && !m.unasked && b.crowded(ctx) {
		b.chore(func(ctx context.Context) { b.tellCrowd(ctx, c.Question) })
	}
	return err
}

// messageClaim is m as the store takes it in.
func (b *bot) messageClaim(m discordMessage) store.Claim {
	text := b.questionOf(m)
	about := about{Withheld: text == "" && m.Content == "" && len(m.Attachments) == 0 && !b.content.Load(), Reply: b.repliesToBot(m)}
	if about.Reply {
		about.answered = m.Referenced.answered()
	}
	about.Unasked = m.unasked
	var quota int
	admin := b.admins.has(m.GuildID, m.Author.ID, m.Member)
	if about.Limit = b.barred(m.GuildID, m.Member, admin, m.barred); about.Limit.Reason == "" {
		about.Limit, quota = b.bound(m.ID, m.Author.ID, m.ChannelID, admin)
	}
	data, _ := json.Marshal(about) // strings, booleans and times always marshal
	return store.Claim{Quota: quota, Question: store.Question{
		ID: m.ID, Guild: m.GuildID, Channel: m.ChannelID, Asker: m.Author.ID, Text: text, Asked: timeOf(m.ID), Data: data,
	}}
}

// about is what else the bot wants to know of a message that is a question.
type about struct {
	Withheld bool    `json:"withheld,omitempty"` // Discord did not show its text
	Reply    bool    `json:"reply,omitempty"`    // to a message of the bot's
	answered         // that message
	Unasked  bool    `json:"unasked,omitempty"` // nobody addressed the bot
	Waits    bool    `json:"waits,omitempty"`   // it bears the sign that it has to wait
	Limit    verdict `json:"limit,omitzero"`    // that keeps it from being answered
}

// answered is a message of the bot's by the ids that lead to what it answers.
type answered struct {
	Answer   string `json:"answer,omitempty"`   // its own
	Earlier  string `json:"earlier,omitempty"`  // of the message that it replies to
	Response string `json:"response,omitempty"` // of the interaction that it responds to
}

func (m discordMessage) answered() answered {
	a := answered{Answer: m.ID}
	if m.Reference != nil {
		a.Earlier = m.Reference.MessageID
	}
	for _, from := range []*origin{m.Interaction, m.Origin} {
		if from != nil {
			a.Response = from.ID
		}
	}
	return a
}

// answeredBy is the question that a message of the bot's answers; store.ErrNotFound:
// none that is kept, or it is not known yet that the message stands, in a thread.
func (b *bot) answeredBy(ctx context.Context, a answered) (store.Question, error) {
	if a.Response != "" { // which has the id of its question
		return b.Store.Question(ctx, a.Response)
	}
	q, err := b.Store.QuestionOfMessage(ctx, a.Answer)
	if errors.Is(err, store.ErrNotFound) && a.Earlier != "" {
		return b.Store.Question(ctx, a.Earlier)
	}
	return q, err
}

// aboutOf reads what messageClaim wrote.
func aboutOf(q store.Question) (about, error) {
	var a about
	if len(q.Data) == 0 {
		return a, nil
	}
	if err := json.Unmarshal(q.Data, &a); err != nil {
		return a, fmt.Errorf("read what is kept of question %s: %w", q.ID, err)
	}
	return a, nil
}

// isID tells whether all are ids as Discord gives them.
func isID(ids ...string) bool {
	for _, id := range ids {
		if n, err := strconv.ParseInt(id, 10, 64); err != nil || n <= 0 {
			return false
		}
	}
	return true
}

// epoch is when Discord's ids begin, in milliseconds since 1970.
const epoch = 1420070400000

// timeOf is when an id was given; the zero time when it is none.
func timeOf(id string) time.Time {
	n, err := strconv.ParseInt(id, 10, 64)
	if err != nil || n <= 0 {
		return time.Time{}
	}
	return time.UnixMilli(n>>22 + epoch)
}
