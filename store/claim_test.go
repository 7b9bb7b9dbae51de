package store_test

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"footnote/answer"
	"footnote/store"
)

func TestClaimKeepsTheQuestion(t *testing.T) {
	onEach(t, func(t *testing.T, p *place) {
		db := p.open(t)
		m := message(1)
		m.Data, m.Asked = []byte(`{"reply_to":"5"}`), p.clock.Now().Add(-time.Minute)
		i := interaction(2, p.clock.Now().Add(15*time.Minute))
		i.Guild, i.Interaction.Ephemeral = "", true
		for _, c := range []store.Claim{m, i} {
			if got := claim(t, db, c); !got.First {
				t.Fatalf("claim %s: %+v", c.ID, got)
			}
			want := c.Question
			want.Kind, want.State, want.Claimed = store.KindMessage, store.StateClaimed, p.clock.Now()
			if c.Interaction != nil {
				want.Kind, want.Asked = store.KindInteraction, p.clock.Now()
			}
			if got := load(t, db, c.ID); !reflect.DeepEqual(got, want) {
				t.Errorf("question %s:\n got %+v\nwant %+v", c.ID, got, want)
			}
		}
		if n := noError(db.Waiting(context.Background()))(t); n != 2 {
			t.Errorf("%d wait, want 2", n)
		}
	})
}

func TestClaimOnce(t *testing.T) {
	onEach(t, func(t *testing.T, p *place) {
		first := p.open(t)
		stores := []*store.DB{first, first}
		if first.Dialect() == "postgres" {
			stores[1] = p.open(t) // another machine
		}
		const questions, callers = 20, 8
		var firsts [questions]atomic.Int64
		var wg sync.WaitGroup
		for caller := range callers {
			wg.Go(func() {
				for n := range questions {
					c := message(n)
					c.Text = fmt.Sprintf("by caller %d", caller)
					out, err := stores[caller%2].Claim(context.Background(), c)
					if err != nil {
						t.Error(err)
					}
					if out.First {
						firsts[n].Add(1)
					}
				}
			})
		}
		wg.Wait()
		for n := range firsts {
			if got := firsts[n].Load(); got != 1 {
				t.Errorf("question %d was taken in %d times", n, got)
			}
		}
		before := load(t, first, numbered(0))
		again := message(0)
		again.Text = "edited"
		if out := claim(t, first, again); out.First {
			t.Error("a question was taken in again")
		}
		if got := load(t, first, numbered(0)); !reflect.DeepEqual(got, before) {
			t.Errorf("the second claim changed it to %+v", got)
		}
		done := make(chan string, callers*questions)
		w := quick(first, done)
		must(t, first.Start(context.Background(), w))
		seen := map[string]bool{}
		for range questions {
			id := wait(t, "work", done)
			if seen[id] {
				t.Errorf("question %s was worked twice", id)
			}
			seen[id] = true
		}
	})
}

// quick is work that ends each question at once and tells of it.
func quick(db *store.DB, done chan<- string) store.Work {
	return store.Work{
		Do: func(ctx context.Context, q store.Question) error {
			if err := db.Finish(ctx, store.Finish{Question: q.ID, State: store.StateSilent}); err != nil {
				return err
			}
			done <- q.ID
			return nil
		},
		Failed: func(context.Context, store.Question) error { return nil },
	}
}

func TestClaimRefusesWhatIsNoID(t *testing.T) {
	onEach(t, func(t *testing.T, p *place) {
		db := p.open(t)
		for name, change := range map[string]func(*store.Claim){
			"question":    func(c *store.Claim) { c.ID = "x" },
			"no question": func(c *store.Claim) { c.ID = "" },
			"guild":       func(c *store.Claim) { c.Guild = "-1" },
			"channel":     func(c *store.Claim) { c.Channel = "" },
			"asker":       func(c *store.Claim) { c.Asker = "99999999999999999999" },
			"application": func(c *store.Claim) { c.Interaction = &store.Interaction{Token: "t"} },
		} {
			c := message(1)
			change(&c)
			if out, err := db.Claim(context.Background(), c); err == nil || out.First {
				t.Errorf("%s: taken in", name)
			}
		}
		if n := noError(db.Waiting(context.Background()))(t); n != 0 {
			t.Errorf("%d wait", n)
		}
	})
}

// TestClaimTakesAnyText takes in what PostgreSQL would refuse.
func TestClaimTakesAnyText(t *testing.T) {
	onEach(t, func(t *testing.T, p *place) {
		ctx, db := context.Background(), p.open(t)
		for n, text := range []string{"a\x00b", "a\xffb", "a\U0001F600b", "", strings.Repeat("ä", 4000), "'; DROP TABLE questions; --", `\u0000`} {
			c := message(n)
			c.Text, c.Locale = text, text
			claim(t, db, c)
			want := strings.NewReplacer("\x00", "\uFFFD", "\xff", "\uFFFD").Replace(text)
			if q := load(t, db, c.ID); q.Text != want || q.Locale != want {
				t.Errorf("%q was kept as %q", text, q.Text)
			}
		}
		must(t, db.Finish(ctx, store.Finish{Question: numbered(0), State: store.StateFailed, Reason: "\x00"}))
		if err := db.KeepAnnouncement(ctx, store.Announcement{Version: "v", Text: "a\x00"}); err == nil {
			t.Error("an announcement was kept as another text")
		}
	})
}

func TestClaimEndsWithItsContext(t *testing.T) {
	onEach(t, func(t *testing.T, p *place) {
		db := p.open(t)
		ctx, cancel := context.WithCancel(context.Background())
		cancel()
		if _, err := db.Claim(ctx, message(1)); !errors.Is(err, context.Canceled) {
			t.Errorf("error %v", err)
		}
		if out := claim(t, db, message(1)); !out.First {
			t.Error("taken in by the call that failed")
		}
	})
}

func TestSecretsDoNotShow(t *testing.T) {
	i := interaction(1, time.Time{})
	text := fmt.Sprintf("%v %+v %#v %s", i, *i.Interaction, *i.Interaction, i.Interaction.Token)
	if strings.Contains(text, "interaction-token") {
		t.Errorf("a token shows: %s", text)
	}
}

func TestAnswerIsKept(t *testing.T) {
	onEach(t, func(t *testing.T, p *place) {
		ctx, db := context.Background(), p.open(t)
		claim(t, db, message(1))
		must(t, db.KeepAnnouncement(ctx, store.Announcement{Version: "v1", ID: "fair", Title: "Fair", Language: "en", Text: "A fair.\n", Meta: []byte(`{"kind":"notice"}`)}))
		must(t, db.KeepAnnouncement(ctx, store.Announcement{Version: "v2", ID: "fair", Text: "A fair!\n"}))
		mine := answer.Answer{
			Question: "q", Language: "en", Outcome: answer.Answered, Claims: []answer.Claim{{Text: "A fair.", Citations: []answer.Citation{{Passage: "s1", End: 7, Quote: "A fair."}}}},
			Unanswered: []string{}, Dropped: []answer.Dropped{},
		}
		saved := noError(db.SaveAnswer(ctx, store.Answered{Question: numbered(1), Announcement: "v1", Answer: mine}))(t)
		if !reflect.DeepEqual(saved.Answer, mine) {
			t.Errorf("saved %+v", saved)
		}
		saved = noError(db.SaveAnswer(ctx, store.Answered{Question: numbered(1), Announcement: "v2", Answer: answer.Answer{Outcome: answer.Refused}}))(t)
		if !reflect.DeepEqual(saved.Answer, mine) || saved.Announcement != "v1" {
			t.Errorf("the second answer took the place of the first: %+v", saved)
		}
		if got := load(t, db, numbered(1)); got.State != store.StateAnswered || got.Announcement != "v1" || !reflect.DeepEqual(got.Answer, &mine) {
			t.Errorf("question %+v", got)
		}
		if _, err := db.SaveAnswer(ctx, store.Answered{Question: numbered(1), Announcement: "unheard of"}); err != nil {
			t.Errorf("an answer that is there: %v", err)
		}

		text := noError(db.Announcement(ctx, "v1"))(t)
		if text.Text != "A fair.\n" || text.Title != "Fair" || string(text.Meta) != `{"kind":"notice"}` {
			t.Errorf("announcement %+v", text)
		}
		if _, err := db.Announcement(ctx, "v3"); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("unknown announcement: %v", err)
		}
	})
}

func TestPosts(t *testing.T) {
	onEach(t, func(t *testing.T, p *place) {
		ctx, db := context.Background(), p.open(t)
		claim(t, db, interaction(1, p.clock.Now().Add(time.Minute)))
		attempt := store.PostAttempt{Question: numbered(1), Nonce: "a1-1", Channel: channel}
		begun := p.clock.Now()
		want := store.Post{Nonce: "a1-1", Channel: channel, Begun: begun}
		if got := noError(db.BeginPost(ctx, attempt))(t); got != want {
			t.Errorf("first attempt %+v, want %+v", got, want)
		}
		p.clock.add(time.Hour)
		again := want
		again.Again = true
		if got := noError(db.BeginPost(ctx, attempt))(t); got != again {
			t.Errorf("second attempt %+v, want %+v", got, again)
		}
		must(t, db.Posted(ctx, store.Posted{Question: numbered(1), Message: "77"}))
		must(t, db.Posted(ctx, store.Posted{Question: numbered(1), Message: "77"}))
		if err := db.Posted(ctx, store.Posted{Question: numbered(1), Message: "78"}); !errors.Is(err, store.ErrConflict) {
			t.Errorf("another message: %v", err)
		}
		attempt.Part, attempt.Nonce = 1, "a1-2"
		noError(db.BeginPost(ctx, attempt))(t)
		must(t, db.Posted(ctx, store.Posted{Question: numbered(1), Part: 1, Message: "79", Done: true}))
		got := load(t, db, numbered(1))
		want.Message = "77"
		if got.State != store.StatePosted || got.Interaction.Token != "" || len(got.Posts) != 2 || got.Posts[0] != want || got.Posts[1].Message != "79" {
			t.Errorf("posted question %+v", got)
		}
		if found := noError(db.QuestionOfMessage(ctx, "79"))(t); !reflect.DeepEqual(found, got) {
			t.Errorf("by message: %+v", found)
		}
		if _, err := db.QuestionOfMessage(ctx, "80"); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("by an unknown message: %v", err)
		}
		// What was posted stays to be edited; nothing new is.
		noError(db.BeginPost(ctx, attempt))(t)
		attempt.Part = 2
		if _, err := db.BeginPost(ctx, attempt); !errors.Is(err, store.ErrFinished) {
			t.Errorf("a post for a finished question: %v", err)
		}
	})
}

func TestAnswerNeedsItsAnnouncement(t *testing.T) {
	onEach(t, func(t *testing.T, p *place) {
		db := p.open(t)
		claim(t, db, message(1))
		if _, err := db.SaveAnswer(context.Background(), store.Answered{Question: numbered(1), Announcement: "not kept"}); err == nil {
			t.Error("an answer was kept whose text is not")
		}
		if got := load(t, db, numbered(1)); got.State != store.StateClaimed || got.Answer != nil {
			t.Errorf("question %+v", got)
		}
	})
}

func TestFinish(t *testing.T) {
	onEach(t, func(t *testing.T, p *place) {
		ctx, db := context.Background(), p.open(t)
		claim(t, db, interaction(1, p.clock.Now().Add(time.Minute)))
		end := store.Finish{Question: numbered(1), State: store.StateExpired, Reason: "too old"}
		must(t, db.Finish(ctx, end))
		must(t, db.Finish(ctx, end))
		got := load(t, db, numbered(1))
		if got.State != store.StateExpired || got.Reason != "too old" || got.Interaction.Token != "" {
			t.Errorf("question %+v", got)
		}
		for name, err := range map[string]error{
			"another end": db.Finish(ctx, store.Finish{Question: numbered(1), State: store.StateFailed}),
			"an answer": func() error {
				_, err := db.SaveAnswer(ctx, store.Answered{Question: numbered(1)})
				return err
			}(),
		} {
			if !errors.Is(err, store.ErrFinished) {
				t.Errorf("%s: %v", name, err)
			}
		}
		if err := db.Finish(ctx, store.Finish{Question: numbered(1), State: store.StateAnswering}); err == nil {
			t.Error("a question ended as being answered")
		}
		for name, err := range map[string]error{
			"finish": db.Finish(ctx, store.Finish{Question: numbered(9), State: store.StateFailed}),
			"posted": db.Posted(ctx, store.Posted{Question: numbered(9), Message: "5"}),
			"post":   second(db.BeginPost(ctx, store.PostAttempt{Question: numbered(9), Channel: channel})),
			"answer": second(db.SaveAnswer(ctx, store.Answered{Question: numbered(9)})),
			"load":   second(db.Question(ctx, numbered(9))),
		} {
			if !errors.Is(err, store.ErrNotFound) {
				t.Errorf("%s of no question: %v", name, err)
			}
		}
	})
}

func second[T any](_ T, err error) error { return err }
