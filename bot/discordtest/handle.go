package discordtest

import (
	"time"

	json "github.com/go-json-experiment/json/v1"
)

// Types of interaction response.
const (
	RespondMessage      = 4
	RespondDefer        = 5
	RespondDeferUpdate  = 6
	RespondUpdate       = 7
	RespondAutocomplete = 8
	RespondModal        = 9
)

// Response is the bot's first response to an interaction.
type Response struct {
	Type      int
	Content   string // of a message or update
	Flags     int
	Ephemeral bool
	Choices   []Choice // of an autocomplete
	CustomID  string   // of a modal
	Title     string   // of a modal
	MessageID string   // the message made or updated; "" if none
	Data      json.RawMessage
	After     time.Duration // from the sending of the event to this response, by the real clock
}

// Choice is one suggestion of an autocomplete. Value is as in JSON.
type Choice struct {
	Name  string `json:"name"`
	Value any    `json:"value"`
}

// WaitResponse waits for the first response.
func (h *Handle) WaitResponse() Response {
	h.helper()
	var found Response
	h.server.wait("a response to the "+h.title(), func() bool {
		if h.response != nil {
			found = *h.response
		}
		return h.response != nil
	})
	return found
}

// Responded tells whether there has been a response.
func (h *Handle) Responded() bool {
	h.server.mu.Lock()
	defer h.server.mu.Unlock()
	return h.response != nil
}

// Original is the message of the first response as it stands now; false when
// there is none or it was deleted.
func (h *Handle) Original() (Message, bool) {
	h.server.mu.Lock()
	defer h.server.mu.Unlock()
	if h.original == nil || h.original.deleted {
		return Message{}, false
	}
	return h.original.clone(), true
}

// WaitEdit waits for the original message, once it is no longer only a
// deferral, to satisfy ok; nil ok: any. A response that was never edited counts
// too.
func (h *Handle) WaitEdit(ok func(Message) bool) Message {
	h.helper()
	var found Message
	h.server.wait("an edit of the response to the "+h.title(), func() bool {
		r := h.original
		if r == nil || r.deleted || r.Flags&FlagLoading != 0 || ok != nil && !ok(r.clone()) {
			return false
		}
		found = r.clone()
		return true
	})
	return found
}

// Followups are the follow-up messages so far, oldest first. The first one
// after a deferral is not among them: it takes the deferral's place, as
// Original.
func (h *Handle) Followups() []Message {
	h.server.mu.Lock()
	defer h.server.mu.Unlock()
	var out []Message
	for _, r := range h.followups {
		if !r.deleted {
			out = append(out, r.clone())
		}
	}
	return out
}

// WaitFollowup waits for a follow-up message that satisfies ok; nil ok: any.
func (h *Handle) WaitFollowup(ok func(Message) bool) Message {
	h.helper()
	var found Message
	h.server.wait("a follow-up to the "+h.title(), func() bool {
		for _, r := range h.followups {
			if !r.deleted && (ok == nil || ok(r.clone())) {
				found = r.clone()
				return true
			}
		}
		return false
	})
	return found
}

// Expire ends the interaction: without a response it becomes unknown (10062),
// with one its token becomes invalid (50027), as after Config.TokenLife.
func (h *Handle) Expire() {
	h.server.mu.Lock()
	defer h.server.mu.Unlock()
	h.expired = true
}

// Resend sends INTERACTION_CREATE once more with the same id and token.
func (h *Handle) Resend() {
	h.server.mu.Lock()
	defer h.server.mu.Unlock()
	h.server.dispatch("INTERACTION_CREATE", h.server.guildOf(h.what.ChannelID), 0, h.event)
}

func (h *Handle) helper() {
	if h.server.tb != nil {
		h.server.tb.Helper()
	}
}

// title names the interaction in a failure.
func (h *Handle) title() string {
	switch h.what.Kind {
	case KindComponent:
		return "component " + h.what.CustomID
	case KindAutocomplete:
		return "autocomplete of /" + h.what.Name
	case KindModal:
		return "modal " + h.what.CustomID
	}
	return "command /" + h.what.Name
}
