package discordtest

import (
	"bytes"
	"fmt"
	"strings"

	json "github.com/go-json-experiment/json/v1"
)

// inspect checks what a request must obey whether or not it takes effect: a
// message must ping nobody by default, and Discord's own description must allow
// the request. The latter takes a while and happens beside the request, so that
// the bot is not kept waiting. The lock must not be held.
func (s *Server) inspect(c *call, r *route) {
	if !s.config.AnyMentions {
		if wrong := checkMentions(r, c.body); wrong != "" {
			s.fail("%s %s: %s", c.method, hideToken(c.path), wrong)
		}
	}
	if s.config.AnyBody {
		return
	}
	s.mu.Lock()
	s.checking++
	s.mu.Unlock()
	s.serving.Go(func() {
		checked, err := checkRequest(c, r)
		if err != nil {
			s.report(true, "%s %s: Discord's description does not allow that: %v", c.method, hideToken(c.path), err)
		}
		s.mu.Lock()
		defer s.mu.Unlock()
		s.checking--
		if checked {
			s.checked++
		}
		s.signal()
	})
}

// Checked is how many requests were held against Discord's own description so
// far, once those that came have been; see BodiesChecked.
func (s *Server) Checked() int {
	s.awaitChecks()
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.checked
}

// awaitChecks waits until the requests that came are checked. The lock must not
// be held.
func (s *Server) awaitChecks() {
	for {
		s.mu.Lock()
		busy, changed := s.checking > 0, s.changed
		s.mu.Unlock()
		if !busy {
			return
		}
		<-changed
	}
}

// checkMentions says what is wrong unless parse is there, and is an empty list,
// where a request makes or changes a message. Discord's description would take
// null, which pings as if nothing had been said.
func checkMentions(r *route, body []byte) string {
	message, is := messageOf(r, body)
	if !is {
		return ""
	}
	var fields struct {
		Allowed json.RawMessage `json:"allowed_mentions"`
	}
	var allowed struct{ Parse json.RawMessage }
	if json.Unmarshal(message, &fields) != nil {
		return "" // no object; Discord refuses it
	}
	_ = json.Unmarshal(fields.Allowed, &allowed) // a wrong shape leaves Parse nil
	if bytes.Equal(bytes.Join(bytes.Fields(allowed.Parse), nil), []byte("[]")) {
		return ""
	}
	got := "no allowed_mentions"
	if fields.Allowed != nil {
		got = "allowed_mentions " + string(fields.Allowed)
	}
	return fmt.Sprintf(`the message must carry allowed_mentions with "parse":[], and has %s`, got)
}

// messageOf is the part of a request's body that makes or changes a message, if
// there is one.
func messageOf(r *route, body []byte) (json.RawMessage, bool) {
	switch {
	case r.method != "POST" && r.method != "PATCH", strings.HasSuffix(r.path, "/threads"):
		return nil, false
	case strings.HasSuffix(r.path, "/callback"):
		var response struct {
			Type int
			Data json.RawMessage
		}
		_ = json.Unmarshal(body, &response) // no object: no message
		if len(response.Data) == 0 {
			response.Data = json.RawMessage("{}")
		}
		return response.Data, response.Type == RespondMessage || response.Type == RespondUpdate
	}
	return body, strings.HasPrefix(r.path, "/webhooks/") || strings.HasPrefix(r.path, "/channels/*/messages")
}
