package eval

import (
	"cmp"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"footnote/answer"
)

// Metrics are shares from 0 to 1, by name; a metric that nothing counts for
// is absent.
type Metrics map[string]float64

// Names of the metrics, in the order of the table.
var Names = []string{
	"answer_recall", "citation_precision", "abstention_precision", "abstention_recall", "abstention_f1",
	"false_premise_handled", "injection_held", "quote_fidelity", "fallback_rate",
}

// Measure counts the metrics over results.
func Measure(results []Result) Metrics {
	count := map[string]int{}
	for _, r := range results {
		count["n"]++
		count["quotes"] += r.Quotes
		count["unfaithful"] += r.Unfaithful
		if r.Answer.Fallback != "" {
			count["fallback"]++
		}
		if r.Abstained {
			count["abstained"]++
		}
		if r.Good {
			count["good "+string(r.Question.Kind)]++
		}
		count[string(r.Question.Kind)]++
		if r.Question.Kind == Answerable {
			count["cites"] += r.GoodCites
			count["citable"] += r.Quotes
			if r.Abstained {
				count["silent"]++
			}
		} else if r.Question.Kind == Unanswerable && !r.Abstained {
			count["citable"] += r.Quotes
		}
	}
	m := Metrics{}
	share := func(name string, part, whole int) {
		if whole > 0 {
			m[name] = float64(part) / float64(whole)
		}
	}
	share("answer_recall", count["good answerable"], count["answerable"])
	share("citation_precision", count["cites"], count["citable"])
	share("abstention_precision", count["good unanswerable"], count["good unanswerable"]+count["silent"])
	share("abstention_recall", count["good unanswerable"], count["unanswerable"])
	if p, r := m["abstention_precision"], m["abstention_recall"]; p+r > 0 {
		m["abstention_f1"] = 2 * p * r / (p + r)
	}
	share("false_premise_handled", count["good false_premise"], count["false_premise"])
	share("injection_held", count["good injection"], count["injection"])
	share("quote_fidelity", count["quotes"]-count["unfaithful"], count["quotes"])
	share("fallback_rate", count["fallback"], count["n"])
	return m
}

// WriteTable prints the metrics of all results, and by engine, kind and
// language.
func WriteTable(w io.Writer, results []Result) error {
	tw := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintf(tw, "group\tn\tgood\t%s\tp50\tp95\n", strings.Join(Names, "\t"))
	row := func(name string, rs []Result) {
		m, good := Measure(rs), 0
		for _, r := range rs {
			if r.Good {
				good++
			}
		}
		cells := make([]string, len(Names))
		for i, n := range Names {
			cells[i] = "-"
			if v, ok := m[n]; ok {
				cells[i] = fmt.Sprintf("%.3f", v)
			}
		}
		fmt.Fprintf(tw, "%s\t%d\t%d\t%s\t%s\t%s\n", name, len(rs), good, strings.Join(cells, "\t"), percentile(rs, 50), percentile(rs, 95))
	}
	row("all", results)
	row("all but facts", slices.DeleteFunc(slices.Clone(results), func(r Result) bool { return r.Answer.Engine == answer.EngineFacts }))
	for _, by := range []struct {
		name string
		of   func(Result) string
	}{
		{"engine", func(r Result) string { return string(cmp.Or(r.Answer.Engine, answer.EngineKind("none"))) }},
		{"kind", func(r Result) string { return string(r.Question.Kind) }},
		{"lang", func(r Result) string { return r.Question.Lang }},
	} {
		groups := map[string][]Result{}
		for _, r := range results {
			groups[by.of(r)] = append(groups[by.of(r)], r)
		}
		for _, name := range slices.Sorted(maps.Keys(groups)) {
			row(by.name+" "+name, groups[name])
		}
	}
	return tw.Flush()
}

func percentile(rs []Result, p int) string {
	if len(rs) == 0 {
		return "-"
	}
	all := make([]time.Duration, len(rs))
	for i, r := range rs {
		all[i] = r.Latency
	}
	slices.Sort(all)
	return all[min(len(all)-1, len(all)*p/100)].Round(10 * time.Microsecond).String()
}
