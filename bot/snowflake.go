package bot

import (
	"strconv"
	"time"
)

// epoch is where Discord's ids begin, in milliseconds since 1970.
const epoch = 1_420_070_400_000

// idTime is when the id was made, to the millisecond.
func idTime(id uint64) time.Time { return time.UnixMilli(int64(id>>22) + epoch) }

// timeID is the least id of a time.
func timeID(t time.Time) string {
	return strconv.FormatUint(uint64(max(t.UnixMilli()-epoch, 1))<<22, 10)
}

// madeAt is when the object of an id was made; the zero time for what is no id.
func madeAt(id string) time.Time {
	n, err := strconv.ParseUint(id, 10, 64)
	if err != nil {
		return time.Time{}
	}
	return idTime(n)
}

// later is the greater of two ids; an empty one is the least.
func later(a, b string) string {
	if compareIDs(a, b) < 0 {
		return b
	}
	return a
}
