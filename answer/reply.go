package answer

import (
	"io"
	"slices"
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"footnote/knowledge"
	"footnote/llm"
)

const (
	// maxProposals is how many claims of one reply are looked at.
	maxProposals = 12
	// maxIdle is how often a model may say what is of no use: something once more, or that
	// something is unanswered which is no part of the question.
	maxIdle = 2
)

// reply is the claims and open parts of one call as they come. Its methods return
// llm.ErrEnough where no more is to be had: a weak model that has answered may go on
// until the length limit, with itself or with the announcement.
type reply struct {
	question string
	each     func(proposal)

	claims     []string // folded
	unanswered []string // the question's own words
	idle       int
	claimed    bool // no claim follows
}

// read reads a claimsReply while it arrives; a claim is taken when its object closes.
func (r *reply) read(in io.Reader) error {
	dec := jsontext.NewDecoder(in)
	if dec.PeekKind() != '{' {
		return errNoObject
	}
	if _, err := dec.ReadToken(); err != nil {
		return err
	}
	for dec.PeekKind() == '"' {
		token, err := dec.ReadToken()
		if err != nil {
			return err
		}
		name := token.String() // before the token is voided by the next call
		switch name {
		case "claims":
			err = readArray(dec, r.claim)
			r.claimed = true
		case "unanswered":
			err = readArray(dec, r.open)
		default:
			err = dec.SkipValue()
		}
		if err != nil {
			return err
		}
	}
	_, err := dec.ReadToken()
	return err
}

// claim takes a claim.
func (r *reply) claim(c claimReply) error {
	text := knowledge.Fold(c.Claim)
	if slices.Contains(r.claims, text) {
		return r.idles()
	}
	r.claims = append(r.claims, text)
	r.each(proposal{text: c.Claim, ids: c.IDs})
	if len(r.claims) == maxProposals {
		return llm.ErrEnough
	}
	return nil
}

// open takes a part of the question that the model calls unanswered.
func (r *reply) open(part string) error {
	if part = strings.TrimSpace(part); part == "" || !strings.Contains(r.question, part) || slices.Contains(r.unanswered, part) {
		return r.idles()
	}
	r.unanswered = append(r.unanswered, part)
	return nil
}

func (r *reply) idles() error {
	if r.idle++; r.idle < maxIdle || len(r.claims) == 0 && !r.claimed {
		return nil
	}
	return llm.ErrEnough
}

// parse reads the JSON object of a whole reply, which prose or a code fence may surround.
func (r *reply) parse(text string) error {
	var whole claimsReply
	if err := parseReply(text, &whole); err != nil {
		return err
	}
	for _, c := range whole.Claims {
		if r.claim(c) != nil {
			break
		}
	}
	r.claimed = true
	for _, part := range whole.Unanswered {
		if r.open(part) != nil {
			break
		}
	}
	return nil
}
