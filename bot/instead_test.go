package bot

import (
	"fmt"
	"testing"
	"time"

	"footnote/bot/discordtest"
)

// TestInsteadWithoutResponse: an interaction that was never acknowledged is
// answered in the channel, and once although the reply to the post was cut and
// the nonce is forgotten.
func TestInsteadWithoutResponse(t *testing.T) {
	p := newPlace(t, discordtest.Config{AckWithin: 3 * time.Second})
	acks := p.d.Fault(discordtest.Fault{Kind: discordtest.ConnectionCut, Path: "/interactions/*/*/callback", Times: -1})
	fault := p.d.Fault(discordtest.Fault{Kind: discordtest.ConnectionCutAccepted, Method: "POST", Path: "/channels/*/messages", Times: -1})
	asked := make(chan struct{}, 1)
	_, end := p.start(hurried(stuck(asked)))
	p.d.WaitConnected(1)
	h := p.slash()
	<-asked
	end()
	acks.Release()
	p.clock.Advance(4 * time.Second)
	_, end = p.start(Config{})
	fault.WaitHit(1)
	end()
	fault.Release()
	p.forgetNonces()
	got := p.answeredOnce(h.ID, Config{Engine: script(nil)})
	if want := fmt.Sprintf("%s <t:%d:T>\n%s", p.d.Asker().Mention(), timeOf(h.ID).Unix(), fact); got.Content != want {
		t.Errorf("answered with %q, want %q", got.Content, want)
	}
}
