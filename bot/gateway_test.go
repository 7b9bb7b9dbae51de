package bot

import (
	"bytes"
	"compress/zlib"
	"context"
	"errors"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"footnote/bot/discordtest"
	"footnote/bot/gateway"
)

// ask sends a question that a quick fact answers.
func (r *running) ask() discordtest.Message {
	d := r.discord
	return d.SendMessage(d.Asker(), d.Channel().ID, d.Bot().Mention()+" Wie viel will Amazon investieren?")
}

// answered waits for the answer to m.
func (r *running) answered(m discordtest.Message) {
	r.discord.WaitMessage(m.ChannelID, discordtest.RepliesTo(m))
}

// wait returns what Run did once it has ended by itself; cleanup may wait again.
func (r *running) wait() error {
	err := <-r.done
	r.done <- err
	return err
}

// greeted cuts the connection; the next one is received so.
func greeted(greetings ...discordtest.Greeting) func(*discordtest.Server) {
	return func(d *discordtest.Server) {
		d.GreetNext(greetings...)
		d.DropGateway()
	}
}

func closed(code int) func(*discordtest.Server) {
	return func(d *discordtest.Server) { d.CloseGateway(code, "as the test wants") }
}

func sent(frames ...string) func(*discordtest.Server) {
	return func(d *discordtest.Server) {
		for _, f := range frames {
			d.SendGarbage(f)
		}
	}
}

// zipped is what Discord would send had we asked for compression.
func zipped(text string) []byte {
	var b bytes.Buffer
	w := zlib.NewWriter(&b)
	w.Write([]byte(text))
	w.Close()
	return b.Bytes()
}

// fault is one thing that can go wrong with the gateway.
type fault struct {
	do    func(*discordtest.Server)
	stays bool // the connection survives
	// lost: Discord, or the rule for that close code, ends the session, so the
	// gateway never brings what is asked until the next one: the catch-up finds it.
	lost bool
	// short: the bot waits in vain for something, so its patience is short.
	short bool
}

// gatewayFaults are all of them, by name.
var gatewayFaults = map[string]fault{
	"cut":               {do: (*discordtest.Server).DropGateway},
	"TCP reset":         {do: (*discordtest.Server).ResetGateway},
	"closed 1000":       {do: closed(1000), lost: true},
	"closed 1001":       {do: closed(1001), lost: true},
	"closed 1012":       {do: closed(1012)},
	"closed 4000":       {do: closed(4000)},
	"closed 4001":       {do: closed(4001)},
	"closed 4002":       {do: closed(4002)},
	"closed 4003":       {do: closed(4003), lost: true},
	"closed 4005":       {do: closed(4005)},
	"closed 4007":       {do: closed(4007), lost: true},
	"closed 4008":       {do: closed(4008)},
	"closed 4009":       {do: closed(4009), lost: true},
	"closed 4999":       {do: closed(4999)},
	"op 7":              {do: (*discordtest.Server).AskReconnect},
	"op 9, resumable":   {do: func(d *discordtest.Server) { d.InvalidateSession(true) }},
	"op 9":              {do: func(d *discordtest.Server) { d.InvalidateSession(false) }, lost: true},
	"session forgotten": {do: func(d *discordtest.Server) { d.ForgetSessions(); d.DropGateway() }, lost: true},

	"silence":      {do: func(d *discordtest.Server) { d.MuteGateway(true) }, short: true},
	"no ACKs":      {do: func(d *discordtest.Server) { d.WithholdAcks(true) }, short: true},
	"no HELLO":     {do: greeted(discordtest.GreetSilence), short: true},
	"no RESUMED":   {do: greeted(discordtest.GreetNoReady), short: true},
	"no handshake": {do: greeted(discordtest.GreetHang), short: true},

	"op 7 for HELLO":               {do: greeted(discordtest.GreetReconnect)},
	"op 7 for RESUMED":             {do: greeted(discordtest.GreetReconnectUnready)},
	"op 7 for RESUMED, five times": {do: greeted(slices.Repeat([]discordtest.Greeting{discordtest.GreetReconnectUnready}, 5)...)},
	"op 9 for RESUMED":             {do: greeted(discordtest.GreetInvalid), lost: true},
	"op 9 for RESUMED, resumable":  {do: greeted(discordtest.GreetInvalidResumable)},
	"op 9 for RESUMED, for READY":  {do: greeted(discordtest.GreetInvalid, discordtest.GreetInvalid), lost: true},
	"closed 4000 for RESUMED":      {do: greeted(discordtest.GreetClose(4000))},
	"closed 4007 for RESUMED":      {do: greeted(discordtest.GreetClose(4007)), lost: true},
	"replay cut":                   {do: greeted(discordtest.GreetCutReplay, discordtest.GreetCutReplay)},
	"handshake 429":                {do: greeted(discordtest.GreetBusy)},
	"handshake reset":              {do: greeted(discordtest.GreetReset)},
	"moved": {do: func(d *discordtest.Server) {
		d.MoveGateway("/elsewhere", "")
		d.DropGateway()
	}},

	"garbage":          {do: sent("{{{", "", "null", "[]", `{"op":"x"}`, `{"op":0,"s":1e99}`, `{"d":{}}`), stays: true},
	"garbage in READY": {do: sent(`{"op":0,"t":"READY","s":1,"d":"x"}`)},
	"unknown op":       {do: sent(`{"op":99,"d":{}}`, `{"op":-1}`), stays: true},
	"unknown event":    {do: func(d *discordtest.Server) { d.SendRaw("NOBODY_KNOWS", `[1]`) }, stays: true},
	"garbage in event": {do: func(d *discordtest.Server) { d.SendRaw("MESSAGE_CREATE", `"x"`) }, stays: true},
	"HELLO again":      {do: sent(`{"op":10,"d":{"heartbeat_interval":1}}`), stays: true},
	"heartbeat asked for": {do: func(d *discordtest.Server) {
		beats := d.Heartbeats()
		d.SendGarbage(`{"op":1,"d":null}`)
		d.WaitHeartbeats(beats + 1)
	}, stays: true},
	"binary": {do: func(d *discordtest.Server) {
		d.SendBinary(zipped(`{"op":7}`))
		d.SendBinary([]byte{0, 255})
	}, stays: true},
	"huge": {do: sent(`{"op":7,"d":"` + strings.Repeat("x", 17<<20) + `"}`), stays: true},
}

// TestGatewayFaults: whatever happens to the gateway, a question asked before,
// one asked during and one asked after are each answered exactly once.
func TestGatewayFaults(t *testing.T) {
	for name, f := range gatewayFaults {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server, c := discordtest.Config{}, Config{}
			if f.short {
				server.Heartbeat, c.OpenTimeout = time.Second, time.Second
			}
			d := discordtest.Start(t, server)
			r := start(t, d, c)
			d.WaitConnected(1)
			before := r.ask()
			r.answered(before)
			first := d.Identifies() // more than one where the patience was too short
			d.RefuseGateway(true)   // so that nobody is back before the next question
			f.do(d)
			during := r.ask()
			d.RefuseGateway(false)
			if !f.stays {
				d.WaitConnected(2)
			} else { // the answer to this comes behind whatever f brought about
				beats := d.Heartbeats()
				d.SendGarbage(`{"op":1,"d":null}`)
				d.WaitHeartbeats(beats + 1)
			}
			after := r.ask()
			r.answered(after)
			r.answered(during) // when the session is lost, by the catch-up
			if err := r.finish(); err != nil {
				t.Fatal(err)
			}
			for name, m := range map[string]discordtest.Message{"before": before, "during": during, "after": after} {
				if n := len(r.replies(m)); n != 1 {
					t.Errorf("%d replies to the question asked %s, want one", n, name)
				}
			}
			if f.stays && len(d.Dials()) != 1 {
				t.Errorf("connected anew: %v", d.Dials())
			}
			if fresh := d.Identifies() > first; fresh != f.lost {
				t.Errorf("%d IDENTIFYs", d.Identifies())
			}
		})
	}
}

// TestFirstConnection: what goes wrong before there is a session.
func TestFirstConnection(t *testing.T) {
	for name, prepare := range map[string]func(*discordtest.Server){
		"op 7 for HELLO": func(d *discordtest.Server) { d.GreetNext(discordtest.GreetReconnect) },
		"op 7 for READY": func(d *discordtest.Server) { d.GreetNext(discordtest.GreetReconnectUnready) },
		"op 9 for READY": func(d *discordtest.Server) { d.GreetNext(discordtest.GreetInvalid) },
		"handshake":      func(d *discordtest.Server) { d.GreetNext(discordtest.GreetBusy, discordtest.GreetReset) },
		"no READY":       func(d *discordtest.Server) { d.GreetNext(discordtest.GreetNoReady) },
		"closed 4009":    func(d *discordtest.Server) { d.GreetNext(discordtest.GreetClose(4009)) },
		"address 500":    func(d *discordtest.Server) { d.Fault(discordtest.Fault{Path: "/gateway/bot", Times: 7}) },
		"address HTML": func(d *discordtest.Server) {
			d.Fault(discordtest.Fault{Path: "/gateway/bot", Status: 200, Body: "<html>"})
		},
		"address empty": func(d *discordtest.Server) { d.Fault(discordtest.Fault{Path: "/gateway/bot", Status: 200, Body: "{}"}) },
		"address 429": func(d *discordtest.Server) {
			d.Fault(discordtest.RateLimited("GET", "/gateway/bot", 5*time.Millisecond))
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := discordtest.New(t)
			prepare(d)
			r := start(t, d, Config{OpenTimeout: 200 * time.Millisecond})
			d.WaitConnected(1)
			r.answered(r.ask())
		})
	}
}

func TestRefused(t *testing.T) {
	t.Run("wrong token", func(t *testing.T) {
		d := discordtest.New(t)
		c := Config{Token: "wrong-token-value", APIURL: d.URL(), Engine: realEngine(t), Announcement: announcement(t), RetryInitial: time.Millisecond}
		if err := Run(context.Background(), c); !errors.Is(err, ErrToken) || strings.Contains(err.Error(), "wrong-token") {
			t.Errorf("run: %v", err)
		}
		if _, err := Check(context.Background(), c); !errors.Is(err, ErrToken) {
			t.Errorf("check: %v", err)
		}
	})
	t.Run("token refused later", func(t *testing.T) {
		d := discordtest.New(t)
		d.Fault(discordtest.Fault{Path: "/gateway/bot", Status: 401, Body: `{"message":"401: Unauthorized"}`})
		if err := start(t, d, Config{}).wait(); !errors.Is(err, ErrToken) {
			t.Errorf("got %v", err)
		}
	})
	t.Run("no Discord", func(t *testing.T) {
		c := Config{Token: "t", APIURL: "http://127.0.0.1:1", Engine: realEngine(t), Announcement: announcement(t), RetryInitial: time.Millisecond}
		if err := Run(context.Background(), c); err == nil || !strings.Contains(err.Error(), "not reached") {
			t.Errorf("got %v", err)
		}
	})
}

// TestRefusedByGateway: close codes that end the bot, and what the operator
// reads then.
func TestRefusedByGateway(t *testing.T) {
	for name, tt := range map[string]struct {
		config discordtest.Config
		codes  []int
		want   error
		text   string
	}{
		"4004":                       {codes: []int{4004}, want: ErrToken, text: "set DISCORD_TOKEN"},
		"4010":                       {codes: []int{4010}, want: ErrGateway, text: "4010"},
		"4011":                       {codes: []int{4011}, want: ErrGateway, text: "4011"},
		"4012":                       {codes: []int{4012}, want: ErrGateway, text: "4012"},
		"4013":                       {codes: []int{4013}, want: ErrIntents, text: "turn on Message Content Intent"},
		"4014 for other intents too": {codes: []int{4014, 4014}, want: ErrIntents, text: "turn on Message Content Intent"},
		"intents not allowed":        {config: discordtest.Config{ForbiddenIntents: 1 << 9}, want: ErrIntents},
	} {
		t.Run(name, func(t *testing.T) {
			d := discordtest.Start(t, tt.config)
			for _, code := range tt.codes {
				d.GreetNext(discordtest.GreetClose(code))
			}
			err := start(t, d, Config{}).wait()
			if !errors.Is(err, tt.want) || !strings.Contains(err.Error(), tt.text) {
				t.Errorf("got %v", err)
			}
			if n := len(d.Dials()); n != max(1, len(tt.codes)) && tt.codes != nil {
				t.Errorf("%d connections", n)
			}
		})
	}
	t.Run("4004 for RESUMED", func(t *testing.T) {
		r := online(t, Config{})
		greeted(discordtest.GreetClose(4004))(r.discord)
		if err := r.wait(); !errors.Is(err, ErrToken) {
			t.Errorf("got %v", err)
		}
	})
	t.Run("4014 for Message Content alone", func(t *testing.T) {
		d := discordtest.New(t)
		d.GreetNext(discordtest.GreetClose(4014))
		r := start(t, d, Config{})
		d.WaitConnected(1)
		r.answered(r.ask())
		if d.Intents()&(1<<15) != 0 || !strings.Contains(r.log.String(), "going on without it") {
			t.Errorf("intents %b", d.Intents())
		}
	})
}

// While few starts of a session are left, the bot waits and says so.
func TestIdentifyBudget(t *testing.T) {
	d := discordtest.New(t)
	d.SetStartLimit(1000, 7, 3*time.Hour)
	r := start(t, d, Config{})
	d.WaitUntil("an hour to pass", func() bool { return r.clock.Longest() >= time.Hour })
	if n := d.Identifies(); n != 0 {
		t.Errorf("%d IDENTIFYs although hardly any is left", n)
	}
	d.SetStartLimit(1000, 1000, 24*time.Hour)
	d.WaitConnected(1)
	if log := r.log.String(); !strings.Contains(log, "hardly any start of a session is left") || !strings.Contains(log, "remaining=7") {
		t.Errorf("log: %s", log)
	}
}

// What comes during the end is not taken for delivered.
func TestReceiveWhileStopping(t *testing.T) {
	b := &bot{stopped: true}
	if err := b.receive(context.Background(), gateway.Event{Type: "MESSAGE_CREATE"}); err == nil {
		t.Error("taken in")
	}
}

// When Run returns, nothing of it is left.
func TestNothingLeft(t *testing.T) {
	r := online(t, Config{})
	r.answered(r.ask())
	r.discord.DropGateway()
	r.discord.WaitConnected(2)
	r.discord.SendInteraction(discordtest.Slash(r.discord.Asker(), r.discord.Channel().ID, "help")).WaitResponse()
	if err := r.finish(); err != nil {
		t.Fatal(err)
	}
	r.discord.WaitDisconnected()
	if codes := r.discord.CloseCodes(); !slices.Equal(codes, []int{1000}) {
		t.Errorf("closed with %v", codes)
	}
	r.discord.WaitUntil("all goroutines to end", func() bool { // one may have told of its end and not yet be gone
		stacks := make([]byte, 1<<20)
		stacks = stacks[:runtime.Stack(stacks, true)]
		return !slices.ContainsFunc(strings.Split(string(stacks), "\n\n"), func(g string) bool {
			g, _, _ = strings.Cut(g, "created by")
			return strings.Contains(g, "footnote/bot/gateway.") || strings.Contains(g, "footnote/bot.(*bot)")
		})
	})
}
