package store_test

import (
	"context"
	"crypto/rand"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"footnote/store"
)

// envPostgres names the variable with the address of a PostgreSQL for tests;
// .ci/postgres starts one.
const envPostgres = "FOOTNOTE_TEST_POSTGRES"

// place is an empty database for one test, on either kind of server.
type place struct {
	url   string
	clock *clock
}

// clock is a clock that stands until it is moved.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) add(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// onEach runs a test of the contract on SQLite and on PostgreSQL.
func onEach(t *testing.T, test func(t *testing.T, p *place)) {
	t.Parallel()
	t.Run("sqlite", func(t *testing.T) {
		t.Parallel()
		test(t, sqlitePlace(t))
	})
	t.Run("postgres", func(t *testing.T) {
		t.Parallel()
		test(t, postgresPlace(t))
	})
}

func sqlitePlace(t testing.TB) *place {
	return newPlace("sqlite:" + filepath.Join(t.TempDir(), "footnote.db"))
}

func newPlace(url string) *place {
	return &place{url, &clock{now: time.Date(2027, 5, 3, 12, 0, 0, 0, time.UTC)}}
}

// postgresPlace makes a database of its own for the test.
func postgresPlace(t testing.TB) *place {
	t.Helper()
	server := os.Getenv(envPostgres)
	if server == "" {
		t.Skipf("no PostgreSQL: start one with .ci/postgres and set %s", envPostgres)
	}
	admin := func(statement string) {
		ctx := context.Background()
		conn, err := pgx.Connect(ctx, server)
		if err != nil {
			t.Fatalf("connect to PostgreSQL: %v", err)
		}
		if _, err := conn.Exec(ctx, statement); err != nil {
			t.Errorf("%s: %v", statement, err)
		}
		if err := conn.Close(ctx); err != nil {
			t.Errorf("close: %v", err)
		}
	}
	name := "footnote_" + strings.ToLower(rand.Text())
	admin("CREATE DATABASE " + name)
	t.Cleanup(func() { admin("DROP DATABASE " + name + " WITH (FORCE)") })
	u, err := url.Parse(server)
	if err != nil {
		t.Fatal(err)
	}
	u.Path = "/" + name
	return newPlace(u.String())
}

// open opens the place; it is closed when the test ends.
func (p *place) open(t testing.TB, change ...func(*store.Config)) *store.DB {
	t.Helper()
	c := store.Config{URL: p.url, Now: p.clock.Now, Retention: -1, StopGrace: time.Minute}
	for _, f := range change {
		f(&c)
	}
	db, err := store.Open(context.Background(), c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { closeDB(t, db) })
	return db
}

func closeDB(t testing.TB, db *store.DB) {
	t.Helper()
	if err := db.Close(); err != nil {
		t.Errorf("close: %v", err)
	}
}

// waitFor bounds what a test waits for.
const waitFor = 60 * time.Second

// wait returns what comes out of c.
func wait[T any](t *testing.T, what string, c <-chan T) T {
	t.Helper()
	select {
	case v := <-c:
		return v
	case <-time.After(waitFor):
		t.Fatalf("%s: nothing in %s", what, waitFor)
		panic("unreachable")
	}
}

// eventually waits until ok is true.
func eventually(t *testing.T, what string, ok func() bool) {
	t.Helper()
	timeout := time.After(waitFor)
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for !ok() {
		select {
		case <-tick.C:
		case <-timeout:
			t.Fatalf("%s: not in %s", what, waitFor)
		}
	}
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// noError is for calls that return a value too.
func noError[T any](v T, err error) func(testing.TB) T {
	return func(t testing.TB) T {
		t.Helper()
		must(t, err)
		return v
	}
}

const (
	guild   = "100000000000000001"
	channel = "100000000000000002"
	asker   = "100000000000000003"
	appID   = "100000000000000004"
)

// numbered is the n-th id of a question.
func numbered(n int) string { return fmt.Sprint(200000000000000000 + n) }

// message is a question by message.
func message(n int) store.Claim {
	return store.Claim{Question: store.Question{
		ID: numbered(n), Guild: guild, Channel: channel, Asker: asker, Locale: "de", Text: fmt.Sprintf("Frage %d?", n),
	}}
}

// interaction is a question by interaction.
func interaction(n int, expires time.Time) store.Claim {
	c := message(n)
	c.Interaction = &store.Interaction{Application: appID, Token: "interaction-token-of-" + store.Secret(c.ID), Expires: expires}
	return c
}

func claim(t testing.TB, db *store.DB, c store.Claim) store.Claimed {
	t.Helper()
	out, err := db.Claim(context.Background(), c)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func load(t testing.TB, db *store.DB, id string) store.Question {
	t.Helper()
	return noError(db.Question(context.Background(), id))(t)
}
