package main

import (
	"context"
	"fmt"
	"slices"

	"footnote/answer"
	"footnote/eval"
	"footnote/knowledge"
)

// evaluateStatements measures what is said of true and false statements when
// somebody's message is checked.
func evaluateStatements(ctx context.Context, p program, e evaluation) error {
	material, err := eval.OpenMaterial()
	if err != nil {
		return fmt.Errorf("plant faults: %w", err)
	}
	claims := slices.Concat(material.True(), material.Faults(faultSeed), material.Foreign())
	checked, err := material.Check(ctx, claims, func(a *knowledge.Announcement) (eval.Checker, error) {
		return answer.New(answer.Config{Announcement: a})
	})
	if err != nil {
		return err
	}
	if e.verbose {
		if err := eval.WriteStatementMisses(p.stdout, checked); err != nil {
			return err
		}
	}
	if err := eval.WriteStatementTable(p.stdout, checked); err != nil {
		return err
	}
	return checkFloors(e.floors, eval.StatementNames, eval.MeasureStatements(checked))
}
