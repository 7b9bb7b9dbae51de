package store

import (
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"strings"
)

// location is where a database is: a file, or an address of PostgreSQL.
type location struct {
	file string
	url  string // holds a password
}

// String leaves out user and password.
func (l location) String() string {
	if l.file != "" {
		return l.file
	}
	if u, err := url.Parse(l.url); err == nil {
		return "postgres://" + u.Host + u.Path
	}
	return "postgres"
}

// parseURL reads a DATABASE_URL. Its errors do not show the URL, which may hold
// a password.
func parseURL(s string) (location, error) {
	switch {
	case s == "":
		path, err := DefaultPath()
		return location{file: path}, err
	case strings.HasPrefix(s, "postgres://"), strings.HasPrefix(s, "postgresql://"):
		// An @ further on is the end of a password with a bare / or ? in it.
		u, err := url.Parse(s)
		if err != nil || u.Path == "" || u.Path == "/" || strings.Contains(u.Path+u.RawQuery+u.Fragment, "@") {
			return location{}, errors.New("DATABASE_URL: write postgres://user:password@host:5432/database, special characters in the password as %XX")
		}
		return location{url: s}, nil
	}
	path, ok := strings.CutPrefix(s, "sqlite:")
	if !ok {
		return location{}, errors.New("DATABASE_URL: write sqlite:PATH or postgres://user:password@host:5432/database")
	}
	path = strings.TrimPrefix(path, "//")
	if path == "" || strings.HasPrefix(path, ":memory:") {
		return location{}, errors.New("DATABASE_URL: write the path of a file behind sqlite:, since what is in memory alone is lost")
	}
	return location{file: path}, nil
}

// DefaultPath is where the database is when nothing else is said:
// footnote/footnote.db under the user's folder for data.
func DefaultPath() (string, error) {
	dir := os.Getenv("XDG_DATA_HOME")
	if filepath.IsAbs(dir) {
		return filepath.Join(dir, "footnote", "footnote.db"), nil
	}
	if dir = os.Getenv("LocalAppData"); runtime.GOOS == "windows" && dir != "" {
		return filepath.Join(dir, "footnote", "footnote.db"), nil
	}
	home, err := os.UserHomeDir()
	if err != nil {
		return "", fmt.Errorf("DATABASE_URL: not set, and there is no home folder to put the database in: %w", err)
	}
	dir = filepath.Join(home, ".local", "share")
	if runtime.GOOS == "darwin" || runtime.GOOS == "ios" {
		dir = filepath.Join(home, "Library", "Application Support")
	}
	return filepath.Join(dir, "footnote", "footnote.db"), nil
}
