package bot

import (
	"strconv"
	"time"
)

// timeID is the least id of a time.
func timeID(t time.Time) string {
	return strconv.FormatUint(uint64(max(t.UnixMilli()-epoch, 1))<<22, 10)
}

// later is the greater of two ids; an empty one is the least.
func later(a, b string) string {
	if compareIDs(a, b) < 0 {
		return b
	}
	return a
}
