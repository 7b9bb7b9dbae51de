package knowledge

import "math"

// feature is one number that confidence is read from, with the weight that
// logistic regression on the development question sets gave it (go test
// ./knowledge -run TestFitConfidence -v -fit).
type feature struct {
	name   string
	weight float64
	of     func(e *Evidence) float64
}

func bit(b bool) float64 {
	if b {
		return 1
	}
	return 0
}

func typeIs(e *Evidence, types ...AnswerType) bool {
	for _, t := range types {
		if e.Type == t {
			return true
		}
	}
	return false
}

var features = []feature{
	{"bias", -2.83, func(*Evidence) float64 { return 1 }},
	{"coverage", 3.09, func(e *Evidence) float64 { return e.Coverage }},
	{"rare", 0.04, func(e *Evidence) float64 { return e.Rare }},
	{"focus", 0.02, func(e *Evidence) float64 { return e.Focus }},
	{"last", 0.04, func(e *Evidence) float64 { return e.Last }},
	{"unheard", 0.09, func(e *Evidence) float64 { return e.Unheard }},
	{"single", -0.02, func(e *Evidence) float64 { return bit(e.Weight < 1.2) }},
	{"words", 0.41, func(e *Evidence) float64 { return min(e.Weight, 6) / 6 }},
	{"holds", -0.18, func(e *Evidence) float64 { return bit(e.Holds) }},
	{"lacks", -2.76, func(e *Evidence) float64 { return bit(e.Typed && !e.Holds) }},
	{"stranger", -1.03, func(e *Evidence) float64 { return bit(e.Stranger) }},
	{"opposed", -1.25, func(e *Evidence) float64 { return bit(e.Opposed) }},
	{"lead", 2.02, func(e *Evidence) float64 { return e.Lead }},
	{"score", 0.08, func(e *Evidence) float64 { return math.Log1p(e.Score) }},
	{"across", -0.14, func(e *Evidence) float64 { return bit(e.Across) }},
	{"count of another thing", -0.36, func(e *Evidence) float64 { return bit(e.Holds && typeIs(e, TypeCount)) * (1 - e.Focus) }},
	{"count near", 0.16, func(e *Evidence) float64 { return bit(typeIs(e, TypeCount)) * e.Near }},
	{"amount of another thing", 0.04, func(e *Evidence) float64 {
		return bit(e.Holds && typeIs(e, TypeMoney, TypeMeasure, TypeShare)) * (1 - e.Focus)
	}},
	{"amount near", 0.49, func(e *Evidence) float64 { return bit(typeIs(e, TypeMoney, TypeMeasure, TypeShare)) * e.Near }},
	{"date near", 0.62, func(e *Evidence) float64 { return bit(typeIs(e, TypeDate)) * e.Near }},
	{"date coverage", 0.83, func(e *Evidence) float64 { return bit(typeIs(e, TypeDate)) * e.Coverage }},
	{"who coverage", -1.61, func(e *Evidence) float64 { return bit(typeIs(e, TypeWho)) * e.Coverage }},
	{"yes or no coverage", 1.02, func(e *Evidence) float64 { return bit(typeIs(e, TypeYesNo)) * e.Coverage }},
	{"why and how coverage", 0.88, func(e *Evidence) float64 { return bit(typeIs(e, TypeReason, TypePurpose, TypeMeans)) * e.Coverage }},
}

// confidence is the probability that the passage states what was asked.
func (e *Evidence) confidence() float64 {
	sum := 0.0
	for i := range features {
		sum += features[i].weight * features[i].of(e)
	}
	return 1 / (1 + math.Exp(-sum))
}
