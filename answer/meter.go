package answer

import (
	"context"
	"errors"
	"log/slog"
	"sync"

	"footnote/llm"
)

// Cost is what an answer took from the model. Tokens are as the server tells
// them, or estimated where it does not.
type Cost struct {
	Calls            int `json:"calls"`
	PromptTokens     int `json:"prompt_tokens"`
	CachedTokens     int `json:"cached_tokens"` // of the prompt's, taken from the server's prefix cache
	CompletionTokens int `json:"completion_tokens"`
}

// errBudget says that the day's tokens are spent.
var errBudget = errors.New("budget spent")

// meter is the model as one question uses it: it counts the cost and spends it
// from the budget.
type meter struct {
	model  llm.Model
	budget Budget // nil: no bound
	logger *slog.Logger

	mu   sync.Mutex
	cost Cost
}

// Complete implements llm.Model.
func (m *meter) Complete(ctx context.Context, req llm.Request) (llm.Reply, error) {
	reply, err := m.model.Complete(ctx, req)
	m.logger.Debug("model call", "prompt", req.Name, "model", reply.Model, "prompt_tokens", reply.Usage.Prompt,
		"cached_tokens", reply.Usage.Cached, "completion_tokens", reply.Usage.Completion, "latency", reply.Latency, "reason", llm.Reason(err))
	if errors.Is(err, llm.ErrBreakerOpen) || errors.Is(err, llm.ErrBusy) {
		return reply, err // no call was made
	}
	use := reply.Usage
	if use.Prompt == 0 {
		use.Prompt = (len(req.System) + len(req.User)) / bytesPerToken
	}
	if use.Completion == 0 {
		use.Completion = len(reply.Text) / bytesPerToken
	}
	m.mu.Lock()
	m.cost.Calls++
	m.cost.PromptTokens += use.Prompt
	m.cost.CachedTokens += use.Cached
	m.cost.CompletionTokens += use.Completion
	m.mu.Unlock()
	if m.budget != nil {
		if err := m.budget.Spend(context.WithoutCancel(ctx), use.Prompt+use.Completion); err != nil {
			m.logger.Error("tokens not counted", "error", err)
		}
	}
	return reply, err
}

// checkBudget returns errBudget when nothing is left. A budget that cannot be
// read does not stop the answer.
func (m *meter) checkBudget(ctx context.Context) error {
	if m.budget == nil {
		return nil
	}
	left, err := m.budget.Left(ctx)
	if err != nil {
		m.logger.Error("budget not read", "error", err)
		return nil
	}
	if left <= 0 {
		return errBudget
	}
	return nil
}

// total returns the cost so far.
func (m *meter) total() Cost {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.cost
}
