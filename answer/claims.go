package answer

import (
	"context"
	"errors"
	"fmt"
	"io"
	"runtime/debug"
	"slices"
	"strings"

	"footnote/knowledge"
	"footnote/llm"
	"footnote/prompts"
)

// maxProposals is how many claims of one reply are looked at.
const maxProposals = 12

// examined is a proposal behind the gates; judged by their verdict when it
// failed, else by the judge.
type examined struct {
	proposal *proposal
	verdict  verdict
}

// askClaims lets the model write claims. Each goes through the gates when its
// object closes, then its passages to the judge, while the next one is still
// being written; what passes is handed over at once.
func (s *session) askClaims(ctx context.Context, j *judge) error {
	hits := s.find(shownPassages)
	seen := make(chan examined, maxProposals)
	var rest claimsReply
	var failed error
	go func() {
		defer close(seen)
		defer recovered(&failed)
		rest, failed = s.streamClaims(ctx, prompts.Claims(s.ask(hits)), func(p proposal) {
			e := examined{&p, s.prove(&p, s.reading.language)}
			if !e.verdict.failed() && !s.NoJudge {
				for _, i := range p.passages {
					j.start(ctx, i)
				}
			}
			seen <- e
		})
	}()
	for e := range seen {
		s.settle(j, e)
	}
	if failed != nil {
		return failed
	}
	for _, part := range rest.Unanswered {
		if part = strings.TrimSpace(part); part != "" && strings.Contains(s.answer.Question, part) && len(part) < len(s.answer.Question) {
			s.answer.Unanswered = append(s.answer.Unanswered, part)
		}
	}
	if len(s.answer.Claims) > 0 {
		s.conclude(hits)
		return nil
	}
	return s.withoutClaims(ctx, j, hits)
}

// settle hands the claim over or records why not.
func (s *session) settle(j *judge, e examined) {
	if !e.verdict.failed() && !s.NoJudge && !j.anyStates(e.proposal.passages) {
		e.verdict = reject("relevance", "the passage does not state what was asked")
	}
	if e.verdict.failed() {
		s.answer.Dropped = append(s.answer.Dropped, Dropped{e.proposal.text, e.verdict.code, e.verdict.detail})
		return
	}
	claim := s.claim(e.proposal)
	repeated := slices.ContainsFunc(s.answer.Claims, func(c Claim) bool {
		return knowledge.Fold(c.Text) == knowledge.Fold(claim.Text)
	})
	if !repeated {
		s.hand(claim)
	}
}

// withoutClaims goes on when no claim was proved: with the search's best
// passages that the judge keeps, or, when claims were dropped and there is no
// judge, with the extractive engine.
func (s *session) withoutClaims(ctx context.Context, j *judge, hits []knowledge.Hit) error {
	s.answer.Unanswered = []string{}
	if !s.NoJudge {
		var anchors []int
		for _, d := range s.answer.Dropped {
			anchors = append(anchors, s.anchorsOf(d.Claim)...)
		}
		return s.handJudged(ctx, j, s.withSearch(anchors, hits), hits)
	}
	if len(s.answer.Dropped) > 0 {
		s.answer.Fallback = "no claim proved"
		s.answerExtractively()
		return nil
	}
	s.conclude(hits)
	return nil
}

// anchorsOf returns the passage that a dropped claim was most likely about.
func (s *session) anchorsOf(claim string) []int {
	for _, h := range s.index.Search(knowledge.Query{Text: claim, Language: s.reading.language, Limit: 1}) {
		return []int{h.Index}
	}
	return nil
}

// streamClaims makes the claims call and passes each claim on when its object
// closes. A reply that is no bare JSON (prose or a code fence around it) is read
// when it is whole.
func (s *session) streamClaims(ctx context.Context, p prompts.Prompt, each func(proposal)) (claimsReply, error) {
	reader, writer := io.Pipe()
	count := 0
	pass := func(c claimReply) {
		if count++; count <= maxProposals {
			each(proposal{text: c.Claim, ids: c.IDs})
		}
	}
	type result struct {
		reply claimsReply
		err   error
	}
	parsed := make(chan result, 1)
	go func() {
		var r result
		defer func() {
			// The writer must not block on a parser that gave up.
			_, _ = io.Copy(io.Discard, reader)
			parsed <- r
		}()
		defer recovered(&r.err)
		r.reply, r.err = readClaims(reader, pass)
	}()
	req := request(p, claimsTokens)
	req.Stream = func(text string) error {
		_, err := io.WriteString(writer, text)
		return err
	}
	reply, err := s.Model.Complete(ctx, req)
	writer.Close()
	s.logCall(p.Name, reply, err)
	r := <-parsed
	if err != nil {
		return r.reply, fmt.Errorf("%s: %w", p.Name, err)
	}
	if errors.Is(r.err, errPanic) {
		return r.reply, r.err
	}
	if r.err != nil && count == 0 {
		if err := parseReply(reply.Text, &r.reply); err != nil {
			return r.reply, fmt.Errorf("%s: %w: %v", p.Name, llm.ErrMalformed, err)
		}
		for _, c := range r.reply.Claims {
			pass(c)
		}
	}
	return r.reply, nil
}

// errPanic is what becomes of a panic in a goroutine of the engine: a question
// that fails must not end the process.
var errPanic = errors.New("internal error")

// recovered turns a panic into an error; it is deferred.
func recovered(err *error) {
	if r := recover(); r != nil {
		*err = fmt.Errorf("%w: %v\n%s", errPanic, r, debug.Stack())
	}
}
