package main

import (
	"fmt"
	"io"
	"log/slog"
	"net/url"
	"os"
	"strings"

	"golang.org/x/term"

	"footnote/answer"
	"footnote/knowledge"
)

// newLogger logs to w as the settings say, without secrets.
func newLogger(s settings, w io.Writer) *slog.Logger {
	hide := strings.NewReplacer()
	if pairs := s.secretPairs(); len(pairs) > 0 {
		hide = strings.NewReplacer(pairs...)
	}
	options := &slog.HandlerOptions{Level: s.LogLevel, ReplaceAttr: func(_ []string, a slog.Attr) slog.Attr {
		switch v := a.Value.Any().(type) {
		case string:
			a.Value = slog.StringValue(hide.Replace(v))
		case error:
			a.Value = slog.StringValue(hide.Replace(v.Error()))
		}
		return a
	}}
	if s.LogFormat == "text" || s.LogFormat == "" && isTerminal(w) {
		return slog.New(slog.NewTextHandler(w, options))
	}
	return slog.New(slog.NewJSONHandler(w, options))
}

// secretPairs are the secrets, each with what stands for it in a log.
func (s *settings) secretPairs() []string {
	var out []string
	for _, v := range []secret{s.Token, s.Key, s.FallbackKey} {
		if v != "" {
			out = append(out, string(v), "[secret]")
		}
	}
	if u, err := url.Parse(string(s.Database)); err == nil {
		if password, ok := u.User.Password(); ok && password != "" {
			out = append(out, string(s.Database), "[secret]", password, "[secret]")
		}
	}
	return out
}

// isTerminal tells whether v is a file that is a terminal.
func isTerminal(v any) bool {
	f, ok := v.(*os.File)
	return ok && term.IsTerminal(int(f.Fd()))
}

// openAnnouncement loads the announcement that the settings name.
func openAnnouncement(s settings) (*knowledge.Announcement, error) {
	if s.Announcement == "" {
		return knowledge.Builtin()
	}
	a, err := knowledge.Open(s.Announcement)
	if err != nil {
		return nil, fmt.Errorf("ANNOUNCEMENT: %w", err)
	}
	return a, nil
}

// cachedAnswers is how many of the model's answers are kept.
const cachedAnswers = 1000

// newEngine wires an engine; extractive leaves the model out, change may change
// what it is made of.
func newEngine(s settings, a *knowledge.Announcement, logger *slog.Logger, extractive bool, change ...func(*answer.Config)) (*answer.Engine, error) {
	c := answer.Config{
		Announcement: a, Profile: answer.Profile(s.Profile), NoJudge: s.Judge == "off", NoRepair: s.Repair == "off",
		Timeout: s.Timeout, ContextTokens: s.Context, Logger: logger,
	}
	if !extractive {
		var err error
		if c.Model, err = newModel(s, logger); err != nil {
			return nil, err
		}
		if s.DailyTokens > 0 {
			c.Budget = answer.NewDailyBudget(s.DailyTokens, nil)
		}
		if s.CacheFor > 0 {
			c.Cache = answer.NewMemoryCache(cachedAnswers, s.CacheFor)
		}
	}
	for _, f := range change {
		f(&c)
	}
	return answer.New(c)
}

// locale is the language of the terminal's user, or "".
func locale(environ []string) string {
	for _, name := range []string{"LC_ALL=", "LC_MESSAGES=", "LANG="} {
		for _, e := range environ {
			if value, ok := strings.CutPrefix(e, name); ok && value != "" {
				if len(value) < 2 || value == "POSIX" || value[:2] == "C." {
					return ""
				}
				return value[:2]
			}
		}
	}
	return ""
}
