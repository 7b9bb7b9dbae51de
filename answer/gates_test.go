package answer_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"footnote/answer"
	"footnote/knowledge"
	"footnote/llm/llmtest"
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

// TestRelevanceTable reads testdata/relevance.txt: which claims code holds to be
// beside the question, without a judge.
func TestRelevanceTable(t *testing.T) {
	data, err := os.ReadFile("testdata/relevance.txt")
	if err != nil {
		t.Fatal(err)
	}
	text, verdicts := "---\nlanguage: de\n---\nMeldung\n", map[string]int{}
	for line := range strings.Lines(string(data)) {
		if m := sourceLine.FindStringSubmatch(strings.TrimSpace(line)); m != nil {
			text += m[2] + "\n"
		}
	}
	a, err := knowledge.Parse("a.txt", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(data)) {
		parts := strings.Split(line, "|")
		if strings.HasPrefix(line, "#") || len(parts) != 4 {
			continue
		}
		for i := range parts {
			parts[i] = strings.TrimSpace(parts[i])
		}
		t.Run(parts[1], func(t *testing.T) {
			model := llmtest.NewModelFunc(t, judging(claimsReply(t, nil, parts[2], parts[3]), true))
			e := engine(t, answer.Config{Announcement: a, Model: model, NoJudge: true, NoRepair: true})
			got := "ok"
			switch a := ask(t, e, answer.Question{Text: parts[1]}); {
			case len(a.Dropped) > 0:
				got = a.Dropped[0].Gate
			case a.Outcome == answer.NotInAnnouncement: // about somebody else: the model is not even asked
				got = "relevance"
			}
			verdicts[parts[0]]++
			if got != parts[0] {
				t.Errorf("%s, want %s", got, parts[0])
			}
		})
	}
	if verdicts["ok"] < 2 || verdicts["relevance"] < 4 {
		t.Errorf("too few cases: %v", verdicts)
	}
}

// TestClaimIsSentence: what a model writes without a capital or a full stop gets them, and
// nothing else of it changes.
func TestClaimIsSentence(t *testing.T) {
	a, err := knowledge.Parse("a.txt", []byte("Meldung\nRund 1,3 Gigawatt sollen entstehen. Über elftausend Behörden nutzen schon heute AWS.\niPhones haben sie auch.\n"))
	if err != nil {
		t.Fatal(err)
	}
	e := engine(t, answer.Config{Announcement: a})
	for text, want := range map[string]string{
		"iPhones haben sie":                               "iPhones haben sie.",
		"rund 1,3 Gigawatt sollen entstehen":              "Rund 1,3 Gigawatt sollen entstehen.",
		"Rund 1,3 Gigawatt sollen entstehen.":             "Rund 1,3 Gigawatt sollen entstehen.",
		"Über elftausend Behörden nutzen schon heute AWS": "Über elftausend Behörden nutzen schon heute AWS.",
		"über elftausend Behörden nutzen heute AWS!":      "Über elftausend Behörden nutzen heute AWS!",
	} {
		claim, dropped := e.Prove(text, "de", []string{"s2", "s3", "s4"})
		if claim.Text != want {
			t.Errorf("%s: %q, %+v", text, claim.Text, dropped)
		}
	}
}

// A copy with other marks is the passage itself, a slice.
func TestCopyWithOtherMarks(t *testing.T) {
	const passage = `The card – a "Welfare Cash Card" – buys only "essentials".`
	a, err := knowledge.Parse("a.txt", []byte("---\nlanguage: en\n---\nReport\n"+passage+"\n"))
	if err != nil {
		t.Fatal(err)
	}
	e := engine(t, answer.Config{Announcement: a})
	claim, dropped := e.Prove(`The card - a 'Welfare Cash Card' - buys only 'essentials'`, "en", []string{"s2"})
	if dropped != nil || claim.Text != passage {
		t.Errorf("%+v, %+v", claim, dropped)
	}
}

// FuzzProve: whatever a model writes, the gates end, and a claim that they let
// pass stands above passages that exist.
func FuzzProve(f *testing.F) {
	f.Add("Amazon will bis zu 50 Mrd. USD investieren.", "de", "s2")
	f.Add("von 1 auf 2, zwischen 3 und 4 (5 bis 6); 7 zu 8 am 9.10.2011 um 12.13 Uhr", "de", "s1 s99")
	f.Add("isn't 5-day $ 1,3\u00a0% a month\xff", "en", "")
	e := engine(f, answer.Config{})
	f.Fuzz(func(t *testing.T, text, lang, ids string) {
		claim, dropped := e.Prove(text, lang, strings.Fields(ids))
		if (dropped == nil) == (len(claim.Citations) == 0) {
			t.Errorf("claim %+v, dropped %+v", claim, dropped)
		}
	})
}
