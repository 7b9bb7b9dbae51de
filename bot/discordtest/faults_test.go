package discordtest_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"footnote/bot/discordtest"
)

// try posts a message and returns status and the Retry-After header; status 0
// when the connection was cut.
func try(t *testing.T, s *discordtest.Server) (int, string) {
	t.Helper()
	r, err := http.NewRequest("POST", s.URL()+"/api/v9/channels/"+s.Channel().ID+"/messages",
		strings.NewReader(`{"content":"x",`+quiet+`}`))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bot "+s.Token())
	response, err := http.DefaultTransport.RoundTrip(r)
	if err != nil {
		return 0, ""
	}
	defer func() { _ = response.Body.Close() }()
	return response.StatusCode, response.Header.Get("Retry-After")
}

func TestFaults(t *testing.T) {
	t.Parallel()
	const path = "/channels/*/messages"
	cases := map[string]struct {
		fault    discordtest.Fault
		statuses []int // of one request after the other
		messages int
	}{
		"500":              {discordtest.Fault{Method: "POST", Path: path}, []int{500, 200}, 1},
		"500 after effect": {discordtest.Fault{Path: path, Action: discordtest.AnswerAfter, Status: 504}, []int{504, 200}, 2},
		"cut before":       {discordtest.Fault{Path: path, Action: discordtest.CutBefore}, []int{0, 200}, 1},
		"cut after":        {discordtest.Fault{Path: path, Action: discordtest.CutAfter}, []int{0, 200}, 2},
		"the second only":  {discordtest.Fault{Path: path, Skip: 1}, []int{200, 500, 200}, 2},
		"always":           {discordtest.Fault{Path: "/channels", Times: -1}, []int{500, 500, 500}, 0},
		"another method":   {discordtest.Fault{Method: "PATCH", Path: path}, []int{200}, 1},
		"another path":     {discordtest.Fault{Path: "/channels/*/typing"}, []int{200}, 1},
		"half a segment":   {discordtest.Fault{Path: "/chan"}, []int{200}, 1},
	}
	for name, test := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := discordtest.New(t)
			s.Fault(test.fault)
			for i, want := range test.statuses {
				if got, _ := try(t, s); got != want {
					t.Errorf("request %d: status %d, want %d", i, got, want)
				}
			}
			if got := len(s.Messages(s.Channel().ID)); got != test.messages {
				t.Errorf("%d messages, want %d", got, test.messages)
			}
			if got := len(s.Requests()); got != len(test.statuses) {
				t.Errorf("%d requests recorded, want %d", got, len(test.statuses))
			}
		})
	}
}

func TestRateLimited(t *testing.T) {
	t.Parallel()
	s := discordtest.New(t)
	s.Fault(discordtest.RateLimited("POST", "/channels", 1500*time.Millisecond))
	if status, after := try(t, s); status != 429 || after != "2" {
		t.Errorf("status %d, Retry-After %q, want 429 and 2", status, after)
	}
	if r := s.WaitRequest("POST", "/channels", nil); r.Status != 429 || !r.Auth || !strings.Contains(string(r.Body), `"x"`) {
		t.Errorf("recorded %+v", r)
	}
}

func TestHang(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		action discordtest.Action
		during int // messages while it hangs
	}{"before": {discordtest.Hang, 0}, "after": {discordtest.HangAfter, 1}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := discordtest.New(t)
			fault := s.Fault(discordtest.Fault{Path: "/channels", Action: test.action})
			status := make(chan int, 1)
			go func() { got, _ := try(t, s); status <- got }()
			fault.WaitHit(1)
			if test.during == 1 {
				s.WaitMessage(s.Channel().ID, nil)
			}
			if got := len(s.Messages(s.Channel().ID)); got != test.during {
				t.Errorf("%d messages while hanging, want %d", got, test.during)
			}
			fault.Release()
			fault.Release()
			if got := <-status; got != 200 {
				t.Errorf("status %d after the release", got)
			}
			s.WaitMessage(s.Channel().ID, discordtest.Contains("x"))
		})
	}
}

// TestCloseReleasesEverything would hang if Close left a request, a gateway
// connection or a wait behind.
func TestCloseReleasesEverything(t *testing.T) {
	t.Parallel()
	s := discordtest.New(nil)
	connect(t, s, allIntents)
	fault := s.Fault(discordtest.Fault{Path: "/channels", Action: discordtest.Hang})
	status := make(chan int, 1)
	go func() { got, _ := try(t, s); status <- got }()
	fault.WaitHit(1)
	waited := make(chan bool, 1)
	go func() { waited <- s.WaitUntil("never", func() bool { return false }) }()
	s.Close()
	s.Close()
	if got := <-status; got != 0 {
		t.Errorf("the hanging request got %d", got)
	}
	if <-waited {
		t.Error("a wait for nothing succeeded")
	}
	if got := s.Failures(); len(got) != 1 || !strings.Contains(got[0], "never") {
		t.Errorf("failures %v, want that of the wait", got)
	}
}

func TestWaitFails(t *testing.T) {
	t.Parallel()
	s, told := start(t, discordtest.Config{Deadline: time.Millisecond})
	s.WaitMessage(s.Channel().ID, nil)
	if told.count() != 1 || !strings.Contains(s.Failures()[0], "a message by the bot") {
		t.Errorf("failures %v, want one about the message", s.Failures())
	}
}
