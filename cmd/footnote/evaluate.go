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

// evaluate runs a question file and prints the metrics.
func evaluate(ctx context.Context, p program, args []string) error {
	fs := newFlags("eval")
	engine := fs.String("engine", "auto", "auto, extractive or llm")
	profile := fs.String("profile", "", "claims or quotes; else ANSWER_PROFILE")
	noJudge := fs.Bool("no-judge", false, "do without the judge, to measure what it brings")
	candidates := fs.Int("candidates", 0, "hits of the search that the judge sees beside the model's selection")
	posted := fs.Bool("posted", false, "list the model's claims that were posted, with their slices")
	verbose := fs.Bool("v", false, "list the questions that were missed")
	var minima list
	fs.Var(&minima, "min", "NAME=VALUE: exit with 1 when the metric is below; repeatable")
	words, err := parseFlags(p, fs, args)
	if err != nil {
		return err
	}
	if len(words) != 1 {
		return usagef("eval takes one file of questions")
	}
	floors, err := parseFloors(minima)
	if err != nil {
		return err
	}
	if !slices.Contains([]string{"auto", "extractive", "llm"}, *engine) || !slices.Contains([]string{"", "claims", "quotes"}, *profile) {
		return usagef("--engine is auto, extractive or llm; --profile claims or quotes")
	}
	file, err := os.Open(words[0])
	if err != nil {
		return fmt.Errorf("read questions: %w", err)
	}
	defer file.Close()
	questions, err := eval.Read(file)
	if err != nil {
		return fmt.Errorf("read questions %s: %w", words[0], err)
	}
	a, err := newAsker(p, *engine, func(c *answer.Config) {
		c.NoJudge, c.Candidates, c.Cache = c.NoJudge || *noJudge, *candidates, nil
	})
	if err != nil {
		return err
	}
	results := eval.Run(ctx, a.engine, a.announcement, questions,
		answer.Question{Engine: answer.EngineKind(*engine), Profile: answer.Profile(*profile)})
	if err := ctx.Err(); err != nil {
		return err
	}
	if *verbose {
		printMisses(p, results)
	}
	if *posted {
		if err := eval.WritePosted(p.stdout, results); err != nil {
			return err
		}
	}
	if err := errors.Join(eval.WriteTable(p.stdout, results), eval.WriteCost(p.stdout, results)); err != nil {
		return err
	}
	return checkFloors(floors, eval.Measure(results))
}

func parseFloors(minima []string) (map[string]float64, error) {
	out := map[string]float64{}
	for _, m := range minima {
		name, value, _ := strings.Cut(m, "=")
		v, err := strconv.ParseFloat(value, 64)
		if err != nil || !slices.Contains(eval.Names, name) {
			return nil, usagef("--min %s; use NAME=VALUE with a NAME of %s", m, strings.Join(eval.Names, ", "))
		}
		out[name] = v
	}
	return out, nil
}

func checkFloors(floors map[string]float64, got eval.Metrics) error {
	var short []string
	for _, name := range eval.Names {
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
