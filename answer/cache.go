package answer

import (
	"time"

	"github.com/jellydator/ttlcache/v3"
)

// Cache keeps answers of the model. Keys hold the announcement's version, so
// an answer never outlives its text. Implementations are safe for concurrent
// use and may forget at any time; they do not change what they are given.
type Cache interface {
	Get(key string) (Answer, bool)
	Put(key string, a Answer)
}

// MemoryCache is a [Cache] in memory.
type MemoryCache struct {
	entries *ttlcache.Cache[string, Answer]
}

// NewMemoryCache returns a cache of at most entries answers, each kept for at
// most keep; the one not asked for longest makes room.
func NewMemoryCache(entries int, keep time.Duration) *MemoryCache {
	return &MemoryCache{ttlcache.New(
		ttlcache.WithCapacity[string, Answer](uint64(entries)),
		ttlcache.WithTTL[string, Answer](keep),
		ttlcache.WithDisableTouchOnHit[string, Answer](),
	)}
}

// Get implements [Cache].
func (c *MemoryCache) Get(key string) (Answer, bool) {
	if item := c.entries.Get(key); item != nil {
		return item.Value(), true
	}
	return Answer{}, false
}

// Put implements [Cache].
func (c *MemoryCache) Put(key string, a Answer) {
	c.entries.Set(key, a, ttlcache.DefaultTTL)
}
