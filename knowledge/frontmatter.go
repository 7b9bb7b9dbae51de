package knowledge

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"
)

// frontMatter is what may stand above the text, between two lines of "---".
type frontMatter struct {
	ID        string   `yaml:"id"`
	Title     string   `yaml:"title"`
	Language  string   `yaml:"language"`
	Kind      Kind     `yaml:"kind"`
	Date      string   `yaml:"date"`
	Source    string   `yaml:"source_url"`
	Publisher string   `yaml:"publisher"`
	Author    string   `yaml:"author"`
	Opinion   []string `yaml:"opinion"` // headings, or the words that a passage holds
}

const fence = "---\n"

// splitFrontMatter returns the front matter, the body, and the line that the
// body begins in.
func splitFrontMatter(name, source string) (frontMatter, string, int, error) {
	var front frontMatter
	rest, ok := strings.CutPrefix(source, fence)
	if !ok {
		return front, source, 1, nil
	}
	head, body, ok := cutFence(rest)
	if !ok {
		return front, "", 1, fmt.Errorf("%s:1: the front matter has no end; close it with a line of three hyphens", name)
	}
	bodyLine := 3 + strings.Count(head, "\n")
	dec := yaml.NewDecoder(bytes.NewReader([]byte(head)))
	dec.KnownFields(true)
	if err := dec.Decode(&front); err != nil && !errors.Is(err, io.EOF) {
		return front, "", bodyLine, yamlError(name, 1, err)
	}
	return front, body, bodyLine, front.check(name, head)
}

// cutFence returns what stands before and behind the closing fence.
func cutFence(rest string) (head, body string, ok bool) {
	at := 0
	for line := range strings.Lines(rest) {
		if strings.TrimRight(line, "\n") == "---" {
			return rest[:at], rest[at+len(line):], true
		}
		at += len(line)
	}
	return "", "", false
}

var (
	idPattern   = regexp.MustCompile(`^[a-z0-9][a-z0-9-]{0,63}$`)
	langPattern = regexp.MustCompile(`^[a-z]{2}$`)
)

func (f frontMatter) check(name, head string) error {
	bad := func(field, mend string) error {
		return fmt.Errorf("%s:%d: %s: %s", name, lineOf(head, field+":")+1, field, mend)
	}
	if f.ID != "" && !idPattern.MatchString(f.ID) {
		return bad("id", "use up to 64 lower-case letters, digits and hyphens")
	}
	if f.Language != "" && !langPattern.MatchString(f.Language) {
		return bad("language", "use two letters such as de")
	}
	if f.Kind != "" && !slices.Contains([]Kind{KindArticle, KindRelease, KindNotice, KindReport}, f.Kind) {
		return bad("kind", "use article, release, notice or report")
	}
	if f.Date != "" {
		if _, err := time.Parse(time.DateOnly, f.Date); err != nil {
			return bad("date", "write it as 2026-01-31")
		}
	}
	if f.Source != "" {
		if u, err := url.Parse(f.Source); err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "" {
			return bad("source_url", "write a whole address that begins with https://")
		}
	}
	return nil
}

// lineOf returns the 1-based number of the first line of text that holds s, or
// 1.
func lineOf(text, s string) int {
	before, _, ok := strings.Cut(text, s)
	if !ok {
		return 1
	}
	return 1 + strings.Count(before, "\n")
}

var yamlLine = regexp.MustCompile(`line (\d+): (.*)`)

// yamlError words what the YAML library found, with the line counted in the
// whole file: skipped is how many lines stand above the YAML.
func yamlError(name string, skipped int, err error) error {
	m := yamlLine.FindStringSubmatch(err.Error())
	if m == nil {
		return fmt.Errorf("%s:%d: not readable as YAML (%v); write one `key: value` a line", name, skipped+1, err)
	}
	var line int
	fmt.Sscan(m[1], &line)
	return fmt.Errorf("%s:%d: %s; write one `key: value` a line and quote values that hold a colon", name, line+skipped, m[2])
}

// markOpinions sets Opinion on the passages that the front matter names: all of
// a section by its heading, or each passage that holds the given words.
func markOpinions(name, source string, front frontMatter, a *Announcement) error {
	for _, mark := range front.Opinion {
		found := false
		at := strings.Index(a.Text, mark)
		for i := range a.Passages {
			p := &a.Passages[i]
			inside := at >= 0 && at < p.End && at+len(mark) > p.Start
			if p.Section == mark || inside {
				found = true
				p.Opinion = !p.Heading
			}
		}
		if !found || strings.TrimSpace(mark) == "" {
			return fmt.Errorf("%s:%d: opinion: %q is neither a heading nor words of the text; copy them exactly", name, lineOf(source, mark), mark)
		}
	}
	return nil
}
