package bot

import (
	"context"
	"database/sql"
	"strings"
	"testing"
	"time"

	"footnote/answer"
	"footnote/bot/discordtest"
	"footnote/store"
)

// hold keeps the database from being written to until it is let go of.
func (p *place) hold() (letGo func()) {
	p.t.Helper()
	db, err := sql.Open("sqlite", "file:"+p.file+"?_pragma=busy_timeout(5000)") // the bot may be writing
	if err != nil {
		p.t.Fatal(err)
	}
	conn, err := db.Conn(context.Background())
	if err == nil {
		_, err = conn.ExecContext(context.Background(), "BEGIN IMMEDIATE")
	}
	if err != nil {
		p.t.Fatal(err)
	}
	done := false
	letGo = func() {
		if !done {
			done = true
			_ = conn.Close() // takes the transaction back
			_ = db.Close()
		}
	}
	p.t.Cleanup(letGo)
	return letGo
}

// TestClaimHangs: while nothing can be committed, an interaction is acknowledged
// after a second, and all is answered once it can.
func TestClaimHangs(t *testing.T) {
	p := newPlace(t, discordtest.Config{})
	_, end := p.start(Config{})
	p.d.WaitConnected(1)
	first := p.say()
	p.finished(first.ID)
	letGo := p.hold()
	m, h := p.say(), p.slash()
	fact := p.d.SendInteraction(discordtest.Slash(p.d.Asker(), p.d.Channel().ID, "fact", discordtest.Option{Name: "name", Value: "when"}))
	typed := p.d.SendInteraction(discordtest.Autocomplete(p.d.Asker(), p.d.Channel().ID, "fact", "name", "w"))
	for _, quick := range []*discordtest.Handle{fact, typed} {
		quick.WaitResponse() // before anything can be claimed
	}
	if took := h.WaitResponse().After; took < ackAfter {
		t.Errorf("acknowledged after %s", took)
	}
	if h.WaitResponse().Type != discordtest.RespondDefer || len(p.d.Answers(m.ID)) != 0 {
		t.Error("answered although nothing was claimed")
	}
	letGo()
	p.finished(m.ID)
	p.finished(h.ID)
	end()
	if got := p.d.Tally(first.ID, m.ID, h.ID); got.Answered != 3 {
		t.Error(got)
	}
}

// TestClaimHangsToTheEnd: what was never claimed is sent again by Discord after
// the restart, since the session is kept behind it.
func TestClaimHangsToTheEnd(t *testing.T) {
	p := newPlace(t, discordtest.Config{})
	p.db, _ = p.open()
	r := startAt(t, p.d, p.clock, Config{Store: p.db, Drain: 50 * time.Millisecond})
	p.d.WaitConnected(1)
	first := p.say()
	p.finished(first.ID)
	letGo := p.hold()
	m, h := p.say(), p.slash()
	h.WaitResponse()
	p.d.SendMessage(p.d.Asker(), p.d.Channel().ID, "not for the bot") // read, and yet no reason to go on behind it
	if err := r.finish(); err != nil {
		t.Fatal(err)
	}
	p.d.WaitDisconnected()
	letGo()
	_ = p.db.Close() // says that work was cut off
	if log := r.log.String(); strings.Count(log, "not taken in before the end") != 2 {
		t.Errorf("log:\n%s", log)
	}
	_, end := p.start(Config{})
	p.finished(m.ID)
	p.finished(h.ID)
	end()
	if got := p.d.Tally(first.ID, m.ID, h.ID); got.Answered != 3 || p.d.Identifies() != 1 {
		t.Errorf("%v, %d IDENTIFYs", got, p.d.Identifies())
	}
}

// TestTwice: events that come again, before and after the answer, are one
// question.
func TestTwice(t *testing.T) {
	p := newPlace(t, discordtest.Config{})
	asked := make(chan struct{}, 8)
	gate := make(chan struct{})
	real := realEngine(t)
	_, end := p.start(Config{Engine: gated{asked, gate, real}})
	p.d.WaitConnected(1)
	m, h := p.say(), p.slash()
	<-asked
	<-asked
	p.d.Resend(m)
	h.Resend()
	close(gate)
	p.finished(m.ID)
	p.finished(h.ID)
	p.d.Resend(m)
	h.Resend()
	last := p.say()
	p.finished(last.ID)
	end()
	if got := p.d.Tally(m.ID, h.ID, last.ID); got.Answered != 3 || len(asked) != 1 {
		t.Errorf("%v, the engine was asked %d times more", got, len(asked))
	}
	p.with(func(db *store.DB) {
		if open, err := db.Unfinished(context.Background(), 10); err != nil || len(open) != 0 {
			t.Errorf("%d open, %v", len(open), err)
		}
	})
}

// gated is an engine that tells when it is asked and waits for its gate.
type gated struct {
	asked chan<- struct{}
	gate  <-chan struct{}
	next  Engine
}

func (g gated) Answer(ctx context.Context, q answer.Question, each func(answer.Claim)) (answer.Answer, error) {
	g.asked <- struct{}{}
	<-g.gate
	return g.next.Answer(ctx, q, each)
}
