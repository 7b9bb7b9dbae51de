package answer_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"footnote/answer"
	"footnote/knowledge"
)

var (
	sourceLine = regexp.MustCompile(`^([a-z]{2}): (.+)$`)
	caseLine   = regexp.MustCompile(`^(\w+)\s+([a-z]{2})\s+(?:\[([^\]]+)\]\s+)?(.+)$`)
)

// TestGateTables reads testdata/gates: what each gate rejects, and what none
// does.
func TestGateTables(t *testing.T) {
	files, err := filepath.Glob("testdata/gates/*.txt")
	if err != nil || len(files) < 7 {
		t.Fatalf("tables of cases are missing: %v, %v", files, err)
	}
	for _, file := range files {
		gate := strings.TrimSuffix(filepath.Base(file), ".txt")
		if gate == "README" {
			continue
		}
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		t.Run(gate, func(t *testing.T) { runGateTable(t, gate, string(data)) })
	}
}

func runGateTable(t *testing.T, gate, table string) {
	var e *answer.Engine
	var source, all []string
	lang, verdicts := "", map[string]int{}
	for line := range strings.Lines(table) {
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		if m := sourceLine.FindStringSubmatch(line); m != nil {
			if e != nil {
				e, source = nil, nil
			}
			lang, source = m[1], append(source, m[2])
			continue
		}
		m := caseLine.FindStringSubmatch(line)
		if m == nil {
			t.Fatalf("not a case: %s", line)
		}
		if e == nil {
			a, err := knowledge.Parse("a.txt", []byte("---\nlanguage: "+lang+"\n---\nMeldung\n"+strings.Join(source, "\n")+"\n"))
			if err != nil {
				t.Fatal(err)
			}
			e, all = engine(t, answer.Config{Announcement: a}), nil
			for _, p := range a.Passages[1:] {
				all = append(all, p.ID)
			}
		}
		ids := all
		if m[3] != "" {
			ids = strings.Fields(m[3])
		}
		want := m[1]
		verdicts[want]++
		got, detail := "ok", ""
		if _, dropped := e.Prove(m[4], m[2], ids); dropped != nil {
			got, detail = dropped.Gate, dropped.Detail
		}
		if got != want {
			t.Errorf("%s (%s), want %s: %s", got, detail, want, line)
		}
	}
	if verdicts["ok"] == 0 || verdicts[gate] < 3 {
		t.Errorf("too few cases: %v", verdicts)
	}
}
