package knowledge

import (
	"slices"
	"strings"
	"testing"

	"golang.org/x/text/unicode/norm"
)

// TestThesaurusFiles holds the files to the format in thesaurus/README.txt.
func TestThesaurusFiles(t *testing.T) {
	entries, err := thesaurusFiles.ReadDir("thesaurus")
	if err != nil {
		t.Fatal(err)
	}
	size := 0
	for _, e := range entries {
		data, err := thesaurusFiles.ReadFile("thesaurus/" + e.Name())
		if err != nil {
			t.Fatal(err)
		}
		size += len(data)
		if e.Name() == "README.txt" {
			continue
		}
		t.Run(e.Name(), func(t *testing.T) { checkThesaurus(t, e.Name(), string(data)) })
	}
	if size > 1<<20 {
		t.Errorf("%d bytes, more than 1 MiB", size)
	}
}

func checkThesaurus(t *testing.T, name, data string) {
	if !slices.Contains(Languages, name[:2]) || !norm.NFC.IsNormalString(data) || strings.Contains(data, "\n\n") {
		t.Error("unknown language, not NFC, or an empty line")
	}
	glossary, concepts := !strings.Contains(name, "synonyms"), strings.Contains(name, "-concepts")
	seen := map[string]bool{}
	last := ""
	for line := range strings.Lines(data) {
		line = strings.TrimRight(line, "\n")
		if strings.HasPrefix(line, "#") {
			continue
		}
		if line <= last {
			t.Errorf("%q does not sort behind %q", line, last)
		}
		last = line
		left, right, found := strings.Cut(line, " = ")
		if found != glossary || glossary && right == "" || !glossary && !strings.Contains(left, " | ") {
			t.Errorf("%q does not parse", line)
		}
		for i, term := range strings.Split(left, " | ") {
			if !concepts && seen[term] && (glossary || i == 0) {
				t.Errorf("%q stands twice", term)
			}
			seen[term] = seen[term] || glossary || i == 0
			if term == "" || term != strings.ToLower(term) || len(words(term)) > maxTerm+1 {
				t.Errorf("term %q is empty, not lower case or too long", term)
			}
		}
	}
}

func TestThesaurusFinds(t *testing.T) {
	ix := NewIndex(builtin(t))
	for question, want := range map[string]string{
		"What about the share price?":            "s16",
		"When does construction begin?":          "s11",
		"Welche Prozessoren kommen zum Einsatz?": "s7",
		"¿Cuánto va a invertir?":                 "s2",
		"¿Qué significa para los accionistas?":   "s15", // which the heading of others names
		"satellitten":                            "s6",
	} {
		hits := ix.Search(Query{Text: question, Language: DetectLanguage(question)})
		if len(hits) == 0 || ix.a.Passages[hits[0].Index].ID != want {
			t.Errorf("%s: %v, want %s", question, hits, want)
		}
	}
}

func BenchmarkLoadThesaurus(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		newLexicon()
	}
}
