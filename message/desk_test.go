package message

import (
	"fmt"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"golang.org/x/tools/txtar"

	"footnote/answer"
	"footnote/knowledge"
)

// TestDeskGolden renders what members and moderators read beside answers; the
// first file's name says which text its JSON is for.
func TestDeskGolden(t *testing.T) {
	ann := announcement(t)
	golden(t, "desk", 1, func(t *testing.T, ar *txtar.Archive) []txtar.File {
		data := ar.Files[0].Data
		switch name := ar.Files[0].Name; name {
		case "card.json":
			var q OpenQuestion
			decode(t, data, &q)
			return in(func(lang string) []string { return []string{Card(q, lang)} })
		case "open.json":
			var list []OpenQuestion
			decode(t, data, &list)
			return in(func(lang string) []string { return OpenList(list, lang) })
		case "report.json":
			var r Report
			decode(t, data, &r)
			return in(func(lang string) []string { return []string{Figures(r, lang)} })
		case "stored.json":
			var s Stored
			decode(t, data, &s)
			return in(func(lang string) []string { return []string{Privacy(s, lang)} })
		case "settings.json":
			var list []Setting
			decode(t, data, &list)
			return in(func(lang string) []string { return Settings(Words(lang).Settings.Saved, list, lang) })
		case "missing.json":
			var permissions []string
			decode(t, data, &permissions)
			return in(func(lang string) []string { return []string{Missing(lang, "77", permissions)} })
		case "addendum.json":
			var d Addendum
			decode(t, data, &d)
			return in(func(lang string) []string {
				return []string{AddendumText(d, lang, ann), AddendumPosts(d, lang, ann, []string{"11", "@everyone", "12"})[0].Text}
			})
		default:
			t.Fatalf("nothing renders %s", name)
			return nil
		}
	})
}

// TestAddendumFits: whatever a person writes, however many asked, each message is
// short enough, mentions whom it notifies and nobody else, and holds the words.
func TestAddendumFits(t *testing.T) {
	ann := announcement(t)
	askers := []string{"<@1>", ""}
	for i := range 250 {
		askers = append(askers, fmt.Sprint(1234567890123456000+i))
	}
	for name, text := range map[string]string{
		"plain": strings.Repeat("ein Wort ", 100), "markup": strings.Repeat("*_", 600), "lines": strings.Repeat("> a\n", 300), "mentions": strings.Repeat("<@5> @everyone @here <@&6> ", 30),
		"empty lines": "a" + strings.Repeat("\n", 900) + "b", "hidden": strings.Repeat("\u200b", 5000) + "ja",
	} {
		t.Run(name, func(t *testing.T) {
			d := Addendum{Name: "Mira @here **x**", Text: text, Question: strings.Repeat("@everyone? ", 90), Given: time.Unix(1_900_000_000, 0)}
			posts := AddendumPosts(d, "de", ann, askers)
			named := 0
			for i, p := range posts {
				if n := utf8.RuneCountInString(p.Text); n > MaxSize || len(p.Users) > maxUsers {
					t.Errorf("message %d: %d code points, %d users", i, n, len(p.Users))
				}
				named += len(p.Users)
				rest := p.Text
				for _, id := range p.Users {
					if !strings.Contains(p.Text, "<@"+id+">") {
						t.Errorf("message %d does not name %s", i, id)
					}
					rest = strings.ReplaceAll(rest, "<@"+id+">", "")
				}
				for _, live := range []string{"<@", "@everyone", "@here"} {
					if strings.Contains(strings.ReplaceAll(strings.ReplaceAll(rest, `\<`, ""), `\@`, ""), live) {
						t.Errorf("message %d holds a live %s:\n%s", i, live, rest)
					}
				}
			}
			if named != 250 {
				t.Errorf("%d askers are named", named)
			}
			first := unescape(posts[0].Text)
			if want := strings.Fields(knowledge.Clean(text))[0]; !strings.Contains(first, want[:min(8, len(want))]) {
				t.Errorf("the person's words are missing:\n%s", first)
			}
		})
	}
}

func TestWithAddenda(t *testing.T) {
	ann := announcement(t)
	long := Addendum{Name: "Mira", Text: strings.Repeat("ein Wort ", 99)}
	text, more := WithAddenda("Antwort.", []Addendum{{Name: "Ben", Text: "kurz", Revoked: true}, {Name: "Kim", Text: "Ja.", Corrected: true}, long, long, long}, "de", ann)
	if more != 1 && more != 2 || utf8.RuneCountInString(text) > MaxSize {
		t.Errorf("%d code points, %d more", utf8.RuneCountInString(text), more)
	}
	if !strings.HasPrefix(text, "Antwort.\nNachtrag von **Kim**, berichtigt, nicht aus dem Artikel:\n> Ja.\nNachtrag von **Mira**") || strings.Contains(text, "kurz") {
		t.Errorf("got\n%s", text)
	}
}

// TestListsFit: lists of long questions full of markup are split between
// questions.
func TestListsFit(t *testing.T) {
	var open []OpenQuestion
	var results []answer.Statement
	var settings []Setting
	for i := range 60 {
		text := fmt.Sprintf("Nr%d ", i) + strings.Repeat("*@everyone* ", 400)
		open = append(open, OpenQuestion{Text: text, Guild: "1", Channel: "2", Message: fmt.Sprint(1000 + i), Times: i})
		results = append(results, answer.Statement{Text: text, Verdict: answer.NotStated})
		settings = append(settings, Setting{Name: "channels", Text: text})
	}
	ann := announcement(t)
	for name, pages := range map[string][]string{
		"open": OpenList(open, "de"), "check": Check(results, "de", ann), "settings": Settings("", settings, "de"),
	} {
		all := strings.Join(pages, "\n")
		for i := range 60 {
			if !strings.Contains(all, fmt.Sprintf("Nr%d ", i)) {
				t.Errorf("%s: number %d is missing", name, i)
			}
		}
		for i, p := range pages {
			if n := utf8.RuneCountInString(p); n > MaxSize || strings.Contains(strings.ReplaceAll(p, `\@`, ""), "@everyone") {
				t.Errorf("%s: page %d has %d code points or a live mention", name, i, n)
			}
		}
	}
	if text := Figures(Report{Asked: 3, Top: open}, "de"); utf8.RuneCountInString(text) > MaxSize || strings.Count(text, "Nr") != maxTop {
		t.Errorf("report:\n%s", text)
	}
	if text := Card(OpenQuestion{Text: open[0].Text, Reason: open[0].Text, Askers: strings.Fields(strings.Repeat("1234567890123456789 ", 500))}, "de"); utf8.RuneCountInString(text) > MaxSize {
		t.Errorf("card of %d code points", utf8.RuneCountInString(text))
	}
}

// TestAddendumNotifiesAsManyAsDiscordAllows: ids may be short, as in tests and on
// old accounts; the number of users to notify is bounded all the same.
func TestAddendumNotifiesAsManyAsDiscordAllows(t *testing.T) {
	var askers []string
	for i := range 250 {
		askers = append(askers, fmt.Sprint(i))
	}
	named := 0
	for i, p := range AddendumPosts(Addendum{Name: "Mira", Text: "Ja."}, "de", announcement(t), askers) {
		if len(p.Users) > maxUsers {
			t.Errorf("message %d notifies %d", i, len(p.Users))
		}
		named += len(p.Users)
	}
	if named != 250 {
		t.Errorf("%d askers are named", named)
	}
}
