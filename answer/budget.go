package answer

import (
	"context"
	"sync"
	"time"
)

// Budget bounds what the model may cost. Implementations are safe for
// concurrent use; one that a store keeps is shared by several machines.
type Budget interface {
	// Left returns how many tokens may still be spent; 0 or less: none. The
	// day's calls under way are not in it, so that it may be overdrawn by what
	// runs at once.
	Left(ctx context.Context) (int, error)
	// Spend counts tokens that were spent.
	Spend(ctx context.Context, tokens int) error
}

// DailyBudget is a [Budget] in memory that is full again at midnight UTC.
type DailyBudget struct {
	tokens int
	now    func() time.Time

	mu    sync.Mutex
	day   string
	spent int
}

// NewDailyBudget returns a budget of tokens a day. A nil now is time.Now.
func NewDailyBudget(tokens int, now func() time.Time) *DailyBudget {
	if now == nil {
		now = time.Now
	}
	return &DailyBudget{tokens: tokens, now: now}
}

// Left implements [Budget]; it never fails.
func (b *DailyBudget) Left(context.Context) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.turn()
	return b.tokens - b.spent, nil
}

// Spend implements [Budget]; it never fails.
func (b *DailyBudget) Spend(_ context.Context, tokens int) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.turn()
	b.spent += tokens
	return nil
}

// turn begins a new day when there is one.
func (b *DailyBudget) turn() {
	if day := b.now().UTC().Format(time.DateOnly); day != b.day {
		b.day, b.spent = day, 0
	}
}
