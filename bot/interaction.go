package bot

import (
	"context"
	"encoding/json"
	"strings"
	"time"

	"github.com/bwmarrin/discordgo"

	"footnote/answer"
	"footnote/knowledge"
	"footnote/message"
)

// interaction is what the bot reads of an interaction. Token is a secret.
type interaction struct {
	ID          string `json:"id"`
	Application string `json:"application_id"`
	Type        int    `json:"type"`
	Token       string `json:"token"`
	GuildID     string `json:"guild_id"`
	ChannelID   string `json:"channel_id"`
	Locale      string `json:"locale"`
	Data        struct {
		Name    string   `json:"name"`
		Options []option `json:"options"`
	} `json:"data"`
}

type option struct {
	Name    string          `json:"name"`
	Value   json.RawMessage `json:"value"`
	Focused bool            `json:"focused"`
}

// text returns the value of the first option, which all our commands that have
// one call a string.
func (i interaction) text() string {
	var s string
	if len(i.Data.Options) > 0 {
		// A value that is no string cannot come from our commands and is empty.
		_ = json.Unmarshal(i.Data.Options[0].Value, &s)
	}
	return s
}

// Types of interaction and of response.
const (
	kindCommand         = 2
	kindComponent       = 3
	kindAutocomplete    = 4
	respondMessage      = 4
	respondDefer        = 5
	respondDeferUpdate  = 6
	respondAutocomplete = 8
)

// ackTimeout is how long an acknowledgement may take; Discord allows 3 s.
const ackTimeout = 2500 * time.Millisecond

// receiveInteraction acknowledges at once, before any work.
func (b *bot) receiveInteraction(i interaction) {
	ctx, cancel := context.WithTimeout(context.Background(), ackTimeout)
	defer cancel()
	limiter := discordgo.NewRatelimiter() // discordgo keeps a bucket an interaction for ever
	switch {
	case i.Type == kindCommand && i.Data.Name == commandAsk:
		b.deferAnswer(ctx, i, limiter)
	case i.Type == kindCommand:
		b.answerCommand(ctx, i, limiter)
	case i.Type == kindAutocomplete:
		b.respond(ctx, i, limiter, respondAutocomplete, map[string]any{"choices": b.suggest(i.text(), i.Locale)})
	case i.Type == kindComponent:
		b.respond(ctx, i, limiter, respondDeferUpdate, nil)
	}
}

// respond sends the first response and tells whether the interaction is
// acknowledged.
func (b *bot) respond(ctx context.Context, i interaction, limiter *discordgo.RateLimiter, kind int, data any) bool {
	body := map[string]any{"type": kind}
	if data != nil {
		body["data"] = data
	}
	err := b.api.do(ctx, request{
		method: "POST", path: "/interactions/" + i.ID + "/" + i.Token + "/callback", body: body, limiter: limiter, repeatable: true,
	})
	if err == nil || hasCode(err, codeAcknowledged) {
		return true
	}
	b.Logger.Error("interaction not acknowledged", "interaction", i.ID, "error", err)
	return false
}

// deferAnswer acknowledges a question and queues it.
func (b *bot) deferAnswer(ctx context.Context, i interaction, limiter *discordgo.RateLimiter) {
	if !b.respond(ctx, i, limiter, respondDefer, nil) {
		return
	}
	edit := func(ctx context.Context, content string) {
		err := b.api.do(ctx, request{
			method: "PATCH", path: "/webhooks/" + i.Application + "/" + i.Token + "/messages/@original", repeatable: true, limiter: limiter,
			body: posted(content),
		})
		if err != nil {
			b.Logger.Error("answer to interaction not posted", "interaction", i.ID, "error", err)
		}
	}
	queued := b.enqueue(func(ctx context.Context) {
		_, content := b.ask(ctx, answer.Question{Text: i.text(), Locale: i.Locale})
		edit(ctx, content)
	}, func(ctx context.Context) { edit(ctx, message.Words(i.Locale).Busy) })
	if !queued {
		edit(ctx, message.Words(i.Locale).Busy)
	}
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
	if !b.respond(ctx, i, limiter, respondMessage, data(pages[0])) {
		return
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
