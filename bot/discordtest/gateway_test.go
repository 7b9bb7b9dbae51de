package discordtest_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"footnote/bot/discordtest"
)

// allIntents are all that are not privileged, and Message Content.
const allIntents = 1 | 1<<9 | 1<<10 | 1<<12 | 1<<13 | 1<<15

func identify(s *discordtest.Server, intents int) string {
	return fmt.Sprintf(`{"op":2,"d":{"token":%q,"intents":%d,"properties":{}}}`, s.Token(), intents)
}

func resume(s *discordtest.Server, session string, seq int) string {
	return fmt.Sprintf(`{"op":6,"d":{"token":%q,"session_id":%q,"seq":%d}}`, s.Token(), session, seq)
}

// connect dials and identifies; it returns the session id.
func connect(t *testing.T, s *discordtest.Server, intents int) (*client, string) {
	t.Helper()
	c := dial(t, s)
	c.expect("op 10")
	c.write(identify(s, intents))
	var ready struct {
		SessionID string `json:"session_id"`
		Guilds    []struct{ Unavailable bool }
	}
	if err := json.Unmarshal(c.expect("READY").D, &ready); err != nil {
		t.Fatal(err)
	}
	for _, g := range ready.Guilds {
		if !g.Unavailable {
			t.Error("READY names an available guild")
		}
		c.expect("GUILD_CREATE")
	}
	return c, ready.SessionID
}

func TestGatewayRefusals(t *testing.T) {
	t.Parallel()
	config := discordtest.Config{NoMessageContent: true, ForbiddenIntents: 1 << 1}
	cases := map[string]struct {
		frames []string
		code   int
	}{
		"garbage":                {[]string{`nonsense`}, 4002},
		"unknown op":             {[]string{`{"op":99,"d":null}`}, 4001},
		"presence first":         {[]string{`{"op":3,"d":{}}`}, 4003},
		"wrong token":            {[]string{`{"op":2,"d":{"token":"x","intents":1}}`}, 4004},
		"unknown intent":         {[]string{`{"op":2,"d":{"token":"T","intents":1073741824}}`}, 4013},
		"message content":        {[]string{`{"op":2,"d":{"token":"T","intents":32768}}`}, 4014},
		"forbidden intent":       {[]string{`{"op":2,"d":{"token":"T","intents":2}}`}, 4014},
		"resume with bad token":  {[]string{`{"op":6,"d":{"token":"x","session_id":"?","seq":1}}`}, 4004},
		"resume in the future":   {[]string{`{"op":6,"d":{"token":"T","session_id":"session-1","seq":900}}`}, 4007},
		"op 4 before identifing": {[]string{`{"op":4,"d":{}}`}, 4003},
	}
	for name, test := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, _ := start(t, config)
			first, _ := connect(t, s, 1) // makes session-1
			c := dial(t, s)
			c.expect("op 10")
			for _, frame := range test.frames {
				c.write(strings.ReplaceAll(frame, `"T"`, `"`+s.Token()+`"`))
			}
			if got := c.closed(); got != test.code {
				t.Errorf("closed with %d, want %d", got, test.code)
			}
			first.write(`{"op":1,"d":null}`)
			first.expect("op 11")
		})
	}
}

func TestResumeReplaysWhatWasMissed(t *testing.T) {
	t.Parallel()
	s := discordtest.New(t)
	c, id := connect(t, s, allIntents)
	s.SendMessage(s.Asker(), s.Channel().ID, "one")
	seen := c.expect("MESSAGE_CREATE").S
	s.MuteGateway(true)
	s.SendMessage(s.Asker(), s.Channel().ID, "two")
	s.DropGateway()
	if code := c.closed(); code != websocket.CloseAbnormalClosure {
		t.Errorf("dropped with %d, want no close frame", code)
	}
	s.SendMessage(s.Asker(), s.Channel().ID, "three")

	c = dial(t, s)
	c.expect("op 10")
	c.write(resume(s, id, seen))
	for _, want := range []string{"two", "three"} {
		var m struct{ Content string }
		if err := json.Unmarshal(c.expect("MESSAGE_CREATE").D, &m); err != nil || m.Content != want {
			t.Errorf("replayed %q (%v), want %q", m.Content, err, want)
		}
	}
	c.expect("RESUMED")
	s.WaitConnected(2)

	s.ForgetSessions()
	s.SendMessage(s.Asker(), s.Channel().ID, "lost")
	c = dial(t, s)
	c.expect("op 10")
	c.write(resume(s, id, seen))
	if f := c.expect("op 09"); string(f.D) != "false" {
		t.Errorf("op 9 says %s, want false", f.D)
	}
}

func TestNormalCloseEndsTheSession(t *testing.T) {
	t.Parallel()
	for code, want := range map[int]string{1000: "op 09", 4000: "RESUMED"} {
		t.Run(fmt.Sprint(code), func(t *testing.T) {
			t.Parallel()
			s := discordtest.New(t)
			c, id := connect(t, s, allIntents)
			text := websocket.FormatCloseMessage(code, "")
			if err := c.ws.WriteControl(websocket.CloseMessage, text, time.Now().Add(patience)); err != nil {
				t.Fatal(err)
			}
			s.WaitDisconnected()
			if got := s.CloseCodes(); len(got) != 1 || got[0] != code {
				t.Errorf("close codes %v, want %d", got, code)
			}
			c = dial(t, s)
			c.expect("op 10")
			c.write(resume(s, id, 2))
			c.expect(want)
		})
	}
}

func TestGreetings(t *testing.T) {
	t.Parallel()
	s := discordtest.New(t)
	s.GreetNext(discordtest.GreetReconnect, discordtest.GreetReconnectUnready, discordtest.GreetInvalid)
	dial(t, s).expect("op 07")
	c := dial(t, s)
	c.expect("op 10")
	c.write(identify(s, allIntents))
	c.expect("op 07")
	c = dial(t, s)
	c.expect("op 10")
	c.write(resume(s, "session-1", 1))
	c.expect("op 09")
	c.write(identify(s, allIntents))
	c.expect("READY")
	c.expect("GUILD_CREATE")
	s.AskReconnect()
	c.expect("op 07")
	s.InvalidateSession(true)
	if f := c.expect("op 09"); string(f.D) != "true" {
		t.Errorf("op 9 says %s, want true", f.D)
	}
	s.SendGarbage("{{{")
	if _, data, err := c.ws.ReadMessage(); err != nil || string(data) != "{{{" {
		t.Errorf("garbage arrived as %q (%v)", data, err)
	}
	s.CloseGateway(4008, "slow down")
	if code := c.closed(); code != 4008 {
		t.Errorf("closed with %d, want 4008", code)
	}
	s.RefuseGateway(true)
	if _, response, err := websocket.DefaultDialer.Dial("ws"+strings.TrimPrefix(s.URL(), "http"), nil); err == nil || response == nil || response.StatusCode != 503 {
		t.Errorf("dial a refusing gateway: %v, want 503", err)
	}
}

func TestMessageContentIntent(t *testing.T) {
	t.Parallel()
	s := discordtest.New(t)
	c, _ := connect(t, s, allIntents&^(1<<15))
	dm := s.DM(s.Asker()).ID
	hidden := s.SendMessage(s.Asker(), s.Channel().ID, "secret")
	for _, test := range []struct {
		name string
		send func()
		want string
	}{
		{"plain", func() {}, ""}, // the one above
		{"mention", func() { s.SendMessage(s.Asker(), s.Channel().ID, s.Bot().Mention()+" hi") }, s.Bot().Mention() + " hi"},
		{"direct message", func() { s.SendMessage(s.Asker(), dm, "hi") }, "hi"},
		{"own", func() { s.SendMessage(s.Bot(), s.Channel().ID, "mine") }, "mine"},
		{"pinging reply to the bot", func() {
			own := s.SendMessage(s.Bot(), s.Channel().ID, "mine", discordtest.Unseen())
			s.SendMessage(s.Asker(), s.Channel().ID, "why?", discordtest.ReplyTo(own))
		}, "why?"},
		{"silent reply to the bot", func() {
			own := s.SendMessage(s.Bot(), s.Channel().ID, "mine", discordtest.Unseen())
			s.SendMessage(s.Asker(), s.Channel().ID, "why?", discordtest.ReplyTo(own), discordtest.WithoutPing())
		}, ""},
	} {
		test.send()
		var m struct {
			Content, ID string
			Referenced  struct{ Content string } `json:"referenced_message"`
		}
		if err := json.Unmarshal(c.expect("MESSAGE_CREATE").D, &m); err != nil || m.Content != test.want {
			t.Errorf("%s: content %q (%v), want %q", test.name, m.Content, err, test.want)
		}
	}
	s.SendMessage(s.Asker(), s.Channel().ID, s.Bot().Mention()+" see above", discordtest.ReplyTo(hidden))
	if data := string(c.expect("MESSAGE_CREATE").D); strings.Contains(data, "secret") {
		t.Errorf("the referenced message is not veiled: %s", data)
	}
}

func TestGuildCreateTellsWhatIsNew(t *testing.T) {
	t.Parallel()
	s := discordtest.New(t)
	m := s.SendMessage(s.Asker(), s.Channel().ID, "missed")
	forum := s.AddChannel(discordtest.Channel{GuildID: s.Guild().ID, Type: discordtest.ForumChannel, Name: "help"})
	thread, starter := s.AddPost(s.Asker(), forum.ID, "A question", "How?")
	s.AddChannel(discordtest.Channel{GuildID: s.Guild().ID, Type: discordtest.PublicThread, ParentID: s.Channel().ID, Archived: true})
	c := dial(t, s)
	c.expect("op 10")
	c.write(identify(s, allIntents))
	c.expect("READY")
	var g struct {
		Channels, Threads []struct {
			ID   string
			Last string `json:"last_message_id"`
		}
	}
	if err := json.Unmarshal(c.expect("GUILD_CREATE").D, &g); err != nil {
		t.Fatal(err)
	}
	got := map[string]string{}
	for _, channel := range append(g.Channels, g.Threads...) {
		got[channel.ID] = channel.Last
	}
	want := map[string]string{s.Channel().ID: m.ID, forum.ID: thread.ID, thread.ID: starter.ID}
	if fmt.Sprint(got) != fmt.Sprint(want) || starter.ID != thread.ID {
		t.Errorf("last messages %v, want %v", got, want)
	}
}
