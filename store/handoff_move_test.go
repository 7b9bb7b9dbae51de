package store_test

import (
	"context"
	"errors"
	"slices"
	"testing"

	"footnote/store"
)

// TestMoveHandoffs: open questions of one server go to another channel once; those
// that are answered, and other servers', stay.
func TestMoveHandoffs(t *testing.T) {
	const elsewhere, other = "100000000000000020", "100000000000000021"
	onEach(t, func(t *testing.T, p *place) {
		ctx, db := context.Background(), p.open(t)
		for n := range 3 {
			claim(t, db, message(n))
		}
		open, _ := mustHandOver(t, db, handOver(0, 0, ""))
		done, _ := mustHandOver(t, db, handOver(1, 1, open))
		must(t, db.CardPosted(ctx, open, 0, "100000000000000030"))
		must(t, db.Add(ctx, added(3, done)))
		foreign := foreignHandoff(t, db, other)
		before, err := db.Handoff(ctx, open)
		must(t, err)
		left, err := db.MoveHandoffs(ctx, guild, elsewhere)
		must(t, err)
		if want := []store.LeftCard{{Channel: desk, Message: "100000000000000030"}}; !slices.Equal(left, want) {
			t.Errorf("left %+v", left)
		}
		got, err := db.Handoff(ctx, open)
		must(t, err)
		if got.Channel != elsewhere || got.Message != "" || got.Cards != before.Cards+1 || got.Version != before.Version+1 {
			t.Errorf("moved: %+v", got)
		}
		// What was on its way to the old channel is one too many.
		if _, err := db.BeginCard(ctx, open, before.Cards); !errors.Is(err, store.ErrConflict) {
			t.Errorf("the old card begun: %v", err)
		}
		for _, message := range []string{"100000000000000031", ""} {
			if err := db.CardPosted(ctx, open, before.Cards, message); !errors.Is(err, store.ErrConflict) {
				t.Errorf("the old card posted as %q: %v", message, err)
			}
		}
		if now, err := db.Handoff(ctx, open); err != nil || now.Message != "" || now.Cards != got.Cards || !now.Begun.IsZero() {
			t.Errorf("after the old card: %+v, %v", now, err)
		}
		for _, id := range []string{done, foreign} {
			if got, err := db.Handoff(ctx, id); err != nil || got.Channel != desk {
				t.Errorf("%s: %+v, %v", id, got, err)
			}
		}
		left, err = db.MoveHandoffs(ctx, guild, elsewhere)
		must(t, err)
		if again, err := db.Handoff(ctx, open); err != nil || len(left) != 0 || again.Version != got.Version {
			t.Errorf("a second time: %+v, %+v, %v", left, again, err)
		}
		if _, err := db.MoveHandoffs(ctx, guild, ""); err == nil {
			t.Error("moved to nowhere")
		}
	})
}

// foreignHandoff hands over a question of another server.
func foreignHandoff(t *testing.T, db *store.DB, otherGuild string) string {
	t.Helper()
	c := message(2)
	c.Question.ID, c.Question.Guild = numbered(500), otherGuild
	claim(t, db, c)
	h := handOver(4, 500, "")
	h.Scope = otherGuild
	got, _ := mustHandOver(t, db, h)
	return got
}
