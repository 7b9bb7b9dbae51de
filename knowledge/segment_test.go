package knowledge

import (
	"fmt"
	"testing"
)

// TestSegmentationXQuADR compares sentence boundaries with those of XQuAD-R.
// The end of a paragraph, which nobody can miss, is not counted.
func TestSegmentationXQuADR(t *testing.T) {
	for lang, floor := range map[string]float64{"de": 0.988, "en": 0.993} {
		right, ours, theirs := 0, 0, 0
		for _, article := range loadXQuAD(t, lang).Data {
			for _, p := range article.Paragraphs {
				text := []rune(p.Context)
				gold := map[int]bool{}
				for _, s := range p.SentenceBreaks {
					gold[s[1]] = true
				}
				delete(gold, len(text))
				theirs += len(gold)
				for _, q := range Sentences(p.Context, lang) {
					end := len([]rune(p.Context[:q.End]))
					if end == len(text) {
						continue
					}
					ours++
					if gold[end] {
						right++
					} else if testing.Verbose() {
						t.Logf("%s, ours only: %q", lang, tail(p.Context[:q.End])+"|"+p.Context[q.End:min(len(p.Context), q.End+25)])
					}
					delete(gold, end)
				}
				for end := range gold {
					if testing.Verbose() {
						t.Logf("%s, theirs only: %q", lang, tail(string(text[:end]))+"|"+string(text[end:min(len(text), end+25)]))
					}
				}
			}
		}
		f1 := 2 * float64(right) / float64(ours+theirs)
		fmt.Printf("%s boundaries F1=%.4f of %d\n", lang, f1, theirs)
		if f1 < floor {
			t.Errorf("%s: boundary F1 %.4f, want %.3f", lang, f1, floor)
		}
	}
}

func tail(s string) string { return s[max(0, len(s)-40):] }
