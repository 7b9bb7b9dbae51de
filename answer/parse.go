package answer

import (
	"errors"
	"fmt"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// claimReply is one claim of the claims step.
type claimReply struct {
	IDs   []string `json:"ids"`
	Claim string   `json:"claim"`
}

// claimsReply is the reply of the claims step.
type claimsReply struct {
	Claims     []claimReply `json:"claims"`
	Unanswered []string     `json:"unanswered"`
}

// errNoObject says that a reply holds no JSON object.
var errNoObject = errors.New("no JSON object in the reply")

// errNoArray says that a list of a reply is none.
var errNoArray = errors.New("not a list")

// readArray reads a list, or null, and passes its elements on.
func readArray[T any](dec *jsontext.Decoder, each func(T) error) error {
	switch token, err := dec.ReadToken(); {
	case err != nil:
		return err
	case token.Kind() == 'n':
		return nil
	case token.Kind() != '[':
		return errNoArray
	}
	for dec.PeekKind() != ']' {
		value, err := dec.ReadValue()
		if err != nil {
			return err
		}
		var one T
		if err := json.Unmarshal(value, &one); err != nil {
			return fmt.Errorf("part of the reply: %w", err)
		}
		if err := each(one); err != nil {
			return err
		}
	}
	_, err := dec.ReadToken()
	return err
}

// parseReply reads the JSON object of a whole reply, which prose or a code
// fence may surround.
func parseReply(text string, out any) error {
	start, end := strings.IndexByte(text, '{'), strings.LastIndexByte(text, '}')
	if start < 0 || end < start {
		return errNoObject
	}
	return json.Unmarshal([]byte(text[start:end+1]), out)
}
