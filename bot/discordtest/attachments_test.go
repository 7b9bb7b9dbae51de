package discordtest_test

import (
	"bytes"
	"encoding/json"
	"io"
	"mime/multipart"
	"net/http"
	"strings"
	"testing"

	"footnote/bot/discordtest"
)

// upload sends JSON with files by the names of their parts, and returns the status
// and the body.
func upload(t *testing.T, s *discordtest.Server, method, path, payload string, files map[string]string) (int, string) {
	t.Helper()
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	err := w.WriteField("payload_json", payload)
	for part, data := range files {
		to, problem := w.CreateFormFile(part, "name of "+part)
		if problem == nil {
			_, problem = io.WriteString(to, data)
		}
		if problem != nil {
			t.Fatal(problem)
		}
	}
	if err != nil || w.Close() != nil {
		t.Fatal("body not written")
	}
	r, err := http.NewRequest(method, s.URL()+"/api/v9"+path, &body)
	if err != nil {
		t.Fatal(err)
	}
	status, data := exchange(t, r, "Bot "+s.Token(), w.FormDataContentType())
	return status, string(data)
}

// TestAttachments: files are what the JSON beside them says, and what it names is
// there.
func TestAttachments(t *testing.T) {
	t.Parallel()
	two := map[string]string{"files[0]": "zero", "files[1]": "one"}
	for name, c := range map[string]struct {
		payload string
		files   map[string]string
		status  int
		fails   bool // whether the test is told, where Discord's description is there
	}{
		"described":     {`{"attachments":[{"id":"1","description":"of one"}],` + quiet + `}`, two, 200, false},
		"no such file":  {`{"content":"x","attachments":[{"id":"2"}],` + quiet + `}`, two, 400, false},
		"no file":       {`{"content":"x","attachments":[{"id":"0"}],` + quiet + `}`, nil, 400, false},
		"long text":     {`{"attachments":[{"id":"0","description":"` + strings.Repeat("x", 1025) + `"}],` + quiet + `}`, two, 400, true},
		"unknown part":  {`{"content":"x",` + quiet + `}`, map[string]string{"file": "x"}, 400, false},
		"large file":    {`{` + quiet + `}`, map[string]string{"files[0]": strings.Repeat("x", 10<<20+1)}, 400, false},
		"no allowance":  {`{}`, two, 200, true},
		"unknown field": {`{"attachments":[{"id":"0","alt":"x"}],` + quiet + `}`, two, 200, true},
	} {
		t.Run(name, func(t *testing.T) {
			s := discordtest.New(nil) // which keeps failures
			defer s.Close()
			status, body := upload(t, s, "POST", "/channels/"+s.Channel().ID+"/messages", c.payload, c.files)
			s.Checked()
			if status != c.status {
				t.Errorf("%d %s", status, body)
			}
			if failures := s.Failures(); discordtest.BodiesChecked() == nil && c.fails != (len(failures) > 0) {
				t.Errorf("failures %v", failures)
			}
		})
	}
}

// TestAttachmentsStay: an edit keeps the attachments that it lists, and no others.
func TestAttachmentsStay(t *testing.T) {
	t.Parallel()
	s := discordtest.New(t)
	path := "/channels/" + s.Channel().ID + "/messages"
	two := map[string]string{"files[0]": "zero", "files[1]": "one"}
	status, body := upload(t, s, "POST", path, `{"attachments":[{"id":"1"},{"id":"0","filename":"0.png","description":"of zero"}],`+quiet+`}`, two)
	var m discordtest.Message
	if err := json.Unmarshal([]byte(body), &m); err != nil || status != 200 {
		t.Fatalf("%d %s", status, body)
	}
	kept := s.Messages(m.ChannelID)[0].Attachments
	if len(kept) != 2 || kept[0].Filename != "0.png" || kept[0].Description != "of zero" || string(kept[1].Data) != "one" || kept[1].Filename != "name of files[1]" {
		t.Errorf("attachments %+v", kept)
	}
	edit := `{"attachments":[{"id":"` + kept[1].ID + `"},{"id":"0","description":"new"}],` + quiet + `}`
	for range 2 { // a repetition adds nothing
		if status, body := upload(t, s, "PATCH", path+"/"+m.ID, edit, map[string]string{"files[0]": "new"}); status != 200 {
			t.Fatalf("%d %s", status, body)
		}
	}
	got := s.Messages(m.ChannelID)[0].Attachments
	if len(got) != 2 || got[0].ID != kept[1].ID || string(got[1].Data) != "new" || got[1].Description != "new" {
		t.Errorf("after the edits: %+v", got)
	}
	closed := s.AddChannel(discordtest.Channel{GuildID: s.Guild().ID, Name: "closed", Permissions: discordtest.PermAll &^ discordtest.PermAttachFiles})
	for _, files := range []map[string]string{two, nil} {
		want := 200
		if files != nil {
			want = 403
		}
		if status, body := upload(t, s, "POST", "/channels/"+closed.ID+"/messages", `{"content":"x",`+quiet+`}`, files); status != want {
			t.Errorf("where no files may be attached: %d %s", status, body)
		}
	}
}
