package store_test

import (
	"context"
	"testing"

	"github.com/jackc/pgx/v5"
)

// TestPostgresCutsConnections has the server end every connection, as it does
// when it is started anew. The next claim finds a new one, and work goes on.
func TestPostgresCutsConnections(t *testing.T) {
	t.Parallel()
	ctx, p := context.Background(), postgresPlace(t)
	db := p.open(t)
	done := make(chan string, 100)
	w := quick(db, done)
	w.Backoff, w.Failed = soon, noFailure(t)
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
	eventually(t, "end of all questions", func() bool { return len(noError(db.Unfinished(ctx, 1))(t)) == 0 })
}
