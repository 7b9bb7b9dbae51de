package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"regexp"
)

// maxStatements is how many statements a connection keeps prepared.
const maxStatements = 128

// once are statements that are not kept: a pragma may work when it is prepared, and not
// when it is run, and what changes the tables is run once.
var once = regexp.MustCompile(`(?i)^(?:\s|--.*\n)*(?:PRAGMA|CREATE|ALTER|DROP|BEGIN|COMMIT|VACUUM)\b`)

// limitParameter is a LIMIT by a bare parameter. SQLite reads the value of such a
// one while it plans, and plans the statement again whenever it changes:
// eight times as long for the one by which River fetches jobs.
var limitParameter = regexp.MustCompile(`\bLIMIT ([?$][0-9]+)\b`)

// cachingConnector makes connections that keep their statements prepared. Half
// of SQLite's time went into reading the same statements again; database/sql
// keeps those alone that it is handed as such, and River's are none.
type cachingConnector struct {
	driver driver.Driver
	dsn    string
}

// newCachingConnector makes a connector for the driver of the given name.
func newCachingConnector(name, dsn string) (cachingConnector, error) {
	db, err := sql.Open(name, dsn) // the way to the driver; it opens nothing
	if err != nil {
		return cachingConnector{}, err
	}
	return cachingConnector{db.Driver(), dsn}, db.Close()
}

// Connect implements driver.Connector.
func (c cachingConnector) Connect(context.Context) (driver.Conn, error) {
	conn, err := c.driver.Open(c.dsn)
	if err != nil {
		return nil, err
	}
	full, ok := conn.(fullConn)
	if !ok {
		return conn, nil
	}
	return &cachingConn{fullConn: full, statements: map[string]*statement{}}, nil
}

// Driver implements driver.Connector.
func (c cachingConnector) Driver() driver.Driver { return c.driver }

// fullConn is what the driver's connections can do.
type fullConn interface {
	driver.Conn
	driver.ConnBeginTx
	driver.ConnPrepareContext
	driver.ExecerContext
	driver.QueryerContext
	driver.Pinger
	driver.SessionResetter
	driver.Validator
}

// fullStatement is what the driver's statements can do.
type fullStatement interface {
	driver.Stmt
	driver.StmtExecContext
	driver.StmtQueryContext
}

// cachingConn is a connection, used by one goroutine at a time.
type cachingConn struct {
	fullConn
	statements map[string]*statement
}

// statement is one that is kept prepared.
type statement struct {
	fullStatement
	busy bool // its rows are being read
}

// prepared returns the statement for a query; nil: it is not to be kept, or is
// in use.
func (c *cachingConn) prepared(ctx context.Context, query string) (*statement, error) {
	if s, ok := c.statements[query]; ok {
		if s.busy {
			return nil, nil
		}
		return s, nil
	}
	if once.MatchString(query) {
		return nil, nil
	}
	if len(c.statements) >= maxStatements {
		c.forget()
	}
	raw, err := c.PrepareContext(ctx, limitParameter.ReplaceAllString(query, "LIMIT ($1+0)"))
	if err != nil {
		return nil, err
	}
	full, ok := raw.(fullStatement)
	if !ok {
		return nil, raw.Close()
	}
	s := &statement{fullStatement: full}
	c.statements[query] = s
	return s, nil
}

// forget drops the statements that are not in use.
func (c *cachingConn) forget() {
	for query, s := range c.statements {
		if !s.busy {
			_ = s.Close() // tells again of the error of its last run
			delete(c.statements, query)
		}
	}
}

// ExecContext implements driver.ExecerContext.
func (c *cachingConn) ExecContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Result, error) {
	s, err := c.prepared(ctx, query)
	if err != nil {
		return nil, err
	}
	if s == nil {
		return c.fullConn.ExecContext(ctx, query, args)
	}
	return s.ExecContext(ctx, args)
}

// QueryContext implements driver.QueryerContext.
func (c *cachingConn) QueryContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Rows, error) {
	s, err := c.prepared(ctx, query)
	if err != nil {
		return nil, err
	}
	if s == nil {
		return c.fullConn.QueryContext(ctx, query, args)
	}
	r, err := s.QueryContext(ctx, args)
	if err != nil {
		return nil, err
	}
	s.busy = true
	return &cachedRows{r, s}, nil
}

// Close implements driver.Conn.
func (c *cachingConn) Close() error {
	for query, s := range c.statements {
		_ = s.Close() // as in forget
		delete(c.statements, query)
	}
	return c.fullConn.Close()
}

// cachedRows give their statement back when they are closed.
type cachedRows struct {
	driver.Rows
	statement *statement
}

// Close implements driver.Rows.
func (r *cachedRows) Close() error {
	r.statement.busy = false
	return r.Rows.Close()
}
