package openai_test

import (
	"strings"
	"testing"

	"footnote/llm/llmtest"
)

// BenchmarkComplete measures what one call costs beyond the model's own time:
// adapter, server and loopback together.
func BenchmarkComplete(b *testing.B) {
	response := llmtest.Response{Text: strings.Repeat(`{"ids":["s7"],"claim":"x"},`, 10)}
	for _, stream := range []bool{false, true} {
		b.Run(strings.TrimPrefix(mode(stream), ", "), func(b *testing.B) {
			s := llmtest.NewServer(b, always(response))
			m := newModel(b, s, nil)
			b.ReportAllocs()
			for b.Loop() {
				if _, _, err := ask(b.Context(), m, question, stream); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
