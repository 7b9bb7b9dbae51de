package answer

import (
	"errors"
	"fmt"
	"io"
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

// readClaims reads a claimsReply while it arrives and passes each claim on when
// its object closes. The reply that it returns holds what is beside the
// claims.
func readClaims(r io.Reader, each func(claimReply)) (claimsReply, error) {
	var reply claimsReply
	dec := jsontext.NewDecoder(r)
	if dec.PeekKind() != '{' {
		return reply, errNoObject
	}
	if _, err := dec.ReadToken(); err != nil {
		return reply, err
	}
	for dec.PeekKind() == '"' {
		token, err := dec.ReadToken()
		if err != nil {
			return reply, err
		}
		name := token.String() // before the token is voided by the next call
		switch {
		case name == "claims" && dec.PeekKind() == '[':
			err = readArray(dec, each)
		case name == "unanswered":
			err = json.UnmarshalDecode(dec, &reply.Unanswered)
		default:
			err = dec.SkipValue()
		}
		if err != nil {
			return reply, err
		}
	}
	_, err := dec.ReadToken()
	return reply, err
}

func readArray(dec *jsontext.Decoder, each func(claimReply)) error {
	if _, err := dec.ReadToken(); err != nil {
		return err
	}
	for dec.PeekKind() != ']' {
		value, err := dec.ReadValue()
		if err != nil {
			return err
		}
		var c claimReply
		if err := json.Unmarshal(value, &c); err != nil {
			return fmt.Errorf("claim: %w", err)
		}
		each(c)
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
