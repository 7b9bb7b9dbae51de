package discordtest_test

import (
	"strings"
	"testing"

	"footnote/bot/discordtest"
)

// TestBodiesAreChecked: a request that Discord's own description does not allow
// fails the test, whether it takes effect or not.
func TestBodiesAreChecked(t *testing.T) {
	t.Parallel()
	if err := discordtest.BodiesChecked(); err != nil {
		t.Skip(err)
	}
	const command = `{"type":1,"name":"ask","description":"x","name_localizations":{"de":"fragen"}`
	for name, test := range map[string]struct{ method, path, body, want string }{
		"message":                  {"POST", "/channels/C/messages", `{"content":"x","flags":4,"nonce":"a1-1","enforce_nonce":true,` + quiet + `}`, ""},
		"reply":                    {"POST", "/channels/C/messages", `{"content":"x","message_reference":{"message_id":"5","channel_id":"6","fail_if_not_exists":false},` + quiet + `}`, ""},
		"unknown field":            {"POST", "/channels/C/messages", `{"content":"x","contents":"y",` + quiet + `}`, "'contents'"},
		"unknown field, deep":      {"POST", "/channels/C/messages", `{"content":"x","allowed_mentions":{"parse":[],"repliedUser":true}}`, "repliedUser"},
		"wrong type":               {"PATCH", "/channels/C/messages/1", `{"content":5,` + quiet + `}`, "content"},
		"embed too many":           {"POST", "/channels/C/messages", `{"embeds":[{},{},{},{},{},{},{},{},{},{},{}],` + quiet + `}`, "embeds"},
		"no body":                  {"POST", "/channels/C/messages", ``, "requestBody"},
		"body where none belongs":  {"POST", "/channels/C/typing", `{"x":1}`, "does not declare"},
		"query":                    {"GET", "/channels/C/messages?limit=100&after=5", ``, ""},
		"limit in query":           {"GET", "/channels/C/messages?limit=101", ``, "100"},
		"unknown query":            {"GET", "/channels/C/messages?since=5", ``, "since"},
		"id that is none":          {"GET", "/channels/general/messages", ``, "channel_id"},
		"deferral":                 {"POST", "/interactions/I/T/callback", `{"type":5}`, ""},
		"unknown response":         {"POST", "/interactions/I/T/callback", `{"type":55}`, "type"},
		"unknown field, response":  {"POST", "/interactions/I/T/callback", `{"type":4,"data":{"content":"x","nonce":"y",` + quiet + `}}`, "nonce"},
		"choices":                  {"POST", "/interactions/I/T/callback", `{"type":8,"data":{"choices":[{"name":"a","value":"b"}]}}`, ""},
		"edit of a response":       {"PATCH", "/webhooks/A/T/messages/@original", `{"content":"x","flags":4,` + quiet + `}`, ""},
		"nonce of an edit":         {"PATCH", "/webhooks/A/T/messages/@original", `{"content":"x","nonce":"y",` + quiet + `}`, "nonce"},
		"follow-up":                {"POST", "/webhooks/A/T", `{"content":"x","flags":64,` + quiet + `}`, ""},
		"commands":                 {"PUT", "/applications/A/commands", `[` + command + `}]`, ""},
		"option of another kind":   {"PUT", "/applications/A/commands", `[` + command + `,"options":[{"type":3,"name":"q","description":"x","channel_types":null}]}]`, "channel_types"},
		"localisation of 33 signs": {"PUT", "/applications/A/commands", `[{"name":"ask","name_localizations":{"de":"` + strings.Repeat("x", 33) + `"}}]`, "name_localizations"},
	} {
		for _, fault := range []string{"", "faulty "} {
			t.Run(fault+name, func(t *testing.T) {
				s := discordtest.New(nil)
				defer s.Close()
				if fault != "" {
					s.Fault(discordtest.Fault{Action: discordtest.CutBefore})
				}
				i := discordtest.Slash(s.Asker(), s.Channel().ID, "x")
				i.Unregistered = true
				h := s.SendInteraction(i)
				path := strings.NewReplacer("/C/", "/"+s.Channel().ID+"/", "/I/", "/"+h.ID+"/", "/A/", "/"+s.ApplicationID()+"/",
					"/T/", "/"+h.Token+"/", "/T", "/"+h.Token).Replace(test.path)
				attempt(t, s, test.method, path, test.body)
				if n := s.Checked(); n != 1 {
					t.Errorf("%d requests checked", n)
				}
				text := strings.Join(s.Failures(), "\n")
				if (text == "") != (test.want == "") || !strings.Contains(text, test.want) {
					t.Errorf("failures %q, want %q", text, test.want)
				}
				if strings.Contains(text, h.Token) || text != "" && !strings.Contains(text, test.method+" /") {
					t.Errorf("a token, or no method and path, in %q", text)
				}
			})
		}
	}
}

// TestBodiesUnchecked: the check can be switched off, and tells the test.
func TestBodiesUnchecked(t *testing.T) {
	t.Parallel()
	if err := discordtest.BodiesChecked(); err != nil {
		t.Skip(err)
	}
	for _, any := range []bool{true, false} {
		s, told := start(t, discordtest.Config{AnyBody: any})
		request(t, s, "POST", "/channels/"+s.Channel().ID+"/messages", `{"content":"x","contents":"y",`+quiet+`}`)
		s.Close() // waits for the check
		want := 1
		if any {
			want = 0
		}
		if got := told.count(); got != want || s.Checked() != want {
			t.Errorf("AnyBody %t: the test was told %d times, %d requests checked", any, got, s.Checked())
		}
	}
}
