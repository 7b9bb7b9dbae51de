package store

import (
	"strings"
	"testing"
)

// FuzzParseURL holds that a URL leads to one kind of place or to an error, and
// that neither shows its password.
func FuzzParseURL(f *testing.F) {
	for _, s := range []string{
		"sqlite:x.db", "sqlite:///var/x.db", "sqlite::memory:", "postgres://u:hunter2@h:5432/db?sslmode=disable",
		"postgresql://u:hunter2@/db", "postgres://u:hunter2@[::1/db", "mysql://u:hunter2@h/db", "postgres://hunter2", "sqlite:",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if s == "" {
			return // depends on the user's folders
		}
		where, err := parseURL(s)
		if err != nil {
			if where != (location{}) {
				t.Errorf("%q: a place and an error", s)
			}
			return
		}
		if (where.file == "") == (where.url == "") {
			t.Errorf("%q: %+v", s, where)
		}
		user, _, ok := strings.Cut(strings.TrimPrefix(strings.TrimPrefix(where.url, "postgresql://"), "postgres://"), "@")
		if _, password, has := strings.Cut(user, ":"); ok && has && len(password) > 8 && strings.Contains(where.String(), password) {
			t.Errorf("%q is shown as %q", s, where)
		}
	})
}
