package message

import (
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"

	"footnote/answer"
	"footnote/knowledge"
)

// long is an announcement of many passages full of markup, each a paragraph with
// hundreds of words, and an answer that cites all of them.
func long(t *testing.T, paragraph string) (answer.Answer, *knowledge.Announcement) {
	t.Helper()
	var text strings.Builder
	text.WriteString("---\ntitle: Long\nlanguage: en\nsource_url: https://example.org/news\n---\nLong\n")
	for i := range 6 {
		fmt.Fprintf(&text, "Number %d begins. %s\n", i, paragraph)
	}
	ann, err := knowledge.Parse("long.txt", []byte(text.String()))
	if err != nil {
		t.Fatal(err)
	}
	a := answer.Answer{Language: "en", Outcome: answer.Answered, Intent: answer.IntentQuestion}
	for _, p := range ann.Passages {
		if !p.Heading {
			c := answer.Citation{Passage: p.ID, Start: p.Start, End: p.End, Quote: p.Text}
			a.Claims = append(a.Claims, answer.Claim{Text: "Claim on " + p.ID + ".", Citations: []answer.Citation{c}})
		}
	}
	return a, ann
}

// TestComplaintOver2000CharactersFails (firecrawl/ai-discord-bot#2,
// antoinelrnld/discord-rag#17): a claim with more proof than a message holds is
// posted as several, no quote of which is split.
func TestComplaintOver2000CharactersFails(t *testing.T) {
	a, ann := long(t, strings.Repeat("word and word, ", 70)+"word.")
	c := answer.Claim{Text: "One claim."}
	for _, other := range a.Claims {
		c.Citations = append(c.Citations, other.Citations...)
	}
	a.Claims = []answer.Claim{c}
	posts := Posts(a, ann)
	if len(posts) < 2 || Discord(a, ann) != posts[0] {
		t.Fatalf("%d messages", len(posts))
	}
	all := strings.Join(posts, "\n")
	for i, cited := range c.Citations {
		if want := "-# " + marker(i+1) + " “" + Escape(cited.Quote) + "”"; strings.Count(all, want) != 1 {
			t.Errorf("footnote %d does not stand whole", i+1)
		}
	}
	for i, p := range posts {
		if n := utf8.RuneCountInString(p); n > MaxSize {
			t.Errorf("message %d has %d code points", i, n)
		}
	}
}

func TestShortened(t *testing.T) {
	for name, s := range map[string]string{
		"words": strings.Repeat("ein Wort ", 400), "no words": strings.Repeat("ä", 3000), "escapes": strings.Repeat(`\*`, 1500), "backslashes": strings.Repeat(`\\`, 1500),
	} {
		got := shortened(s)
		if n := utf8.RuneCountInString(got); n > MaxSize || n < MaxSize/3 {
			t.Errorf("%s: %d code points", name, n)
		}
		kept := strings.TrimSuffix(got, "…")
		if !strings.HasPrefix(s, kept) || (len(kept)-len(strings.TrimRight(kept, `\`)))%2 == 1 {
			t.Errorf("%s: ends with half an escape or was changed: …%s", name, kept[len(kept)-8:])
		}
	}
}
