package bot

import (
	"fmt"
	"strconv"
	"testing"
	"time"
)

func TestLimits(t *testing.T) {
	begin := time.Date(2027, 5, 3, 12, 0, 0, 0, time.UTC)
	at := func(seconds float64, n int) string {
		id, _ := strconv.ParseUint(timeID(begin.Add(time.Duration(seconds*float64(time.Second)))), 10, 64)
		return strconv.FormatUint(id+uint64(n), 10)
	}
	type ask struct {
		id, user, channel string
		want              verdict
	}
	refused := func(reason string, seconds float64, quiet bool) verdict {
		return verdict{reason, begin.Add(time.Duration(seconds * float64(time.Second))), quiet}
	}
	for name, tt := range map[string]struct {
		limits *limits
		asks   []ask
	}{
		"none": {&limits{}, []ask{{at(0, 1), "u", "c", verdict{}}, {at(0, 2), "u", "c", verdict{}}}},
		"a user, over channels": {&limits{user: 2}, []ask{
			{at(0, 0), "u", "c", verdict{}}, {at(10, 0), "u", "d", verdict{}},
			{at(20, 0), "u", "e", refused(limitUser, 60, false)}, {at(21, 0), "u", "c", refused(limitUser, 60, true)},
			{at(22, 0), "v", "c", verdict{}},
			{at(60, 0), "u", "c", verdict{}}, {at(61, 0), "u", "c", refused(limitUser, 70, true)},
			{at(81, 0), "u", "c", verdict{}}, {at(82, 0), "u", "c", refused(limitUser, 120, false)},
		}},
		"a channel": {&limits{user: 9, channel: 2}, []ask{
			{at(0, 0), "u", "c", verdict{}}, {at(1, 0), "v", "c", verdict{}},
			{at(2, 0), "w", "c", refused(limitChannel, 60, false)}, {at(3, 0), "u", "c", refused(limitChannel, 60, true)},
			{at(3, 1), "u", "d", verdict{}},
		}},
		"the same event again": {&limits{user: 2}, []ask{
			{at(0, 0), "u", "c", verdict{}}, {at(0, 0), "u", "c", verdict{}}, {at(1, 0), "u", "c", verdict{}}, {at(1, 0), "u", "c", verdict{}},
			{at(2, 0), "u", "c", refused(limitUser, 60, false)}, {at(2, 0), "u", "c", refused(limitUser, 60, false)},
			{at(3, 0), "u", "c", refused(limitUser, 60, true)}, {at(2, 0), "u", "c", refused(limitUser, 60, false)},
		}},
		"of a time offline, found after a later one": {&limits{user: 1}, []ask{
			{at(90, 0), "u", "c", verdict{}}, {at(0, 0), "u", "c", verdict{}}, {at(1, 0), "u", "c", refused(limitUser, 60, false)},
			{at(91, 0), "u", "c", refused(limitUser, 150, false)},
		}},
		"no id": {&limits{user: 1}, []ask{{"x", "u", "c", verdict{}}, {"x", "u", "c", verdict{}}}},
	} {
		t.Run(name, func(t *testing.T) {
			for i, a := range tt.asks {
				got := tt.limits.take(a.id, a.user, a.channel)
				if got.Reason != a.want.Reason || got.Quiet != a.want.Quiet || !got.Until.Equal(a.want.Until) {
					t.Errorf("%d: %+v, want %+v", i, got, a.want)
				}
			}
		})
	}
}

// What is counted stays bounded: however many ask, and however often one does.
func TestLimitsForget(t *testing.T) {
	l := &limits{user: 3}
	begin := time.Date(2027, 5, 3, 12, 0, 0, 0, time.UTC)
	for i := range 3 * maxLimited {
		l.take(timeID(begin.Add(time.Duration(i)*100*time.Millisecond)), fmt.Sprint("u", i), "c")
	}
	if n := len(l.asked); n > maxLimited+1 {
		t.Errorf("%d counters", n)
	}
	for i := range 1000 {
		l.take(timeID(begin.Add(time.Hour+time.Duration(i)*time.Millisecond)), "flood", "c")
	}
	busy := &limits{user: 3}
	for i := range 1000 { // in a channel without a limit
		busy.take(timeID(begin.Add(time.Duration(i)*time.Second)), fmt.Sprint("u", i), "c")
	}
	if w := busy.asked[limitKey{limitChannel, "c"}]; len(w.taken) > 121 {
		t.Errorf("%d ids of one channel", len(w.taken))
	}
	if w := l.asked[limitKey{limitUser, "flood"}]; len(w.taken) != 3 || len(w.told) != 1 {
		t.Errorf("%d and %d ids of one user", len(w.taken), len(w.told))
	}
}
