package eval

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"
	"text/tabwriter"

	"footnote/answer"
	"footnote/knowledge"
)

// Checker is what is measured: it says of the statements of a message how the
// announcement stands to them, as [answer.Engine.Check] does.
type Checker interface {
	Check(ctx context.Context, text, locale string) ([]answer.Statement, error)
}

// Checked is what became of a claim that was checked as a message.
type Checked struct {
	Fault
	Verdict    answer.StatementVerdict // contradicted when a statement is, stated when all are, else not stated
	Statements []answer.Statement
}

// Foreign marks a truth held against an announcement of which it is not true.
const Foreign FaultKind = "foreign"

// StatementNames are the metrics of checked statements: the share of truths that
// are found stated; the shares of faults, and of truths of other announcements,
// that are not called stated; the share of faults of OtherKinds that are called
// contradicted; and the share of truths, here and elsewhere, and of SameKinds that
// are not. The kinds of Apart count for none of them.
var StatementNames = []string{"truth_stated", "fault_not_stated", "foreign_not_stated", "fault_contradicted", "not_contradicted"}

// OtherKinds are the faults that say something else of the same thing.
var OtherKinds = []FaultKind{Digit, Scale, Unit, Currency, Year, Day, Name, Negation}

// SameKinds are the faults that contradict nothing: they claim more than the
// announcement says.
var SameKinds = []FaultKind{HedgeDropped, InventedClause}

// Foreign returns each truth as a claim about each other announcement.
func (m *Material) Foreign() []Fault {
	var out []Fault
	for _, t := range m.Truths {
		for _, file := range m.files {
			if file != t.Announcement {
				a := m.announcements[file]
				out = append(out, Fault{Truth: t, Kind: Foreign, Announcement: file, Lang: t.Lang, Pair: t.Lang + "-" + a.Language, Text: t.Text, Change: "of another announcement"})
			}
		}
	}
	return out
}

// Check has each claim checked, as a message of its own, by the checker that open
// returns for its announcement. It stops with the context's error, or open's.
func (m *Material) Check(ctx context.Context, claims []Fault, open func(*knowledge.Announcement) (Checker, error)) ([]Checked, error) {
	checkers := map[string]Checker{}
	out := make([]Checked, 0, len(claims))
	for _, f := range claims {
		c, ok := checkers[f.Announcement]
		if !ok {
			var err error
			if c, err = open(m.announcements[f.Announcement]); err != nil {
				return nil, err
			}
			checkers[f.Announcement] = c
		}
		statements, err := c.Check(ctx, f.Text, f.Lang)
		if err != nil {
			return nil, fmt.Errorf("check %q: %w", f.Text, err)
		}
		out = append(out, Checked{f, verdictOf(statements), statements})
	}
	return out, nil
}

func verdictOf(statements []answer.Statement) answer.StatementVerdict {
	is := func(v answer.StatementVerdict) func(answer.Statement) bool {
		return func(s answer.Statement) bool { return s.Verdict == v }
	}
	stated := is(answer.Stated)
	switch {
	case slices.ContainsFunc(statements, is(answer.Contradicted)):
		return answer.Contradicted
	case len(statements) > 0 && !slices.ContainsFunc(statements, func(s answer.Statement) bool { return !stated(s) }):
		return answer.Stated
	}
	return answer.NotStated
}

// MeasureStatements counts the metrics of StatementNames.
func MeasureStatements(checked []Checked) Metrics {
	m := Metrics{}
	set := func(name string, v answer.StatementVerdict, invert bool, in func(FaultKind) bool) {
		n, hit := 0, 0
		for _, c := range checked {
			if in(c.Kind) {
				n++
				if c.Verdict == v {
					hit++
				}
			}
		}
		if n == 0 {
			return
		}
		m[name] = float64(hit) / float64(n)
		if invert {
			m[name] = 1 - m[name]
		}
	}
	set("truth_stated", answer.Stated, false, func(k FaultKind) bool { return k == Unchanged })
	set("fault_not_stated", answer.Stated, true, func(k FaultKind) bool { return k != Unchanged && k != Foreign && !slices.Contains(Apart, k) })
	set("foreign_not_stated", answer.Stated, true, func(k FaultKind) bool { return k == Foreign })
	set("fault_contradicted", answer.Contradicted, false, func(k FaultKind) bool { return slices.Contains(OtherKinds, k) })
	set("not_contradicted", answer.Contradicted, true, func(k FaultKind) bool {
		return k == Unchanged || k == Foreign || k == WrongPassage || slices.Contains(SameKinds, k)
	})
	return m
}

// WriteStatementTable prints for each kind how many claims were called stated,
// contradicted and not stated, and the metrics.
func WriteStatementTable(w io.Writer, checked []Checked) error {
	tw := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(tw, "claims\tn\tstated\tcontradicted\tnot stated\tshare stated\tshare contradicted")
	for _, kind := range slices.Concat([]FaultKind{Unchanged}, FaultKinds, []FaultKind{Foreign}) {
		count := map[answer.StatementVerdict]int{}
		n := 0
		for _, c := range checked {
			if c.Kind == kind {
				n++
				count[c.Verdict]++
			}
		}
		if n == 0 {
			continue
		}
		name := string(kind)
		switch {
		case kind == Unchanged:
			name = "truths"
		case slices.Contains(Apart, kind):
			name = "apart: " + name
		}
		fmt.Fprintf(tw, "%s\t%d\t%d\t%d\t%d\t%.3f\t%.3f\n", name, n, count[answer.Stated], count[answer.Contradicted], count[answer.NotStated],
			float64(count[answer.Stated])/float64(n), float64(count[answer.Contradicted])/float64(n))
	}
	if err := tw.Flush(); err != nil {
		return err
	}
	got := MeasureStatements(checked)
	for _, name := range StatementNames {
		if v, ok := got[name]; ok {
			if _, err := fmt.Fprintf(w, "%s %.3f\n", name, v); err != nil {
				return err
			}
		}
	}
	return nil
}

// expected are the verdicts that are right for a kind.
func expected(kind FaultKind) []answer.StatementVerdict {
	switch {
	case kind == Unchanged:
		return []answer.StatementVerdict{answer.Stated}
	case slices.Contains(OtherKinds, kind):
		return []answer.StatementVerdict{answer.Contradicted}
	case kind == Foreign, kind == WrongPassage, slices.Contains(SameKinds, kind):
		return []answer.StatementVerdict{answer.NotStated}
	}
	return []answer.StatementVerdict{answer.Contradicted, answer.NotStated}
}

// WriteStatementMisses lists the claims whose verdict is not the one that is right
// for their kind, each with its statements.
func WriteStatementMisses(w io.Writer, checked []Checked) error {
	for _, c := range checked {
		if slices.Contains(expected(c.Kind), c.Verdict) {
			continue
		}
		var said strings.Builder
		for _, s := range c.Statements {
			at := ""
			if s.Citation != nil {
				at = " " + s.Citation.Passage
			}
			fmt.Fprintf(&said, "  %s%s: %s\n", s.Verdict, at, s.Text)
		}
		if _, err := fmt.Fprintf(w, "%s called %s, %s %s %s (%s)\n%s", c.Kind, c.Verdict, c.Pair, c.Truth.ID, c.Passage, c.Change, said.String()); err != nil {
			return err
		}
	}
	_, err := fmt.Fprintln(w)
	return err
}
