package answer

// gateHedges (G5): the claim denies what the passages deny, and speaks of a plan
// or possibility as one, and of a fact as one.
func gateHedges(e *Engine, p *proposal, lang string) verdict {
	if why := e.index.Misstated(p.text, lang, p.passages); why != "" {
		return reject("hedges", why)
	}
	return verdict{}
}
