package bot

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"runtime/debug"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/bwmarrin/discordgo"
	"github.com/cenkalti/backoff/v5"
)

// maxTries is how often a request is made that may be repeated.
const maxTries = 5

// api is Discord's REST interface through discordgo, with our own retries: the
// library's sleep cannot be interrupted, and it repeats too little.
type api struct {
	session *discordgo.Session
	initial time.Duration

	turns turns // by bucket: one request at a time

	mu     sync.Mutex
	paused time.Time // until when Cloudflare wants to hear nothing
}

// quiet keeps discordgo from logging what may hold tokens; our own log says
// what went wrong.
var quiet = sync.OnceFunc(func() {
	discordgo.Logger = func(int, int, string, ...any) {}
})

func newAPI(c Config) *api {
	return &api{session: newSession(c), initial: c.RetryInitial}
}

// newSession returns a discordgo session behind our transport.
func newSession(c Config) *discordgo.Session {
	quiet()
	s, _ := discordgo.New("Bot " + c.Token) // its error is always nil
	transport := http.DefaultTransport.(*http.Transport).Clone()
	transport.MaxIdleConnsPerHost = c.Workers
	s.Client = &http.Client{Transport: &rewriting{target: c.APIURL, next: transport}, Timeout: c.timing.request}
	s.UserAgent = "DiscordBot (https://example.invalid/footnote, 1)"
	s.ShouldRetryOnRateLimit = false
	s.MaxRestRetries = 0
	return s
}

func (a *api) close() { a.session.Client.CloseIdleConnections() }

// rewriting sends requests for Discord's own host to another.
type rewriting struct {
	target string
	next   *http.Transport
}

// RoundTrip implements http.RoundTripper.
func (r *rewriting) RoundTrip(req *http.Request) (*http.Response, error) {
	target, err := url.Parse(r.target)
	if err != nil {
		return nil, fmt.Errorf("address of Discord: %w", err)
	}
	req = req.Clone(req.Context())
	req.URL.Scheme, req.URL.Host, req.Host = target.Scheme, target.Host, target.Host
	resp, err := r.next.RoundTrip(req)
	if err == nil {
		resp.Body = struct {
			io.Reader
			io.Closer
		}{bounded(resp), resp.Body}
	}
	return resp, err
}

// bounded is the body of a response up to maxBody. Cloudflare says in a header alone
// when to come back after a 429, and discordgo reads that in a body of Discord's form
// alone, so it is given one.
func bounded(resp *http.Response) io.Reader {
	seconds, err := strconv.ParseUint(resp.Header.Get("Retry-After"), 10, 31)
	if err == nil && resp.StatusCode == http.StatusTooManyRequests && !strings.HasPrefix(resp.Header.Get("Content-Type"), "application/json") {
		return strings.NewReader(fmt.Sprintf(`{"message":%q,"retry_after":%d}`, notDiscord, seconds))
	}
	return io.LimitReader(resp.Body, maxBody)
}

// notDiscord is said of a 429 that somebody in front of Discord answers.
const notDiscord = "rate limited, not by Discord itself"

// maxBody bounds what is read of a response, in bytes.
const maxBody = 8 << 20

// CloseIdleConnections lets http.Client.CloseIdleConnections through.
func (r *rewriting) CloseIdleConnections() { r.next.CloseIdleConnections() }

// apiError is a failed request, without what discordgo's errors carry of
// headers, tokens and addresses.
type apiError struct {
	Status  int // of HTTP; 0: none came
	Code    int // Discord's; 0: none
	Message string
	retry   time.Duration // asked for by Discord
}

func (e *apiError) Error() string {
	switch {
	case e.Status == http.StatusUnauthorized:
		return ErrToken.Error()
	case e.Status == 0:
		return "Discord not reached: " + e.Message + "; check the network and DISCORD_API_URL"
	case e.Code == 0:
		return fmt.Sprintf("Discord answered %d: %s", e.Status, e.Message)
	}
	return fmt.Sprintf("Discord answered %d, code %d: %s", e.Status, e.Code, e.Message)
}

// Is lets errors.Is(err, ErrToken) find a refused token.
func (e *apiError) Is(target error) bool {
	return target == ErrToken && e.Status == http.StatusUnauthorized
}

// Discord's error codes that decide something.
const (
	codeUnknownGuild       = 10004
	codeUnknownMessage     = 10008
	codeUnknownInteraction = 10062
	codeUnknownWebhook     = 10015 // no response was made, or the token is over
	codeMissingAccess      = 50001
	codeMissingPermission  = 50013
	codeInvalidToken       = 50027 // of an interaction
	codeNoHistory          = 160002
	codeAcknowledged       = 40060
)

// hasCode tells whether err is Discord's error with one of the codes.
func hasCode(err error, codes ...int) bool {
	var e *apiError
	if !errors.As(err, &e) {
		return false
	}
	for _, c := range codes {
		if e.Code == c {
			return true
		}
	}
	return false
}

// request is one REST call.
type request struct {
	method, path string // path behind /api/v9
	body         any    // marshalled; nil: none
	files        []file // that go with it
	out          any    // unmarshalled into; nil: the response is not read
	repeatable   bool   // doing it twice does no harm
	limiter      *discordgo.RateLimiter
	// patience is how long Discord's limits may make this wait; beyond it the
	// error says how long; 0: as long as ctx.
	patience time.Duration
	tries    *int // counts them; nil: nobody asks
}

// passing tells whether an error goes by: Discord, or the way to it, is not in
// order, or too much was asked of it. Any other is Discord's decision.
func passing(err error) bool {
	var e *apiError
	return !errors.As(err, &e) || e.passing()
}

func (e *apiError) passing() bool {
	return e.Status == 0 || e.Status == http.StatusTooManyRequests || e.Status >= 500
}

// do makes the request, repeatedly when that can help and does no harm.
func (a *api) do(ctx context.Context, r request) error {
	body, kind, err := r.encode()
	if err != nil {
		return fmt.Errorf("%s %s: %w", r.method, route(r.path), err)
	}
	tries := uint(1)
	if r.repeatable {
		tries = maxTries
	}
	wait := backoff.NewExponentialBackOff()
	wait.InitialInterval = a.initial
	_, err = backoff.Retry(ctx, func() (struct{}, error) { return struct{}{}, a.once(ctx, r, body, kind) },
		backoff.WithBackOff(wait), backoff.WithMaxTries(tries))
	if err != nil {
		return fmt.Errorf("%s %s: %w", r.method, route(r.path), err)
	}
	return nil
}

// deleteMessage deletes a message; that it is gone already is an error, see unseen.
func (a *api) deleteMessage(ctx context.Context, channelID, messageID string) error {
	return a.do(ctx, request{method: http.MethodDelete, path: "/channels/" + channelID + "/messages/" + messageID, repeatable: true, patience: patience})
}

// once makes one attempt. Its error says whether another may help.
func (a *api) once(ctx context.Context, r request, body []byte, kind string) error {
	if r.tries != nil {
		*r.tries++
	}
	bucket, unlock, err := a.lock(ctx, r)
	if err != nil {
		return backoff.Permanent(err)
	}
	address := discordgo.EndpointAPI + strings.TrimPrefix(r.path, "/")
	response, err := a.session.RequestWithLockedBucket(r.method, address, kind, body, bucket, 0, discordgo.WithContext(ctx))
	unlock()
	switch {
	case err == nil && r.out == nil:
		return nil
	case err == nil:
		if err = json.Unmarshal(response, r.out); err != nil {
			return &apiError{Message: "its answer is not readable"}
		}
		return nil
	case ctx.Err() != nil:
		return backoff.Permanent(ctx.Err())
	}
	failed := plain(err)
	if failed.Message == notDiscord {
		a.pause(failed.retry)
	}
	switch {
	case failed.retry > 0 && (r.patience == 0 || failed.retry <= r.patience):
		return &retryAfter{backoff.RetryAfterError{Duration: failed.retry}, failed}
	case failed.retry == 0 && failed.passing():
		return failed
	}
	return backoff.Permanent(failed)
}

// lock waits for the turn of the request and until the limits that are known
// allow it; discordgo's own waits cannot be interrupted. Discordgo gives the bucket
// back, unlock the turn.
func (a *api) lock(ctx context.Context, r request) (_ *discordgo.Bucket, unlock func(), err error) {
	limiter, key := r.limiter, bucketKey(r.method, r.path)
	unlock = func() {}
	if limiter == nil {
		limiter = a.session.Ratelimiter
		if unlock, err = a.turns.take(ctx, key); err != nil {
			return nil, nil, err
		}
	}
	bucket := limiter.GetBucket(key)
	bucket.Lock()
	wait := max(limiter.GetWaitTime(bucket, 1), a.pausedFor())
	if wait > 0 && (r.patience == 0 || wait <= r.patience) {
		sleep(ctx, wait)
		wait = 0
	}
	switch {
	case ctx.Err() != nil:
		err = ctx.Err()
	case wait > 0:
		err = &apiError{Status: http.StatusTooManyRequests, Message: "rate limited", retry: wait}
	default:
		bucket.Remaining--
		return bucket, unlock, nil
	}
	bucket.Unlock()
	unlock()
	return nil, nil, err
}

// spare is how long to wait until a request of the kind may be made and another is
// left after it, as far as Discord has told: for what can wait. A nil limiter is that
// of all.
func (a *api) spare(limiter *discordgo.RateLimiter, method, path string) time.Duration {
	if limiter == nil {
		limiter = a.session.Ratelimiter
	}
	bucket := limiter.GetBucket(bucketKey(method, path))
	if !bucket.TryLock() {
		return a.pausedFor() // a request is under way, and tells more
	}
	defer bucket.Unlock()
	return max(limiter.GetWaitTime(bucket, 2), a.pausedFor())
}

// pause keeps all requests back for d: what Cloudflare limits is the address
// that they come from.
func (a *api) pause(d time.Duration) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if until := time.Now().Add(d); until.After(a.paused) {
		a.paused = until
	}
}

func (a *api) pausedFor() time.Duration {
	a.mu.Lock()
	defer a.mu.Unlock()
	return time.Until(a.paused)
}

// bucketKey is what shares a limit: the method and the path, in which only the
// channel, server or webhook counts, so that there is not a bucket a message.
func bucketKey(method, path string) string {
	path, _, _ = strings.Cut(path, "?")
	parts := strings.Split(path, "/")
	for i := 3; i < len(parts); i++ {
		if strings.Trim(parts[i], "0123456789") == "" {
			parts[i] = ":id"
		}
	}
	return method + " " + strings.Join(parts, "/")
}

// retryAfter tells the retrier how long to wait and keeps the error itself.
type retryAfter struct {
	backoff.RetryAfterError
	cause *apiError
}

func (e *retryAfter) Error() string   { return e.cause.Error() }
func (e *retryAfter) Unwrap() []error { return []error{&e.RetryAfterError, e.cause} }

// plain keeps of discordgo's errors what is no secret.
func plain(err error) *apiError {
	var rest *discordgo.RESTError
	var limited *discordgo.RateLimitError
	var syntax *json.SyntaxError
	var address *url.Error
	switch {
	case errors.As(err, &limited):
		e := &apiError{Status: http.StatusTooManyRequests, Message: "rate limited", retry: max(limited.RetryAfter, time.Millisecond)}
		if limited.RateLimit != nil && limited.TooManyRequests != nil && limited.Message == notDiscord {
			e.Message = notDiscord
		}
		return e
	case errors.As(err, &rest):
		e := &apiError{Message: "no message"}
		if rest.Response != nil {
			e.Status, e.Message = rest.Response.StatusCode, http.StatusText(rest.Response.StatusCode)
		}
		if rest.Message != nil {
			e.Code, e.Message = rest.Message.Code, hide(rest.Message.Message)
		}
		return e
	case errors.As(err, &syntax):
		// discordgo reads the body of a 429 only; Cloudflare's is HTML.
		return &apiError{Status: http.StatusTooManyRequests, Message: notDiscord}
	case errors.As(err, &address):
		return &apiError{Message: hide(address.Err.Error())}
	case strings.Contains(err.Error(), "HTTP 502"):
		return &apiError{Status: http.StatusBadGateway, Message: "Bad Gateway"}
	}
	return &apiError{Message: hide(err.Error())}
}

// hidden are the parts of addresses and texts that may be tokens.
var hidden = regexp.MustCompile(`(/(?:webhooks|interactions)/\d+/)[^/\s"]+|(Bot )\S+|[\w-]{23,28}\.[\w-]{6,7}\.[\w-]{27,}`)

func hide(s string) string { return hidden.ReplaceAllString(s, "$1$2[secret]") }

// route is a path without ids and tokens, for errors.
func route(path string) string {
	path, _, _ = strings.Cut(path, "?")
	parts := strings.Split(path, "/")
	for i, p := range parts {
		if len(p) > 20 || strings.Trim(p, "0123456789") == "" && p != "" {
			parts[i] = ":id"
		}
	}
	return strings.Join(parts, "/")
}

func stack() string { return string(debug.Stack()) }
