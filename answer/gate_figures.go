package answer

// gateFigures (G3): every figure and date of the claim is one of the cited
// passages', equally hedged; less specific is allowed, more never.
func gateFigures(e *Engine, p *proposal, lang string) verdict {
	if bad, ok := e.index.Uncarried(p.text, lang, p.passages); !ok {
		return reject("figures", bad)
	}
	return verdict{}
}
