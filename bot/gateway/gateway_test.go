package gateway

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"
)

func TestBackoff(t *testing.T) {
	b := backoff{initial: 500 * time.Millisecond, most: maxRetry}
	for i, want := range []time.Duration{500 * time.Millisecond, time.Second, 2 * time.Second, 4 * time.Second, 8 * time.Second, 16 * time.Second, maxRetry, maxRetry} {
		if got := b.next(1); got != want {
			t.Errorf("bound %d: %v, want %v", i, got, want)
		}
	}
	for range 100 {
		if got := b.next(0.5); got != maxRetry/2 {
			t.Fatalf("half of the bound: %v", got)
		}
	}
	if b.reset(); b.next(1) != 500*time.Millisecond {
		t.Error("not reset")
	}
	if got := b.next(0); got != 0 {
		t.Errorf("with no jitter: %v", got)
	}
}

func TestGap(t *testing.T) {
	for name, tt := range map[string]struct {
		limit Limit
		own   int
		gap   time.Duration
		low   bool
	}{
		"fresh":               {Limit{1000, 1000, day}, 0, identifyGap, false},
		"a tenth used":        {Limit{1000, 900, day}, 0, identifyGap, false},
		"more used":           {Limit{1000, 520, 10 * time.Hour}, 0, 72 * time.Second, false},
		"nearly over":         {Limit{1000, 520, time.Minute}, 0, identifyGap, false},
		"reserve":             {Limit{1000, 20, time.Hour}, 0, 0, true},
		"none":                {Limit{1000, 0, time.Hour}, 0, 0, true},
		"own count is higher": {Limit{1000, 1000, 10 * time.Hour}, 480, 72 * time.Second, false},
		"own count is over":   {Limit{1000, 1000, day}, 5000, 0, true},
		"not told":            {Limit{}, 0, identifyGap, false},
		"not told, all used":  {Limit{}, 1000, 0, true},
		"large bot":           {Limit{2000, 1900, day}, 0, identifyGap, false},
		"tiny limit":          {Limit{1, 1, day}, 0, identifyGap, false},
		"negative":            {Limit{1000, -3, day}, 0, 0, true},
	} {
		t.Run(name, func(t *testing.T) {
			if gap, low := tt.limit.gap(tt.own); gap != tt.gap || low != tt.low {
				t.Errorf("%v, %v", gap, low)
			}
		})
	}
}

// A bot that crashes at once after each start never spends the day's IDENTIFYs,
// whether or not it remembers its own.
func TestCrashLoop(t *testing.T) {
	for name, remembers := range map[string]bool{"remembers": true, "forgets": false} {
		t.Run(name, func(t *testing.T) {
			begin := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
			now := begin
			var kept Memory
			spent := 0
			for now.Before(begin.Add(day)) && spent < 2000 {
				c := Config{Now: func() time.Time { return now }}
				limit := Limit{} // what Discord says is of no help
				if remembers {
					c.Identifies = &kept
				} else {
					limit = Limit{1000, 1000 - spent, day - now.Sub(begin)}
				}
				g := newClient(c)
				for {
					wait := g.beforeIdentify(context.Background(), limit)
					if wait <= 0 {
						break
					}
					now = now.Add(wait)
				}
				g.countIdentify(context.Background())
				spent++
				now = now.Add(time.Second) // until it has crashed and is started again
			}
			if spent > 990 || spent < 500 {
				t.Errorf("%d IDENTIFYs in a day", spent)
			}
		})
	}
}

// Identifies that fail leave Discord's own count.
func TestIdentifiesFail(t *testing.T) {
	g := newClient(Config{Identifies: broken{}, Token: "t"})
	if wait := g.beforeIdentify(context.Background(), Limit{1000, 1000, day}); wait != 0 {
		t.Errorf("wait %v with all left", wait)
	}
	if wait := g.beforeIdentify(context.Background(), Limit{1000, 3, 2 * time.Minute}); wait != 2*time.Minute {
		t.Errorf("wait %v with three left", wait)
	}
	g.countIdentify(context.Background())
}

type broken struct{}

func (broken) Get(context.Context, time.Time) (int, time.Time, error) {
	return 0, time.Time{}, errors.New("no disk")
}
func (broken) Add(context.Context, time.Time) error { return errors.New("no disk") }

func TestMemory(t *testing.T) {
	var m Memory
	now := time.Now()
	for _, ago := range []time.Duration{30 * time.Hour, 25 * time.Hour, 2 * time.Hour, time.Minute} {
		m.Add(context.Background(), now.Add(-ago))
	}
	n, latest, err := m.Get(context.Background(), now.Add(-day))
	if n != 2 || !latest.Equal(now.Add(-time.Minute)) || err != nil {
		t.Errorf("%d, latest %v, %v", n, latest, err)
	}
	if len(m.at) != 2 {
		t.Errorf("%d kept", len(m.at))
	}
}

func TestTarget(t *testing.T) {
	for address, want := range map[string]string{
		"wss://gateway.discord.gg":              "wss://gateway.discord.gg/?encoding=json&v=9",
		"wss://gateway.discord.gg/":             "wss://gateway.discord.gg/?encoding=json&v=9",
		"wss://eu.discord.gg/x?shard=1&v=6":     "wss://eu.discord.gg/x?encoding=json&shard=1&v=9",
		"https://discord.com":                   "",
		"gateway.discord.gg":                    "",
		"":                                      "",
		"wss://":                                "",
		"ws://[::1":                             "",
		"wss://gateway.discord.gg:443#fragment": "wss://gateway.discord.gg:443/?encoding=json&v=9#fragment",
	} {
		got, err := target(address)
		if got != want || (err == nil) != (want != "") {
			t.Errorf("%s: %q, %v", address, got, err)
		}
	}
}

func TestJudgeResets(t *testing.T) {
	g := newClient(Config{Jitter: func() float64 { return 1 }})
	g.judge(context.Background(), errReconnect)
	if wait, _ := g.judge(context.Background(), errReconnect); wait != time.Second {
		t.Errorf("second wait %v", wait)
	}
	if wait, _ := g.judge(context.Background(), &handshakeError{429, time.Hour}); wait != maxRetryAfter {
		t.Errorf("an hour was asked for: %v", wait)
	}
	if wait, _ := g.judge(context.Background(), &invalidSession{}); wait != 5*time.Second {
		t.Errorf("after op 9 %v", wait)
	}
}

func FuzzParseFrame(f *testing.F) {
	for _, seed := range []string{`{"op":0,"d":{},"s":1,"t":"READY"}`, `{"op":11}`, `null`, `{"op":1e3}`, "{{{", ""} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		parsed, err := parseFrame(data)
		if (parsed.Op == nil) != (err != nil) {
			t.Errorf("op %v with error %v", parsed.Op, err)
		}
	})
}

func TestParseFrameLimit(t *testing.T) {
	long := []byte(`{"op":7,"d":"` + strings.Repeat("x", maxFrame) + `"}`)
	if _, err := parseFrame(long); err == nil {
		t.Error("a frame beyond the limit is read")
	}
}
