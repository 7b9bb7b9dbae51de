package answer

// gateBinding (G6): each figure of the claim keeps the thing that the cited
// passages say it of, where they say several.
func gateBinding(e *Engine, p *proposal, lang string) verdict {
	if bad, ok := e.index.Misbound(p.text, lang, p.passages); !ok {
		return reject("binding", bad)
	}
	return verdict{}
}
