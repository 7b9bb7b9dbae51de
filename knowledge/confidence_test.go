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

var (
	fit  = flag.Bool("fit", false, "fit the weights of confidence to the development question sets and print them")
	dump = flag.String("dump", "", "write the features of the development question sets as JSON to this file")
)

// sample is a development question: features of its passages in the order of the
// search, then those of silence, and which of them are right.
type sample struct {
	Set      string
	Passages [][]float64
	Silence  []float64
	Right    []bool // of the passages, then silence
	Usable   []bool // of the passages: hold what is asked for
}

func featuresOf(features []feature, e *Evidence) []float64 {
	out := make([]float64, len(features))
	for i, f := range features {
		out[i] = f.of(e)
	}
	return out
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
		set := strings.TrimSuffix(filepath.Base(file), ".dev.jsonl")
		a, err := Open(strings.TrimSuffix(file, ".dev.jsonl") + ".md")
		if err != nil {
			a = builtin(t)
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
			hits := ix.Search(Query{Text: q.Question, Language: lang, Expect: expect})
			if len(hits) == 0 {
				continue
			}
			s := sample{Set: set, Silence: featuresOf(silenceFeatures, &hits[0].Evidence)}
			for i := range hits {
				h := &hits[i]
				right := slices.ContainsFunc(q.Cite, func(c string) bool { return strings.Contains(a.Passages[h.Index].Text, c) })
				s.Passages = append(s.Passages, featuresOf(passageFeatures, &h.Evidence))
				s.Right = append(s.Right, right && q.Kind == "answerable")
				s.Usable = append(s.Usable, !h.Nobody && (!h.Typed || h.Holds && !h.Opposed))
			}
			s.Right = append(s.Right, q.Kind == "unanswerable")
			out = append(out, s)
		}
	}
	return out
}

// TestConfidence checks that confidence tells right passages from wrong ones, and
// from silence, on the development sets.
func TestConfidence(t *testing.T) {
	all := samples(t)
	if *dump != "" {
		data, err := json.Marshal(all)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(*dump, data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	features := slices.Concat(passageFeatures, silenceFeatures)
	weights := make([]float64, len(features))
	for i, f := range features {
		weights[i] = f.weight
	}
	if *fit {
		weights = regress(all)
		for i, w := range weights {
			t.Logf("%-24s %6.2f", features[i].name, w)
		}
	}
	loss, guess, n := 0.0, 0.0, 0.0
	for _, s := range all {
		if !slices.Contains(s.Right, true) {
			continue
		}
		p := right(s, shares(s, weights))
		loss -= math.Log(max(p, 1e-9))
		guess -= math.Log(1 / float64(len(s.Right)))
		n++
	}
	t.Logf("%.0f questions, log loss %.3f of the guess's %.3f", n, loss/n, guess/n)
	if loss > 0.4*guess {
		t.Errorf("confidence has a log loss of %.2f of a guess, want 0.4; refit with -fit", loss/guess)
	}
}

// shares are the confidences that weights give to the passages of s and to silence.
func shares(s sample, weights []float64) []float64 {
	out := make([]float64, len(s.Right))
	most := math.Inf(-1)
	for i := range out {
		row, w := s.Silence, weights[len(passageFeatures):]
		if i < len(s.Passages) {
			row, w = s.Passages[i], weights
		}
		for k, x := range row {
			out[i] += w[k] * x
		}
		most = max(most, out[i])
	}
	sum := 0.0
	for i := range out {
		out[i] = math.Exp(out[i] - most)
		sum += out[i]
	}
	for i := range out {
		out[i] /= sum
	}
	return out
}

// right is the confidence in all that is right together.
func right(s sample, shares []float64) float64 {
	p := 0.0
	for i, r := range s.Right {
		if r {
			p += shares[i]
		}
	}
	return p
}

// regress fits the weights by gradient ascent of the likelihood with a quadratic
// penalty, each weight at its own pace (Adam).
func regress(all []sample) []float64 {
	const penalty, rate, rounds, keep, keepSquare = 0.4, 0.05, 600, 0.9, 0.999
	n := len(passageFeatures) + len(silenceFeatures)
	weights, mean, square := make([]float64, n), make([]float64, n), make([]float64, n)
	for round := 1; round <= rounds; round++ {
		gradient := make([]float64, n)
		for k := range weights {
			gradient[k] = penalty * weights[k]
		}
		for _, s := range all {
			if !slices.Contains(s.Right, true) {
				continue
			}
			weight := 1.0
			if strings.HasPrefix(s.Set, "shipped") || s.Set == "amazon-us-behoerden" {
				weight = 0.3 // many questions on one announcement
			}
			p := shares(s, weights)
			sum := right(s, p)
			for i, x := range p {
				miss := x
				if s.Right[i] {
					miss -= x / sum
				}
				row, offset := s.Silence, len(passageFeatures)
				if i < len(s.Passages) {
					row, offset = s.Passages[i], 0
				}
				for k, v := range row {
					gradient[offset+k] += weight * miss * v
				}
			}
		}
		for k, g := range gradient {
			mean[k] = keep*mean[k] + (1-keep)*g
			square[k] = keepSquare*square[k] + (1-keepSquare)*g*g
			m := mean[k] / (1 - math.Pow(keep, float64(round)))
			v := square[k] / (1 - math.Pow(keepSquare, float64(round)))
			weights[k] -= rate * m / (math.Sqrt(v) + 1e-8)
		}
	}
	return weights
}
