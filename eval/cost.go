package eval

import (
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"footnote/answer"
)

// tally counts what stands beside the metrics: what was posted and dropped,
// and what the model took.
type tally struct {
	asked, answered  int // questions the model was asked, and answered of them
	byClaim, bySlice int // answered with a claim, with slices alone
	claims, slices   int // posted
	gates, fallbacks map[string]int
	cost             answer.Cost
}

func count(results []Result) tally {
	t := tally{gates: map[string]int{}, fallbacks: map[string]int{}}
	for _, r := range results {
		a := r.Answer
		if a.Cost.Calls > 0 {
			t.asked++
			t.cost.Calls += a.Cost.Calls
			t.cost.PromptTokens += a.Cost.PromptTokens
			t.cost.CachedTokens += a.Cost.CachedTokens
			t.cost.CompletionTokens += a.Cost.CompletionTokens
		}
		if a.Fallback != "" {
			t.fallbacks[a.Fallback]++
		}
		for _, d := range a.Dropped {
			t.gates[d.Gate]++
		}
		wrote := false
		for _, c := range a.Claims {
			switch {
			case wroteItself(a, c):
				t.claims++
				wrote = true
			case a.Engine != answer.EngineFacts:
				t.slices++
			}
		}
		if a.Cost.Calls > 0 && r.Answered && r.Question.Kind == Answerable {
			t.answered++
			if wrote {
				t.byClaim++
			} else {
				t.bySlice++
			}
		}
	}
	return t
}

// WriteCost prints what the model was asked, what it took, and what became of
// what it wrote. It prints nothing about questions that no model was asked.
func WriteCost(w io.Writer, results []Result) error {
	t := count(results)
	if t.asked == 0 {
		return nil
	}
	n := float64(t.asked)
	_, err := fmt.Fprintf(w, `
model asked     %d questions: %.1f calls, %.0f prompt tokens (%.0f %% from the prefix cache), %.0f completion tokens each
answered        %d of the answerable among them, %d with a claim, %d with slices alone
posted          %d claims, %d slices
claims dropped  %s
fell back       %s
`, t.asked, float64(t.cost.Calls)/n, float64(t.cost.PromptTokens)/n, 100*float64(t.cost.CachedTokens)/max(1, float64(t.cost.PromptTokens)),
		float64(t.cost.CompletionTokens)/n, t.answered, t.byClaim, t.bySlice, t.claims, t.slices, list(t.gates), list(t.fallbacks))
	return err
}

// wroteItself tells whether a claim is a sentence of the model's: neither a slice nor a
// quick fact.
func wroteItself(a answer.Answer, c answer.Claim) bool {
	return a.Engine != answer.EngineFacts && c.Text != c.Citations[0].Quote
}

func list(counts map[string]int) string {
	var out []string
	for _, name := range slices.Sorted(maps.Keys(counts)) {
		out = append(out, fmt.Sprintf("%s %d", name, counts[name]))
	}
	if len(out) == 0 {
		return "none"
	}
	return strings.Join(out, ", ")
}

// WritePosted prints every claim that was posted, above the quotes that it
// stands on, for reading.
func WritePosted(w io.Writer, results []Result) error {
	n := 0
	for _, r := range results {
		for _, c := range r.Answer.Claims {
			if !wroteItself(r.Answer, c) {
				continue
			}
			n++
			if _, err := fmt.Fprintf(w, "%d. %s\n   asked: %s\n", n, c.Text, r.Question.Question); err != nil {
				return err
			}
			for _, cited := range c.Citations {
				if _, err := fmt.Fprintf(w, "   %s: %s\n", cited.Passage, cited.Quote); err != nil {
					return err
				}
			}
		}
	}
	return nil
}
