package bot

import (
	"context"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"footnote/answer"
	"footnote/bot/discordtest"
	"footnote/store"
)

// switched is the option that switches a setting.
func switched(on bool) discordtest.Option { return discordtest.Option{Name: optionOn, Value: on} }

func inChannel(id string) discordtest.Option {
	return discordtest.Option{Name: optionChannel, Value: id}
}

// silent fails for each question that was answered or reacted to. The bot must have
// ended.
func (p *visits) silent(quiet map[string]discordtest.Message) {
	p.t.Helper()
	for name, m := range quiet {
		if n := len(p.d.Answers(m.ID)) + len(p.d.Reactions(m.ID)); n != 0 {
			p.t.Errorf("%s: %d answers and reactions", name, n)
		}
	}
}

// unanswerable is a question of which the announcement says nothing.
var unanswerable = map[string]string{"de": "Wie viele Filialen hat Amazon?", "en": "How many stores does Amazon have?"}

// TestComplaintWithoutMention (jakobdylanc/llmcord#19): in channels that the server
// chose, questions are answered without a mention; and nothing else is said there:
// no refusal, nothing to what is meant for somebody, or was answered by somebody,
// also after a time offline.
func TestComplaintWithoutMention(t *testing.T) { inBoth(t, testAuto) }

func testAuto(t *testing.T, lang string) {
	p := newVisits(t)
	d, admin := governed(p)
	a, auto := askers(d)[lang], d.AddChannel(discordtest.Channel{GuildID: d.Guild().ID, Name: "faq"}).ID
	other := d.AddUser(discordtest.User{Username: "other"})
	entered, leave := make(chan struct{}), make(chan struct{})
	var slow sync.Once
	engine := script(func(ctx context.Context, q answer.Question) (answer.Answer, error) {
		if q.Text == a.question+" (slow)" {
			slow.Do(func() { close(entered) })
			<-leave
			q.Text = a.question
		}
		return realEngine(t).Answer(ctx, q, nil)
	})
	c := Config{Engine: engine}
	p.settled(c)
	say := func(text string, options ...discordtest.MessageOption) discordtest.Message {
		return d.SendMessage(d.Asker(), auto, text, options...)
	}
	quiet := map[string]discordtest.Message{"before it is set": say(a.question)}
	contains(t, p.set(admin, lang, setAuto, inChannel(auto), switched(true)), "<#"+auto+">")
	contains(t, d.WaitMessage(auto, discordtest.RepliesTo(say(a.question))).Content, a.answer)

	human := d.SendMessage(other, auto, "Hi!")
	quiet["unanswerable"] = say(unanswerable[lang])
	quiet["thanks"] = say("danke!")
	quiet["to a human"] = say(a.question, discordtest.ReplyTo(human))
	quiet["to somebody"] = say(other.Mention() + " " + a.question)
	quiet["to everyone"] = say("@here " + a.question)
	quiet["too long"] = say(strings.Repeat("Amazon ", answer.MaxQuestion/6))
	quiet["elsewhere"] = d.SendMessage(d.Asker(), d.Channel().ID, a.question)
	quiet["answered meanwhile"] = say(a.question + " (slow)")
	<-entered
	d.SendMessage(other, auto, "50!", discordtest.ReplyTo(quiet["answered meanwhile"]))
	close(leave)
	asked := d.SendMessage(d.Asker(), auto, d.Bot().Mention()+" "+unanswerable[lang]) // who asks is told
	d.WaitMessage(auto, discordtest.RepliesTo(asked))
	for name, m := range quiet {
		if name != "elsewhere" && !strings.HasPrefix(name, "to ") && name != "before it is set" {
			p.finished(m.ID)
		}
	}
	p.stop()
	d.ForgetSessions()

	p.clock.Advance(time.Minute)
	missed := say(a.question)
	quiet["answered while away"] = say(a.question)
	d.SendMessage(other, auto, "50!", discordtest.ReplyTo(quiet["answered while away"]))
	quiet["to a human while away"] = say(a.question, discordtest.ReplyTo(human))
	quiet["unanswerable while away"] = say(unanswerable[lang])
	p.settled(c)
	contains(t, d.WaitMessage(auto, discordtest.RepliesTo(missed)).Content, a.answer)
	p.finished(quiet["unanswerable while away"].ID)
	p.govern(admin, lang, commandPause)
	quiet["while stopped"] = say(a.question)
	p.govern(admin, lang, commandResume)
	p.set(admin, lang, setAuto, inChannel(auto), switched(false))
	quiet["after it is unset"] = say(a.question)
	d.WaitAnswered(a.ask(auto).ID)
	p.stop()
	p.silent(quiet)
}

// TestSettingOfChannels: a channel that does not exist, is of another server or
// holds no messages is not taken.
func TestSettingOfChannels(t *testing.T) {
	p := newVisits(t)
	d, admin := governed(p)
	elsewhere := d.AddChannel(discordtest.Channel{GuildID: d.AddGuild(discordtest.Guild{Name: "other"}).ID})
	hidden := d.AddChannel(discordtest.Channel{GuildID: d.Guild().ID, MissingAll: true})
	forum := d.AddChannel(discordtest.Channel{GuildID: d.Guild().ID, Type: discordtest.ForumChannel})
	p.settled(Config{})
	for _, id := range []string{elsewhere.ID, hidden.ID, forum.ID, "1", "none"} {
		contains(t, p.set(admin, "de", setAuto, inChannel(id), switched(true)), "Diesen Kanal sehe ich nicht.")
	}
}

// TestComplaintForums (jakobdylanc/llmcord#67): what opens a post in a forum is
// answered where the server has set that, by its title too, and nothing is said
// where the announcement says nothing, or a person was faster.
func TestComplaintForums(t *testing.T) { inBoth(t, testForums) }

func testForums(t *testing.T, lang string) {
	p := newVisits(t)
	d, admin := governed(p)
	a, forum := askers(d)[lang], d.AddChannel(discordtest.Channel{GuildID: d.Guild().ID, Type: discordtest.ForumChannel}).ID
	open := func(title, text string) discordtest.Message {
		_, m := d.AddPost(d.Asker(), forum, title, text)
		return m
	}
	p.settled(Config{})
	quiet := map[string]discordtest.Message{"before it is set": open("Amazon", a.question)}
	p.set(admin, lang, setForums, switched(true))
	opened := open("Amazon", a.question)
	titled := open(a.question, "???")
	quiet["unanswerable"] = open("Amazon", unanswerable[lang])
	for _, m := range []discordtest.Message{opened, titled} {
		contains(t, d.WaitMessage(m.ChannelID, discordtest.RepliesTo(m)).Content, a.answer)
	}
	quiet["not the first"] = d.SendMessage(d.Asker(), opened.ChannelID, a.question)
	p.finished(quiet["unanswerable"].ID)
	p.stop()
	d.ForgetSessions()

	p.clock.Advance(time.Minute)
	missed := open("Amazon", a.question)
	quiet["answered while away"] = open("Amazon", a.question)
	d.SendMessage(admin, quiet["answered while away"].ChannelID, "50!")
	p.settled(Config{})
	contains(t, d.WaitMessage(missed.ChannelID, discordtest.RepliesTo(missed)).Content, a.answer)
	p.stop()
	p.silent(quiet)
	if got := d.Tally(opened.ID, titled.ID, missed.ID); got.Answered != 3 {
		t.Error(got)
	}
}

// TestComplaintThreads (jakobdylanc/llmcord#19, NousResearch/hermes-agent#7184): no
// thread is opened unless the server has set it; then a question gets one, in which
// it is answered and goes on without a mention.
func TestComplaintThreads(t *testing.T) { inBoth(t, testThreads) }

func testThreads(t *testing.T, lang string) {
	p := newVisits(t)
	d, admin := governed(p)
	a, here := askers(d)[lang], d.Channel().ID
	locked := d.AddChannel(discordtest.Channel{GuildID: d.Guild().ID, Permissions: discordtest.PermAll &^ discordtest.PermCreateThreads})
	p.settled(Config{})
	plain := a.ask(here)
	d.WaitMessage(here, discordtest.RepliesTo(plain))
	p.set(admin, lang, setThreads, switched(true))
	m := a.ask(here)
	got := d.WaitMessage(m.ID, nil)
	contains(t, got.Content, d.Asker().Mention()+"\n"+a.answer)
	if len(got.Mentions) != 1 || got.Mentions[0].ID != d.Asker().ID {
		t.Errorf("the asker does not hear of it: %+v", got.Mentions)
	}
	made := d.WaitRequest("POST", "/channels/"+here+"/messages/"+m.ID+"/threads", nil)
	contains(t, string(made.Body), `"name":"`+a.question+`"`)
	followUp := d.SendMessage(d.Asker(), m.ID, a.question)
	contains(t, d.WaitMessage(m.ID, discordtest.RepliesTo(followUp)).Content, a.answer)
	quiet := map[string]discordtest.Message{"unanswerable": d.SendMessage(d.Asker(), m.ID, unanswerable[lang])}
	p.finished(quiet["unanswerable"].ID)
	inChannel := a.ask(locked.ID)
	contains(t, d.WaitMessage(locked.ID, discordtest.RepliesTo(inChannel)).Content, a.answer)
	p.stop()
	p.silent(quiet)
	if got := d.Tally(plain.ID, m.ID, followUp.ID, inChannel.ID); got.Answered != 4 {
		t.Error(got)
	}
	if n := count(d, "POST", "/channels/"+here+"/messages/"+plain.ID+"/threads"); n != 0 {
		t.Error("a thread was opened that nobody had set")
	}
}

// withThreads has questions of the server answered in threads of their own.
func (p *visits) withThreads() {
	p.t.Helper()
	p.with(func(db *store.DB) {
		_, err := db.SaveSettings(context.Background(), store.Settings{Guild: p.d.Guild().ID, Value: []byte(`{"threads":true}`)})
		if err != nil {
			p.t.Fatal(err)
		}
	})
}

// TestThreadsAfterDeath: a thread is opened once, and holds one answer, whatever
// got lost on the way.
func TestThreadsAfterDeath(t *testing.T) {
	for name, fault := range map[string]discordtest.Fault{
		"thread opened, reply lost": {Method: "POST", Path: "/channels/*/messages/*/threads", Action: discordtest.CutAfter, Times: 5},
		"answer posted, reply lost": {Method: "POST", Path: "/channels/*/messages", Action: discordtest.CutAfter, Times: 5},
	} {
		t.Run(name, func(t *testing.T) {
			p := newVisits(t)
			d := p.d
			p.withThreads()
			f := d.Fault(fault)
			p.settled(Config{Drain: time.Millisecond})
			m := askers(d)["de"].ask(d.Channel().ID)
			f.WaitHit(1)
			p.stop()
			p.forgetNonces()
			f.Release()
			p.settled(Config{})
			p.finished(m.ID)
			p.stop()
			var own []discordtest.Message
			for _, have := range d.Messages(m.ID) {
				if have.Author.ID == d.Bot().ID {
					own = append(own, have)
				}
			}
			if got := d.Tally(m.ID); got.Answered != 1 || len(own) != 1 {
				t.Errorf("%s; %d messages in the thread", got, len(own))
			}
		})
	}
}

// TestReplyToAskAnswer: a reply to the answer of /ask goes on with that question, also
// before the bot knows that the answer stands.
func TestReplyToAskAnswer(t *testing.T) {
	for name, known := range map[string]bool{"answer known to stand": true, "not yet known": false} {
		t.Run(name, func(t *testing.T) {
			inBoth(t, func(t *testing.T, lang string) { testReplyToAskAnswer(t, lang, known) })
		})
	}
}

func testReplyToAskAnswer(t *testing.T, lang string, known bool) {
	engine := newRecorder(t)
	r := online(t, Config{Engine: engine})
	d := r.discord
	a, followUp := askers(d)[lang], map[string]string{"de": "Und wann?", "en": "And when?"}[lang]
	if !known {
		defer d.Fault(discordtest.Fault{Method: "PATCH", Path: "/webhooks", Action: discordtest.HangAfter}).Release()
	}
	answered := a.slash(d.Asker(), lang).WaitEdit(nil)
	if known {
		r.known(answered)
	}
	m := d.SendMessage(d.Asker(), answered.ChannelID, followUp, discordtest.ReplyTo(answered))
	second := d.WaitMessage(m.ChannelID, discordtest.RepliesTo(m))
	third := d.SendMessage(d.Asker(), answered.ChannelID, followUp+"!", discordtest.ReplyTo(second))
	d.WaitMessage(third.ChannelID, discordtest.RepliesTo(third))
	// Discord may leave out what is replied to.
	bare := d.SendMessage(d.Asker(), answered.ChannelID, followUp+"?", discordtest.ReplyTo(answered), discordtest.Unseen())
	event := d.MessageJSON(bare)
	at, end := strings.Index(event, `,"referenced_message":`), len(event)-1
	if at < 0 {
		t.Fatalf("no referenced message in %s", event)
	}
	d.SendRaw("MESSAGE_CREATE", event[:at]+event[end:])
	d.WaitMessage(bare.ChannelID, discordtest.RepliesTo(bare))
	for text, want := range map[string][]string{followUp: {a.question}, followUp + "!": {a.question, followUp}, followUp + "?": {a.question}} {
		if h := engine.history(text); !slices.Equal(h, want) {
			t.Errorf("%q was asked after %q", text, h)
		}
	}
}

// TestReplyInThread: a reply to an answer in a thread, which replies to nothing, goes
// on with the question, also before the bot knows that the answer stands.
func TestReplyInThread(t *testing.T) { inBoth(t, testReplyInThread) }

func testReplyInThread(t *testing.T, lang string) {
	p := newVisits(t)
	d := p.d
	p.withThreads()
	engine := newRecorder(t)
	a, followUp := askers(d)[lang], map[string]string{"de": "Und wann?", "en": "And when?"}[lang]
	p.settled(Config{Engine: engine})
	f := d.Fault(discordtest.Fault{Method: "POST", Path: "/channels/*/messages", Skip: 1, Action: discordtest.HangAfter}) // behind that of the thread
	m := a.ask(d.Channel().ID)
	answered := d.WaitMessage(m.ID, discordtest.Contains(a.answer))
	reply := d.SendMessage(d.Asker(), m.ID, followUp, discordtest.ReplyTo(answered))
	d.WaitUntil(followUp+" to be asked", func() bool { return engine.asked(followUp) })
	f.Release()
	d.WaitMessage(m.ID, discordtest.RepliesTo(reply))
	p.stop()
	if h := engine.history(followUp); len(h) != 1 || h[0] != a.question {
		t.Errorf("%q was asked after %q", followUp, h)
	}
}
