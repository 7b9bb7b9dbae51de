package discordtest_test

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"footnote/bot/discordtest"
)

// outcome is what a client sees of a kind of fault.
type outcome struct {
	status int // 0: no whole answer
	body   string
	header string // name: value
}

// outcomes are what each kind looks like from outside. What takes effect all the
// same, the kind says itself.
var outcomes = map[discordtest.FaultKind]outcome{
	discordtest.InternalError:          {500, `"code": 0`, "Content-Type: application/json"},
	discordtest.BadGateway:             {502, "<h1>502 Bad Gateway", "Content-Type: text/html; charset=UTF-8"},
	discordtest.Unavailable:            {503, "<h1>503 Service", "X-Ratelimit-Bucket: "},
	discordtest.GatewayTimeout:         {504, "upstream", ""},
	discordtest.GatewayTimeoutAccepted: {504, "upstream", ""},
	discordtest.ConnectionCut:          {0, "", ""},
	discordtest.ConnectionCutAccepted:  {0, "", ""},
	discordtest.AnswerTornAccepted:     {0, `{"id":"`, "Content-Type: application/json"},
	discordtest.NoAnswer:               {0, "", ""},
	discordtest.NoAnswerAccepted:       {0, "", ""},
	discordtest.NoAnswerLateAccepted:   {0, "", ""},
	discordtest.LimitedUser:            {429, `"retry_after": 3600.500, "global": false`, "X-Ratelimit-Scope: user"},
	discordtest.LimitedGlobal:          {429, `"retry_after": 3600.500, "global": true`, "X-Ratelimit-Global: true"},
	discordtest.LimitedShared:          {429, "The resource is being rate limited", "X-Ratelimit-Scope: shared"},
	discordtest.LimitedCloudflare:      {429, "error code: 1015", "X-Ratelimit-Scope: "},
	discordtest.Unauthorized:           {401, "401: Unauthorized", ""},
	discordtest.MissingAccess:          {403, `"code": 50001`, ""},
	discordtest.MissingPermission:      {403, `"code": 50013`, ""},
	discordtest.MessageGone:            {404, `"code": 10008`, ""},
	discordtest.InteractionUnknown:     {404, `"code": 10062`, ""},
	discordtest.WebhookTokenInvalid:    {401, `"code": 50027`, ""},
	discordtest.AcknowledgedAccepted:   {400, `"code": 40060`, ""},
	discordtest.FormInvalid:            {400, `"code": 50035`, ""},
	discordtest.EmptyAccepted:          {200, "", "Content-Length: 0"},
	discordtest.GarbageAccepted:        {200, "{\"id\": \"123\x00", ""},
	discordtest.NoContentAccepted:      {204, "", "Content-Length: "},
}

// TestFaultKinds: each kind shows as it does at Discord, for as many requests of
// the route as it is asked to, and takes effect or not as it says.
func TestFaultKinds(t *testing.T) {
	t.Parallel()
	kinds := discordtest.FaultKinds()
	if len(kinds) != len(outcomes) || len(kinds) < 14 {
		t.Errorf("%d kinds, of which %d are described here", len(kinds), len(outcomes))
	}
	for _, kind := range kinds {
		t.Run(string(kind), func(t *testing.T) {
			t.Parallel()
			s := discordtest.New(t)
			want, path := outcomes[kind], "/channels/"+s.Channel().ID+"/messages"
			fault := s.Fault(discordtest.Fault{Kind: kind, Method: "POST", Path: "/channels/*/messages", Times: 2, RetryAfter: time.Hour + 500*time.Millisecond})
			if status, _, _ := attempt(t, s, "GET", path, ""); status != 200 {
				t.Errorf("another route got %d", status)
			}
			for n := range 2 {
				status, header, body := impatient(t, s, fault, path, n+1)
				if status != want.status || !strings.Contains(body, want.body) || body != "" && want.body == "" {
					t.Errorf("got %d %q, want %d %q", status, body, want.status, want.body)
				}
				if name, value, _ := strings.Cut(want.header, ": "); header.Get(name) != value {
					t.Errorf("%s is %q, want %q", name, header.Get(name), value)
				}
				if after := header.Get("Retry-After"); (after == "3601") != kind.Limited() {
					t.Errorf("Retry-After %q", after)
				}
			}
			exist := 0
			if kind.Accepted() {
				exist = 2
			}
			s.WaitUntil("what was accepted to exist", func() bool { return len(s.Messages(s.Channel().ID)) >= exist })
			if status, _, _ := attempt(t, s, "POST", path, `{"content":"x",`+quiet+`}`); status != 200 {
				t.Errorf("after two requests there is still a fault: %d", status)
			}
			if got := len(s.Messages(s.Channel().ID)); got != exist+1 || fault.Hits() != 2 {
				t.Errorf("%d messages, want %d; %d hits", got, exist+1, fault.Hits())
			}
			if early := fault.Early(); (early > 0) != kind.Limited() {
				t.Errorf("%d requests came early", early)
			}
		})
	}
}

// impatient posts a message and gives up once the fault has taken the request, if
// that is what it takes.
func impatient(t *testing.T, s *discordtest.Server, fault *discordtest.FaultHandle, path string, hits int) (int, http.Header, string) {
	t.Helper()
	if kind := fault.Kind(); !slices.Contains([]discordtest.FaultKind{discordtest.NoAnswer, discordtest.NoAnswerAccepted,
		discordtest.NoAnswerLateAccepted}, kind) {
		return attempt(t, s, "POST", path, `{"content":"x",`+quiet+`}`)
	}
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, "POST", s.URL()+"/api/v9"+path, strings.NewReader(`{"content":"x",`+quiet+`}`))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bot "+s.Token())
	status := make(chan int, 1)
	go func() {
		response, err := http.DefaultTransport.RoundTrip(r)
		if err != nil {
			status <- 0
			return
		}
		status <- response.StatusCode
		_ = response.Body.Close()
	}()
	fault.WaitHit(hits)
	cancel()
	return <-status, nil, ""
}

// TestEarly: what comes before the time that a 429 asks for is counted where the
// limit holds.
func TestEarly(t *testing.T) {
	t.Parallel()
	for kind, want := range map[discordtest.FaultKind][3]int{
		discordtest.LimitedUser:       {1, 0, 0},
		discordtest.LimitedShared:     {1, 0, 0},
		discordtest.LimitedGlobal:     {1, 1, 0},
		discordtest.LimitedCloudflare: {1, 1, 0},
		discordtest.InternalError:     {0, 0, 0},
	} {
		t.Run(string(kind), func(t *testing.T) {
			t.Parallel()
			for i, path := range []string{"/messages", "/typing", ""} {
				s := discordtest.Start(t, discordtest.Config{AnyBody: true})
				here := "/channels/" + s.Channel().ID
				fault := s.Fault(discordtest.Fault{Kind: kind, RetryAfter: time.Hour})
				attempt(t, s, "POST", here+"/messages", `{"content":"x",`+quiet+`}`)
				if path == "" {
					attempt(t, s, "POST", "/interactions/1/2/callback", `{"type":5}`)
				} else {
					attempt(t, s, "POST", here+path, `{"content":"x",`+quiet+`}`)
				}
				if got := fault.Early(); got != want[i] {
					t.Errorf("%d early requests to %q, want %d", got, path, want[i])
				}
			}
		})
	}
}

// TestUnknownKind: a fault that does not exist fails the test.
func TestUnknownKind(t *testing.T) {
	t.Parallel()
	s, told := start(t, discordtest.Config{})
	s.Fault(discordtest.Fault{Kind: "flood"})
	if told.count() != 1 {
		t.Errorf("failures %v", s.Failures())
	}
}
