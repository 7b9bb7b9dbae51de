package bot

import (
	"context"
	"encoding/json"
	"strings"

	"github.com/bwmarrin/discordgo"

	"footnote/knowledge"
	"footnote/message"
)

// interaction is what the bot reads of an interaction. Token is a secret.
type interaction struct {
	ID          string  `json:"id"`
	Application string  `json:"application_id"`
	Type        int     `json:"type"`
	Token       string  `json:"token"`
	GuildID     string  `json:"guild_id"`
	ChannelID   string  `json:"channel_id"`
	Locale      string  `json:"locale"`
	User        *user   `json:"user"`   // in a direct message
	Member      *member `json:"member"` // in a server
	Channel     channel `json:"channel"`
	Data        struct {
		Name    string  `json:"name"`
		Options options `json:"options"`

		Target   string `json:"target_id"` // of a menu
		Resolved struct {
			Messages map[string]json.RawMessage `json:"messages"`
		} `json:"resolved"`
		CustomID   string            `json:"custom_id"`  // of a button or form
		Components []json.RawMessage `json:"components"` // of a form
	} `json:"data"`
}

type option struct {
	Name    string          `json:"name"`
	Value   json.RawMessage `json:"value"`
	Focused bool            `json:"focused"`
	Options options         `json:"options"` // of a subcommand
}

// text returns the value of the first option that is a text; no command of ours has
// two of them.
func (i interaction) text() string {
	for _, o := range i.Data.Options {
		var s string
		if json.Unmarshal(o.Value, &s) == nil {
			return s
		}
	}
	return ""
}

// private tells whether only the asker is to see the answer.
func (i interaction) private() (is bool) {
	_ = json.Unmarshal(i.Data.Options.raw(optionPrivate), &is) // absent: no
	return is
}

// asker is the id of who uses the command.
func (i interaction) asker() string {
	switch {
	case i.Member != nil && i.Member.User != nil:
		return i.Member.User.ID
	case i.User != nil:
		return i.User.ID
	}
	return ""
}

// Types of interaction and of response.
const (
	kindCommand         = 2
	kindComponent       = 3
	kindAutocomplete    = 4
	kindForm            = 5
	respondMessage      = 4
	respondDefer        = 5
	respondDeferUpdate  = 6
	respondAutocomplete = 8
	respondModal        = 9
)

// receiveInteraction takes in a question, and answers at once what needs no
// claim.
func (b *bot) receiveInteraction(ctx context.Context, i interaction) error {
	switch {
	case i.Type == kindCommand:
		return b.receiveCommand(ctx, i)
	case i.Type == kindComponent && i.Data.CustomID == forgetMe:
		return b.receiveForget(ctx, i)
	case i.Type == kindComponent || i.Type == kindForm:
		return b.receivePress(ctx, i)
	case i.Type == kindAutocomplete:
		b.atOnce(func(ctx context.Context, limiter *discordgo.RateLimiter) {
			b.respond(ctx, i.callback(), limiter, respondAutocomplete, map[string]any{"choices": b.suggest(i.text(), i.Locale)})
		})
	}
	return nil
}

// receiveCommand takes in the use of a command.
func (b *bot) receiveCommand(ctx context.Context, i interaction) error {
	checker, checks := b.Engine.(Checker)
	switch {
	case i.Data.Name == commandAsk:
		return b.receiveAsk(ctx, i)
	case i.Data.Name == commandUnanswered:
		b.look(i, "open questions not listed", func(ctx context.Context) ([]note, error) { return b.unanswered(ctx, i) })
	case i.Data.Name == commandStats:
		b.look(i, "figures not shown", func(ctx context.Context) ([]note, error) { return b.stats(ctx, i) })
	case i.Data.Name == commandPrivacy:
		b.look(i, "not looked up what is stored about a member", func(ctx context.Context) ([]note, error) { return b.privacy(ctx, i) })
	case checks && i.Data.Name == checkMenu():
		b.look(i, "message not checked", func(ctx context.Context) ([]note, error) { return b.checkMessage(ctx, i, checker) })
	default:
		b.atOnce(func(ctx context.Context, limiter *discordgo.RateLimiter) { b.answerCommand(ctx, i, limiter) })
	}
	return nil
}

// atOnce makes the first response to an interaction, in the time that Discord allows.
func (b *bot) atOnce(respond func(context.Context, *discordgo.RateLimiter)) {
	b.events.Go(func() {
		b.guarded("interaction", func() {
			ctx, cancel := context.WithTimeout(b.life, ackTimeout)
			defer cancel()
			respond(ctx, discordgo.NewRatelimiter()) // discordgo keeps a bucket an interaction for ever
		})
	})
}

// answerCommand answers the commands that need no model.
func (b *bot) answerCommand(ctx context.Context, i interaction, limiter *discordgo.RateLimiter) {
	words := message.Words(i.Locale)
	pages, private := []string{words.OnlyAbout}, true
	switch i.Data.Name {
	case commandHelp:
		pages = []string{message.Help(i.Locale, b.Announcement)}
	case commandFacts:
		pages = message.Facts(i.Locale, b.Announcement)
	case commandQuota:
		pages = []string{b.quota(ctx, i)}
	case commandSettings:
		pages = b.settingsCommand(ctx, i)
	case commandPause, commandResume:
		pages = []string{b.pauseCommand(ctx, i, i.Data.Name == commandPause)}
	case commandFact:
		pages = []string{strings.ReplaceAll(message.Escape(words.UnknownFact), "{name}", message.Escape(knowledge.Clean(cut(i.text(), 100))))}
		if f, ok := b.findFact(i.text()); ok {
			pages, private = []string{message.Fact(f, i.Locale, b.Announcement)}, false
		}
	}
	data := func(content string) outgoing {
		out := posted(content)
		if private {
			out.Flags |= discordgo.MessageFlagsEphemeral
		}
		return out
	}
	if b.respond(ctx, i.callback(), limiter, respondMessage, data(pages[0])) != acknowledged {
		return // in vain, or the event came twice and whoever was first posts the rest
	}
	for _, page := range pages[1:] {
		// A follow-up has no nonce, so it is not repeated.
		err := b.api.do(ctx, request{method: "POST", path: "/webhooks/" + i.Application + "/" + i.Token, body: data(page), limiter: limiter})
		if err != nil {
			b.Logger.Error("page of facts not posted", "interaction", i.ID, "error", err)
			return
		}
	}
}

// maxChoices is how many suggestions Discord takes.
const maxChoices = 25

// suggest returns the facts whose label fits what was typed so far, in the
// user's language.
func (b *bot) suggest(typed, locale string) []map[string]string {
	want := knowledge.Fold(strings.TrimSpace(typed))
	begins, holds := []map[string]string{}, []map[string]string{}
	for _, f := range b.Announcement.Facts {
		label := cut(message.FactLabel(f, locale), 100)
		choice := map[string]string{"name": label, "value": f.ID}
		switch folded := knowledge.Fold(label); {
		case strings.HasPrefix(folded, want):
			begins = append(begins, choice)
		case strings.Contains(folded, want) || strings.Contains(f.ID, want):
			holds = append(holds, choice)
		}
	}
	all := append(begins, holds...)
	return all[:min(maxChoices, len(all))]
}

// findFact looks for a fact by id, as autocomplete sends it, or by a label, as
// a person may type it.
func (b *bot) findFact(name string) (knowledge.Fact, bool) {
	if f, ok := b.Announcement.Fact(name); ok {
		return f, true
	}
	want := knowledge.Fold(strings.TrimSpace(name))
	for _, f := range b.Announcement.Facts {
		for _, label := range f.Labels {
			if knowledge.Fold(label) == want {
				return f, true
			}
		}
	}
	return knowledge.Fact{}, false
}

// cut shortens s to n characters.
func cut(s string, n int) string {
	if r := []rune(s); len(r) > n {
		return string(r[:n])
	}
	return s
}
