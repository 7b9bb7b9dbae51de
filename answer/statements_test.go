package answer_test

import (
	"context"
	"errors"
	"os"
	"regexp"
	"strings"
	"testing"

	"footnote/answer"
	"footnote/llm/llmtest"
)

var expectedLine = regexp.MustCompile(`^(stated|contradicted|not_stated)(?: (s\d+))?: (.+)$`)

// TestCheckTable reads testdata/statements.txt: messages of members, and what is
// said of each of their statements.
func TestCheckTable(t *testing.T) {
	data, err := os.ReadFile("testdata/statements.txt")
	if err != nil {
		t.Fatal(err)
	}
	e := engine(t, answer.Config{})
	cases, languages := 0, map[string]int{}
	for block := range strings.SplitSeq(string(data), "\n\n") {
		if strings.HasPrefix(block, "#") {
			continue
		}
		head, rest, _ := strings.Cut(block, "\n")
		locale, name, ok := strings.Cut(head, " ")
		message, want, split := strings.Cut(rest, "\n--")
		if !ok || !split {
			t.Fatalf("no case: %q", block)
		}
		cases++
		languages[locale]++
		t.Run(name, func(t *testing.T) { checkMessage(t, e, message, locale, strings.TrimSpace(want)) })
	}
	for _, lang := range []string{"de", "en", "fr", "es", "it", "pl", "tr", "nl"} {
		if languages[lang] == 0 {
			t.Errorf("no case in %s", lang)
		}
	}
	if cases < 40 {
		t.Errorf("%d cases, too few", cases)
	}
}

func checkMessage(t *testing.T, e *answer.Engine, message, locale, want string) {
	t.Helper()
	got, err := e.Check(context.Background(), message, locale)
	if err != nil {
		t.Fatal(err)
	}
	var lines []string
	if want != "" {
		lines = strings.Split(want, "\n")
	}
	if len(got) != len(lines) {
		t.Fatalf("%d statements, want %d: %+v", len(got), len(lines), got)
	}
	for i, s := range got {
		m := expectedLine.FindStringSubmatch(lines[i])
		if m == nil {
			t.Fatalf("no expectation: %q", lines[i])
		}
		cited := ""
		if s.Citation != nil {
			cited = s.Citation.Passage
			if e.Announcement.Text[s.Citation.Start:s.Citation.End] != s.Citation.Quote {
				t.Errorf("%q is no slice", s.Citation.Quote)
			}
		}
		if string(s.Verdict) != m[1] || cited != m[2] || s.Text != m[3] {
			t.Errorf("got  %s %s: %s\nwant %s", s.Verdict, cited, s.Text, lines[i])
		}
	}
}

func TestCheckBounds(t *testing.T) {
	e := engine(t, answer.Config{})
	got, err := e.Check(context.Background(), strings.Repeat("Die Kantine in Haus 7 ist freitags vegan. ", 12), "de")
	if err != nil || len(got) != answer.MaxStatements || got[len(got)-1].Skipped != 12-answer.MaxStatements {
		t.Errorf("%d statements, %v; want %d and the rest counted", len(got), err, answer.MaxStatements)
	}
	for _, s := range got[:len(got)-1] {
		if s.Skipped != 0 {
			t.Errorf("%d skipped in between", s.Skipped)
		}
	}
	for name, text := range map[string]string{"empty": " ", "too long": strings.Repeat("a ", answer.MaxQuestion), "no text": "\xff"} {
		if _, err := e.Check(context.Background(), text, "de"); !errors.Is(err, answer.ErrBadQuestion) {
			t.Errorf("%s: %v", name, err)
		}
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := e.Check(ctx, "Die Kantine ist freitags vegan.", "de"); !errors.Is(err, context.Canceled) {
		t.Errorf("after the end: %v", err)
	}
}

// TestCheckAsksNoModel has a model at hand that fails when it is asked.
func TestCheckAsksNoModel(t *testing.T) {
	e := engine(t, answer.Config{Model: llmtest.NewModel(t)})
	got, err := e.Check(context.Background(), "Amazon invests 80 billion dollars. The cafeteria serves vegan food on Fridays.", "en")
	if err != nil || len(got) != 2 || got[0].Verdict != answer.Contradicted || got[1].Verdict != answer.NotStated {
		t.Errorf("%+v, %v", got, err)
	}
}

func FuzzCheck(f *testing.F) {
	for _, seed := range []string{
		"Amazon will bis zu 50 Mrd. USD investieren; der Bau soll 2026 starten und es entstehen 1,3 Gigawatt, oder?",
		"- ~~a~~\n* **b**\n> c\n```d", "hi, i think hi, i think :) <@1> [x](https://y) ||z||", "İ, ıß…: ﬁ\u0301", "Amazon plant:\n- 3 GW\n- nicht",
	} {
		f.Add(seed, "de")
	}
	e := engine(f, answer.Config{})
	f.Fuzz(func(t *testing.T, text, locale string) {
		got, err := e.Check(context.Background(), text, locale)
		if err != nil {
			if !errors.Is(err, answer.ErrBadQuestion) {
				t.Fatal(err)
			}
			return
		}
		if len(got) > answer.MaxStatements {
			t.Fatalf("%d statements", len(got))
		}
		for _, s := range got {
			if strings.TrimSpace(s.Text) == "" || s.Verdict != answer.NotStated && s.Citation == nil {
				t.Errorf("%+v", s)
			}
			if c := s.Citation; c != nil && e.Announcement.Text[c.Start:c.End] != c.Quote {
				t.Errorf("%q is no slice", c.Quote)
			}
		}
	})
}
