package knowledge

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// xquad is the part of XQuAD-R that the retrieval test reads.
type xquad struct {
	Data []struct {
		Paragraphs []struct {
			Context        string
			SentenceBreaks [][2]int `json:"sentence_breaks"`
			Qas            []struct {
				ID, Question string
				Answers      []struct {
					Start int `json:"answer_start"`
					Text  string
				}
			}
		}
	}
}

func loadXQuAD(t *testing.T, lang string) xquad {
	t.Helper()
	dir := os.Getenv("XQUAD_R_DIR")
	if dir == "" {
		dir = "../../shared/data/xquad-r"
	}
	data, err := os.ReadFile(filepath.Join(dir, lang+".json"))
	if err != nil {
		t.Skipf("no XQuAD-R here (%v); set XQUAD_R_DIR to run this test", err)
	}
	var x xquad
	if err := json.Unmarshal(data, &x); err != nil {
		t.Fatal(err)
	}
	return x
}

// xquadDoc is a text to search, and the questions on it with their gold spans.
type xquadDoc struct {
	a    *Announcement
	gold map[string]Quote
}

// xquadDocs joins the paragraphs of lang to texts of the given size.
func xquadDocs(t *testing.T, x xquad, lang, size string) []xquadDoc {
	t.Helper()
	var docs []xquadDoc
	var text strings.Builder
	gold := map[string]Quote{}
	flush := func() {
		blocks := []block{}
		for _, q := range textLines(text.String()) {
			blocks = append(blocks, block{Quote: q})
		}
		a := &Announcement{ID: "x", Language: lang, Text: text.String()}
		a.Passages = passages(a.Text, lang, blocks)
		docs = append(docs, xquadDoc{a, gold})
		text.Reset()
		gold = map[string]Quote{}
	}
	for _, article := range x.Data {
		for _, p := range article.Paragraphs {
			offset := text.Len()
			context := []rune(p.Context)
			for _, qa := range p.Qas {
				start := offset + len(string(context[:qa.Answers[0].Start]))
				gold[qa.ID] = Quote{start, start + len(qa.Answers[0].Text)}
			}
			text.WriteString(strings.ReplaceAll(p.Context, "\n", " ") + "\n")
			if size == "paragraph" {
				flush()
			}
		}
		if size == "article" {
			flush()
		}
	}
	if size == "corpus" {
		flush()
	}
	return docs
}

// hitFloors are hit@1 by paragraph, article and corpus that must be kept.
var hitFloors = map[string][3]float64{
	"de-de": {82.5, 81.5, 79}, "en-en": {85, 83.5, 80}, "en-de": {75, 72, 65}, "de-en": {78, 75, 69.5},
}

// TestXQuADR measures how often the passage that holds the whole gold span is
// found first.
func TestXQuADR(t *testing.T) {
	for _, pair := range []string{"de-de", "en-en", "en-de", "de-en", "es-de", "tr-de", "es-en", "tr-en"} {
		from, to, _ := strings.Cut(pair, "-")
		asked := map[string]string{}
		for _, a := range loadXQuAD(t, from).Data {
			for _, p := range a.Paragraphs {
				for _, q := range p.Qas {
					asked[q.ID] = q.Question
				}
			}
		}
		for i, size := range []string{"paragraph", "article", "corpus"} {
			first, third, n := 0, 0, 0
			for _, doc := range xquadDocs(t, loadXQuAD(t, to), to, size) {
				ix := NewIndex(doc.a)
				for id, gold := range doc.gold {
					n++
					best := ix.Rank(Query{Text: asked[id], Language: from, Expect: Expect(asked[id], from)})
					for rank, i := range best[:min(3, len(best))] {
						p := doc.a.Passages[i]
						if p.Start <= gold.Start && gold.End <= p.End {
							third++
							if rank == 0 {
								first++
							}
							break
						}
					}
				}
			}
			hit := 100 * float64(first) / float64(n)
			fmt.Printf("%s %s hit@1=%.1f hit@3=%.1f n=%d\n", pair, size, hit, 100*float64(third)/float64(n), n)
			if hit < hitFloors[pair][i] {
				t.Errorf("%s %s: hit@1 is %.1f, want %.1f", pair, size, hit, hitFloors[pair][i])
			}
		}
	}
}
