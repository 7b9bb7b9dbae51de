package knowledge

import (
	"encoding/json"
	"flag"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

var fit = flag.Bool("fit", false, "fit the weights of confidence to the development question sets and print them")

// sample is one hit of a development question.
type sample struct {
	evidence Evidence
	right    bool
	weight   float64 // of its set: announcements that nothing was tuned for count more
}

// samples searches for all development questions in ../eval/testdata.
func samples(t *testing.T) []sample {
	t.Helper()
	files, err := filepath.Glob("../eval/testdata/*.dev.jsonl")
	if err != nil || len(files) == 0 {
		t.Fatal("no question sets", err)
	}
	var out []sample
	for _, file := range files {
		a, err := Open(strings.TrimSuffix(file, ".dev.jsonl") + ".md")
		weight := 3.0
		if err != nil {
			a, weight = builtin(t), 1
		}
		ix := NewIndex(a)
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for line := range strings.Lines(string(data)) {
			var q struct {
				Kind, Question string
				Cite, History  []string
			}
			if err := json.Unmarshal([]byte(line), &q); err != nil {
				t.Fatal(err)
			}
			lang := DetectLanguage(q.Question)
			if lang == "" {
				lang = a.Language
			}
			expect := Expect(q.Question, lang)
			if q.Kind == "injection" || q.Kind == "false_premise" || len(q.History) > 0 || expect.Type == TypeSummary {
				continue
			}
			for _, h := range ix.Search(Query{Text: q.Question, Language: lang, Limit: 5, Expect: expect}) {
				right := slices.ContainsFunc(q.Cite, func(c string) bool { return strings.Contains(a.Passages[h.Index].Text, c) })
				out = append(out, sample{h.Evidence, right, weight})
			}
		}
	}
	return out
}

// TestConfidence checks that confidence tells right passages from wrong ones
// on the development sets.
func TestConfidence(t *testing.T) {
	all := samples(t)
	if *fit {
		for i, w := range regress(all) {
			t.Logf("%-24s %6.2f", features[i].name, w)
		}
	}
	loss, base, right := 0.0, 0.0, 0.0
	for _, s := range all {
		if s.right {
			right++
		}
	}
	share := right / float64(len(all))
	for _, s := range all {
		p := s.evidence.confidence()
		if !s.right {
			p, base = 1-p, base-math.Log(1-share)
		} else {
			base -= math.Log(share)
		}
		loss -= math.Log(max(p, 1e-9))
	}
	t.Logf("%d passages, log loss %.3f of the guess's %.3f", len(all), loss/float64(len(all)), base/float64(len(all)))
	if loss > 0.65*base {
		t.Errorf("confidence has a log loss of %.2f of a guess, want 0.65; refit with -fit", loss/base)
	}
}

// regress fits the weights by gradient descent with a quadratic penalty.
func regress(all []sample) []float64 {
	const penalty, rate, rounds = 1.0, 1.2, 6000
	rows := make([][]float64, len(all))
	for i := range all {
		for _, f := range features {
			rows[i] = append(rows[i], f.of(&all[i].evidence))
		}
	}
	weights := make([]float64, len(features))
	for range rounds {
		gradient := make([]float64, len(features))
		for i, row := range rows {
			sum := 0.0
			for k, x := range row {
				sum += weights[k] * x
			}
			miss := 1 / (1 + math.Exp(-sum))
			if all[i].right {
				miss--
			}
			for k, x := range row {
				gradient[k] += all[i].weight * miss * x
			}
		}
		for k := range weights {
			if k > 0 {
				gradient[k] += penalty * weights[k]
			}
			weights[k] -= rate * gradient[k] / float64(len(rows))
		}
	}
	return weights
}
