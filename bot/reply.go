package bot

import (
	"cmp"
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/bwmarrin/discordgo"

	"footnote/answer"
	"footnote/knowledge"
	"footnote/message"
)

// typingDelay is how long work must take before the bot shows that it types,
// and typingAgain how often it renews that.
const (
	typingDelay = time.Second
	typingAgain = 8 * time.Second
)

// reactions meet what is no question.
var reactions = map[answer.Intent]string{
	answer.IntentThanks: "👍", answer.IntentGreeting: "👋", answer.IntentComplaint: "📝",
}

// answerMessage answers one message that addresses the bot, whatever happens.
func (b *bot) answerMessage(ctx context.Context, m discordMessage) {
	text := b.questionOf(m)
	switch {
	case text == "" && !b.content.Load() && len(m.Attachments) == 0 && m.Content == "":
		b.reply(ctx, m, b.words(m).NoContent)
		return
	case text == "":
		b.reply(ctx, m, message.Help(b.locale(m.GuildID), b.Announcement))
		return
	}
	stop := b.showTyping(ctx, m.ChannelID)
	got, content := b.ask(ctx, answer.Question{Text: text, History: b.history(ctx, m), Locale: b.locale(m.GuildID)})
	stop()
	if emoji := reactions[got.Intent]; emoji != "" {
		if b.react(ctx, m, emoji) {
			return
		}
	}
	b.reply(ctx, m, content)
}

// ask puts q to the engine and words the result; an error or a panic becomes
// a fixed sentence with a reference that the log explains.
func (b *bot) ask(ctx context.Context, q answer.Question) (answer.Answer, string) {
	words := message.Words(cmp.Or(knowledge.DetectLanguage(q.Text), q.Locale))
	var got answer.Answer
	err := errPanicked
	b.guarded("engine", func() { got, err = b.Engine.Answer(ctx, q, nil) })
	switch {
	case err == nil:
		return got, message.Discord(got, b.Announcement)
	case errors.Is(err, answer.ErrBadQuestion):
		if len([]rune(q.Text)) > answer.MaxQuestion {
			return answer.Answer{}, strings.ReplaceAll(words.TooLong, "{limit}", strconv.Itoa(answer.MaxQuestion))
		}
		return answer.Answer{}, words.Empty
	}
	ref := newReference()
	b.Logger.Error("question not answered", "reference", ref, "error", err)
	return answer.Answer{}, strings.ReplaceAll(words.Trouble, "{reference}", ref)
}

// errPanicked stands for a panic that guarded has logged.
var errPanicked = errors.New("the engine panicked")

// newReference names a failure for asker and log.
func newReference() string {
	var r [4]byte
	rand.Read(r[:]) // never fails: it would end the program
	return hex.EncodeToString(r[:])
}

// unsetLocale is what Discord says of a server whose language nobody chose.
const unsetLocale = "en-US"

// locale is the language to assume in a server: the one chosen there, else the
// announcement's.
func (b *bot) locale(guildID string) string {
	b.mu.Lock()
	defer b.mu.Unlock()
	if l := b.locales[guildID]; l != "" && l != unsetLocale {
		return l
	}
	return b.Announcement.Language
}

// words is the wording for the language of m, else of its server.
func (b *bot) words(m discordMessage) *message.Language {
	return message.Words(cmp.Or(knowledge.DetectLanguage(b.questionOf(m)), b.locale(m.GuildID)))
}

// outgoing is a message to create or the data of a response; fields that are
// zero are left out. discordgo's own type knows no nonce and sends nulls.
type outgoing struct {
	Content         string                 `json:"content"`
	Flags           discordgo.MessageFlags `json:"flags,omitempty"`
	AllowedMentions allowedMentions        `json:"allowed_mentions"`
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

// reply posts content as a reply to m, exactly once: the nonce makes Discord
// take repetitions for the same message.
func (b *bot) reply(ctx context.Context, m discordMessage, content string) {
	body := posted(content)
	body.Reference = &outgoingReference{MessageID: m.ID, ChannelID: m.ChannelID}
	body.Nonce, body.EnforceNonce = "a1-"+m.ID, true
	err := b.api.do(ctx, request{method: "POST", path: "/channels/" + m.ChannelID + "/messages", body: body, repeatable: true})
	if err != nil {
		b.cannotPost(m.ChannelID, err)
	}
}

// cannotPost logs why a channel hears nothing; a missing permission once.
func (b *bot) cannotPost(channelID string, err error) {
	if !hasCode(err, codeMissingAccess, codeMissingPermission) {
		b.Logger.Error("answer not posted", "channel", channelID, "error", err)
		return
	}
	b.mu.Lock()
	_, known := b.forbidden[channelID]
	b.forbidden[channelID] = struct{}{}
	b.mu.Unlock()
	if !known {
		b.Logger.Error("the bot may not post in a channel", "channel", channelID,
			"mend", "allow it View Channel, Send Messages and Read Message History there")
	}
}

// react adds a reaction to m and tells whether it stands.
func (b *bot) react(ctx context.Context, m discordMessage, emoji string) bool {
	err := b.api.do(ctx, request{
		method: "PUT", path: "/channels/" + m.ChannelID + "/messages/" + m.ID + "/reactions/" + url.PathEscape(emoji) + "/@me", repeatable: true,
	})
	return err == nil || hasCode(err, codeUnknownMessage)
}

// showTyping shows that the bot types once the work takes long, until stop.
func (b *bot) showTyping(ctx context.Context, channelID string) (stop func()) {
	ctx, cancel := context.WithCancel(ctx)
	done := make(chan struct{})
	go func() {
		defer close(done)
		for sleep(ctx, typingDelay); ctx.Err() == nil; sleep(ctx, typingAgain) {
			// Nothing depends on it, so a failure is not told.
			_ = b.api.do(ctx, request{method: "POST", path: "/channels/" + channelID + "/typing"})
		}
	}()
	return func() {
		cancel()
		<-done
	}
}
