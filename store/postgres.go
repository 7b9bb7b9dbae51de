package store

import (
	"context"
	"errors"
	"fmt"
	"hash/fnv"
	"log/slog"
	"net/url"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/pressly/goose/v3"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"
	"github.com/riverqueue/river/rivermigrate"
)

// Classes of PostgreSQL's advisory locks: the first of their two keys. The
// second says what of the class.
const (
	lockMigrate = 0x666e0001
	lockSlot    = 0x666e0002
)

// maxSlots is how many processes one name may have.
const maxSlots = 64

// postgresConns is how many connections there are at most unless the URL says
// pool_max_conns. Two are held: by River's listener, and by the slot.
const postgresConns = 16

// pingAfter is how long a connection may be idle before it is tried out.
const pingAfter = 100 * time.Millisecond

// postgresBackend is a database that several processes may share.
type postgresBackend struct {
	pool   *pgxpool.Pool
	insert *river.Client[pgx.Tx]

	mu    sync.Mutex
	slots map[string]heldSlot
}

// heldSlot is a slot and the connection whose end gives it back.
type heldSlot struct {
	n    int64
	conn *pgxpool.Conn
}

func openPostgres(ctx context.Context, address string, log *slog.Logger) (_ *postgresBackend, err error) {
	c, err := pgxpool.ParseConfig(address)
	if err != nil {
		return nil, errors.New("the address is not readable; write postgres://user:password@host:5432/database")
	}
	if c.MaxConns < postgresConns && !saysMaxConns(address) {
		c.MaxConns = postgresConns
	}
	if c.ConnConfig.RuntimeParams["application_name"] == "" {
		c.ConnConfig.RuntimeParams["application_name"] = "footnote"
	}
	if c.ConnConfig.ConnectTimeout == 0 {
		c.ConnConfig.ConnectTimeout = 10 * time.Second
	}
	// Reads are not begun anew as writes are, so look at what lay idle.
	c.ShouldPing = func(_ context.Context, p pgxpool.ShouldPingParams) bool { return p.IdleDuration > pingAfter }
	pool, err := pgxpool.NewWithConfig(ctx, c)
	if err != nil {
		return nil, err
	}
	b := &postgresBackend{pool: pool, slots: map[string]heldSlot{}}
	defer func() {
		if err != nil {
			_ = b.close()
		}
	}()
	if err := b.migrate(ctx, log); err != nil {
		return nil, err
	}
	// Every commit that adds a job is announced, save within one millisecond.
	if b.insert, err = river.NewClient(riverpgxv5.New(pool), insertOnly(&river.Config{Logger: quiet(log)})); err != nil {
		return nil, fmt.Errorf("set up jobs: %w", err)
	}
	return b, nil
}

// migrate keeps machines that start together from migrating at once.
func (b *postgresBackend) migrate(ctx context.Context, log *slog.Logger) (err error) {
	conn, err := b.pool.Acquire(ctx)
	if err != nil {
		return err
	}
	defer conn.Release()
	if _, err := conn.Exec(ctx, "SELECT pg_advisory_lock($1, 0)", lockMigrate); err != nil {
		return err
	}
	defer func() {
		_, unlock := conn.Exec(context.WithoutCancel(ctx), "SELECT pg_advisory_unlock($1, 0)", lockMigrate)
		err = errors.Join(err, unlock)
	}()
	db := stdlib.OpenDBFromPool(b.pool)
	defer func() { err = errors.Join(err, db.Close()) }()
	if err := migrateTables(ctx, goose.DialectPostgres, db); err != nil {
		return err
	}
	return migrateJobs(ctx, riverpgxv5.New(b.pool), &rivermigrate.Config{Logger: quiet(log)})
}

// saysMaxConns tells whether the URL bounds the connections.
func saysMaxConns(address string) bool {
	u, err := url.Parse(address)
	return err == nil && u.Query().Has("pool_max_conns")
}

func (b *postgresBackend) dialect() string { return "postgres" }

func (b *postgresBackend) reader() querier { return postgresQuerier{b.pool} }

func (b *postgresBackend) write(ctx context.Context, d durability, f func(context.Context, tx) (any, error)) (any, error) {
	var options pgx.TxOptions
	if d == noted {
		options.BeginQuery = "BEGIN; SET LOCAL synchronous_commit = off"
	}
	t, err := b.begin(ctx, options)
	if err != nil {
		return nil, fmt.Errorf("begin: %w", err)
	}
	// Nothing to do after the commit, and nobody to tell before it.
	defer func() { _ = t.Rollback(context.WithoutCancel(ctx)) }()
	out, err := f(ctx, postgresTx{postgresQuerier{t}, t, b.insert})
	if err != nil {
		return nil, err
	}
	return out, t.Commit(ctx)
}

// begin begins a transaction. Connections that were cut while they lay idle, by
// a server that started anew, say, it replaces by new ones.
func (b *postgresBackend) begin(ctx context.Context, options pgx.TxOptions) (pgx.Tx, error) {
	t, err := b.pool.BeginTx(ctx, options)
	var noServer *pgconn.ConnectError
	if err == nil || ctx.Err() != nil || errors.As(err, &noServer) {
		return t, err
	}
	b.pool.Reset()
	return b.pool.BeginTx(ctx, options)
}

// workers hears of new jobs at once and polls for what it did not hear of.
func (b *postgresBackend) workers(c *river.Config) (jobClient, error) {
	c.FetchCooldown, c.FetchPollInterval = 5*time.Millisecond, 100*time.Millisecond
	return river.NewClient(riverpgxv5.New(b.pool), c)
}

// returnLost goes by the server's clock, which wrote when a job was begun.
// River's rescuer does the same, but looks every 30 seconds, and up to 20 later
// when it was the leader of its clients that died.
func (b *postgresBackend) returnLost(ctx context.Context, longest time.Duration, _ bool) (int64, error) {
	return noteRun(ctx, b, "UPDATE river_job SET state = 'available' WHERE state = 'running' AND kind = $1 AND attempted_at < now() - $2 * interval '1 ms'",
		jobKind, longest.Milliseconds())
}

func (b *postgresBackend) slot(ctx context.Context, name string) (int64, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if held, ok := b.slots[name]; ok {
		return held.n, nil
	}
	conn, err := b.pool.Acquire(ctx)
	if err != nil {
		return 0, err
	}
	for n := range int64(maxSlots) {
		var locked bool
		if err := conn.QueryRow(ctx, "SELECT pg_try_advisory_lock($1, $2)", lockSlot, slotKey(name, n)).Scan(&locked); err != nil {
			conn.Release()
			return 0, err
		}
		if locked {
			b.slots[name] = heldSlot{n, conn}
			return n, nil
		}
	}
	conn.Release()
	return 0, fmt.Errorf("more than %d processes share the name", maxSlots)
}

// slotKey is the second key of a slot's lock.
func slotKey(name string, n int64) int32 {
	h := fnv.New32a()
	fmt.Fprintf(h, "%s/%d", name, n)
	return int32(h.Sum32())
}

func (b *postgresBackend) backup(context.Context, string) error { return ErrBackup }

func (b *postgresBackend) close() error {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, held := range b.slots {
		// The lock belongs to the connection, so that goes with it.
		ctx, cancel := context.WithTimeout(context.Background(), time.Second)
		// At once, so that whoever starts next finds it free; the server else gives it
		// back when it has seen the connection's end.
		_, _ = held.conn.Exec(ctx, "SELECT pg_advisory_unlock_all()")
		_ = held.conn.Hijack().Close(ctx)
		cancel()
	}
	b.slots = map[string]heldSlot{}
	b.pool.Close()
	return nil
}

// pgHandle is a pool or a transaction.
type pgHandle interface {
	Exec(ctx context.Context, sql string, args ...any) (pgconn.CommandTag, error)
	Query(ctx context.Context, sql string, args ...any) (pgx.Rows, error)
}

type postgresQuerier struct{ handle pgHandle }

func (q postgresQuerier) exec(ctx context.Context, sql string, args ...any) (int64, error) {
	tag, err := q.handle.Exec(ctx, sql, storable(args)...)
	return tag.RowsAffected(), err
}

func (q postgresQuerier) query(ctx context.Context, sql string, args ...any) (rows, error) {
	return q.handle.Query(ctx, sql, storable(args)...)
}

type postgresTx struct {
	postgresQuerier
	tx     pgx.Tx
	insert *river.Client[pgx.Tx]
}

func (t postgresTx) enqueue(ctx context.Context, args jobArgs, opts *river.InsertOpts) error {
	_, err := t.insert.InsertTx(ctx, t.tx, args, opts)
	return err
}
