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

// examined is a proposal behind the gates; judged by their verdict when it
// failed, else by the judge.
type examined struct {
	proposal *proposal
	verdict  verdict
}

func (s *session) examine(p proposal) (out examined) {
	s.inTurn(func() { out = examined{&p, s.prove(&p, s.reading.language)} })
	return out
}

// startJudge has the passages of a proved claim judged, and the claim itself when it is
// reworded.
func (s *session) startJudge(ctx context.Context, j *judge, e examined) {
	if e.verdict.failed() || s.NoJudge {
		return
	}
	for _, i := range e.proposal.passages {
		j.start(ctx, i)
	}
	if s.reworded(e.proposal) {
		j.startClaim(ctx, e.proposal)
	}
}

// askClaims lets the model write claims. Each goes through the gates when its
// object closes, then its passages to the judge, while the next one is still
// being written; what passes is handed over at once. What fails is repaired
// once; of what still fails the passage stands in, when the judge keeps it.
func (s *session) askClaims(ctx context.Context, j *judge) error {
	hits := s.find(shownPassages)
	unanswered, failed := s.takeClaims(ctx, j, prompts.Claims(s.ask(hits)))
	if failed != nil && len(s.answer.Claims)+len(s.answer.Dropped) == 0 {
		return failed
	}
	s.repair(ctx, j, hits)
	s.keepUnanswered(unanswered)
	if failed != nil && len(s.answer.Claims) > 0 {
		return failed // what is proved stands, the rest is the search's
	}
	return s.standIn(ctx, j, hits)
}

// takeClaims makes a call for claims and settles each as it comes. It returns what the
// model calls unanswered, and how it failed.
func (s *session) takeClaims(ctx context.Context, j *judge, p prompts.Prompt) (unanswered []string, failed error) {
	seen := make(chan examined, maxProposals)
	go func() {
		defer close(seen)
		defer recovered(&failed)
		unanswered, failed = s.streamClaims(ctx, p, func(p proposal) {
			e := s.examine(p)
			s.startJudge(ctx, j, e)
			seen <- e
		})
	}()
	for e := range seen {
		s.settle(j, e)
	}
	return unanswered, failed
}

// keepUnanswered notes the parts of the question that the model calls unanswered: few,
// not the whole, and none inside another.
func (s *session) keepUnanswered(parts []string) {
	for _, part := range parts {
		within := func(o string) bool { return strings.Contains(o, part) }
		if len(part) == len(s.answer.Question) || slices.ContainsFunc(s.answer.Unanswered, within) {
			continue
		}
		if s.answer.Unanswered = append(s.answer.Unanswered, part); len(s.answer.Unanswered) == maxParts {
			return
		}
	}
}

// settle hands the claim over or records why not.
func (s *session) settle(j *judge, e examined) {
	if !e.verdict.failed() {
		e.verdict = s.relevance(j, e.proposal.passages)
	}
	if !e.verdict.failed() {
		e.verdict = s.follows(j, e.proposal)
	}
	if e.verdict.failed() {
		s.drop(Dropped{e.proposal.text, e.verdict.code, e.verdict.detail, e.proposal.passages})
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

// drop notes a rejected claim, once.
func (s *session) drop(d Dropped) {
	if !slices.ContainsFunc(s.answer.Dropped, func(o Dropped) bool { return o.Claim == d.Claim && o.Gate == d.Gate }) {
		s.answer.Dropped = append(s.answer.Dropped, d)
	}
}

// standIn puts passages in the place of claims that were dropped, as slices:
// those that the claims were about, unless the judge found them beside the question,
// and, when no claim is left, the search's best. The judge decides; without one, the
// extractive engine does.
func (s *session) standIn(ctx context.Context, j *judge, hits []knowledge.Hit) error {
	var anchors []int
	for _, d := range s.answer.Dropped {
		for _, i := range s.anchorsOf(d) {
			beside := d.Gate == codeRelevance && !j.failed(i)
			if !beside && !slices.Contains(anchors, i) && !s.cited(i) {
				anchors = append(anchors, i)
			}
		}
	}
	candidates := anchors
	if len(s.answer.Claims) == 0 {
		s.answer.Unanswered = []string{}
		candidates = s.withSearch(anchors, hits)
	}
	switch {
	case !s.NoJudge:
		return s.handJudged(ctx, j, candidates, anchors, hits)
	case len(s.answer.Claims) == 0 && len(s.answer.Dropped) > 0:
		s.answer.Fallback = "no claim proved"
		s.answerExtractively()
	default:
		s.conclude(hits)
	}
	return nil
}

// streamClaims makes a call for claims and passes each on when its object closes. It
// ends the call where no more is to be had. A reply that is no bare JSON (prose or a code
// fence around it) is read when it is whole.
func (s *session) streamClaims(ctx context.Context, p prompts.Prompt, each func(proposal)) (unanswered []string, err error) {
	reader, writer := io.Pipe()
	r := reply{question: s.answer.Question, each: each}
	var broken error
	parsed := make(chan struct{})
	go func() {
		defer func() {
			if errors.Is(broken, llm.ErrEnough) {
				reader.CloseWithError(broken)
			}
			// The writer must not block on a parser that gave up.
			_, _ = io.Copy(io.Discard, reader)
			close(parsed)
		}()
		defer recovered(&broken)
		broken = r.read(reader)
	}()
	finish := func() {
		writer.Close()
		<-parsed
	}
	defer finish() // also when the model panics, the parser ends before this does
	req := request(p, claimsTokens)
	req.Stream = func(text string) error {
		_, err := io.WriteString(writer, text)
		return err
	}
	whole, err := s.model.Complete(ctx, req)
	finish()
	switch {
	case errors.Is(broken, llm.ErrEnough):
		return r.unanswered, nil
	case err != nil:
		return r.unanswered, fmt.Errorf("%s: %w", p.Name, err)
	case errors.Is(broken, errPanic):
		return r.unanswered, broken
	case broken != nil && len(r.claims) == 0:
		if err := r.parse(whole.Text); err != nil {
			return r.unanswered, fmt.Errorf("%s: %w: %v", p.Name, llm.ErrMalformed, err)
		}
	}
	return r.unanswered, nil
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
