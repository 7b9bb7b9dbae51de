package bot

import (
	"maps"
	"testing"

	"footnote/store"
)

// TestMarks follows what is saved while gaps are found, caught up and found anew.
func TestMarks(t *testing.T) {
	saved := map[string]string{}
	k := newMarks(func(s store.Seen) error { saved[s.Channel] = s.Message; return nil })
	check := func(step string, want map[string]string) {
		t.Helper()
		if !maps.Equal(saved, want) {
			t.Errorf("%s: saved %v, want %v", step, saved, want)
		}
	}
	see := func(channel, message string) {
		t.Helper()
		if err := k.see(store.Seen{Guild: "1", Channel: channel, Message: message}); err != nil {
			t.Fatal(err)
		}
	}
	compare := func(c channel, after string) gap {
		t.Helper()
		g, ok, err := k.compare("1", c)
		if err != nil || ok != (after != "") || g.after != after {
			t.Errorf("channel %s: gap after %q, %v, %v; want after %q", c.ID, g.after, ok, err, after)
		}
		return g
	}
	settle := func(g gap, upTo string) {
		t.Helper()
		if err := k.settle(g, upTo); err != nil {
			t.Fatal(err)
		}
	}
	k.begin(nil) // the first start: what was said before is no gap
	compare(channel{ID: "10", Last: "100"}, "")
	compare(channel{ID: "11"}, "")
	check("first start", map[string]string{"10": "100", "11": "10"})
	see("10", "120")
	see("10", "110")
	check("read", map[string]string{"10": "120", "11": "10"})

	k.begin([]store.Seen{{Guild: "1", Channel: "10", Message: "120"}, {Guild: "1", Channel: "11", Message: "10"}, {Guild: "1", Channel: "12", Message: "50"}})
	see("10", "200")
	see("12", "201")
	first := compare(channel{ID: "10", Last: "150"}, "120")
	compare(channel{ID: "13", Last: "130"}, "120") // new since: all behind the last that was read anywhere
	compare(channel{ID: "14", Last: "90"}, "")     // came to light, and is quiet
	check("behind gaps", map[string]string{"10": "120", "11": "10", "13": "120", "14": "120"})
	if err := k.settleRest(first.generation, "1"); err != nil {
		t.Fatal(err)
	}
	check("archived or quiet", map[string]string{"10": "120", "11": "10", "12": "201", "13": "120", "14": "120"})

	k.begin([]store.Seen{{Guild: "1", Channel: "10", Message: "120"}, {Guild: "1", Channel: "13", Message: "120"}})
	settle(first, "150") // of a session that is lost: another gap may have come
	check("an old gap", map[string]string{"10": "120", "11": "10", "12": "201", "13": "120", "14": "120"})
	second := compare(channel{ID: "10", Last: "210"}, "120")
	compare(channel{ID: "10", Last: "110"}, "") // an older list does not close it
	settle(second, "210")
	see("10", "220")
	check("caught up", map[string]string{"10": "220", "11": "10", "12": "201", "13": "120", "14": "120"})
	third := compare(channel{ID: "13", Last: "300"}, "120")
	settle(third, "") // cannot be read
	check("nothing read", map[string]string{"10": "220", "11": "10", "12": "201", "13": "120", "14": "120"})
	k.forget(func(channelID, _ string) bool { return channelID == "13" })
	compare(channel{ID: "13", Last: "310", Created: true}, "120")
	check("forgotten", map[string]string{"10": "220", "11": "10", "12": "201", "13": "120", "14": "120"})
}
