package bot

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"net/url"
	"strconv"
	"strings"
	"time"

	"footnote/answer"
	"footnote/knowledge"
	"footnote/message"
	"footnote/store"
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

// answerQuestion answers one question and posts the answer. It may have been
// begun before, here or on another machine, and goes on from what is kept.
func (b *bot) answerQuestion(ctx context.Context, q store.Question) error {
	b.acks.letPass(ctx)
	about, err := aboutOf(q)
	switch {
	case err != nil:
		return err
	case q.Withdrawn:
		return b.undo(ctx, q)
	case about.Unasked:
		return b.answerUnasked(ctx, q, about)
	}
	if content, emoji := b.refusal(ctx, q, about); content != "" {
		if emoji != "" {
			if done, err := b.react(ctx, q, emoji); done || err != nil {
				return err
			}
		}
		return b.post(ctx, q, content)
	}
	if q.Kind == store.KindMessage && q.Text == "" {
		if about.Withheld {
			return b.post(ctx, q, b.words(ctx, q).NoContent)
		}
		return b.post(ctx, q, message.Help(b.locale(ctx, q), b.Announcement))
	}
	var stands *stood
	if q.Answer == nil {
		var content string
		if content, stands, err = b.ask(ctx, &q, about); err != nil {
			return err
		}
		if content != "" {
			return b.post(ctx, q, content)
		}
	}
	if err := b.complain(ctx, q, about); err != nil {
		return err
	}
	if emoji := reactions[q.Answer.Intent]; emoji != "" && q.Kind == store.KindMessage && len(q.Posts) == 0 {
		if done, err := b.react(ctx, q, emoji); done || err != nil {
			return err
		}
	}
	return b.postAnswer(ctx, q, stands)
}

// postAnswer posts the answer that is kept, of which something may stand.
func (b *bot) postAnswer(ctx context.Context, q store.Question, stands *stood) error {
	b.acks.letPass(ctx)
	text, err := b.answerText(ctx, q, b.now())
	if err != nil {
		return err
	}
	return b.deliver(ctx, q, said{text: text, buttons: b.answerRows(q), done: true, stands: stands})
}

// ask puts q to the engine and keeps the answer in it, before anything is
// posted but claims of it that are proved, when it takes long. content is what to say
// where there can be no answer.
func (b *bot) ask(ctx context.Context, q *store.Question, about about) (content string, stands *stood, err error) {
	stop := func() {}
	if q.Kind == store.KindMessage && !about.Unasked {
		stop = b.showTyping(ctx, q.Channel)
	}
	set := b.settings.of(q.Guild)
	question := answer.Question{Text: q.Text, Locale: b.locale(ctx, *q), Scope: scopeOf(*q), Language: set.Language, Profile: set.Profile}
	if q.Kind == store.KindMessage {
		question.History = b.history(ctx, *q, about)
	}
	p := b.paint(ctx, *q, about, question, stop)
	defer p.end() // also when the engine panics
	got, err := b.Engine.Answer(ctx, question, p.add)
	stands = p.end()
	stop()
	switch {
	case errors.Is(err, answer.ErrBadQuestion) && len([]rune(q.Text)) > answer.MaxQuestion:
		return strings.ReplaceAll(b.words(ctx, *q).TooLong, "{limit}", strconv.Itoa(answer.MaxQuestion)), nil, nil
	case errors.Is(err, answer.ErrBadQuestion):
		return b.words(ctx, *q).Empty, nil, nil
	case err != nil:
		return "", nil, err
	}
	kept, err := b.Store.SaveAnswer(ctx, store.Answered{
		Question: q.ID, Announcement: b.Announcement.Version, Answer: got, Revision: q.Revision,
	})
	if err != nil {
		return "", nil, err
	}
	q.Answer, q.Announcement = &kept.Answer, kept.Announcement
	if stands != nil {
		q.Posts = []store.Post{p.post}
		p.rest(ctx)
	}
	return "", stands, nil
}

// tellFailure tells the asker that there will be no answer, with a reference
// that the log explains.
func (b *bot) tellFailure(ctx context.Context, q store.Question) error {
	ref := referenceOf(q.ID)
	b.Logger.Error("question not answered", "question", q.ID, "reference", ref, "error", q.Reason)
	if about, err := aboutOf(q); err == nil && about.Unasked || q.Withdrawn {
		return nil
	}
	content := strings.ReplaceAll(b.words(ctx, q).Trouble, "{reference}", ref)
	return b.deliver(ctx, q, said{text: func(standing string) []string {
		switch {
		case strings.HasSuffix(standing, content):
			return []string{standing}
		case standing == "" || len([]rune(standing+"\n"+content)) > maxContent:
			return []string{content}
		}
		return []string{standing + "\n" + content} // what is proved stays
	}})
}

// referenceOf names a failure for asker and log, with each attempt the same.
func referenceOf(questionID string) string {
	sum := sha256.Sum256([]byte(questionID))
	return hex.EncodeToString(sum[:4])
}

// react meets a message with a reaction, which may be done twice. It tells
// whether that was the end of the question; where it may not, words must do.
func (b *bot) react(ctx context.Context, q store.Question, emoji string) (done bool, err error) {
	err = b.api.do(ctx, request{
		method: "PUT", path: "/channels/" + q.Channel + "/messages/" + q.ID + "/reactions/" + url.PathEscape(emoji) + "/@me",
		repeatable: true, patience: patience,
	})
	switch {
	case err == nil || hasCode(err, codeUnknownMessage):
		return true, b.finish(ctx, q, store.StateSilent, "")
	case passing(err):
		return false, b.later(ctx, q, err)
	}
	return false, nil
}

// unsetLocale is what Discord says of a server whose language nobody chose.
const unsetLocale = "en-US"

// localeTimeout bounds the look for a server's language.
const localeTimeout = 3 * time.Second

// locale is the language to assume of q: the asker's where Discord tells, else
// the one chosen for the server, else the announcement's.
func (b *bot) locale(ctx context.Context, q store.Question) string {
	if q.Locale != "" {
		return q.Locale
	}
	b.mu.Lock()
	l, known := b.locales[q.Guild]
	b.mu.Unlock()
	if !known && q.Guild != "" { // the session was resumed, so no event told
		l = b.lookUpLocale(ctx, q.Guild)
	}
	if l != "" && l != unsetLocale {
		return l
	}
	return b.Announcement.Language
}

func (b *bot) lookUpLocale(ctx context.Context, guildID string) string {
	ctx, cancel := context.WithTimeout(ctx, localeTimeout)
	defer cancel()
	var g guild
	if err := b.api.do(ctx, request{method: "GET", path: "/guilds/" + guildID, out: &g}); err != nil {
		b.Logger.Info("language of a server not looked up", "guild", guildID, "error", err)
		return ""
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.locales[guildID] = g.Locale
	return g.Locale
}

// words is the wording for the language that the server chose, else that of q, else
// of where it was asked.
func (b *bot) words(ctx context.Context, q store.Question) *message.Language {
	return message.Words(cmp.Or(b.settings.of(q.Guild).Language, knowledge.DetectLanguage(q.Text), b.locale(ctx, q)))
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
