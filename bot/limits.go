package bot

import (
	"slices"
	"strconv"
	"sync"
	"time"
)

// limitWindow is the time in which questions are counted.
const limitWindow = time.Minute

// maxLimited is of how many users and channels questions are counted before those
// that are quiet again are forgotten.
const maxLimited = 10_000

// limits bounds how many questions are answered in a minute. It goes by the times
// in the questions' ids, not by when they arrive, so that questions of a time
// offline count as they were asked, and an event that comes twice counts once.
// What it knows is lost with the process. Safe for concurrent use.
type limits struct {
	user, channel int // questions a minute; 0: any number

	mu    sync.Mutex
	asked map[limitKey]*window
}

// limitKey is the id of a user or of a channel.
type limitKey struct{ kind, id string }

// window is what was asked lately of one key.
type window struct {
	taken []uint64 // ids of questions that are answered, oldest first
	told  []uint64 // ids of those that are not, and whose askers are told so
}

// verdict is what becomes of a question.
type verdict struct {
	Reason string    `json:"reason,omitempty"` // empty: it is answered; limitUser or limitChannel
	Until  time.Time `json:"until,omitzero"`   // when the next one is
	Quiet  bool      `json:"quiet,omitempty"`  // it was told a moment ago
}

// Reasons of verdicts.
const (
	limitUser    = "user"
	limitChannel = "channel"
)

// take counts a question, or says why it is not answered. The same id gets the
// same verdict for as long as it is in the window.
func (l *limits) take(id, user, channel string) verdict {
	if l.user <= 0 && l.channel <= 0 {
		return verdict{}
	}
	n, err := strconv.ParseUint(id, 10, 64)
	if err != nil {
		return verdict{} // no question either; the store refuses it
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.forget(n)
	u, c := l.window(limitKey{limitUser, user}), l.window(limitKey{limitChannel, channel})
	if slices.Contains(u.taken, n) || slices.Contains(c.taken, n) {
		return verdict{}
	}
	if v := u.refuse(limitUser, n, l.user); v.Reason != "" {
		return v
	}
	if v := c.refuse(limitChannel, n, l.channel); v.Reason != "" {
		return v
	}
	u.taken, c.taken = insert(u.taken, n), insert(c.taken, n)
	return verdict{}
}

// window returns the counter of a key; l.mu is held.
func (l *limits) window(k limitKey) *window {
	if l.asked == nil {
		l.asked = map[limitKey]*window{}
	}
	w := l.asked[k]
	if w == nil {
		w = &window{}
		l.asked[k] = w
	}
	return w
}

// forget drops counters in which nothing of the last two minutes stands, once
// there are many; l.mu is held.
func (l *limits) forget(now uint64) {
	if len(l.asked) < maxLimited {
		return
	}
	for k, w := range l.asked {
		if w.trim(now - min(now, 2*windowIDs)); len(w.taken)+len(w.told) == 0 {
			delete(l.asked, k)
		}
	}
}

// windowIDs is how far ids are apart that lie limitWindow apart.
const windowIDs = uint64(limitWindow/time.Millisecond) << 22

// refuse says why the question n is one too many, if it is.
func (w *window) refuse(reason string, n uint64, limit int) verdict {
	w.trim(n - min(n, 2*windowIDs)) // twice, for events out of order
	if limit <= 0 {
		return verdict{}
	}
	var within []uint64 // the window before n
	for _, id := range w.taken {
		if id+windowIDs > n && id < n {
			within = append(within, id)
		}
	}
	if len(within) < limit {
		return verdict{}
	}
	v := verdict{Reason: reason, Until: timeOf(strconv.FormatUint(within[len(within)-limit], 10)).Add(limitWindow)}
	for _, id := range w.told {
		v.Quiet = v.Quiet || id < n && id+windowIDs > n
	}
	if !v.Quiet {
		w.told = insert(w.told, n)
	}
	return v
}

// trim drops ids up to oldest.
func (w *window) trim(oldest uint64) {
	old := func(id uint64) bool { return id <= oldest }
	w.taken, w.told = slices.DeleteFunc(w.taken, old), slices.DeleteFunc(w.told, old)
}

// insert keeps ids sorted.
func insert(ids []uint64, n uint64) []uint64 {
	at, there := slices.BinarySearch(ids, n)
	if there {
		return ids
	}
	return slices.Insert(ids, at, n)
}
