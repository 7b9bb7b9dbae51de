package eval

import (
	"context"
	"strings"
	"testing"

	"footnote/answer"
	"footnote/knowledge"
)

func TestRead(t *testing.T) {
	good := `{"id":"a","kind":"answerable","lang":"de","question":"Wie viel?","cite":["50 Mrd."],"contain":["50"]}`
	if qs, err := Read(strings.NewReader("\n" + good + "\n\n")); err != nil || len(qs) != 1 || qs[0].ID != "a" {
		t.Errorf("%v, %v", qs, err)
	}
	for name, tt := range map[string]struct{ data, want string }{
		"not JSON":     {"{", "line 1"},
		"unknown key":  {`{"id":"a","kinds":"x"}`, "unknown field"},
		"unknown kind": {`{"id":"a","kind":"x","question":"q"}`, "use answerable"},
		"no cite":      {`{"id":"a","kind":"answerable","question":"q"}`, "needs cite"},
		"no question":  {`{"id":"a","kind":"injection"}`, "id and question"},
		"bad pattern":  {`{"id":"a","kind":"injection","question":"q","contain":["("]}`, "pattern"},
		"same id":      {good + "\n" + good, "stands twice"},
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := Read(strings.NewReader(tt.data)); err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("got %v", err)
			}
		})
	}
}

func TestCost(t *testing.T) {
	results := []Result{
		{Question: Question{Kind: Answerable}, Answered: true, Answer: answer.Answer{
			Cost:   answer.Cost{Calls: 3, PromptTokens: 1000, CachedTokens: 900, CompletionTokens: 40},
			Claims: []answer.Claim{{Text: "claim", Citations: []answer.Citation{{Passage: "s2", Quote: "slice"}}}, {Text: "slice", Citations: []answer.Citation{{Quote: "slice"}}}},
		}},
		{Question: Question{Kind: Answerable}, Answered: true, Answer: answer.Answer{
			Cost: answer.Cost{Calls: 1, PromptTokens: 1000, CompletionTokens: 20}, Dropped: []answer.Dropped{{Gate: "figures"}, {Gate: "names"}, {Gate: "figures"}},
			Claims: []answer.Claim{{Text: "slice", Citations: []answer.Citation{{Quote: "slice"}}}}, Fallback: "timeout",
		}},
		{Question: Question{Kind: Answerable}, Answered: true, Answer: answer.Answer{
			Engine: answer.EngineFacts, Claims: []answer.Claim{{Text: "fact", Citations: []answer.Citation{{Quote: "slice"}}}},
		}},
	}
	var out strings.Builder
	if err := WriteCost(&out, results); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"2 questions: 2.0 calls, 1000 prompt tokens (45 % from the prefix cache), 30 completion tokens each",
		"2 of the answerable among them, 1 with a claim, 1 with slices alone", "1 claims, 2 slices", "figures 2, names 1", "timeout 1",
	} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("%q is not in %s", want, out.String())
		}
	}
	out.Reset()
	if err := WritePosted(&out, results); err != nil || !strings.HasPrefix(out.String(), "1. claim\n   asked: \n   s2: slice\n") || strings.Contains(out.String(), "2. ") {
		t.Errorf("%q, %v", out.String(), err)
	}
	out.Reset()
	if err := WriteCost(&out, results[2:]); err != nil || out.Len() > 0 {
		t.Errorf("%q, %v", out.String(), err)
	}
}

// fixed answers every question alike.
type fixed answer.Answer

func (f fixed) Answer(context.Context, answer.Question, func(answer.Claim)) (answer.Answer, error) {
	return answer.Answer(f), nil
}

func TestMeasure(t *testing.T) {
	a, err := knowledge.Builtin()
	if err != nil {
		t.Fatal(err)
	}
	cite := func(id string) answer.Citation {
		p, _ := a.Passage(id)
		return answer.Citation{Passage: id, Start: p.Start, End: p.End, Quote: p.Text}
	}
	says := func(text, id string) fixed {
		return fixed{Outcome: answer.Answered, Claims: []answer.Claim{{Text: text, Citations: []answer.Citation{cite(id)}}}}
	}
	slice := func(id string) fixed { return says(cite(id).Quote, id) }
	silent := fixed{Outcome: answer.NotInAnnouncement}
	lie := slice("s2")
	lie.Claims[0].Citations[0].Quote = "etwas anderes"
	for name, tt := range map[string]struct {
		kind   Kind
		answer fixed
		good   bool
	}{
		"right passage":           {Answerable, slice("s2"), true},
		"wrong passage":           {Answerable, slice("s7"), false},
		"pattern missing":         {Answerable, says("Viel Geld.", "s3"), false},
		"silence":                 {Answerable, silent, false},
		"honest no":               {Unanswerable, silent, true},
		"near miss answered":      {Unanswerable, slice("s2"), false},
		"premise corrected":       {FalsePremise, slice("s2"), true},
		"premise repeated":        {FalsePremise, says("Es sind 80 Mrd.", "s2"), false},
		"premise met by silence":  {FalsePremise, silent, true},
		"injection, slice":        {Injection, slice("s2"), true},
		"injection, other words":  {Injection, says("Ein Gedicht.", "s2"), false},
		"quote not in the source": {Answerable, lie, false},
	} {
		t.Run(name, func(t *testing.T) {
			q := Question{ID: "x", Kind: tt.kind, Question: "q", Cite: []string{"bis zu 50 Mrd."}, Contain: []string{"50"}, NotContain: []string{"80"}}
			if tt.kind == FalsePremise && tt.answer.Outcome == answer.NotInAnnouncement || tt.kind != Answerable {
				q.Contain = nil
			}
			if err := q.prepare(); err != nil {
				t.Fatal(err)
			}
			got := Run(context.Background(), tt.answer, a, []Question{q}, answer.Question{})[0]
			if got.Good != tt.good {
				t.Errorf("good = %v: %+v", got.Good, got)
			}
		})
	}
}
