package bot

import (
	"bytes"
	"context"
	"errors"
	"strings"
	"time"

	"github.com/bwmarrin/discordgo"

	"footnote/answer"
	"footnote/knowledge"
	"footnote/message"
	"footnote/store"
)

// answerText words the answer to q as it goes out at a time, given what stands of its
// first message: what grew keeps its shape, so that nothing in it is moved, and only
// what comes all at once begins with an apology.
func (b *bot) answerText(ctx context.Context, q store.Question, at time.Time) (func(standing string) []string, error) {
	ann, err := b.announcement(ctx, q.Announcement)
	if err != nil {
		return nil, err
	}
	a := *q.Answer
	addenda, err := b.addendaOf(ctx, a)
	if err != nil {
		return nil, err
	}
	apology := message.Late(a.Language, "")
	return func(standing string) []string {
		late := at.Sub(q.Asked) > b.CatchUpAge && q.Revision == 0
		if standing != "" {
			late = strings.HasPrefix(standing, apology)
		}
		parts := message.Posts(a, ann)
		if whole, ok := grown(standing, a, ann); ok {
			parts = []string{whole}
		}
		last := len(parts) - 1
		parts[last], _ = message.WithAddenda(parts[last], addenda, a.Language, b.Announcement)
		if late {
			parts[0] = message.Late(a.Language, parts[0])
		}
		return parts
	}, nil
}

// begun is the text of an answer of which claims are proved and more may come; empty:
// nothing is to be posted yet.
func begun(standing, lang string, claims []answer.Claim, ann *knowledge.Announcement) string {
	return message.Grow(standing, answer.Answer{Language: lang, Claims: claims}, ann, false)
}

// grown is a whole answer that was begun with its first claim; ok is false when what
// stands was not.
func grown(standing string, a answer.Answer, ann *knowledge.Announcement) (text string, ok bool) {
	if standing == "" || len(a.Claims) == 0 {
		return "", false
	}
	first := begun("", a.Language, a.Claims[:1], ann)
	if !strings.HasPrefix(standing, first) {
		return "", false
	}
	return message.Grow(first, a, ann, true), true
}

// stood is what this process has posted of an answer that is on its way.
type stood struct {
	text    string
	limiter *discordgo.RateLimiter // of an interaction
}

// resume goes on from a message that was posted while the answer was on its way.
func (d *delivery) resume(ctx context.Context, messageID string) error {
	m, err := d.read(ctx, messageID)
	switch {
	case err == nil:
		return d.goOn(ctx, m)
	case passing(err) || hasCode(err, codeUnknownMessage):
		return d.failed(ctx, err)
	}
	return d.amend(ctx, messageID) // whatever stands there
}

// goOn puts the first part in place of what stands, when that differs.
func (d *delivery) goOn(ctx context.Context, m discordMessage) error {
	standing := d.unaddressed(m)
	d.parts = d.text(standing)
	bare := len(bytes.Trim(m.Components, "[] \n")) == 0 || string(m.Components) == "null"
	buttons := d.last() && len(d.buttons) > 0
	if strings.TrimSpace(standing) == strings.TrimSpace(d.parts[0]) && bare != buttons {
		return d.keep(ctx, m.ID)
	}
	return d.amend(ctx, m.ID)
}

// read reads what stands of the first part; an empty id is the response to an
// interaction.
func (d *delivery) read(ctx context.Context, messageID string) (discordMessage, error) {
	if d.stands != nil {
		return discordMessage{ID: messageID, Content: d.stands.text}, nil
	}
	path := "/channels/" + d.begun.Channel + "/messages/" + messageID
	if d.tokenLives() {
		path = d.originalPath()
	}
	var m discordMessage
	r := request{method: "GET", path: path, out: &m, repeatable: true, patience: patience}
	if d.q.Interaction != nil {
		r.limiter = discordgo.NewRatelimiter() // discordgo keeps a bucket an interaction for ever
	}
	err := d.api.do(ctx, r)
	return m, err
}

// unaddressed is what stands of the answer in a message, without what names the asker
// in front of it.
func (d *delivery) unaddressed(m discordMessage) string {
	if m.Flags&flagLoading != 0 || isCrowdNotice(m.Content) {
		return ""
	}
	for _, mention := range []string{"<@" + d.q.Asker + ">\n", d.timedMention()} {
		if text, ok := strings.CutPrefix(m.Content, mention); ok {
			d.mention = mention
			return text
		}
	}
	return m.Content
}

// follow posts a part behind the response to an interaction. Nothing tells whether an
// earlier attempt got through, so that it is posted once at most; all that it says
// stands behind the button for the source too.
func (d *delivery) follow(ctx context.Context) error {
	var made discordMessage
	err := errors.New("an earlier attempt may have posted it")
	if !d.begun.Again && d.tokenLives() {
		body := d.body()
		if d.q.Interaction.Ephemeral {
			body.Flags |= discordgo.MessageFlagsEphemeral
		}
		err = d.api.do(ctx, request{
			method: "POST", path: strings.TrimSuffix(d.originalPath(), "/messages/@original"), body: body, out: &made,
			limiter: discordgo.NewRatelimiter(), patience: patience,
		})
	}
	switch {
	case err == nil && made.ID != "":
		return d.keep(ctx, made.ID)
	case !d.last():
		d.Logger.Warn("part of an answer left out", "question", d.q.ID, "part", d.part, "error", err)
		return nil
	}
	d.Logger.Warn("last part of an answer left out", "question", d.q.ID, "part", d.part, "error", err)
	err = d.Store.Finish(ctx, store.Finish{Question: d.q.ID, State: store.StatePosted, Revision: d.q.Revision})
	if err == nil || errors.Is(err, store.ErrFinished) || errors.Is(err, store.ErrNotFound) {
		return errOver
	}
	return err
}

// dropBehind deletes the parts that an earlier revision had behind the last one.
func (d *delivery) dropBehind(ctx context.Context) error {
	if len(d.q.Posts) <= len(d.parts) {
		return nil
	}
	if err := d.retract(ctx, d.q, len(d.parts)); err != nil {
		return err
	}
	return d.Store.DropPosts(ctx, d.q.ID, len(d.parts), d.q.Revision)
}

// showAnswer edits the last message of a posted answer to what is said there now. Its
// error is Discord's.
func (b *bot) showAnswer(ctx context.Context, q store.Question) error {
	text, err := b.answerText(ctx, q, q.Posts[0].Begun)
	if err != nil {
		return err
	}
	d := &delivery{bot: b, q: q, begun: q.Posts[0]}
	standing := ""
	m, err := d.read(ctx, d.begun.Message)
	switch {
	case err == nil:
		standing = d.unaddressed(m)
	case passing(err) || hasCode(err, codeUnknownMessage):
		return err
	}
	parts := text(standing)
	last := min(len(parts), len(q.Posts)) - 1
	body := posted(parts[last])
	if last == 0 && len([]rune(d.mention+body.Content)) <= maxContent {
		body.Content = d.mention + body.Content
	}
	if post := q.Posts[last]; post.Message != "" {
		return b.patch(ctx, post.Channel, post.Message, body)
	}
	return nil
}
