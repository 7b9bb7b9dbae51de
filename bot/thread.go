package bot

import (
	"cmp"
	"context"
	"regexp"
	"strings"

	"footnote/knowledge"
	"footnote/store"
)

// codeThreadExists says that a thread was opened from the message before.
const codeThreadExists = 160004

// maxThreadName is how many characters of the question name its thread; Discord
// takes 100.
const maxThreadName = 90

// archiveAfter is how long, in minutes, a thread stays in the list without a new
// message.
const archiveAfter = 1440

// where is the channel that a question is answered in: its own thread, which is
// opened here, where the server has set that and the bot may; else the question's.
// An answer that was begun somewhere stays there.
func (b *bot) where(ctx context.Context, q store.Question) (string, error) {
	if len(q.Posts) > 0 {
		return q.Posts[0].Channel, nil
	}
	if q.Kind != store.KindMessage || q.Guild == "" || q.ID == q.Channel || !b.settings.of(q.Guild).Threads {
		return q.Channel, nil
	}
	if b.isThread(ctx, q.Channel) {
		return q.Channel, nil
	}
	err := b.api.do(ctx, request{
		method: "POST", path: "/channels/" + q.Channel + "/messages/" + q.ID + "/threads", repeatable: true, patience: patience,
		body: map[string]any{"name": b.threadName(q.Text), "auto_archive_duration": archiveAfter},
	})
	switch {
	case err == nil, hasCode(err, codeThreadExists):
		return q.ID, nil
	case passing(err):
		return "", b.later(ctx, q, err)
	}
	b.Logger.Info("no thread opened for a question; it is answered in the channel", "question", q.ID, "channel", q.Channel, "error", err)
	return q.Channel, nil
}

// markup is what has no place in the name of a thread.
var markup = regexp.MustCompile("<[^>]*>|[*_~|`>#]")

// threadName is the question in one line, else the announcement's title.
func (b *bot) threadName(text string) string {
	name := strings.Join(strings.Fields(markup.ReplaceAllString(knowledge.Clean(text), " ")), " ")
	return cmp.Or(cut(name, maxThreadName), cut(b.Announcement.Title, maxThreadName), "?")
}

// inThread tells whether the answer goes into the question's own thread, where there
// is nothing to reply to.
func (d *delivery) inThread() bool {
	return d.q.Kind == store.KindMessage && d.begun.Channel == d.q.ID && d.q.ID != d.q.Channel
}

// addressed is a message for the question's own thread: its asker is named in
// the first part, and hears of it.
func (d *delivery) addressed(body outgoing) outgoing {
	if d.part > 0 {
		return body
	}
	mention := "<@" + d.q.Asker + ">\n"
	if len([]rune(mention+body.Content)) <= maxContent {
		body.Content = mention + body.Content
		body.AllowedMentions.Users = []string{d.q.Asker}
	}
	body.AllowedMentions.RepliedUser = false
	return body
}
