package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/gofrs/flock"
	"github.com/pressly/goose/v3"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver/riversqlite"
	"github.com/riverqueue/river/rivermigrate"
	_ "modernc.org/sqlite" // the driver "sqlite"
)

// sqliteReaders is how many connections read; there is one that writes.
const sqliteReaders = 2

// sqliteBackend is a database in one file, held by one process.
type sqliteBackend struct {
	path    string
	lock    *flock.Flock
	writeDB *sql.DB // of one connection
	readDB  *sql.DB
	wal     *walFile
	writer  *groupWriter
	moves   *checkpointer
	insert  *river.Client[*sql.Tx]
	// inserted rings when jobs are committed.
	inserted bell
	log      *slog.Logger
}

// openSQLite opens or creates the file at path and locks it.
func openSQLite(ctx context.Context, path string, log *slog.Logger) (_ *sqliteBackend, err error) {
	if path, err = prepareFile(path); err != nil {
		return nil, err
	}
	b := &sqliteBackend{path: path, lock: flock.New(path+".lock", flock.SetPermissions(0o600)), inserted: newBell(), log: log}
	defer func() {
		if err != nil {
			_ = b.close()
		}
	}()
	switch locked, err := b.lock.TryLock(); {
	case err != nil:
		return nil, fmt.Errorf("lock %s.lock: %w", path, err)
	case !locked:
		return nil, ErrInUse
	}
	if b.writeDB, err = connectSQLite(path, 1, "_txlock=immediate"); err != nil {
		return nil, err
	}
	driver := riversqlite.New(b.writeDB)
	if err := migrateTables(ctx, goose.DialectSQLite3, b.writeDB); err != nil {
		return nil, err
	}
	if err := migrateJobs(ctx, driver, &rivermigrate.Config{Logger: quiet(log)}); err != nil {
		return nil, err
	}
	if b.insert, err = river.NewClient(sharingDriver{driver, b}, insertOnly(&river.Config{Logger: quiet(log)})); err != nil {
		return nil, fmt.Errorf("set up jobs: %w", err)
	}
	if b.readDB, err = connectSQLite(path, sqliteReaders, "_pragma=query_only(1)"); err != nil {
		return nil, err
	}
	if b.wal, err = openWAL(path); err != nil {
		return nil, err
	}
	if b.moves, err = newCheckpointer(path, b.writeDB, log); err != nil {
		return nil, err
	}
	b.writer = newGroupWriter(b.writeDB, func(t *sql.Tx) *sqliteTx { return &sqliteTx{sqliteQuerier{t}, t, b.insert, nil} }, b.wal.sync, b.inserted.ring)
	return b, nil
}

// prepareFile creates the file where there is none, with its folder, makes it
// its owner's alone and returns its real path, which is one whatever links lead
// to it.
func prepareFile(path string) (string, error) {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return "", err
	}
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return "", err
	}
	info, err := f.Stat()
	if err == nil && info.IsDir() {
		err = errors.New("is a folder")
	}
	if err == nil && info.Mode().Perm()&0o077 != 0 {
		err = f.Chmod(0o600)
	}
	if err := errors.Join(err, f.Close()); err != nil {
		return "", err
	}
	path, err = filepath.EvalSymlinks(path)
	if err != nil {
		return "", err
	}
	return filepath.Abs(path)
}

// connectSQLite connects to the file with up to n connections.
func connectSQLite(path string, n int, options ...string) (*sql.DB, error) {
	pragmas := append([]string{
		"_pragma=busy_timeout(5000)",
		"_pragma=journal_mode(wal)",
		"_pragma=synchronous(normal)",      // see groupWriter for what is more
		"_pragma=wal_autocheckpoint(8000)", // pages; see checkpointer for what comes before
		"_pragma=foreign_keys(1)",
		"_pragma=secure_delete(1)", // what is deleted is overwritten
		"_pragma=journal_size_limit(8388608)",
		"_pragma=temp_store(memory)",
		"_pragma=cache_size(-256)", // KiB: the system keeps the file in memory anyway
	}, options...)
	c, err := newCachingConnector("sqlite", "file:"+(&url.URL{Path: filepath.ToSlash(path)}).EscapedPath()+"?"+strings.Join(pragmas, "&"))
	if err != nil {
		return nil, err
	}
	db := sql.OpenDB(c)
	db.SetMaxOpenConns(n)
	db.SetMaxIdleConns(n)
	return db, nil
}

func (b *sqliteBackend) dialect() string { return "sqlite" }

func (b *sqliteBackend) reader() querier { return sqliteQuerier{b.readDB} }

func (b *sqliteBackend) write(ctx context.Context, d durability, f func(context.Context, tx) (any, error)) (any, error) {
	return b.writer.do(ctx, d, f)
}

// workers hears of jobs by the bell, and looks for those that are due by time.
func (b *sqliteBackend) workers(c *river.Config) (jobClient, error) {
	c.FetchCooldown, c.FetchPollInterval = 2*time.Millisecond, 100*time.Millisecond
	return river.NewClient(sharingDriver{riversqlite.New(b.writeDB), b}, c)
}

// returnLost relies on the lock: whoever ran a job is dead. So is the leader
// among River's clients, which would otherwise be waited for.
func (b *sqliteBackend) returnLost(ctx context.Context, _ time.Duration, starting bool) (int64, error) {
	if !starting {
		return 0, nil
	}
	return write(ctx, b, func(ctx context.Context, t tx) (int64, error) {
		if _, err := t.exec(ctx, "DELETE FROM river_leader"); err != nil {
			return 0, err
		}
		return t.exec(ctx, "UPDATE river_job SET state = 'available' WHERE state = 'running' AND kind = $1", jobKind)
	})
}

func (b *sqliteBackend) slot(context.Context, string) (int64, error) { return 0, nil }

func (b *sqliteBackend) backup(ctx context.Context, path string) error {
	return copySQLite(ctx, b.path, path)
}

func (b *sqliteBackend) close() error {
	if b.writer != nil {
		b.writer.close()
	}
	var errs []error
	if b.moves != nil {
		errs = append(errs, b.moves.close())
	}
	for _, db := range []*sql.DB{b.readDB, b.writeDB} {
		if db != nil {
			errs = append(errs, db.Close())
		}
	}
	if b.wal != nil {
		errs = append(errs, b.wal.close())
	}
	// The lock's file stays: whoever waits for it could hold a deleted one.
	return errors.Join(append(errs, b.lock.Close())...)
}

// sqlHandle is a database or a transaction of database/sql.
type sqlHandle interface {
	ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error)
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
}

type sqliteQuerier struct{ handle sqlHandle }

func (q sqliteQuerier) exec(ctx context.Context, query string, args ...any) (int64, error) {
	result, err := q.handle.ExecContext(ctx, query, storable(args)...)
	if err != nil {
		return 0, err
	}
	return result.RowsAffected()
}

func (q sqliteQuerier) query(ctx context.Context, query string, args ...any) (rows, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	// A read ends by itself, sooner than the two goroutines begin that could break it off.
	r, err := q.handle.QueryContext(context.WithoutCancel(ctx), query, storable(args)...)
	return sqliteRows{r}, err
}

type sqliteRows struct{ *sql.Rows }

func (r sqliteRows) Close() { _ = r.Rows.Close() } // Err has told of what went wrong

// sqliteTx is a transaction that writes share, one after the other.
type sqliteTx struct {
	sqliteQuerier
	tx     *sql.Tx
	insert *river.Client[*sql.Tx]
	jobs   []river.InsertManyParams // that are inserted with insertJobs
}

func (t *sqliteTx) enqueue(_ context.Context, args jobArgs, opts *river.InsertOpts) error {
	t.jobs = append(t.jobs, river.InsertManyParams{Args: args, InsertOpts: opts})
	return nil
}

// insertJobs inserts the jobs of all writes in one statement, which costs hardly
// more than one of them.
func (t *sqliteTx) insertJobs(ctx context.Context) error {
	if len(t.jobs) == 0 {
		return nil
	}
	_, err := t.insert.InsertManyFastTx(ctx, t.tx, t.jobs)
	return err
}

// copySQLite copies the database at from, which may be in use, also by another
// process, to a new file at path that its owner alone may read.
func copySQLite(ctx context.Context, from, path string) (err error) {
	if _, err := os.Lstat(path); err == nil {
		return fmt.Errorf("%s: %w", path, fs.ErrExist)
	}
	db, err := connectSQLite(from, 1) // the readers' may not even write elsewhere
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	// SQLite writes into an empty file that is there; its name is given away
	// only when the copy is complete and on the disk.
	f, err := os.CreateTemp(filepath.Dir(path), filepath.Base(path)+".*.part") // mode 0600
	if err != nil {
		return err
	}
	part := f.Name()
	defer func() { _ = os.Remove(part) }() // gone already when all went well
	if _, err := db.ExecContext(ctx, "VACUUM INTO $1", part); err != nil {
		return errors.Join(err, f.Close())
	}
	if err := errors.Join(f.Sync(), f.Close()); err != nil {
		return err
	}
	return os.Rename(part, path)
}
