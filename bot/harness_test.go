package bot

import (
	"bytes"
	"context"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"footnote/answer"
	"footnote/bot/discordtest"
	"footnote/knowledge"
	"footnote/store"
)

// script is an engine that says what the test wants.
type script func(ctx context.Context, q answer.Question) (answer.Answer, error)

func (s script) Answer(ctx context.Context, q answer.Question, _ func(answer.Claim)) (answer.Answer, error) {
	return s(ctx, q)
}

// recorder is an engine without a model that remembers what came before a question.
type recorder struct {
	*answer.Engine
	mu        sync.Mutex
	histories map[string][]string // by the question's text
}

func newRecorder(t testing.TB) *recorder {
	t.Helper()
	return &recorder{Engine: realEngine(t), histories: map[string][]string{}}
}

func (r *recorder) Answer(ctx context.Context, q answer.Question, take func(answer.Claim)) (answer.Answer, error) {
	r.mu.Lock()
	r.histories[q.Text] = q.History
	r.mu.Unlock()
	return r.Engine.Answer(ctx, q, take)
}

func (r *recorder) asked(text string) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	_, asked := r.histories[text]
	return asked
}

func (r *recorder) history(text string) []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.histories[text]
}

// shipped is the announcement, and plainly the engine that answers from it without
// a model; one for all tests, since making them takes longer than most tests.
var (
	shipped = sync.OnceValues(knowledge.Builtin)
	plainly = sync.OnceValues(func() (*answer.Engine, error) {
		a, err := shipped()
		if err != nil {
			return nil, err
		}
		return answer.New(answer.Config{Announcement: a})
	})
)

func realEngine(t testing.TB) *answer.Engine {
	t.Helper()
	e, err := plainly()
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func announcement(t testing.TB) *knowledge.Announcement {
	t.Helper()
	a, err := shipped()
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// logbook keeps what was logged.
type logbook struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *logbook) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *logbook) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

// running is a bot under test.
type running struct {
	discord *discordtest.Server
	store   *store.DB
	log     *logbook
	clock   *discordtest.Clock
	stop    context.CancelFunc
	done    chan error
}

// start runs a bot against discord until the test ends.
func start(t testing.TB, discord *discordtest.Server, c Config) *running {
	t.Helper()
	return startAt(t, discord, &discordtest.Clock{}, c)
}

// startAt is start with a clock that the test may share with the store and
// Discord.
func startAt(t testing.TB, discord *discordtest.Server, clock *discordtest.Clock, c Config) *running {
	t.Helper()
	r := &running{discord: discord, log: &logbook{}, clock: clock, done: make(chan error, 1)}
	c.timing = timing{now: r.clock.Now, sleep: r.clock.Sleep, jitter: func() float64 { return 0 }, request: c.timing.request, settings: 50 * time.Millisecond, digest: 10 * time.Millisecond, after: c.timing.after}
	c.Token, c.APIURL = discord.Token(), discord.URL()
	c.Logger = slog.New(slog.NewTextHandler(r.log, nil))
	if c.RetryInitial == 0 {
		c.RetryInitial = time.Millisecond
	}
	if c.Announcement == nil {
		c.Announcement = announcement(t)
	}
	if c.Engine == nil {
		c.Engine = realEngine(t)
	}
	closing := func() {}
	if c.Store == nil {
		c.Store, closing = freshStore(t, clock)
		c.passingStore = true
	}
	r.store = c.Store
	ctx, cancel := context.WithCancel(context.Background())
	r.stop = cancel
	go func() { r.done <- Run(ctx, c) }()
	t.Cleanup(func() {
		cancel()
		r.done <- <-r.done
		closing()
		if strings.Contains(r.log.String(), discord.Token()) {
			t.Error("the bot token is in the log")
		}
		if t.Failed() {
			t.Log(r.log.String())
		}
	})
	return r
}

// freshFile is a database without questions; migrating one for each test takes
// longer than most tests.
var freshFile = sync.OnceValues(func() ([]byte, error) {
	dir, err := os.MkdirTemp("", "footnote-test-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	file := filepath.Join(dir, "footnote.db")
	db, err := store.Open(context.Background(), store.Config{URL: "sqlite:" + file})
	if err == nil {
		err = db.Close()
	}
	if err != nil {
		return nil, err
	}
	return os.ReadFile(file)
})

// writeFresh puts a database without questions into a new folder.
func writeFresh(t testing.TB) (file string) {
	t.Helper()
	data, err := freshFile()
	file = filepath.Join(t.TempDir(), "footnote.db")
	if err == nil {
		err = os.WriteFile(file, data, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
	return file
}

// freshStore opens a store for one bot.
func freshStore(t testing.TB, clock *discordtest.Clock) (db *store.DB, closing func()) {
	t.Helper()
	db, err := store.Open(context.Background(), store.Config{URL: "sqlite:" + writeFresh(t), Now: clock.Now, StopGrace: time.Minute})
	if err != nil {
		t.Fatal(err)
	}
	return db, func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	}
}

// online starts a bot and waits until it is.
func online(t testing.TB, c Config) *running {
	t.Helper()
	r := start(t, discordtest.New(t), c)
	r.discord.WaitConnected(1)
	return r
}

// finish stops the bot and returns what Run did; cleanup may wait again.
func (r *running) finish() error {
	r.stop()
	err := <-r.done
	r.done <- err
	return err
}

// known waits until the store knows that m answers a question.
func (r *running) known(m discordtest.Message) {
	r.discord.WaitUntil("message "+m.ID+" to be known as an answer", func() bool {
		_, err := r.store.QuestionOfMessage(context.Background(), m.ID)
		return err == nil
	})
}

func (r *running) replies(m discordtest.Message) []discordtest.Message {
	var out []discordtest.Message
	for _, have := range r.discord.Messages(m.ChannelID) {
		if discordtest.RepliesTo(m)(have) && have.Author.ID == r.discord.Bot().ID {
			out = append(out, have)
		}
	}
	return out
}
