package answer_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"footnote/answer"
)

// TestCheck takes messages of members apart: each statement with its verdict, in
// order.
func TestCheck(t *testing.T) {
	e := engine(t, answer.Config{})
	tests := map[string]struct {
		text, locale string
		want         []answer.StatementVerdict
	}{
		"a slice":               {"Schon heute nutzen über elftausend Behörden die Dienste von AWS.", "de", []answer.StatementVerdict{answer.Stated}},
		"in another language":   {"More than eleven thousand agencies already use the services of AWS.", "en", []answer.StatementVerdict{answer.Stated}},
		"another amount":        {"Amazon investiert bis zu 80 Mrd. USD in Rechenzentren für US-Behörden.", "de", []answer.StatementVerdict{answer.Contradicted}},
		"another year":          {"Der Bau der neuen Rechenzentren soll 2028 starten.", "de", []answer.StatementVerdict{answer.Contradicted}},
		"nothing of it":         {"The cafeteria serves vegan food on Fridays.", "en", []answer.StatementVerdict{answer.NotStated}},
		"a question":            {"Wie viel investiert Amazon?", "de", nil},
		"thanks":                {"thanks a lot!", "en", nil},
		"code and a quotation":  {"> Amazon baut nichts\n`50 Mrd.`", "de", nil},
		"two, one of them true": {"Über elftausend Behörden nutzen schon heute die Dienste von AWS. Die Kantine ist freitags vegan.", "de", []answer.StatementVerdict{answer.Stated, answer.NotStated}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			got, err := e.Check(context.Background(), tt.text, tt.locale)
			if err != nil {
				t.Fatal(err)
			}
			if len(got) != len(tt.want) {
				t.Fatalf("%+v, want %v", got, tt.want)
			}
			for i, s := range got {
				if s.Verdict != tt.want[i] {
					t.Errorf("%q is %s, want %s", s.Text, s.Verdict, tt.want[i])
				}
				if (s.Citation != nil) != (s.Verdict != answer.NotStated) && s.Verdict != answer.NotStated {
					t.Errorf("%q has citation %v", s.Text, s.Citation)
				}
				if c := s.Citation; c != nil && e.Announcement.Text[c.Start:c.End] != c.Quote {
					t.Errorf("quote %q is not in the announcement", c.Quote)
				}
			}
		})
	}
}

func TestCheckBounds(t *testing.T) {
	e := engine(t, answer.Config{})
	got, err := e.Check(context.Background(), strings.Repeat("Die Kantine in Haus 7 ist freitags vegan. ", 12), "de")
	if err != nil || len(got) != answer.MaxStatements || got[len(got)-1].Skipped != 12-answer.MaxStatements {
		t.Errorf("%d statements, %v; want %d and the rest counted", len(got), err, answer.MaxStatements)
	}
	if _, err := e.Check(context.Background(), " ", "de"); !errors.Is(err, answer.ErrBadQuestion) {
		t.Errorf("an empty message: %v", err)
	}
}
