package bot

import (
	"strconv"
	"testing"
)

func TestSeen(t *testing.T) {
	var s seen
	for i := range 3 * seenEvents {
		id := strconv.Itoa(i)
		if !s.first(id) || s.first(id) {
			t.Fatalf("event %d: want new, then known", i)
		}
		if i >= seenEvents && s.first(strconv.Itoa(i-seenEvents+1)) {
			t.Fatalf("event %d was forgotten too early", i-seenEvents+1)
		}
	}
	if n := len(s.younger) + len(s.older); n > 2*seenEvents {
		t.Errorf("%d ids are kept", n)
	}
}
