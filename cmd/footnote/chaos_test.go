package main

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"sync"
	"testing"
	"time"

	"footnote/bot/discordtest"
	"footnote/llm/llmtest"
)

// chaosFull makes TestChaos the full proof: 1,000 questions and 32 kills a
// variant. chaosSeed repeats a run, as far as chance goes.
var (
	chaosFull = flag.Bool("chaos.full", false, "TestChaos: 1,000 questions and 32 kills a variant, not the small run")
	chaosSeed = flag.Uint64("chaos.seed", 0, "TestChaos: where chance begins; 0: anywhere")
)

// variant is one kind of chaos.
type variant struct {
	postgres bool
	stays    bool // a second process works on the same database, and is never killed
	over     bool // whenever a process starts again, Discord has forgotten the nonces
	lost     bool // Discord forgets sessions too, with the events that nobody received
	model    bool // answers come from a model, which fails at times
}

// TestChaos kills the real program at random moments, while it answers mentions,
// replies, direct messages and interactions, and while Discord misbehaves. In
// the end every question is answered once.
func TestChaos(t *testing.T) {
	binary := compile(t)
	for name, v := range map[string]variant{
		"sqlite":                       {model: true},
		"sqlite, nonces forgotten":     {over: true},
		"sqlite, sessions forgotten":   {lost: true, over: true},
		"postgres":                     {postgres: true, lost: true},
		"postgres, nonces forgotten":   {postgres: true, over: true, model: true},
		"postgres, a second one stays": {postgres: true, stays: true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := newChaos(t, binary, v)
			questions, kills := 120, 8
			if *chaosFull {
				questions, kills = 1000, 32
			}
			for n := range kills {
				c.life(n, (questions-len(c.asked))/(kills-n))
			}
			c.settle()
			c.judge(kills)
		})
	}
}

// question is one that was asked.
type question struct {
	id          string
	interaction bool
	at          time.Time
}

// chaos is one run.
type chaos struct {
	variant
	t        *testing.T
	chance   *rand.Rand // of the test's own goroutine
	discord  *discordtest.Server
	plant    *plant
	database string
	first    *daemon // never killed; nil: there is none
	bot      *daemon // killed again and again
	logs     []*daemon
	watch    *watch

	channels []string
	members  []discordtest.User
	earlier  discordtest.Message // an answer, to reply to

	mu    sync.Mutex
	asked []question
}

// newChaos is a Discord with channels, threads and members, and a process that has
// answered each of them before.
func newChaos(t *testing.T, binary string, v variant) *chaos {
	seed := *chaosSeed
	if seed == 0 {
		seed = rand.Uint64()
	}
	t.Logf("repeat with -chaos.seed %d", seed)
	c := &chaos{variant: v, t: t, chance: rand.New(rand.NewPCG(seed, 0)), database: sqliteURL(t)}
	if v.postgres {
		c.database = postgresURL(t)
	}
	d := discordtest.Start(t, discordtest.Config{Deadline: 100 * time.Second, AckWithin: 3 * time.Second})
	c.discord = d
	settings := []string{"DATABASE_URL=" + c.database, "ANSWER_TIMEOUT=3s"}
	if v.model {
		settings = append(settings, "OPENAI_BASE_URL="+moody(t, seed).URL, "ANSWER_CACHE=0")
	}
	c.plant = newPlant(t, binary, d, settings...)
	t.Cleanup(c.dump)
	c.furnish()
	online := 0
	if v.stays {
		c.first = c.plant.start()
		online++
	}
	c.start()
	d.WaitConnected(online + 1)
	c.watch = watchOnline(t, d)
	var ids []string
	for _, m := range c.members { // whom the bot has never heard of cannot be caught up with
		ids = append(ids, d.SendMessage(m, d.DM(m).ID, phrased(0)).ID)
	}
	for _, channel := range c.channels {
		ids = append(ids, d.SendMessage(c.members[0], channel, d.Bot().Mention()+" "+phrased(0)).ID)
	}
	d.WaitAnswered(ids...)
	c.earlier = d.Answers(ids[len(ids)-1])[0]
	for _, id := range ids {
		c.asked = append(c.asked, question{id: id})
	}
	return c
}

// furnish makes channels, threads and members.
func (c *chaos) furnish() {
	d := c.discord
	for n := range 6 {
		channel := d.AddChannel(discordtest.Channel{GuildID: d.Guild().ID, Name: fmt.Sprint("channel-", n)})
		thread := d.AddChannel(discordtest.Channel{Type: discordtest.PublicThread, GuildID: d.Guild().ID, ParentID: channel.ID, Name: fmt.Sprint("thread-", n)})
		c.channels = append(c.channels, channel.ID, thread.ID)
	}
	for range 12 {
		c.members = append(c.members, d.AddUser(discordtest.User{}))
	}
}

// moody is a model that agrees most of the time.
func moody(t *testing.T, seed uint64) *llmtest.Server {
	claim := claimReply(t, "s2", "Amazon will bis zu 50 Mrd. USD in Rechenzentren investieren.")
	var mu sync.Mutex
	chance := rand.New(rand.NewPCG(seed, 1))
	return llmtest.NewServer(t, func(r llmtest.Request) llmtest.Response {
		mu.Lock()
		n := chance.IntN(40)
		mu.Unlock()
		out := llmtest.Response{Chunks: []string{claim}}
		if yes := llmtest.Yes(r.SchemaName); yes != "" {
			out.Chunks[0] = yes
		}
		switch n {
		case 0:
			return llmtest.Response{Status: 500}
		case 1:
			out.Fault = llmtest.Cut
		case 2:
			out.Fault = llmtest.HangBeforeHeader
		}
		return out
	})
}

// start starts the process that is killed again and again.
func (c *chaos) start() {
	c.bot = c.plant.start()
	c.logs = append(c.logs, c.bot)
}

// ask asks one question in a random way.
func (c *chaos) ask(chance *rand.Rand) {
	d, member := c.discord, c.members[chance.IntN(len(c.members))]
	channel := c.channels[chance.IntN(len(c.channels))]
	text := phrased(chance.IntN(196))
	mention := d.Bot().Mention() + " " + text
	q := question{at: time.Now()}
	send := func(channel, content string, options ...discordtest.MessageOption) {
		q.id = d.SendMessage(member, channel, content, options...).ID
	}
	slash := func(channel string) {
		q.interaction = true
		q.id = d.SendInteraction(discordtest.Slash(member, channel, "ask", discordtest.Option{Name: "question", Value: text})).ID
	}
	switch chance.IntN(8) {
	case 0, 1, 2:
		send(channel, mention)
	case 3:
		send(c.earlier.ChannelID, text, discordtest.ReplyTo(c.earlier), discordtest.WithoutPing())
	case 4, 5:
		send(d.DM(member).ID, text)
	case 6:
		slash(channel)
	case 7:
		slash(d.DM(member).ID)
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.asked = append(c.asked, q)
}

// life is one life of the process, from its start to its violent end, with
// questions before, during and after it.
func (c *chaos) life(n, questions int) {
	if !c.bot.alive() {
		c.start()
	}
	faults := c.misbehave()
	end := c.fate(questions)
	asking := rand.New(rand.NewPCG(c.chance.Uint64(), uint64(n)))
	done := make(chan struct{})
	go func() {
		defer close(done)
		for range questions {
			c.ask(asking)
			wait(time.Duration(asking.IntN(int(12 * time.Millisecond))))
		}
	}()
	end()
	c.bot.kill()
	<-done
	for _, f := range faults {
		f.Release()
	}
	c.aftermath()
}

// aftermath is what Discord forgets while the process is dead.
func (c *chaos) aftermath() {
	if c.stays {
		return // the other process goes by what Discord remembers
	}
	c.discord.WaitClosed() // what the process asked for has its effect
	if c.over {
		c.discord.ForgetNonces()
	}
	if c.lost && c.chance.IntN(3) == 0 {
		c.discord.ForgetSessions()
	}
}

// fate returns a function that returns when the process is to die.
func (c *chaos) fate(questions int) func() {
	begun, arrived := time.Now(), c.discord.Arrived()
	const patience = 8 * time.Second
	until := func(what string, cond func() bool) {
		c.discord.WaitUntil(what, func() bool { return cond() || time.Since(begun) > patience })
	}
	more := c.chance.IntN(2*questions + 1)
	late := time.Duration(c.chance.IntN(int(40 * time.Millisecond)))
	switch c.chance.IntN(4) {
	case 0: // while it starts
		late *= 10
		return func() { wait(late) }
	case 1: // an answer was accepted, and the process does not know
		fault := c.discord.Fault(discordtest.Fault{Kind: discordtest.NoAnswerAccepted, Method: "POST", Path: "/channels/*/messages", Times: -1, Skip: more / 4})
		return func() {
			until("an answer that is withheld", func() bool { return fault.Hits() > 0 })
			wait(late / 10)
			ended := c.bot.ended // c.bot is the next one soon
			go func() {          // once it is dead
				<-ended
				fault.Release()
			}()
		}
	default: // amid its work
		return func() {
			until("requests", func() bool { return c.discord.Arrived() > arrived+more })
			wait(late)
		}
	}
}

// wait lets time go by: how fast members ask, and how late a process dies.
func wait(d time.Duration) { <-time.After(d) }

// misbehave scripts what goes wrong at Discord during a life.
func (c *chaos) misbehave() []*discordtest.FaultHandle {
	type target struct{ method, path string }
	targets := []target{{"POST", "/channels/*/messages"}, {"POST", "/channels/*/messages"}, {"PATCH", "/webhooks/*/*/messages/@original"},
		{"POST", "/interactions/*/*/callback"}, {"GET", "/channels/*/messages"}, {"", ""}}
	var kinds []discordtest.FaultKind
	for _, k := range discordtest.FaultKinds() {
		if !k.Final() {
			kinds = append(kinds, k)
		}
	}
	var out []*discordtest.FaultHandle
	for range c.chance.IntN(5) {
		at, kind := targets[c.chance.IntN(len(targets))], kinds[c.chance.IntN(len(kinds))]
		hangs := kind == discordtest.NoAnswer || kind == discordtest.NoAnswerAccepted || kind == discordtest.NoAnswerLateAccepted
		if hangs && at.path != "/channels/*/messages" {
			kind = discordtest.BadGateway // Discord gives an interaction three seconds
		}
		out = append(out, c.discord.Fault(discordtest.Fault{Kind: kind, Method: at.method, Path: at.path, Skip: c.chance.IntN(20),
			Times: 1 + c.chance.IntN(3), RetryAfter: time.Duration(c.chance.IntN(int(300 * time.Millisecond)))}))
	}
	if c.chance.IntN(2) == 0 {
		c.shake()
	}
	return out
}

// shake disturbs the gateway.
func (c *chaos) shake() {
	d := c.discord
	shakes := []func(){
		d.DropGateway, d.ResetGateway, d.AskReconnect,
		func() { d.CloseGateway(4000, "Unknown error.") },
		func() { d.InvalidateSession(true) },
		func() { d.SendGarbage(`{"op":`) },
		func() { d.SendBinary([]byte{1, 2, 3}) },
		func() { d.GreetNext(discordtest.GreetReconnect) },
		func() { d.GreetNext(discordtest.GreetReconnectUnready, discordtest.GreetCutReplay) },
		func() { d.GreetNext(discordtest.GreetReset, discordtest.GreetInvalidResumable) },
	}
	shakes[c.chance.IntN(len(shakes))]()
}
