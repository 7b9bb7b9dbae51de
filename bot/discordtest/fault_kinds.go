package discordtest

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
)

// FaultKind is one of the ways in which requests to Discord fail in life, for
// Fault.Kind. See FaultKinds.
type FaultKind string

// The kinds. Those that say accepted take effect at Discord all the same.
const (
	InternalError          FaultKind = "500"
	BadGateway             FaultKind = "502 in HTML"
	Unavailable            FaultKind = "503 in HTML"
	GatewayTimeout         FaultKind = "504"
	GatewayTimeoutAccepted FaultKind = "504, accepted"

	ConnectionCut         FaultKind = "connection cut"
	ConnectionCutAccepted FaultKind = "connection cut, accepted"
	AnswerTornAccepted    FaultKind = "connection cut amid the answer, accepted"
	NoAnswer              FaultKind = "no answer" // until the client gives up, or Release
	NoAnswerAccepted      FaultKind = "no answer, accepted"
	NoAnswerLateAccepted  FaultKind = "no answer, accepted once the client gave up"

	LimitedUser       FaultKind = "429 of the bot's own limit"
	LimitedGlobal     FaultKind = "429 of the global limit"
	LimitedShared     FaultKind = "429 of a shared limit"
	LimitedCloudflare FaultKind = "429 of Cloudflare, 1015 in HTML"

	Unauthorized         FaultKind = "401"
	MissingAccess        FaultKind = "403, 50001"
	MissingPermission    FaultKind = "403, 50013"
	MessageGone          FaultKind = "404, 10008"
	InteractionUnknown   FaultKind = "404, 10062"
	WebhookTokenInvalid  FaultKind = "401, 50027"
	AcknowledgedAccepted FaultKind = "400, 40060, accepted"
	FormInvalid          FaultKind = "400, 50035"

	EmptyAccepted     FaultKind = "200 without a body, accepted"
	GarbageAccepted   FaultKind = "200 with a body that is no JSON, accepted"
	NoContentAccepted FaultKind = "204 in place of a body, accepted"
)

// kinds are the faults of all kinds; those of Discord's own limits are completed by
// limit.
func kinds() []Fault {
	said := func(code int, text string) string { return fmt.Sprintf(`{"message": %q, "code": %d}`, text, code) }
	page := func(title string) string {
		return strings.ReplaceAll("<!DOCTYPE html>\n<html><head><title>@</title></head><body><h1>@</h1></body></html>\n", "@", title)
	}
	html := func() http.Header { return http.Header{"Content-Type": {"text/html; charset=UTF-8"}} }
	return []Fault{
		{Kind: InternalError, Status: 500, Body: said(0, "500: Internal Server Error")},
		{Kind: BadGateway, Status: 502, Body: page("502 Bad Gateway"), Header: html()},
		{Kind: Unavailable, Status: 503, Body: page("503 Service Temporarily Unavailable"), Header: html()},
		{Kind: GatewayTimeout, Status: 504, Body: "upstream request timeout"},
		{Kind: GatewayTimeoutAccepted, Status: 504, Body: "upstream request timeout"},

		{Kind: ConnectionCut, Action: CutBefore},
		{Kind: ConnectionCutAccepted, Action: CutAfter},
		{Kind: AnswerTornAccepted, Action: TearAfter},
		{Kind: NoAnswer, Action: Hang},
		{Kind: NoAnswerAccepted, Action: HangAfter},
		{Kind: NoAnswerLateAccepted, Action: HangThrough},

		{Kind: LimitedUser, Status: 429},
		{Kind: LimitedGlobal, Status: 429},
		{Kind: LimitedShared, Status: 429},
		{Kind: LimitedCloudflare, Status: 429, Body: page("error code: 1015"), Header: html()},

		{Kind: Unauthorized, Status: 401, Body: said(0, "401: Unauthorized")},
		{Kind: MissingAccess, Status: 403, Body: said(50001, "Missing Access")},
		{Kind: MissingPermission, Status: 403, Body: said(50013, "Missing Permissions")},
		{Kind: MessageGone, Status: 404, Body: said(10008, "Unknown Message")},
		{Kind: InteractionUnknown, Status: 404, Body: said(10062, "Unknown interaction")},
		{Kind: WebhookTokenInvalid, Status: 401, Body: said(50027, "Invalid Webhook Token")},
		{Kind: AcknowledgedAccepted, Status: 400, Body: said(40060, "Interaction has already been acknowledged.")},
		{Kind: FormInvalid, Status: 400, Body: `{"message": "Invalid Form Body", "code": 50035, "errors": {"content": ` +
			`{"_errors": [{"code": "BASE_TYPE_MAX_LENGTH", "message": "Must be 2000 or fewer in length."}]}}}`},

		{Kind: EmptyAccepted, Status: 200},
		{Kind: GarbageAccepted, Status: 200, Body: `{"id": "123` + "\x00"},
		{Kind: NoContentAccepted, Status: 204},
	}
}

// FaultKinds are all kinds.
func FaultKinds() []FaultKind {
	var out []FaultKind
	for _, f := range kinds() {
		out = append(out, f.Kind)
	}
	return out
}

// Accepted tells whether the request takes effect although it seems to fail.
func (k FaultKind) Accepted() bool { return strings.Contains(string(k), "accepted") }

// Final tells whether Discord has decided, so that the same request would fail
// again.
func (k FaultKind) Final() bool {
	switch k {
	case Unauthorized, MissingAccess, MissingPermission, MessageGone, InteractionUnknown, WebhookTokenInvalid,
		AcknowledgedAccepted, FormInvalid:
		return true
	}
	return false
}

// Limited tells whether the kind is a 429, which says when to come back.
func (k FaultKind) Limited() bool { return strings.HasPrefix(string(k), "429") }

// fill turns the kind of a fault into what it does. An unknown kind is an error.
func (f *Fault) fill() error {
	if f.Kind == "" {
		return nil
	}
	all := kinds()
	i := slices.IndexFunc(all, func(other Fault) bool { return other.Kind == f.Kind })
	if i < 0 {
		return fmt.Errorf("there is no kind %q", f.Kind)
	}
	f.Action, f.Status, f.Body, f.Header = all[i].Action, all[i].Status, all[i].Body, all[i].Header
	if f.Action == Answer && f.Kind.Accepted() {
		f.Action = AnswerAfter
	}
	switch f.Kind {
	case LimitedUser, LimitedGlobal, LimitedShared:
		f.limit()
	case LimitedCloudflare:
		f.Header.Set("Retry-After", wholeSeconds(f.retryAfter()))
	}
	return nil
}

// limit makes the fault a 429 as Discord itself sends it.
func (f *Fault) limit() {
	seconds := f.retryAfter().Seconds()
	f.Header = http.Header{}
	scope, text := "user", "You are being rate limited."
	switch f.Kind {
	case LimitedGlobal:
		scope = "global"
		f.Header.Set("X-RateLimit-Global", "true")
	case LimitedShared:
		scope, text = "shared", "The resource is being rate limited."
	}
	f.Header.Set("X-RateLimit-Scope", scope)
	f.Header.Set("Retry-After", wholeSeconds(f.retryAfter()))
	f.Header.Set("X-RateLimit-Remaining", "0")
	f.Header.Set("X-RateLimit-Reset-After", strconv.FormatFloat(seconds, 'f', 3, 64))
	f.Body = fmt.Sprintf(`{"message": %q, "retry_after": %.3f, "global": %t}`, text, seconds, f.Kind == LimitedGlobal)
}

// retryAfter is how long the fault asks to wait.
func (f *Fault) retryAfter() time.Duration {
	if f.RetryAfter == 0 {
		return 50 * time.Millisecond
	}
	return f.RetryAfter
}

// wholeSeconds is how the header Retry-After puts a time: rounded up.
func wholeSeconds(d time.Duration) string {
	return strconv.Itoa(int((d + time.Second - 1) / time.Second))
}

// RateLimited is the fault of one 429 of the bot's own limit.
func RateLimited(method, path string, retryAfter time.Duration) Fault {
	return Fault{Kind: LimitedUser, Method: method, Path: path, RetryAfter: retryAfter}
}
