package gateway

import "time"

// maxRetry bounds the wait before connecting again.
const maxRetry = 30 * time.Second

// backoff gives the waits between attempts: random from nothing up to a bound
// that doubles ("full jitter"), so that a thousand bots cut off at once do not
// come back at once.
type backoff struct {
	initial, most time.Duration
	n             int // attempts since the last reset
}

// next is the wait after one more failure. jitter is in [0, 1).
func (b *backoff) next(jitter float64) time.Duration {
	bound := b.most
	if b.n < 30 { // far beyond most; a further shift would overflow
		bound = min(b.most, b.initial<<b.n)
		b.n++
	}
	return time.Duration(jitter * float64(bound))
}

func (b *backoff) reset() { b.n = 0 }
