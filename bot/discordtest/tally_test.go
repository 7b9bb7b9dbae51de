package discordtest_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"footnote/bot/discordtest"
)

// unregistered is a command that needs no registration.
func unregistered(s *discordtest.Server) discordtest.Interaction {
	i := discordtest.Slash(s.Asker(), s.Channel().ID, "ask")
	i.Unregistered = true
	return i
}

// scribe is a bot by hand.
type scribe struct {
	t *testing.T
	s *discordtest.Server
}

const done = `{"content":"done",` + quiet + `}`

func (b scribe) here() string { return "/channels/" + b.s.Channel().ID + "/messages" }

func (b scribe) reply(to string) string {
	b.t.Helper()
	_, got := request(b.t, b.s, "POST", b.here(), `{"content":"x",`+quiet+`,"message_reference":{"message_id":"`+to+`","channel_id":"`+b.s.Channel().ID+`"}}`)
	return got["id"].(string)
}

func (b scribe) nonce(id, more string) {
	b.t.Helper()
	request(b.t, b.s, "POST", b.here(), `{"content":"x","nonce":"a1-`+id+`",`+more+quiet+`}`)
}

func (b scribe) respond(h *discordtest.Handle, body string) {
	b.t.Helper()
	request(b.t, b.s, "POST", handlePath{h}.callback(), body)
}

// webhook does something with the token of an interaction.
func (b scribe) webhook(method string, h *discordtest.Handle, path, body string) {
	b.t.Helper()
	request(b.t, b.s, method, "/webhooks/"+b.s.ApplicationID()+"/"+h.Token+path, body)
}

// fate is what becomes of a question.
type fate struct {
	of      string // the list in which it ends; "": answered once
	answers int
	message func(id string) // what happens to one asked by a message
	slash   func(h *discordtest.Handle)
}

// fates are what can become of questions, by name.
func (b scribe) fates() map[string]fate {
	return map[string]fate{
		"reply":        {"", 1, func(id string) { b.reply(id) }, nil},
		"nonce":        {"", 1, func(id string) { b.nonce(id, "") }, nil},
		"reply, nonce": {"", 1, func(id string) { b.nonce(id, `"message_reference":{"message_id":"`+id+`"},`) }, nil},
		"one deleted":  {"", 1, func(id string) { b.s.DeleteMessage(b.reply(id)); b.reply(id) }, nil},
		"nothing":      {"lost", 0, func(string) {}, nil},
		"all deleted":  {"lost", 0, func(id string) { b.s.DeleteMessage(b.reply(id)) }, nil},
		"another's": {"lost", 0, func(id string) {
			m, _ := b.s.Message(id)
			b.s.SendMessage(b.s.Asker(), m.ChannelID, "I know", discordtest.ReplyTo(m))
		}, nil},
		"two replies": {"doubled", 2, func(id string) { b.reply(id); b.reply(id) }, nil},

		"no response": {"unheard", 0, nil, func(*discordtest.Handle) {}},
		"deferred":    {"unfinished", 0, nil, func(h *discordtest.Handle) { b.respond(h, `{"type":5}`) }},
		"responded":   {"", 1, nil, func(h *discordtest.Handle) { b.respond(h, `{"type":4,"data":`+done+`}`) }},
		"edited, twice": {"", 1, nil, func(h *discordtest.Handle) {
			b.respond(h, `{"type":5}`)
			b.webhook("PATCH", h, "/messages/@original", done)
			b.webhook("PATCH", h, "/messages/@original", done)
		}},
		"followed up": {"doubled", 2, nil, func(h *discordtest.Handle) {
			b.respond(h, `{"type":4,"data":`+done+`}`)
			b.webhook("POST", h, "", done)
		}},
		"in the channel": {"", 1, nil, func(h *discordtest.Handle) {
			b.respond(h, `{"type":5}`)
			h.Expire()
			b.nonce(h.ID, "")
		}},
		"in the channel too": {"doubled", 2, nil, func(h *discordtest.Handle) {
			b.respond(h, `{"type":4,"data":`+done+`}`)
			original, _ := h.Original()
			b.reply(original.ID)
		}},
		"response deleted": {"lost", 0, nil, func(h *discordtest.Handle) {
			b.respond(h, `{"type":4,"data":`+done+`}`)
			b.webhook("DELETE", h, "/messages/@original", "")
		}},
	}
}

// TestTally: what became of each question, however it was answered.
func TestTally(t *testing.T) {
	t.Parallel()
	s := discordtest.New(t)
	fates := scribe{t, s}.fates()
	want, lists, answered := discordtest.Tally{Asked: len(fates)}, map[string][]string{}, []string{}
	var ids []string
	for name, fate := range fates {
		id := ""
		if fate.message != nil {
			id = s.SendMessage(s.Asker(), s.Channel().ID, name).ID
			fate.message(id)
		} else {
			h := s.SendInteraction(unregistered(s))
			id = h.ID
			fate.slash(h)
		}
		ids = append(ids, id)
		lists[fate.of] = append(lists[fate.of], id)
		if fate.answers > 0 {
			answered = append(answered, id)
		}
		if got := s.Answers(id); len(got) != fate.answers {
			t.Errorf("%s: %d answers, want %d", name, len(got), fate.answers)
		}
	}
	want.Answered, want.Lost, want.Doubled = len(lists[""]), lists["lost"], lists["doubled"]
	want.Unfinished, want.Unheard = lists["unfinished"], lists["unheard"]
	got := s.Tally(ids...)
	if fmt.Sprintf("%+v", got) != fmt.Sprintf("%+v", want) || got.Clean() {
		t.Errorf("got %+v\nwant %+v", got, want)
	}
	if text := got.String(); !strings.HasPrefix(text, "16 asked, 7 answered once, 4 lost (") || !strings.Contains(text, "3 doubled") {
		t.Errorf("reads %s", text)
	}
	s.WaitAnswered(answered...)
}

func TestTallyComplains(t *testing.T) {
	t.Parallel()
	s, told := start(t, discordtest.Config{Deadline: time.Millisecond, AckWithin: time.Nanosecond})
	s.WaitAnswered(s.SendInteraction(unregistered(s)).ID) // nobody can acknowledge it any more
	if told.count() != 0 {
		t.Errorf("failures %v", s.Failures())
	}
	s.WaitAnswered(s.SendMessage(s.Asker(), s.Channel().ID, "hello?").ID)
	if s.Tally("1"); told.count() != 2 {
		t.Errorf("failures %v, want one of the wait and one of the unknown id", s.Failures())
	}
}

// answerer is a bot that answers everything in the simplest way.
type answerer struct {
	s      *discordtest.Server
	client *http.Client
	heard  map[string]int // events by question
	work   sync.WaitGroup
}

// run answers until the connection ends; what it cannot do is left to the tally.
func (a *answerer) run(ws *websocket.Conn) {
	defer a.work.Wait()
	for {
		var f frame
		if ws.ReadJSON(&f) != nil {
			return
		}
		var e struct {
			ID, Token string
			Author    struct{ Bot bool }
		}
		_ = json.Unmarshal(f.D, &e) // other events have other shapes
		switch {
		case f.T == "MESSAGE_CREATE" && !e.Author.Bot:
			a.heard[e.ID]++
			a.work.Go(func() {
				a.send("POST", "/channels/"+a.s.Channel().ID+"/messages", `{"content":"x","nonce":"a1-`+e.ID+`","enforce_nonce":true,`+quiet+`}`)
			})
		case f.T == "INTERACTION_CREATE":
			a.heard[e.ID]++
			a.work.Go(func() {
				a.send("POST", "/interactions/"+e.ID+"/"+e.Token+"/callback", `{"type":5}`)
				a.send("PATCH", "/webhooks/"+a.s.ApplicationID()+"/"+e.Token+"/messages/@original", `{"content":"x",`+quiet+`}`)
			})
		}
	}
}

func (a *answerer) send(method, path, body string) {
	r, err := http.NewRequest(method, a.s.URL()+"/api/v9"+path, strings.NewReader(body))
	if err != nil {
		return
	}
	r.Header.Set("Authorization", "Bot "+a.s.Token())
	if response, err := a.client.Do(r); err == nil {
		_, _ = io.Copy(io.Discard, response.Body)
		_ = response.Body.Close()
	}
}

// TestThousandQuestions: three bots at once hear each of a thousand questions,
// asked by many people at the same time, and answer it together once.
func TestThousandQuestions(t *testing.T) {
	t.Parallel()
	s := discordtest.New(t)
	client := &http.Client{Transport: &http.Transport{MaxConnsPerHost: 32, MaxIdleConnsPerHost: 32}}
	defer client.CloseIdleConnections()
	var bots []*answerer
	var running sync.WaitGroup
	for range 3 {
		c, _ := connect(t, s, allIntents)
		a := &answerer{s: s, client: client, heard: map[string]int{}}
		bots = append(bots, a)
		running.Go(func() { a.run(c.ws) })
	}
	const askers, each = 10, 100
	asked := make([][]string, askers)
	var asking sync.WaitGroup
	for n := range askers {
		asking.Go(func() {
			who := s.AddUser(discordtest.User{})
			for i := range each {
				if i%4 == 0 {
					asked[n] = append(asked[n], s.SendInteraction(unregistered(s)).ID)
				} else {
					asked[n] = append(asked[n], s.SendMessage(who, s.Channel().ID, fmt.Sprint("question ", i)).ID)
				}
			}
		})
	}
	asking.Wait()
	all := slices.Concat(asked...)
	s.WaitAnswered(all...)
	s.CloseGateway(4000, "enough")
	running.Wait()
	if got := s.Tally(all...); got.Answered != askers*each || !got.Clean() {
		t.Error(got)
	}
	for i, a := range bots {
		for _, id := range all {
			if a.heard[id] != 1 {
				t.Errorf("bot %d heard of %s %d times", i, id, a.heard[id])
			}
		}
	}
	s.Forget(time.Now().Add(time.Hour))
	if left := len(s.Messages(s.Channel().ID)) + len(s.Requests()); left != 0 {
		t.Errorf("%d messages and requests left", left)
	}
}

// TestForget: what is younger stays.
func TestForget(t *testing.T) {
	t.Parallel()
	var clock discordtest.Clock
	s, told := start(t, discordtest.Config{Now: clock.Now})
	ask := func() (discordtest.Message, *discordtest.Handle) {
		m, h := s.SendMessage(s.Asker(), s.Channel().ID, "old"), s.SendInteraction(unregistered(s))
		s.React(s.Asker(), m.ID, "👍")
		request(t, s, "POST", handlePath{h}.callback(), `{"type":5}`)
		return m, h
	}
	ask()
	clock.Advance(time.Hour)
	between := clock.Now()
	clock.Advance(time.Hour)
	m, h := ask()
	s.Forget(between)
	if got := s.Messages(s.Channel().ID); len(got) != 2 || got[0].ID != m.ID || len(s.Reactions(m.ID)) != 1 {
		t.Errorf("left are %+v", got)
	}
	if got := s.Tally(m.ID, h.ID); len(got.Lost) != 1 || len(got.Unfinished) != 1 {
		t.Error(got)
	}
	if status, _ := request(t, s, "GET", "/webhooks/"+s.ApplicationID()+"/"+h.Token+"/messages/@original", ""); status != 200 || told.count() != 0 {
		t.Errorf("the younger response: %d, failures %v", status, s.Failures())
	}
}
