package discordtest_test

import (
	"fmt"
	"strings"
	"testing"

	"footnote/bot/discordtest"
)

// pressed is a fake with a button in a channel and a press of it.
func pressed(t *testing.T) (*discordtest.Server, discordtest.Message, *discordtest.Handle) {
	t.Helper()
	s := discordtest.New(t)
	_, made := request(t, s, "POST", "/channels/"+s.Channel().ID+"/messages", `{"content":"Helpful?",`+quiet+`,
		"components":[{"type":1,"components":[{"type":2,"style":1,"label":"yes","custom_id":"v1|yes"}]}]}`)
	m, there := s.Message(made["id"].(string))
	if !there {
		t.Fatalf("no message in %v", made)
	}
	return s, m, s.SendInteraction(discordtest.Press(s.Asker(), m, "v1|yes"))
}

func (h handlePath) callback() string { return "/interactions/" + h.ID + "/" + h.Token + "/callback" }

type handlePath struct{ *discordtest.Handle }

func TestCallbackOnce(t *testing.T) {
	t.Parallel()
	s, m, h := pressed(t)
	path := handlePath{h}.callback()
	if status, body := request(t, s, "POST", "/interactions/1/"+h.Token+"/callback", `{"type":6}`); status != 404 || body["code"] != 10062.0 {
		t.Errorf("unknown interaction: %d %v", status, body)
	}
	original := "/webhooks/" + s.ApplicationID() + "/" + h.Token + "/messages/@original"
	if status, body := request(t, s, "PATCH", original, `{"content":"x",`+quiet+`}`); status != 404 || body["code"] != 10015.0 {
		t.Errorf("edit before the response: %d %v, want 404 10015", status, body)
	}
	if status, _ := request(t, s, "POST", path, `{"type":8,"data":{"choices":[]}}`); status != 400 {
		t.Errorf("choices for a button: %d, want 400", status)
	}
	status, body := request(t, s, "POST", path+"?with_response=true", `{"type":7,"data":{"content":"Thanks",`+quiet+`}}`)
	if status != 200 || fmt.Sprint(body["resource"]) == "<nil>" {
		t.Errorf("update: %d %v", status, body)
	}
	if got, _ := s.Message(m.ID); got.Content != "Thanks" || fmt.Sprint(got.History) != "[Helpful? Thanks]" {
		t.Errorf("the message says %q after %q", got.Content, got.History)
	}
	if status, body := request(t, s, "POST", path, `{"type":6}`); status != 400 || body["code"] != 40060.0 {
		t.Errorf("second response: %d %v, want 400 40060", status, body)
	}
	h.Expire()
	if status, body := request(t, s, "PATCH", original, `{"content":"x",`+quiet+`}`); status != 401 || body["code"] != 50027.0 {
		t.Errorf("edit after the end: %d %v, want 401 50027", status, body)
	}
}

func TestDeferralIsReplacedByTheFirstFollowup(t *testing.T) {
	t.Parallel()
	s, _, h := pressed(t)
	request(t, s, "POST", handlePath{h}.callback(), `{"type":5}`)
	webhook := "/webhooks/" + s.ApplicationID() + "/" + h.Token
	_, first := request(t, s, "POST", webhook, `{"content":"one",`+quiet+`}`)
	_, second := request(t, s, "POST", webhook+"?wait=true", `{"content":"two",`+quiet+`}`)
	original, _ := h.Original()
	if original.ID != first["id"] || original.Content != "one" {
		t.Errorf("original %+v, want the first follow-up %v", original, first["id"])
	}
	if followups := h.Followups(); len(followups) != 1 || followups[0].ID != second["id"] {
		t.Errorf("follow-ups %+v", followups)
	}
	if status, _ := request(t, s, "DELETE", webhook+"/messages/@original", ""); status != 204 {
		t.Errorf("delete: %d", status)
	}
	s.WaitGone(original.ID)
	if status, body := request(t, s, "GET", webhook+"/messages/@original", ""); status != 404 || body["code"] != 10008.0 {
		t.Errorf("get what is gone: %d %v", status, body)
	}
}

func TestModal(t *testing.T) {
	t.Parallel()
	s, _, h := pressed(t)
	c, _ := connect(t, s, allIntents)
	status, body := request(t, s, "POST", handlePath{h}.callback(), `{"type":9,"data":{"custom_id":"why","title":"Why?",
		"components":[{"type":1,"components":[{"type":4,"custom_id":"text","label":"Why","style":2}]}]}}`)
	if status != 204 {
		t.Fatalf("modal: %d %v", status, body)
	}
	if r := h.WaitResponse(); r.CustomID != "why" || r.Title != "Why?" {
		t.Errorf("response %+v", r)
	}
	s.SendInteraction(discordtest.Submit(s.Asker(), s.Channel().ID, "why", map[string]string{"text": "because"}))
	if data := string(c.expect("INTERACTION_CREATE").D); !strings.Contains(data, `"value":"because"`) {
		t.Errorf("submitted %s", data)
	}
}

// TestImpossible are the things that nobody can do at Discord.
func TestImpossible(t *testing.T) {
	t.Parallel()
	s, told := start(t, discordtest.Config{Deadline: 1}) // no wait can succeed later
	request(t, s, "PUT", "/applications/"+s.ApplicationID()+"/guilds/"+s.Guild().ID+"/commands",
		`[{"name":"ask","description":"x","options":[{"type":3,"name":"q","description":"x"}]}]`)
	here := s.Channel().ID
	m := s.SendMessage(s.Asker(), here, "no button")
	cases := []struct {
		name string
		what discordtest.Interaction
	}{
		{"unregistered command", discordtest.Slash(s.Asker(), here, "aks")},
		{"guild command in a direct message", discordtest.Slash(s.Asker(), s.DM(s.Asker()).ID, "ask")},
		{"unknown option", discordtest.Slash(s.Asker(), here, "ask", discordtest.Option{Name: "x", Value: 1})},
		{"no autocomplete", discordtest.Autocomplete(s.Asker(), here, "ask", "q", "x")},
		{"no such button", discordtest.Press(s.Asker(), m, "x")},
		{"no such modal", discordtest.Submit(s.Asker(), here, "x", nil)},
	}
	for _, test := range cases {
		before := told.count()
		s.SendInteraction(test.what)
		if told.count() == before {
			t.Errorf("%s: no complaint", test.name)
		}
	}
	before := told.count()
	s.SendInteraction(discordtest.Slash(s.Asker(), here, "ask", discordtest.Option{Name: "q", Value: "fine"}))
	if told.count() != before {
		t.Errorf("complaints about a possible command: %v", s.Failures()[before:])
	}
}

func TestLateAcknowledgement(t *testing.T) {
	t.Parallel()
	s, _ := start(t, discordtest.Config{AckWithin: 1})
	asked := discordtest.Slash(s.Asker(), s.Channel().ID, "ask")
	asked.Unregistered = true
	h := s.SendInteraction(asked)
	if status, body := request(t, s, "POST", handlePath{h}.callback(), `{"type":5}`); status != 404 || body["code"] != 10062.0 {
		t.Errorf("late: %d %v, want 404 10062", status, body)
	}
	if h.Responded() {
		t.Error("a late response counts")
	}
}
