package discordtest

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Tally is what became of questions. Each stands in one of the counts and lists.
type Tally struct {
	Asked      int
	Answered   int      // by exactly one message that stands
	Lost       []string // ids of those without an answer
	Doubled    []string // with more than one
	Unfinished []string // interactions whose response still says that the bot is thinking
	Unheard    []string // interactions that were never acknowledged, as when no bot was there
}

// Clean tells whether nothing was lost, doubled or left unfinished.
func (t Tally) Clean() bool { return len(t.Lost)+len(t.Doubled)+len(t.Unfinished) == 0 }

// String is a line for the message of a test.
func (t Tally) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%d asked, %d answered once", t.Asked, t.Answered)
	for _, list := range []struct {
		name string
		ids  []string
	}{{"lost", t.Lost}, {"doubled", t.Doubled}, {"unfinished", t.Unfinished}, {"unheard", t.Unheard}} {
		fmt.Fprintf(&b, ", %d %s", len(list.ids), list.name)
		if n := min(len(list.ids), 5); n > 0 {
			fmt.Fprintf(&b, " (%s …)", strings.Join(list.ids[:n], ", "))
		}
	}
	return b.String()
}

// Tally counts what became of questions, given by the ids of messages and
// interactions. An id that is neither fails the test.
func (s *Server) Tally(ids ...string) Tally {
	t := Tally{Asked: len(ids)}
	var unknown []string
	s.mu.Lock()
	for _, id := range ids {
		h := s.handles[id]
		answers := len(s.answersTo(id))
		switch {
		case h == nil && s.messages[id] == nil:
			unknown = append(unknown, id)
		case answers == 1:
			t.Answered++
		case answers > 1:
			t.Doubled = append(t.Doubled, id)
		case h != nil && h.response == nil:
			t.Unheard = append(t.Unheard, id)
		case h != nil && h.thinking():
			t.Unfinished = append(t.Unfinished, id)
		default:
			t.Lost = append(t.Lost, id)
		}
	}
	s.mu.Unlock()
	if len(unknown) > 0 {
		s.fail("Tally: neither message nor interaction: %v", unknown)
	}
	return t
}

// thinking tells whether the response is a deferral that still loads.
func (h *Handle) thinking() bool {
	return h.original != nil && !h.original.deleted && h.original.Flags&FlagLoading != 0
}

// Answers are the bot's messages that answer a question and stand now, oldest
// first: those that reply to the message, or carry its id in their nonce; of an
// interaction the first response and the follow-ups, and what replies to the
// response or carries the interaction's id in its nonce. A deferral that still
// loads is no answer.
func (s *Server) Answers(id string) []Message {
	s.mu.Lock()
	defer s.mu.Unlock()
	var out []Message
	for _, r := range s.answersTo(id) {
		out = append(out, r.clone())
	}
	return out
}

// answersTo is Answers with the lock held.
func (s *Server) answersTo(id string) []*record {
	var out []*record
	add := func(records ...*record) {
		for _, r := range records {
			if r != nil && !r.deleted && r.Flags&FlagLoading == 0 && !slices.Contains(out, r) {
				out = append(out, r)
			}
		}
	}
	add(s.answers[id]...)
	if h := s.handles[id]; h != nil && h.response != nil {
		if h.original != nil && h.original.ID != h.what.MessageID { // not the message that was pressed
			add(h.original)
			add(s.answers[h.original.ID]...)
		}
		add(h.followups...)
	}
	slices.SortFunc(out, func(a, b *record) int { return compareIDs(a.ID, b.ID) })
	return out
}

// idInNonce finds the id of a question in a nonce.
var idInNonce = regexp.MustCompile(`\d{15,}`)

// file notes which questions a message by the bot answers.
func (w *world) file(r *record) {
	if r.Author.ID != w.bot.ID {
		return
	}
	questions := idInNonce.FindAllString(string(r.Nonce), -1)
	if r.Reference != nil && !slices.Contains(questions, r.Reference.MessageID) {
		questions = append(questions, r.Reference.MessageID)
	}
	for _, id := range questions {
		w.answers[id] = append(w.answers[id], r)
	}
}

// WaitAnswered waits until each question has an answer that stands. Interactions
// that can no longer be acknowledged are not waited for: set Config.AckWithin,
// where some may be lost for good.
func (s *Server) WaitAnswered(ids ...string) {
	if s.tb != nil {
		s.tb.Helper()
	}
	open := slices.Clone(ids)
	s.wait(fmt.Sprintf("%d questions to be answered", len(ids)), func() bool {
		for len(open) > 0 {
			id := open[0]
			h := s.handles[id]
			if len(s.answersTo(id)) == 0 && (h == nil || h.response != nil || !s.tooLate(h)) {
				return false
			}
			open = open[1:]
		}
		return true
	})
}

// Forget drops what a long run need not keep: messages from before a time with
// their reactions, interactions from before it, all requests that were answered,
// and of what RESUME would send again all but the latest. What is forgotten is
// unknown to Tally.
func (s *Server) Forget(before time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	limit := strconv.FormatUint(uint64(max(before.UnixMilli()-epoch, 0))<<22, 10)
	old := func(id string) bool { return compareIDs(id, limit) < 0 }
	maps.DeleteFunc(s.messages, func(id string, _ *record) bool { return old(id) })
	maps.DeleteFunc(s.answers, func(id string, _ []*record) bool { return old(id) })
	for channel, list := range s.byChannel {
		s.byChannel[channel] = slices.DeleteFunc(list, func(r *record) bool { return old(r.ID) })
	}
	s.reactions = slices.DeleteFunc(s.reactions, func(r Reaction) bool { return old(r.MessageID) })
	maps.DeleteFunc(s.handles, func(id string, h *Handle) bool {
		if old(id) {
			delete(s.interactions, h.Token)
		}
		return old(id)
	})
	s.requests = slices.DeleteFunc(s.requests, func(e *entry) bool { return e.done })
	for _, n := range s.sessions {
		n.keep(forgetReplay)
	}
}
