package answer

// Group tells of each question the first in the list that asks the same, by its
// index; of one that is equal to none before it, its own. It is Equal for many, each
// of which is read once.
func (e *Engine) Group(questions []Question) []int {
	out, firsts := make([]int, len(questions)), make([]int, 0, len(questions))
	read, byText := make([]asked, len(questions)), map[string]int{}
	for i, q := range questions {
		read[i] = e.askedOf(q)
		out[i] = i
		if read[i].leans {
			continue
		}
		if first, known := byText[read[i].folded]; known {
			out[i] = first
			continue
		}
		for _, first := range firsts {
			if read[first].equal(read[i]) {
				out[i] = first
				break
			}
		}
		if out[i] == i {
			firsts = append(firsts, i)
		}
		if read[i].folded != "" {
			byText[read[i].folded] = out[i]
		}
	}
	return out
}
