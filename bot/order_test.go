package bot

import (
	"context"
	"slices"
	"testing"
)

func TestOrder(t *testing.T) {
	begin := func(o *order) func() {
		end, err := o.begin(context.Background())
		if err != nil {
			t.Fatal(err)
		}
		return end
	}
	var did []string
	note := func(s string) func() { return func() { did = append(did, s) } }
	o := newOrder()
	o.after("a", note("nothing before"))
	first, second := begin(o), begin(o)
	o.after("a", note("replaced"))
	o.after("b", note("b after two"))
	o.after("a", note("a after two"))
	third := begin(o)
	o.after("a", note("a after three"))
	second()
	third()
	if want := []string{"nothing before"}; !slices.Equal(did, want) {
		t.Errorf("did %q before the first ended, want %q", did, want)
	}
	o.after("a", note("a at last"))
	first()
	o.after("b", note("b at once"))
	want := []string{"nothing before", "a after two", "b after two", "a at last", "b at once"}
	if !slices.Equal(did, want) {
		t.Errorf("did %q, want %q", did, want)
	}
	if len(o.waiting)+len(o.ended)+len(o.latest)+len(o.slots) != 0 {
		t.Errorf("left over: %+v", o)
	}
}

// What never ends is never vouched for, and what came before it is.
func TestOrderOpen(t *testing.T) {
	o := newOrder()
	first, err := o.begin(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	before, behind := false, false
	o.after("before", func() { before = true })
	for range maxOpen - 1 {
		if _, err := o.begin(context.Background()); err != nil {
			t.Fatal(err)
		}
	}
	o.after("behind", func() { behind = true })
	ended, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := o.begin(ended); err == nil {
		t.Error("more than may be open")
	}
	first()
	if !before || behind {
		t.Errorf("before: %t, behind: %t", before, behind)
	}
	if _, err := o.begin(context.Background()); err != nil {
		t.Error("no room although one has ended")
	}
}
