package answer_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"footnote/answer"
)

// BenchmarkAnswer measures whole answers without a model, over questions of
// every kind in two languages.
func BenchmarkAnswer(b *testing.B) {
	e := engine(b, answer.Config{})
	questions := []string{
		"Wie viel will Amazon investieren?", "How much money is Amazon putting in?", "Wann rollen die Bagger?", "satelliten??",
		"Which fields will the AI be used in, and what else will the agencies be able to do with it?", "Wie viele Filialen hat Amazon?",
		"Warum investiert Amazon 80 Mrd. USD?", "Worum geht es?", "Soll ich Amazon-Aktien kaufen?", "¿Cuánto va a invertir Amazon?",
	}
	var took []time.Duration
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		start := time.Now()
		if _, err := e.Answer(context.Background(), answer.Question{Text: questions[i%len(questions)]}, nil); err != nil {
			b.Fatal(err)
		}
		took = append(took, time.Since(start))
	}
	slices.Sort(took)
	b.ReportMetric(float64(took[len(took)/2].Nanoseconds())/1e6, "p50-ms")
	b.ReportMetric(float64(took[len(took)*99/100].Nanoseconds())/1e6, "p99-ms")
}
