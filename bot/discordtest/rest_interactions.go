package discordtest

import (
	"slices"
	"strconv"
	"time"

	json "github.com/go-json-experiment/json/v1"
)

// callbackData is the data of a first response that is not a message's.
type callbackData struct {
	Choices    []Choice          `json:"choices"`
	CustomID   string            `json:"custom_id"`
	Title      string            `json:"title"`
	Components []json.RawMessage `json:"components"`
	Flags      int               `json:"flags"`
}

// callback is POST /interactions/{id}/{token}/callback.
func (s *Server) callback(c *call) reply {
	var body struct {
		Type int             `json:"type"`
		Data json.RawMessage `json:"data"`
	}
	if !c.decode(&body) {
		return errBadJSON()
	}
	h := s.interactions[c.args[1]]
	switch {
	case h == nil || h.ID != c.args[0] || h.response == nil && s.tooLate(h):
		return refuse(404, 10062, "Unknown interaction")
	case h.response != nil:
		return refuse(400, 40060, "Interaction has already been acknowledged.")
	case !slices.Contains(responses(h.what), body.Type):
		errs := formErrors{}
		errs.add("type", "INTERACTION_RESPONSE_TYPE_INVALID", "Response type "+strconv.Itoa(body.Type)+" is not allowed here")
		return errs.reply()
	}
	if len(body.Data) == 0 {
		body.Data = json.RawMessage("{}")
	}
	var data callbackData
	if json.Unmarshal(body.Data, &data) != nil {
		return errBadJSON()
	}
	if failed := s.respond(h, c, body.Type, body.Data, data); failed.status != 0 {
		return failed
	}
	response := &Response{Type: body.Type, Choices: data.Choices, CustomID: data.CustomID, Title: data.Title,
		Flags: data.Flags, Data: body.Data, After: time.Since(h.sent)}
	response.Ephemeral = data.Flags&FlagEphemeral != 0
	if h.original != nil {
		response.MessageID, response.Content = h.original.ID, h.original.Content
		response.Flags, response.Ephemeral = h.original.Flags, h.original.Ephemeral()
	}
	h.response = response
	if c.query.Get("with_response") != "true" {
		return done()
	}
	return ok(s.callbackResult(h))
}

// tooLate tells whether a first response is no longer taken.
func (s *Server) tooLate(h *Handle) bool {
	return s.tokenOver(h) || s.config.AckWithin > 0 && s.now().Sub(h.born) > s.config.AckWithin
}

// tokenOver tells whether the token of an interaction is no longer valid.
func (s *Server) tokenOver(h *Handle) bool {
	return h.expired || s.now().Sub(h.born) >= s.config.TokenLife
}

// responses are the types with which an interaction may be answered.
func responses(i Interaction) []int {
	switch {
	case i.Kind == KindAutocomplete:
		return []int{RespondAutocomplete}
	case i.Kind == KindCommand:
		return []int{RespondMessage, RespondDefer, RespondModal}
	case i.Kind == KindModal && i.MessageID == "":
		return []int{RespondMessage, RespondDefer}
	case i.Kind == KindModal:
		return []int{RespondMessage, RespondDefer, RespondDeferUpdate, RespondUpdate}
	}
	return []int{RespondMessage, RespondDefer, RespondDeferUpdate, RespondUpdate, RespondModal}
}

// respond carries out a first response; a status means that it is refused.
func (s *Server) respond(h *Handle, c *call, kind int, raw json.RawMessage, data callbackData) reply {
	errs := formErrors{}
	switch kind {
	case RespondMessage:
		b, failed := readMessage(raw)
		if failed.status != 0 {
			return failed
		}
		r, failed := s.postForInteraction(h, b, c.files)
		h.original = r
		return failed
	case RespondDefer:
		m := s.interactionMessage(h)
		m.Flags = FlagLoading | data.Flags&FlagEphemeral
		h.original, h.deferred = s.post(m, true), true
	case RespondDeferUpdate:
		h.original = s.live(h.what.MessageID)
	case RespondUpdate:
		b, failed := readMessage(raw)
		if failed.status != 0 {
			return failed
		}
		h.original = s.live(h.what.MessageID)
		if h.original == nil {
			return errUnknownMessage()
		}
		if answer := s.change(h.original, b, c.files); answer.status != 200 {
			h.original = nil
			return answer
		}
	case RespondAutocomplete:
		checkChoices(data.Choices, errs)
	case RespondModal:
		checkModal(data, errs)
	}
	if len(errs) > 0 {
		return errs.reply()
	}
	return reply{}
}

func checkChoices(choices []Choice, errs formErrors) {
	if len(choices) > 25 {
		errs.add("data.choices", "BASE_TYPE_MAX_LENGTH", "Must be 25 or fewer in length.")
	}
	for i, choice := range choices {
		at := "data.choices." + strconv.Itoa(i)
		errs.required(at+".name", choice.Name)
		errs.longest(at+".name", choice.Name, 100)
		switch value := choice.Value.(type) {
		case nil:
			errs.required(at+".value", "")
		case string:
			errs.longest(at+".value", value, 100)
		}
	}
}

func checkModal(data callbackData, errs formErrors) {
	errs.required("data.custom_id", data.CustomID)
	errs.longest("data.custom_id", data.CustomID, 100)
	errs.required("data.title", data.Title)
	errs.longest("data.title", data.Title, 45)
	if len(data.Components) < 1 || len(data.Components) > 5 {
		errs.add("data.components", "BASE_TYPE_BAD_LENGTH", "Must be between 1 and 5 in length.")
	}
}

// interactionMessage is the beginning of a message that answers an interaction.
func (s *Server) interactionMessage(h *Handle) Message {
	m := Message{ChannelID: h.what.ChannelID, Author: s.bot, WebhookID: s.appID, ApplicationID: s.appID,
		Interaction: &Origin{ID: h.ID, Type: h.what.Kind, User: h.what.User, Name: h.what.Name}}
	switch {
	case h.what.TargetID != "":
		m.Type = 23
	case h.what.Kind == KindCommand:
		m.Type = 20
	case h.what.MessageID != "":
		m.Type = 19
		m.Reference = &MessageReference{MessageID: h.what.MessageID, ChannelID: m.ChannelID, GuildID: s.guildOf(m.ChannelID)}
	}
	return m
}

// postForInteraction makes a message that answers an interaction.
func (s *Server) postForInteraction(h *Handle, b messageBody, files []Attachment) (*record, reply) {
	m := s.interactionMessage(h)
	m.Flags = b.Flags & (FlagEphemeral | FlagSuppressEmbeds | FlagComponentsV2)
	errs := formErrors{}
	checkAttachments(Message{}, b, files, errs)
	s.fill(&m, b, files)
	if failed := checkMessage(m, b, errs); failed.status != 0 {
		return nil, failed
	}
	return s.post(m, true), reply{}
}

// callbackResult is the answer to a callback with_response=true.
func (s *Server) callbackResult(h *Handle) object {
	interaction := object{"id": h.ID, "type": h.what.Kind, "channel_id": h.what.ChannelID}
	if guildID := s.guildOf(h.what.ChannelID); guildID != "" {
		interaction["guild_id"] = guildID
	}
	out := object{"interaction": interaction}
	if h.original != nil {
		interaction["response_message_id"] = h.original.ID
		interaction["response_message_loading"] = h.original.Flags&FlagLoading != 0
		interaction["response_message_ephemeral"] = h.original.Ephemeral()
		if h.response.Type != RespondDeferUpdate {
			out["resource"] = object{"type": h.response.Type, "message": s.wireMessage(h.original.Message)}
		}
	}
	return out
}

// token is the interaction that a webhook path names, or the error.
func (s *Server) token(c *call) (*Handle, reply) {
	h := s.interactions[c.args[1]]
	switch {
	case c.args[0] != s.appID || h == nil || h.response == nil:
		return nil, refuse(404, 10015, "Unknown Webhook")
	case s.tokenOver(h):
		return nil, refuse(401, 50027, "Invalid Webhook Token")
	}
	return h, reply{}
}

// postFollowup is POST /webhooks/{application}/{token}.
func (s *Server) postFollowup(c *call) reply {
	b, failed := readMessage(c.body)
	if failed.status != 0 {
		return failed
	}
	h, failed := s.token(c)
	if h == nil {
		return failed
	}
	if h.deferred {
		answer := s.change(h.original, b, c.files)
		h.deferred = answer.status != 200
		return answer
	}
	r, failed := s.postForInteraction(h, b, c.files)
	if r == nil {
		return failed
	}
	h.followups = append(h.followups, r)
	return ok(s.wireMessage(r.Message))
}

// answered is the message of an interaction that a webhook path names.
func (s *Server) answered(c *call) (*Handle, *record, reply) {
	h, failed := s.token(c)
	if h == nil {
		return nil, nil, failed
	}
	r := h.original
	if id := c.args[2]; id != "@original" {
		for _, other := range append([]*record{h.original}, h.followups...) {
			if r = other; r != nil && r.ID == id {
				break
			}
			r = nil
		}
	}
	if r == nil || r.deleted {
		return nil, nil, errUnknownMessage()
	}
	return h, r, reply{}
}

// getFollowup is GET /webhooks/{application}/{token}/messages/{id}.
func (s *Server) getFollowup(c *call) reply {
	h, r, failed := s.answered(c)
	if h == nil {
		return failed
	}
	return ok(s.wireMessage(r.Message))
}

// patchFollowup is PATCH /webhooks/{application}/{token}/messages/{id}.
func (s *Server) patchFollowup(c *call) reply {
	b, failed := readMessage(c.body)
	if failed.status != 0 {
		return failed
	}
	h, r, failed := s.answered(c)
	if h == nil {
		return failed
	}
	answer := s.change(r, b, c.files)
	if answer.status == 200 && r == h.original {
		h.deferred = false
	}
	return answer
}

// deleteFollowup is DELETE /webhooks/{application}/{token}/messages/{id}.
func (s *Server) deleteFollowup(c *call) reply {
	h, r, failed := s.answered(c)
	if h == nil {
		return failed
	}
	s.delete(r)
	return done()
}
