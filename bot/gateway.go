package bot

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/bwmarrin/discordgo"

	"footnote/bot/gateway"
)

// intents are what the bot subscribes to; Message Content comes on top where it
// is allowed.
const intents = discordgo.IntentsGuilds | discordgo.IntentsGuildMessages | discordgo.IntentsDirectMessages

// Close codes of the gateway by what the operator must mend.
const (
	closeAuthentication = 4004
	closeBadIntents     = 4013
	closeForbidden      = 4014
)

// stayOnline keeps a gateway session until ctx ends or Discord refuses for
// good.
func (b *bot) stayOnline(ctx context.Context) error {
	var kept gateway.Sessions // none: goodbye for good
	if !b.passingStore {
		kept = &sessions{kept: b.Store.Sessions(b.application), order: b.order, bot: b}
	}
	identifies := b.Store.Identifies(b.application)
	for {
		wanted := intents
		if b.content.Load() {
			wanted |= discordgo.IntentMessageContent
		}
		err := gateway.Run(ctx, gateway.Config{
			Token: b.Token, Intents: int(wanted), Discover: b.discover, Handle: b.receive,
			Sessions: kept, Identifies: identifies, Logger: b.Logger,
			OpenTimeout: b.OpenTimeout, Silence: b.ReadTimeout, RetryInitial: b.RetryInitial,
			Now: b.timing.now, Sleep: b.timing.sleep, Jitter: b.timing.jitter,
		})
		if refusal := new(gateway.RefusedError); errors.As(err, &refusal) {
			if refusal.Code == closeForbidden && b.content.CompareAndSwap(true, false) {
				b.Logger.Warn("Discord withholds the Message Content intent; going on without it")
				continue
			}
			return refused(refusal)
		}
		return err
	}
}

// refused is the error for the operator.
func refused(e *gateway.RefusedError) error {
	switch e.Code {
	case closeAuthentication:
		return ErrToken
	case closeBadIntents, closeForbidden:
		return ErrIntents
	}
	return fmt.Errorf("%w: %w", ErrGateway, e)
}

// discover asks where the gateway is.
func (b *bot) discover(ctx context.Context) (gateway.Address, error) {
	var found struct {
		URL   string `json:"url"`
		Limit struct {
			Total      int     `json:"total"`
			Remaining  int     `json:"remaining"`
			ResetAfter float64 `json:"reset_after"` // in milliseconds
		} `json:"session_start_limit"`
	}
	err := b.api.do(ctx, request{method: "GET", path: "/gateway/bot", out: &found, repeatable: true})
	if errors.Is(err, ErrToken) {
		err = gateway.Fatal(ErrToken)
	}
	return gateway.Address{URL: found.URL, Limit: gateway.Limit{
		Total: found.Limit.Total, Remaining: found.Limit.Remaining,
		ResetAfter: time.Duration(found.Limit.ResetAfter * float64(time.Millisecond)),
	}}, err
}
