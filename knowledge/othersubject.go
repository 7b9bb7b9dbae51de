package knowledge

// ofAnother tells whether passage i says something of somebody whose name it begins
// with, and nothing of those of the announcement whom the query names: "Havrild employs
// 540 people" is no answer to how many Kellmoor has.
func (m *match) ofAnother(i int) bool {
	named := false
	for c := range m.concepts {
		if !m.concepts[c].name || m.concepts[c].thing || nations()[m.concepts[c].folded] || len(m.covers[c]) == 0 {
			continue
		}
		if m.covers[c][int32(i)] > 0 {
			return false
		}
		named = true
	}
	ws := m.ix.read[i].words
	return named && len(ws) > 1 && (ws[0].name || m.ix.names[ws[0].folded]) && !nations()[ws[0].folded]
}
