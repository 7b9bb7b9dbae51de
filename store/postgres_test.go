package store_test

import (
	"context"
	"errors"
	"testing"

	"github.com/jackc/pgx/v5"

	"footnote/store"
)

// TestPostgresCutsConnections has the server end every connection, as it does
// when it is started anew. The next claim finds a new one, and work goes on.
func TestPostgresCutsConnections(t *testing.T) {
	t.Parallel()
	ctx, p := context.Background(), postgresPlace(t)
	db := p.open(t)
	done := make(chan string, 100)
	w := quick(db, done)
	// Begun anew at once, an attempt may meet one cut connection after the other.
	w.Backoff, w.Attempts, w.Failed = soon, 1000, noFailure(t)
	must(t, db.Start(ctx, w))
	admin, err := pgx.Connect(ctx, p.url)
	must(t, err)
	defer func() { must(t, admin.Close(ctx)) }()
	for n := range 10 {
		for lane := range 4 { // so that several connections are open
			claim(t, db, message(10*n+lane))
		}
		var cut int
		must(t, admin.QueryRow(ctx, `SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
			WHERE datname = current_database() AND pid <> pg_backend_pid()`).Scan(&cut))
		if cut == 0 {
			t.Error("no connection was cut")
		}
		claim(t, db, message(10*n+9))
	}
	awaitAll(t, db)
}

// TestPostgresReviseMeanwhile has the asker change the question in the middle of what
// ends it: the change is not lost.
func TestPostgresReviseMeanwhile(t *testing.T) {
	t.Parallel()
	ctx, p := context.Background(), postgresPlace(t)
	db := p.open(t)
	must(t, db.KeepAnnouncement(ctx, store.Announcement{Version: "v1", Text: "text"}))
	for n, end := range []func(q string) error{
		func(q string) error { return db.Posted(ctx, store.Posted{Question: q, Message: "901", Done: true}) },
		func(q string) error { return db.Finish(ctx, store.Finish{Question: q, State: store.StateSilent}) },
	} {
		claim(t, db, message(n))
		q := load(t, db, numbered(n))
		noError(db.SaveAnswer(ctx, store.Answered{Question: q.ID, Announcement: "v1"}))(t)
		noError(db.BeginPost(ctx, store.PostAttempt{Question: q.ID, Channel: q.Channel}))(t)
		admin, err := pgx.Connect(ctx, p.url)
		must(t, err)
		tx, err := admin.Begin(ctx)
		must(t, err)
		noError(tx.Exec(ctx, "UPDATE questions SET revision = revision + 1, text = 'Wo?', answer = '' WHERE id = $1", q.ID))(t)
		ended := make(chan error, 1)
		go func() { ended <- end(q.ID) }()
		eventually(t, "the end to wait for the change", func() bool {
			var waiting int
			must(t, admin.QueryRow(ctx, "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'").Scan(&waiting))
			return waiting > 0
		})
		must(t, tx.Commit(ctx))
		if err := wait(t, "the end", ended); !errors.Is(err, store.ErrRevised) {
			t.Errorf("question %d: %v, want ErrRevised", n, err)
		}
		if q := load(t, db, numbered(n)); q.State.Finished() || n == 0 && q.Posts[0].Message != "901" {
			t.Errorf("question %d is %s with %+v", n, q.State, q.Posts)
		}
		must(t, admin.Close(ctx))
	}
}
