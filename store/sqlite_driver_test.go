package store

import (
	"context"
	"database/sql"
	"fmt"
	"path/filepath"
	"testing"
)

func testSQLite(tb testing.TB) *sql.DB {
	tb.Helper()
	db, err := connectSQLite(filepath.Join(tb.TempDir(), "x.db"), 1)
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() {
		if err := db.Close(); err != nil {
			tb.Error(err)
		}
	})
	return db
}

// onConn hands over the one connection and its kept statements.
func onConn(t *testing.T, db *sql.DB, f func(conn *sql.Conn, kept map[string]*statement)) {
	t.Helper()
	conn, err := db.Conn(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := conn.Close(); err != nil {
			t.Error(err)
		}
	}()
	var kept map[string]*statement
	if err := conn.Raw(func(c any) error { kept = c.(*cachingConn).statements; return nil }); err != nil {
		t.Fatal(err)
	}
	f(conn, kept)
}

func TestStatementsAreKept(t *testing.T) {
	ctx := context.Background()
	onConn(t, testSQLite(t), func(conn *sql.Conn, kept map[string]*statement) {
		number := func(query string, args ...any) (n int) {
			t.Helper()
			if err := conn.QueryRowContext(ctx, query, args...).Scan(&n); err != nil {
				t.Errorf("%s: %v", query, err)
			}
			return n
		}
		const sum = "SELECT $1 + $2"
		for n := range 3 {
			if got := number(sum, n, 1); got != n+1 {
				t.Errorf("%d + 1 = %d", n, got)
			}
		}
		if len(kept) != 1 || kept[sum] == nil || kept[sum].busy {
			t.Errorf("kept: %v", kept)
		}
		for n := range 3 * maxStatements {
			number(fmt.Sprintf("SELECT %d", n))
		}
		if len(kept) == 0 || len(kept) > maxStatements {
			t.Errorf("%d statements are kept", len(kept))
		}
		if _, err := conn.ExecContext(ctx, "SELECT nonsense"); err == nil {
			t.Error("nonsense was run")
		}
		if kept["SELECT nonsense"] != nil {
			t.Error("nonsense is kept")
		}
	})
}

// TestStatementInUse runs a statement while its rows are being read.
func TestStatementInUse(t *testing.T) {
	ctx := context.Background()
	onConn(t, testSQLite(t), func(conn *sql.Conn, _ map[string]*statement) {
		const query = "SELECT value FROM json_each($1)"
		var got []string
		read := func(list string, each func(string)) {
			r, err := conn.QueryContext(ctx, query, list)
			if err != nil {
				t.Fatal(err)
			}
			for r.Next() {
				var s string
				if err := r.Scan(&s); err != nil {
					t.Fatal(err)
				}
				each(s)
			}
			if err := r.Err(); err != nil {
				t.Error(err)
			}
		}
		read("[1,2]", func(outer string) {
			read("[3,4]", func(inner string) { got = append(got, outer+inner) })
		})
		if fmt.Sprint(got) != "[13 14 23 24]" {
			t.Errorf("read %v", got)
		}
	})
}

// TestLimit runs a kept statement with several limits.
func TestLimit(t *testing.T) {
	db := testSQLite(t)
	for _, query := range []string{"SELECT value FROM json_each('[1,2,3]') LIMIT $1", "SELECT value FROM json_each('[1,2,3]') LIMIT ?1"} {
		for _, limit := range []int{2, 0, 3, 1} {
			got := 0
			if err := db.QueryRow("SELECT count(*) FROM ("+query+")", limit).Scan(&got); err != nil || got != limit {
				t.Errorf("%s: %d rows of %d (%v)", query, got, limit, err)
			}
		}
	}
}

// BenchmarkLimit runs kept statements whose limit changes, as River's does that
// fetches jobs, and one whose limit is written out.
func BenchmarkLimit(b *testing.B) {
	db := testSQLite(b)
	if _, err := db.Exec("CREATE TABLE t (a INTEGER PRIMARY KEY, b TEXT, c TEXT); CREATE INDEX i ON t (b, c)"); err != nil {
		b.Fatal(err)
	}
	run := func(limit string, args func(n int) []any) func(*testing.B) {
		return func(b *testing.B) {
			b.ReportAllocs()
			for n := 0; b.Loop(); n++ {
				if _, err := db.Exec("UPDATE t SET c = $1 WHERE a IN (SELECT a FROM t WHERE b = $1 ORDER BY c LIMIT "+limit+") RETURNING a", args(n)...); err != nil {
					b.Fatal(err)
				}
			}
		}
	}
	b.Run("written", run("5", func(int) []any { return []any{"x"} }))
	b.Run("parameter", run("$2", func(n int) []any { return []any{"x", 5 + n%7} }))
}

// TestStatementAfterAChange runs a kept statement on a table that changed.
func TestStatementAfterAChange(t *testing.T) {
	db := testSQLite(t)
	count := func() (n int) {
		t.Helper()
		if err := db.QueryRow("SELECT count(*) FROM t").Scan(&n); err != nil {
			t.Error(err)
		}
		return n
	}
	for n, change := range []string{
		"CREATE TABLE t (a INTEGER PRIMARY KEY)", "INSERT INTO t VALUES (1)", "ALTER TABLE t ADD COLUMN b TEXT; INSERT INTO t VALUES (2, 'x')",
	} {
		if _, err := db.Exec(change); err != nil {
			t.Fatal(err)
		}
		if got := count(); got != n {
			t.Errorf("after %q: %d rows, want %d", change, got, n)
		}
	}
}

func TestPragmas(t *testing.T) {
	db := testSQLite(t)
	for name, want := range map[string]string{
		"journal_mode": "wal", "synchronous": "1", "foreign_keys": "1", "secure_delete": "1", "busy_timeout": "5000",
	} {
		var got string
		if err := db.QueryRow("PRAGMA " + name).Scan(&got); err != nil || got != want {
			t.Errorf("%s is %q, want %q (%v)", name, got, want, err)
		}
	}
}
