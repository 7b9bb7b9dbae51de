package knowledge

import "slices"

// A text is taken for a copy of a passage when it has at least copiedLength words
// and all but copiedChanges of them stand in the passage in the same order, with no
// more than copiedGap words left out between them.
const (
	copiedLength  = 6
	copiedChanges = 2
	copiedGap     = 3
)

// Edited tells whether s, a text in the announcement's language, is a copy of
// one of the passages with a word changed that counts: a content word that the
// passage does not have, or a word left out that denies or limits. It returns the
// word; ok tells that there is none.
func (ix *Index) Edited(s, lang string, passages []int) (bad string, ok bool) {
	if lang != ix.a.Language {
		return "", true
	}
	r := ix.said(s, lang)
	ws := r.words
	for _, p := range passages {
		have := words(ix.a.Passages[p].Text)
		same := common(ws, have)
		if len(ws) < copiedLength || len(ws)-len(same) > copiedChanges {
			continue
		}
		if bad := ix.changed(r, have, same, p); bad != "" {
			return bad, false
		}
	}
	return "", true
}

// changed goes through the gaps between the words that copy and passage share.
func (ix *Index) changed(r *said, have []word, same [][2]int, passage int) string {
	ws, lang := r.words, r.lang
	function := functionWords()[lang]
	i, j, gap, put := 0, 0, 0, ""
	for n, at := range append(same, [2]int{len(ws), len(have)}) {
		for _, w := range ws[i:at[0]] {
			if !function[w.folded] && !negations[lang][w.folded] && !modals[lang][w.folded] && !r.counted.holds(w) && units[w.folded].base == "" && !genericWords()[w.folded] && !ix.says(r, w, []int{passage}) {
				put = w.text
			}
		}
		inside := n > 0 && n < len(same)
		for _, w := range have[j:at[1]] {
			if inside && (negations[lang][w.folded] || limiting[w.folded]) && !slices.ContainsFunc(ws, func(o word) bool { return o.folded == w.folded }) {
				return w.text
			}
		}
		if inside {
			gap += at[1] - j
		}
		i, j = min(at[0]+1, len(ws)), min(at[1]+1, len(have))
	}
	if gap > copiedGap+copiedChanges {
		return ""
	}
	return put
}

// limiting words say how far a statement goes, folded; leaving one out changes
// it.
var limiting = wordsOf("nur erst kaum fast hochstens mindestens ausser ausgenommen teilweise vorlaufig vorerst " +
	"only barely hardly almost except unless partly provisionally until")

// common is the longest common subsequence of the folded words, as pairs of
// indices.
func common(a, b []word) [][2]int {
	length, room := make([][]int, len(a)+1), make([]int, (len(a)+1)*(len(b)+1))
	for i := range length {
		length[i], room = room[:len(b)+1], room[len(b)+1:]
	}
	for i := len(a) - 1; i >= 0; i-- {
		for j := len(b) - 1; j >= 0; j-- {
			if a[i].folded == b[j].folded {
				length[i][j] = length[i+1][j+1] + 1
			} else {
				length[i][j] = max(length[i+1][j], length[i][j+1])
			}
		}
	}
	var out [][2]int
	for i, j := 0, 0; i < len(a) && j < len(b); {
		switch {
		case a[i].folded == b[j].folded:
			out = append(out, [2]int{i, j})
			i, j = i+1, j+1
		case length[i+1][j] >= length[i][j+1]:
			i++
		default:
			j++
		}
	}
	return out
}
