package answer

import (
	"context"
	"slices"
	"time"

	"footnote/knowledge"
	"footnote/prompts"
)

// repairReserve is the share of an answer's time that must be left for the
// repair call to be made.
const repairReserve = 0.25

// whys tell the model what each gate found wrong with a claim.
var whys = map[string]string{
	"shape":     "it must be one plain sentence of at most 300 characters in the language asked for, without markup or links",
	"quote":     "no line states it",
	"substance": "no line states it",
	"figures":   `the number, unit or date is not in these lines as written, or "up to", "about" or "over" was lost or added`,
	"names":     "the name is not in these lines",
	"hedges":    `it denies what the lines affirm or the reverse, or tells a plan or possibility ("soll", "will", "könnte") as a fact`,
	"binding":   "the lines say this figure of something else",
	"support":   "the lines do not say these words",
	codeFollows: "it is not certain that the lines say this: copy their words",
}

// repair asks the model once to write again what the gates rejected, and
// settles what comes. Of a failing call what came before counts.
func (s *session) repair(ctx context.Context, j *judge, hits []knowledge.Hit) {
	rejected := s.repairable()
	if len(rejected) == 0 || s.NoRepair || !s.timeToRepair(ctx) {
		return
	}
	if _, err := s.takeClaims(ctx, j, prompts.Repair(s.ask(hits), rejected)); err != nil {
		s.Logger.Info("claims not repaired", "reason", reason(err))
	}
}

// repairable are the claims that a gate rejected, other than for their
// relevance, and whose passage no claim stands above yet.
func (s *session) repairable() []prompts.Rejected {
	var out []prompts.Rejected
	for _, d := range s.answer.Dropped {
		why, ok := whys[d.Gate]
		if !ok || d.Gate == codeFollows && s.translated() { // whose words can be copied there?
			continue
		}
		var allowed []string
		for _, i := range s.anchorsOf(d) {
			if !s.cited(i) {
				allowed = append(allowed, s.Announcement.Passages[i].ID)
			}
		}
		if len(allowed) == 0 {
			continue
		}
		if d.Detail != "" {
			why += ": " + d.Detail
		}
		out = append(out, prompts.Rejected{Claim: d.Claim, Why: why, Allowed: allowed})
	}
	return out
}

// anchorsOf are the passages that a dropped claim was about: those that it
// named, or the one that is most like it.
func (s *session) anchorsOf(d Dropped) []int {
	if len(d.passages) > 0 && len(d.passages) <= maxSelected {
		return slices.Clone(d.passages)
	}
	likest := s.index.Rank(knowledge.Query{Text: d.Claim, Language: s.reading.language})
	return likest[:min(1, len(likest))]
}

// timeToRepair tells whether enough of the answer's time is left.
func (s *session) timeToRepair(ctx context.Context) bool {
	end, ok := ctx.Deadline()
	return !ok || time.Until(end) > time.Duration(repairReserve*float64(s.Timeout))
}
