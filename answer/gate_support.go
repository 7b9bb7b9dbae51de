package answer

import (
	"slices"
	"strings"
)

// maxStray is how many content words of a claim its passages need not speak of,
// however long it is. Fewer would reject true claims: five 0.5 % of eval's truths,
// two 15 %.
const maxStray = 6

// What a claim in a language needs for which there is no large glossary: most of
// its words are known, or it is not posted.
const (
	supportElsewhere = 0.75
	strayElsewhere   = 2
)

// gateSupport (G7): the cited passages speak of the claim's content words, and none
// is left untranslated.
func gateSupport(e *Engine, p *proposal, lang string) verdict {
	needed, stray := supportNeeded, maxStray
	if lang != e.Announcement.Language && !slices.Contains([]string{"de", "en"}, lang) {
		needed, stray = supportElsewhere, strayElsewhere
	}
	if s := e.index.Supports(p.text, lang, p.passages); s.Coverage < needed || len(s.Missing) > stray {
		return reject("support", strings.Join(s.Missing, ", "))
	}
	if bad, ok := e.index.Unsupported(p.text, lang, p.passages); !ok {
		return reject("support", bad)
	}
	if whole := e.index.Halved(p.text, lang, p.passages); whole != "" {
		return reject("support", "half of "+whole)
	}
	if foreign := e.index.Foreign(p.text, lang, p.passages); len(foreign) > 0 {
		return reject("support", "not translated: "+strings.Join(foreign, ", "))
	}
	return verdict{}
}
