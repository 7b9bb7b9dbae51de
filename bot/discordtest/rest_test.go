package discordtest_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"footnote/bot/discordtest"
)

const quiet = `"allowed_mentions":{"parse":[]}`

func TestNonceMakesOneMessage(t *testing.T) {
	t.Parallel()
	s := discordtest.New(t)
	path := "/channels/" + s.Channel().ID + "/messages"
	body := `{"content":"once","nonce":"a1-1","enforce_nonce":true,` + quiet + `}`
	_, first := request(t, s, "POST", path, body)
	_, second := request(t, s, "POST", path, body)
	if first["id"] != second["id"] || first["nonce"] != "a1-1" {
		t.Errorf("ids %v and %v, nonce %v", first["id"], second["id"], first["nonce"])
	}
	if got := len(s.Messages(s.Channel().ID)); got != 1 {
		t.Errorf("%d messages, want 1", got)
	}
	s.DeleteMessage(first["id"].(string))
	if status, got := request(t, s, "POST", path, body); status != 404 || got["code"] != 10008.0 {
		t.Errorf("after deletion %d %v, want 404 10008", status, got)
	}
	s.ForgetNonces()
	if status, _ := request(t, s, "POST", path, body); status != 200 {
		t.Errorf("after the window %d, want 200", status)
	}
}

func TestMessageErrors(t *testing.T) {
	t.Parallel()
	s := discordtest.Start(t, discordtest.Config{AnyBody: true})
	quietly := s.AddChannel(discordtest.Channel{GuildID: s.Guild().ID, Permissions: discordtest.PermViewChannel})
	hidden := s.AddChannel(discordtest.Channel{GuildID: s.Guild().ID, MissingAll: true})
	forum := s.AddChannel(discordtest.Channel{GuildID: s.Guild().ID, Type: discordtest.ForumChannel})
	theirs := s.SendMessage(s.Asker(), s.Channel().ID, "mine")
	here := "/channels/" + s.Channel().ID + "/messages"
	button := `{"type":2,"style":1,"label":"x","custom_id":"a"}`
	cases := map[string]struct {
		method, path, body string
		status, code       int
		inErrors           string
	}{
		"2001 code points":   {"POST", here, `{"content":"` + strings.Repeat("ö", 2001) + `",` + quiet + `}`, 400, 50035, "content BASE_TYPE_MAX_LENGTH"},
		"2000 code points":   {"POST", here, `{"content":"` + strings.Repeat("ö", 2000) + `",` + quiet + `}`, 200, 0, ""},
		"empty":              {"POST", here, `{"content":" ",` + quiet + `}`, 400, 50006, ""},
		"broken JSON":        {"POST", here, `{"content"`, 400, 50109, ""},
		"long nonce":         {"POST", here, `{"content":"x","nonce":"12345678901234567890123456",` + quiet + `}`, 400, 50035, "nonce"},
		"reply to nothing":   {"POST", here, `{"content":"x","message_reference":{"message_id":"1"},` + quiet + `}`, 400, 50035, "REPLIES_UNKNOWN_MESSAGE"},
		"soft reply":         {"POST", here, `{"content":"x","message_reference":{"message_id":"1","fail_if_not_exists":false},` + quiet + `}`, 200, 0, ""},
		"double custom_id":   {"POST", here, `{"content":"x","components":[{"type":1,"components":[` + button + `,` + button + `]}],` + quiet + `}`, 400, 50035, "COMPONENT_CUSTOM_ID_DUPLICATED"},
		"bare button":        {"POST", here, `{"content":"x","components":[` + button + `],` + quiet + `}`, 400, 50035, "UNION_TYPE_CHOICES"},
		"link without url":   {"POST", here, `{"components":[{"type":1,"components":[{"type":2,"style":5,"label":"x"}]}],` + quiet + `}`, 400, 50035, "url BASE_TYPE_REQUIRED"},
		"menu of nothing":    {"POST", here, `{"components":[{"type":1,"components":[{"type":3,"custom_id":"x"}]}],` + quiet + `}`, 400, 50035, "options BASE_TYPE_BAD_LENGTH"},
		"long custom_id":     {"POST", here, `{"components":[{"type":1,"components":[{"type":2,"style":1,"label":"x","custom_id":"` + strings.Repeat("x", 101) + `"}]}],` + quiet + `}`, 400, 50035, "custom_id BASE_TYPE_MAX_LENGTH"},
		"content and CV2":    {"POST", here, `{"content":"x","flags":32768,"components":[{"type":10,"content":"y"}],` + quiet + `}`, 400, 50035, "LEGACY_FIELDS"},
		"CV2 alone":          {"POST", here, `{"flags":32768,"components":[{"type":10,"content":"y"}],` + quiet + `}`, 200, 0, ""},
		"embeds of 6001":     {"POST", here, `{"embeds":[{"description":"` + strings.Repeat("x", 4000) + `"},{"description":"` + strings.Repeat("x", 2001) + `"}],` + quiet + `}`, 400, 50035, "MAX_EMBED_SIZE_EXCEEDED"},
		"no permission":      {"POST", "/channels/" + quietly.ID + "/messages", `{"content":"x",` + quiet + `}`, 403, 50013, ""},
		"no access":          {"POST", "/channels/" + hidden.ID + "/messages", `{"content":"x",` + quiet + `}`, 403, 50001, ""},
		"into a forum":       {"POST", "/channels/" + forum.ID + "/messages", `{"content":"x",` + quiet + `}`, 400, 50008, ""},
		"no such channel":    {"POST", "/channels/1/messages", `{"content":"x",` + quiet + `}`, 404, 10003, ""},
		"edit of another's":  {"PATCH", here + "/" + theirs.ID, `{"content":"x",` + quiet + `}`, 403, 50005, ""},
		"no such message":    {"PATCH", here + "/1", `{"content":"x",` + quiet + `}`, 404, 10008, ""},
		"limit of 101":       {"GET", here + "?limit=101", "", 400, 50035, "limit"},
		"reaction with text": {"PUT", here + "/" + theirs.ID + "/reactions/no/@me", "", 400, 10014, ""},
		"unknown recipient":  {"POST", "/users/@me/channels", `{"recipient_id":"1"}`, 400, 50033, ""},
	}
	for name, test := range cases {
		t.Run(name, func(t *testing.T) {
			status, body := request(t, s, test.method, test.path, test.body)
			code, _ := body["code"].(float64)
			if status != test.status || int(code) != test.code {
				t.Errorf("got %d %v, want %d %d", status, body, test.status, test.code)
			}
			errs, err := json.Marshal(body["errors"])
			if err != nil {
				t.Fatal(err)
			}
			for _, want := range strings.Fields(test.inErrors) {
				if !strings.Contains(string(errs), want) {
					t.Errorf("errors %s do not name %s", errs, want)
				}
			}
		})
	}
}

// TestComplaints are the requests that must fail the test of a bot.
func TestComplaints(t *testing.T) {
	t.Parallel()
	cases := map[string]struct {
		method, path, body string
		complaints         int
	}{
		"unknown request":         {"GET", "/stickers/1", "", 1},
		"not under the API":       {"GET", "/../nonsense", "", 1},
		"no allowed_mentions":     {"POST", "/channels/C/messages", `{"content":"x"}`, 1},
		"parse is null":           {"POST", "/channels/C/messages", `{"content":"x","allowed_mentions":{"parse":null}}`, 1},
		"parse is absent":         {"POST", "/channels/C/messages", `{"content":"x","allowed_mentions":{}}`, 1},
		"parse names users":       {"POST", "/channels/C/messages", `{"content":"x","allowed_mentions":{"parse":["users"]}}`, 1},
		"edit without":            {"PATCH", "/channels/C/messages/1", `{"content":"x"}`, 1},
		"callback without":        {"POST", "/interactions/I/T/callback", `{"type":4,"data":{"content":"x"}}`, 1},
		"deferral without":        {"POST", "/interactions/I/T/callback", `{"type":5}`, 0},
		"message with empty list": {"POST", "/channels/C/messages", `{"content":"x","allowed_mentions":{"parse": [ ]}}`, 0},
	}
	for name, test := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, told := start(t, discordtest.Config{})
			i := discordtest.Slash(s.Asker(), s.Channel().ID, "x")
			i.Unregistered = true
			h := s.SendInteraction(i)
			path := strings.NewReplacer("/C/", "/"+s.Channel().ID+"/", "/I/T/", "/"+h.ID+"/"+h.Token+"/").Replace(test.path)
			request(t, s, test.method, path, test.body)
			if got := told.count(); got != test.complaints || len(s.Failures()) != got {
				t.Errorf("%d complaints %v, want %d", got, s.Failures(), test.complaints)
			}
		})
	}
}

func TestListWindows(t *testing.T) {
	t.Parallel()
	s := discordtest.New(t)
	var ids []string
	for i := range 5 {
		ids = append(ids, s.SendMessage(s.Asker(), s.Channel().ID, fmt.Sprint(i)).ID)
	}
	old := s.SendMessage(s.Asker(), s.Channel().ID, "old", discordtest.SentAt(time.Now().Add(-time.Hour)))
	for query, want := range map[string]string{
		"":                                  "4 3 2 1 0 old",
		"?limit=2":                          "4 3",
		"?limit=2&after=" + ids[0]:          "2 1",
		"?limit=2&before=" + ids[3]:         "2 1",
		"?limit=3&around=" + ids[2]:         "3 2 1",
		"?limit=100&after=" + old.ID:        "4 3 2 1 0",
		"?after=" + ids[4]:                  "",
		"?limit=1&after=0":                  "old",
		"?limit=100&before=" + old.ID + "&": "",
	} {
		_, data := send(t, s, "Bot "+s.Token(), "GET", "/channels/"+s.Channel().ID+"/messages"+query, "")
		var messages []struct{ Content string }
		if err := json.Unmarshal(data, &messages); err != nil {
			t.Fatalf("%s: %v", data, err)
		}
		var got []string
		for _, m := range messages {
			got = append(got, m.Content)
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%s: %v, want %s", query, got, want)
		}
	}
	s.SetChannel(discordtest.Channel{ID: s.Channel().ID, GuildID: s.Guild().ID, Permissions: discordtest.PermViewChannel})
	if _, data := send(t, s, "Bot "+s.Token(), "GET", "/channels/"+s.Channel().ID+"/messages", ""); string(data) != "[]" {
		t.Errorf("without the right to read history: %s, want an empty list", data)
	}
}

func TestCommandsComeBackFilledIn(t *testing.T) {
	t.Parallel()
	s := discordtest.Start(t, discordtest.Config{AnyBody: true})
	global := "/applications/" + s.ApplicationID() + "/commands"
	local := "/applications/" + s.ApplicationID() + "/guilds/" + s.Guild().ID + "/commands"
	body := `[{"name":"ask","description":"Ask","description_localizations":{"de":"Frag"},
		"options":[{"type":3,"name":"q","description":"What","required":false}]}]`
	put := func(path string) map[string]any {
		t.Helper()
		_, data := send(t, s, "Bot "+s.Token(), "PUT", path, body)
		var list []map[string]any
		if err := json.Unmarshal(data, &list); err != nil || len(list) != 1 {
			t.Fatalf("PUT %s: %v %s", path, err, data)
		}
		return list[0]
	}
	first, second := put(global), put(global)
	if first["id"] != second["id"] || first["version"] != second["version"] {
		t.Errorf("an unchanged command changed: %v then %v", first, second)
	}
	for name, want := range map[string]any{"type": 1.0, "nsfw": false, "dm_permission": true, "application_id": s.ApplicationID(),
		"default_member_permissions": nil, "name_localizations": nil, "contexts": nil} {
		if got, there := first[name]; !there || got != want {
			t.Errorf("%s is %v, want %v", name, got, want)
		}
	}
	if _, there := put(local)["dm_permission"]; there {
		t.Error("a guild command has dm_permission")
	}
	_, data := send(t, s, "Bot "+s.Token(), "GET", global, "")
	_, full := send(t, s, "Bot "+s.Token(), "GET", global+"?with_localizations=true", "")
	if strings.Contains(string(data), "Frag") || !strings.Contains(string(full), "Frag") {
		t.Errorf("localisations: %s without asking, %s with", data, full)
	}
	if c := s.WaitCommand(s.Guild().ID, "ask"); c.GuildID != s.Guild().ID || !strings.Contains(string(c.Raw), "Frag") {
		t.Errorf("registered %+v", c)
	}
	for name, bad := range map[string]string{
		"upper case":          `[{"name":"Ask","description":"x"}]`,
		"no description":      `[{"name":"ask"}]`,
		"twice":               `[{"name":"a","description":"x"},{"name":"a","description":"x"}]`,
		"unknown locale":      `[{"name":"a","description":"x","name_localizations":{"de-DE":"b"}}]`,
		"required after":      `[{"name":"a","description":"x","options":[{"type":3,"name":"b","description":"x"},{"type":3,"name":"c","description":"x","required":true}]}]`,
		"described target":    `[{"name":"a","type":3,"description":"x"}]`,
		"unknown option type": `[{"name":"a","description":"x","options":[{"type":0,"name":"b","description":"x"}]}]`,
	} {
		if status, got := request(t, s, "PUT", global, bad); status != 400 || got["code"] != 50035.0 {
			t.Errorf("%s: %d %v, want 400 50035", name, status, got)
		}
	}
	if status, _ := request(t, s, "PUT", "/applications/1/commands", "[]"); status != 403 {
		t.Errorf("another application's commands: %d, want 403", status)
	}
}
