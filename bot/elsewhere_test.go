package bot

import (
	"context"
	"strings"
	"testing"
	"time"

	"footnote/answer"
	"footnote/bot/discordtest"
)

// TestChannels: a server says in which channels the bot answers when it is asked.
// Elsewhere it says so, privately or in words once, to administrators too. Threads
// and posts count by their parent, channels in which it answers unasked are among
// them, and direct messages are no server's.
func TestChannels(t *testing.T) { inBoth(t, testChannels) }

func testChannels(t *testing.T, lang string) {
	p := newVisits(t)
	d, admin := governed(p)
	guild, a := d.Guild().ID, askers(d)[lang]
	add := func(c discordtest.Channel) discordtest.Channel {
		c.GuildID = guild
		return d.AddChannel(c)
	}
	chosen, auto := add(discordtest.Channel{Name: "questions"}), add(discordtest.Channel{Name: "faq"})
	forum, other := add(discordtest.Channel{Name: "help", Type: discordtest.ForumChannel}), add(discordtest.Channel{Name: "talk", Type: discordtest.ForumChannel})
	under := add(discordtest.Channel{Name: "thread", Type: discordtest.PublicThread, ParentID: chosen.ID})
	away := add(discordtest.Channel{Name: "away", Type: discordtest.PublicThread, ParentID: d.Channel().ID})
	p.settled(Config{})
	p.set(admin, lang, setAuto, inChannel(auto.ID), switched(true))
	p.set(admin, lang, setChannels, inChannel(chosen.ID))
	contains(t, p.set(admin, lang, setChannels, inChannel(forum.ID), switched(true)), "<#"+chosen.ID+">", "<#"+forum.ID+">")
	refusal := map[string]string{"de": "In diesem Kanal antworte ich nicht. Frag mich bitte hier: ", "en": "I do not answer in this channel. Please ask me in: "}[lang] + "<#" + chosen.ID + ">, <#" + forum.ID + ">"

	answered := func(channels ...string) {
		t.Helper()
		for _, c := range channels {
			contains(t, d.WaitMessage(c, discordtest.RepliesTo(a.ask(c))).Content, a.answer)
		}
	}
	post, _ := d.AddPost(d.Asker(), forum.ID, "Post", "Hi!")
	elsewhere, _ := d.AddPost(d.Asker(), other.ID, "Post", "Hi!")
	answered(chosen.ID, under.ID, post.ID, auto.ID, d.DM(d.Asker()).ID)
	refused := a.ask(d.Channel().ID)
	if got := d.WaitMessage(refused.ChannelID, discordtest.RepliesTo(refused)); got.Content != refusal {
		t.Errorf("refused with %q", got.Content)
	}
	d.WaitReaction(a.ask(d.Channel().ID).ID, elsewhereEmoji)
	for _, c := range []string{away.ID, elsewhere.ID} {
		m := a.ask(c)
		if got := d.WaitMessage(c, discordtest.RepliesTo(m)); got.Content != refusal {
			t.Errorf("in a thread elsewhere: %q", got.Content)
		}
	}
	if got := a.slash(admin, lang).WaitResponse(); got.Content != refusal || !got.Ephemeral {
		t.Errorf("/ask: %+v", got)
	}
	i := discordtest.Slash(d.Asker(), under.ID, commandAsk, question(a.question))
	contains(t, d.SendInteraction(i).WaitEdit(nil).Content, a.answer)
	i.ChannelID = away.ID
	if got := d.SendInteraction(i).WaitResponse(); got.Content != refusal || !got.Ephemeral {
		t.Errorf("/ask in a thread elsewhere: %+v", got)
	}
	p.set(admin, lang, setForums, switched(true)) // what opens a post is answered, and so is what follows
	answered(elsewhere.ID)

	p.stop()
	d.ForgetSessions()
	p.clock.Advance(2 * time.Minute)
	late, may := a.ask(away.ID), a.ask(under.ID)
	p.settled(Config{})
	if got := d.WaitMessage(away.ID, discordtest.RepliesTo(late)); got.Content != refusal {
		t.Errorf("after a time offline: %q", got.Content)
	}
	contains(t, d.WaitMessage(under.ID, discordtest.RepliesTo(may)).Content, a.answer)
	p.set(admin, lang, setChannels, inChannel(forum.ID), switched(false))
	contains(t, p.set(admin, lang, setChannels), map[string]string{"de": "überall", "en": "everywhere"}[lang])
	answered(away.ID)
	p.stop()
	if got := d.Tally(refused.ID, late.ID, may.ID); got.Answered != 3 {
		t.Error(got)
	}
}

// TestChannelsUnseen: whether a thread belongs to a chosen channel is looked up where
// nobody has told, and tried again until it is known; what was refused by an older
// setting is answered when that is over.
func TestChannelsUnseen(t *testing.T) {
	chosen := settings{Channels: []string{"1"}}
	thread := channel{ID: "2", Type: publicThread, Parent: "1"}
	for name, tt := range map[string]struct {
		settings settings
		found    channel
		err      error
		want     bool
		fails    bool
	}{
		"everywhere":           {settings{}, channel{}, errNotTold, false, false},
		"its parent is chosen": {chosen, thread, nil, false, false},
		"another's thread":     {chosen, channel{ID: "2", Type: publicThread, Parent: "3"}, nil, true, false},
		"a chosen category":    {chosen, channel{ID: "2", Parent: "1"}, nil, true, false},
		"not known now":        {chosen, channel{}, &apiError{Status: 503}, false, true},
		"hidden":               {chosen, channel{}, &apiError{Status: 403}, true, false},
	} {
		got, err := tt.settings.elsewhere("2", func(string) (channel, error) { return tt.found, tt.err })
		if got != tt.want || (err != nil) != tt.fails {
			t.Errorf("%s: %v, %v", name, got, err)
		}
	}
	p := newVisits(t)
	d, admin := governed(p)
	team := d.AddChannel(discordtest.Channel{GuildID: d.Guild().ID, Name: "team"})
	entered, leave := make(chan struct{}), make(chan struct{})
	p.settled(Config{Workers: 1, Engine: script(func(ctx context.Context, q answer.Question) (answer.Answer, error) {
		if strings.Contains(q.Text, "Chips") {
			close(entered)
			<-leave
		}
		return realEngine(t).Answer(ctx, q, nil)
	})})
	p.set(admin, "de", setChannels, inChannel(team.ID))
	d.SendMessage(d.Asker(), team.ID, d.Bot().Mention()+" Welche Chips werden eingesetzt?") // keeps the only worker busy
	<-entered
	a := askers(d)["de"]
	m := a.ask(d.Channel().ID)
	d.WaitUntil("the question to be taken in", func() bool {
		_, err := p.db.Question(context.Background(), m.ID)
		return err == nil
	})
	p.set(admin, "de", setChannels)
	close(leave)
	contains(t, d.WaitMessage(m.ChannelID, discordtest.RepliesTo(m)).Content, a.answer)
	p.stop()
}
