package message

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"footnote/answer"
)

// languagesShown are those of the golden files.
var languagesShown = []string{"de", "en"}

// in renders texts in the languages shown.
func in(render func(lang string) []string) []txtar.File {
	var out []txtar.File
	for _, lang := range languagesShown {
		for i, text := range render(lang) {
			out = append(out, txtar.File{Name: fmt.Sprintf("%s %d", lang, i+1), Data: []byte(text + "\n")})
		}
	}
	return out
}

func decode(t *testing.T, data []byte, into any) {
	t.Helper()
	dec := json.NewDecoder(strings.NewReader(string(data)))
	dec.DisallowUnknownFields()
	if err := dec.Decode(into); err != nil {
		t.Fatal(err)
	}
}

// TestCheckGolden renders checked statements; a citation names its passage.
func TestCheckGolden(t *testing.T) {
	ann := announcement(t)
	golden(t, "check", 1, func(t *testing.T, ar *txtar.Archive) []txtar.File {
		var results []answer.Statement
		decode(t, ar.Files[0].Data, &results)
		for _, s := range results {
			if s.Citation != nil {
				p, _ := ann.Passage(s.Citation.Passage)
				s.Citation.Start, s.Citation.End, s.Citation.Quote = p.Start, p.End, p.Text
			}
		}
		return in(func(lang string) []string { return Check(results, lang, ann) })
	})
}
