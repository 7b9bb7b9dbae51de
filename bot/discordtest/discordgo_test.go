package discordtest_test

import (
	"encoding/json"
	"errors"
	"testing"

	"github.com/bwmarrin/discordgo"
	"github.com/gorilla/websocket"

	"footnote/bot/discordtest"
)

// nobody is allowed_mentions that pings nobody.
var nobody = &discordgo.MessageAllowedMentions{Parse: []discordgo.AllowedMentionType{}}

// TestConversation is a bot on discordgo that answers mentions, commands and
// autocompletes, as the real client library sees the fake.
func TestConversation(t *testing.T) {
	t.Parallel()
	s := discordtest.Start(t, discordtest.Config{AnyBody: true}) // discordgo sends nulls where Discord knows no field
	dg := session(t, s, s.Token())
	handled := make(chan struct{}, 3)
	dg.AddHandler(func(dg *discordgo.Session, m *discordgo.MessageCreate) {
		if m.Author.Bot || len(m.Mentions) == 0 {
			return
		}
		_, err := dg.ChannelMessageSendComplex(m.ChannelID, &discordgo.MessageSend{
			Content: "Answer to: " + m.Content, AllowedMentions: nobody, Reference: m.SoftReference()})
		if err != nil {
			t.Errorf("reply: %v", err)
		}
		handled <- struct{}{}
	})
	dg.AddHandler(func(dg *discordgo.Session, i *discordgo.InteractionCreate) { respond(t, dg, i); handled <- struct{}{} })
	open(t, dg)
	s.WaitConnected(1)
	if got, want := dg.State.User.ID, s.Bot().ID; got != want {
		t.Errorf("READY names user %s, want %s", got, want)
	}
	_, err := dg.ApplicationCommandBulkOverwrite(s.ApplicationID(), s.Guild().ID, []*discordgo.ApplicationCommand{{
		Name: "ask", Description: "Ask", Options: []*discordgo.ApplicationCommandOption{{
			Type: discordgo.ApplicationCommandOptionString, Name: "question", Description: "What",
			Required: true, Autocomplete: true}}}})
	if err != nil {
		t.Fatalf("register commands: %v", err)
	}

	question := s.SendMessage(s.Asker(), s.Channel().ID, s.Bot().Mention()+" how much?")
	reply := s.WaitMessage(question.ChannelID, discordtest.RepliesTo(question))
	if want := "Answer to: " + question.Content; reply.Content != want {
		t.Errorf("reply %q, want %q", reply.Content, want)
	}
	if len(reply.Mentions) != 0 {
		t.Errorf("the reply pings %v, want nobody", reply.Mentions)
	}

	asked := s.SendInteraction(discordtest.Slash(s.Asker(), s.Channel().ID, "ask",
		discordtest.Option{Name: "question", Value: "when?"}))
	if r := asked.WaitResponse(); r.Type != discordtest.RespondDefer || !r.Ephemeral {
		t.Errorf("response %+v, want an ephemeral deferral", r)
	}
	edited := asked.WaitEdit(discordtest.Contains("when?"))
	if !edited.Ephemeral() || edited.Flags&discordtest.FlagLoading != 0 {
		t.Errorf("flags %d after the edit, want ephemeral and not loading", edited.Flags)
	}
	asked.WaitFollowup(discordtest.Contains("more"))
	if got := len(s.Messages(s.Channel().ID)); got != 3 {
		t.Errorf("%d public messages, want question, reply and follow-up", got)
	}

	typed := s.SendInteraction(discordtest.Autocomplete(s.Asker(), s.Channel().ID, "ask", "question", "wh"))
	if r := typed.WaitResponse(); len(r.Choices) != 1 || r.Choices[0].Name != "wh…" {
		t.Errorf("choices %v, want what was typed", r.Choices)
	}
	for range cap(handled) {
		<-handled // what a request did is seen before its answer has come, and the end cuts it
	}
}

// respond defers a command, edits and follows up; and completes what is typed.
func respond(t *testing.T, dg *discordgo.Session, i *discordgo.InteractionCreate) {
	typed := i.ApplicationCommandData().Options[0]
	if i.Type == discordgo.InteractionApplicationCommandAutocomplete {
		if !typed.Focused {
			t.Error("the option of an autocomplete is not focused")
		}
		choices := []*discordgo.ApplicationCommandOptionChoice{{Name: typed.StringValue() + "…", Value: "x"}}
		err := dg.InteractionRespond(i.Interaction, &discordgo.InteractionResponse{
			Type: discordgo.InteractionApplicationCommandAutocompleteResult,
			Data: &discordgo.InteractionResponseData{Choices: choices}})
		if err != nil {
			t.Errorf("complete: %v", err)
		}
		return
	}
	err := dg.InteractionRespond(i.Interaction, &discordgo.InteractionResponse{
		Type: discordgo.InteractionResponseDeferredChannelMessageWithSource,
		Data: &discordgo.InteractionResponseData{Flags: discordgo.MessageFlagsEphemeral}})
	if err != nil {
		t.Errorf("defer: %v", err)
	}
	content := "Answer to: " + typed.StringValue()
	if _, err := dg.InteractionResponseEdit(i.Interaction, &discordgo.WebhookEdit{Content: &content, AllowedMentions: nobody}); err != nil {
		t.Errorf("edit: %v", err)
	}
	if _, err := dg.FollowupMessageCreate(i.Interaction, true, &discordgo.WebhookParams{Content: "more", AllowedMentions: nobody}); err != nil {
		t.Errorf("follow up: %v", err)
	}
}

func TestWrongToken(t *testing.T) {
	t.Parallel()
	s := discordtest.New(t)
	dg := session(t, s, "wrong")
	if err := dg.Open(); !websocket.IsCloseError(err, 4004) {
		t.Errorf("open with a wrong token: %v, want close 4004", err)
	}
	_, err := dg.User("@me")
	var rest *discordgo.RESTError
	if !errors.As(err, &rest) || rest.Response.StatusCode != 401 {
		t.Errorf("GET /users/@me with a wrong token: %v, want 401", err)
	}
}

// TestUnknownComponent shows the fake can send what discordgo cannot decode.
func TestUnknownComponent(t *testing.T) {
	t.Parallel()
	s := discordtest.New(t)
	dg := session(t, s, s.Token())
	raw := make(chan json.RawMessage, 10)
	dg.AddHandler(func(_ *discordgo.Session, e *discordgo.Event) {
		if e.Type == "MESSAGE_CREATE" {
			raw <- e.RawData
		}
	})
	open(t, dg)
	m := s.SendMessage(s.Asker(), s.Channel().ID, "hello", discordtest.Unseen())
	var bent map[string]any
	if err := json.Unmarshal([]byte(s.MessageJSON(m)), &bent); err != nil {
		t.Fatal(err)
	}
	bent["components"] = []any{map[string]any{"type": 99}}
	data, err := json.Marshal(bent)
	if err != nil {
		t.Fatal(err)
	}
	s.SendRaw("MESSAGE_CREATE", string(data))
	var got struct{ Components []struct{ Type int } }
	if err := json.Unmarshal(<-raw, &got); err != nil || len(got.Components) != 1 || got.Components[0].Type != 99 {
		t.Errorf("got %+v (%v), want the component of type 99", got, err)
	}
}

func TestDiscordgoResumes(t *testing.T) {
	t.Parallel()
	s := discordtest.New(t)
	dg := session(t, s, s.Token())
	contents := make(chan string, 10)
	dg.AddHandler(func(_ *discordgo.Session, m *discordgo.MessageCreate) { contents <- m.Content })
	lost := make(chan struct{}, 10)
	dg.AddHandler(func(*discordgo.Session, *discordgo.Disconnect) { lost <- struct{}{} })
	open(t, dg)
	s.WaitConnected(1)
	s.DropGateway()
	s.WaitDisconnected()
	s.SendMessage(s.Asker(), s.Channel().ID, "while you were away")
	<-lost
	if err := dg.Open(); err != nil {
		t.Fatalf("open again: %v", err)
	}
	if got := <-contents; got != "while you were away" {
		t.Errorf("replayed %q", got)
	}
	s.WaitConnected(2)
	if s.Identifies() != 1 || s.Resumes() != 1 {
		t.Errorf("%d IDENTIFYs and %d RESUMEs, want one each", s.Identifies(), s.Resumes())
	}
}
