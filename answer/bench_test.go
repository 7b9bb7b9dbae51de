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

// BenchmarkProve measures what the gates take for one claim, true and false ones
// in two languages.
func BenchmarkProve(b *testing.B) {
	e := engine(b, answer.Config{})
	claims := []struct{ lang, text, id string }{
		{"de", "Amazon will bis zu 50 Milliarden US-Dollar in seine Rechenzentren für US-Behörden investieren.", "s2"},
		{"en", "Amazon plans to invest up to 50 billion dollars over the coming years to expand its data centres for US agencies.", "s2"},
		{"en", "Amazon invests 60 billion dollars in its data centres.", "s2"},
		{"de", "Rund 1,3 Gigawatt zusätzliche Rechenkapazität sollen in den besonders gesicherten Regionen entstehen.", "s4"},
		{"en", "The new technology is meant to let agencies analyse large volumes of data faster, automate processes and use modern AI in areas such as cyber security, research, energy systems or the analysis of satellite data.", "s6"},
		{"de", "Schon heute nutzen über elftausend Behörden die Dienste von AWS.", "s7"},
		{"en", "Own chips from Amazon and components from Intel are used.", "s7"},
		{"en", "The technology cures headaches, sells houses and trains dogs.", "s6"},
	}
	var took []time.Duration
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		c := claims[i%len(claims)]
		start := time.Now()
		e.Prove(c.text, c.lang, []string{c.id})
		took = append(took, time.Since(start))
	}
	slices.Sort(took)
	b.ReportMetric(float64(took[len(took)/2].Nanoseconds())/1e6, "p50-ms")
	b.ReportMetric(float64(took[len(took)*99/100].Nanoseconds())/1e6, "p99-ms")
}

// BenchmarkCheck measures the checking of a message of eight statements, true,
// contradicted and foreign ones in two languages.
func BenchmarkCheck(b *testing.B) {
	e := engine(b, answer.Config{})
	const message = "Amazon will bis zu 50 Mrd. USD investieren. Der Bau der Rechenzentren soll 2027 starten. NVIDIA is not involved. " +
		"Rund 1,3 Gigawatt Rechenkapazität sollen entstehen. Über elftausend Behörden nutzen AWS. Die Kantine ist vegan. " +
		"Amazon plans to invest 80 billion dollars in data centres for US agencies. Staatliche Projekte laufen oft über viele Jahre."
	var took []time.Duration
	b.ReportAllocs()
	for b.Loop() {
		start := time.Now()
		got, err := e.Check(context.Background(), message, "de")
		if err != nil || len(got) != answer.MaxStatements {
			b.Fatalf("%d statements, %v", len(got), err)
		}
		took = append(took, time.Since(start))
	}
	slices.Sort(took)
	b.ReportMetric(float64(took[len(took)/2].Nanoseconds())/1e6, "p50-ms")
	b.ReportMetric(float64(took[len(took)*99/100].Nanoseconds())/1e6, "p99-ms")
}
