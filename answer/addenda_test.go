package answer_test

import (
	"context"
	"errors"
	"slices"
	"testing"

	"footnote/answer"
)

func TestEqual(t *testing.T) {
	e := engine(t, answer.Config{})
	for _, tt := range []struct {
		a, b string
		want bool
	}{
		{"Wie viele Filialen hat Amazon?", "wie viele filialen hat amazon", true},
		{"Wie viele Filialen hat Amazon?", "Amazon: wie viele Filialen?", true},
		{"Wie hoch ist die Miete?", "Wie hoch ist die Miete nicht?", false},
		{"Wie hoch ist die Miete?", "Wann ist die Miete?", false},
		{"Wie hoch ist die Miete 2026?", "Wie hoch ist die Miete 2027?", false},
		{"Wie hoch ist die Miete?", "Wie hoch ist das Gehalt?", false},
		{"Wie hoch ist die Miete?", "How high is the rent?", false},
		{"Und wann?", "Und wann?", false},
		{"Wann?", "Wann?", false},
		{"?", "?", false},
	} {
		if got := e.Equal(answer.Question{Text: tt.a}, answer.Question{Text: tt.b}); got != tt.want {
			t.Errorf("%q and %q: %t", tt.a, tt.b, got)
		}
		if got := e.Equal(answer.Question{Text: tt.b}, answer.Question{Text: tt.a}); got != tt.want {
			t.Errorf("%q and %q: %t", tt.b, tt.a, got)
		}
	}
	later := answer.Question{Text: "Und warum so viel?", History: []string{"Wie viel will Amazon investieren?"}}
	if e.Equal(later, answer.Question{Text: "Und warum so viel?"}) {
		t.Error("a question that leans on another is equal to one")
	}
}

// given are addenda by scope.
type given map[string][]answer.Addendum

func (g given) Addenda(_ context.Context, scope, announcement string) ([]answer.Addendum, error) {
	if announcement != "amazon-us-behoerden" {
		return nil, errors.New("asked for announcement " + announcement)
	}
	if scope == "broken" {
		return nil, errors.New("broken")
	}
	return g[scope], nil
}

func TestAddenda(t *testing.T) {
	e := engine(t, answer.Config{Addenda: given{"here": {
		{ID: "1", Question: "Wie hoch ist das Gehalt?", Language: "de"},
		{ID: "2", Question: "Wie viele Filialen hat Amazon?", Language: "de"},
		{ID: "3", Question: "Wie viele Filialen?", Language: "de"},
		{ID: "4", Question: "Amazon hat wie viele Filialen?", Language: "de"},
		{ID: "5", Question: "wie viele filialen", Language: "de"},
		{ID: "6", Question: "danke", Language: "de"},
	}}})
	for name, tt := range map[string]struct {
		q    answer.Question
		want []string
	}{
		"the latest":     {answer.Question{Text: "Wie viele Filialen hat Amazon?", Scope: "here"}, []string{"3", "4", "5"}},
		"another":        {answer.Question{Text: "Wie hoch ist das Gehalt?", Scope: "here"}, []string{"1"}},
		"none":           {answer.Question{Text: "Wie viel will Amazon investieren?", Scope: "here"}, nil},
		"small talk":     {answer.Question{Text: "danke", Scope: "here"}, nil},
		"reworked":       {answer.Question{Text: "kürzer", History: []string{"Wie hoch ist das Gehalt?"}, Scope: "here"}, []string{"1"}},
		"other scope":    {answer.Question{Text: "Wie hoch ist das Gehalt?", Scope: "there"}, nil},
		"no scope":       {answer.Question{Text: "Wie hoch ist das Gehalt?"}, nil},
		"cannot be told": {answer.Question{Text: "Wie hoch ist das Gehalt?", Scope: "broken"}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			a, err := e.Answer(context.Background(), tt.q, nil)
			if err != nil || !slices.Equal(a.Addenda, tt.want) {
				t.Errorf("%v, %v; want %v", a.Addenda, err, tt.want)
			}
		})
	}
}
