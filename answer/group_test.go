package answer_test

import (
	"slices"
	"testing"

	"footnote/answer"
)

// TestGroup: questions are together when Equal says so, whatever stands between.
func TestGroup(t *testing.T) {
	e := engine(t, answer.Config{})
	texts := []string{
		"Wie viele Filialen hat Amazon?", "Wie hoch ist die Miete?", "Amazon: wie viele Filialen?", "Und wann?", "?",
		"wie hoch ist DIE Miete", "How high is the rent?", "Und wann?", "amazon, wie viele filialen", "?", "Wie hoch ist die Miete nicht?", "",
	}
	var questions []answer.Question
	for _, text := range texts {
		questions = append(questions, answer.Question{Text: text})
	}
	want := []int{0, 1, 0, 3, 4, 1, 6, 7, 0, 9, 10, 11}
	got := e.Group(questions)
	if !slices.Equal(got, want) {
		t.Errorf("groups %v, want %v", got, want)
	}
	for i := range questions {
		for j := range i {
			if together := got[i] == got[j]; together != e.Equal(questions[j], questions[i]) {
				t.Errorf("%q and %q: together %t", texts[j], texts[i], together)
			}
		}
	}
	if got := e.Group(nil); len(got) != 0 {
		t.Errorf("of nothing: %v", got)
	}
}

func BenchmarkGroup(b *testing.B) {
	e := engine(b, answer.Config{})
	var questions []answer.Question
	for i := range 500 {
		words := []string{"Filialen", "Miete", "Gehälter", "Aktien", "Kunden", "Server", "Anwälte"}
		questions = append(questions, answer.Question{Text: "Wie viele " + words[i%7] + " und " + words[i/7%7] + " hat Amazon in Raum " + string(rune('a'+i%26)) + "?"})
	}
	for b.Loop() {
		e.Group(questions)
	}
}
