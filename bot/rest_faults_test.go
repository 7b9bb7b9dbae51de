package bot

import (
	"slices"
	"strings"
	"testing"
	"time"

	"footnote/bot/discordtest"
	"footnote/store"
)

// hasty is the configuration for a Discord that does not answer.
func hasty(kind discordtest.FaultKind) Config {
	var c Config
	if slices.Contains([]discordtest.FaultKind{discordtest.NoAnswer, discordtest.NoAnswerAccepted, discordtest.NoAnswerLateAccepted}, kind) {
		c.timing.request = 200 * time.Millisecond
	}
	return c
}

// lookedUp waits until what a process looks up of the server when it comes online is
// answered, so that nothing is on its way when a fault begins.
func lookedUp(d *discordtest.Server) {
	d.WaitUntil("the server to be looked up", func() bool {
		return count(d, "GET", "/guilds/"+d.Guild().ID+"/threads/active") > 0 && count(d, "GET", "/applications/"+d.ApplicationID()+"/guilds/"+d.Guild().ID+"/commands") > 0
	})
	d.WaitIdle()
}

// TestRESTFaults: whatever happens to the requests that post an answer, a question
// asked before, one asked meanwhile and one asked after are each answered exactly
// once; but for one that Discord refuses for good.
func TestRESTFaults(t *testing.T) {
	for _, kind := range discordtest.FaultKinds() {
		for name, path := range map[string]string{"post": "/channels/*/messages", "acknowledge": "/interactions/*/*/callback", "edit": "/webhooks/*/*/messages/@original"} {
			t.Run(name+", "+string(kind), func(t *testing.T) {
				t.Parallel()
				r := online(t, hasty(kind))
				d := r.discord
				ask := func() string {
					if name == "post" {
						return r.ask().ID
					}
					return d.SendInteraction(discordtest.Slash(d.Asker(), d.Channel().ID, "ask", question("Wie viel will Amazon investieren?"))).ID
				}
				before := ask()
				d.WaitAnswered(before)
				lookedUp(d)
				times := 2
				if kind.Final() || kind == discordtest.LimitedCloudflare { // the latter takes a whole second
					times = 1
				}
				fault := d.Fault(discordtest.Fault{Kind: kind, Path: path, Times: times, RetryAfter: 20 * time.Millisecond})
				during := ask()
				fault.WaitHit(1)
				over := kind == discordtest.InteractionUnknown || kind == discordtest.WebhookTokenInvalid
				refused := kind.Final() && !kind.Accepted() && name != "acknowledge" && (name != "edit" || !over)
				if !refused {
					d.WaitAnswered(during)
				}
				after := ask()
				d.WaitAnswered(after)
				if err := r.finish(); err != nil {
					t.Fatal(err)
				}
				if got := d.Tally(before, after); got.Answered != 2 {
					t.Error(got)
				}
				if got := d.Tally(during); (got.Answered == 1) == refused || len(got.Doubled) > 0 {
					t.Errorf("the question asked meanwhile: %v\n%s", got, r.log)
				}
				if fault.Early() > 0 {
					t.Errorf("%d requests came too early", fault.Early())
				}
			})
		}
	}
}

// A missing permission is logged once.
func TestForbidden(t *testing.T) {
	r := online(t, Config{})
	d := r.discord
	c := d.Channel()
	c.Permissions = discordtest.PermViewChannel
	d.SetChannel(c)
	d.SendMessage(d.Asker(), c.ID, d.Bot().Mention()+" Wie viel will Amazon investieren?")
	d.WaitRequest("POST", "/channels/*/messages", nil)
	if err := r.finish(); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(r.log.String(), "may not post in a channel") {
		t.Error("the missing permission is not logged")
	}
}

// TestLongLimit: a limit of an hour holds up no worker and not the end of the
// bot, and what it keeps from being posted stays in the store.
func TestLongLimit(t *testing.T) {
	for _, kind := range []discordtest.FaultKind{discordtest.LimitedUser, discordtest.LimitedGlobal, discordtest.LimitedShared, discordtest.LimitedCloudflare} {
		t.Run(string(kind), func(t *testing.T) {
			t.Parallel()
			p := newPlace(t, discordtest.Config{})
			fault := p.d.Fault(discordtest.Fault{Kind: kind, Method: "POST", Path: "/channels/*/messages", RetryAfter: time.Hour})
			r, end := p.start(Config{Workers: 1})
			p.d.WaitConnected(1)
			lookedUp(p.d)
			m, second := p.say(), p.say()
			fault.WaitHit(1)
			p.d.WaitUntil("both to be put off", func() bool { return strings.Count(r.log.String(), "answer not posted; trying again") >= 2 })
			began := time.Now()
			end()
			if took := time.Since(began); took > 5*time.Second {
				t.Errorf("the end took %s", took)
			}
			if fault.Early() > 0 || fault.Hits() != 1 {
				t.Errorf("%d requests, %d of them too early", fault.Hits(), fault.Early())
			}
			for _, id := range []string{m.ID, second.ID} {
				if q := p.state(id); q.State != store.StateAnswered || q.Failures != 0 {
					t.Errorf("left as %s after %d failures", q.State, q.Failures)
				}
			}
		})
	}
}
