package message

import (
	"fmt"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/tools/txtar"

	"footnote/answer"
	"footnote/knowledge"
)

// parsed is the announcement of an archive, the shipped one when it is empty.
func parsed(t testing.TB, f txtar.File) *knowledge.Announcement {
	t.Helper()
	if len(strings.TrimSpace(string(f.Data))) == 0 {
		return announcement(t)
	}
	a, err := knowledge.Parse(f.Name, f.Data)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// TestSourceGolden renders the view of an answer's source. The comment of an
// archive is the reader's language; it holds the announcement (empty: the shipped
// one) and answer.json.
func TestSourceGolden(t *testing.T) {
	golden(t, "source", 2, func(t *testing.T, ar *txtar.Archive) []txtar.File {
		ann := parsed(t, ar.Files[0])
		a := readAnswer(t, ann, ar.Files[1].Data)
		var out []txtar.File
		for i, page := range Source(a, strings.TrimSpace(string(ar.Comment)), ann) {
			out = append(out, txtar.File{Name: fmt.Sprintf("page %d", i+1), Data: []byte(page.Text + "\n")})
			var links strings.Builder
			for _, l := range page.Links {
				fmt.Fprintf(&links, "%s -> %s\n", l.Label, l.URL)
			}
			if links.Len() > 0 {
				out = append(out, txtar.File{Name: fmt.Sprintf("links %d", i+1), Data: []byte(links.String())})
			}
		}
		return out
	})
}

// TestSourceShowsTheBytes: without bold and escapes, each quotation is a piece of
// the announcement, and what is bold is the quotes and nothing else.
func TestSourceShowsTheBytes(t *testing.T) {
	for name, paragraph := range map[string]string{
		"sentences":      strings.Repeat("It grows by 5 % a year, as planned. ", 40),
		"one sentence":   strings.TrimSpace(strings.Repeat("word and word ", 70)) + ".",
		"full of markup": strings.Repeat("*_`|[x](y) @everyone <@1>, ", 35) + "end.",
		"no spaces":      strings.Repeat("*_", 1500),
	} {
		t.Run(name, func(t *testing.T) {
			a, ann := long(t, paragraph)
			var bold strings.Builder
			seen := 0
			for i, page := range Source(a, "en", ann) {
				if n := utf8.RuneCountInString(page.Text); n > MaxSize {
					t.Errorf("page %d has %d code points", i, n)
				}
				if len(page.Links) > maxLinks {
					t.Errorf("page %d has %d links", i, len(page.Links))
				}
				for line := range strings.SplitSeq(page.Text, "\n") {
					quoted, ok := strings.CutPrefix(line, "> ")
					if !ok {
						continue
					}
					seen++
					plain, marked := unmarked(quoted)
					bold.WriteString(marked)
					if !strings.Contains(ann.Text, plain) {
						t.Fatalf("not in the announcement: %q", plain)
					}
				}
			}
			spaces := strings.NewReplacer(" ", "", "\n", "")
			want := ""
			for _, c := range a.Claims {
				want += c.Citations[0].Quote
			}
			if got := bold.String(); seen == 0 || spaces.Replace(got) != spaces.Replace(want) {
				t.Errorf("bold is\n%.300q, want the quotes\n%.300q", got, want)
			}
		})
	}
}

var boldOrEscape = regexp.MustCompile(`\\([^0-9A-Za-z\s])|\*\*`)

// unmarked is a line as it is seen, and what of it is bold.
func unmarked(s string) (plain, bold string) {
	on, at := false, 0
	add := func(part string) {
		plain += part
		if on {
			bold += part
		}
	}
	for _, m := range boldOrEscape.FindAllStringSubmatchIndex(s, -1) {
		add(s[at:m[0]])
		if m[2] >= 0 {
			add(s[m[2]:m[3]])
		} else {
			on = !on
		}
		at = m[1]
	}
	add(s[at:])
	return plain, bold
}

// TestSourceNumbersAsTheMessage: the footnotes of the message have the same
// numbers in the view.
func TestSourceNumbersAsTheMessage(t *testing.T) {
	a, ann := long(t, strings.Repeat("It grows by 5 % a year. ", 4))
	text := Discord(a, ann)
	pages := Source(a, "en", ann)
	for i, c := range a.Claims {
		mark := marker(i + 1)
		if shown := strings.Contains(text, "-# "+mark+" "); shown && !strings.Contains(text, Escape(c.Citations[0].Quote)) {
			t.Errorf("%s is another quote in the message", mark)
		}
		here := strings.Contains(text, Escape(c.Text))
		behind := false
		for _, p := range pages {
			behind = behind || strings.Contains(p.Text, Escape(c.Text)+mark)
		}
		if here == behind {
			t.Errorf("claim %d: in the message %v, behind Source %v", i+1, here, behind)
		}
	}
}

func TestLink(t *testing.T) {
	const base = "https://example.org/a"
	tests := map[string]struct{ source, quote, want string }{
		"short":          {base, "Rund 1,3 Gigawatt (neu)", base + "#:~:text=Rund%201%2C3%20Gigawatt%20%28neu%29"},
		"reserved":       {base, "A-B & C_D", base + "#:~:text=A%2DB%20%26%20C%5FD"},
		"long":           {base, "eins zwei drei vier fünf sechs sieben acht neun zehn", base + "#:~:text=eins%20zwei%20drei%20vier,sieben%20acht%20neun%20zehn"},
		"across lines":   {base, "eins\n  zwei", base + "#:~:text=eins%20zwei"},
		"markdown":       {base, "**eins** `zwei`", base + "#:~:text=eins%20zwei"},
		"has a fragment": {base + "#part", "eins", base + "#part:~:text=eins"},
		"has a text one": {base + "#:~:text=x", "eins", base + "#:~:text=x"},
		"too long":       {base, strings.Repeat("ä", 90), base},
		"url too long":   {base + strings.Repeat("a", 500), "eins", ""},
		"none":           {"", "eins", ""},
		"no web address": {"javascript:alert(1)", "eins", ""},
		"umlaut in url":  {"https://example.org/ä b", "eins", "https://example.org/%C3%A4%20b#:~:text=eins"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			got := Link(tt.quote, &knowledge.Announcement{SourceURL: tt.source})
			if got != tt.want {
				t.Errorf("got %s, want %s", got, tt.want)
			}
			if utf8.RuneCountInString(got) > MaxURL {
				t.Errorf("%d characters", len(got))
			}
		})
	}
}

func FuzzLink(f *testing.F) {
	f.Add("https://example.org/a?b=c", "Rund 1,3 Gigawatt – sollen „entstehen“")
	f.Fuzz(func(t *testing.T, source, quote string) {
		got := Link(quote, &knowledge.Announcement{SourceURL: source})
		if got == "" {
			return
		}
		if u, err := url.Parse(got); err != nil || u.Host == "" || len([]rune(got)) > MaxURL {
			t.Fatalf("%q: %v", got, err)
		}
	})
}

// TestSourceOfAnotherVersion: the view is of the version answered from, its text
// alone is enough for it, and a text in which the quote does not stand where it
// did is not shown around it.
func TestSourceOfAnotherVersion(t *testing.T) {
	ann := announcement(t)
	p := ann.Passages[9]
	a := answer.Answer{Language: "de", Outcome: answer.Answered, Intent: answer.IntentQuestion, Claims: []answer.Claim{
		{Text: "Über elftausend Behörden.", Citations: []answer.Citation{{Passage: p.ID, Start: p.Start, End: p.End, Quote: p.Text}}},
	}}
	before := "Mit dem Ausbau unterstützt Amazon"
	kept := Source(a, "de", &knowledge.Announcement{Text: ann.Text, Title: ann.Title, Language: "de"})[0].Text
	if !strings.Contains(kept, "> "+before) || !strings.Contains(kept, "**"+p.Text+"**") {
		t.Errorf("from the text alone:\n%s", kept)
	}
	for name, text := range map[string]string{"corrected": "Neu. " + ann.Text, "shorter": ann.Text[:p.Start+5], "empty": ""} {
		got := Source(a, "de", &knowledge.Announcement{Text: text, Title: ann.Title, Language: "de"})[0].Text
		if strings.Contains(got, before) || !strings.Contains(got, "> "+p.Text) || !strings.Contains(got, "nicht mehr gespeichert") {
			t.Errorf("%s:\n%s", name, got)
		}
	}
}

// TestComplaintCodeFencesBroken (johndotpub/DiscordianAI#42): the code fences of an
// announcement are shown, never begun.
func TestComplaintCodeFencesBroken(t *testing.T) {
	var text strings.Builder
	text.WriteString("# Release\n\nRun this:\n\n```sh\n")
	for i := range 120 {
		fmt.Fprintf(&text, "install --step %d of `all`\n", i)
	}
	text.WriteString("```\n\nThat is all.\n")
	ann, err := knowledge.Parse("release.md", []byte(text.String()))
	if err != nil {
		t.Fatal(err)
	}
	a := answer.Answer{Language: "en", Outcome: answer.Answered, Intent: answer.IntentQuestion}
	for _, p := range ann.Passages[1:] {
		a.Claims = append(a.Claims, answer.Claim{Text: p.Text, Citations: []answer.Citation{{Passage: p.ID, Start: p.Start, End: p.End, Quote: p.Text}}})
	}
	pages := Posts(a, ann)
	for _, p := range Source(a, "en", ann) {
		pages = append(pages, p.Text)
	}
	if len(pages) < 3 {
		t.Fatalf("%d pages: nothing was split", len(pages))
	}
	for i, p := range pages {
		if strings.Contains(strings.ReplaceAll(p, "\\`", ""), "`") || utf8.RuneCountInString(p) > MaxSize {
			t.Errorf("page %d holds a live backtick or too much:\n%s", i, p)
		}
	}
}

// TestSourceLeavesRoomForButtons: a page has no more buttons than it has rows for,
// each for the quote that it is named after.
func TestSourceLeavesRoomForButtons(t *testing.T) {
	var text strings.Builder
	text.WriteString("---\ntitle: Short\nlanguage: en\nsource_url: https://example.org/news\n---\nShort\n")
	for i := range 130 {
		fmt.Fprintf(&text, "Item %d.\n", i)
	}
	ann, err := knowledge.Parse("short.txt", []byte(text.String()))
	if err != nil {
		t.Fatal(err)
	}
	a := answer.Answer{Language: "en", Outcome: answer.Answered, Intent: answer.IntentQuestion}
	var quotes []string
	for i := 2; i < len(ann.Passages) && len(quotes) < 40; i += 3 { // apart, so that each is shown by itself
		p := ann.Passages[i]
		quotes = append(quotes, p.Text)
		a.Claims = append(a.Claims, answer.Claim{Text: p.Text, Citations: []answer.Citation{{Passage: p.ID, Start: p.Start, End: p.End, Quote: p.Text}}})
	}
	total := 0
	for i, page := range Source(a, "en", ann) {
		if len(page.Links) > maxLinks {
			t.Errorf("page %d has %d links", i, len(page.Links))
		}
		for _, l := range page.Links {
			want := "Read the original " + marker(total+1)
			if l.Label != want || l.URL != Link(quotes[total], ann) || !strings.Contains(page.Text, "**"+marker(total+1)+"**") {
				t.Errorf("page %d: %+v, want %s to %s", i, l, want, Link(quotes[total], ann))
			}
			total++
		}
	}
	if total != len(quotes) {
		t.Errorf("%d links to %d quotes", total, len(quotes))
	}
}

// TestSourceStaysInItsSection: a neighbour is of the same section, also where no
// heading stands between.
func TestSourceStaysInItsSection(t *testing.T) {
	ann := &knowledge.Announcement{Text: "Eins. Zwei. Drei.", Language: "de", Passages: []knowledge.Passage{
		{ID: "s1", Section: "A", Quote: knowledge.Quote{Start: 0, End: 5}, Text: "Eins."},
		{ID: "s2", Section: "B", Quote: knowledge.Quote{Start: 6, End: 11}, Text: "Zwei."},
		{ID: "s3", Section: "B", Quote: knowledge.Quote{Start: 12, End: 17}, Text: "Drei."},
	}}
	if got, want := contextOf(ann, knowledge.Quote{Start: 6, End: 11}), (knowledge.Quote{Start: 6, End: 17}); got != want {
		t.Errorf("shown is %q, want %q", ann.Slice(got), ann.Slice(want))
	}
}
