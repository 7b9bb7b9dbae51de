package discordtest

import (
	"fmt"
	"slices"
	"strconv"
	"time"

	json "github.com/go-json-experiment/json/v1"
)

// Kinds of interaction.
const (
	KindCommand      = 2
	KindComponent    = 3
	KindAutocomplete = 4
	KindModal        = 5
)

// Option is an option of a command as somebody filled it in. Value is a
// string, bool, int or float64.
type Option struct {
	Name    string
	Value   any
	Focused bool // autocomplete: the one being typed
}

// Interaction is what somebody does: see Slash, Autocomplete, Press, Submit and
// Target, whose results may be changed before they are sent.
type Interaction struct {
	Kind        int
	User        User
	ChannelID   string
	Name        string            // command
	Subcommand  string            // command: the subcommand that holds Options; "": none
	Options     []Option          // command and autocomplete
	TargetID    string            // message command: the message
	CustomID    string            // component and modal
	MessageID   string            // component, and a modal opened from one: the message that carries it
	Values      []string          // component: what a select menu chose; nil: a button
	Fields      map[string]string // modal: text by custom id
	Locale      string            // of the user; "": en-US
	GuildLocale string            // "": the guild's preferred locale
	// Unregistered skips the checks that the command and its options are
	// registered here, that the message carries the component, and that the
	// modal was shown. Without it SendInteraction waits for the registration.
	Unregistered bool
}

// Slash is a slash command as a person sends it.
func Slash(user User, channelID, name string, options ...Option) Interaction {
	return Interaction{Kind: KindCommand, User: user, ChannelID: channelID, Name: name, Options: options}
}

// Autocomplete is a person typing value into an option of a command.
func Autocomplete(user User, channelID, name, option, value string) Interaction {
	return Interaction{Kind: KindAutocomplete, User: user, ChannelID: channelID, Name: name,
		Options: []Option{{Name: option, Value: value, Focused: true}}}
}

// Press is a press of a button of a message.
func Press(user User, m Message, customID string) Interaction {
	return Interaction{Kind: KindComponent, User: user, ChannelID: m.ChannelID, MessageID: m.ID, CustomID: customID}
}

// Submit is a modal being submitted with text by custom id.
func Submit(user User, channelID, customID string, fields map[string]string) Interaction {
	return Interaction{Kind: KindModal, User: user, ChannelID: channelID, CustomID: customID, Fields: fields}
}

// Target is a message command used on a message.
func Target(user User, m Message, name string) Interaction {
	return Interaction{Kind: KindCommand, User: user, ChannelID: m.ChannelID, Name: name, TargetID: m.ID}
}

// Handle follows one interaction that was sent.
type Handle struct {
	ID, Token string

	// Server.mu guards what follows.
	server    *Server
	what      Interaction
	event     json.RawMessage
	sent      time.Time // by the real clock
	born      time.Time // by the server's
	response  *Response
	deferred  bool // the first follow-up takes the place of the deferral
	original  *record
	followups []*record
	expired   bool
}

// SendInteraction sends INTERACTION_CREATE to every session. What Discord
// would not let a person do fails the test: a command that is not registered
// within the deadline, an option it does not have, a component that its message
// does not carry, a modal that was never shown.
func (s *Server) SendInteraction(i Interaction) *Handle {
	if s.tb != nil {
		s.tb.Helper()
	}
	h := &Handle{server: s, what: i}
	registered := object{}
	if i.Name != "" && !i.Unregistered {
		s.wait("the command /"+i.Name+" to be registered", func() bool {
			registered = s.registered(i)
			return registered != nil
		})
	}
	s.mu.Lock()
	wrong := s.impossible(i, registered)
	if channel := s.channelByID(i.ChannelID); channel != nil {
		h.ID, h.Token = s.snowflake(), "interaction-token-"+s.snowflake()
		h.sent, h.born = time.Now(), s.now()
		h.event = encode(s.interactionEvent(h, channel, registered))
		s.interactions[h.Token], s.handles[h.ID] = h, h
		if wrong == "" {
			s.dispatch("INTERACTION_CREATE", channel.GuildID, 0, h.event)
		}
	}
	s.mu.Unlock()
	if wrong != "" {
		s.fail("SendInteraction: %s", wrong)
	}
	return h
}

// registered is the command that an interaction names: the guild's own, or a
// global one. In a direct message only global ones can be used.
func (s *Server) registered(i Interaction) object {
	kind := 1
	if i.TargetID != "" {
		kind = 3
	}
	scopes := []string{""}
	if guildID := s.guildOf(i.ChannelID); guildID != "" {
		scopes = []string{guildID, ""}
	}
	for _, scope := range scopes {
		if c := s.sameCommand(object{"name": i.Name, "type": kind}, scope); c != nil {
			return c
		}
	}
	return nil
}

// impossible says why nobody could do this; "" if somebody could.
func (s *Server) impossible(i Interaction, registered object) string {
	if s.channelByID(i.ChannelID) == nil {
		return fmt.Sprintf("there is no channel %q", i.ChannelID)
	}
	if i.Unregistered {
		return ""
	}
	switch i.Kind {
	case KindCommand, KindAutocomplete:
		options := list(registered["options"])
		if i.Subcommand != "" {
			options = list(option(options, i.Subcommand)["options"])
		}
		for _, o := range i.Options {
			known := option(options, o.Name)
			if known == nil {
				return fmt.Sprintf("/%s has no option %q", i.Name, o.Name)
			}
			if o.Focused && known["autocomplete"] != true {
				return fmt.Sprintf("the option %q of /%s has no autocomplete", o.Name, i.Name)
			}
		}
	case KindComponent:
		r := s.live(i.MessageID)
		if r == nil || !carries(r.Components, i.CustomID) {
			return fmt.Sprintf("message %s carries no component %q", i.MessageID, i.CustomID)
		}
	case KindModal:
		for _, h := range s.interactions {
			if r := h.response; r != nil && r.Type == RespondModal && r.CustomID == i.CustomID {
				return ""
			}
		}
		return fmt.Sprintf("no modal %q was shown", i.CustomID)
	}
	return ""
}

// option is an option of a registered command by name, or nil.
func option(options []any, name string) object {
	for _, o := range options {
		if o := o.(object); o["name"] == name {
			return o
		}
	}
	return nil
}

// carries tells whether a component with the id is among them, at any depth.
func carries(components []json.RawMessage, customID string) bool {
	return slices.ContainsFunc(components, func(raw json.RawMessage) bool {
		var c component
		_ = json.Unmarshal(raw, &c) // it was checked when it came
		return c.CustomID == customID || carries(c.Components, customID) ||
			c.Accessory != nil && carries([]json.RawMessage{c.Accessory}, customID)
	})
}

// interactionEvent is the data of INTERACTION_CREATE.
func (s *Server) interactionEvent(h *Handle, channel *Channel, registered object) object {
	i := h.what
	locale := i.Locale
	if locale == "" {
		locale = "en-US"
	}
	event := object{"id": h.ID, "application_id": s.appID, "type": i.Kind, "token": h.Token, "version": 1,
		"channel_id": channel.ID, "channel": s.wireChannel(*channel), "locale": locale, "entitlements": []any{},
		"app_permissions": strconv.FormatInt(channel.botMay(), 10), "attachment_size_limit": 10 << 20,
		"data": s.interactionData(i, registered)}
	if g := s.guildByID(channel.GuildID); g != nil {
		g.join(i.User.ID)
		member := s.wireMember(g, i.User.ID, true)
		member["user"] = i.User
		member["permissions"] = strconv.FormatInt(g.permissions(i.User.ID), 10)
		guildLocale := i.GuildLocale
		if guildLocale == "" {
			guildLocale = g.PreferredLocale
		}
		event["member"], event["guild_id"], event["guild_locale"] = member, g.ID, guildLocale
		event["guild"] = object{"id": g.ID, "locale": guildLocale, "features": []any{}}
		event["context"], event["authorizing_integration_owners"] = 0, object{"0": g.ID}
	} else {
		event["user"], event["context"] = i.User, 1
		event["authorizing_integration_owners"] = object{"0": "0"}
	}
	if r := s.live(i.MessageID); r != nil {
		event["message"] = s.wireMessage(r.clone())
	}
	return event
}

func (s *Server) interactionData(i Interaction, registered object) object {
	switch i.Kind {
	case KindComponent:
		data := object{"custom_id": i.CustomID, "component_type": button}
		if i.Values != nil {
			data["component_type"], data["values"] = selectMenu, i.Values
		}
		return data
	case KindModal:
		rows := []any{}
		for id, text := range i.Fields {
			rows = append(rows, object{"type": actionRow, "components": []any{
				object{"type": textInput, "custom_id": id, "value": text}}})
		}
		return object{"custom_id": i.CustomID, "components": rows}
	}
	data := object{"id": registered["id"], "name": i.Name, "type": 1}
	if data["id"] == nil {
		data["id"] = s.snowflake()
	}
	if registered["guild_id"] != nil {
		data["guild_id"] = registered["guild_id"]
	}
	if i.TargetID != "" {
		data["type"], data["target_id"] = 3, i.TargetID
		if r := s.live(i.TargetID); r != nil {
			data["resolved"] = object{"messages": object{r.ID: s.wireMessage(r.clone())}}
		}
	}
	options := commandOptions(i, list(registered["options"]))
	if len(options) > 0 {
		data["options"] = options
	}
	return data
}

// commandOptions are the filled-in options, under their subcommand if any.
func commandOptions(i Interaction, registered []any) []any {
	if i.Subcommand != "" {
		inner := i
		inner.Subcommand = ""
		under := commandOptions(inner, list(option(registered, i.Subcommand)["options"]))
		return []any{object{"name": i.Subcommand, "type": 1, "options": under}}
	}
	out := []any{}
	for _, o := range i.Options {
		made := object{"name": o.Name, "value": o.Value, "type": number(option(registered, o.Name)["type"], optionType(o.Value))}
		if o.Focused {
			made["focused"] = true
		}
		out = append(out, made)
	}
	return out
}

// optionType is the type that a value suggests.
func optionType(value any) int {
	switch value.(type) {
	case bool:
		return 5
	case int:
		return 4
	case float64:
		return 10
	}
	return 3
}
