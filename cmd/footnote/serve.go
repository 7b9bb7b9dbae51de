package main

import (
	"context"
	"errors"
	"log/slog"
	"runtime/debug"
	"strings"
	"time"

	"footnote/answer"
	"footnote/bot"
	"footnote/knowledge"
)

// serve runs the bot until ctx ends.
func serve(ctx context.Context, p program, args []string) error {
	if len(args) > 0 {
		return usagef("serve takes no words")
	}
	s, err := loadSettings(p.environ)
	if err == nil && s.Token == "" {
		err = errors.New("DISCORD_TOKEN is not set; create an application at https://discord.com/developers/applications, copy its bot token, and set it in the environment or in .env")
	}
	a, loadErr := openAnnouncement(s)
	if err := errors.Join(err, loadErr); err != nil {
		return err
	}
	defer spareMemory(p.environ)()
	logger := newLogger(s, p.stderr)
	db, err := openDatabase(ctx, s, logger)
	if err != nil {
		return err
	}
	engine, err := newEngine(s, a, logger, false, keptBy(db, s))
	if err != nil {
		return errors.Join(err, db.Close())
	}
	logger.Info("start", "announcement", a.ID, "version", a.Version, "passages", len(a.Passages), "facts", len(a.Facts),
		"model", s.hasModel(), "profile", s.Profile, "database", db.Dialect())
	debug.FreeOSMemory() // what only the start has needed
	c := botConfig(s, a, engine, logger)
	c.Store = db
	return errors.Join(bot.Run(ctx, c), db.Close())
}

// collectAt is by how many per cent memory may grow between two collections of what
// is no longer used: less than with Go by itself, since most of what a bot holds
// stays as it is, see DECISIONS.md.
const collectAt = 45

// spareMemory has memory collected at collectAt, unless GOGC says otherwise, until
// the returned function is called.
func spareMemory(environ []string) (restore func()) {
	for _, e := range environ {
		if strings.HasPrefix(e, "GOGC=") && e != "GOGC=" {
			return func() {}
		}
	}
	before := debug.SetGCPercent(collectAt)
	return func() { debug.SetGCPercent(before) }
}

// postTime is what posting an answer may take beyond finding it.
const postTime = 15 * time.Second

// botConfig is what the bot is given of the settings.
func botConfig(s settings, a *knowledge.Announcement, engine *answer.Engine, logger *slog.Logger) bot.Config {
	return bot.Config{
		Token: string(s.Token), APIURL: s.DiscordURL, GuildID: s.GuildID,
		Engine: engine, Announcement: a, Logger: logger,
		Queue: s.Queue, CatchUpAge: s.CatchUpAge, UserLimit: s.UserLimit, ChannelLimit: s.ChannelLimit, DailyQuota: s.DailyQuota,
		Buttons: bot.Buttons(s.Buttons), HandoffChannel: s.Handoff, HandoffRole: s.HandoffRole, NoDigest: s.Digest == "off",
		Deadline: s.Timeout + postTime,
	}
}
