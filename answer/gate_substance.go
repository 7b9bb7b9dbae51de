package answer

import "strings"

// gateSubstance (G2): what is shown is a whole passage, so it keeps the
// negation, hedge and attribution of its sentence, or has three content words.
func gateSubstance(e *Engine, p *proposal, _ string) verdict {
	for _, c := range e.claim(p).Citations {
		passage, ok := e.Announcement.Passage(c.Passage)
		whole := ok && passage.Start == c.Start && passage.End == c.End
		if !whole && len(strings.Fields(c.Quote)) < 3 {
			return reject("substance", c.Quote)
		}
		if passage.Heading {
			return reject("substance", "a heading is never cited")
		}
	}
	return verdict{}
}
