package answer

import (
	"context"
	"sync"

	"footnote/prompts"
)

// judgesAtOnce bounds the calls that one question has under way.
const judgesAtOnce = 4

// judge asks, once a passage and in a conversation of its own each, whether
// the passage states what the question asks for.
type judge struct {
	s     *session
	slots chan struct{}
	group sync.WaitGroup

	mu      sync.Mutex
	results map[int]*judgement
}

// judgement is one call; ok and err may be read when done is closed.
type judgement struct {
	done chan struct{}
	ok   bool
	err  error
}

type judgeReply struct {
	StatesAnswer *bool `json:"states_answer"`
}

func newJudge(s *session) *judge {
	return &judge{s: s, slots: make(chan struct{}, judgesAtOnce), results: map[int]*judgement{}}
}

// start asks about passage i, unless that was done.
func (j *judge) start(ctx context.Context, i int) {
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.results[i] != nil {
		return
	}
	r := &judgement{done: make(chan struct{})}
	j.results[i] = r
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
		var reply judgeReply
		r.err = j.s.complete(ctx, prompts.Judge(j.s.reading.text, j.s.passageText(i)), judgeTokens, &reply)
		r.ok = reply.StatesAnswer != nil && *reply.StatesAnswer
	})
}

// result waits for the judgement of passage i, which was started.
func (j *judge) result(i int) (bool, error) {
	j.mu.Lock()
	r := j.results[i]
	j.mu.Unlock()
	<-r.done
	return r.ok, r.err
}

// wait returns when no call is under way any more.
func (j *judge) wait() { j.group.Wait() }
