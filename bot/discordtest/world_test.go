package discordtest_test

import (
	"bytes"
	"encoding/json"
	"mime/multipart"
	"net/http"
	"strings"
	"testing"

	"footnote/bot/discordtest"
)

// TestEvents shows what the sessions hear of what people do.
func TestEvents(t *testing.T) {
	t.Parallel()
	s := discordtest.New(t)
	here, guild := s.Channel().ID, s.Guild().ID
	c, _ := connect(t, s, allIntents)
	m := s.SendMessage(s.Asker(), here, "with a file", discordtest.FromWebhook("77"), discordtest.OfType(7),
		discordtest.WithAttachment(discordtest.Attachment{Filename: "a.txt", Size: 3}))
	role := discordtest.Role{}
	steps := []struct {
		event string
		do    func()
		wants []string
	}{
		{"MESSAGE_CREATE", func() {}, []string{`"webhook_id":"77"`, `"type":7`, `"filename":"a.txt"`, `"guild_id":"` + guild}},
		{"MESSAGE_CREATE", func() { s.Resend(m) }, []string{`"id":"` + m.ID}},
		{"MESSAGE_UPDATE", func() { s.EditMessage(m.ID, "changed "+s.Bot().Mention()) }, []string{"changed", `"mentions":[{"id":"` + s.Bot().ID, `"edited_timestamp":"`}},
		{"MESSAGE_REACTION_ADD", func() { s.React(s.Asker(), m.ID, "👍") }, []string{`"name":"👍"`, m.ID, s.Asker().ID, `"message_author_id":"` + s.Asker().ID}},
		{"MESSAGE_DELETE", func() { s.DeleteMessage(m.ID) }, []string{m.ID, here, guild}},
		{"GUILD_ROLE_CREATE", func() { role = s.AddRole(guild, discordtest.Role{Name: "staff", Permissions: 1 << 5}) }, []string{"staff"}},
		{"CHANNEL_CREATE", func() { s.AddChannel(discordtest.Channel{ID: "5", GuildID: guild, Name: "new"}) }, []string{`"id":"5"`, "new"}},
		{"CHANNEL_UPDATE", func() { s.SetChannel(discordtest.Channel{ID: "5", GuildID: guild, MissingAll: true}) }, []string{`"deny":"9007199254740991"`}},
		{"CHANNEL_DELETE", func() { s.RemoveChannel("5") }, []string{`"id":"5"`}},
		{"INTERACTION_CREATE", func() {
			s.GiveRole(guild, s.Asker().ID, role.ID)
			asked := discordtest.Slash(s.Asker(), here, "ask", discordtest.Option{Name: "n", Value: 4})
			asked.Unregistered, asked.Subcommand, asked.Locale = true, "about", "de"
			s.SendInteraction(asked)
		}, []string{role.ID, `"locale":"de"`, `"guild_locale":"en-US"`, `"options":[{"name":"about","options":[{"name":"n","type":4,"value":4}],"type":1}]`}},
		{"INTERACTION_CREATE", func() {
			asked := discordtest.Slash(s.Asker(), s.DM(s.Asker()).ID, "ask")
			asked.Unregistered = true
			s.SendInteraction(asked).Resend()
		}, []string{`"context":1`, `"user":{"id":"` + s.Asker().ID}},
		{"INTERACTION_CREATE", func() {}, []string{`"context":1`}}, // the same once more
		{"GUILD_CREATE", func() { s.AddGuild(discordtest.Guild{ID: "9", Name: "second"}) }, []string{"second", s.Bot().ID}},
		{"GUILD_DELETE", func() { s.RemoveGuild("9") }, []string{`"id":"9"`}},
	}
	for _, step := range steps {
		step.do()
		data := string(c.expect(step.event).D)
		for _, want := range step.wants {
			if !strings.Contains(data, want) {
				t.Errorf("%s lacks %s: %s", step.event, want, data)
			}
		}
	}
}

// TestBotActs are the small requests of a bot, as the test then sees them.
func TestBotActs(t *testing.T) {
	t.Parallel()
	s := discordtest.New(t)
	here := "/channels/" + s.Channel().ID
	m := s.SendMessage(s.Asker(), s.Channel().ID, "hello")
	emoji := here + "/messages/" + m.ID + "/reactions/%F0%9F%91%80/@me"
	request(t, s, "PUT", emoji, "")
	s.WaitReaction(m.ID, "👀")
	if _, got := request(t, s, "GET", here+"/messages/"+m.ID, ""); got["reactions"] == nil {
		t.Errorf("no reactions in %v", got)
	}
	request(t, s, "DELETE", emoji, "")
	if got := s.Reactions(m.ID); len(got) != 0 {
		t.Errorf("reactions %v after removal", got)
	}
	request(t, s, "POST", here+"/typing", "")
	s.WaitTyping(s.Channel().ID, 1)
	if s.Typing(s.Channel().ID) != 1 {
		t.Errorf("typed %d times, want once", s.Typing(s.Channel().ID))
	}
	_, dm := request(t, s, "POST", "/users/@me/channels", `{"recipient_id":"`+s.Asker().ID+`"}`)
	if dm["id"] != s.DM(s.Asker()).ID {
		t.Errorf("opened %v, want the person's one channel", dm)
	}
	if status, body := request(t, s, "DELETE", here+"/messages/"+m.ID, ""); status != 204 {
		t.Errorf("a moderator deletes: %d %v", status, body)
	}
	_, command := request(t, s, "POST", "/applications/"+s.ApplicationID()+"/commands", `{"name":"one","description":"x"}`)
	if got := s.Commands(""); len(got) != 1 || got[0].ID != command["id"] {
		t.Errorf("commands %+v after POST of %v", got, command)
	}
	if status, _ := request(t, s, "DELETE", "/applications/"+s.ApplicationID()+"/commands/"+s.Commands("")[0].ID, ""); status != 204 || len(s.Commands("")) != 0 {
		t.Errorf("delete the command: %d, left %v", status, s.Commands(""))
	}
}

func TestLookups(t *testing.T) {
	t.Parallel()
	s, _ := start(t, discordtest.Config{NoMessageContent: true})
	guild := "/guilds/" + s.Guild().ID
	s.SendMessage(s.Asker(), s.Channel().ID, "a secret")
	for path, want := range map[string]string{
		"/gateway":                         `"url":"ws://127.0.0.1`,
		"/gateway/bot":                     `"remaining":1000`,
		"/users/@me":                       s.Bot().ID,
		"/users/" + s.Asker().ID:           `"username":"asker"`,
		"/users/1":                         "10013",
		"/users/@me/guilds":                s.Guild().ID,
		"/applications/@me":                `"flags":0`,
		"/oauth2/applications/@me":         `"id":"` + s.ApplicationID(),
		guild:                              `"roles":[`,
		"/guilds/1":                        "10004",
		guild + "/roles":                   "@everyone",
		guild + "/channels":                `"name":"general"`,
		guild + "/threads/active":          `"threads":[]`,
		guild + "/members/" + s.Asker().ID: `"username":"asker"`,
		guild + "/members/1":               "10007",
		"/channels/" + s.Channel().ID:      `"last_message_id":"`,
		"/channels/" + s.Channel().ID + "/messages": `"content":""`,
	} {
		if _, data := send(t, s, "Bot "+s.Token(), "GET", path, ""); !strings.Contains(string(data), want) {
			t.Errorf("%s: %s, want %s", path, data, want)
		}
	}
	if got := s.Failures(); len(got) != 0 {
		t.Errorf("failures %v", got)
	}
}

func TestUpload(t *testing.T) {
	t.Parallel()
	s := discordtest.New(t)
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	if err := w.WriteField("payload_json", `{`+quiet+`}`); err != nil {
		t.Fatal(err)
	}
	part, err := w.CreateFormFile("files[0]", "chart.png")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := part.Write([]byte("four")); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	r, err := http.NewRequest("POST", s.URL()+"/api/v9/channels/"+s.Channel().ID+"/messages", &body)
	if err != nil {
		t.Fatal(err)
	}
	_, data := exchange(t, r, "Bot "+s.Token(), w.FormDataContentType())
	var m discordtest.Message
	if err := json.Unmarshal(data, &m); err != nil {
		t.Fatal(err)
	}
	if len(m.Attachments) != 1 || m.Attachments[0].Filename != "chart.png" || m.Attachments[0].Size != 4 {
		t.Errorf("attachments %+v, want chart.png of 4 bytes", m.Attachments)
	}
}

// TestShards shows that a guild's events reach its shard alone, and direct
// messages shard 0.
func TestShards(t *testing.T) {
	t.Parallel()
	s, _ := start(t, discordtest.Config{Empty: true})
	g := s.AddGuild(discordtest.Guild{ID: "4194304"}) // 4194304>>22 % 2 = 1
	channel := s.AddChannel(discordtest.Channel{GuildID: g.ID})
	asker := s.AddUser(discordtest.User{})
	var clients []*client
	for shard, guilds := range []int{0, 1} {
		c := dial(t, s)
		c.expect("op 10")
		c.write(strings.Replace(identify(s, allIntents), `"intents"`, `"shard":[`+string(rune('0'+shard))+`,2],"intents"`, 1))
		c.expect("READY")
		for range guilds {
			c.expect("GUILD_CREATE")
		}
		clients = append(clients, c)
	}
	s.SendMessage(asker, channel.ID, "in the guild")
	s.SendMessage(asker, s.DM(asker).ID, "in private")
	for shard, want := range []string{"in private", "in the guild"} {
		if data := string(clients[shard].expect("MESSAGE_CREATE").D); !strings.Contains(data, want) {
			t.Errorf("shard %d heard %s, want %s", shard, data, want)
		}
	}
	if s.Connected() != 2 || s.Intents() != allIntents {
		t.Errorf("%d connected with intents %d", s.Connected(), s.Intents())
	}
}
