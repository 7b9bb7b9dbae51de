package knowledge

import (
	"strings"
	"sync"
)

// pole is one side of a pair of opposites: 1, -1, 2, -2 …
type pole int

// opposites maps stems of German and English words to their pole.
var opposites = sync.OnceValue(func() map[string]map[string]pole {
	out := map[string]map[string]pole{"de": {}, "en": {}}
	n := pole(0)
	for line := range strings.Lines(mustWords("opposites")) {
		left, right, ok := strings.Cut(line, "|")
		if strings.HasPrefix(line, "#") || !ok {
			continue
		}
		n++
		for lang, poles := range out {
			for _, w := range words(left) {
				poles[stem(strings.ToLower(w.text), lang)] = n
			}
			for _, w := range words(right) {
				poles[stem(strings.ToLower(w.text), lang)] = -n
			}
		}
	}
	return out
})

// opposed tells whether passage i says the opposite of something that the query
// asks for, and not also the thing itself.
func (m *match) opposed(i int) bool {
	if len(m.poles) == 0 {
		return false
	}
	has := map[pole]bool{}
	poles := opposites()[m.ix.a.Language]
	for _, e := range m.ix.read[i].words {
		if p := poles[e.stem]; p != 0 {
			has[p] = true
		}
		for _, part := range e.parts {
			if p := poles[part]; p != 0 {
				has[p] = true
			}
		}
	}
	for _, p := range m.poles {
		if has[-p] && !has[p] {
			return true
		}
	}
	return false
}

// polesOf are the poles of the words of a query.
func polesOf(ws []word, lang string) []pole {
	var out []pole
	poles := opposites()[lang]
	for _, w := range ws {
		if p := poles[stem(strings.ToLower(w.text), lang)]; p != 0 {
			out = append(out, p)
		}
	}
	return out
}
