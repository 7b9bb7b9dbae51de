package bot

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"strings"
)

// Types of component and of text input, and styles of buttons.
const (
	componentRow    = 1
	componentButton = 2
	componentText   = 4

	textShort     = 1
	textParagraph = 2

	stylePrimary   = 1
	styleSecondary = 2
	styleDanger    = 4
	styleLink      = 5
)

// maxInRow is how many buttons a row holds.
const maxInRow = 5

// row is one row of a message or of a form.
type row struct {
	Type       int   `json:"type"`
	Components []any `json:"components"` // of button, or one textInput
}

// button does something, by CustomID, or opens URL.
type button struct {
	Type     int    `json:"type"`
	Style    int    `json:"style"`
	Label    string `json:"label,omitempty"`
	Emoji    *emoji `json:"emoji,omitempty"`
	CustomID string `json:"custom_id,omitempty"`
	URL      string `json:"url,omitempty"`
}

type emoji struct {
	Name string `json:"name"`
}

// textInput is the field of a form.
type textInput struct {
	Type        int    `json:"type"`
	CustomID    string `json:"custom_id"`
	Style       int    `json:"style"`
	Label       string `json:"label"`
	Placeholder string `json:"placeholder,omitempty"`
	Value       string `json:"value,omitempty"`
	MaxLength   int    `json:"max_length"`
	Required    bool   `json:"required"`
}

// form is the data of a response that opens a form.
type form struct {
	CustomID   string `json:"custom_id"`
	Title      string `json:"title"`
	Components []row  `json:"components"`
}

// field is the id of the one field that our forms have.
const field = "text"

// rows are buttons in as few rows as hold them.
func rows(buttons ...button) []row {
	var out []row
	for i, one := range buttons {
		if i%maxInRow == 0 {
			out = append(out, row{Type: componentRow})
		}
		one.Type = componentButton
		last := &out[len(out)-1]
		last.Components = append(last.Components, one)
	}
	return out
}

// action is what a button or a form does.
type action string

// The actions, by what stands for them in ids; they are never given another meaning.
const (
	actSource action = "src"  // of the answer to a question
	actGood   action = "good" // the same
	actBad    action = "bad"  // the same
	actReason action = "why"  // form; the same
	actHuman  action = "hum"  // of the answer to a question

	actAnswer      action = "ans"  // a handoff
	actAnswerForm  action = "ansf" // form; the same
	actCorrect     action = "fix"  // an addendum
	actCorrectForm action = "fixf" // form; the same
	actRevoke      action = "rev"  // an addendum
)

// granting are the actions that a right hangs on. Ids of others carry no
// signature: all that they do is looked at when they are used.
var granting = map[action]bool{
	actReason: true, actAnswer: true, actAnswerForm: true, actCorrect: true, actCorrectForm: true, actRevoke: true,
}

// ids makes and reads the ids of buttons and forms. They stand in messages for as
// long as these, so they say all that there is to know: version, action, what it is
// of, and a signature where a right hangs on it.
type ids struct {
	key []byte // of the store's, so that all machines know it
}

// idVersion changes when ids of old messages would be misread; those are then
// answered with a sentence.
const idVersion = "v1"

// of returns the id of an action on what has an id of Discord's.
func (s ids) of(a action, id string) string {
	plain := strings.Join([]string{idVersion, string(a), id}, "|")
	if !granting[a] {
		return plain
	}
	return plain + "|" + s.sign(plain)
}

// signatureBytes are enough: who guesses has to ask Discord each time.
const signatureBytes = 12

func (s ids) sign(plain string) string {
	mac := hmac.New(sha256.New, s.key)
	mac.Write([]byte(plain))
	return base64.RawURLEncoding.EncodeToString(mac.Sum(nil)[:signatureBytes])
}

// read takes an id apart; ok is false for what is of another version, unknown, or
// not signed by us.
func (s ids) read(customID string) (a action, id string, ok bool) {
	parts := strings.Split(customID, "|")
	if len(parts) < 3 || parts[0] != idVersion || !isID(parts[2]) {
		return "", "", false
	}
	a, id = action(parts[1]), parts[2]
	return a, id, hmac.Equal([]byte(customID), []byte(s.of(a, id)))
}
