package store_test

import (
	"context"
	"errors"
	"reflect"
	"slices"
	"testing"
	"time"

	"footnote/answer"
	"footnote/store"
)

const (
	desk      = "100000000000000010" // channel of the cards
	moderator = "100000000000000011"
	bystander = "100000000000000012"
)

// pressed is the n-th id of an interaction.
func pressed(n int) string { return numbered(1000 + n) }

// handOver is a question handed over by a press.
func handOver(press, question int, latest string) store.HandOver {
	return store.HandOver{ID: pressed(press), Question: numbered(question), Users: []string{asker}, Latest: latest,
		Scope: guild, Announcement: "fair", Channel: desk}
}

func mustHandOver(t *testing.T, db *store.DB, h store.HandOver) (string, bool) {
	t.Helper()
	got, again, err := db.HandOver(context.Background(), h)
	must(t, err)
	return got, again
}

// added is an addendum to a handoff.
func added(press int, handoff string) store.Addendum {
	return store.Addendum{ID: pressed(press), Handoff: handoff, Question: "Frage 0?", Language: "de", By: moderator, Name: "Mo", Text: "Nein."}
}

func TestHandOver(t *testing.T) {
	onEach(t, func(t *testing.T, p *place) {
		ctx, db := context.Background(), p.open(t)
		for n := range 4 {
			claim(t, db, message(n))
		}
		first, again := mustHandOver(t, db, handOver(0, 0, ""))
		if first != pressed(0) || again {
			t.Fatalf("opened %s, again %t", first, again)
		}
		if got, again := mustHandOver(t, db, handOver(0, 0, "")); got != first || again {
			t.Errorf("the same event again: %s, %t", got, again)
		}
		if got, again := mustHandOver(t, db, handOver(1, 0, "")); got != first || !again {
			t.Errorf("the same question again: %s, %t", got, again)
		}
		if _, _, err := db.HandOver(ctx, handOver(2, 1, "")); !errors.Is(err, store.ErrConflict) {
			t.Errorf("without having seen the first: %v", err)
		}
		join := handOver(2, 1, first)
		join.Join, join.Users, join.Disliked, join.Reason = first, []string{asker, bystander}, true, "Falsch."
		if got, again := mustHandOver(t, db, join); got != first || again {
			t.Errorf("joined %s, %t", got, again)
		}
		if got, _ := mustHandOver(t, db, handOver(3, 2, first)); got != pressed(3) {
			t.Errorf("another question joined %s", got)
		}
		h := noError(db.Handoff(ctx, first))(t)
		want := store.Handoff{ID: first, Scope: guild, Guild: guild, Announcement: "fair", Disliked: true, Reason: "Falsch.", Opened: p.clock.Now(),
			Channel: desk, Version: 2, Asked: []store.Asked{
				{Question: numbered(0), User: asker, Guild: guild, Channel: channel, Message: numbered(0), Text: "Frage 0?", Locale: "de"},
				{Question: numbered(1), User: asker, Guild: guild, Channel: channel, Message: numbered(1), Text: "Frage 1?", Locale: "de"},
				{Question: numbered(1), User: bystander, Guild: guild, Channel: channel, Message: numbered(1), Text: "Frage 1?", Locale: "de"},
			}}
		if !reflect.DeepEqual(h, want) {
			t.Errorf("got  %+v\nwant %+v", h, want)
		}
		open := func(want ...string) {
			t.Helper()
			var got, listed []string
			for _, h := range noError(db.OpenHandoffs(ctx, guild, "fair", 10))(t) {
				got = append(got, h.ID)
			}
			for _, h := range noError(db.OpenHandoffsFor(ctx, appID, desk, 10))(t) {
				listed = append([]string{h.ID}, listed...)
			}
			if !slices.Equal(got, want) || !slices.Equal(listed, want) {
				t.Errorf("open: %v and %v, want %v", got, listed, want)
			}
		}
		open(pressed(3), first)
		if got := noError(db.OpenHandoffs(ctx, guild, "other", 10))(t); len(got) > 0 {
			t.Errorf("of another announcement: %+v", got)
		}
		must(t, db.Add(ctx, added(4, first)))
		open(pressed(3))
		late := handOver(5, 3, pressed(3))
		late.Join = first
		if _, _, err := db.HandOver(ctx, late); !errors.Is(err, store.ErrConflict) {
			t.Errorf("joined one that is answered: %v", err)
		}
		if _, _, err := db.HandOver(ctx, handOver(6, 77, pressed(3))); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("a question that is not there: %v", err)
		}
		// Who is not content with the addendum asks anew.
		if got, again := mustHandOver(t, db, handOver(7, 0, pressed(3))); got != pressed(7) || again {
			t.Errorf("asked anew: %s, %t", got, again)
		}
	})
}

func TestAddendum(t *testing.T) {
	onEach(t, func(t *testing.T, p *place) {
		ctx, db := context.Background(), p.open(t)
		must(t, db.KeepAnnouncement(ctx, store.Announcement{Version: "v", ID: "fair", Text: "x"}))
		for n := range 2 {
			claim(t, db, message(n))
		}
		h, _ := mustHandOver(t, db, handOver(0, 0, ""))
		d := added(1, h)
		for range 2 {
			must(t, db.Add(ctx, d))
		}
		if err := db.Add(ctx, added(2, h)); !errors.Is(err, store.ErrConflict) {
			t.Errorf("a second answer: %v", err)
		}
		if err := db.Add(ctx, added(2, pressed(77))); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("an answer to nothing: %v", err)
		}
		quoted := func(want ...answer.Addendum) {
			t.Helper()
			if got := noError(db.Addenda(ctx, guild, "fair"))(t); !slices.Equal(got, want) {
				t.Errorf("to quote: %+v, want %+v", got, want)
			}
		}
		quoted(answer.Addendum{ID: d.ID, Question: "Frage 0?", Language: "de"})
		if got := noError(db.Addenda(ctx, "@"+channel, "fair"))(t); len(got) > 0 {
			t.Errorf("in another scope: %+v", got)
		}
		_, err := db.SaveAnswer(ctx, store.Answered{Question: numbered(1), Announcement: "v", Answer: answer.Answer{Addenda: []string{d.ID}}})
		must(t, err)
		if got := noError(db.UsesOf(ctx, d.ID))(t); !slices.Equal(got, []string{numbered(1)}) {
			t.Errorf("quoted by %v", got)
		}
		fix := store.Change{ID: pressed(5), Addendum: d.ID, By: bystander, Name: "By", Text: "Doch."}
		for range 2 {
			must(t, db.Change(ctx, fix))
		}
		older := fix
		older.ID, older.Text = pressed(4), "Vielleicht."
		if err := db.Change(ctx, older); !errors.Is(err, store.ErrConflict) {
			t.Errorf("an older correction: %v", err)
		}
		want := store.Addendum{ID: d.ID, Handoff: h, Question: "Frage 0?", Language: "de", By: bystander, Name: "By", Text: "Doch.", Given: p.clock.Now(), Corrected: true}
		if got := noError(db.Addendum(ctx, d.ID))(t); got != want {
			t.Errorf("corrected: %+v", got)
		}
		for range 2 {
			must(t, db.Change(ctx, store.Change{ID: pressed(6), Addendum: d.ID, By: moderator, Revoke: true}))
		}
		quoted()
		if got := noError(db.Handoff(ctx, h))(t); got.Answered || got.Addendum == nil || !got.Addendum.Revoked || got.Addendum.Text != "" || got.Version != 4 {
			t.Errorf("taken back: %+v %+v", got, got.Addendum)
		}
		fix.ID = pressed(7)
		if err := db.Change(ctx, fix); !errors.Is(err, store.ErrConflict) {
			t.Errorf("corrected what was taken back: %v", err)
		}
		must(t, db.Add(ctx, added(8, h)))
		if got := noError(db.AddendaOf(ctx, h))(t); len(got) != 2 || got[1].ID != pressed(8) {
			t.Errorf("all: %+v", got)
		}
		quoted(answer.Addendum{ID: pressed(8), Question: "Frage 0?", Language: "de"})
	})
}

func TestAddendumPosts(t *testing.T) {
	onEach(t, func(t *testing.T, p *place) {
		ctx, db := context.Background(), p.open(t)
		claim(t, db, message(0))
		h, _ := mustHandOver(t, db, handOver(0, 0, ""))
		d := added(1, h)
		must(t, db.Add(ctx, d))
		begin := store.AddendumPost{Addendum: d.ID, Channel: channel, Part: 1}
		begun := p.clock.Now()
		first := noError(db.BeginAddendum(ctx, begin))(t)
		p.clock.add(time.Minute)
		second := noError(db.BeginAddendum(ctx, begin))(t)
		want := store.AddendumPost{Addendum: d.ID, Channel: channel, Part: 1, Begun: begun}
		if first != want {
			t.Errorf("first %+v", first)
		}
		if want.Again = true; second != want {
			t.Errorf("second %+v", second)
		}
		begin.Message = numbered(5)
		must(t, db.AddendumPosted(ctx, begin))
		if got := noError(db.AddendumPosts(ctx, d.ID))(t); len(got) != 1 || got[0].Message != numbered(5) {
			t.Errorf("kept %+v", got)
		}
		if _, err := db.BeginAddendum(ctx, store.AddendumPost{Addendum: pressed(9), Channel: channel}); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("a post of nothing: %v", err)
		}
		if again := noError(db.BeginCard(ctx, h, 0))(t); again {
			t.Error("the first attempt at a card is one again")
		}
		if again := noError(db.BeginCard(ctx, h, 0))(t); !again {
			t.Error("the second attempt at a card is the first")
		}
		must(t, db.CardPosted(ctx, h, 0, numbered(6)))
		if got := noError(db.Handoff(ctx, h))(t); got.Message != numbered(6) {
			t.Errorf("card %+v", got)
		}
		must(t, db.CardPosted(ctx, h, 0, ""))
		if again := noError(db.BeginCard(ctx, h, 1))(t); again || noError(db.Handoff(ctx, h))(t).Cards != 1 {
			t.Error("a deleted card is not posted anew")
		}
	})
}

// TestHandoffIsShown: each change of a handoff has it shown, by one at a time, and
// until that has worked.
func TestHandoffIsShown(t *testing.T) {
	onEach(t, func(t *testing.T, p *place) {
		ctx, db := context.Background(), p.open(t)
		shown := make(chan int, 10)
		fails := true
		must(t, db.Start(ctx, store.Work{
			Do: func(ctx context.Context, q store.Question) error {
				return db.Finish(ctx, store.Finish{Question: q.ID, State: store.StateSilent})
			},
			Failed: func(context.Context, store.Question) error { return nil }, Workers: 1,
			Handoff: func(ctx context.Context, id string) error {
				h, err := db.TakeHandoff(ctx, id, time.Minute)
				if err != nil {
					return err
				}
				if _, err := db.TakeHandoff(ctx, id, time.Minute); !errors.Is(err, store.ErrConflict) {
					t.Errorf("taken twice: %v", err)
				}
				if fails {
					fails = false
					return errors.Join(store.Later{}, db.GiveHandoff(ctx, id, 0))
				}
				err = db.GiveHandoff(ctx, id, h.Version)
				shown <- h.Version
				return err
			},
		}))
		claim(t, db, message(0))
		h, _ := mustHandOver(t, db, handOver(0, 0, ""))
		if got := wait(t, "the first version", shown); got != 1 {
			t.Errorf("shown %d", got)
		}
		must(t, db.Add(ctx, added(1, h)))
		if got := wait(t, "the addendum", shown); got != 2 {
			t.Errorf("shown %d", got)
		}
		eventually(t, "the note", func() bool { return noError(db.Handoff(ctx, h))(t).Shown == 2 })
	})
}

// TestHandoffTakenByDead: what a process had taken when it died is free: on SQLite
// at the next start, elsewhere when its time is over.
func TestHandoffTakenByDead(t *testing.T) {
	onEach(t, func(t *testing.T, p *place) {
		ctx, db := context.Background(), p.open(t)
		claim(t, db, message(0))
		h, _ := mustHandOver(t, db, handOver(0, 0, ""))
		_, err := db.TakeHandoff(ctx, h, time.Minute)
		must(t, err)
		if db.Dialect() == "postgres" {
			p.clock.add(time.Minute)
		}
		taken := make(chan error, 10)
		must(t, db.Start(ctx, store.Work{
			Do: func(context.Context, store.Question) error { return nil }, Failed: func(context.Context, store.Question) error { return nil },
			Handoff: func(ctx context.Context, id string) error {
				_, err := db.TakeHandoff(ctx, id, time.Minute)
				taken <- err
				return nil
			},
		}))
		must(t, wait(t, "the handoff", taken))
	})
}

// TestForgetHandoffs: what is deleted takes with it what hangs on it in handoffs.
func TestForgetHandoffs(t *testing.T) {
	onEach(t, func(t *testing.T, p *place) {
		ctx, db := context.Background(), p.open(t)
		for n := range 3 {
			claim(t, db, message(n))
		}
		open, _ := mustHandOver(t, db, handOver(0, 0, ""))
		answered, _ := mustHandOver(t, db, handOver(1, 1, open))
		must(t, db.Add(ctx, added(2, answered)))
		other := handOver(3, 2, open)
		other.Users = []string{asker, bystander}
		shared, _ := mustHandOver(t, db, other)
		if _, err := db.DeleteUser(ctx, bystander); err != nil {
			t.Fatal(err)
		}
		if got := noError(db.Handoff(ctx, shared))(t); len(got.Asked) != 1 {
			t.Errorf("still asked by %+v", got.Asked)
		}
		if _, err := db.DeleteUser(ctx, moderator); err != nil {
			t.Fatal(err)
		}
		if got := noError(db.Addendum(ctx, pressed(2)))(t); got.By != "" || got.Name != "" || got.Text != "" || !got.Revoked {
			t.Errorf("of somebody who is forgotten: %+v", got)
		}
		if got := noError(db.Handoff(ctx, answered))(t); got.Answered || got.Version != 3 {
			t.Errorf("and its handoff: %+v", got)
		}
		gone := func(ids ...string) {
			t.Helper()
			for _, h := range ids {
				if _, err := db.Handoff(ctx, h); !errors.Is(err, store.ErrNotFound) {
					t.Errorf("handoff %s: %v", h, err)
				}
			}
		}
		if _, err := db.DeleteUser(ctx, asker); err != nil {
			t.Fatal(err)
		}
		gone(open, shared)
		if _, err := db.Handoff(ctx, answered); err != nil {
			t.Errorf("gone before its messages are: %v", err)
		}
		must(t, db.GiveHandoff(ctx, answered, 3))
		_, err := db.Retain(ctx, p.clock.Now().Add(-time.Hour))
		must(t, err)
		gone(answered)

		claim(t, db, message(5))
		old, _ := mustHandOver(t, db, handOver(5, 5, ""))
		p.clock.add(time.Hour)
		_, err = db.Retain(ctx, p.clock.Now())
		must(t, err)
		gone(old)
		claim(t, db, message(6))
		left, _ := mustHandOver(t, db, handOver(6, 6, ""))
		must(t, db.Add(ctx, added(7, left)))
		_, err = db.DeleteGuild(ctx, guild)
		must(t, err)
		gone(left)
		if _, err := db.Addendum(ctx, pressed(7)); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("addendum of a server that was left: %v", err)
		}
	})
}
