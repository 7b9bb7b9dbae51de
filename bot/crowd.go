package bot

import (
	"context"
	"encoding/json"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"sync"
	"time"

	"footnote/message"
	"footnote/store"
)

// waitEmoji meets a question that has to wait.
const waitEmoji = "⏳"

// crowdNotice is how often a channel is told in words that many are asking.
const crowdNotice = time.Minute

// crowd knows how many questions wait. Safe for concurrent use.
type crowd struct {
	mu      sync.Mutex
	waiting int                  // when they were counted
	since   int                  // taken in after that
	told    map[string]time.Time // channels that were told, and when
}

// crowded tells whether more questions wait than the queue is meant for; it is
// asked after each that is taken in. They are counted when there may be as many.
func (b *bot) crowded(ctx context.Context) bool {
	k := &b.crowd
	k.mu.Lock()
	k.since++
	room := k.waiting+k.since <= b.Queue
	k.mu.Unlock()
	if room {
		return false
	}
	n, err := b.Store.Waiting(ctx)
	if err != nil {
		b.Logger.Warn("waiting questions not counted", "error", err)
		return false
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	k.waiting, k.since = n, 0
	return n > b.Queue
}

// tell tells whether a channel is to be told in words, and notes that it is.
func (k *crowd) tell(channelID string, now time.Time) bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	if now.Sub(k.told[channelID]) < crowdNotice {
		return false
	}
	maps.DeleteFunc(k.told, func(_ string, at time.Time) bool { return now.Sub(at) >= crowdNotice })
	k.told[channelID] = now
	return true
}

// tellCrowd tells the asker of a message that the answer takes longer, and comes:
// with a reaction, which goes when it is there, and once a minute the channel in words. Neither is an answer,
// and neither needs to be exactly once.
func (b *bot) tellCrowd(ctx context.Context, q store.Question) {
	if b.finished(ctx, q.ID) || !b.mark(ctx, q) {
		return
	}
	if !b.crowd.tell(q.Channel, b.now()) {
		return
	}
	body := posted(b.words(ctx, q).Busy)
	body.Nonce, body.EnforceNonce = "b1-"+q.Channel, true
	if err := b.api.do(ctx, request{method: "POST", path: "/channels/" + q.Channel + "/messages", body: body, repeatable: true}); err != nil {
		b.Logger.Info("channel not told that many are asking", "channel", q.Channel, "error", err)
	}
}

// waitPath is where the sign that a question waits is.
func waitPath(q store.Question) string {
	return "/channels/" + q.Channel + "/messages/" + q.ID + "/reactions/" + url.PathEscape(waitEmoji) + "/@me"
}

// mark puts the sign that it waits to a question. It is noted before, so that whoever
// answers takes it away, and looked after behind, when that was too early. It tells
// whether the question still waits.
func (b *bot) mark(ctx context.Context, q store.Question) bool {
	about, err := aboutOf(q)
	if err == nil {
		about.Waits = true
		data, _ := json.Marshal(about) // strings, booleans and times always marshal
		err = b.Store.SetData(ctx, q.ID, data)
	}
	if err == nil {
		err = b.api.do(ctx, request{method: http.MethodPut, path: waitPath(q), repeatable: true})
	}
	if err != nil {
		b.Logger.Info("question not marked as waiting", "question", q.ID, "error", err)
	}
	if b.finished(ctx, q.ID) {
		b.unmark(ctx, q)
		return false
	}
	return true
}

// waits tells whether a question bears the sign that it waits, or may.
func (b *bot) waits(ctx context.Context, q store.Question) bool {
	if q.Kind != store.KindMessage || q.Withdrawn {
		return false
	}
	data, err := b.Store.Data(ctx, q.ID)
	if err != nil {
		return false // it is gone
	}
	q.Data = data
	about, err := aboutOf(q)
	return err == nil && about.Waits
}

// unmarkLate takes the sign away that was put to a question after waits was asked and
// before its end stood: mark, which looks behind itself, has not seen the end then.
func (b *bot) unmarkLate(ctx context.Context, q store.Question) {
	if b.waits(ctx, q) {
		b.unmark(ctx, q)
	}
}

// unmark takes that sign away. Nothing depends on it.
func (b *bot) unmark(ctx context.Context, q store.Question) {
	err := b.api.do(ctx, request{method: http.MethodDelete, path: waitPath(q), repeatable: true, patience: patience})
	if err != nil && !unseen(err) {
		b.Logger.Info("sign that a question waits not taken away", "question", q.ID, "error", err)
	}
}

// isCrowdNotice tells whether a response to an interaction says that the answer
// is still to come.
func isCrowdNotice(content string) bool {
	return slices.ContainsFunc(message.Languages(), func(lang string) bool { return message.Words(lang).Busy == content })
}
