package store_test

import (
	"bytes"
	"context"
	"errors"
	"reflect"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"footnote/answer"
	"footnote/store"
)

func TestQuota(t *testing.T) {
	onEach(t, func(t *testing.T, p *place) {
		ctx, db := context.Background(), p.open(t)
		mine := store.Quota{Guild: guild, User: asker}
		put := func(n int) store.Claimed {
			c := message(n)
			c.Quota = 2
			return claim(t, db, c)
		}
		used := func(want int) {
			t.Helper()
			if got := noError(db.QuotaUsed(ctx, mine))(t); got != want {
				t.Errorf("%d used, want %d", got, want)
			}
		}
		used(0)
		for n, want := range []store.Claimed{{First: true, Used: 1}, {First: true, Used: 2}, {First: true, Used: 2, OverQuota: true}} {
			if got := put(n); got != want {
				t.Errorf("question %d: %+v, want %+v", n, got, want)
			}
		}
		if got := put(0); got != (store.Claimed{}) {
			t.Errorf("a repeated claim: %+v", got)
		}
		claim(t, db, message(3)) // without a quota
		used(2)
		if q := load(t, db, numbered(2)); !q.OverQuota {
			t.Error("the question over the quota does not tell")
		}
		for range 2 { // a refund is one, and what was not counted is none
			must(t, db.Finish(ctx, store.Finish{Question: numbered(0), State: store.StateSilent, Refund: true}))
			must(t, db.Finish(ctx, store.Finish{Question: numbered(2), State: store.StateSilent, Refund: true}))
		}
		used(1)
		if got := put(4); got.OverQuota {
			t.Errorf("after the refund: %+v", got)
		}
		must(t, db.ResetQuota(ctx, store.Quota{Guild: guild}))
		used(0)
		if got := put(5); got.Used != 1 {
			t.Errorf("after the reset: %+v", got)
		}
		must(t, db.ResetQuota(ctx, store.Quota{Guild: guild, User: appID}))
		used(1)
		p.clock.add(12 * time.Hour)
		used(0)
	})
}

func TestQuotaUnderLoad(t *testing.T) {
	onEach(t, func(t *testing.T, p *place) {
		db := p.open(t)
		var over atomic.Int64
		var wg sync.WaitGroup
		for n := range 30 {
			wg.Go(func() {
				c := message(n)
				c.Quota = 10
				out, err := db.Claim(context.Background(), c)
				if err != nil || !out.First {
					t.Errorf("%+v, %v", out, err)
				}
				if out.OverQuota {
					over.Add(1)
				}
			})
		}
		wg.Wait()
		if over.Load() != 20 {
			t.Errorf("%d over the quota, want 20", over.Load())
		}
	})
}

func TestWatermarks(t *testing.T) {
	onEach(t, func(t *testing.T, p *place) {
		ctx := context.Background()
		db := p.open(t, func(c *store.Config) { c.FlushEvery = time.Hour })
		must(t, db.See(store.Seen{Guild: guild, Channel: "11", Message: "1000"}))
		must(t, db.Flush(ctx))
		must(t, db.See(store.Seen{Guild: guild, Channel: "11", Message: "999"}))
		must(t, db.See(store.Seen{Channel: "12", Message: "7"}))
		want := []store.Seen{{guild, "11", "1000"}, {"", "12", "7"}}
		if got := noError(db.Watermarks(ctx))(t); !slices.Equal(got, want) {
			t.Errorf("watermarks %v, want %v", got, want)
		}
		must(t, db.See(store.Seen{Guild: guild, Channel: "11", Message: "1001"}))
		closeDB(t, db) // writes what waits
		db = p.open(t)
		want[0].Message = "1001"
		if got := noError(db.Watermarks(ctx))(t); !slices.Equal(got, want) {
			t.Errorf("watermarks %v, want %v", got, want)
		}
		must(t, db.See(store.Seen{Guild: guild, Channel: "11", Message: "1002"}))
		must(t, db.ForgetChannel(ctx, "11"))
		if got := noError(db.Watermarks(ctx))(t); !slices.Equal(got, want[1:]) {
			t.Errorf("watermarks %v, want %v", got, want[1:])
		}
		if db.See(store.Seen{Channel: "12"}) == nil {
			t.Error("a watermark of no message")
		}
	})
}

// TestDirectChannels: a channel of direct messages is kept with the first question there,
// and so is that it was read up to before that: what is seen later may be lost in a
// crash, and what was asked meanwhile must be found.
func TestDirectChannels(t *testing.T) {
	onEach(t, func(t *testing.T, p *place) {
		ctx, db := context.Background(), p.open(t, func(c *store.Config) { c.FlushEvery = time.Hour })
		for n, direct := range []bool{true, true, false} {
			c := message(n)
			if direct {
				c.Guild, c.Channel = "", "44"
			}
			claim(t, db, c)
		}
		if got := noError(db.DirectChannels(ctx))(t); !slices.Equal(got, []store.DirectChannel{{"44", asker}}) {
			t.Errorf("channels %v", got)
		}
		if got := noError(db.Watermarks(ctx))(t); !slices.Equal(got, []store.Seen{{Channel: "44", Message: "199999999999999999"}}) {
			t.Errorf("watermarks %v", got)
		}
	})
}

func TestWatermarksAreWrittenByThemselves(t *testing.T) {
	onEach(t, func(t *testing.T, p *place) {
		db := p.open(t, func(c *store.Config) { c.FlushEvery = time.Millisecond })
		must(t, db.See(store.Seen{Channel: "12", Message: "7"}))
		must(t, db.Sessions(appID).Save(context.Background(), store.Session{ID: "s", Seq: 1}))
		eventually(t, "writing", func() bool { return store.Unwritten(db) == 0 })
	})
}

func TestSessions(t *testing.T) {
	onEach(t, func(t *testing.T, p *place) {
		ctx := context.Background()
		db := p.open(t, func(c *store.Config) { c.FlushEvery = time.Hour })
		s := db.Sessions(appID)
		if got := noError(s.Load(ctx))(t); got != (store.Session{}) {
			t.Errorf("a session from nowhere: %+v", got)
		}
		one := store.Session{ID: "abc", URL: "wss://resume", Seq: 5, Intents: 3}
		must(t, s.Save(ctx, one))
		if n := store.Unwritten(db); n != 0 {
			t.Error("a new session waits in memory")
		}
		one.Seq = 6
		must(t, s.Save(ctx, one))
		if n := store.Unwritten(db); n != 1 {
			t.Error("a later sequence number was written at once")
		}
		if got := noError(db.Sessions("another bot").Load(ctx))(t); got != (store.Session{}) {
			t.Errorf("the session of another bot: %+v", got)
		}
		closeDB(t, db)

		db = p.open(t)
		if got := noError(db.Sessions(appID).Load(ctx))(t); got != one {
			t.Errorf("after a restart %+v, want %+v", got, one)
		}
		must(t, db.Sessions(appID).Save(ctx, store.Session{}))
		if got := noError(db.Sessions(appID).Load(ctx))(t); got != (store.Session{}) {
			t.Errorf("a session that was dropped: %+v", got)
		}
	})
}

func TestSessionsOfSeveralMachines(t *testing.T) {
	t.Parallel()
	ctx, p := context.Background(), postgresPlace(t)
	first, other := p.open(t), p.open(t)
	must(t, first.Sessions(appID).Save(ctx, store.Session{ID: "first"}))
	must(t, other.Sessions(appID).Save(ctx, store.Session{ID: "other"}))
	for want, db := range map[string]*store.DB{"first": first, "other": other} {
		if got := noError(db.Sessions(appID).Load(ctx))(t); got.ID != want {
			t.Errorf("%s has the session %+v", want, got)
		}
	}
	closeDB(t, first)
	if got := noError(p.open(t).Sessions(appID).Load(ctx))(t); got.ID != "first" {
		t.Errorf("who started after the first ended has the session %+v", got)
	}
}

func TestIdentifies(t *testing.T) {
	onEach(t, func(t *testing.T, p *place) {
		ctx, db := context.Background(), p.open(t)
		i, now := db.Identifies(appID), p.clock.Now()
		n, latest, err := i.Get(ctx, now.Add(-24*time.Hour))
		if must(t, err); n != 0 || !latest.IsZero() {
			t.Errorf("%d, %s before the first", n, latest)
		}
		for _, ago := range []time.Duration{30 * time.Hour, 20 * time.Hour, time.Hour, 0, 0} {
			must(t, i.Add(ctx, now.Add(-ago)))
		}
		must(t, db.Identifies("another").Add(ctx, now.Add(time.Hour)))
		for ago, want := range map[time.Duration]int{24 * time.Hour: 4, 2 * time.Hour: 3, 0: 0} {
			n, latest, err := i.Get(ctx, now.Add(-ago))
			if must(t, err); n != want || !latest.Equal(now) {
				t.Errorf("within %s: %d, latest %s; want %d, %s", ago, n, latest, want, now)
			}
		}
	})
}

func TestBudget(t *testing.T) {
	onEach(t, func(t *testing.T, p *place) {
		ctx, db := context.Background(), p.open(t)
		var b answer.Budget = db.Budget(1000)
		left := func(want int) {
			t.Helper()
			if got := noError(b.Left(ctx))(t); got != want {
				t.Errorf("%d left, want %d", got, want)
			}
		}
		left(1000)
		var wg sync.WaitGroup
		for range 20 {
			wg.Go(func() {
				if err := b.Spend(ctx, 60); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		left(-200)
		p.clock.add(12 * time.Hour)
		left(1000)
	})
}

func TestCache(t *testing.T) {
	onEach(t, func(t *testing.T, p *place) {
		db := p.open(t)
		store.PatientCache(db)
		var c answer.Cache = db.Cache(10 * time.Minute)
		if a, ok := c.Get("k"); ok {
			t.Errorf("an answer from nowhere: %+v", a)
		}
		want := answer.Answer{Outcome: answer.Partly, Claims: []answer.Claim{}, Unanswered: []string{"x"}, Dropped: []answer.Dropped{{Claim: "c", Gate: "g"}}, Closest: &answer.Citation{Quote: "q"}}
		const key = "v1\x00claims\x00de\x00Frage"
		c.Put(key, answer.Answer{})
		with := want
		with.Question = "somebody's words"
		c.Put(key, with)
		if a, ok := c.Get(key); !ok || !reflect.DeepEqual(a, want) {
			t.Errorf("kept %+v", a)
		}
		p.clock.add(10*time.Minute + time.Millisecond)
		if _, ok := c.Get(key); ok {
			t.Error("an answer that is too old")
		}
	})
}

func TestSettings(t *testing.T) {
	onEach(t, func(t *testing.T, p *place) {
		ctx, db := context.Background(), p.open(t)
		if got := noError(db.Settings(ctx, guild))(t); got.Version != 0 || got.Value != nil {
			t.Errorf("settings from nowhere: %+v", got)
		}
		one := noError(db.SaveSettings(ctx, store.Settings{Guild: guild, Value: []byte(`{"a":1}`), By: asker}))(t)
		if one.Version != 1 || !one.Saved.Equal(p.clock.Now()) {
			t.Errorf("saved %+v", one)
		}
		if _, err := db.SaveSettings(ctx, store.Settings{Guild: guild, Value: []byte(`{}`)}); !errors.Is(err, store.ErrConflict) {
			t.Errorf("saved over settings not seen: %v", err)
		}
		one.Value = []byte(`{"a":2}`)
		two := noError(db.SaveSettings(ctx, one))(t)
		if _, err := db.SaveSettings(ctx, one); !errors.Is(err, store.ErrConflict) {
			t.Errorf("saved over newer settings: %v", err)
		}
		if got := noError(db.Settings(ctx, guild))(t); !reflect.DeepEqual(got, two) || two.Version != 2 {
			t.Errorf("settings %+v, want %+v", got, two)
		}
		if _, err := db.SaveSettings(ctx, store.Settings{Guild: guild, Version: 2, Value: []byte(`{`)}); err == nil {
			t.Error("saved what is no JSON")
		}
	})
}

func TestKeys(t *testing.T) {
	onEach(t, func(t *testing.T, p *place) {
		ctx, db := context.Background(), p.open(t)
		one := noError(db.Key(ctx, "buttons"))(t)
		if again := noError(db.Key(ctx, "buttons"))(t); !bytes.Equal(one, again) || len(one) != 32 {
			t.Errorf("keys of %d and %d bytes, equal: %t", len(one), len(again), bytes.Equal(one, again))
		}
		if other := noError(db.Key(ctx, "else"))(t); bytes.Equal(one, other) {
			t.Error("two names have one key")
		}
	})
}

// TestMachinesSeeTheSameChannels has two machines write the same watermarks at
// once, again and again.
func TestMachinesSeeTheSameChannels(t *testing.T) {
	t.Parallel()
	p := postgresPlace(t)
	const channels, rounds = 40, 25
	var wg sync.WaitGroup
	for range 2 {
		db := p.open(t, func(c *store.Config) { c.FlushEvery = time.Hour })
		wg.Go(func() {
			for round := range rounds {
				for c := range channels {
					if err := db.See(store.Seen{Guild: guild, Channel: numbered(c), Message: numbered(round)}); err != nil {
						t.Error(err)
					}
				}
				if err := db.Flush(context.Background()); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
	got := noError(p.open(t).Watermarks(context.Background()))(t)
	if len(got) != channels || got[0].Message != numbered(rounds-1) {
		t.Errorf("%d watermarks, the first %+v", len(got), got[0])
	}
}
