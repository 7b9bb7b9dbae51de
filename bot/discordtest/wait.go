package discordtest

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// entry is a Request that may not have been answered yet.
type entry struct {
	Request
	done bool
}

// again is how often a wait asks although nothing has changed but the time.
const again = 200 * time.Millisecond

// await waits until cond is true, asking again after every change. It fails the
// test, and ends it if it can, when Config.Deadline passes first.
func (s *Server) await(what string, cond func() bool) bool {
	if s.tb != nil {
		s.tb.Helper()
	}
	timer := time.NewTimer(s.config.Deadline)
	defer timer.Stop()
	ticker := time.NewTicker(again)
	defer ticker.Stop()
	for {
		s.mu.Lock()
		changed := s.changed
		s.mu.Unlock()
		if cond() {
			return true
		}
		select {
		case <-changed:
			continue
		case <-ticker.C:
			continue
		case <-s.closing:
			s.fail("waited for %s, and the server was closed", what)
		case <-timer.C:
			s.fail("waited %v in vain for %s\n%s", s.config.Deadline, what, s.story())
		}
		if tb, ends := s.tb.(interface{ FailNow() }); ends {
			tb.FailNow()
		}
		return false
	}
}

// wait is await for a cond that needs the lock.
func (s *Server) wait(what string, cond func() bool) bool {
	if s.tb != nil {
		s.tb.Helper()
	}
	return s.await(what, func() bool {
		s.mu.Lock()
		defer s.mu.Unlock()
		return cond()
	})
}

// story is what happened last, for the message of a failed wait.
func (s *Server) story() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	var b strings.Builder
	fmt.Fprintf(&b, "gateway: %d connections, %d IDENTIFYs, %d RESUMEs, %d ready; the last of %d requests:",
		len(s.conns), s.identifies, len(s.resumes), s.ready, len(s.requests))
	for _, e := range s.requests[max(0, len(s.requests)-10):] {
		body := string(e.Body)
		if len(body) > 300 {
			body = body[:300] + "…"
		}
		fmt.Fprintf(&b, "\n\t%s %s → %d  %s", e.Method, hideToken(e.Path), e.Status, body)
	}
	return b.String()
}

// hideToken takes the token out of a path that carries one.
func hideToken(path string) string {
	parts := strings.Split(path, "/")
	if len(parts) > 3 && (parts[1] == "interactions" || parts[1] == "webhooks") {
		parts[3] = "…"
	}
	return strings.Join(parts, "/")
}

// WaitUntil waits until cond is true; it is asked again after every change of
// the fake, without its lock held. what names it in the failure. False means
// that the deadline passed and the TB could not end the test.
func (s *Server) WaitUntil(what string, cond func() bool) bool {
	if s.tb != nil {
		s.tb.Helper()
	}
	return s.await(what, cond)
}

// Requests are all REST requests so far, in order of arrival.
func (s *Server) Requests() []Request {
	s.mu.Lock()
	defer s.mu.Unlock()
	var out []Request
	for _, e := range s.requests {
		out = append(out, e.Request)
	}
	return out
}

// WaitRequest waits for a request, past or coming, whose method and path match
// as in Fault and which satisfies ok; nil ok: any. A request counts once it is
// answered or its connection cut.
func (s *Server) WaitRequest(method, path string, ok func(Request) bool) Request {
	if s.tb != nil {
		s.tb.Helper()
	}
	var found Request
	s.wait(fmt.Sprintf("a request %s %s", method, path), func() bool {
		for _, e := range s.requests {
			if e.done && matches(method, path, e.Method, e.Path) && (ok == nil || ok(e.Request)) {
				found = e.Request
				return true
			}
		}
		return false
	})
	return found
}

// Messages are the messages of a channel by anybody, oldest first, as they
// stand now; ephemeral and deleted ones are not among them.
func (s *Server) Messages(channelID string) []Message {
	s.mu.Lock()
	defer s.mu.Unlock()
	var out []Message
	for _, r := range s.byChannel[channelID] {
		if !r.Ephemeral() {
			out = append(out, r.clone())
		}
	}
	return out
}

// Message is one message by id, ephemeral ones included; false when there is
// none or it was deleted.
func (s *Server) Message(messageID string) (Message, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if r := s.live(messageID); r != nil {
		return r.clone(), true
	}
	return Message{}, false
}

// WaitMessage waits for a message by the bot in a channel, past or coming, that
// satisfies ok as it stands at some moment (edits included); nil ok: any.
// Ephemeral messages count, deferrals that still load do not.
func (s *Server) WaitMessage(channelID string, ok func(Message) bool) Message {
	if s.tb != nil {
		s.tb.Helper()
	}
	var found Message
	s.wait("a message by the bot in channel "+channelID, func() bool {
		for _, r := range s.byChannel[channelID] {
			if r.Author.ID == s.bot.ID && r.Flags&FlagLoading == 0 && (ok == nil || ok(r.clone())) {
				found = r.clone()
				return true
			}
		}
		return false
	})
	return found
}

// WaitGone waits until a message has been deleted.
func (s *Server) WaitGone(messageID string) {
	if s.tb != nil {
		s.tb.Helper()
	}
	s.wait("message "+messageID+" to be deleted", func() bool { return s.live(messageID) == nil })
}

// RepliesTo is a condition for WaitMessage: a reply to m.
func RepliesTo(m Message) func(Message) bool {
	return func(got Message) bool { return got.Reference != nil && got.Reference.MessageID == m.ID }
}

// Contains is a condition for WaitMessage: the content contains the text.
func Contains(text string) func(Message) bool {
	return func(got Message) bool { return strings.Contains(got.Content, text) }
}

// Both is a condition for WaitMessage: a and b hold.
func Both(a, b func(Message) bool) func(Message) bool {
	return func(m Message) bool { return a(m) && b(m) }
}

// Reactions are the reactions to a message, oldest first.
func (s *Server) Reactions(messageID string) []Reaction {
	s.mu.Lock()
	defer s.mu.Unlock()
	var out []Reaction
	for _, r := range s.reactions {
		if r.MessageID == messageID {
			out = append(out, r)
		}
	}
	return out
}

// WaitReaction waits for a reaction of the bot to a message.
func (s *Server) WaitReaction(messageID, emoji string) {
	if s.tb != nil {
		s.tb.Helper()
	}
	s.wait(fmt.Sprintf("the bot's reaction %s to message %s", emoji, messageID), func() bool {
		return slices.ContainsFunc(s.reactions, func(r Reaction) bool {
			return r.UserID == s.bot.ID && r.MessageID == messageID && r.Emoji == emoji
		})
	})
}

// Typing is how often the bot has shown that it types in a channel.
func (s *Server) Typing(channelID string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.typing[channelID]
}

// WaitTyping waits until the bot has shown at least n times that it types.
func (s *Server) WaitTyping(channelID string, n int) {
	if s.tb != nil {
		s.tb.Helper()
	}
	s.wait(fmt.Sprintf("the bot to type %d times in channel %s", n, channelID),
		func() bool { return s.typing[channelID] >= n })
}
