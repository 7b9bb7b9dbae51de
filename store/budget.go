package store

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"footnote/answer"
)

// Budget is a bound on what the model may cost a day in UTC, for all machines
// that share the store. It implements answer.Budget.
type Budget struct {
	db     *DB
	tokens int
}

// Budget returns a budget of tokens a day.
func (db *DB) Budget(tokens int) *Budget { return &Budget{db, tokens} }

// Left implements answer.Budget.
func (b *Budget) Left(ctx context.Context) (int, error) {
	var spent int64
	err := get(ctx, b.db.backend.reader(), "SELECT spent FROM budget WHERE day = $1", []any{day(b.db.now())}, &spent)
	if err != nil && !errors.Is(err, ErrNotFound) {
		return 0, fmt.Errorf("look up budget: %w", err)
	}
	return b.tokens - int(spent), nil
}

// Spend implements answer.Budget.
func (b *Budget) Spend(ctx context.Context, tokens int) error {
	_, err := noteRun(ctx, b.db.backend, `INSERT INTO budget (day, spent) VALUES ($1, $2)
		ON CONFLICT (day) DO UPDATE SET spent = budget.spent + excluded.spent`, day(b.db.now()), int64(tokens))
	if err != nil {
		return fmt.Errorf("count tokens: %w", err)
	}
	return nil
}

// cacheTimeout bounds the look into the cache and the writing to it.
const cacheTimeout = time.Second

// Cache keeps answers of the model across restarts, for all machines that share
// the store. It implements answer.Cache.
type Cache struct {
	db   *DB
	keep time.Duration
}

// Cache returns a cache that keeps each answer for keep.
func (db *DB) Cache(keep time.Duration) *Cache { return &Cache{db, keep} }

// name is what an answer is kept under: no question can be read from it.
func (c *Cache) name(key string) string {
	sum := sha256.Sum256([]byte(key))
	return hex.EncodeToString(sum[:])
}

// Get implements answer.Cache. The answer's Question is empty.
func (c *Cache) Get(key string) (answer.Answer, bool) {
	ctx, cancel := context.WithTimeout(context.Background(), c.db.cacheTimeout)
	defer cancel()
	var text string
	err := get(ctx, c.db.backend.reader(), "SELECT answer FROM answers WHERE key = $1 AND expires_at > $2", []any{c.name(key), millis(c.db.now())}, &text)
	if errors.Is(err, ErrNotFound) {
		return answer.Answer{}, false
	}
	var a answer.Answer
	if err == nil {
		err = json.Unmarshal([]byte(text), &a)
	}
	if err != nil {
		c.db.log.Warn("kept answer not read; the model is asked again", "error", err)
		return answer.Answer{}, false
	}
	return a, true
}

// Put implements answer.Cache.
func (c *Cache) Put(key string, a answer.Answer) {
	ctx, cancel := context.WithTimeout(context.Background(), c.db.cacheTimeout)
	defer cancel()
	a.Question = "" // the asker's, who may want it deleted
	text, err := json.Marshal(a)
	if err == nil {
		_, err = noteRun(ctx, c.db.backend, `INSERT INTO answers (key, answer, expires_at) VALUES ($1, $2, $3)
			ON CONFLICT (key) DO UPDATE SET answer = excluded.answer, expires_at = excluded.expires_at`,
			c.name(key), string(text), millis(c.db.now().Add(c.keep)))
	}
	if err != nil {
		c.db.log.Warn("answer not kept; the model will be asked again", "error", err)
	}
}
