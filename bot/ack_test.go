package bot

import (
	"context"
	"testing"
)

// TestAcksGoFirst: what lets acknowledgements pass goes on when the last one has
// ended, also while one of the same interaction came twice, and does not wait for
// ever for one that hangs.
func TestAcksGoFirst(t *testing.T) {
	var a acks
	a.letPass(context.Background()) // there is none
	first, again, second := a.begin("1"), a.begin("1"), a.begin("2")
	over, cancel := context.WithCancel(context.Background())
	cancel()
	a.letPass(over)
	a.letPass(context.Background()) // all of them hang
	first()
	second()
	if one := a.any(); one == nil || one.times != 1 {
		t.Errorf("left: %+v", one)
	}
	passed := make(chan struct{})
	go func() {
		defer close(passed)
		for a.any() != nil {
			a.letPass(context.Background())
		}
	}()
	again()
	<-passed
}
