// Package footnote holds what is checked of the project as a whole: who may
// import whom, and the notices of the modules that the program carries.
package footnote

import (
	"go/parser"
	"go/token"
	"io/fs"
	"path"
	"slices"
	"strconv"
	"strings"
	"testing"

	"os"
)

// rooms are the packages and what of ours each may import. Test files may
// import what they like.
var rooms = map[string][]string{
	"knowledge":       {},
	"prompts":         {"knowledge"},
	"llm":             {},
	"llm/openai":      {"llm"},
	"llm/llmtest":     {"llm"},
	"answer":          {"knowledge", "prompts", "llm"},
	"message":         {"answer", "knowledge"},
	"store":           {"answer"},
	"eval":            {"answer", "knowledge"},
	"bot":             {"answer", "bot/gateway", "knowledge", "message", "store"},
	"bot/discordtest": {},
	"bot/gateway":     {},
	"cmd/footnote":    {"answer", "bot", "eval", "knowledge", "llm", "llm/openai", "message", "store"},
}

// homes are the third-party modules and the rooms that may import them.
var homes = map[string][]string{
	"github.com/blevesearch/snowballstem":   {"knowledge"},
	"github.com/bwmarrin/discordgo":         {"bot"},
	"github.com/caarlos0/env/v11":           {"cmd/footnote"},
	"github.com/cenkalti/backoff/v5":        {"bot", "llm"},
	"github.com/go-analyze/charts":          {"bot"},
	"github.com/go-json-experiment/json":    {"answer", "bot", "bot/discordtest", "bot/gateway", "llm/llmtest"},
	"github.com/gorilla/websocket":          {"bot/discordtest", "bot/gateway"},
	"github.com/joho/godotenv":              {"cmd/footnote"},
	"github.com/pb33f/libopenapi":           {"bot/discordtest"},
	"github.com/pb33f/libopenapi-validator": {"bot/discordtest"},
	"github.com/sashabaranov/go-openai":     {"llm/openai"},
	"github.com/sony/gobreaker/v2":          {"llm"},
	"golang.org/x/sync":                     {"llm"},
	"github.com/jellydator/ttlcache/v3":     {"answer"},
	"github.com/yuin/goldmark":              {"knowledge"},
	"go.yaml.in/yaml/v3":                    {"knowledge", "message"},
	"golang.org/x/term":                     {"cmd/footnote"},
	"golang.org/x/text":                     {"knowledge"},
	"github.com/gofrs/flock":                {"store"},
	"github.com/jackc/pgx/v5":               {"store"},
	"github.com/pressly/goose/v3":           {"store"},
	"github.com/riverqueue/river":           {"store"},
	"modernc.org/sqlite":                    {"store"},
}

func TestImports(t *testing.T) {
	seen := map[string]bool{}
	err := fs.WalkDir(os.DirFS("."), ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() && strings.HasPrefix(d.Name(), ".") && name != "." {
			return fs.SkipDir
		}
		if d.IsDir() || !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go") {
			return nil
		}
		room := path.Dir(name)
		allowed, ok := rooms[room]
		if !ok {
			t.Errorf("%s: %q is no room of the architecture; add it to the table on purpose or move the file", name, room)
			return nil
		}
		seen[room] = true
		f, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.ImportsOnly)
		if err != nil {
			return err
		}
		for _, spec := range f.Imports {
			imported, _ := strconv.Unquote(spec.Path.Value)
			checkImport(t, name, room, imported, allowed)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for room := range rooms {
		if !seen[room] {
			t.Errorf("the table has %q, which does not exist", room)
		}
	}
}

func checkImport(t *testing.T, file, room, imported string, allowed []string) {
	t.Helper()
	if ours, ok := strings.CutPrefix(imported, "footnote/"); ok {
		if !slices.Contains(allowed, ours) {
			t.Errorf("%s: %s must not import %s", file, room, ours)
		}
		return
	}
	if first, _, _ := strings.Cut(imported, "/"); !strings.Contains(first, ".") {
		return // the standard library
	}
	for module, where := range homes {
		if imported == module || strings.HasPrefix(imported, module+"/") {
			if !slices.Contains(where, room) {
				t.Errorf("%s: %s belongs in %v", file, imported, where)
			}
			return
		}
	}
	t.Errorf("%s: %s has no room; decide in DECISIONS.md where it may be imported and add it here", file, imported)
}
