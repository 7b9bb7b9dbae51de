package store_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"

	"footnote/store"
)

func TestSQLiteFileIsItsOwners(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "a folder % with # signs?", "deep")
	path := filepath.Join(dir, "foot note.db")
	must(t, os.MkdirAll(dir, 0o755))
	must(t, os.WriteFile(path, nil, 0o644)) // as somebody may have left it
	db := newPlace("sqlite:" + path).open(t)
	claim(t, db, message(1))
	if runtime.GOOS == "windows" {
		t.Skip("no such modes")
	}
	entries, err := os.ReadDir(dir)
	must(t, err)
	if len(entries) < 3 {
		t.Errorf("files: %v", entries)
	}
	for _, e := range entries {
		info, err := e.Info()
		must(t, err)
		if info.Mode().Perm() != 0o600 {
			t.Errorf("%s has mode %o", e.Name(), info.Mode().Perm())
		}
	}
}

func TestSQLiteIsOneProcesss(t *testing.T) {
	t.Parallel()
	p := sqlitePlace(t)
	db := p.open(t)
	claim(t, db, message(1))
	link := strings.TrimPrefix(p.url, "sqlite:") + ".link"
	must(t, os.Symlink(strings.TrimPrefix(p.url, "sqlite:"), link))
	for _, url := range []string{p.url, "sqlite:" + link} {
		if _, err := store.Open(context.Background(), store.Config{URL: url}); !errors.Is(err, store.ErrInUse) {
			t.Errorf("opened %s twice: %v", url, err)
		}
	}
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), envProcess+"=claim", "DATABASE_URL="+p.url)
	out, err := cmd.CombinedOutput()
	if err == nil || !strings.Contains(string(out), store.ErrInUse.Error()) {
		t.Errorf("a second process: %v, %s", err, out)
	}
	closeDB(t, db)
	load(t, p.open(t), numbered(1))
}

func TestSQLiteAtTheDefaultPlace(t *testing.T) {
	home := t.TempDir()
	t.Setenv("XDG_DATA_HOME", home)
	db := newPlace("").open(t)
	claim(t, db, message(1))
	path := noError(store.DefaultPath())(t)
	if want := filepath.Join(home, "footnote", "footnote.db"); path != want {
		t.Errorf("path %s, want %s", path, want)
	}
	if _, err := os.Stat(path); err != nil {
		t.Error(err)
	}
}

func TestURLs(t *testing.T) {
	t.Parallel()
	for url, hint := range map[string]string{
		"mysql://root:hunter2@h/db":                             "write sqlite:PATH or",
		"sqlite:":                                               "path of a file",
		"sqlite::memory:":                                       "path of a file",
		"postgres://u:hunter2@host":                             "write postgres://",
		"postgres://u:hunter2%zz@host/db":                       "write postgres://",
		"postgres://u:hunter2@[::1:5/x":                         "write postgres://",
		"postgres://u:hunter2@127.0.0.1:1/db?connect_timeout=2": "open database postgres://127.0.0.1:1/db",
	} {
		_, err := store.Open(context.Background(), store.Config{URL: url})
		if err == nil || !strings.Contains(err.Error(), hint) || strings.Contains(err.Error(), "hunter2") {
			t.Errorf("%s: %v", url, err)
		}
	}
}

func TestNoDatabase(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	text := filepath.Join(dir, "text")
	must(t, os.WriteFile(text, []byte(strings.Repeat("this is no database\n", 500)), 0o600))
	for name, path := range map[string]string{"a text": text, "a folder": dir, "below a file": filepath.Join(text, "x.db")} {
		if _, err := store.Open(context.Background(), store.Config{URL: "sqlite:" + path}); err == nil {
			t.Errorf("opened %s", name)
		}
	}
}

func TestNewerDatabase(t *testing.T) {
	onEach(t, func(t *testing.T, p *place) {
		closeDB(t, p.open(t))
		driver, dsn := "pgx", p.url
		if path, ok := strings.CutPrefix(p.url, "sqlite:"); ok {
			driver, dsn = "sqlite", path
		}
		db, err := sql.Open(driver, dsn)
		must(t, err)
		_, err = db.Exec("INSERT INTO goose_db_version (version_id, is_applied) VALUES (99999, TRUE)")
		must(t, errors.Join(err, db.Close()))
		if _, err := store.Open(context.Background(), store.Config{URL: p.url}); !errors.Is(err, store.ErrNewer) {
			t.Errorf("opened: %v", err)
		}
	})
}

func TestOpenAtOnce(t *testing.T) {
	t.Parallel()
	p := postgresPlace(t)
	var wg sync.WaitGroup
	for n := range 6 {
		wg.Go(func() {
			db, err := store.Open(context.Background(), store.Config{URL: p.url})
			if err != nil {
				t.Error(err)
				return
			}
			claim(t, db, message(n))
			closeDB(t, db)
		})
	}
	wg.Wait()
	if n := noError(p.open(t).Waiting(context.Background()))(t); n != 6 {
		t.Errorf("%d questions", n)
	}
}

func TestBackupOfALiveDatabase(t *testing.T) {
	t.Parallel()
	ctx, p := context.Background(), sqlitePlace(t)
	db := p.open(t)
	const before, during = 200, 300
	for n := range before {
		claim(t, db, message(n))
	}
	var writing sync.WaitGroup
	defer writing.Wait()
	writing.Go(func() {
		for n := range during {
			if _, err := db.Claim(ctx, message(before+n)); err != nil {
				t.Error(err)
			}
		}
	})
	dir := t.TempDir()
	own, other := filepath.Join(dir, "own.db"), filepath.Join(dir, "other.db")
	must(t, db.Backup(ctx, own))
	must(t, store.Backup(ctx, p.url, other)) // as another process does
	writing.Wait()
	for _, path := range []string{own, other} {
		info, err := os.Stat(path)
		must(t, err)
		if info.Mode().Perm() != 0o600 && runtime.GOOS != "windows" {
			t.Errorf("%s has mode %o", path, info.Mode().Perm())
		}
		if err := db.Backup(ctx, path); !errors.Is(err, fs.ErrExist) {
			t.Errorf("wrote over a backup: %v", err)
		}
		restored := newPlace("sqlite:" + path).open(t)
		for n := range before {
			load(t, restored, numbered(n))
		}
		done := make(chan string, before+during)
		w := quick(restored, done)
		must(t, restored.Start(ctx, w))
		for range before {
			wait(t, "work of a restored database", done)
		}
	}
	if rest, err := filepath.Glob(filepath.Join(dir, "*.part")); err != nil || len(rest) > 0 {
		t.Errorf("left over: %v, %v", rest, err)
	}
	if err := store.Backup(ctx, "sqlite:"+filepath.Join(dir, "none.db"), filepath.Join(dir, "x.db")); err == nil {
		t.Error("backed up what is not there")
	}
}

func TestBackupOfPostgres(t *testing.T) {
	t.Parallel()
	p := postgresPlace(t)
	for name, err := range map[string]error{
		"own":   p.open(t).Backup(context.Background(), filepath.Join(t.TempDir(), "x")),
		"other": store.Backup(context.Background(), p.url, filepath.Join(t.TempDir(), "x")),
	} {
		if !errors.Is(err, store.ErrBackup) || !strings.Contains(fmt.Sprint(err), "pg_dump") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestClosed(t *testing.T) {
	onEach(t, func(t *testing.T, p *place) {
		db := p.open(t)
		closeDB(t, db)
		if _, err := db.Claim(context.Background(), message(1)); err == nil {
			t.Error("claimed in a closed store")
		}
		if err := db.Ping(context.Background()); err == nil {
			t.Error("a closed store answers")
		}
		if err := db.Start(context.Background(), quick(db, nil)); err == nil {
			t.Error("work began in a closed store")
		}
	})
}
