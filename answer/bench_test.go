package answer_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"footnote/answer"
	"footnote/knowledge"
)

// BenchmarkAnswer measures whole answers without a model, over questions of
// every kind in two languages.
func BenchmarkAnswer(b *testing.B) { benchmarkAnswer(b, engine(b, answer.Config{})) }

// BenchmarkLongAnswer is BenchmarkAnswer over an announcement of 2,000 passages.
func BenchmarkLongAnswer(b *testing.B) {
	shipped := announcement(b)
	var text strings.Builder
	text.WriteString("Titel\n")
	for n := 0; n < 2000; {
		for _, p := range shipped.Passages {
			if !p.Heading {
				fmt.Fprintf(&text, "%s Das betrifft auch Standort%d.\n", p.Text, n)
				n += 2
			}
		}
	}
	a, err := knowledge.Parse("long.txt", []byte(text.String()))
	if err != nil {
		b.Fatal(err)
	}
	benchmarkAnswer(b, engine(b, answer.Config{Announcement: a}))
}

func benchmarkAnswer(b *testing.B, e *answer.Engine) {
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
