package knowledge

import (
	"strings"
	"testing"
)

func BenchmarkLoad(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Builtin(); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkIndex(b *testing.B) {
	a := builtin(b)
	b.ReportAllocs()
	for b.Loop() {
		NewIndex(a)
	}
}

func BenchmarkSearch(b *testing.B) {
	ix := NewIndex(builtin(b))
	for name, q := range map[string]Query{
		"de": {Text: "Wann rollen die Bagger für die neuen Rechenzentren?", Language: "de"},
		"en": {Text: "When will they break ground on the new data centres?", Language: "en"},
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				ix.Search(q)
			}
		})
	}
}

// BenchmarkMegabyte indexes an announcement of the largest size, and searches
// it.
func BenchmarkMegabyte(b *testing.B) {
	text := "Titel\n" + strings.Repeat(builtin(b).Text+"\n", MaxBytes/2100)
	b.Run("index", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			a, err := Parse("big.txt", []byte(text[:len(text)-10]))
			if err != nil {
				b.Fatal(err)
			}
			NewIndex(a)
		}
	})
}
