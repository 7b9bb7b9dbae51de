package eval

import (
	"context"
	"errors"
	"strings"
	"testing"

	"footnote/answer"
	"footnote/knowledge"
)

// strict rejects the claims that say "falsch".
type strict struct{}

func (strict) Prove(text, _ string, ids []string) (answer.Claim, *answer.Dropped) {
	if strings.Contains(text, "falsch") {
		return answer.Claim{}, &answer.Dropped{Gate: "figures", Detail: "falsch"}
	}
	return answer.Claim{Text: text, Citations: []answer.Citation{{Passage: ids[0]}}}, nil
}

func judged(t *testing.T) []Verdict {
	t.Helper()
	claim := func(id string, kind FaultKind, text string) Fault {
		return Fault{Truth: Truth{ID: id}, Kind: kind, Lang: "de", Pair: "de-de", Text: text, Passage: "s2", Change: "x"}
	}
	m, _ := planted()
	opened := 0
	verdicts, err := m.Judge(context.Background(), []Fault{
		claim("a", Digit, "falsch 1"), claim("b", Digit, "falsch 2"), claim("a", Unit, "falsch"), claim("b", Unit, "durch"),
		claim("a", SwappedRoles, "getauscht"), claim("a", Unchanged, "wahr"), claim("b", Unchanged, "wahr, doch falsch"),
	}, func(*knowledge.Announcement) (Prover, error) { opened++; return strict{}, nil })
	if err != nil || opened != 1 {
		t.Fatalf("%v, %d provers for one announcement", err, opened)
	}
	return verdicts
}

func TestMeasureFaults(t *testing.T) {
	got := MeasureFaults(judged(t))
	for name, want := range map[string]float64{"fault_catch": 0.75, "fault_catch_kind": 0.5, "truth_kept": 0.5} {
		if v, ok := got[name]; !ok || v != want {
			t.Errorf("%s is %v, want %v", name, v, want)
		}
	}
	if m := MeasureFaults(nil); len(m) != 0 {
		t.Errorf("of nothing: %v", m)
	}
}

func TestWriteFaultTable(t *testing.T) {
	var table, misses strings.Builder
	if err := WriteFaultTable(&table, judged(t)); err != nil {
		t.Fatal(err)
	}
	got := strings.Join(strings.Fields(table.String()), " ")
	want := "claims n rejected share de-de en-de en-en truth kept by gate" +
		" digit 2 2 1.000 1.000 - - 1.000 figures 2" +
		" unit 2 1 0.500 0.500 - - 1.000 figures 1" +
		" all faults 4 3 0.750 0.750 - - 1.000 figures 3" +
		" apart: swapped_roles 1 0 0.000 0.000 - - 0.000" +
		" truths 2 1 0.500 0.500 - - - figures 1" +
		" fault_catch 0.750 fault_catch_kind 0.500 truth_kept 0.500"
	if got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	if err := WriteFaultMisses(&misses, judged(t)); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"unit de-de b s2 (x)\n  durch\n", "swapped_roles de-de a s2 (x)\n", "true de-de b s2 (figures: falsch)\n"} {
		if !strings.Contains(misses.String(), want) {
			t.Errorf("%q is missing in\n%s", want, misses.String())
		}
	}
	if n := strings.Count(misses.String(), "\n  "); n != 3 {
		t.Errorf("%d misses, want 3", n)
	}
}

func TestJudgeStops(t *testing.T) {
	m, faults := planted()
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := m.Judge(ctx, faults[:1], nil); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	bad := errors.New("no engine")
	if _, err := m.Judge(context.Background(), faults[:1], func(*knowledge.Announcement) (Prover, error) { return nil, bad }); !errors.Is(err, bad) {
		t.Errorf("got %v", err)
	}
}
