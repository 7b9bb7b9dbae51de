package store

import (
	"context"
	"database/sql"
	"fmt"
	"path/filepath"
	"testing"
)

func testSQLite(t *testing.T) *sql.DB {
	t.Helper()
	db, err := connectSQLite(filepath.Join(t.TempDir(), "x.db"), 1)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
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
