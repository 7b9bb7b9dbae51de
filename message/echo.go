package message

import (
	"strings"

	"footnote/knowledge"
)

// oneLine is somebody's words without hidden characters and line ends, cut to
// most characters.
func oneLine(s string, most int) string {
	s = strings.Join(strings.Fields(knowledge.Clean(s)), " ")
	if r := []rune(s); len(r) > most {
		return strings.TrimRight(string(r[:most-1]), " ") + "…"
	}
	return s
}
