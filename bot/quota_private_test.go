package bot

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"footnote/bot/discordtest"
	"footnote/store"
)

// TestQuotaPrivately: an interaction beyond the quota of the day is told so to its
// asker alone, also when many are asking, when the event comes twice, and when the
// process dies before it has said so; and never in the channel.
func TestQuotaPrivately(t *testing.T) { inBoth(t, testQuotaPrivately) }

func testQuotaPrivately(t *testing.T, lang string) {
	want := map[string]string{"de": "Deine 1 Frage", "en": "Your 1 question"}[lang]
	p := newVisits(t)
	d, _ := governed(p)
	a := askers(d)[lang]
	p.settled(Config{DailyQuota: 1})
	first := a.slash(d.Asker(), lang)
	p.finished(first.ID)
	if m, _ := first.Original(); m.Ephemeral() {
		t.Error("the answer is private")
	}
	h := a.slash(d.Asker(), lang)
	h.Resend()
	if got := h.WaitEdit(nil); !got.Ephemeral() || !strings.HasPrefix(got.Content, want) {
		t.Errorf("told %+v", got)
	}
	p.finished(h.ID)
	p.stop()

	fault := d.Fault(discordtest.Fault{Kind: discordtest.Unavailable, Method: http.MethodPatch, Path: "/webhooks/*/*/messages/@original", Times: -1})
	p.settled(Config{DailyQuota: 1, Drain: time.Millisecond})
	again, over := a.slash(d.Asker(), lang), a.slash(d.Asker(), lang)
	fault.WaitHit(2)
	if !again.WaitResponse().Ephemeral || !over.WaitResponse().Ephemeral {
		t.Error("others see that somebody is over the quota")
	}
	p.stop()
	fault.Release()
	over.Expire()
	p.settled(Config{DailyQuota: 1})
	if got := again.WaitEdit(discordtest.Contains(want)); !got.Ephemeral() {
		t.Errorf("told %+v", got)
	}
	p.finished(again.ID)
	p.finished(over.ID)
	p.stop()
	for _, m := range d.Messages(d.Channel().ID) {
		if strings.Contains(m.Content, want) {
			t.Errorf("told in the channel: %q", m.Content)
		}
	}
	if q := p.state(over.ID); q.State != store.StateExpired {
		t.Errorf("what can no more be told privately is %s", q.State)
	}
}
