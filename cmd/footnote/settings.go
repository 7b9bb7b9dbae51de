package main

import (
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net/url"
	"os"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/caarlos0/env/v11"
	"github.com/joho/godotenv"

	"footnote/answer"
	"footnote/bot"
)

// secret is a value that prints as nothing but whether it is set.
type secret string

func (s secret) String() string {
	if s == "" {
		return "not set"
	}
	return "set"
}

// GoString keeps %#v from showing it.
func (s secret) GoString() string { return s.String() }

// LogValue keeps slog from showing it.
func (s secret) LogValue() slog.Value { return slog.StringValue(s.String()) }

// settings are all settings, read once at the start.
type settings struct {
	Token       secret `env:"DISCORD_TOKEN"`
	TokenFile   string `env:"DISCORD_TOKEN_FILE"`
	DiscordURL  string `env:"DISCORD_API_URL" envDefault:"https://discord.com"`
	GuildID     string `env:"DISCORD_GUILD_ID"`
	Key         secret `env:"OPENAI_API_KEY"`
	KeyFile     string `env:"OPENAI_API_KEY_FILE"`
	ModelURL    string `env:"OPENAI_BASE_URL"`
	Model       string `env:"OPENAI_MODEL" envDefault:"gpt-5-mini"`
	ModelFormat string `env:"OPENAI_RESPONSE_FORMAT" envDefault:"auto"`
	ModelEffort string `env:"OPENAI_REASONING_EFFORT" envDefault:"low"`

	FallbackURL     string `env:"OPENAI_FALLBACK_BASE_URL"`
	FallbackModel   string `env:"OPENAI_FALLBACK_MODEL"`
	FallbackKey     secret `env:"OPENAI_FALLBACK_API_KEY"`
	FallbackKeyFile string `env:"OPENAI_FALLBACK_API_KEY_FILE"`

	Calls       int           `env:"MODEL_CALLS" envDefault:"16"`
	DailyTokens int           `env:"MODEL_DAILY_TOKENS" envDefault:"0"`
	CacheFor    time.Duration `env:"ANSWER_CACHE" envDefault:"10m"`
	Repair      string        `env:"ANSWER_REPAIR" envDefault:"on"`
	Buttons     string        `env:"ANSWER_BUTTONS" envDefault:"on"`
	Handoff     string        `env:"HANDOFF_CHANNEL"`
	HandoffRole string        `env:"HANDOFF_ROLE"`
	Digest      string        `env:"DIGEST" envDefault:"on"`

	Profile      string        `env:"ANSWER_PROFILE" envDefault:"claims"`
	Judge        string        `env:"ANSWER_JUDGE" envDefault:"on"`
	Timeout      time.Duration `env:"ANSWER_TIMEOUT" envDefault:"15s"`
	Announcement string        `env:"ANNOUNCEMENT"`
	Context      int           `env:"MODEL_CONTEXT" envDefault:"8000"`
	Database     secret        `env:"DATABASE_URL"` // may hold a password
	Retention    int           `env:"RETENTION" envDefault:"30"`

	CatchUpAge   time.Duration `env:"CATCH_UP_AGE" envDefault:"30m"`
	UserLimit    int           `env:"USER_LIMIT" envDefault:"6"`
	ChannelLimit int           `env:"CHANNEL_LIMIT" envDefault:"30"`
	DailyQuota   int           `env:"DAILY_QUOTA" envDefault:"0"`
	Queue        int           `env:"QUEUE" envDefault:"512"`

	LogLevel  slog.Level `env:"LOG_LEVEL" envDefault:"info"`
	LogFormat string     `env:"LOG_FORMAT"`
}

// dotenv is the file that settings are read from where the environment has
// none.
const dotenv = ".env"

// loadSettings reads the settings from environ and .env and checks them; its
// error names every problem with its mend. A value that is set to nothing counts as not
// set.
func loadSettings(environ []string) (settings, error) {
	var s settings
	values, err := readDotenv()
	problems := []error{err}
	for name, value := range env.ToMap(environ) {
		values[name] = value
	}
	for name, value := range values {
		if strings.TrimSpace(value) == "" {
			delete(values, name)
		}
	}
	if err := env.ParseWithOptions(&s, env.Options{Environment: values}); err != nil {
		problems = append(problems, explain(err)...)
	}
	problems = append(problems, s.check()...)
	problems = append(problems, fromFile(&s.Token, s.TokenFile, "DISCORD_TOKEN"), fromFile(&s.Key, s.KeyFile, "OPENAI_API_KEY"),
		fromFile(&s.FallbackKey, s.FallbackKeyFile, "OPENAI_FALLBACK_API_KEY"))
	return s, errors.Join(problems...)
}

// readDotenv never shows what the file holds: godotenv's errors print values.
func readDotenv() (map[string]string, error) {
	values, err := godotenv.Read(dotenv)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return map[string]string{}, nil
	case err != nil:
		return map[string]string{}, fmt.Errorf("%s: not readable; write one NAME='value' a line, secrets in single quotes", dotenv)
	}
	return values, nil
}

// explain words the errors of the env library by the names of the settings.
func explain(err error) []error {
	var all env.AggregateError
	if !errors.As(err, &all) {
		return []error{err}
	}
	var out []error
	for _, e := range all.Errors {
		var parse env.ParseError
		if !errors.As(e, &parse) {
			out = append(out, e)
			continue
		}
		name := parse.Name
		if f, ok := reflect.TypeFor[settings]().FieldByName(parse.Name); ok {
			name = f.Tag.Get("env")
		}
		mend := map[string]string{
			"ANSWER_TIMEOUT": "write a duration such as 15s or 1m30s", "MODEL_CONTEXT": "write a number of tokens such as 8000",
			"MODEL_CALLS": "write a number such as 16", "MODEL_DAILY_TOKENS": "write a number of tokens such as 1000000, 0 for no bound",
			"ANSWER_CACHE": "write a duration such as 10m, 0 to keep none", "CATCH_UP_AGE": "write a duration such as 30m",
			"USER_LIMIT": "write a number of questions such as 6, 0 for no limit", "CHANNEL_LIMIT": "write a number of questions such as 30, 0 for no limit",
			"DAILY_QUOTA": "write a number of questions such as 20, 0 for no quota", "QUEUE": "write a number of questions such as 512", "RETENTION": "write a number of days such as 30, 0 to keep everything",
			"LOG_LEVEL": "use debug, info, warn or error",
		}[name]
		out = append(out, fmt.Errorf("%s: not readable; %s", name, mend))
	}
	return out
}

// check names every value that cannot be worked with.
func (s *settings) check() []error {
	var out []error
	bad := func(name, mend string) { out = append(out, fmt.Errorf("%s: %s", name, mend)) }
	if u, err := url.Parse(s.DiscordURL); err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" || strings.Trim(u.Path, "/") != "" {
		bad("DISCORD_API_URL", "write scheme and host alone, such as https://discord.com")
	}
	for name, address := range map[string]string{"OPENAI_BASE_URL": s.ModelURL, "OPENAI_FALLBACK_BASE_URL": s.FallbackURL} {
		if u, err := url.Parse(address); address != "" && (err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http") {
			bad(name, "write a whole address such as http://127.0.0.1:11434/v1")
		}
	}
	if s.hasFallback() && !s.hasModel() {
		bad("OPENAI_FALLBACK_MODEL", "set OPENAI_API_KEY or OPENAI_BASE_URL for the first model too")
	}
	s.checkIDs(bad)
	for _, c := range []struct {
		name, value string
		allowed     []string
	}{
		{"ANSWER_PROFILE", s.Profile, []string{string(answer.ProfileClaims), string(answer.ProfileQuotes)}},
		{"ANSWER_JUDGE", s.Judge, []string{"on", "off"}},
		{"ANSWER_REPAIR", s.Repair, []string{"on", "off"}},
		{"ANSWER_BUTTONS", s.Buttons, []string{string(bot.ButtonsOn), string(bot.ButtonsOff), string(bot.ButtonsMore)}},
		{"DIGEST", s.Digest, []string{"on", "off"}},
		{"OPENAI_RESPONSE_FORMAT", s.ModelFormat, []string{"auto", "json_schema", "json_object", "text"}},
		{"LOG_FORMAT", s.LogFormat, []string{"", "text", "json"}},
	} {
		if !slices.Contains(c.allowed, c.value) {
			bad(c.name, "use "+strings.Trim(strings.Join(c.allowed, ", "), ", "))
		}
	}
	if s.Timeout < 0 || s.Timeout > 0 && s.Timeout < 100*time.Millisecond {
		bad("ANSWER_TIMEOUT", "use at least 100ms")
	}
	if s.Calls < 1 {
		bad("MODEL_CALLS", "use at least 1")
	}
	if s.DailyTokens < 0 || s.CacheFor < 0 {
		bad("MODEL_DAILY_TOKENS, ANSWER_CACHE", "use 0 or more")
	}
	if s.CatchUpAge <= 0 || s.Queue < 1 {
		bad("CATCH_UP_AGE, QUEUE", "use more than 0")
	}
	if s.UserLimit < 0 || s.ChannelLimit < 0 || s.DailyQuota < 0 {
		bad("USER_LIMIT, CHANNEL_LIMIT, DAILY_QUOTA", "use 0 or more")
	}
	if s.Retention < 0 || s.Retention > maxRetention {
		bad("RETENTION", "use days from 0, for ever, to "+strconv.Itoa(maxRetention))
	}
	if s.Context < 0 {
		bad("MODEL_CONTEXT", "use a positive number of tokens")
	}
	return out
}

// checkIDs names the ids of Discord's that are none.
func (s *settings) checkIDs(bad func(name, mend string)) {
	for _, c := range []struct{ name, value, what string }{
		{"DISCORD_GUILD_ID", s.GuildID, "server"}, {"HANDOFF_CHANNEL", s.Handoff, "channel"}, {"HANDOFF_ROLE", s.HandoffRole, "role"},
	} {
		if c.value != "" && strings.Trim(c.value, "0123456789") != "" {
			bad(c.name, fmt.Sprintf("write the %[1]s's id, digits alone (turn on Developer Mode, right-click the %[1]s, Copy %[2]s ID)",
				c.what, strings.ToUpper(c.what[:1])+c.what[1:]))
		}
	}
	if s.HandoffRole != "" && s.Handoff == "" {
		bad("HANDOFF_ROLE", "set HANDOFF_CHANNEL too, where its members find the questions")
	}
}

// maxRetention is the longest time that questions are kept, short of for ever, in
// days.
const maxRetention = 36_500

// maxSecret bounds the file of a secret, in bytes.
const maxSecret = 64 << 10

// fromFile sets value from the file at path, when there is one named.
func fromFile(value *secret, path, name string) error {
	if path == "" {
		return nil
	}
	if *value != "" {
		return fmt.Errorf("%s and %s_FILE are both set; keep one", name, name)
	}
	info, err := os.Stat(path)
	if err != nil {
		return fmt.Errorf("%s_FILE: %w; name a file that holds the secret and nothing else", name, err)
	}
	if info.Size() > maxSecret {
		return fmt.Errorf("%s_FILE: %s is too large for a secret", name, path)
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return fmt.Errorf("%s_FILE: %w", name, err)
	}
	if *value = secret(strings.TrimSpace(string(data))); *value == "" {
		return fmt.Errorf("%s_FILE: %s is empty; write the secret into it", name, path)
	}
	return nil
}

// hasFallback tells whether a second model is configured.
func (s *settings) hasFallback() bool {
	return s.FallbackURL != "" || s.FallbackModel != "" || s.FallbackKey != ""
}

// hasModel tells whether a language model is configured.
func (s *settings) hasModel() bool { return s.Key != "" || s.ModelURL != "" }
