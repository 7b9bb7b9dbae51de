package answer

import (
	"context"
	"math"
	"strings"
	"sync"

	"footnote/llm"
	"footnote/prompts"
)

// judgesAtOnce bounds the calls that one question has under way.
const judgesAtOnce = 4

// judge asks whether a passage states what the question asks for, and whether a reworded
// claim says only what its passages say: once each, in a conversation of its own.
type judge struct {
	s     *session
	slots chan struct{}
	group sync.WaitGroup

	mu      sync.Mutex
	results map[matter]*judgement
}

// matter is what one call is about: a claim above passages of which the first is
// named, or a passage alone.
type matter struct {
	claim   string
	passage int
}

// judgement is one call; the rest may be read when done is closed.
type judgement struct {
	done chan struct{}
	yes  bool
	odds float64 // logarithm of how much likelier a yes was to the model than a no, within maxOdds
	told bool    // odds are known: the server tells likelihoods
	err  error
}

type judgeReply struct {
	StatesAnswer bool `json:"states_answer"`
	Follows      bool `json:"follows"`
}

func newJudge(s *session) *judge {
	return &judge{s: s, slots: make(chan struct{}, judgesAtOnce), results: map[matter]*judgement{}}
}

// start asks about passage i, unless that was done.
func (j *judge) start(ctx context.Context, i int) {
	j.ask(ctx, matter{passage: i}, func() prompts.Prompt { return prompts.Judge(j.s.reading.text, j.s.passageText(i)) })
}

// startClaim asks about a claim, unless that was done.
func (j *judge) startClaim(ctx context.Context, p *proposal) {
	j.ask(ctx, matter{p.text, p.passages[0]}, func() prompts.Prompt {
		var texts []string
		for _, i := range p.passages {
			texts = append(texts, j.s.passageText(i))
		}
		return prompts.Follows(strings.Join(texts, " "), p.text, j.s.translated())
	})
}

func (j *judge) ask(ctx context.Context, m matter, p func() prompts.Prompt) {
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.results[m] != nil {
		return
	}
	r := &judgement{done: make(chan struct{})}
	j.results[m] = r
	j.group.Go(func() {
		defer close(r.done)
		defer recovered(&r.err)
		select {
		case j.slots <- struct{}{}:
			defer func() { <-j.slots }()
		case <-ctx.Done():
			r.err = ctx.Err()
			return
		}
		req := request(p(), judgeTokens)
		req.Logprobs = true
		var reply judgeReply
		var tokens []llm.Token
		tokens, r.err = j.s.send(ctx, req, &reply)
		r.yes = reply.StatesAnswer && m.claim == "" || reply.Follows && m.claim != ""
		r.odds, r.told = yesOdds(tokens)
	})
}

// result waits for the judgement of passage i; nil when it was not started.
func (j *judge) result(i int) *judgement { return j.wait(matter{passage: i}) }

// resultOf waits for the judgement of a claim, which was started.
func (j *judge) resultOf(p *proposal) *judgement { return j.wait(matter{p.text, p.passages[0]}) }

func (j *judge) wait(m matter) *judgement {
	j.mu.Lock()
	r := j.results[m]
	j.mu.Unlock()
	if r != nil {
		<-r.done
	}
	return r
}

// failed tells whether the call about passage i ended in an error.
func (j *judge) failed(i int) bool {
	r := j.result(i)
	return r != nil && r.err != nil
}

// maxOdds bounds odds: what is left out of a server's list is that unlikely, or more.
const maxOdds = 8

// yesOdds is the logarithm of how much likelier a yes was than a no where the model
// wrote either; false: that is not told.
func yesOdds(tokens []llm.Token) (float64, bool) {
	for _, t := range tokens {
		if !saysYes(t.Text) && !saysNo(t.Text) {
			continue
		}
		yes, no := math.Inf(-1), math.Inf(-1)
		for _, other := range append(t.Others, t) {
			switch {
			case saysYes(other.Text):
				yes = max(yes, other.Logprob)
			case saysNo(other.Text):
				no = max(no, other.Logprob)
			}
		}
		return min(max(yes-no, -maxOdds), maxOdds), true
	}
	return 0, false
}

func saysYes(token string) bool { return strings.HasPrefix(strings.TrimSpace(token), "true") }

func saysNo(token string) bool { return strings.HasPrefix(strings.TrimSpace(token), "false") }

// How far judge and search are to be believed, fitted on the development question
// sets to a model of 1.5 billion parameters (DECISIONS.md).
const (
	oddsWeight   = 1.0
	aheadWeight  = 1.5 // of being ahead in odds of all others that are judged
	searchWeight = 0.6
	chosenWeight = 0.6
	likelyEnough = 0.5 // from which on a passage is shown

	confidentAlone  = 0.5  // it answers though the judge says no, when model or search put it first
	confidentUnseen = 0.05 // the judge's yes counts though the model did not choose it
	chosenBonus     = 0.3  // of the model's choice, in the order of what is shown
)

// candidate is a passage that may state what was asked.
type candidate struct {
	passage int
	chosen  bool // by the model
	first   bool // model or search put it first
	*judgement
	ahead  float64 // of the best other one in odds; behind: negative; alone: 0
	likely float64 // 0…1, once it is weighed
}

// weigh notes how likely a candidate states what was asked, by the judge, the search
// and the model's choice, and tells whether that is enough. Without the judge's odds its
// word is taken, unless the search all but excludes the passage, or is sure of it.
func (s *session) weigh(c *candidate) (enough bool) {
	confidence := s.confidence(c.passage)
	if c.err != nil {
		return false
	}
	if !c.told {
		c.likely = untold(c.yes, c.chosen, confidence)
		return c.yes && (c.chosen || confidence >= confidentUnseen) || c.first && confidence >= confidentAlone
	}
	x := oddsWeight*c.odds + aheadWeight*c.ahead + searchWeight*logit(confidence)
	if c.chosen {
		x += chosenWeight
	}
	c.likely = 1 / (1 + math.Exp(-x))
	return c.likely >= likelyEnough
}

// untold puts passages in order where the judge's odds are not told: by its word, then
// by the search, those ahead that the model chose.
func untold(states, chosen bool, confidence float64) float64 {
	if states {
		confidence++
	}
	if chosen {
		confidence += chosenBonus
	}
	return confidence / (2 + chosenBonus)
}

// putAhead notes how far each candidate is ahead of the others.
func putAhead(candidates []candidate) {
	for i := range candidates {
		best, others := math.Inf(-1), false
		for j, other := range candidates {
			if j != i && other.told {
				best, others = max(best, other.odds), true
			}
		}
		if others {
			candidates[i].ahead = candidates[i].odds - best
		}
	}
}

// logit of a probability that is neither 0 nor 1 for certain.
func logit(p float64) float64 {
	p = min(max(p, 1e-4), 1-1e-4)
	return math.Log(p / (1 - p))
}

// end returns when no call is under way any more.
func (j *judge) end() { j.group.Wait() }
