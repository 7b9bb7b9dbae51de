package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"time"

	"footnote/bot"
	"footnote/knowledge"
	"footnote/llm"
	"footnote/store"
)

// checkTimeout bounds each call that check makes.
const checkTimeout = 20 * time.Second

// check names every problem at once, with its mend.
func check(ctx context.Context, p program, args []string) error {
	if len(args) > 0 {
		return usagef("check takes no words")
	}
	s, err := loadSettings(p.environ)
	problems := []error{err}
	say := func(format string, args ...any) { fmt.Fprintf(p.stdout, format+"\n", args...) }
	if err == nil {
		say("settings      ok")
	}
	a, err := openAnnouncement(s)
	if err != nil {
		problems = append(problems, err)
	} else {
		say("announcement  %s: %q, %d passages, language %s, kind %s", a.ID, a.Title, len(a.Passages), a.Language, a.Kind)
		say("quick facts   %d", len(a.Facts))
	}
	db, err := checkDatabase(ctx, s, say)
	problems = append(problems, err, checkModels(ctx, s, say), checkDiscord(ctx, s, a, db, say))
	if db != nil {
		problems = append(problems, db.Close())
	}
	if err := errors.Join(problems...); err != nil {
		return fmt.Errorf("check: these must be mended:\n%s", "  "+strings.ReplaceAll(err.Error(), "\n", "\n  "))
	}
	return nil
}

// checkModels asks each configured model for one word.
func checkModels(ctx context.Context, s settings, say func(string, ...any)) error {
	if !s.hasModel() {
		say("model         none: slices alone will be posted (set OPENAI_API_KEY or OPENAI_BASE_URL for one)")
		return nil
	}
	err := checkModel(ctx, s, s.endpoint(), say)
	if err != nil {
		err = fmt.Errorf("%w; check OPENAI_BASE_URL, OPENAI_API_KEY and OPENAI_MODEL", err)
	}
	if s.hasFallback() {
		if second := checkModel(ctx, s, s.fallbackEndpoint(), say); second != nil {
			err = errors.Join(err, fmt.Errorf("fallback: %w; check OPENAI_FALLBACK_BASE_URL, OPENAI_FALLBACK_API_KEY and OPENAI_FALLBACK_MODEL", second))
		}
	}
	return err
}

func checkModel(ctx context.Context, s settings, e endpoint, say func(string, ...any)) error {
	model, err := newAdapter(s, e, slog.New(slog.DiscardHandler))
	if err != nil {
		return fmt.Errorf("model %s: %w", e.name, err)
	}
	defer model.Close()
	ctx, cancel := context.WithTimeout(ctx, checkTimeout)
	defer cancel()
	reply, err := model.Complete(ctx, llm.Request{Name: "check", System: "Answer with one word.", User: "Say yes.", MaxTokens: 20})
	if err != nil && !errors.Is(err, llm.ErrTruncated) {
		return fmt.Errorf("model %s: %w", e.name, err)
	}
	say("model         %s answers (%s)", e.name, reply.Latency.Round(time.Millisecond))
	return nil
}

// checkDiscord validates the token, prints the invite link, and looks into servers,
// by what they have set where there is a database.
func checkDiscord(ctx context.Context, s settings, a *knowledge.Announcement, db *store.DB, say func(string, ...any)) error {
	if s.Token == "" {
		say("discord       no token: footnote serve needs DISCORD_TOKEN; all else works without it")
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, checkTimeout)
	defer cancel()
	c := botConfig(s, a, nil, slog.New(slog.DiscardHandler))
	c.Store = db
	report, err := bot.Check(ctx, c)
	if err != nil {
		return fmt.Errorf("discord: %w", err)
	}
	say("discord       application %s", report.Application)
	say("invite        %s", report.InviteURL)
	var problems []error
	for _, problem := range report.Problems {
		problems = append(problems, fmt.Errorf("discord: %s", problem))
	}
	return errors.Join(problems...)
}
