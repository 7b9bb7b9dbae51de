package discordtest

import (
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"

	json "github.com/go-json-experiment/json/v1"
)

// Limits of a message.
const (
	maxContent    = 2000
	maxEmbeds     = 10
	maxEmbedText  = 6000
	maxRows       = 5
	maxComponents = 40
	maxDisplay    = 4000 // all text displays of a message
)

// formErrors is the "errors" of Discord's error 50035: nested by the path of
// the field.
type formErrors map[string]any

// add notes an error at a dotted path.
func (f formErrors) add(path, code, message string) {
	node := f
	for part := range strings.SplitSeq(path, ".") {
		child, there := node[part].(formErrors)
		if !there {
			child = formErrors{}
			node[part] = child
		}
		node = child
	}
	list, _ := node["_errors"].([]any)
	node["_errors"] = append(list, object{"code": code, "message": message})
}

// longest notes an error when text has more code points than limit.
func (f formErrors) longest(path, text string, limit int) {
	if utf8.RuneCountInString(text) > limit {
		f.add(path, "BASE_TYPE_MAX_LENGTH", fmt.Sprintf("Must be %d or fewer in length.", limit))
	}
}

func (f formErrors) required(path, text string) {
	if text == "" {
		f.add(path, "BASE_TYPE_REQUIRED", "This field is required")
	}
}

func (f formErrors) reply() reply {
	return apiError{status: 400, code: 50035, message: "Invalid Form Body", errors: f}.reply()
}

// checkMessage checks a message as it would be after the request; a status in
// the result means that Discord refuses.
func checkMessage(m Message, b messageBody, errs formErrors) reply {
	display := m.Flags&FlagComponentsV2 != 0
	errs.longest("content", m.Content, maxContent)
	checkEmbeds(m.Embeds, errs)
	checkComponents(m.Components, display, errs)
	if display && (m.Content != "" || len(m.Embeds) > 0) {
		errs.add("flags", "MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2",
			"The 'content' and 'embeds' fields cannot be used when using MessageFlags.IS_COMPONENTS_V2")
	}
	if len(errs) > 0 {
		return errs.reply()
	}
	poll := len(b.Poll) > 0 && string(b.Poll) != "null"
	if strings.TrimSpace(m.Content) == "" && len(m.Embeds)+len(m.Components)+len(m.Attachments)+len(b.StickerIDs) == 0 && !poll {
		return refuse(400, 50006, "Cannot send an empty message")
	}
	return reply{}
}

type embed struct {
	Title, Description string
	Footer             struct{ Text string }
	Author             struct{ Name string }
	Fields             []struct{ Name, Value string }
}

func checkEmbeds(embeds []json.RawMessage, errs formErrors) {
	if len(embeds) > maxEmbeds {
		errs.add("embeds", "BASE_TYPE_MAX_LENGTH", "Must be 10 or fewer in length.")
	}
	total := 0
	for i, raw := range embeds {
		at := "embeds." + strconv.Itoa(i)
		var e embed
		if err := json.Unmarshal(raw, &e); err != nil {
			errs.add(at, "MODEL_TYPE_CONVERT", err.Error())
			continue
		}
		count := func(path, text string, limit int) {
			errs.longest(at+path, text, limit)
			total += utf8.RuneCountInString(text)
		}
		count(".title", e.Title, 256)
		count(".description", e.Description, 4096)
		count(".footer.text", e.Footer.Text, 2048)
		count(".author.name", e.Author.Name, 256)
		if len(e.Fields) > 25 {
			errs.add(at+".fields", "BASE_TYPE_MAX_LENGTH", "Must be 25 or fewer in length.")
		}
		for j, field := range e.Fields {
			here := ".fields." + strconv.Itoa(j)
			errs.required(at+here+".name", field.Name)
			errs.required(at+here+".value", field.Value)
			count(here+".name", field.Name, 256)
			count(here+".value", field.Value, 1024)
		}
	}
	if total > maxEmbedText {
		errs.add("embeds", "MAX_EMBED_SIZE_EXCEEDED", "Embed size exceeds maximum size of 6000")
	}
}

// component is any component of a message or modal.
type component struct {
	Type        int
	CustomID    string `json:"custom_id"`
	Label       string
	Style       int
	URL         string
	Content     string
	Placeholder string
	Emoji       json.RawMessage
	SKUID       string `json:"sku_id"`
	Options     []struct{ Label, Value, Description string }
	Components  []json.RawMessage
	Component   json.RawMessage
	Accessory   json.RawMessage
}

// Types of component that the checks know.
const (
	actionRow   = 1
	button      = 2
	selectMenu  = 3
	textInput   = 4
	otherSelect = 8 // 5 to 8: users, roles, mentionables, channels
	textDisplay = 10
)

// componentCheck walks the components of one message.
type componentCheck struct {
	errs    formErrors
	ids     map[string]bool
	total   int
	display int
}

func checkComponents(components []json.RawMessage, display bool, errs formErrors) {
	check := &componentCheck{errs: errs, ids: map[string]bool{}}
	if !display && len(components) > maxRows {
		errs.add("components", "BASE_TYPE_MAX_LENGTH", "Must be 5 or fewer in length.")
	}
	for i, raw := range components {
		at := "components." + strconv.Itoa(i)
		if kind := check.walk(at, raw); !display && kind != actionRow {
			errs.add(at+".type", "UNION_TYPE_CHOICES", "Value of field \"type\" must be one of (1,).")
		}
	}
	if check.total > maxComponents {
		errs.add("components", "COMPONENT_MAX_TOTAL_COMPONENTS_EXCEEDED", "The total number of components cannot exceed 40")
	}
	if check.display > maxDisplay {
		errs.add("components", "COMPONENT_DISPLAYABLE_TEXT_SIZE_EXCEEDED", "The total displayable text cannot exceed 4000")
	}
}

// walk checks one component and what it holds, and returns its type.
func (k *componentCheck) walk(at string, raw json.RawMessage) int {
	var c component
	if err := json.Unmarshal(raw, &c); err != nil {
		k.errs.add(at, "MODEL_TYPE_CONVERT", err.Error())
		return 0
	}
	k.total++
	switch {
	case c.Type == actionRow && (len(c.Components) < 1 || len(c.Components) > maxRows):
		k.errs.add(at+".components", "BASE_TYPE_BAD_LENGTH", "Must be between 1 and 5 in length.")
	case c.Type == button:
		k.button(at, c)
	case c.Type == selectMenu:
		k.menu(at, c)
	case c.Type > textInput && c.Type <= otherSelect:
		k.customID(at, c.CustomID)
	case c.Type == textDisplay:
		k.errs.required(at+".content", c.Content)
		k.display += utf8.RuneCountInString(c.Content)
	}
	for i, child := range c.Components {
		kind := k.walk(at+".components."+strconv.Itoa(i), child)
		if c.Type == actionRow && kind > button && len(c.Components) > 1 {
			k.errs.add(at, "COMPONENT_LAYOUT_WIDTH_EXCEEDED", "A select menu needs an action row of its own")
		}
	}
	if c.Accessory != nil {
		k.walk(at+".accessory", c.Accessory)
	}
	return c.Type
}

func (k *componentCheck) button(at string, c component) {
	const link, premium = 5, 6
	k.errs.longest(at+".label", c.Label, 80)
	switch {
	case c.Style < 1 || c.Style > premium:
		k.errs.add(at+".style", "BASE_TYPE_CHOICES", "Value must be one of {1, 2, 3, 4, 5, 6}.")
	case c.Style == premium:
		k.errs.required(at+".sku_id", c.SKUID)
		return
	case c.Style == link:
		k.errs.required(at+".url", c.URL)
		k.errs.longest(at+".url", c.URL, 512)
		if c.CustomID != "" {
			k.errs.add(at, "BUTTON_COMPONENT_CUSTOM_ID_AND_URL", "A custom id and url cannot both be specified")
		}
	default:
		k.customID(at, c.CustomID)
	}
	if c.Label == "" && (len(c.Emoji) == 0 || string(c.Emoji) == "null") {
		k.errs.add(at, "BUTTON_COMPONENT_INVALID_LABEL", "A button needs a label or an emoji")
	}
}

func (k *componentCheck) menu(at string, c component) {
	k.customID(at, c.CustomID)
	k.errs.longest(at+".placeholder", c.Placeholder, 150)
	if len(c.Options) < 1 || len(c.Options) > 25 {
		k.errs.add(at+".options", "BASE_TYPE_BAD_LENGTH", "Must be between 1 and 25 in length.")
	}
	for i, option := range c.Options {
		here := at + ".options." + strconv.Itoa(i)
		k.errs.required(here+".label", option.Label)
		k.errs.required(here+".value", option.Value)
		k.errs.longest(here+".label", option.Label, 100)
		k.errs.longest(here+".value", option.Value, 100)
		k.errs.longest(here+".description", option.Description, 100)
	}
}

func (k *componentCheck) customID(at, id string) {
	k.errs.required(at+".custom_id", id)
	k.errs.longest(at+".custom_id", id, 100)
	if id != "" && k.ids[id] {
		k.errs.add(at+".custom_id", "COMPONENT_CUSTOM_ID_DUPLICATED", "Component custom id cannot be duplicated")
	}
	k.ids[id] = true
}
