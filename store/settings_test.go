package store_test

import (
	"context"
	"reflect"
	"testing"
	"time"

	"footnote/store"
)

// TestSettingsSince: another machine hears of what was saved, of its own clock's
// delay too, and not of what is long known.
func TestSettingsSince(t *testing.T) {
	onEach(t, func(t *testing.T, p *place) {
		ctx, db := context.Background(), p.open(t)
		if got := noError(db.SettingsSince(ctx, time.Time{}))(t); len(got) != 0 {
			t.Errorf("at first: %+v", got)
		}
		one := noError(db.SaveSettings(ctx, store.Settings{Guild: guild, Value: []byte(`{"a":1}`), By: asker, Retention: 7}))(t)
		p.clock.add(time.Hour)
		two := noError(db.SaveSettings(ctx, store.Settings{Guild: otherGuild, Value: []byte(`{}`)}))(t)
		for name, tt := range map[string]struct {
			since time.Time
			want  []store.Settings
		}{
			"all":             {time.Time{}, []store.Settings{one, two}},
			"the latest":      {two.Saved, []store.Settings{two}},
			"clocks apart":    {two.Saved.Add(4 * time.Minute), []store.Settings{two}},
			"nothing new":     {two.Saved.Add(time.Hour), nil},
			"from the first":  {one.Saved, []store.Settings{one, two}},
			"after the first": {one.Saved.Add(6 * time.Minute), []store.Settings{two}},
		} {
			if got := noError(db.SettingsSince(ctx, tt.since))(t); !reflect.DeepEqual(got, tt.want) {
				t.Errorf("%s: %+v, want %+v", name, got, tt.want)
			}
		}
		one.Retention = -1
		if _, err := db.SaveSettings(ctx, one); err == nil {
			t.Error("kept for less than nothing")
		}
	})
}

// TestRetentionOfServers: a server's own term holds for it alone, whether it is
// shorter than the common one or longer.
func TestRetentionOfServers(t *testing.T) {
	onEach(t, func(t *testing.T, p *place) {
		ctx := context.Background()
		db := p.open(t, func(c *store.Config) { c.Retention = 10 * 24 * time.Hour })
		if db.Retention() != 10*24*time.Hour {
			t.Errorf("kept for %s", db.Retention())
		}
		fill(t, p, db)
		keep := func(guild string, days int) {
			t.Helper()
			s := noError(db.Settings(ctx, guild))(t)
			s.Retention = days
			noError(db.SaveSettings(ctx, s))(t)
		}
		expect := func(when string, want ...int) {
			t.Helper()
			noError(db.RetainNow(ctx))(t)
			if got := left(t, db); !reflect.DeepEqual(got, want) {
				t.Errorf("%s there are %v, want %v", when, got, want)
			}
		}
		keep(guild, 1)
		keep(otherGuild, 20)
		p.clock.add(23 * time.Hour)
		expect("within a day", 0, 1, 2, 3, 4)
		p.clock.add(2 * time.Hour)
		expect("after a day", 3, 4)
		p.clock.add(10 * 24 * time.Hour)
		expect("after eleven days", 3)
		keep(otherGuild, 0)
		expect("without a term of its own")
	})
}
