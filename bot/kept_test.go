package bot

import (
	"context"
	"errors"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"footnote/answer"
	"footnote/bot/discordtest"
	"footnote/knowledge"
	"footnote/store"
)

// TestKeptAnnouncement: a version that was answered from comes back as it was,
// but for the quick facts.
func TestKeptAnnouncement(t *testing.T) {
	p := newPlace(t, discordtest.Config{})
	p.with(func(db *store.DB) {
		ctx := context.Background()
		was := &bot{Config: Config{Store: db, Announcement: announcement(t)}}
		if err := errors.Join(was.keepAnnouncement(ctx), was.keepAnnouncement(ctx)); err != nil {
			t.Fatal(err)
		}
		now := &bot{Config: Config{Store: db, Announcement: &knowledge.Announcement{Version: "other"}}}
		got, err := now.announcement(ctx, was.Announcement.Version)
		if err != nil {
			t.Fatal(err)
		}
		want := *was.Announcement
		want.Facts = nil
		if !reflect.DeepEqual(*got, want) {
			t.Errorf("got %+v\nwant %+v", *got, want)
		}
		if _, err := now.announcement(ctx, "never"); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("got %v", err)
		}
	})
}

// askInTwo asks a question in the server that there is, and one in another, whose id it
// returns, and waits for the end of both.
func (p *place) askInTwo() (here, elsewhere discordtest.Message, other string) {
	other = p.d.AddGuild(discordtest.Guild{Name: "other"}).ID
	channel := p.d.AddChannel(discordtest.Channel{GuildID: other, Name: "general"})
	p.d.WaitConnected(1)
	elsewhere = p.d.SendMessage(p.d.Asker(), channel.ID, p.d.Bot().Mention()+" Wann?")
	here = p.say()
	p.finished(elsewhere.ID)
	p.finished(here.ID)
	return here, elsewhere, other
}

// TestLeave: what is kept of a server goes with the bot, and of no other.
func TestLeave(t *testing.T) {
	p := newPlace(t, discordtest.Config{})
	r, end := p.start(Config{})
	m, stays, _ := p.askInTwo()
	p.d.SendRaw("GUILD_DELETE", `{"id":"`+p.d.Guild().ID+`","unavailable":true}`) // an outage
	again := p.say()
	p.finished(again.ID)
	p.d.RemoveGuild(p.d.Guild().ID)
	p.d.WaitUntil("the deletion", func() bool { return strings.Contains(r.log.String(), "its data is deleted") })
	if !strings.Contains(r.log.String(), "questions=2") {
		t.Error("the outage deleted something, or the end not all")
	}
	end()
	p.with(func(db *store.DB) {
		if _, err := db.Question(context.Background(), m.ID); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("question of the server: %v", err)
		}
		if _, err := db.Question(context.Background(), stays.ID); err != nil {
			t.Errorf("question of the other: %v", err)
		}
	})
}

// TestLeftWhileOffline: what is kept of a server that the bot left while it was
// offline goes with the next session, when Discord says that the bot is not in it.
func TestLeftWhileOffline(t *testing.T) {
	p := newPlace(t, discordtest.Config{})
	r, end := p.start(Config{})
	_, _, other := p.askInTwo()
	p.d.SendRaw("READY", `{"guilds":[]}`) // names none of them, and yet the bot is in both
	for _, id := range []string{p.d.Guild().ID, other} {
		p.d.WaitRequest("GET", "/guilds/"+id, nil)
	}
	end()
	kept := func(want ...string) {
		p.with(func(db *store.DB) {
			if got, err := db.Guilds(context.Background()); err != nil || !slices.Equal(got, want) {
				t.Errorf("kept of %v (%v), want %v", got, err, want)
			}
		})
	}
	both := []string{p.d.Guild().ID, other}
	slices.Sort(both)
	kept(both...)

	left := p.d.Guild().ID
	p.d.RemoveGuild(left)
	p.d.ForgetSessions()
	outage := p.d.Fault(discordtest.Fault{Kind: discordtest.BadGateway, Method: "GET", Path: "/guilds/*", Times: -1})
	_, end = p.start(Config{})
	p.d.WaitUntil("Discord to fail", func() bool { return outage.Hits() > 0 })
	end()
	outage.Release()
	kept(both...)

	p.d.ForgetSessions()
	r, end = p.start(Config{})
	p.d.WaitUntil("the deletion", func() bool { return strings.Contains(r.log.String(), "its data is deleted") })
	end()
	kept(other)
}

// TestServerLanguageResumed: a resumed session tells nothing of servers, and yet
// the server's language counts.
func TestServerLanguageResumed(t *testing.T) {
	p := newPlace(t, discordtest.Config{})
	g := p.d.AddGuild(discordtest.Guild{Name: "amici", PreferredLocale: "it"})
	c := p.d.AddChannel(discordtest.Channel{GuildID: g.ID, Name: "generale"})
	_, end := p.start(Config{})
	p.d.WaitConnected(1)
	first := p.say()
	p.finished(first.ID)
	end()
	_, end = p.start(Config{})
	m := p.d.SendMessage(p.d.Asker(), c.ID, p.d.Bot().Mention())
	got := p.d.WaitMessage(c.ID, discordtest.RepliesTo(m))
	if !strings.Contains(got.Content, "Rispondo a domande") || p.d.Resumes() != 1 {
		t.Errorf("help is %q after %d RESUMEs", got.Content, p.d.Resumes())
	}
	end()
}

// TestFailsTwice: an answer that fails once is found at the next attempt, and
// nobody is told.
func TestFailsTwice(t *testing.T) {
	p := newPlace(t, discordtest.Config{})
	tries := 0
	real := realEngine(t)
	_, end := p.start(Config{Workers: 1, Engine: script(func(ctx context.Context, q answer.Question) (answer.Answer, error) {
		if tries++; tries < attempts {
			return answer.Answer{}, errors.New("disk on fire")
		}
		return real.Answer(ctx, q, nil)
	})})
	p.d.WaitConnected(1)
	m := p.say()
	p.finished(m.ID)
	end()
	if got := p.d.Answers(m.ID); len(got) != 1 || got[0].Content != fact || tries != attempts {
		t.Errorf("answered %+v after %d attempts", got, tries)
	}
}

// TestTold: of a failure the asker is told once, with the reference of the log,
// and the question counts as failed.
func TestTold(t *testing.T) {
	p := newPlace(t, discordtest.Config{})
	r, end := p.start(Config{Engine: script(func(context.Context, answer.Question) (answer.Answer, error) {
		return answer.Answer{}, errors.New("disk on fire")
	})})
	p.d.WaitConnected(1)
	m, h := p.say(), p.slash()
	p.finished(m.ID)
	p.finished(h.ID)
	end()
	if got := p.d.Tally(m.ID, h.ID); got.Answered != 2 {
		t.Error(got)
	}
	for _, id := range []string{m.ID, h.ID} {
		if q := p.state(id); q.State != store.StateFailed || q.Reason != "disk on fire" || q.Posts[0].Message == "" {
			t.Errorf("question is %s: %s, posts %+v", q.State, q.Reason, q.Posts)
		}
		if ref := referenceOf(id); !strings.Contains(p.d.Answers(id)[0].Content, ref) || !strings.Contains(r.log.String(), "reference="+ref) {
			t.Errorf("reference %s is not in the answer and the log: %q", ref, p.d.Answers(id)[0].Content)
		}
	}
}

// TestNoHistory: where the bot may not read, it cannot reply, and posts.
func TestNoHistory(t *testing.T) {
	p := newPlace(t, discordtest.Config{})
	c := p.d.Channel()
	c.Permissions = discordtest.PermViewChannel | discordtest.PermSendMessages
	p.d.SetChannel(c)
	_, end := p.start(Config{})
	p.d.WaitConnected(1)
	m := p.say()
	p.finished(m.ID)
	end()
	if got := p.d.Answers(m.ID); len(got) != 1 || got[0].Reference != nil || got[0].Content != fact {
		t.Errorf("answered %+v", got)
	}
}

// TestCommandTwice: a command without a claim that comes twice is answered once,
// with its pages too.
func TestCommandTwice(t *testing.T) {
	r := online(t, Config{})
	d := r.discord
	h := d.SendInteraction(discordtest.Slash(d.Asker(), d.Channel().ID, "facts"))
	h.WaitFollowup(nil)
	h.Resend()
	d.WaitUntil("the second response", func() bool {
		n := 0
		for _, req := range d.Requests() {
			if strings.HasPrefix(req.Path, "/interactions/"+h.ID) {
				n++
			}
		}
		return n == 2
	})
	if err := r.finish(); err != nil {
		t.Fatal(err)
	}
	if n := len(d.Answers(h.ID)); n != 2 {
		t.Errorf("%d messages", n)
	}
}

// TestCrashLoop: starts of sessions are counted across restarts, and the next one
// waits when hardly any is left, whatever Discord says.
func TestCrashLoop(t *testing.T) {
	p := newPlace(t, discordtest.Config{})
	p.with(func(db *store.DB) {
		for range 985 {
			if err := db.Identifies(p.d.ApplicationID()).Add(context.Background(), p.clock.Now()); err != nil {
				t.Fatal(err)
			}
		}
	})
	r, end := p.start(Config{})
	p.d.WaitConnected(1)
	first := p.say() // taken in behind READY
	p.finished(first.ID)
	end()
	if slept := p.clock.Longest(); slept < time.Hour || !strings.Contains(r.log.String(), "counted_here=985") {
		t.Errorf("waited %s at most", slept)
	}
	_, end = p.start(Config{})
	p.d.WaitConnected(2)
	end()
	if p.d.Identifies() != 1 {
		t.Errorf("%d IDENTIFYs although the session could be resumed", p.d.Identifies())
	}
}

// TestWithoutStore: a bot that is given no store works on one that ends with it.
func TestWithoutStore(t *testing.T) {
	temp := t.TempDir()
	t.Setenv("TMPDIR", temp)
	d := discordtest.New(t)
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() {
		done <- Run(ctx, Config{Token: d.Token(), APIURL: d.URL(), Engine: realEngine(t), Announcement: announcement(t)})
	}()
	d.WaitConnected(1)
	m := d.SendMessage(d.Asker(), d.Channel().ID, d.Bot().Mention()+" Wie viel will Amazon investieren?")
	d.WaitAnswered(m.ID)
	cancel()
	if err := <-done; err != nil {
		t.Error(err)
	}
	if left, err := os.ReadDir(temp); err != nil || len(left) != 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}
