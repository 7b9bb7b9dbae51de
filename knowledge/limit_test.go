package knowledge

import "testing"

// TestWithoutLimit: a sentence, what is said of it and what that leaves out.
func TestWithoutLimit(t *testing.T) {
	for _, c := range []struct{ lang, passage, says, want string }{
		{"en", "In Hinduism the teacher is a guru, and, in many traditions of Hinduism, the emphasis on mentorship is high.", "In Hinduism, the emphasis on mentorship is high.", "in many traditions"},
		{"en", "Attacks on teachers in Welsh schools reached a high in 2010.", "Attacks on teachers reached a high in 2010.", "in Welsh schools"},
		{"en", "The range is small; in steam turbines, entry temperatures are 565 °C and condenser temperatures are around 30 °C.", "Condenser temperatures are around 30 °C.", "in steam turbines"},
		{"en", "The region is home to two areas that exceed five million.", "There are two areas that exceed five million.", "there are"},
		{"en", "Trains run every hour on weekdays and are free for children.", "Trains run every hour.", "on weekdays"},
		{"de", "Die Fahrt ist für Schüler kostenlos.", "Die Fahrt ist kostenlos.", "für Schüler"},
		{"de", "Von Mai bis Juli ist die Fahrt kostenlos; im Norden sind es auch die Busse und sind alle Parkplätze frei.", "Alle Parkplätze sind frei.", ""},
		{"de", "Drei neue Arten wurden im Schiefer und anderen Gesteinen ähnlichen Alters gefunden.", "Drei neue Arten wurden im Schiefer gefunden.", "und anderen Gesteinen ähnlichen Alters"},
		{"en", "The firm gave 5 million dollars to Riga and Vilnius.", "The firm gave 5 million dollars to Riga.", "and Vilnius"},
		{"en", "The firm gave 5 million dollars to Riga and opened a shop.", "The firm gave 5 million dollars to Riga.", ""},
		{"de", "Neue Arten wurden im Schiefer und anderen Gesteinen gefunden.", "Neue Arten wurden im Schiefer gefunden.", ""},
		{"de", "Drei Arten wurden im Schiefer und im Lehm gefunden.", "Im Schiefer und im Lehm wurden drei Arten gefunden.", ""},
		// said, a time, or of another clause
		{"en", "Attacks on teachers in Welsh schools reached a high in 2010.", "In Welsh schools attacks on teachers reached a high in 2010.", ""},
		{"en", "In the summer of 1521, Luther widened his target.", "Luther widened his target.", ""},
		{"en", "In turbines, the range is small; condenser temperatures are around 30 °C.", "Condenser temperatures are around 30 °C.", ""},
		{"en", "Sky Digital was launched in 1998 and, in Ireland, as a trial.", "Sky Digital was launched in 1998.", ""},
		{"en", "There are two lakes, as was shown in a survey.", "There are two lakes.", ""},
		{"en", "The firm sells boats.", "– – –", ""},
		{"en", "The firm (founded in a garage) sells boats.", "The firm sells boats.", ""},
		{"de", "Auch eigene Chips und Bausteine von NVIDIA kommen dabei zum Einsatz.", "Auch eigene Chips kommen zum Einsatz.", ""},
		{"de", "Der Bau soll in zwei Jahren beginnen.", "Der Bau soll beginnen.", ""},
	} {
		ix := NewIndex(&Announcement{Language: c.lang, Title: "x", Passages: []Passage{{Text: c.passage}}})
		if got := ix.WithoutLimit(c.says, 0); got != c.want {
			t.Errorf("%q of %q: %q, want %q", c.says, c.passage, got, c.want)
		}
	}
}
