package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"

	"footnote/answer"
	"footnote/eval"
)

// evaluation is what the flags of eval say.
type evaluation struct {
	engine, profile string
	candidates      int
	noJudge, posted bool
	faults, verbose bool
	statements      bool
	minima          list
	floors          map[string]float64 // of minima
}

// evaluate runs a question file, or plants faults, and prints the metrics.
func evaluate(ctx context.Context, p program, args []string) error {
	var e evaluation
	fs := newFlags("eval")
	fs.StringVar(&e.engine, "engine", "auto", "auto, extractive or llm")
	fs.StringVar(&e.profile, "profile", "", "claims or quotes; else ANSWER_PROFILE")
	fs.BoolVar(&e.noJudge, "no-judge", false, "do without the judge, to measure what it brings")
	fs.IntVar(&e.candidates, "candidates", 0, "hits of the search that the judge sees beside the model's selection")
	fs.BoolVar(&e.posted, "posted", false, "list the model's claims that were posted, with their slices")
	fs.BoolVar(&e.faults, "faults", false, "instead of a file, measure the gates with planted faults")
	fs.BoolVar(&e.statements, "statements", false, "instead of a file, measure how true and false statements are checked")
	fs.BoolVar(&e.verbose, "v", false, "list the questions that were missed, the faults that were not and the truths that were caught, or the statements of which something wrong was said")
	fs.Var(&e.minima, "min", "NAME=VALUE: exit with 1 when the metric is below; repeatable")
	words, err := parseFlags(p, fs, args)
	if err != nil {
		return err
	}
	names := eval.Names
	switch {
	case e.faults:
		names = eval.FaultNames
	case e.statements:
		names = eval.StatementNames
	}
	if e.floors, err = parseFloors(e.minima, names); err != nil {
		return err
	}
	switch {
	case e.faults && e.statements:
		return usagef("eval takes --faults or --statements, not both")
	case (e.faults || e.statements) && len(words) > 0:
		return usagef("eval with --faults or --statements takes no file")
	case e.faults:
		return evaluateFaults(ctx, p, e)
	case e.statements:
		return evaluateStatements(ctx, p, e)
	case len(words) != 1:
		return usagef("eval takes one file of questions, --faults or --statements")
	case !slices.Contains([]string{"auto", "extractive", "llm"}, e.engine) || !slices.Contains([]string{"", "claims", "quotes"}, e.profile):
		return usagef("--engine is auto, extractive or llm; --profile claims or quotes")
	}
	return evaluateFile(ctx, p, e, words[0])
}

// evaluateFile asks the questions of a file.
func evaluateFile(ctx context.Context, p program, e evaluation, name string) error {
	file, err := os.Open(name)
	if err != nil {
		return fmt.Errorf("read questions: %w", err)
	}
	defer file.Close()
	questions, err := eval.Read(file)
	if err != nil {
		return fmt.Errorf("read questions %s: %w", name, err)
	}
	a, err := newAsker(p, e.engine, func(c *answer.Config) {
		c.NoJudge, c.Candidates, c.Cache = c.NoJudge || e.noJudge, e.candidates, nil
	})
	if err != nil {
		return err
	}
	results := eval.Run(ctx, a.engine, a.announcement, questions,
		answer.Question{Engine: answer.EngineKind(e.engine), Profile: answer.Profile(e.profile)})
	if err := ctx.Err(); err != nil {
		return err
	}
	if e.verbose {
		printMisses(p, results)
	}
	if e.posted {
		if err := eval.WritePosted(p.stdout, results); err != nil {
			return err
		}
	}
	if err := errors.Join(eval.WriteTable(p.stdout, results), eval.WriteCost(p.stdout, results)); err != nil {
		return err
	}
	return checkFloors(e.floors, eval.Names, eval.Measure(results))
}

func parseFloors(minima, names []string) (map[string]float64, error) {
	out := map[string]float64{}
	for _, m := range minima {
		name, value, _ := strings.Cut(m, "=")
		v, err := strconv.ParseFloat(value, 64)
		if err != nil || !slices.Contains(names, name) {
			return nil, usagef("--min %s; use NAME=VALUE with a NAME of %s", m, strings.Join(names, ", "))
		}
		out[name] = v
	}
	return out, nil
}

func checkFloors(floors map[string]float64, names []string, got eval.Metrics) error {
	var short []string
	for _, name := range names {
		if floor, ok := floors[name]; ok && got[name] < floor {
			short = append(short, fmt.Sprintf("%s is %.3f, below %.3f", name, got[name], floor))
		}
	}
	if len(short) > 0 {
		return fmt.Errorf("eval: %s", strings.Join(short, "; "))
	}
	return nil
}

// printMisses lists the questions whose outcome is not what their kind asks
// for.
func printMisses(p program, results []eval.Result) {
	for _, r := range results {
		if r.Good {
			continue
		}
		fmt.Fprintf(p.stdout, "%s (%s, %s): %s\n  %s by %s", r.Question.ID, r.Question.Kind, r.Question.Lang, r.Question.Question, r.Answer.Outcome, r.Answer.Engine)
		if r.Err != nil {
			fmt.Fprintf(p.stdout, ", error %v", r.Err)
		}
		fmt.Fprintln(p.stdout)
		for _, c := range r.Answer.Claims {
			fmt.Fprintf(p.stdout, "  %s: %s\n", c.Citations[0].Passage, c.Text)
		}
	}
	fmt.Fprintln(p.stdout)
}
