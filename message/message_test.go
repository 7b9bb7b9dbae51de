package message

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/tools/txtar"

	"footnote/answer"
	"footnote/knowledge"
)

var update = flag.Bool("update", false, "write the golden files anew")

func announcement(t testing.TB) *knowledge.Announcement {
	t.Helper()
	a, err := knowledge.Builtin()
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// golden renders the archives of a folder: the first inputs files of each are
// read by render, what it returns must stand below them, and does with -update.
func golden(t *testing.T, folder string, inputs int, render func(t *testing.T, ar *txtar.Archive) []txtar.File) {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join("testdata", folder, "*.txtar"))
	if err != nil || len(paths) == 0 {
		t.Fatalf("no golden files: %v", err)
	}
	for _, path := range paths {
		t.Run(strings.TrimSuffix(filepath.Base(path), ".txtar"), func(t *testing.T) {
			ar, err := txtar.ParseFile(path)
			if err != nil {
				t.Fatal(err)
			}
			got := *ar
			got.Files = append(slices.Clone(ar.Files[:inputs]), render(t, ar)...)
			for i, f := range got.Files {
				if i >= inputs && utf8.RuneCount(f.Data) > MaxSize+1 {
					t.Errorf("%s: %d code points", f.Name, utf8.RuneCount(f.Data)-1)
				}
			}
			if *update {
				if err := os.WriteFile(path, txtar.Format(&got), 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			if want := txtar.Format(ar); string(want) != string(txtar.Format(&got)) {
				t.Errorf("got\n%s\nrun go test ./message -update and read the difference", txtar.Format(&got))
			}
		})
	}
}

// TestGolden renders the answers in testdata: each archive holds answer.json,
// in which a citation may name its passage alone, and what Discord and the
// terminal show of it.
func TestGolden(t *testing.T) {
	ann := announcement(t)
	golden(t, "", 1, func(t *testing.T, ar *txtar.Archive) []txtar.File {
		a := readAnswer(t, ann, ar.Files[0].Data)
		return []txtar.File{
			{Name: "discord", Data: []byte(Discord(a, ann) + "\n")}, {Name: "terminal", Data: []byte(Terminal(a, ann) + "\n")},
		}
	})
}

func readAnswer(t *testing.T, ann *knowledge.Announcement, data []byte) answer.Answer {
	t.Helper()
	var a answer.Answer
	if err := json.Unmarshal(data, &a); err != nil {
		t.Fatal(err)
	}
	whole := func(c *answer.Citation) {
		p, ok := ann.Passage(c.Passage)
		if !ok {
			t.Fatalf("no passage %q", c.Passage)
		}
		q := p.Quote
		if c.Quote != "" {
			at := strings.Index(ann.Text, c.Quote)
			q = knowledge.Quote{Start: at, End: at + len(c.Quote)}
		}
		c.Start, c.End, c.Quote = q.Start, q.End, ann.Slice(q)
	}
	for i := range a.Claims {
		for j := range a.Claims[i].Citations {
			whole(&a.Claims[i].Citations[j])
		}
		if a.Claims[i].Text == "" {
			a.Claims[i].Text = a.Claims[i].Citations[0].Quote
		}
	}
	if a.Closest != nil {
		whole(a.Closest)
	}
	return a
}

var escaped = regexp.MustCompile(`\\([^0-9A-Za-z\s])`)

// unescape is what a reader of Discord sees of escaped text.
func unescape(s string) string { return escaped.ReplaceAllString(s, "$1") }

func TestEscape(t *testing.T) {
	tests := map[string]struct{ in, want string }{
		"plain":            {"US-Behörden (neu): 50 %", "US-Behörden (neu): 50 %"},
		"everyone":         {"@everyone hi", `\@everyone hi`},
		"user":             {"<@123> und <@&4>", `\<\@123> und \<\@&4>`},
		"channel, time":    {"<#1> <t:1:R> </ask:1> <a:b:1>", `\<#1> \<t\:1:R> \</ask:1> \<a\:b:1>`},
		"masked link":      {"[x](https://evil.example)", `\[x\](https\://evil.example)`},
		"bare link":        {"HTTPS://evil.example", `HTTPS\://evil.example`},
		"invite":           {"discord.gg/abc discord.com/invite/abc", `discord\.gg/abc discord.com\/invite/abc`},
		"gift":             {"discord.gift/abc discord.com/GIFTS/abc discord.new/x", `discord\.gift/abc discord.com\/GIFTS/abc discord\.new/x`},
		"bold and code":    {"**a** __b__ ~~c~~ `d` ||e||", "\\*\\*a\\*\\* \\_\\_b\\_\\_ \\~\\~c\\~\\~ \\`d\\` \\|\\|e\\|\\|"},
		"line starts":      {"# a\n- b\n> c\n1. d\n-# e\n + f", "\\# a\n\\- b\n\\> c\n1\\. d\n\\-# e\n \\+ f"},
		"not a line start": {"a # b - c > d 1. e", "a # b - c > d 1. e"},
		"backslash":        {`\*`, `\\\*`},
		"emoji name":       {":smile: 12:30", `\:smile: 12:30`},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			if got := Escape(tt.in); got != tt.want {
				t.Errorf("got %s, want %s", got, tt.want)
			}
		})
	}
}

// raw finds markup that acts in Discord: a special character without a
// backslash before it.
var raw = regexp.MustCompile("(?m)(?:^|[^\\\\])(?:\\\\\\\\)*(?:[*_~`|\\[<@]|://)|^\\s*(?:[#>+-]|\\d+[.)])")

func FuzzEscape(f *testing.F) {
	for _, s := range []string{"@everyone", "[a](https://b)", "<@1>", "\\", "1. x", "# a", "> b", ":a:", "**"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if !utf8.ValidString(s) {
			return
		}
		got := Escape(s)
		if unescape(got) != s {
			t.Errorf("%q shows as %q", s, unescape(got))
		}
		if bad := raw.FindString(got); bad != "" {
			t.Errorf("%q leaves markup %q in %q", s, bad, got)
		}
	})
}

// Every quote below an answer is the bytes of its citation, escaped.
func TestQuotesAreSlices(t *testing.T) {
	ann := announcement(t)
	for _, p := range ann.Passages {
		if p.Heading {
			continue
		}
		c := answer.Citation{Passage: p.ID, Start: p.Start, End: p.End, Quote: p.Text}
		a := answer.Answer{Language: "en", Outcome: answer.Answered, Intent: answer.IntentQuestion,
			Claims: []answer.Claim{{Text: "A claim.", Citations: []answer.Citation{c}}, {Text: p.Text, Citations: []answer.Citation{c}}}}
		got := Discord(a, ann)
		if !strings.Contains(unescape(got), "„"+p.Text+"“") {
			t.Errorf("%s: its bytes are not between the marks:\n%s", p.ID, got)
		}
	}
}

func TestSize(t *testing.T) {
	ann := announcement(t)
	long := strings.Repeat("ein langer Satz mit @everyone ", 12)
	var claims []answer.Claim
	for _, p := range ann.Passages[1:4] {
		claims = append(claims, answer.Claim{Text: long, Citations: []answer.Citation{{Passage: p.ID, Start: p.Start, End: p.End, Quote: p.Text}}})
	}
	a := answer.Answer{Language: "de", Outcome: answer.Partly, Intent: answer.IntentQuestion, Claims: claims,
		Unanswered: []string{strings.Repeat("@", 1000), strings.Repeat("*", 900)}}
	got := Discord(a, ann)
	if n := utf8.RuneCountInString(got); n > MaxSize {
		t.Errorf("%d code points", n)
	}
	if !strings.Contains(got, "¹") || strings.Contains(got, "²") {
		t.Errorf("want exactly one claim:\n%s", got)
	}
	for i, page := range Facts("de", ann) {
		if n := utf8.RuneCountInString(page); n > MaxSize {
			t.Errorf("page %d of the facts has %d code points", i, n)
		}
	}
}

var placeholder = regexp.MustCompile(`\{\w+\}`)

// TestLanguages holds every language to the English one: each field filled,
// the same placeholders, names and descriptions within Discord's limits.
func TestLanguages(t *testing.T) {
	flatten := func(l *Language) map[string]string {
		data, err := json.Marshal(l)
		if err != nil {
			t.Fatal(err)
		}
		var tree any
		if err := json.Unmarshal(data, &tree); err != nil {
			t.Fatal(err)
		}
		out := map[string]string{}
		flattenInto(out, "", tree)
		return out
	}
	want := flatten(Words("en"))
	for _, tag := range Languages() {
		got := flatten(Words(tag))
		for key := range got {
			if _, ok := want[key]; !ok {
				t.Errorf("%s: %s is in no other language", tag, key)
			}
		}
		for key, english := range want {
			text, ok := got[key]
			if !ok || (text == "") != (english == "") {
				t.Errorf("%s: %s is missing", tag, key)
			}
			for _, p := range placeholder.FindAllString(english, -1) {
				kindPhrase := strings.Contains("{in}{In}{from}{about}{subject}{according}", p)
				if !kindPhrase && !strings.Contains(text, p) {
					t.Errorf("%s: %s lacks %s", tag, key, p)
				}
			}
			for _, p := range placeholder.FindAllString(text, -1) {
				kindPhrase := strings.Contains("{in}{In}{from}{about}{subject}{according}{title}", p)
				if !kindPhrase && !strings.Contains(english, p) {
					t.Errorf("%s: %s has unknown %s", tag, key, p)
				}
			}
		}
		for name, c := range Words(tag).Commands {
			if !commandName.MatchString(c.Name) || utf8.RuneCountInString(c.Description) > 100 || utf8.RuneCountInString(c.OptionDescription) > 100 || c.Option != "" && !commandName.MatchString(c.Option) {
				t.Errorf("%s: command %s breaks Discord's limits: %+v", tag, name, c)
			}
			for option, o := range c.Options {
				if !commandName.MatchString(o.Name) || o.Description == "" || utf8.RuneCountInString(o.Description) > 100 {
					t.Errorf("%s: option %s of command %s breaks Discord's limits: %+v", tag, option, name, o)
				}
			}
		}
	}
}

var commandName = regexp.MustCompile(`^[\p{Ll}\p{N}_-]{1,32}$`)

func flattenInto(out map[string]string, path string, node any) {
	switch n := node.(type) {
	case map[string]any:
		for k, v := range n {
			flattenInto(out, path+"."+k, v)
		}
	case []any:
		for i, v := range n {
			flattenInto(out, fmt.Sprintf("%s.%d", path, i), v)
		}
	case string:
		out[path] = n
	}
}

func TestHelpAndFallbackLanguage(t *testing.T) {
	ann := announcement(t)
	if got := Help("de-AT", ann); !strings.Contains(got, "/fragen") || !strings.Contains(got, "US-Behörden") {
		t.Errorf("German help: %s", got)
	}
	if Words("ja") != Words("en") || Words("pt-BR") != Words("en") {
		t.Error("a language without wording must fall back to English")
	}
}

// TestReasons: the answer says in a few words why it is not the model's.
func TestReasons(t *testing.T) {
	ann := announcement(t)
	p := ann.Passages[1]
	slice := answer.Claim{Text: p.Text, Citations: []answer.Citation{{Passage: p.ID, Start: p.Start, End: p.End, Quote: p.Text}}}
	for name, tt := range map[string]struct {
		fallback string
		claims   []answer.Claim
		want     string
	}{
		"timeout":         {"timeout", []answer.Claim{slice}, "antwortet gerade nicht; wörtlich aus dem Artikel."},
		"budget":          {"budget spent", []answer.Claim{slice}, "Tageskontingent des Sprachmodells ist verbraucht; wörtlich aus dem Artikel."},
		"nothing proved":  {"no claim proved", []answer.Claim{slice}, "ließ sich belegen; wörtlich"},
		"nothing to show": {"status 500", nil, "-# Das Sprachmodell antwortet gerade nicht."},
	} {
		t.Run(name, func(t *testing.T) {
			a := answer.Answer{Language: "de", Intent: answer.IntentQuestion, Outcome: answer.NotInAnnouncement, Claims: tt.claims, Fallback: tt.fallback}
			if got := Discord(a, ann); !strings.Contains(got, tt.want) {
				t.Errorf("%q is not in %q", tt.want, got)
			}
		})
	}
}
