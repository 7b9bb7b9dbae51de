package main

import (
	"context"
	"fmt"

	"footnote/answer"
	"footnote/eval"
	"footnote/knowledge"
)

// faultSeed is the seed of the planted faults: figures of different days can
// be compared.
const faultSeed = 1

// evaluateFaults measures how many claims with a planted fault the gates
// reject, and how many true ones.
func evaluateFaults(ctx context.Context, p program, e evaluation) error {
	material, err := eval.OpenMaterial()
	if err != nil {
		return fmt.Errorf("plant faults: %w", err)
	}
	claims := append(material.Faults(faultSeed), material.True()...)
	verdicts, err := material.Judge(ctx, claims, func(a *knowledge.Announcement) (eval.Prover, error) {
		return answer.New(answer.Config{Announcement: a})
	})
	if err != nil {
		return err
	}
	if e.verbose {
		if err := eval.WriteFaultMisses(p.stdout, verdicts); err != nil {
			return err
		}
	}
	if err := eval.WriteFaultTable(p.stdout, verdicts); err != nil {
		return err
	}
	return checkFloors(e.floors, eval.FaultNames, eval.MeasureFaults(verdicts))
}
