package store_test

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"sync"
	"testing"
	"time"

	"footnote/answer"
	"footnote/store"
)

// settle asks a question and ends it with an outcome and, when it is posted, a
// message of which the id is 900 and its number.
func settle(t *testing.T, db *store.DB, n int, c store.Claim, a answer.Answer) {
	t.Helper()
	ctx := context.Background()
	must(t, db.KeepAnnouncement(ctx, store.Announcement{Version: "v1", Text: "text"}))
	claim(t, db, c)
	noError(db.SaveAnswer(ctx, store.Answered{Question: c.ID, Announcement: "v1", Answer: a}))(t)
	noError(db.BeginPost(ctx, store.PostAttempt{Question: c.ID, Channel: c.Channel}))(t)
	must(t, db.Posted(ctx, store.Posted{Question: c.ID, Message: fmt.Sprint(900 + n), Done: true}))
}

var notThere = answer.Answer{Outcome: answer.NotInAnnouncement}

// TestCountsOfHandedOver: how many questions were handed over stays known when they
// are deleted, and days count from the first to before the last.
func TestCountsOfHandedOver(t *testing.T) {
	onEach(t, func(t *testing.T, p *place) {
		ctx, db := context.Background(), p.open(t)
		today := p.clock.Now().Truncate(24 * time.Hour)
		for n := range 3 {
			settle(t, db, n, message(n), notThere)
		}
		two := handOver(0, 0, "")
		two.Users = []string{asker, bystander} // one question all the same
		h, _ := mustHandOver(t, db, two)
		mustHandOver(t, db, handOver(1, 1, h))
		p.clock.add(24 * time.Hour)
		settle(t, db, 3, message(3), notThere)
		want := []store.Count{
			{Day: today, State: store.StatePosted, Outcome: answer.NotInAnnouncement, Questions: 3, Handed: 2},
			{Day: today.Add(24 * time.Hour), State: store.StatePosted, Outcome: answer.NotInAnnouncement, Questions: 1},
		}
		check := func(when string, since, until time.Time, want []store.Count) {
			t.Helper()
			if got := noError(db.Counts(ctx, store.CountsOf{Guild: guild, Since: since, Until: until}))(t); !reflect.DeepEqual(got, want) {
				t.Errorf("%s: counts %+v, want %+v", when, got, want)
			}
		}
		for _, c := range []struct {
			when string
			drop func()
		}{
			{"kept", func() {}},
			{"one deleted", func() { must(t, db.DeleteQuestion(ctx, numbered(1))) }},
			{"all deleted", func() { noError(db.Retain(ctx, p.clock.Now().Add(time.Hour)))(t) }},
		} {
			c.drop()
			check(c.when, time.Time{}, time.Time{}, want)
			check(c.when+", first day", today, today.Add(24*time.Hour), want[:1])
			check(c.when+", second day", today.Add(30*time.Hour), time.Time{}, want[1:])
		}
	})
}

func TestUnanswered(t *testing.T) {
	onEach(t, func(t *testing.T, p *place) {
		ctx, db := context.Background(), p.open(t)
		begin := p.clock.Now()
		get := func(change ...func(*store.UnansweredOf)) (ids []string, human []bool) {
			t.Helper()
			u := store.UnansweredOf{Guild: guild, Since: begin, Until: begin.Add(time.Hour), Limit: 10}
			for _, f := range change {
				f(&u)
			}
			for _, one := range noError(db.Unanswered(ctx, u))(t) {
				ids, human = append(ids, one.Question), append(human, one.ByHuman)
			}
			return ids, human
		}
		settle(t, db, 0, message(0), notThere)
		settle(t, db, 1, message(1), answer.Answer{Outcome: answer.Answered})
		settle(t, db, 2, message(2), answer.Answer{Outcome: answer.Partly})
		settle(t, db, 3, interaction(3, begin.Add(time.Hour)), notThere)
		private := interaction(4, begin.Add(time.Hour))
		private.Interaction.Ephemeral = true
		settle(t, db, 4, private, notThere)
		other := message(5)
		other.Guild = otherGuild
		settle(t, db, 5, other, notThere)
		claim(t, db, message(6))
		must(t, db.Finish(ctx, store.Finish{Question: numbered(6), State: store.StateSilent}))
		if ids, human := get(); !slices.Equal(ids, []string{numbered(3), numbered(0)}) || !slices.Equal(human, []bool{false, false}) {
			t.Errorf("unanswered: %v %v", ids, human)
		}
		all := noError(db.Unanswered(ctx, store.UnansweredOf{Guild: guild, Since: begin, Until: begin.Add(time.Hour), Limit: 10}))(t)
		want := store.Asked{Question: numbered(3), User: asker, Guild: guild, Channel: channel, Message: "903", Text: "Frage 3?", Locale: "de"}
		if all[0].Asked != want {
			t.Errorf("asked by interaction: %+v", all[0])
		}
		if all[1].Message != numbered(0) {
			t.Errorf("asked by message: %+v", all[1])
		}

		h, _ := mustHandOver(t, db, handOver(0, 2, ""))
		if ids, _ := get(func(u *store.UnansweredOf) { u.Limit = 2 }); !slices.Equal(ids, []string{numbered(3), numbered(2)}) {
			t.Errorf("handed over: %v", ids)
		}
		d := added(1, h)
		must(t, db.Add(ctx, d))
		settle(t, db, 7, message(7), answer.Answer{Outcome: answer.NotInAnnouncement, Addenda: []string{d.ID}})
		if ids, human := get(); !slices.Equal(ids, []string{numbered(7), numbered(3), numbered(2), numbered(0)}) || !slices.Equal(human, []bool{true, false, true, false}) {
			t.Errorf("answered by a human: %v %v", ids, human)
		}
		must(t, db.Change(ctx, store.Change{ID: pressed(2), Addendum: d.ID, By: moderator, Revoke: true}))
		if _, human := get(); slices.Contains(human, true) {
			t.Errorf("taken back: %v", human)
		}
		if ids, _ := get(func(u *store.UnansweredOf) { u.Until = u.Since }); len(ids) != 0 {
			t.Errorf("in no time: %v", ids)
		}
		noError(db.Retain(ctx, begin.Add(time.Hour)))(t)
		if ids, _ := get(); len(ids) != 0 {
			t.Errorf("deleted: %v", ids)
		}
	})
}

// TestDigests: a digest is due in a server where something was asked in the week, is
// posted by one at a time, and once.
func TestDigests(t *testing.T) {
	onEach(t, func(t *testing.T, p *place) {
		ctx, db := context.Background(), p.open(t)
		week := time.Date(2027, 5, 10, 0, 0, 0, 0, time.UTC)
		due := func() (guilds []string) {
			t.Helper()
			for _, d := range noError(db.DigestsDue(ctx, week))(t) {
				guilds = append(guilds, d.Guild)
			}
			return guilds
		}
		if got := due(); got != nil {
			t.Errorf("nothing was asked: %v", got)
		}
		early := message(0)
		early.Asked = week.Add(-7*24*time.Hour - time.Millisecond)
		late := message(1)
		late.Asked = week
		direct := message(2)
		direct.Guild = ""
		for _, c := range []store.Claim{early, late, direct} {
			claim(t, db, c)
		}
		if got := due(); got != nil {
			t.Errorf("asked before, behind, and in a direct message: %v", got)
		}
		claim(t, db, message(3))
		other := message(4)
		other.Guild = otherGuild
		claim(t, db, other)
		noError(db.DeleteUser(ctx, asker))(t)
		if got := due(); !slices.Equal(got, []string{guild, otherGuild}) {
			t.Fatalf("due: %v", got)
		}

		d := store.Digest{Guild: guild, Week: week}
		var wg sync.WaitGroup
		taken := make(chan bool, 10)
		for range cap(taken) {
			wg.Go(func() {
				again, err := db.TakeDigest(ctx, d, time.Minute)
				if err == nil {
					taken <- again
				} else if !errors.Is(err, store.ErrConflict) {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		if len(taken) != 1 || <-taken {
			t.Error("not taken by one alone, for the first time")
		}
		p.clock.add(time.Minute) // whoever had it died
		if again := noError(db.TakeDigest(ctx, d, time.Minute))(t); !again {
			t.Error("the second attempt is the first")
		}
		must(t, db.GiveDigest(ctx, d, false))
		if again := noError(db.TakeDigest(ctx, d, time.Minute))(t); !again {
			t.Error("the third attempt is the first")
		}
		must(t, db.GiveDigest(ctx, d, true))
		if _, err := db.TakeDigest(ctx, d, time.Minute); !errors.Is(err, store.ErrConflict) {
			t.Errorf("a digest that is done: %v", err)
		}
		if got := due(); !slices.Equal(got, []string{otherGuild}) {
			t.Errorf("due: %v", got)
		}
		noError(db.DeleteGuild(ctx, otherGuild))(t)
		p.clock.add(100 * 24 * time.Hour)
		noError(db.Retain(ctx, p.clock.Now()))(t)
		if got := due(); !slices.Equal(got, []string{guild}) { // which nobody looks for any more
			t.Errorf("long after: %v", got)
		}
	})
}
