package knowledge

import "math"

// Confidence is read by a model that chooses among all passages of the announcement
// and silence at once: each passage has a score, the weighted sum of its features;
// silence has one of its own; the confidence in a passage is its share of the
// exponentials of all. The weights are fitted to the development question sets (go
// test ./knowledge -run TestConfidence -v -fit).

// feature is one number that a score is read from, with its weight.
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

func typeIs(e *Evidence, types ...AnswerType) float64 {
	for _, t := range types {
		if e.Type == t {
			return 1
		}
	}
	return 0
}

// passageFeatures are those of a passage.
var passageFeatures = []feature{
	{"coverage", 0.85, func(e *Evidence) float64 { return e.Coverage }},
	{"coverage squared", -0.57, func(e *Evidence) float64 { return e.Coverage * e.Coverage }},
	{"all covered", 0.12, func(e *Evidence) float64 { return bit(e.Coverage > 0.9) }},
	{"rare", 0.43, func(e *Evidence) float64 { return e.Rare }},
	{"special", 0.25, func(e *Evidence) float64 { return e.Special }},
	{"special squared", -2.12, func(e *Evidence) float64 { return e.Special * e.Special }},
	{"special, holds", -0.36, func(e *Evidence) float64 { return e.Special * bit(e.Holds) }},
	{"strong", 1.40, func(e *Evidence) float64 { return e.Strong }},
	{"focus", -0.05, func(e *Evidence) float64 { return e.Focus }},
	{"last", -0.18, func(e *Evidence) float64 { return e.Last }},
	{"peak", -0.17, func(e *Evidence) float64 { return e.Peak }},
	{"elsewhere", -0.89, func(e *Evidence) float64 { return e.Elsewhere }},
	{"worst", -0.72, func(e *Evidence) float64 { return e.Worst }},
	{"worst, new", -0.40, func(e *Evidence) float64 { return e.WorstNew }},
	{"lost", -0.73, func(e *Evidence) float64 { return e.Lost }},
	{"context", 1.28, func(e *Evidence) float64 { return e.Context }},
	{"context, holds", -1.54, func(e *Evidence) float64 { return e.Context * bit(e.Holds) }},
	{"follow", 2.08, func(e *Evidence) float64 { return e.Follow }},
	{"follow, rare", 2.01, func(e *Evidence) float64 { return e.FollowRare }},
	{"follow, holds", -0.19, func(e *Evidence) float64 { return e.Follow * bit(e.Holds) }},
	{"refers", -0.14, func(e *Evidence) float64 { return bit(e.Refers) }},
	{"refers, context", 2.20, func(e *Evidence) float64 { return bit(e.Refers) * e.Context }},
	{"share", 1.25, func(e *Evidence) float64 { return e.Share }},
	{"absolute", 0.10, func(e *Evidence) float64 { return min(2, e.Absolute) }},
	{"beside", -0.45, func(e *Evidence) float64 { return e.Beside }},
	{"first", -0.23, func(e *Evidence) float64 { return bit(e.Place == 0) }},
	{"place", 1.77, func(e *Evidence) float64 { return 1 / float64(1+e.Place) }},
	{"lead", 0.18, func(e *Evidence) float64 { return e.Lead }},
	{"length", -0.91, func(e *Evidence) float64 { return float64(min(e.Words, 60)) / 30 }},
	{"holds", 0.56, func(e *Evidence) float64 { return bit(e.Holds) }},
	{"lacks", -1.80, func(e *Evidence) float64 { return bit(e.Typed && !e.Holds) }},
	{"near", 0.52, func(e *Evidence) float64 { return e.Near }},
	{"close", 0.70, func(e *Evidence) float64 { return e.Close }},
	{"close, special", 0.60, func(e *Evidence) float64 { return e.Close * e.Special }},
	{"close figure", -0.37, func(e *Evidence) float64 { return e.Close * typeIs(e, TypeMoney, TypeCount, TypeShare, TypeMeasure) }},
	{"counts", 0.45, func(e *Evidence) float64 { return bit(e.Counts) }},
	{"stranger", -0.86, func(e *Evidence) float64 { return bit(e.Stranger) }},
	{"opposed", -0.44, func(e *Evidence) float64 { return bit(e.Opposed) }},
	{"nobody", -0.14, func(e *Evidence) float64 { return bit(e.Nobody) }},
	{"coverage across", 0.49, func(e *Evidence) float64 { return e.Coverage * bit(e.Across) }},
	{"count, focus", -0.02, func(e *Evidence) float64 { return e.Focus * typeIs(e, TypeCount) }},
	{"yes or no, coverage", 1.80, func(e *Evidence) float64 { return e.Coverage * typeIs(e, TypeYesNo) }},
	{"yes or no, worst", 0.21, func(e *Evidence) float64 { return e.Worst * typeIs(e, TypeYesNo) }},
	{"reason, coverage", -0.60, func(e *Evidence) float64 { return e.Coverage * typeIs(e, TypeReason, TypePurpose, TypeMeans) }},
	{"reason, marked", 1.49, func(e *Evidence) float64 { return bit(e.Marked) * typeIs(e, TypeReason, TypePurpose, TypeMeans) }},
	{"reason, marked, follow", 1.55, func(e *Evidence) float64 {
		return bit(e.Marked) * e.Follow * typeIs(e, TypeReason, TypePurpose, TypeMeans)
	}},
	{"definition, defines", 1.86, func(e *Evidence) float64 { return bit(e.Defines) * typeIs(e, TypeDefinition) }},
	{"definition, coverage", 1.20, func(e *Evidence) float64 { return e.Coverage * typeIs(e, TypeDefinition) }},
	{"definition or who, spells out", 1.50, func(e *Evidence) float64 { return bit(e.SpellsOut) * typeIs(e, TypeDefinition, TypeWho) }},
	{"only if", 1.50, func(e *Evidence) float64 { return bit(e.OnlyIf) }},
	{"who or where, worst", 0.10, func(e *Evidence) float64 { return e.Worst * typeIs(e, TypeWho, TypePlace) }},
	{"figure, worst", -0.60, func(e *Evidence) float64 {
		return e.Worst * typeIs(e, TypeMoney, TypeCount, TypeShare, TypeMeasure, TypeDate)
	}},
	{"frequency, holds", 0.52, func(e *Evidence) float64 { return bit(e.Holds) * typeIs(e, TypeFrequency) }},
	{"money, holds", 1.14, func(e *Evidence) float64 { return bit(e.Holds) * typeIs(e, TypeMoney) }},
	{"money, near", -0.20, func(e *Evidence) float64 { return e.Near * typeIs(e, TypeMoney) }},
	{"money, coverage", -0.18, func(e *Evidence) float64 { return e.Coverage * typeIs(e, TypeMoney) }},
	{"count, holds", -0.92, func(e *Evidence) float64 { return bit(e.Holds) * typeIs(e, TypeCount) }},
	{"count, near", 1.50, func(e *Evidence) float64 { return e.Near * typeIs(e, TypeCount) }},
	{"count, coverage", -0.66, func(e *Evidence) float64 { return e.Coverage * typeIs(e, TypeCount) }},
	{"share, holds", 0.66, func(e *Evidence) float64 { return bit(e.Holds) * typeIs(e, TypeShare) }},
	{"share, near", -0.12, func(e *Evidence) float64 { return e.Near * typeIs(e, TypeShare) }},
	{"share, coverage", -0.62, func(e *Evidence) float64 { return e.Coverage * typeIs(e, TypeShare) }},
	{"measure, holds", 0.92, func(e *Evidence) float64 { return bit(e.Holds) * typeIs(e, TypeMeasure) }},
	{"measure, near", -0.94, func(e *Evidence) float64 { return e.Near * typeIs(e, TypeMeasure) }},
	{"measure, coverage", 0.27, func(e *Evidence) float64 { return e.Coverage * typeIs(e, TypeMeasure) }},
	{"date, holds", 0.81, func(e *Evidence) float64 { return bit(e.Holds) * typeIs(e, TypeDate) }},
	{"date, near", 0.35, func(e *Evidence) float64 { return e.Near * typeIs(e, TypeDate) }},
	{"date, coverage", -0.18, func(e *Evidence) float64 { return e.Coverage * typeIs(e, TypeDate) }},
	{"who, holds", -1.43, func(e *Evidence) float64 { return bit(e.Holds) * typeIs(e, TypeWho) }},
	{"who, near", -0.09, func(e *Evidence) float64 { return e.Near * typeIs(e, TypeWho) }},
	{"who, coverage", -0.41, func(e *Evidence) float64 { return e.Coverage * typeIs(e, TypeWho) }},
	{"place, holds", -0.74, func(e *Evidence) float64 { return bit(e.Holds) * typeIs(e, TypePlace) }},
	{"place, coverage", 0.45, func(e *Evidence) float64 { return e.Coverage * typeIs(e, TypePlace) }},
}

// silenceFeatures are those of saying that the announcement does not answer, read
// from the passage that the search puts first.
var silenceFeatures = []feature{
	{"bias", 1.13, func(*Evidence) float64 { return 1 }},
	{"unheard", -0.50, func(e *Evidence) float64 { return e.Unheard }},
	{"words", -0.09, func(e *Evidence) float64 { return min(e.Weight, 6) / 6 }},
	{"single", -0.22, func(e *Evidence) float64 { return bit(e.Weight < 1.2) }},
	{"first absolute", 0.37, func(e *Evidence) float64 { return min(2, e.Absolute) }},
	{"first coverage", 1.55, func(e *Evidence) float64 { return e.Coverage }},
	{"first nobody", 0.14, func(e *Evidence) float64 { return bit(e.Nobody) }},
	{"passages", 1.49, func(e *Evidence) float64 { return math.Log(float64(1+e.Among)) / 4 }},
	{"across", 0.41, func(e *Evidence) float64 { return bit(e.Across) }},
	{"for money", 1.15, func(e *Evidence) float64 { return typeIs(e, TypeMoney) }},
	{"for count", 1.39, func(e *Evidence) float64 { return typeIs(e, TypeCount) }},
	{"for share", 1.37, func(e *Evidence) float64 { return typeIs(e, TypeShare) }},
	{"for measure", 1.10, func(e *Evidence) float64 { return typeIs(e, TypeMeasure) }},
	{"for date", 0.64, func(e *Evidence) float64 { return typeIs(e, TypeDate) }},
	{"for who", -0.36, func(e *Evidence) float64 { return typeIs(e, TypeWho) }},
	{"for place", -1.46, func(e *Evidence) float64 { return typeIs(e, TypePlace) }},
	{"for reason", -1.08, func(e *Evidence) float64 { return typeIs(e, TypeReason, TypePurpose, TypeMeans) }},
	{"for yes or no", 0.52, func(e *Evidence) float64 { return typeIs(e, TypeYesNo) }},
	{"for list", 1.32, func(e *Evidence) float64 { return typeIs(e, TypeList) }},
	{"for definition", -0.78, func(e *Evidence) float64 { return typeIs(e, TypeDefinition) }},
}

func score(features []feature, e *Evidence) float64 {
	sum := 0.0
	for i := range features {
		sum += features[i].weight * features[i].of(e)
	}
	return sum
}

// trust sets the confidence of hits, which are all that come into question, the
// best of the search first.
func trust(hits []Hit) {
	if len(hits) == 0 {
		return
	}
	scores, most := make([]float64, len(hits)), score(silenceFeatures, &hits[0].Evidence)
	silence := most
	for i := range hits {
		scores[i] = score(passageFeatures, &hits[i].Evidence)
		most = max(most, scores[i])
	}
	all := math.Exp(silence - most)
	for _, s := range scores {
		all += math.Exp(s - most)
	}
	for i, s := range scores {
		hits[i].Confidence = math.Exp(s-most) / all
	}
}
