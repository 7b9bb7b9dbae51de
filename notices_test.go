package footnote

import (
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write THIRD_PARTY_NOTICES.txt anew")

const noticesFile = "THIRD_PARTY_NOTICES.txt"

// deeper are licences that lie elsewhere in a module: of its fonts, and that of two
// which we go by.
var deeper = []string{"licenses/ftl.txt", "chartdraw/drawing/fonts/OFL.txt"}

// TestNotices holds the notices to the modules that the program is built from,
// each with the licence text that came with it.
func TestNotices(t *testing.T) {
	out, err := exec.Command("go", "list", "-deps", "-f", "{{with .Module}}{{if not .Main}}{{.Path}} {{.Version}} {{.Dir}}{{end}}{{end}}", "./cmd/footnote", "./store").Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	modules := strings.Split(strings.TrimSpace(string(out)), "\n")
	slices.Sort(modules)
	var b strings.Builder
	b.WriteString("footnote is built from the modules below; each stands under the licence that follows its name.\n")
	for _, m := range slices.Compact(modules) {
		fields := strings.Fields(m)
		if len(fields) != 3 {
			continue
		}
		fmt.Fprintf(&b, "\n%s\n%s %s\n%[1]s\n\n", strings.Repeat("=", 80), fields[0], fields[1])
		var paths []string
		for _, pattern := range append([]string{"LICEN[CS]E*", "COPYING*", "NOTICE*"}, deeper...) {
			found, err := filepath.Glob(filepath.Join(fields[2], pattern))
			if err != nil {
				t.Fatal(err)
			}
			paths = append(paths, found...)
		}
		if len(paths) == 0 {
			t.Errorf("%s: no licence file in the module", fields[0])
		}
		for _, p := range paths {
			text, err := os.ReadFile(p)
			if err != nil {
				t.Fatal(err)
			}
			b.WriteString(strings.TrimSpace(strings.ReplaceAll(string(text), "\r\n", "\n")) + "\n")
		}
	}
	if *update {
		if err := os.WriteFile(noticesFile, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	have, err := os.ReadFile(noticesFile)
	if err != nil || string(have) != b.String() {
		t.Errorf("%s is not up to date (%v); run: go test . -run TestNotices -update", noticesFile, err)
	}
}
