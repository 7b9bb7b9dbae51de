package store

import (
	"context"
	"errors"
	"fmt"
	"os"
)

// ErrBackup says that PostgreSQL brings its own tool for copies.
var ErrBackup = errors.New("PostgreSQL is copied by its own tool: pg_dump --format=custom --file=PATH \"$DATABASE_URL\"")

// Backup copies the database to a new file at path while it is in use; what is
// committed until it begins is in it. The file is its owner's alone, since it
// holds what members wrote. It is an error when path exists. For PostgreSQL
// the error is ErrBackup.
func (db *DB) Backup(ctx context.Context, path string) error {
	if err := db.backend.backup(ctx, path); err != nil {
		return fmt.Errorf("back up: %w", err)
	}
	return nil
}

// Backup copies the database at a DATABASE_URL, which another process may have
// open; see [DB.Backup].
func Backup(ctx context.Context, databaseURL, path string) error {
	where, err := parseURL(databaseURL)
	if err != nil {
		return err
	}
	if where.file == "" {
		return fmt.Errorf("back up: %w", ErrBackup)
	}
	if _, err := os.Stat(where.file); err != nil {
		return fmt.Errorf("back up: %w", err)
	}
	if err := copySQLite(ctx, where.file, path); err != nil {
		return fmt.Errorf("back up %s: %w", where.file, err)
	}
	return nil
}
