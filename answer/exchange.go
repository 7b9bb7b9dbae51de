package answer

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"footnote/knowledge"
	"footnote/llm"
	"footnote/prompts"
)

// Sizes of the exchange with the model.
const (
	maxSelected      = 5  // more ids than this mean that the model did not choose
	searchCandidates = 3  // hits of the search that the judge sees beside the model's selection
	shownPassages    = 40 // best passages shown of an announcement that does not fit
	bytesPerToken    = 3  // low, so that German and Polish fit too
	selectTokens     = 200
	claimsTokens     = 800
	judgeTokens      = 20
	fallbackReserve  = 150 * time.Millisecond // of the timeout, for the slices that go out when it is over
)

// askModel answers with the model. Its error says how the model failed; claims
// that were proved before stay in the answer.
func (s *session) askModel(ctx context.Context) (err error) {
	defer recovered(&err)
	ctx, cancel := context.WithTimeout(ctx, max(s.Timeout-fallbackReserve, s.Timeout/2))
	defer cancel()
	s.answer.Engine = EngineLLM
	j := newJudge(s)
	defer j.end()
	if s.profile() == ProfileQuotes {
		return s.askQuotes(ctx, j)
	}
	return s.askClaims(ctx, j)
}

func (s *session) profile() Profile {
	if s.question.Profile != "" {
		return s.question.Profile
	}
	return s.Profile
}

// ask is the question as the templates want it.
func (s *session) ask(hits []knowledge.Hit) prompts.Ask {
	return prompts.Ask{
		Source: s.shown(hits), Question: s.answer.Question,
		History: usable(s.question.History), Language: s.reading.language,
	}
}

// shown returns all passages when they fit the model's context, else the best
// hits with their neighbours and headings.
func (s *session) shown(hits []knowledge.Hit) *prompts.Source {
	all := s.Announcement.Passages
	if len(s.Announcement.Text)/bytesPerToken <= s.ContextTokens {
		return s.source
	}
	keep := make([]bool, len(all))
	budget := s.ContextTokens * bytesPerToken
	for _, h := range hits {
		for i := max(0, h.Index-1); i <= min(len(all)-1, h.Index+1); i++ {
			if size := len(all[i].Text) + 8; !keep[i] && size <= budget {
				keep[i] = true
				budget -= size
			}
		}
	}
	var out []knowledge.Passage
	for i, p := range all {
		if keep[i] {
			out = append(out, p)
		}
	}
	return prompts.NewSource(s.Announcement, out)
}

// complete makes one unstreamed call and reads its JSON reply into out.
func (s *session) complete(ctx context.Context, p prompts.Prompt, maxTokens int, out any) error {
	_, err := s.send(ctx, request(p, maxTokens), out)
	return err
}

// send is complete for a request, and returns the reply's tokens, where it asks for
// them and the server tells.
func (s *session) send(ctx context.Context, req llm.Request, out any) ([]llm.Token, error) {
	reply, err := s.model.Complete(ctx, req)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", req.Name, err)
	}
	if err := parseReply(reply.Text, out); err != nil {
		return nil, fmt.Errorf("%s: %w: %v", req.Name, llm.ErrMalformed, err)
	}
	return reply.Tokens, nil
}

func request(p prompts.Prompt, maxTokens int) llm.Request {
	return llm.Request{
		Name: p.Name, System: p.System, User: p.User, MaxTokens: maxTokens,
		Schema: &llm.Schema{Name: p.Name, JSON: p.Schema},
	}
}

// selectReply is what the select step returns.
type selectReply struct {
	IDs []string `json:"ids"`
}

// askQuotes lets the model choose among passages: its selection and the
// search's best are candidates, the judge decides, slices are the answer.
func (s *session) askQuotes(ctx context.Context, j *judge) error {
	hits := s.find(shownPassages)
	var reply selectReply
	err := s.complete(ctx, prompts.Select(s.ask(hits)), selectTokens, &reply)
	if err != nil && !errors.Is(err, llm.ErrTooLong) { // it lists and lists: it did not choose
		return err
	}
	chosen := s.chosen(reply.IDs)
	if s.NoJudge {
		s.handSlices(chosen)
		s.conclude(hits)
		return nil
	}
	return s.handJudged(ctx, j, s.withSearch(chosen, hits), chosen, hits)
}

// chosen resolves the model's ids to passages, in its order; none when it did
// not choose.
func (s *session) chosen(ids []string) []int {
	if len(ids) > maxSelected {
		return nil
	}
	var out []int
	for _, id := range ids {
		for _, i := range s.resolve(id) {
			if !slices.Contains(out, i) {
				out = append(out, i)
			}
		}
	}
	return out
}

// withSearch adds the search's best to the model's choice.
func (s *session) withSearch(chosen []int, hits []knowledge.Hit) []int {
	out := slices.Clone(chosen)
	for _, h := range hits[:min(s.Candidates, len(hits))] {
		if !slices.Contains(out, h.Index) {
			out = append(out, h.Index)
		}
	}
	return out
}

// handJudged hands over the candidates that judge and search keep, as slices, the
// most likely first, and concludes. Beside them stands what the judge failed for, where
// the search is sure of it. chosen are those among them that the model chose.
func (s *session) handJudged(ctx context.Context, j *judge, candidates, chosen []int, hits []knowledge.Hit) error {
	for _, i := range candidates {
		if !s.beside(i).failed() {
			j.start(ctx, i)
		}
	}
	var judged []candidate
	var failed error
	for _, i := range candidates {
		if s.beside(i).failed() {
			continue
		}
		selected := slices.Contains(chosen, i)
		c := candidate{passage: i, chosen: selected, first: selected || len(hits) > 0 && hits[0].Index == i, judgement: j.result(i)}
		if c.err != nil {
			failed = c.err
		}
		judged = append(judged, c)
	}
	putAhead(judged)
	var kept []candidate
	for _, c := range judged {
		enough := s.weigh(&c)
		s.Logger.Debug("candidate", "passage", s.Announcement.Passages[c.passage].ID, "chosen", c.chosen, "judge", c.yes, "odds", c.odds,
			"confidence", s.confidence(c.passage), "likely", c.likely)
		if enough {
			kept = append(kept, c)
		}
	}
	if len(kept) == 0 && failed != nil {
		return failed
	}
	kept = append(kept, s.unjudged(judged)...)
	slices.SortStableFunc(kept, func(a, b candidate) int { return cmp.Compare(b.likely, a.likely) })
	for _, k := range kept {
		s.handSlices([]int{k.passage})
	}
	s.conclude(hits)
	return nil
}

// unjudged are the candidates that the judge failed for and of which the search is sure:
// for these its word is taken for a yes, and the answer says that the model failed.
func (s *session) unjudged(candidates []candidate) []candidate {
	var out []candidate
	for _, c := range candidates {
		if h, _ := s.evidence(c.passage); c.err != nil && s.sure(h) {
			c.likely = untold(true, c.chosen, h.Confidence)
			out = append(out, c)
			s.answer.Fallback = reason(c.err)
		}
	}
	return out
}

// confidence is the search's in passage i.
func (s *session) confidence(i int) float64 {
	h, _ := s.evidence(i)
	return h.Confidence
}

// maxChosen is how many slices are shown of what model and judge keep, unless a
// list is asked for.
const maxChosen = 2

func (s *session) handSlices(passages []int) {
	most := s.maxSlices()
	if s.reading.expect.Type != knowledge.TypeList {
		most = min(most, maxChosen)
	}
	for _, i := range passages {
		if len(s.answer.Claims) < most {
			s.hand(s.slice(i))
		}
	}
}
