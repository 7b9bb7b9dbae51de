package eval

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"text/tabwriter"

	"footnote/answer"
	"footnote/knowledge"
)

// Prover is what is measured: it runs the gates over a claim, as
// [answer.Engine.Prove] does.
type Prover interface {
	Prove(text, lang string, ids []string) (answer.Claim, *answer.Dropped)
}

// Verdict is what the gates said of a claim.
type Verdict struct {
	Fault
	Gate   string // that rejected it; empty: it would be posted
	Detail string
	Above  string // id of the first passage that it would be posted above
}

// FaultNames are the metrics of planted faults, in the order of the table:
// the share of faults that are rejected, the same for the kind that does
// worst, and the share of truths that are not rejected. The kinds of Apart
// count for neither of the first two.
var FaultNames = []string{"fault_catch", "fault_catch_kind", "truth_kept"}

// Apart are the kinds that are reported apart, since code can hardly see
// them: who does what to whom, and "will" where a plan is reported.
var Apart = []FaultKind{PlanAsCertain, SwappedRoles}

// Judge has each claim proved by the prover that open returns for its
// announcement. It stops with the context's error, or open's.
func (m *Material) Judge(ctx context.Context, claims []Fault, open func(*knowledge.Announcement) (Prover, error)) ([]Verdict, error) {
	provers := map[string]Prover{}
	out := make([]Verdict, 0, len(claims))
	for _, f := range claims {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		p, ok := provers[f.Announcement]
		if !ok {
			var err error
			if p, err = open(m.announcements[f.Announcement]); err != nil {
				return nil, err
			}
			provers[f.Announcement] = p
		}
		v := Verdict{Fault: f}
		posted, dropped := p.Prove(f.Text, f.Lang, []string{f.Passage})
		if dropped != nil {
			v.Gate, v.Detail = cmp.Or(dropped.Gate, "unnamed"), dropped.Detail
		} else if len(posted.Citations) > 0 {
			v.Above = posted.Citations[0].Passage
		}
		out = append(out, v)
	}
	return out, nil
}

// MeasureFaults counts the metrics of FaultNames over verdicts.
func MeasureFaults(verdicts []Verdict) Metrics {
	m := Metrics{}
	kinds := byKind(verdicts)
	caught, planted := 0, 0
	for _, kind := range FaultKinds {
		if vs := kinds[kind]; len(vs) > 0 && !slices.Contains(Apart, kind) {
			n := rejected(vs)
			caught, planted = caught+n, planted+len(vs)
			share := float64(n) / float64(len(vs))
			if worst, ok := m["fault_catch_kind"]; !ok || share < worst {
				m["fault_catch_kind"] = share
			}
		}
	}
	if planted > 0 {
		m["fault_catch"] = float64(caught) / float64(planted)
	}
	if vs := kinds[Unchanged]; len(vs) > 0 {
		m["truth_kept"] = 1 - float64(rejected(vs))/float64(len(vs))
	}
	return m
}

func byKind(verdicts []Verdict) map[FaultKind][]Verdict {
	out := map[FaultKind][]Verdict{}
	for _, v := range verdicts {
		out[v.Kind] = append(out[v.Kind], v)
	}
	return out
}

func rejected(vs []Verdict) int {
	n := 0
	for _, v := range vs {
		if v.Gate != "" {
			n++
		}
	}
	return n
}

// WriteFaultTable prints, for each kind, for all of them and for the truths,
// how many claims were rejected, the share by pair of languages, the share
// among those whose truth is not rejected, and by which gates. A fault whose
// truth is rejected too is caught for whatever is wrong with its truth. Of the
// truths, the fewer are rejected the better.
func WriteFaultTable(w io.Writer, verdicts []Verdict) error {
	pairs := []string{"de-de", "en-de", "en-en"} // the claim's language, the announcement's
	tw := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintf(tw, "claims\tn\trejected\tshare\t%s\ttruth kept\tby gate\n", strings.Join(pairs, "\t"))
	kinds := byKind(verdicts)
	lost := map[string]bool{}
	for _, v := range kinds[Unchanged] {
		lost[v.Truth.ID] = v.Gate != ""
	}
	row := func(name string, vs []Verdict) {
		if len(vs) == 0 {
			return
		}
		cells := []string{name, fmt.Sprint(len(vs)), fmt.Sprint(rejected(vs)), shareOf(vs)}
		for _, pair := range pairs {
			cells = append(cells, shareOf(slices.DeleteFunc(slices.Clone(vs), func(v Verdict) bool { return v.Pair != pair })))
		}
		kept := slices.DeleteFunc(slices.Clone(vs), func(v Verdict) bool { return v.Kind == Unchanged || lost[v.Truth.ID] })
		cells = append(cells, shareOf(kept))
		fmt.Fprintf(tw, "%s\t%s\n", strings.Join(cells, "\t"), gates(vs))
	}
	var all []Verdict
	for _, kind := range FaultKinds {
		if !slices.Contains(Apart, kind) {
			row(string(kind), kinds[kind])
			all = append(all, kinds[kind]...)
		}
	}
	row("all faults", all)
	for _, kind := range Apart {
		row("apart: "+string(kind), kinds[kind])
	}
	row("truths", kinds[Unchanged])
	if err := tw.Flush(); err != nil {
		return err
	}
	got := MeasureFaults(verdicts)
	for _, name := range FaultNames {
		if v, ok := got[name]; ok {
			if _, err := fmt.Fprintf(w, "%s %.3f\n", name, v); err != nil {
				return err
			}
		}
	}
	return nil
}

func shareOf(vs []Verdict) string {
	if len(vs) == 0 {
		return "-"
	}
	return fmt.Sprintf("%.3f", float64(rejected(vs))/float64(len(vs)))
}

// gates lists which gates rejected how many, the busiest first.
func gates(vs []Verdict) string {
	count := map[string]int{}
	for _, v := range vs {
		if v.Gate != "" {
			count[v.Gate]++
		}
	}
	names := slices.Sorted(maps.Keys(count))
	slices.SortStableFunc(names, func(a, b string) int { return count[b] - count[a] })
	for i, n := range names {
		names[i] = fmt.Sprintf("%s %d", n, count[n])
	}
	return strings.Join(names, ", ")
}

// WriteFaultMisses lists the faults that would be posted and the truths that
// would not.
func WriteFaultMisses(w io.Writer, verdicts []Verdict) error {
	for _, v := range verdicts {
		if (v.Gate == "") == (v.Kind == Unchanged) {
			continue
		}
		why := cmp.Or(v.Change, "as it is")
		if v.Gate != "" {
			why = v.Gate + ": " + v.Detail
		} else if v.Above != v.Passage {
			why += "; would stand above " + v.Above
		}
		if _, err := fmt.Fprintf(w, "%s %s %s %s (%s)\n  %s\n", v.Kind, v.Pair, v.Truth.ID, v.Passage, why, v.Text); err != nil {
			return err
		}
	}
	_, err := fmt.Fprintln(w)
	return err
}
