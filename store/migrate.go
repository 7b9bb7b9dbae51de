package store

import (
	"context"
	"database/sql"
	"embed"
	"fmt"
	"io/fs"

	"github.com/pressly/goose/v3"
	"github.com/riverqueue/river/riverdriver"
	"github.com/riverqueue/river/rivermigrate"
)

//go:embed migrations/*.sql
var migrations embed.FS

// migrateTables brings our tables up to date; the same files for both kinds of
// database.
func migrateTables(ctx context.Context, dialect goose.Dialect, db *sql.DB) error {
	files, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return err
	}
	p, err := goose.NewProvider(dialect, db, files, goose.WithDisableGlobalRegistry(true))
	if err != nil {
		return fmt.Errorf("read migrations: %w", err)
	}
	has, knows, err := p.GetVersions(ctx)
	if err != nil {
		return fmt.Errorf("look up version of tables: %w", err)
	}
	if has > knows {
		return ErrNewer
	}
	if _, err := p.Up(ctx); err != nil {
		return fmt.Errorf("update tables: %w", err)
	}
	return nil
}

// migrateJobs brings River's tables up to date, by its own migrations.
func migrateJobs[T any](ctx context.Context, driver riverdriver.Driver[T], c *rivermigrate.Config) error {
	m, err := rivermigrate.New(driver, c)
	if err != nil {
		return fmt.Errorf("read migrations of jobs: %w", err)
	}
	if _, err := m.Migrate(ctx, rivermigrate.DirectionUp, nil); err != nil {
		return fmt.Errorf("update tables of jobs: %w", err)
	}
	return nil
}
