package message

import (
	"encoding/json"
	"regexp"
	"testing"
	"unicode/utf8"
)

// TestWordingFits holds each text of each language to what Discord, or a phone,
// has room for. The first pattern that matches its path counts.
func TestWordingFits(t *testing.T) {
	limits := []struct {
		path *regexp.Regexp
		most int
	}{
		{regexp.MustCompile(`^\.Buttons\.Original$`), 30}, // a footnote's number follows
		{regexp.MustCompile(`^\.Buttons\.`), 34},
		{regexp.MustCompile(`^\.Modals\.\w+\.(Title|Label)$`), 45},
		{regexp.MustCompile(`^\.Modals\.\w+\.Placeholder$`), 100},
		{regexp.MustCompile(`^\.Settings\.Names\.`), 45}, // labels of a form as well
		{regexp.MustCompile(`^\.Settings\.Values\.`), 80},
		{regexp.MustCompile(`^\.CheckMenu$`), 32},
		{regexp.MustCompile(`^\.Commands\..*(Name|Option)$`), 32},
		{regexp.MustCompile(`^\.Commands\..*Description$`), 100},
		{regexp.MustCompile(`^\.(Check|Report|Privacy|Addendum|Handoff)\.`), 120},
		{regexp.MustCompile(`.`), 200},
	}
	matched := make([]bool, len(limits))
	for _, tag := range Languages() {
		data, err := json.Marshal(Words(tag))
		if err != nil {
			t.Fatal(err)
		}
		var tree any
		if err := json.Unmarshal(data, &tree); err != nil {
			t.Fatal(err)
		}
		texts := map[string]string{}
		flattenInto(texts, "", tree)
		for path, text := range texts {
			for i, l := range limits {
				if l.path.MatchString(path) {
					matched[i] = true
					if n := utf8.RuneCountInString(text); n > l.most {
						t.Errorf("%s: %s has %d characters, more than %d: %s", tag, path, n, l.most, text)
					}
					break
				}
			}
		}
	}
	for i, m := range matched {
		if !m {
			t.Errorf("no text is at %s", limits[i].path)
		}
	}
}

// TestWordingIsWhole: what the code looks up by key is there in every language.
func TestWordingIsWhole(t *testing.T) {
	for _, tag := range Languages() {
		w := Words(tag)
		for _, key := range []string{"reason", "answer", "correct"} {
			if w.Modals[key] == (Modal{}) {
				t.Errorf("%s: no modal %s", tag, key)
			}
		}
		if w.Settings.Values["none"] == "" || len(w.Settings.Names) < 11 || len(w.Settings.Problems) < 8 || len(w.Permissions.Names) < 8 {
			t.Errorf("%s: settings or permissions lack words", tag)
		}
		names := map[string]bool{}
		for command, c := range w.Commands {
			if names[c.Name] {
				t.Errorf("%s: %s has another command's name", tag, command)
			}
			names[c.Name] = true
		}
	}
}
