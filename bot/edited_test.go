package bot

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"footnote/answer"
	"footnote/bot/discordtest"
	"footnote/store"
)

// chips is another question that the announcement answers, and a part of that.
var chips = map[string][2]string{"de": {"Welche Chips werden eingesetzt?", "NVIDIA"}, "en": {"Which chips are used?", "NVIDIA"}}

// edit changes what a member asked.
func (a asker) edit(m discordtest.Message, text string) {
	a.EditMessage(m.ID, a.Bot().Mention()+" "+text)
}

// amended waits until the one answer to m says something.
func (p *visits) amended(m discordtest.Message, part string) discordtest.Message {
	p.t.Helper()
	return p.d.WaitMessage(m.ChannelID, discordtest.Both(discordtest.RepliesTo(m), discordtest.Contains(part)))
}

// TestComplaintEdited (Kav-K/GPTDiscord#6): an edited question is answered anew in
// place, as often as its asker likes within reason; an edit of nothing changes
// nothing.
func TestComplaintEdited(t *testing.T) { inBoth(t, testEdited) }

func testEdited(t *testing.T, lang string) {
	p := newVisits(t)
	d, a, other := p.d, askers(p.d)[lang], chips[lang]
	p.settled(Config{})
	m := a.ask(d.Channel().ID)
	first := p.amended(m, a.answer)
	a.edit(m, other[0])
	second := p.amended(m, other[1])
	if first.ID != second.ID || strings.Contains(second.Content, a.answer) {
		t.Errorf("%s became %s: %q", first.ID, second.ID, second.Content)
	}
	p.finished(m.ID) // so that the edit is counted
	patched := count(d, "PATCH", "/channels/")
	a.edit(m, other[0])
	thanks := d.SendMessage(d.Asker(), d.Channel().ID, d.Bot().Mention()+" danke!")
	d.WaitReaction(thanks.ID, "👍")
	a.edit(thanks, other[0])
	p.amended(thanks, other[1])
	a.edit(m, "danke!")
	p.amended(m, "Gern!")
	p.finished(m.ID)
	if n := count(d, "PATCH", "/channels/"); n != patched+1 {
		t.Errorf("%d edits for one change", n-patched)
	}
	for n := range 5 { // at once: the last one counts
		a.edit(thanks, unanswerable[lang]+strings.Repeat("?", n))
	}
	a.edit(thanks, a.question)
	p.amended(thanks, a.answer)
	for n := 2; n < maxRevisions; n += 2 {
		a.edit(m, a.question)
		p.amended(m, a.answer)
		a.edit(m, other[0])
		p.amended(m, other[1])
	}
	p.finished(m.ID)
	a.edit(m, a.question) // once too often
	d.WaitAnswered(a.ask(d.Channel().ID).ID)
	p.amended(m, other[1])
	p.stop()
	if q := p.state(m.ID); q.Revision != maxRevisions || q.State != store.StatePosted {
		t.Errorf("revision %d is %s", q.Revision, q.State)
	}
	if got := d.Tally(m.ID, thanks.ID); got.Answered != 2 {
		t.Error(got)
	}
}

// TestChangesInTurn: of two edits that come at once, the first acts on what was the
// latest before the other came, and the other acts after it.
func TestChangesInTurn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var c changes
		stands, leave := "", make(chan struct{})
		act := func(wait <-chan struct{}) {
			end, err := c.turns.take(t.Context(), "1")
			if err != nil {
				t.Error(err)
				return
			}
			defer end()
			one, _ := c.of("1")
			<-wait
			stands = one.text
		}
		c.note("1", change{text: "first"})
		go act(leave)
		synctest.Wait()
		c.note("1", change{text: "second"})
		at := make(chan struct{})
		close(at)
		go act(at)
		synctest.Wait() // where the second one would be done, did it not wait
		gone, cancel := context.WithCancel(t.Context())
		cancel()
		if _, err := c.turns.take(gone, "1"); !errors.Is(err, context.Canceled) {
			t.Errorf("waiting ended with %v", err)
		}
		if end, err := c.turns.take(gone, "2"); err != nil {
			t.Errorf("another message had to wait: %v", err)
		} else {
			end()
		}
		close(leave)
		synctest.Wait()
		if stands != "second" || len(c.turns.of) != 0 {
			t.Errorf("%q stands, %d are busy", stands, len(c.turns.of))
		}
	})
}

// TestEditedOnTheWay: a question that is edited while it is answered, before its
// answer is known to be posted or before it was taken in is answered once, as it is
// in the end.
func TestEditedOnTheWay(t *testing.T) {
	other := chips["de"]
	t.Run("while it is answered", func(t *testing.T) {
		p := newVisits(t)
		a := askers(p.d)["de"]
		entered, leave := make(chan struct{}), make(chan struct{})
		p.settled(Config{Engine: script(func(ctx context.Context, q answer.Question) (answer.Answer, error) {
			if q.Text == a.question {
				close(entered)
				<-leave
			}
			return realEngine(t).Answer(ctx, q, nil)
		})})
		m := a.ask(p.d.Channel().ID)
		<-entered
		a.edit(m, other[0])
		p.d.WaitUntil("the edit to be taken in", func() bool {
			q, err := p.db.Question(context.Background(), m.ID)
			return err == nil && q.Revision == 1
		})
		close(leave)
		p.amended(m, other[1])
		p.stop()
		if n := len(p.d.Answers(m.ID)); n != 1 || count(p.d, "PATCH", "/channels/") != 0 {
			t.Errorf("%d answers", n)
		}
	})
	for name, fault := range map[string]discordtest.Fault{
		"the reply to its post is lost": {Method: "POST", Path: "/channels/*/messages", Action: discordtest.CutAfter, Times: 5},
		"the edit fails at first":       {Method: "PATCH", Path: "/channels/*/messages/*", Kind: discordtest.Unavailable, Times: 5},
	} {
		t.Run(name, func(t *testing.T) {
			p := newVisits(t)
			a := askers(p.d)["de"]
			f := p.d.Fault(fault)
			p.settled(Config{Drain: time.Millisecond})
			m := a.ask(p.d.Channel().ID)
			p.amended(m, a.answer)
			a.edit(m, other[0])
			f.WaitHit(1)
			p.stop()
			f.Release()
			p.settled(Config{})
			p.amended(m, other[1])
			p.stop()
			if n := len(p.d.Answers(m.ID)); n != 1 {
				t.Errorf("%d answers", n)
			}
		})
	}
	for name, one := range map[string]change{"edited before it is taken in": {text: other[0]}, "deleted before it is taken in": {gone: true}} {
		t.Run(name, func(t *testing.T) {
			p := newVisits(t)
			m := askers(p.d)["de"].ask(p.d.Channel().ID)
			p.with(func(db *store.DB) {
				b := &bot{Config: Config{Store: db, Queue: 10, Logger: slog.New(slog.DiscardHandler)}, self: p.d.Bot().ID}
				b.catchUp = newCatchUp(b)
				one.at = p.clock.Now()
				b.changes.note(m.ID, one)
				err := b.takeMessage(context.Background(), discordMessage{ID: m.ID, ChannelID: m.ChannelID, Author: &user{ID: m.Author.ID}, Content: m.Content})
				if err != nil {
					t.Fatal(err)
				}
			})
			if one.gone {
				p.d.DeleteMessage(m.ID)
			}
			p.settled(Config{})
			if one.gone {
				p.forgotten(m)
			} else {
				p.amended(m, other[1])
			}
			p.stop()
			if n := len(p.d.Answers(m.ID)); n != 1 && !one.gone || n != 0 && one.gone {
				t.Errorf("%d answers", n)
			}
		})
	}
}

// forgotten waits until nothing is stored of a question.
func (p *visits) forgotten(m discordtest.Message) {
	p.t.Helper()
	p.d.WaitUntil("question "+m.ID+" to be forgotten", func() bool {
		_, err := p.db.Question(context.Background(), m.ID)
		return errors.Is(err, store.ErrNotFound)
	})
}

// TestDeletedQuestion: a deleted question loses its answer and is forgotten, also
// when many are deleted at once, while it is answered, or when nobody knows whether
// the answer was posted.
func TestDeletedQuestion(t *testing.T) { inBoth(t, testDeleted) }

func testDeleted(t *testing.T, lang string) {
	p := newVisits(t)
	d, a := p.d, askers(p.d)[lang]
	other := d.SendMessage(d.AddUser(discordtest.User{}), d.Channel().ID, "hello")
	p.settled(Config{})
	var asked []discordtest.Message
	for range 4 {
		asked = append(asked, a.ask(d.Channel().ID))
	}
	for _, m := range asked {
		p.amended(m, a.answer)
		p.finished(m.ID)
	}
	d.DeleteMessage(other.ID)
	d.DeleteMessage(asked[0].ID)
	d.SendRaw("MESSAGE_DELETE_BULK", fmt.Sprintf(`{"ids":[%q,%q],"channel_id":%q,"guild_id":%q}`, asked[1].ID, asked[2].ID, d.Channel().ID, d.Guild().ID))
	for _, m := range asked[:3] {
		p.forgotten(m)
		if n := len(d.Answers(m.ID)); n != 0 {
			t.Errorf("%d answers stand", n)
		}
	}
	fault := d.Fault(discordtest.Fault{Method: "DELETE", Path: "/channels/*/messages/*", Kind: discordtest.Unavailable, Times: -1})
	d.DeleteMessage(asked[3].ID)
	fault.WaitHit(1)
	p.stop()
	fault.Release()
	p.settled(Config{})
	p.forgotten(asked[3])

	lost := d.Fault(discordtest.Fault{Method: "POST", Path: "/channels/*/messages", Action: discordtest.CutAfter, Times: 5})
	m := a.ask(d.Channel().ID)
	p.amended(m, a.answer)
	d.DeleteMessage(m.ID)
	p.forgotten(m)
	lost.Release()
	p.stop()
	for _, m := range append(asked, m) {
		if n := len(d.Answers(m.ID)); n != 0 {
			t.Errorf("%d answers stand", n)
		}
	}
}

// TestEditedUnasked: where nobody addressed the bot, an edit that leaves nothing to
// answer takes the answer away, and one that asks again brings one.
func TestEditedUnasked(t *testing.T) { inBoth(t, testEditedUnasked) }

func testEditedUnasked(t *testing.T, lang string) {
	p := newVisits(t)
	d, admin := governed(p)
	a, here, other := askers(d)[lang], d.Channel().ID, chips[lang]
	p.settled(Config{})
	p.set(admin, lang, setAuto, inChannel(here), switched(true))
	m := d.SendMessage(d.Asker(), here, a.question)
	first := p.amended(m, a.answer)
	d.EditMessage(m.ID, other[0])
	p.amended(m, other[1])
	d.EditMessage(m.ID, unanswerable[lang])
	d.WaitGone(first.ID)
	p.finished(m.ID)
	d.EditMessage(m.ID, a.question)
	p.amended(m, a.answer)
	p.finished(m.ID)
	p.stop()
	if got := d.Tally(m.ID); got.Answered != 1 {
		t.Error(got)
	}
}
