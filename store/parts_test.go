package store_test

import (
	"context"
	"errors"
	"testing"

	"footnote/store"
)

// TestDropPostsFrom: the parts of an answer are forgotten from one on.
func TestDropPostsFrom(t *testing.T) {
	onEach(t, func(t *testing.T, p *place) {
		ctx, db := context.Background(), p.open(t)
		claim(t, db, message(1))
		for part := range 3 {
			_, err := db.BeginPost(ctx, store.PostAttempt{Question: numbered(1), Part: part, Nonce: "n", Channel: "7"})
			must(t, err)
		}
		must(t, db.DropPosts(ctx, numbered(1), 1, 0))
		if got := load(t, db, numbered(1)).Posts; len(got) != 1 || got[0].Part != 0 {
			t.Errorf("left are %+v", got)
		}
	})
}

// TestSetData: what the bot keeps of a question can be put anew, while there is one.
func TestSetData(t *testing.T) {
	onEach(t, func(t *testing.T, p *place) {
		ctx, db := context.Background(), p.open(t)
		claim(t, db, message(1))
		must(t, db.SetData(ctx, numbered(1), []byte(`{"a":1}`)))
		got, err := db.Data(ctx, numbered(1))
		if err != nil || string(got) != `{"a":1}` || string(load(t, db, numbered(1)).Data) != `{"a":1}` {
			t.Errorf("%s, %v", got, err)
		}
		_, err = db.Data(ctx, numbered(2))
		if set := db.SetData(ctx, numbered(2), nil); !errors.Is(err, store.ErrNotFound) || !errors.Is(set, store.ErrNotFound) {
			t.Errorf("of none: %v, %v", err, set)
		}
	})
}
