package bot

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"footnote/answer"
	"footnote/bot/discordtest"
	"footnote/knowledge"
	"footnote/store"
)

// place is where the store of several processes of a bot is, one after another,
// with a clock that they share with Discord.
type place struct {
	t     testing.TB
	file  string
	clock *discordtest.Clock
	d     *discordtest.Server
	db    *store.DB // of the latest process
}

func newPlace(t testing.TB, c discordtest.Config) *place {
	p := &place{t: t, file: writeFresh(t), clock: &discordtest.Clock{}}
	c.Now = p.clock.Now
	p.d = discordtest.Start(t, c)
	return p
}

// open opens the store until the returned function is called or the test ends.
func (p *place) open() (db *store.DB, closing func()) {
	p.t.Helper()
	db, err := store.Open(context.Background(), store.Config{URL: "sqlite:" + p.file, Now: p.clock.Now, StopGrace: time.Minute})
	if err != nil {
		p.t.Fatal(err)
	}
	closing = func() {
		if err := db.Close(); err != nil {
			p.t.Error(err)
		}
	}
	p.t.Cleanup(closing)
	return db, closing
}

// with gives f the store while no bot runs.
func (p *place) with(f func(*store.DB)) {
	p.t.Helper()
	db, closing := p.open()
	defer closing()
	f(db)
}

// start starts a process of the bot; end stops it and closes the store.
func (p *place) start(c Config) (r *running, end func()) {
	p.t.Helper()
	var closing func()
	c.Store, closing = p.open()
	p.db = c.Store
	r = startAt(p.t, p.d, p.clock, c)
	return r, func() {
		p.t.Helper()
		if err := r.finish(); err != nil {
			p.t.Fatal(err)
		}
		closing()
		p.d.WaitDisconnected()
	}
}

// forgetNonces lets so much time go by between two processes that Discord knows no
// nonce any more; what the first sent has arrived long before.
func (p *place) forgetNonces() {
	p.t.Helper()
	p.d.WaitClosed()
	p.d.ForgetNonces()
}

// finished waits until the running process has done with a question.
func (p *place) finished(id string) {
	p.t.Helper()
	p.d.WaitUntil("question "+id+" to be finished", func() bool {
		q, err := p.db.Question(context.Background(), id)
		return err == nil && q.State.Finished()
	})
}

// state is what became of a question.
func (p *place) state(id string) (q store.Question) {
	p.t.Helper()
	p.with(func(db *store.DB) {
		var err error
		if q, err = db.Question(context.Background(), id); err != nil {
			p.t.Fatal(err)
		}
	})
	return q
}

// answeredOnce waits for the answer to a question and fails when there are two.
func (p *place) answeredOnce(id string, c Config) discordtest.Message {
	p.t.Helper()
	_, end := p.start(c)
	p.finished(id)
	end()
	if got := p.d.Tally(id); got.Answered != 1 {
		p.t.Fatal(got)
	}
	if q := p.state(id); q.State != store.StatePosted || q.Posts[0].Message == "" {
		p.t.Errorf("question is %s with posts %+v", q.State, q.Posts)
	}
	return p.d.Answers(id)[0]
}

// stuck is an engine that tells when it is asked and gives no answer before its
// time is over.
func stuck(asked chan<- struct{}) script {
	return func(ctx context.Context, _ answer.Question) (answer.Answer, error) {
		asked <- struct{}{}
		<-ctx.Done()
		return answer.Answer{}, ctx.Err()
	}
}

// hurried ends without waiting for what is not done at once.
func hurried(e Engine) Config { return Config{Engine: e, Drain: time.Millisecond} }

// say asks in the channel, and slash by /ask.
func (p *place) say() discordtest.Message {
	return p.d.SendMessage(p.d.Asker(), p.d.Channel().ID, p.d.Bot().Mention()+" Wie viel will Amazon investieren?")
}

func (p *place) slash() *discordtest.Handle {
	return p.d.SendInteraction(discordtest.Slash(p.d.Asker(), p.d.Channel().ID, "ask", question("Wie viel will Amazon investieren?")))
}

// TestRestartMessage stops the bot at each stage of a message and starts another
// on the same store: the question is answered once.
func TestRestartMessage(t *testing.T) {
	never := script(nil) // panics when it is asked
	t.Run("claimed", func(t *testing.T) {
		p := newPlace(t, discordtest.Config{})
		m := p.say()
		p.with(func(db *store.DB) {
			b := &bot{Config: Config{Store: db, Queue: 10}, self: p.d.Bot().ID}
			b.catchUp = newCatchUp(b)
			for range 2 {
				if err := b.takeMessage(context.Background(), discordMessage{
					ID: m.ID, ChannelID: m.ChannelID, Author: &user{ID: m.Author.ID}, Content: m.Content,
				}); err != nil {
					t.Fatal(err)
				}
			}
		})
		p.answeredOnce(m.ID, Config{})
	})
	t.Run("answering", func(t *testing.T) {
		p := newPlace(t, discordtest.Config{})
		asked := make(chan struct{}, 1)
		_, end := p.start(hurried(stuck(asked)))
		p.d.WaitConnected(1)
		m := p.say()
		<-asked
		end()
		if q := p.state(m.ID); q.State != store.StateAnswering || q.Failures != 0 {
			t.Errorf("left as %s with %d failures", q.State, q.Failures)
		}
		p.answeredOnce(m.ID, Config{})
	})
	t.Run("answered", func(t *testing.T) {
		p := newPlace(t, discordtest.Config{})
		fault := p.d.Fault(discordtest.Fault{Kind: discordtest.Unavailable, Method: "POST", Path: "/channels/*/messages", Times: -1})
		_, end := p.start(Config{})
		p.d.WaitConnected(1)
		m := p.say()
		fault.WaitHit(1)
		end()
		fault.Release()
		if q := p.state(m.ID); q.State != store.StateAnswered {
			t.Errorf("left as %s", q.State)
		}
		other, err := knowledge.Parse("other.txt", []byte("Etwas anderes\n\nHier steht etwas anderes.\n"))
		if err != nil {
			t.Fatal(err)
		}
		// The model is not asked again, and the answer is from the text that was asked about.
		if got := p.answeredOnce(m.ID, Config{Engine: never, Announcement: other}); got.Content != fact {
			t.Errorf("answered %q", got.Content)
		}
	})
}

// TestRestartPosted does so after posting, whose end the first process did not
// see.
func TestRestartPosted(t *testing.T) {
	never := script(nil)
	for name, tt := range map[string]struct {
		kind  discordtest.FaultKind
		later time.Duration // negative: Discord forgets the nonce at once
	}{
		"posted, reply cut":                               {discordtest.ConnectionCutAccepted, 0},
		"posted, reply cut, nonce forgotten at once":      {discordtest.ConnectionCutAccepted, -1},
		"posted, reply torn":                              {discordtest.AnswerTornAccepted, 0},
		"posted, 504":                                     {discordtest.GatewayTimeoutAccepted, 0},
		"posted, reply cut, nonce over":                   {discordtest.ConnectionCutAccepted, 3 * time.Minute},
		"posted, reply no JSON, nonce over":               {discordtest.GarbageAccepted, 3 * time.Minute},
		"not posted, nonce over":                          {discordtest.ConnectionCut, 3 * time.Minute},
		"not posted, limited, nonce over":                 {discordtest.LimitedGlobal, 3 * time.Minute},
		"posted, reply cut, over for us, not for Discord": {discordtest.ConnectionCutAccepted, 2*time.Minute + time.Second},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := newPlace(t, discordtest.Config{NonceWindow: 150 * time.Second})
			fault := p.d.Fault(discordtest.Fault{Kind: tt.kind, Method: "POST", Path: "/channels/*/messages", Times: -1})
			_, end := p.start(Config{})
			p.d.WaitConnected(1)
			m := p.say()
			fault.WaitHit(2)
			end()
			fault.Release()
			p.d.WaitClosed() // what was under way arrives before time goes by
			p.clock.Advance(max(tt.later, 0))
			if tt.later < 0 {
				p.forgetNonces()
			}
			posts := p.posts()
			p.answeredOnce(m.ID, Config{Engine: never})
			if tt.kind.Accepted() && p.posts() != posts {
				t.Error("posted again although the channel shows the answer")
			}
		})
	}
	t.Run("posted, deleted by somebody", func(t *testing.T) {
		p := newPlace(t, discordtest.Config{})
		fault := p.d.Fault(discordtest.Fault{Kind: discordtest.ConnectionCutAccepted, Method: "POST", Path: "/channels/*/messages", Times: -1})
		_, end := p.start(Config{})
		p.d.WaitConnected(1)
		m := p.say()
		fault.WaitHit(1)
		end()
		fault.Release()
		p.d.DeleteMessage(p.d.Answers(m.ID)[0].ID)
		_, end = p.start(Config{Engine: never})
		p.finished(m.ID)
		end()
		if q := p.state(m.ID); q.State != store.StateSilent || len(p.d.Answers(m.ID)) != 0 {
			t.Errorf("question is %s with %d answers", q.State, len(p.d.Answers(m.ID)))
		}
	})
}

// posts counts the attempts to create messages.
func (p *place) posts() int {
	n := 0
	for _, r := range p.d.Requests() {
		if r.Method == "POST" && strings.HasSuffix(r.Path, "/messages") {
			n++
		}
	}
	return n
}

// deferred leaves an interaction that was deferred and not answered.
func deferred(t *testing.T) (*place, *discordtest.Handle) {
	t.Helper()
	p := newPlace(t, discordtest.Config{})
	asked := make(chan struct{}, 1)
	_, end := p.start(hurried(stuck(asked)))
	p.d.WaitConnected(1)
	h := p.slash()
	<-asked
	h.WaitResponse()
	end()
	if got := p.d.Tally(h.ID); len(got.Unfinished) != 1 {
		t.Fatal(got)
	}
	return p, h
}

// TestRestartInteraction does the same with /ask.
func TestRestartInteraction(t *testing.T) {
	t.Run("deferred", func(t *testing.T) {
		p, h := deferred(t)
		got := p.answeredOnce(h.ID, Config{})
		if got.ID != h.WaitResponse().MessageID || got.Content != fact {
			t.Errorf("answered with %+v", got)
		}
	})
	t.Run("deferred, token nearly over", func(t *testing.T) {
		p, h := deferred(t)
		p.clock.Advance(14*time.Minute + 20*time.Second)
		if got := p.answeredOnce(h.ID, Config{}); got.ID != h.WaitResponse().MessageID {
			t.Errorf("answered with %+v", got)
		}
	})
	t.Run("deferred, token over", func(t *testing.T) {
		p, h := deferred(t)
		p.clock.Advance(16 * time.Minute)
		got := p.answeredOnce(h.ID, Config{})
		if got.Reference == nil || got.Reference.MessageID != h.WaitResponse().MessageID || got.Content != p.d.Asker().Mention()+"\n"+fact {
			t.Errorf("answered with %+v", got)
		}
		if len(got.Mentions) != 1 || got.Mentions[0].ID != p.d.Asker().ID {
			t.Errorf("notifies %v", got.Mentions)
		}
		if q := p.state(h.ID); q.Interaction.Token != "" {
			t.Error("the token is still kept")
		}
	})
	t.Run("edited, reply cut, token over", func(t *testing.T) {
		p := newPlace(t, discordtest.Config{})
		fault := p.d.Fault(discordtest.Fault{Kind: discordtest.ConnectionCutAccepted, Path: "/webhooks/*/*/messages/@original", Times: -1})
		_, end := p.start(Config{})
		p.d.WaitConnected(1)
		h := p.slash()
		fault.WaitHit(1)
		end()
		fault.Release()
		p.clock.Advance(16 * time.Minute)
		p.answeredOnce(h.ID, Config{Engine: script(nil)})
		if n := p.posts(); n != 0 {
			t.Errorf("%d messages although the response holds the answer", n)
		}
	})
	t.Run("posted instead, reply cut, nonce over", func(t *testing.T) {
		p, h := deferred(t)
		p.clock.Advance(16 * time.Minute)
		// Held, and not cut: else the next attempt may be put off by half a minute before the end.
		fault := p.d.Fault(discordtest.Fault{Kind: discordtest.NoAnswerAccepted, Method: "POST", Path: "/channels/*/messages", Times: -1})
		_, end := p.start(Config{Drain: time.Millisecond})
		p.d.WaitAnswered(h.ID)
		end()
		p.d.WaitClosed() // what was under way arrives before time goes by
		fault.Release()
		p.clock.Advance(10 * time.Minute)
		p.answeredOnce(h.ID, Config{Engine: script(nil)})
	})
}

// TestRestartUnacknowledged does the same where the first process died before it
// acknowledged, or with a response for the asker alone.
func TestRestartUnacknowledged(t *testing.T) {
	for name, tt := range map[string]struct {
		ephemeral bool
		later     time.Duration
		want      store.State
		answers   int
	}{
		"claimed, not acknowledged":        {want: store.StatePosted, answers: 1},
		"claimed, too late to acknowledge": {later: 4 * time.Second, want: store.StatePosted, answers: 1},
		"for the asker alone, too late":    {ephemeral: true, later: 4 * time.Second, want: store.StateExpired},
		"for the asker alone, token over":  {ephemeral: true, later: time.Hour, want: store.StateExpired},
	} {
		t.Run(name, func(t *testing.T) {
			p := newPlace(t, discordtest.Config{AckWithin: 3 * time.Second})
			_, end := p.start(Config{}) // registers the commands
			p.d.WaitConnected(1)
			end()
			p.d.ForgetSessions()
			h := p.slash()
			p.with(func(db *store.DB) {
				i := interaction{ID: h.ID, Token: h.Token, Application: p.d.ApplicationID(), ChannelID: p.d.Channel().ID, User: &user{ID: p.d.Asker().ID}}
				c := interactionClaim(i)
				c.Text, c.Interaction.Ephemeral = "Wie viel will Amazon investieren?", tt.ephemeral
				if _, err := db.Claim(context.Background(), c); err != nil {
					t.Fatal(err)
				}
			})
			p.clock.Advance(tt.later)
			r, end := p.start(Config{})
			p.finished(h.ID)
			end()
			if dropped := strings.Contains(r.log.String(), "answer dropped"); dropped != tt.ephemeral {
				t.Errorf("dropped: %t", dropped)
			}
			if q := p.state(h.ID); q.State != tt.want || len(p.d.Answers(h.ID)) != tt.answers {
				t.Errorf("question is %s with %d answers", q.State, len(p.d.Answers(h.ID)))
			}
		})
	}
}

// TestRestart: the last question of one process is answered, and what is asked
// between two processes arrives at the second, since the session is kept.
func TestRestart(t *testing.T) {
	p := newPlace(t, discordtest.Config{})
	d := p.d
	_, end := p.start(Config{})
	d.WaitRequest("GET", "/applications/*/guilds/*/commands", nil) // GUILD_CREATE was taken in
	before := p.say()                                              // taken in now or sent again later
	end()
	between := p.say()
	_, end = p.start(Config{})
	d.WaitConnected(2)
	d.WaitAnswered(before.ID, between.ID)
	end()
	if got := d.Tally(before.ID, between.ID); got.Answered != 2 {
		t.Error(got)
	}
	if d.Identifies() != 1 || d.Resumes() != 1 {
		t.Errorf("%d IDENTIFYs, %d RESUMEs", d.Identifies(), d.Resumes())
	}
	if codes := d.CloseCodes(); !slices.Equal(codes, []int{4000, 4000}) {
		t.Errorf("closed with %v", codes)
	}
	p.with(func(db *store.DB) {
		if n, _, _ := db.Identifies(d.ApplicationID()).Get(context.Background(), time.Time{}); n != 1 {
			t.Errorf("%d IDENTIFYs counted", n)
		}
	})
}
