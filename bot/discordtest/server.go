// Package discordtest is a Discord that runs in the test's own process: the
// REST API and the gateway, over real sockets on loopback. The bot under test
// is given [Server.URL] in place of https://discord.com and behaves as it would
// in production; the test speaks as the people in the server.
//
//	discord := discordtest.New(t)
//	… start the bot with discord.URL() and discord.Token() …
//	discord.WaitConnected(1)
//	question := discord.SendMessage(discord.Asker(), discord.Channel().ID, discord.Bot().Mention()+" how much?")
//	reply := discord.WaitMessage(question.ChannelID, discordtest.RepliesTo(question))
//
// [New] starts with a small world: one guild with one text channel and one
// person in it; add more with AddGuild, AddChannel, AddUser, AddRole. A request
// that the fake does not know or that Discord's own description does not allow (see
// [BodiesChecked]), a message without an explicit empty allowed_mentions.parse, and
// a wait that never ends fail the test.
//
// Faults are scripted with [Server.Fault] (REST, see [FaultKinds] for what goes wrong
// in life) and the gateway methods beside it; time with a [Clock] as Config.Now.
//
// Real processes may connect too, several at once, each pointed at the fake by
// DISCORD_API_URL: every event goes to all of them. Whatever they went through,
// [Server.Tally] tells in the end which questions were lost and which answered twice.
// Without a test, New(nil) stands alone, see Failures.
//
// All methods are safe for concurrent use. Values that are returned are copies.
package discordtest

import (
	"fmt"
	"net"
	"net/http"
	"sync"
	"time"
)

// DefaultToken is the bot token of a server whose Config names none.
const DefaultToken = "discordtest-token"

// TB is the part of testing.TB that the fake needs. When the value also has
// FailNow, a wait that ends without success calls it, so waits belong in the
// test's own goroutine.
type TB interface {
	Helper()
	Errorf(format string, args ...any)
	Cleanup(func())
}

// Config shapes a Server. The zero value is a well-behaved Discord.
type Config struct {
	Addr      string        // where to listen; "": a free port on 127.0.0.1
	Token     string        // the bot's token; "": DefaultToken
	Heartbeat time.Duration // heartbeat interval in HELLO; 0: 41.25 s, as Discord
	Deadline  time.Duration // how long a wait lasts before it fails; 0: a minute
	// NoMessageContent withholds the Message Content intent: the application's
	// flags lack it, and IDENTIFY with it is closed with 4014.
	NoMessageContent bool
	ForbiddenIntents int // further intents that close IDENTIFY with 4014
	// AckWithin is how long an interaction waits for its first response before
	// it is unknown (10062), by Now, 3 s at Discord; 0: as long as its token is
	// valid, see Handle.Expire.
	AckWithin time.Duration
	// TokenLife is how long the token of an interaction is valid (50027
	// afterwards), by Now; 0: 15 min, as at Discord.
	TokenLife time.Duration
	// NonceWindow is how long Create Message with enforce_nonce answers with the
	// message that was created with the nonce, by Now; 0: 5 min. What Discord calls
	// “the past few minutes” is not known.
	NonceWindow time.Duration
	// SessionLife is how long a gateway session without a connection can be
	// resumed, by Now; 0: 5 min.
	SessionLife time.Duration
	// AnyMentions switches off the check that every message carries
	// allowed_mentions with an explicit empty parse list.
	AnyMentions bool
	// AnyBody switches off the check of every request against Discord's own
	// description of its API, which costs time of the processor.
	AnyBody bool
	Empty   bool // no guild, channel or person to start with
	// Now is the clock of ids, timestamps and all that ends by time; nil: time.Now.
	// A Clock can be set forward.
	Now func() time.Time
}

// Server is the fake Discord. Make one with New or Start; it stops at the end
// of the test, or with Close.
type Server struct {
	config   Config
	tb       TB
	http     *http.Server
	listener net.Listener
	routes   []route
	serving  sync.WaitGroup // HTTP server and every gateway goroutine

	mu       sync.Mutex
	changed  chan struct{} // closed and replaced whenever anything below changes
	closing  chan struct{}
	closed   bool
	failures []string
	told     bool // the end: the TB is told nothing more
	checking int  // requests being checked
	checked  int  // requests that were
	world
	commands     map[string][]object // as Discord returns them, by guild id, "" for global
	interactions map[string]*Handle  // by token
	handles      map[string]*Handle  // the same by id
	requests     []*entry
	asking       map[net.Conn]struct{} // connections that are open for REST
	come         map[string]struct{}   // addresses of all that came
	faults       []*FaultHandle
	gateway
}

// New starts a fake Discord with the default Config. With a nil tb failures are
// only collected, see Failures, and the caller must Close the server.
func New(tb TB) *Server { return Start(tb, Config{}) }

// Start starts a fake Discord. It panics when Config.Addr cannot be listened on,
// as httptest.NewServer does.
func Start(tb TB, config Config) *Server {
	setDefault(&config.Addr, "127.0.0.1:0")
	setDefault(&config.Token, DefaultToken)
	setDefault(&config.Heartbeat, 41250*time.Millisecond)
	setDefault(&config.Deadline, time.Minute)
	setDefault(&config.TokenLife, 15*time.Minute)
	setDefault(&config.NonceWindow, 5*time.Minute)
	setDefault(&config.SessionLife, 5*time.Minute)
	if config.Now == nil {
		config.Now = time.Now
	}
	listener, err := net.Listen("tcp", config.Addr)
	if err != nil {
		panic(fmt.Sprintf("discordtest: listen on %s: %v", config.Addr, err))
	}
	s := &Server{
		config: config, tb: tb, listener: listener,
		changed: make(chan struct{}), closing: make(chan struct{}),
		commands: map[string][]object{}, interactions: map[string]*Handle{}, handles: map[string]*Handle{},
		routes: routes(), asking: map[net.Conn]struct{}{}, come: map[string]struct{}{},
	}
	s.world.init(config.Now)
	s.gateway.init()
	if !config.Empty {
		s.furnish()
	}
	s.http = &http.Server{Handler: http.HandlerFunc(s.serve), ReadHeaderTimeout: 10 * time.Second, ConnState: s.connState}
	s.serving.Go(func() { _ = s.http.Serve(listener) })
	if tb != nil {
		tb.Cleanup(s.Close)
	}
	return s
}

func setDefault[T comparable](v *T, to T) {
	var zero T
	if *v == zero {
		*v = to
	}
}

// Close cuts every connection, releases hanging requests and returns when the
// last goroutine has ended. Closing twice is harmless.
func (s *Server) Close() {
	s.mu.Lock()
	if !s.closed {
		s.closed = true
		close(s.closing)
		s.dropAll()
		s.signal()
	}
	s.mu.Unlock()
	_ = s.http.Close()
	s.serving.Wait()
	s.mu.Lock()
	defer s.mu.Unlock()
	s.told = true
}

// URL is scheme, host and port of the fake: what DISCORD_API_URL is set to.
func (s *Server) URL() string { return "http://" + s.listener.Addr().String() }

// Token is the bot token that the fake accepts, without the "Bot " prefix.
func (s *Server) Token() string { return s.config.Token }

// Failures are the failures so far, in order, whether or not a TB was told. It
// waits for the checks of the requests that came.
func (s *Server) Failures() []string {
	s.awaitChecks()
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]string(nil), s.failures...)
}

// fail records a failure and tells the test, unless the server was closed: what
// waits then is ended by that. The lock must not be held.
func (s *Server) fail(format string, args ...any) {
	if s.tb != nil {
		s.tb.Helper()
	}
	s.report(false, format, args...)
}

// report is fail; late tells the test of what is found while the server closes too.
func (s *Server) report(late bool, format string, args ...any) {
	s.mu.Lock()
	s.failures = append(s.failures, fmt.Sprintf(format, args...))
	tell := s.tb != nil && !s.told && (late || !s.closed)
	s.signal()
	s.mu.Unlock()
	if tell {
		s.tb.Helper()
		s.tb.Errorf("discordtest: "+format, args...)
	}
}

// signal wakes every waiter. The lock must be held.
func (s *Server) signal() {
	close(s.changed)
	s.changed = make(chan struct{})
}
