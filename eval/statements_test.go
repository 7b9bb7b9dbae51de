package eval

import (
	"context"
	"errors"
	"strings"
	"testing"

	"footnote/answer"
	"footnote/knowledge"
)

// told gives the verdicts that a text asks for, one a word.
type told struct{}

func (told) Check(_ context.Context, text, _ string) ([]answer.Statement, error) {
	var out []answer.Statement
	for w := range strings.FieldsSeq(text) {
		s := answer.Statement{Text: w, Verdict: answer.StatementVerdict(w)}
		if s.Verdict != answer.NotStated {
			s.Citation = &answer.Citation{Passage: "s2"}
		}
		out = append(out, s)
	}
	return out, nil
}

func checkedClaims(t *testing.T) []Checked {
	t.Helper()
	m, _ := planted()
	claim := func(kind FaultKind, text string) Fault {
		return Fault{Truth: Truth{ID: "a"}, Kind: kind, Lang: "de", Pair: "de-de", Text: text, Passage: "s2", Change: "x"}
	}
	opened := 0
	checked, err := m.Check(context.Background(), []Fault{
		claim(Unchanged, "stated stated"), claim(Unchanged, "stated not_stated"), claim(Unchanged, "contradicted"), claim(Unchanged, ""),
		claim(Digit, "stated contradicted"), claim(Year, "not_stated"), claim(HedgeDropped, "stated"), claim(InventedClause, "contradicted"),
		claim(SwappedRoles, "stated"), claim(Foreign, "not_stated"), claim(Foreign, "stated"),
	}, func(*knowledge.Announcement) (Checker, error) { opened++; return told{}, nil })
	if err != nil || opened != 1 {
		t.Fatalf("%v, %d checkers for one announcement", err, opened)
	}
	return checked
}

func TestMeasureStatements(t *testing.T) {
	got := MeasureStatements(checkedClaims(t))
	for name, want := range map[string]float64{
		"truth_stated": 0.25, "fault_not_stated": 0.75, "foreign_not_stated": 0.5, "fault_contradicted": 0.5, "not_contradicted": 0.75,
	} {
		if v, ok := got[name]; !ok || v != want {
			t.Errorf("%s is %v, want %v", name, v, want)
		}
	}
	if m := MeasureStatements(nil); len(m) != 0 {
		t.Errorf("of nothing: %v", m)
	}
}

func TestWriteStatementTable(t *testing.T) {
	var table, misses strings.Builder
	if err := errors.Join(WriteStatementTable(&table, checkedClaims(t)), WriteStatementMisses(&misses, checkedClaims(t))); err != nil {
		t.Fatal(err)
	}
	got := strings.Join(strings.Fields(table.String()), " ")
	want := "claims n stated contradicted not stated share stated share contradicted" +
		" truths 4 1 1 2 0.250 0.250 digit 1 0 1 0 0.000 1.000 year 1 0 0 1 0.000 0.000 hedge_dropped 1 1 0 0 1.000 0.000" +
		" invented_clause 1 0 1 0 0.000 1.000 apart: swapped_roles 1 1 0 0 1.000 0.000 foreign 2 1 0 1 0.500 0.000" +
		" truth_stated 0.250 fault_not_stated 0.750 foreign_not_stated 0.500 fault_contradicted 0.500 not_contradicted 0.750"
	if got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	for _, want := range []string{"true called not_stated, de-de a s2 (x)\n  stated s2: stated\n  not_stated: not_stated\n", "year called not_stated", "foreign called stated"} {
		if !strings.Contains(misses.String(), want) {
			t.Errorf("%q is missing in\n%s", want, misses.String())
		}
	}
	if strings.Contains(misses.String(), "digit called") {
		t.Errorf("a fault called contradicted is no miss:\n%s", misses.String())
	}
}

// TestStatementFloors checks a share of the material with the engine itself. All
// of it is measured by footnote eval --statements.
func TestStatementFloors(t *testing.T) {
	const every = 5
	m, faults := planted()
	var claims []Fault
	for i, f := range append(m.True(), append(faults, m.Foreign()...)...) {
		if i%every == 0 {
			claims = append(claims, f)
		}
	}
	checked, err := m.Check(context.Background(), claims, func(a *knowledge.Announcement) (Checker, error) {
		return answer.New(answer.Config{Announcement: a})
	})
	if err != nil {
		t.Fatal(err)
	}
	got := MeasureStatements(checked)
	for name, floor := range map[string]float64{
		"truth_stated": 0.65, "fault_not_stated": 0.975, "foreign_not_stated": 0.99, "fault_contradicted": 0.6, "not_contradicted": 0.98,
	} {
		if got[name] < floor {
			t.Errorf("%s is %.3f, below %.3f", name, got[name], floor)
		}
	}
}

func TestCheckStops(t *testing.T) {
	m, faults := planted()
	bad := errors.New("no engine")
	if _, err := m.Check(context.Background(), faults[:1], func(*knowledge.Announcement) (Checker, error) { return nil, bad }); !errors.Is(err, bad) {
		t.Errorf("got %v", err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	_, err := m.Check(ctx, faults[:1], func(a *knowledge.Announcement) (Checker, error) { return answer.New(answer.Config{Announcement: a}) })
	if !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}
