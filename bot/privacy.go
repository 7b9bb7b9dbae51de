package bot

import (
	"context"
	"net/http"

	"github.com/bwmarrin/discordgo"

	"footnote/message"
)

// forgetMe is the id of the button that deletes what is stored about who presses
// it. It grants nothing: nobody can press it for somebody else.
const forgetMe = "v1|forget"

// privacy answers /privacy: what is stored about its user, with a button that deletes
// it.
func (b *bot) privacy(ctx context.Context, i interaction) ([]note, error) {
	held, err := b.held(ctx, i)
	if err != nil {
		return nil, err
	}
	out := note{content: message.Privacy(held, i.Locale)}
	if held.Questions+held.Feedback > 0 {
		out.rows = rows(button{Style: styleDanger, Label: message.Words(i.Locale).Buttons.Delete, CustomID: forgetMe})
	}
	return []note{out}, nil
}

// held is what is stored about who uses an interaction.
func (b *bot) held(ctx context.Context, i interaction) (message.Stored, error) {
	n, err := b.Store.HeldOf(ctx, i.asker())
	if err != nil {
		return message.Stored{}, err
	}
	asked, err := b.Store.QuestionsOf(ctx, i.asker(), message.MaxLatest)
	if err != nil {
		return message.Stored{}, err
	}
	out := message.Stored{
		Questions: n.Questions, Feedback: n.Feedback, Days: b.retentionDays(b.settings.of(i.GuildID)),
	}
	for _, q := range asked {
		out.Latest = append(out.Latest, q.Text)
	}
	return out, nil
}

// receiveForget deletes what is stored about who presses the button. The deletion
// is repeated until it succeeds, and comes again after a crash; what is said of it
// need not.
func (b *bot) receiveForget(ctx context.Context, i interaction) error {
	if !isID(i.ID, i.Application, i.asker()) || i.Token == "" {
		b.Logger.Error("interaction without usable ids left out", "interaction", i.ID)
		return nil
	}
	limiter, acknowledged := discordgo.NewRatelimiter(), make(chan struct{})
	b.events.Go(func() {
		defer close(acknowledged)
		b.guarded("acknowledgement", func() {
			ctx, cancel := context.WithTimeout(b.life, ackTimeout)
			defer cancel()
			b.respond(ctx, i.callback(), limiter, respondDeferUpdate, nil)
		})
	})
	return b.takeIn(ctx, "deletion "+i.ID, func(ctx context.Context) error {
		n, err := b.Store.DeleteUser(ctx, i.asker())
		if err != nil {
			return err
		}
		b.Logger.Info("data of a member deleted, as the member wanted", "questions", n)
		b.events.Go(func() {
			<-acknowledged
			b.guarded("response", func() { b.sayForgotten(i, limiter) })
		})
		return nil
	})
}

// sayForgotten puts the end of the deletion in place of the question for it.
func (b *bot) sayForgotten(i interaction, limiter *discordgo.RateLimiter) {
	ctx, cancel := context.WithTimeout(b.life, ackTimeout)
	defer cancel()
	out := posted(message.Escape(message.Words(i.Locale).Privacy.Deleted))
	out.Components = []row{} // the button goes
	err := b.api.do(ctx, request{
		method: http.MethodPatch, path: "/webhooks/" + i.Application + "/" + i.Token + "/messages/@original", limiter: limiter, repeatable: true,
		body: out,
	})
	if err != nil {
		b.Logger.Error("not told that data was deleted", "interaction", i.ID, "error", err)
	}
}
