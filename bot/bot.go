// Package bot is the Discord side of footnote: it receives messages and
// interactions from the gateway, puts the questions among them to an [Engine],
// and posts the answers. Start with [Run]; [Check] looks at a token without
// going online.
//
// It uses discordgo for REST; the gateway is bot/gateway, and events are read from
// their raw JSON.
package bot

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"footnote/answer"
	"footnote/knowledge"
	"footnote/store"
)

// Engine answers questions; answer.Engine is one.
type Engine interface {
	Answer(ctx context.Context, q answer.Question, each func(answer.Claim)) (answer.Answer, error)
}

// Config is what the bot works with. Token, Engine and Announcement are
// required.
type Config struct {
	Token        string // without "Bot "
	APIURL       string // scheme and host; empty: https://discord.com
	GuildID      string // register commands in this server only; empty: everywhere
	Engine       Engine // may be a Matcher, a Checker and a Linguist too
	Announcement *knowledge.Announcement
	Logger       *slog.Logger // nil: nothing is logged

	// Store keeps questions, answers and the gateway's session, so that nothing is
	// lost with the process. It stays the caller's to close. nil: one in a
	// temporary file, which ends with Run.
	Store *store.DB

	// What holds where a server has not set its own.
	Buttons        Buttons // below answers
	HandoffChannel string  // id of the channel for questions to humans, of the server that it is in and of direct messages; empty: there is none
	HandoffRole    string  // id of a role whose members answer them, beside those who may manage messages; empty: none
	NoDigest       bool    // no weekly figures are posted to that channel

	Workers      int           // questions answered at once; 0: 16
	Queue        int           // questions that wait; 0: 512. Whose question comes beyond is told that it takes longer
	CatchUpAge   time.Duration // age from which on an answer begins with an apology; 0: 30 min
	UserLimit    int           // questions a minute of one member that are answered; 0: any number
	ChannelLimit int           // the same of one channel; 0: any number
	DailyQuota   int           // questions a day, in UTC, of one member in one server; 0: any number
	Deadline     time.Duration // of one attempt to answer and post a question, longer than the engine's own; 0: 30 s
	NonceWindow  time.Duration // how long after the first attempt Discord takes a repeated post for the same; then the channel is read first; 0: 2 min
	Drain        time.Duration // how long running questions may take when ctx ends; 0: 12 s
	OpenTimeout  time.Duration // for each step of going online; 0: 30 s
	ReadTimeout  time.Duration // silence of the gateway after which the connection is given up; 0: one and a half heartbeat intervals
	RetryInitial time.Duration // first wait before a retry; 0: 500 ms

	timing       timing
	passingStore bool // Store ends with Run
}

// timing is the clock, the gateway's chance, and how long one REST request may take.
// Tests set it; zero: the real ones, and 20 s.
type timing struct {
	now     func() time.Time
	sleep   func(context.Context, time.Duration)
	jitter  func() float64
	request time.Duration
	after   func(time.Duration) <-chan time.Time // of what is posted of an answer on its way

	settings time.Duration // between two looks for settings that others saved; 0: settingsEvery
	digest   time.Duration // between two looks whether a week is over; 0: digestEvery
}

// Errors that only the operator can mend.
var (
	ErrToken   = errors.New("the bot token is not accepted by Discord; copy it anew from the Bot page of your application and set DISCORD_TOKEN")
	ErrIntents = errors.New("the intents that the bot needs are not allowed by Discord; on the Bot page of your application turn on Message Content Intent")
	ErrGateway = errors.New("the gateway refuses the connection for good")
)

func (c Config) withDefaults() (Config, error) {
	if c.Token == "" {
		return c, ErrToken
	}
	setDefault(&c.APIURL, "https://discord.com")
	setDefault(&c.Workers, 16)
	setDefault(&c.Queue, 512)
	setDefault(&c.CatchUpAge, 30*time.Minute)
	setDefault(&c.Deadline, 30*time.Second)
	setDefault(&c.NonceWindow, 2*time.Minute)
	setDefault(&c.Drain, 12*time.Second)
	setDefault(&c.OpenTimeout, 30*time.Second)
	setDefault(&c.RetryInitial, 500*time.Millisecond)
	setDefault(&c.timing.request, 20*time.Second)
	setDefault(&c.timing.settings, settingsEvery)
	setDefault(&c.timing.digest, digestEvery)
	if c.timing.after == nil {
		c.timing.after = time.After
	}
	if c.timing.now == nil {
		c.timing.now = time.Now
	}
	if c.Logger == nil {
		c.Logger = slog.New(slog.DiscardHandler)
	}
	return c, nil
}

func setDefault[T comparable](v *T, to T) {
	var zero T
	if *v == zero {
		*v = to
	}
}
