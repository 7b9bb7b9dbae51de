package knowledge

import (
	"crypto/sha256"
	"encoding/hex"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"
)

func builtin(t testing.TB) *Announcement {
	t.Helper()
	a, err := Builtin()
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// The body is character for character the article as it was given to us.
func TestBuiltinBody(t *testing.T) {
	const want = "a5255776c94a57d6c5a68ded73d70d1e51e12fb7fa92c419afa26a96d12b5238"
	sum := sha256.Sum256([]byte(builtin(t).Text))
	if got := hex.EncodeToString(sum[:]); got != want {
		t.Errorf("body has SHA-256 %s, want %s", got, want)
	}
}

func TestBuiltinPassages(t *testing.T) {
	a := builtin(t)
	if len(a.Passages) != 19 || len(a.Facts) < 12 {
		t.Fatalf("%d passages and %d facts, want 19 and at least 12", len(a.Passages), len(a.Facts))
	}
	headings := map[string]bool{"s1": true, "s5": true, "s8": true, "s12": true, "s17": true}
	for _, p := range a.Passages {
		if p.Heading != headings[p.ID] {
			t.Errorf("%s heading = %v: %s", p.ID, p.Heading, p.Text)
		}
		if a.Slice(p.Quote) != p.Text {
			t.Errorf("%s: text is not its byte range", p.ID)
		}
	}
	s2, _ := a.Passage("s2")
	if s2.Start != 43 || s2.End != 172 {
		t.Errorf("s2 is [%d,%d), want [43,172)", s2.Start, s2.End)
	}
	s13, _ := a.Passage("s13")
	if s13.Section != "Was bedeutet das für Amazon und seine Aktionäre?" || !s13.Opinion {
		t.Errorf("s13 stands below %q, opinion %v", s13.Section, s13.Opinion)
	}
}

func TestParseBadInput(t *testing.T) {
	const good = "Titel\nEin Satz steht hier.\n"
	tests := map[string]struct{ data, want string }{
		"empty":             {"", "a.txt: empty"},
		"only white space":  {" \n\n", "a.txt:1: no text"},
		"only title":        {"---\ntitle: x\n---\n", "a.txt:4: no text"},
		"not UTF-8":         {"Titel\nf\xfcr alle.\n", "a.txt:2: byte 0xfc is not UTF-8"},
		"binary":            {"PK\x00\x01", "a.txt:1: control character"},
		"too large":         {strings.Repeat("a", MaxBytes+1), "more than the limit"},
		"unclosed front":    {"---\nid: x\n" + good, "a.txt:1: the front matter has no end"},
		"front not YAML":    {"---\nid: x\nopinion: [a\n---\n" + good, "a.txt:"},
		"unknown field":     {"---\nid: x\nlanguag: de\n---\n" + good, "a.txt:3: field languag not found"},
		"bad id":            {"---\nid: A b\n---\n" + good, "a.txt:2: id: use"},
		"bad kind":          {"---\nid: x\nkind: poem\n---\n" + good, "a.txt:3: kind: use article"},
		"bad date":          {"---\ndate: 24.11.2025\n---\n" + good, "a.txt:2: date: write it as"},
		"bad URL":           {"---\nsource_url: javascript:alert(1)\n---\n" + good, "a.txt:2: source_url: write"},
		"bad language":      {"---\nlanguage: german\n---\n" + good, "a.txt:2: language: use two letters"},
		"opinion not there": {"---\nopinion: [Fazit]\n---\n" + good, `a.txt:2: opinion: "Fazit" is neither`},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			_, err := Parse("a.txt", []byte(tt.data))
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("got %v, want an error with %q", err, tt.want)
			}
		})
	}
}

func TestParseCanonical(t *testing.T) {
	a, err := Parse("Über uns.txt", []byte("\ufeffU\u0308berschrift\r\nEin Satz.\rZwei Sätze. Und noch einer.\r\n"))
	if err != nil {
		t.Fatal(err)
	}
	if want := "Überschrift\nEin Satz.\nZwei Sätze. Und noch einer.\n"; a.Text != want {
		t.Errorf("text %q, want %q", a.Text, want)
	}
	if a.ID != "uber-uns" || a.Title != "Überschrift" || a.Language != "de" || a.Kind != KindNotice {
		t.Errorf("id %q, title %q, language %q, kind %q", a.ID, a.Title, a.Language, a.Kind)
	}
	if len(a.Passages) != 4 {
		t.Errorf("%d passages, want 4", len(a.Passages))
	}
}

func TestParseStructure(t *testing.T) {
	tests := map[string]struct {
		name, data string
		want       []string // headings marked by "# "
	}{
		"wrapped lines": {"a.txt", "Title of it\n\nThis paragraph was wrapped by an editor at a width of some\nseventy characters, so that its sentences run over. Here is\nthe second one.\n\nA heading\n\nText below.",
			[]string{"# Title of it", "This paragraph was wrapped by an editor at a width of some\nseventy characters, so that its sentences run over.", "Here is\nthe second one.", "# A heading", "Text below."}},
		"heading in question form": {"a.txt", "Title\nFirst sentence.\nWho may join?\nEverybody may.",
			[]string{"# Title", "First sentence.", "# Who may join?", "Everybody may."}},
		"list": {"a.txt", "Title\nIt brings:\n- more light\n- less noise\nThat is all.",
			[]string{"# Title", "# It brings:", "- more light", "- less noise", "That is all."}},
		"last line is no heading": {"a.txt", "Title\nText here.\nWrite to us", []string{"# Title", "Text here.", "Write to us"}},
		"one line":                {"a.txt", "The only sentence there is.", []string{"The only sentence there is."}},
		"markdown": {"a.md", "# Title\n\nOne **bold** sentence. Another\none.\n\n## Part\n\n* point one\n* point two. More.\n\n| a | b |\n|---|---|\n| 1 | 2 |\n",
			[]string{"# Title", "One **bold** sentence.", "Another\none.", "# Part", "point one", "point two.", "More.", "| a | b |", "| 1 | 2 |"}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			a, err := Parse(tt.name, []byte(tt.data))
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, p := range a.Passages {
				text := p.Text
				if p.Heading {
					text = "# " + text
				}
				got = append(got, text)
			}
			if strings.Join(got, "|\n") != strings.Join(tt.want, "|\n") {
				t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "|\n"), strings.Join(tt.want, "|\n"))
			}
		})
	}
}

func TestOpen(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "fest.txt")
	if _, err := Open(path); err == nil || !strings.Contains(err.Error(), "fest.txt") {
		t.Errorf("missing file: %v", err)
	}
	if _, err := Open(dir); err == nil || !strings.Contains(err.Error(), "is a folder") {
		t.Errorf("folder: %v", err)
	}
	write(t, path, "Fest\nDas Fest beginnt am 3. Mai 2027.\n")
	write(t, filepath.Join(dir, "fest.facts.yaml"), `facts:
  - id: when
    label: {de: Wann, en: When}
    value: {de: Am 3. Mai 2027., en: On 3 May 2027.}
    quote: am 3. Mai 2027
`)
	a, err := Open(path)
	if err != nil {
		t.Fatal(err)
	}
	if len(a.Facts) != 1 || a.Slice(a.Facts[0].Quote) != "am 3. Mai 2027" || a.Facts[0].Passage != "s2" {
		t.Errorf("facts %+v", a.Facts)
	}
}

func write(t *testing.T, path, content string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
}

func TestFactsRefused(t *testing.T) {
	const text = "Bau\nDie Firma will bis zu 50 Mrd. USD ausgeben, der Bau soll 2026 starten. Er schadet nicht.\n"
	fact := func(de, en, quote string) string {
		return "facts:\n  - id: x\n    label: {de: a, en: b}\n    value: {de: \"" + de + "\", en: \"" + en + "\"}\n    quote: " + quote + "\n"
	}
	const quote = "Die Firma will bis zu 50 Mrd. USD ausgeben"
	tests := map[string]struct{ yaml, want string }{
		"good":              {fact("Bis zu 50 Mrd. USD.", "Up to USD 50 billion.", quote), ""},
		"changed figure":    {fact("Bis zu 60 Mrd. USD.", "Up to USD 50 billion.", quote), "60 Mrd. USD"},
		"lost hedge":        {fact("Bis zu 50 Mrd. USD.", "USD 50 billion.", quote), "USD 50 billion"},
		"false scale":       {fact("Bis zu 50 Mrd. USD.", "Up to USD 50 million.", quote), "USD 50 million"},
		"other currency":    {fact("Bis zu 50 Mrd. EUR.", "Up to USD 50 billion.", quote), "50 Mrd. EUR"},
		"quote not there":   {fact("Ja.", "Yes.", "Die Firma gibt"), "does not stand in the announcement"},
		"quote cuts a word": {fact("Ja.", "Yes.", "Die Fir"), "inside a word"},
		"heading":           {fact("Ja.", "Yes.", "Bau"), "not in a heading"},
		"two sentences":     {fact("Ja.", "Yes.", "der Bau soll 2026 starten. Er schadet"), "within one sentence"},
		"plan told as done": {fact("Start ist 2026.", "It starts in 2026.", "der Bau soll 2026 starten"), "speaks of a plan"},
		"negation lost":     {fact("Er schadet.", "It does harm.", "Er schadet nicht."), "do not deny the same"},
		"no English":        {"facts:\n  - id: x\n    label: {de: a}\n    value: {de: b}\n    quote: Bau\n", "needed in en"},
		"figure left out":   {fact("Ein Bau ist geplant.", "Planned.", quote), "more figures"},
		"unknown key":       {"facts:\n  - id: x\n    lable: {de: a}\n", ":3: field lable not found"},
		"same id":           {fact("Bis zu 50 Mrd. USD.", "Up to USD 50 billion.", quote) + strings.TrimPrefix(fact("Bis zu 50 Mrd. USD.", "Up to USD 50 billion.", quote), "facts:\n"), "stands twice"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			a, err := Parse("a.txt", []byte(text))
			if err != nil {
				t.Fatal(err)
			}
			_, err = parseFacts("a.facts.yaml", []byte(tt.yaml), a)
			if tt.want == "" && err != nil || tt.want != "" && (err == nil || !strings.Contains(err.Error(), tt.want)) {
				t.Errorf("got %v, want %q", err, tt.want)
			}
		})
	}
}

func TestLongPassages(t *testing.T) {
	for name, sentence := range map[string]string{
		"clauses": strings.Repeat("ein Teil des Satzes, ", 200), "words": strings.Repeat("Wort ", 900), "no spaces": strings.Repeat("ä", 4000),
	} {
		t.Run(name, func(t *testing.T) {
			a, err := Parse("a.txt", []byte("Titel\nKurz.\n"+sentence+"ende.\n"))
			if err != nil {
				t.Fatal(err)
			}
			joined := ""
			for _, p := range a.Passages[2:] {
				if len(p.Text) > maxPassage || !utf8.ValidString(p.Text) || p.Text == "" {
					t.Errorf("a passage of %d bytes", len(p.Text))
				}
				joined += p.Text
			}
			if strings.ReplaceAll(joined, " ", "") != strings.ReplaceAll(sentence+"ende.", " ", "") {
				t.Error("text was lost between the passages")
			}
		})
	}
}

// FuzzParse checks what every other part relies on: passages are ordered and
// disjoint, offsets are byte-exact, and nothing but white space and markup lies
// between passages of a plain text.
func FuzzParse(f *testing.F) {
	f.Add("Titel\nEin Satz. Noch einer!\n\nFrage?\nAntwort am 3. Mai.", false)
	f.Add("# T\n\n* a\n* b\n\n| x |\n|---|\n| 1 |\n", true)
	f.Add("---\nid: a\n---\nA. B.", false)
	f.Fuzz(func(t *testing.T, data string, markdown bool) {
		name := "a.txt"
		if markdown {
			name = "a.md"
		}
		a, err := Parse(name, []byte(data))
		if err != nil {
			return
		}
		last := 0
		for _, p := range a.Passages {
			if p.Start < last || p.End <= p.Start || p.End > len(a.Text) || a.Text[p.Start:p.End] != p.Text {
				t.Fatalf("passage %s [%d,%d) after %d", p.ID, p.Start, p.End, last)
			}
			if gap := a.Text[last:p.Start]; !markdown && strings.TrimSpace(gap) != "" {
				t.Fatalf("text between passages: %q", gap)
			}
			last = p.End
		}
		if rest := a.Text[last:]; !markdown && strings.TrimSpace(rest) != "" {
			t.Fatalf("text behind the last passage: %q", rest)
		}
		NewIndex(a).Search(Query{Text: data})
	})
}
