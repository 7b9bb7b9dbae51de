package main

import (
	"context"
	"fmt"
	"runtime/debug"
	"slices"
	"strings"
	"text/tabwriter"

	"footnote/knowledge"
	"footnote/message"
)

// fact prints one quick fact, or the list of them.
func fact(_ context.Context, p program, args []string) error {
	fs := newFlags("fact")
	lang := fs.String("lang", "", "language of labels and values, such as en; else the terminal's, else the announcement's")
	words, err := parseFlags(p, fs, args)
	if err != nil {
		return err
	}
	a, err := loadForLook(p)
	if err != nil {
		return err
	}
	if *lang == "" {
		*lang = locale(p.environ)
	}
	if *lang == "" {
		*lang = a.Language
	}
	if len(words) == 0 {
		tw := tabwriter.NewWriter(p.stdout, 0, 0, 2, ' ', 0)
		for _, f := range a.Facts {
			fmt.Fprintf(tw, "%s\t%s\n", f.ID, message.FactLabel(f, *lang))
		}
		return tw.Flush()
	}
	name := strings.Join(words, " ")
	f, ok := findFact(a, name)
	if !ok {
		return usagef("there is no fact %q; footnote fact lists them", name)
	}
	_, err = fmt.Fprintln(p.stdout, message.FactTerminal(f, *lang, a))
	return err
}

// findFact looks for a fact by id or by its label in any language; a
// beginning that fits one fact alone is enough.
func findFact(a *knowledge.Announcement, name string) (knowledge.Fact, bool) {
	if f, ok := a.Fact(name); ok {
		return f, true
	}
	want := knowledge.Fold(name)
	var found []knowledge.Fact
	for _, f := range a.Facts {
		names := []string{f.ID}
		for _, label := range f.Labels {
			names = append(names, knowledge.Fold(label))
		}
		if slices.Contains(names, want) {
			return f, true
		}
		if slices.ContainsFunc(names, func(n string) bool { return strings.HasPrefix(n, want) }) {
			found = append(found, f)
		}
	}
	if len(found) != 1 {
		return knowledge.Fact{}, false
	}
	return found[0], true
}

func loadForLook(p program) (*knowledge.Announcement, error) {
	s, err := loadSettings(p.environ)
	if err != nil {
		return nil, err
	}
	return openAnnouncement(s)
}

// shown is one passage as show --json prints it.
type shown struct {
	ID      string `json:"id"`
	Section string `json:"section"`
	Heading bool   `json:"heading"`
	Opinion bool   `json:"opinion"`
	Start   int    `json:"start"`
	End     int    `json:"end"`
	Text    string `json:"text"`
}

// show prints the announcement as the bot sees it.
func show(_ context.Context, p program, args []string) error {
	fs := newFlags("show")
	asJSON := fs.Bool("json", false, "print one JSON object")
	words, err := parseFlags(p, fs, args)
	if err != nil {
		return err
	}
	if len(words) > 0 {
		return usagef("show takes no words; the announcement is set by ANNOUNCEMENT")
	}
	a, err := loadForLook(p)
	if err != nil {
		return err
	}
	var passages []shown
	for _, s := range a.Passages {
		passages = append(passages, shown{s.ID, s.Section, s.Heading, s.Opinion, s.Start, s.End, s.Text})
	}
	if *asJSON {
		return writeJSON(p.stdout, map[string]any{
			"announcement": a.ID, "title": a.Title, "language": a.Language, "kind": a.Kind, "date": a.Date, "source_url": a.SourceURL,
			"publisher": a.Publisher, "author": a.Author, "version": a.Version, "passages": passages,
		})
	}
	fmt.Fprintf(p.stdout, "%s (%s, %s, version %s): %d passages, %d quick facts\n", a.ID, a.Kind, a.Language, a.Version, len(a.Passages), len(a.Facts))
	for _, s := range passages {
		mark := ""
		if s.Heading {
			mark = "# "
		} else if s.Opinion {
			mark = "(opinion) "
		}
		fmt.Fprintf(p.stdout, "%-4s %5d–%-5d %s%s\n", s.ID, s.Start, s.End, mark, strings.ReplaceAll(s.Text, "\n", "\n                 "))
	}
	return nil
}

// version prints which build this is.
func version(_ context.Context, p program, args []string) error {
	if len(args) > 0 {
		return usagef("version takes no words")
	}
	info, ok := debug.ReadBuildInfo()
	if !ok {
		_, err := fmt.Fprintln(p.stdout, "footnote, built without module support")
		return err
	}
	parts := []string{"footnote", info.Main.Version}
	for _, s := range info.Settings {
		switch {
		case s.Key == "vcs.revision":
			parts = append(parts, s.Value[:min(12, len(s.Value))])
		case s.Key == "vcs.modified" && s.Value == "true":
			parts = append(parts, "modified")
		}
	}
	_, err := fmt.Fprintln(p.stdout, strings.Join(append(parts, info.GoVersion), " "))
	return err
}
