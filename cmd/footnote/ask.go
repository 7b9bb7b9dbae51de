package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"footnote/answer"
	"footnote/knowledge"
)

// asker is one run of the ask command.
type asker struct {
	program
	engine       *answer.Engine
	announcement *knowledge.Announcement
	question     answer.Question // what is the same for all questions
}

// ask answers one question, many from stdin, or holds a conversation.
func ask(ctx context.Context, p program, args []string) error {
	fs := newFlags("ask")
	asJSON := fs.Bool("json", false, "print one JSON object an answer")
	engine := fs.String("engine", "auto", "auto, extractive or llm; auto uses the model when one is configured")
	lang := fs.String("lang", "", "language of the answer, such as en; else the question's")
	var history list
	fs.Var(&history, "history", "an earlier question of the conversation; repeatable, oldest first")
	words, err := parseFlags(p, fs, args)
	if err != nil {
		return err
	}
	if !slices.Contains([]string{"auto", "extractive", "llm"}, *engine) {
		return usagef("--engine %s; use auto, extractive or llm", *engine)
	}
	if *lang != "" && !slices.Contains(knowledge.Languages, *lang) {
		return usagef("--lang %s; use one of %s", *lang, strings.Join(knowledge.Languages, ", "))
	}
	question := strings.Join(words, " ")
	talk := question == "" && isTerminal(p.stdin)
	switch {
	case question == "" && !talk:
		return usagef("no question; write it behind ask, or - to read questions from standard input")
	case talk && *asJSON:
		return usagef("--json needs a question, or - to read questions from standard input")
	}
	a, err := newAsker(p, *engine)
	if err != nil {
		return err
	}
	a.question = answer.Question{History: history, Language: *lang, Locale: locale(p.environ), Engine: answer.EngineKind(*engine)}
	switch {
	case talk:
		return a.talk(ctx)
	case question == "-":
		return a.batch(ctx, *asJSON)
	}
	return a.one(ctx, question, *asJSON)
}

// newAsker sets up an engine for the terminal; change may change what it is
// made of.
func newAsker(p program, engine string, change ...func(*answer.Config)) (*asker, error) {
	s, err := loadSettings(p.environ)
	if err != nil {
		return nil, err
	}
	if engine == "llm" && !s.hasModel() {
		return nil, fmt.Errorf("--engine llm: no model is configured; set OPENAI_API_KEY or OPENAI_BASE_URL")
	}
	announcement, err := openAnnouncement(s)
	if err != nil {
		return nil, err
	}
	e, err := newEngine(s, announcement, newLogger(s, p.stderr), engine == "extractive", change...)
	if err != nil {
		return nil, err
	}
	return &asker{program: p, engine: e, announcement: announcement}, nil
}

// one answers a single question; a question that cannot be one is wrong usage.
func (a *asker) one(ctx context.Context, text string, asJSON bool) error {
	q := a.question
	q.Text = text
	if err := a.write(ctx, q, noID, asJSON); errors.Is(err, answer.ErrBadQuestion) {
		return usagef("%v", err)
	} else if err != nil {
		return err
	}
	return nil
}

// remembered is how many earlier questions a conversation carries on.
const remembered = 3

// talk holds a conversation until the input ends.
func (a *asker) talk(ctx context.Context) error {
	fmt.Fprintf(a.stdout, "%s\n", a.announcement.Title)
	lines := bufio.NewScanner(a.stdin)
	lines.Buffer(nil, maxLine)
	for {
		fmt.Fprint(a.stdout, "\n? ")
		if !lines.Scan() || ctx.Err() != nil {
			fmt.Fprintln(a.stdout)
			return lines.Err()
		}
		text := strings.TrimSpace(lines.Text())
		switch text {
		case "":
			continue
		case "exit", "quit":
			return nil
		}
		q := a.question
		q.Text = text
		if err := a.write(ctx, q, noID, false); err != nil {
			fmt.Fprintln(a.stderr, err)
			continue
		}
		a.question.History = append(a.question.History, text)
		if n := len(a.question.History); n > remembered {
			a.question.History = a.question.History[n-remembered:]
		}
	}
}
