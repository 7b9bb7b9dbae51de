package answer

// gateContrary (G5 too): the claim does not say the opposite of a word of the
// passages, and copies them, where it does, without changing a word that counts.
func gateContrary(e *Engine, p *proposal, lang string) verdict {
	if bad, ok := e.index.Edited(p.text, lang, p.passages); !ok {
		return reject("quote", "changed: "+bad)
	}
	if bad, ok := e.index.Contrary(p.text, lang, p.passages); !ok {
		return reject("hedges", "the opposite: "+bad)
	}
	return verdict{}
}
