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

// listed is what a bot reads of a message over REST.
type listed struct {
	ID, Content string
	Author      struct{ ID string }
	Nonce       json.RawMessage
	Reference   struct {
		MessageID string `json:"message_id"`
	} `json:"message_reference"`
	Interaction struct{ ID string } `json:"interaction_metadata"`
}

// list is GET of the messages of a channel, newest first.
func list(t *testing.T, s *discordtest.Server, channelID, query string) []listed {
	t.Helper()
	var out []listed
	_, data := send(t, s, "Bot "+s.Token(), "GET", "/channels/"+channelID+"/messages"+query, "")
	if err := json.Unmarshal(data, &out); err != nil {
		t.Fatalf("%s: %v", data, err)
	}
	return out
}

func contents(messages []listed) string {
	var out []string
	for _, m := range messages {
		out = append(out, m.Content)
	}
	return strings.Join(out, " ")
}

// TestCatchUp: what happened while no gateway was connected is told to a bot that
// comes back: GUILD_CREATE says where, and REST lists it.
func TestCatchUp(t *testing.T) {
	t.Parallel()
	s := discordtest.New(t)
	here := s.Channel().ID
	forum := s.AddChannel(discordtest.Channel{GuildID: s.Guild().ID, Type: discordtest.ForumChannel})
	thread := s.AddChannel(discordtest.Channel{GuildID: s.Guild().ID, Type: discordtest.PublicThread, ParentID: here})
	shut := s.AddChannel(discordtest.Channel{GuildID: s.Guild().ID, Permissions: discordtest.PermViewChannel | discordtest.PermSendMessages})
	dm := s.DM(s.Asker()).ID
	seen := s.SendMessage(s.Asker(), here, "seen")
	away := func(channelID, content string) discordtest.Message {
		return s.SendMessage(s.Asker(), channelID, content)
	}
	one, two := away(here, "one"), away(here, "two")
	inThread, inPrivate := away(thread.ID, "threaded"), away(dm, "private")
	away(shut.ID, "unreadable")
	post, starter := s.AddPost(s.Asker(), forum.ID, "A question", "posted")

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
	last := map[string]string{}
	for _, channel := range append(g.Channels, g.Threads...) {
		last[channel.ID] = channel.Last
	}
	for channel, want := range map[string]string{here: two.ID, thread.ID: inThread.ID, forum.ID: post.ID, post.ID: starter.ID} {
		if last[channel] != want {
			t.Errorf("last message of %s is %s, want %s", channel, last[channel], want)
		}
	}
	for query, want := range map[string]string{
		"?limit=100&after=" + seen.ID: "two one",
		"?limit=1&after=" + seen.ID:   "one", // the oldest of them, so that one can go on from there
		"?limit=1&after=" + one.ID:    "two",
		"?limit=1&before=" + one.ID:   "seen",
		"?limit=3&around=" + one.ID:   "two one seen",
	} {
		if got := contents(list(t, s, here, query)); got != want {
			t.Errorf("%s: %q, want %q", query, got, want)
		}
	}
	for channel, want := range map[string]string{thread.ID: "threaded", dm: "private", post.ID: "posted", shut.ID: ""} {
		if got := contents(list(t, s, channel, "?limit=100&after="+seen.ID)); got != want {
			t.Errorf("in %s: %q, want %q", channel, got, want)
		}
	}
	if _, data := send(t, s, "Bot "+s.Token(), "GET", "/guilds/"+s.Guild().ID+"/threads/active", ""); !strings.Contains(string(data), inThread.ID) || !strings.Contains(string(data), post.ID) {
		t.Errorf("active threads %s", data)
	}
	if _, got := request(t, s, "POST", "/users/@me/channels", `{"recipient_id":"`+s.Asker().ID+`"}`); got["last_message_id"] != inPrivate.ID {
		t.Errorf("direct messages %v", got)
	}
}

// TestOwnMessagesAreListed: a bot that crashed finds by the channel's list what it
// had posted, as long as nobody deleted it.
func TestOwnMessagesAreListed(t *testing.T) {
	t.Parallel()
	s := discordtest.New(t)
	here := s.Channel().ID
	asked := s.SendMessage(s.Asker(), here, "how much?")
	i := discordtest.Slash(s.Asker(), here, "ask")
	i.Unregistered = true
	h := s.SendInteraction(i)
	s.Fault(discordtest.Fault{Kind: discordtest.ConnectionCutAccepted, Method: "POST", Times: 2})
	attempt(t, s, "POST", "/channels/"+here+"/messages", `{"content":"a lot","nonce":"a1-`+asked.ID+`","enforce_nonce":true,`+quiet+`,
		"message_reference":{"message_id":"`+asked.ID+`","channel_id":"`+here+`","fail_if_not_exists":false}}`)
	attempt(t, s, "POST", handlePath{h}.callback(), `{"type":4,"data":{"content":"soon",`+quiet+`}}`)
	got := list(t, s, here, "?limit=100&after="+asked.ID)
	if contents(got) != "soon a lot" || got[1].Author.ID != s.Bot().ID || got[1].Reference.MessageID != asked.ID || got[0].Interaction.ID != h.ID {
		t.Errorf("listed %+v", got)
	}
	if got[1].Nonce != nil {
		t.Errorf("the list tells the nonce %s, as Discord does not", got[1].Nonce)
	}
	_, found := request(t, s, "GET", "/channels/"+here+"/messages/"+got[1].ID, "")
	if replied, _ := found["referenced_message"].(map[string]any); replied["id"] != asked.ID {
		t.Errorf("the answer shows %v as what it replies to", found["referenced_message"])
	}
}

// TestTokenLife: the response to an interaction can be read and edited until its
// token is over.
func TestTokenLife(t *testing.T) {
	t.Parallel()
	var clock discordtest.Clock
	s := discordtest.Start(t, discordtest.Config{Now: clock.Now, AckWithin: 2 * time.Minute})
	i := discordtest.Slash(s.Asker(), s.Channel().ID, "ask")
	i.Unregistered = true
	h := s.SendInteraction(i)
	original := "/webhooks/" + s.ApplicationID() + "/" + h.Token + "/messages/@original"
	clock.Advance(time.Minute)
	if status, got := request(t, s, "POST", handlePath{h}.callback(), `{"type":5}`); status != 204 {
		t.Fatalf("defer in time: %d %v", status, got)
	}
	clock.Advance(13 * time.Minute)
	if status, got := request(t, s, "GET", original, ""); status != 200 || got["flags"] != float64(discordtest.FlagLoading) {
		t.Errorf("get: %d %v", status, got)
	}
	if status, got := request(t, s, "PATCH", original, `{"content":"x",`+quiet+`}`); status != 200 || got["content"] != "x" {
		t.Errorf("edit: %d %v", status, got)
	}
	clock.Advance(time.Minute)
	for method, body := range map[string]string{"GET": "", "PATCH": `{"content":"y",` + quiet + `}`, "DELETE": ""} {
		if status, got := request(t, s, method, original, body); status != 401 || got["code"] != 50027.0 {
			t.Errorf("%s after 15 min: %d %v, want 401 50027", method, status, got)
		}
	}
	if m, there := h.Original(); !there || m.Content != "x" {
		t.Errorf("the response is %q", m.Content)
	}
	late := s.SendInteraction(i)
	clock.Advance(2*time.Minute + 1)
	if status, got := request(t, s, "POST", handlePath{late}.callback(), `{"type":5}`); status != 404 || got["code"] != 10062.0 {
		t.Errorf("defer too late: %d %v, want 404 10062", status, got)
	}
}

// TestNonceWindow: a nonce makes one message within the window alone.
func TestNonceWindow(t *testing.T) {
	t.Parallel()
	var clock discordtest.Clock
	s := discordtest.Start(t, discordtest.Config{Now: clock.Now, NonceWindow: time.Minute})
	other := s.AddChannel(discordtest.Channel{GuildID: s.Guild().ID})
	post := func(channelID, enforce string) any {
		t.Helper()
		_, got := request(t, s, "POST", "/channels/"+channelID+"/messages", `{"content":"x","nonce":"a1-1","enforce_nonce":`+enforce+`,`+quiet+`}`)
		return got["id"]
	}
	first := post(s.Channel().ID, "true")
	clock.Advance(30 * time.Second)
	if again := post(s.Channel().ID, "true"); again != first {
		t.Errorf("within the window %v, want %v", again, first)
	}
	if elsewhere := post(other.ID, "true"); elsewhere == first {
		t.Error("the nonce counts in another channel")
	}
	clock.Advance(30 * time.Second)
	second := post(s.Channel().ID, "true")
	if second == first {
		t.Error("the window does not end")
	}
	if third := post(s.Channel().ID, "false"); third == second {
		t.Error("a nonce is enforced unasked")
	}
	if got := len(s.Messages(s.Channel().ID)); got != 3 {
		t.Errorf("%d messages, want 3", got)
	}
}

// TestSessionLife: a session can be resumed for a while after its connection was
// lost.
func TestSessionLife(t *testing.T) {
	t.Parallel()
	for wait, want := range map[time.Duration]string{30 * time.Second: "RESUMED", time.Minute: "op 09"} {
		t.Run(fmt.Sprint(wait), func(t *testing.T) {
			t.Parallel()
			var clock discordtest.Clock
			s := discordtest.Start(t, discordtest.Config{Now: clock.Now, SessionLife: time.Minute})
			c, id := connect(t, s, allIntents)
			clock.Advance(time.Hour) // a connection may last
			s.DropGateway()
			c.closed()
			clock.Advance(wait)
			c = dial(t, s)
			c.expect("op 10")
			c.write(resume(s, id, 2))
			c.expect(want)
		})
	}
}

// TestGatewayOutage: all connections end, and new ones are refused for a while.
func TestGatewayOutage(t *testing.T) {
	t.Parallel()
	s := discordtest.New(t)
	first, id := connect(t, s, allIntents)
	second, _ := connect(t, s, allIntents)
	s.GatewayOutage(time.Hour)
	for _, c := range []*client{first, second} {
		if code := c.closed(); code != websocket.CloseAbnormalClosure {
			t.Errorf("closed with %d", code)
		}
	}
	address := "ws" + strings.TrimPrefix(s.URL(), "http") + "/gateway"
	connects := func() bool {
		ws, response, err := websocket.DefaultDialer.Dial(address, nil)
		if err != nil {
			if response == nil || response.StatusCode != 503 {
				t.Errorf("refused with %v", err)
			}
			return false
		}
		_ = ws.Close()
		return true
	}
	if connects() {
		t.Error("connected during an outage")
	}
	s.GatewayOutage(10 * time.Millisecond)
	s.WaitUntil("the outage to end", connects)
	c := dial(t, s)
	c.expect("op 10")
	c.write(resume(s, id, 2))
	c.expect("RESUMED")
}
