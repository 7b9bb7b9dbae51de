// Package openai talks to every server that speaks OpenAI's chat completions:
// OpenAI itself, OpenRouter, Ollama, llama.cpp, vLLM and their like. [New] makes
// a [Model], which implements llm.Model.
//
// What servers disagree about is learned from their answers, not configured:
// a server that refuses a strict schema is asked for a JSON object, then for
// plain text; one that refuses a sampling temperature or stream options is no
// longer sent them. A Model remembers this for its life.
//
// The key and the base URL's user and password never appear in an error, a
// reply's error detail or a log line, even when the server echoes them.
package openai

import (
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	goopenai "github.com/sashabaranov/go-openai"

	"footnote/llm"
)

// Defaults of [Config].
const (
	DefaultBaseURL           = "https://api.openai.com/v1"
	DefaultConnectTimeout    = 5 * time.Second
	DefaultFirstTokenTimeout = 30 * time.Second
	DefaultIdleTimeout       = 15 * time.Second
	DefaultTimeout           = 60 * time.Second
	DefaultMaxBytes          = 8 << 20
)

// Config says which server and model to ask, and how long to wait. A zero
// field means its default.
type Config struct {
	BaseURL string // http or https, up to but not including /chat/completions; DefaultBaseURL
	Key     string // sent as bearer token; "": no Authorization header (unless the base URL has a user)
	Model   string // as the server names it; required
	Format  Format // how to ask for structure; FormatAuto

	// Effort is the reasoning effort ("minimal", "low", …), sent to reasoning
	// models only. "": the server's default.
	Effort string

	ConnectTimeout    time.Duration // until a connection stands, TLS included
	FirstTokenTimeout time.Duration // from there to the first token, streamed calls only; reasoning counts
	IdleTimeout       time.Duration // between two arrivals of bytes after that
	Timeout           time.Duration // the whole call, with its step-downs
	MaxBytes          int64         // of a reply's body, decompressed

	// Transport carries the requests; nil: one of the Model's own, which obeys
	// the proxy environment. A given one stays the caller's to close.
	Transport http.RoundTripper
	// Logger receives one debug line a call, and a warning when the Model
	// learns what the server does not take; nil: silence.
	Logger *slog.Logger
}

// String describes c without its secrets.
func (c Config) String() string { return fmt.Sprintf("openai.Config(model %q)", c.Model) }

// GoString is String, so that %#v is as safe as %v.
func (c Config) GoString() string { return c.String() }

// LogValue is String for slog, whose JSON would spell the fields out.
func (c Config) LogValue() slog.Value { return slog.StringValue(c.String()) }

// Model is one model of one server. It is safe for concurrent use; it starts
// no goroutine that outlives a call except those of idle connections, which
// [Model.Close] ends.
type Model struct {
	config  Config                // defaults filled in; BaseURL without userinfo
	user    *url.Userinfo         // of the base URL; nil: none
	secrets redactor              // what must not leave this package
	http    *http.Client          // never follows redirects
	own     *http.Transport       // nil when Config.Transport was given
	fields  goopenai.ClientConfig // copied for each call, which adds itself as HTTPClient

	mu      sync.Mutex
	dialect dialect
}

var _ llm.Model = (*Model)(nil)

// New checks config and makes a Model. It does not contact the server. Its
// errors name the field and the mend, and hold no secret.
func New(config Config) (*Model, error) {
	base, user, err := parseBaseURL(config.BaseURL)
	if err != nil {
		return nil, err
	}
	config.BaseURL, config.Key = base, strings.TrimSpace(config.Key)
	if err := config.fill(); err != nil {
		return nil, err
	}
	m := &Model{
		config:  config,
		user:    user,
		secrets: newRedactor(config.Key, user),
		dialect: newDialect(config.Format, config.Model),
	}
	transport := config.Transport
	if transport == nil {
		m.own = newTransport(config.ConnectTimeout)
		transport = m.own
	}
	m.http = &http.Client{
		Transport: transport,
		// A redirected POST turns into a GET or takes the question elsewhere:
		// let the operator mend the base URL instead.
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	m.fields = goopenai.DefaultConfig(config.Key)
	m.fields.BaseURL = base
	return m, nil
}

// Close closes idle connections. Calls still running are not disturbed, and
// the Model stays usable.
func (m *Model) Close() error {
	if m.own != nil {
		m.own.CloseIdleConnections()
	}
	return nil
}

// String names the model and its server without secrets.
func (m *Model) String() string {
	return fmt.Sprintf("openai.Model(%q at %s)", m.config.Model, m.config.BaseURL)
}

// GoString is String, so that %#v is as safe as %v.
func (m *Model) GoString() string { return m.String() }

func newTransport(connect time.Duration) *http.Transport {
	dialer := &net.Dialer{Timeout: connect, KeepAlive: 15 * time.Second}
	return &http.Transport{
		Proxy:               http.ProxyFromEnvironment,
		DialContext:         dialer.DialContext,
		ForceAttemptHTTP2:   true,
		TLSHandshakeTimeout: connect,
		// Judges of one question run in parallel; the default of 2 would make
		// most of them dial anew.
		MaxIdleConnsPerHost: 32,
		IdleConnTimeout:     90 * time.Second,
	}
}
