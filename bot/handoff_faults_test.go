package bot

import (
	"context"
	"strings"
	"testing"
	"time"

	"footnote/bot/discordtest"
	"footnote/store"
)

// TestHandoffFaults: whatever becomes of a post, there is one card and one addendum,
// also when the process ends before it knows, and the nonce is over at the next start.
func TestHandoffFaults(t *testing.T) {
	for name, tt := range map[string]struct {
		kind  discordtest.FaultKind
		later time.Duration
	}{
		"reply cut":             {discordtest.ConnectionCutAccepted, 0},
		"reply cut, nonce over": {discordtest.ConnectionCutAccepted, 10 * time.Minute},
		"cut, nonce over":       {discordtest.ConnectionCut, 10 * time.Minute},
		"unavailable":           {discordtest.Unavailable, 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := newOffice(t)
			_, end := o.run()
			o.d.WaitConnected(1)
			q, a := o.ask(o.d.Asker(), o.d.Channel().ID, unknown)
			starts := 1
			during := func(channel string, act func()) {
				t.Helper()
				fault := o.d.Fault(discordtest.Fault{Kind: tt.kind, Method: "POST", Path: "/channels/" + channel + "/messages", Times: -1})
				act()
				fault.WaitHit(1)
				end()
				fault.Release()
				o.clock.Advance(tt.later)
				_, end = o.run()
				starts++
				o.d.WaitConnected(starts)
			}
			during(o.channel.ID, func() { o.human(o.d.Asker(), a) })
			o.settled()
			card := o.cards(1, "Offene Frage")[0]
			during(q.ChannelID, func() { o.write(o.moderator, card, actAnswer, "Sechshundert.") })
			o.cards(1, "Beantwortet")
			end()
			n := 0
			for _, m := range o.d.Messages(q.ChannelID) {
				if strings.Contains(m.Content, "Sechshundert") {
					n++
				}
			}
			if n != 1 {
				t.Errorf("%d addenda", n)
			}
		})
	}
}

// TestCardDeleted: somebody has deleted the card; who asks next brings a new one.
func TestCardDeleted(t *testing.T) {
	o := newOffice(t)
	_, end := o.run()
	o.d.WaitConnected(1)
	_, a := o.ask(o.d.Asker(), o.d.Channel().ID, unknown)
	o.human(o.d.Asker(), a)
	card := o.cards(1, "Offene Frage")[0]
	o.settled()
	o.d.DeleteMessage(card.ID)
	_, b := o.ask(o.stranger, o.d.Channel().ID, unknown)
	o.human(o.stranger, b)
	if got := o.cards(1, "2-mal gefragt")[0]; got.ID == card.ID {
		t.Error("the deleted card is back")
	}
	end()
}

// TestHandoffForbidden: a channel in which the bot may not write is told to the
// operator; the question stays open.
func TestHandoffForbidden(t *testing.T) {
	o := newOffice(t)
	c := o.channel
	c.Permissions = discordtest.PermViewChannel
	o.d.SetChannel(c)
	r, end := o.run()
	o.d.WaitConnected(1)
	_, a := o.ask(o.d.Asker(), o.d.Channel().ID, unknown)
	o.human(o.d.Asker(), a)
	o.settled()
	end()
	if !strings.Contains(r.log.String(), "card not posted") {
		t.Error("nothing is logged")
	}
	o.with(func(db *store.DB) {
		open, err := db.OpenHandoffsFor(context.Background(), o.d.Guild().ID, o.channel.ID, 10)
		if err != nil || len(open) != 1 {
			t.Errorf("%d open, %v", len(open), err)
		}
	})
}
