package store_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"footnote/answer"
	"footnote/store"
)

// revise changes a question and fails unless that is as expected.
func revise(t *testing.T, db *store.DB, n int, text string, want bool) {
	t.Helper()
	if got := noError(db.Revise(context.Background(), store.Revision{Question: numbered(n), Text: text, Most: 2}))(t); got != want {
		t.Errorf("revised %v, want %v", got, want)
	}
}

// answerOf keeps an answer to q and posts it as message.
func answerOf(db *store.DB, q store.Question, message string) error {
	ctx := context.Background()
	_, err := db.SaveAnswer(ctx, store.Answered{Question: q.ID, Announcement: "v1", Revision: q.Revision, Answer: answer.Answer{Question: q.Text, Outcome: answer.Answered}})
	if err == nil {
		_, err = db.BeginPost(ctx, store.PostAttempt{Question: q.ID, Channel: q.Channel})
	}
	if err == nil {
		err = db.Posted(ctx, store.Posted{Question: q.ID, Message: message, Done: true, Revision: q.Revision})
	}
	return err
}

// TestRevise: a question that its asker changes is worked again, with its posts,
// once for each change; what changes nothing does nothing.
func TestRevise(t *testing.T) {
	onEach(t, func(t *testing.T, p *place) {
		ctx, db := context.Background(), p.open(t)
		must(t, db.KeepAnnouncement(ctx, store.Announcement{Version: "v1", Text: "text"}))
		got := make(chan store.Question, 10)
		must(t, db.Start(ctx, store.Work{Failed: noFailure(t), Do: func(_ context.Context, q store.Question) error {
			got <- q
			return answerOf(db, q, "901")
		}}))
		finished := func() store.Question {
			t.Helper()
			var q store.Question
			eventually(t, "the question to be finished", func() bool { q = load(t, db, numbered(1)); return q.State.Finished() })
			return q
		}
		revise(t, db, 1, "anything", false) // there is none
		claim(t, db, message(1))
		wait(t, "work", got)
		finished()
		revise(t, db, 1, message(1).Text, false)
		p.clock.add(time.Minute)
		for n, text := range []string{"Wann?", "Wo?"} {
			revise(t, db, 1, text, true)
			q := wait(t, "work on the new text", got)
			if q.Text != text || q.Revision != n+1 || !q.Revised.Equal(p.clock.Now()) || q.Answer != nil || q.Announcement != "" || q.Failures != 0 {
				t.Errorf("handed over %+v", q)
			}
			if len(q.Posts) != 1 || q.Posts[0].Message != "901" || q.Posts[0].Revision != n {
				t.Errorf("with posts %+v", q.Posts)
			}
			if q := finished(); q.State != store.StatePosted || q.Answer.Question != text || q.Posts[0].Revision != n+1 {
				t.Errorf("ends as %+v with %+v", q, q.Posts)
			}
		}
		revise(t, db, 1, "too often", false)
		if len(got) != 0 {
			t.Errorf("worked %d times more", len(got))
		}
	})
}

// TestReviseWhileWorked: work on an earlier text has no effect, whatever it does
// next, and is no failure; the new text is worked once.
func TestReviseWhileWorked(t *testing.T) {
	steps := map[string]func(db *store.DB, q store.Question) error{
		"answer": func(db *store.DB, q store.Question) error {
			_, err := db.SaveAnswer(context.Background(), store.Answered{Question: q.ID, Announcement: "v1", Revision: q.Revision})
			return err
		},
		"finish": func(db *store.DB, q store.Question) error {
			return db.Finish(context.Background(), store.Finish{Question: q.ID, State: store.StateSilent, Revision: q.Revision})
		},
		"post": func(db *store.DB, q store.Question) error {
			return db.Posted(context.Background(), store.Posted{Question: q.ID, Message: "901", Done: true, Revision: q.Revision})
		},
		"drop": func(db *store.DB, q store.Question) error {
			return db.DropPosts(context.Background(), q.ID, 0, q.Revision)
		},
	}
	for name, step := range steps {
		t.Run(name, func(t *testing.T) {
			onEach(t, func(t *testing.T, p *place) {
				ctx, db := context.Background(), p.open(t)
				must(t, db.KeepAnnouncement(ctx, store.Announcement{Version: "v1", Text: "text"}))
				begun, revised, ended := make(chan struct{}), make(chan struct{}), make(chan store.Question, 5)
				must(t, db.Start(ctx, store.Work{Failed: noFailure(t), Do: func(_ context.Context, q store.Question) error {
					if q.Revision > 0 {
						ended <- q
						return answerOf(db, q, "901")
					}
					if _, err := db.BeginPost(ctx, store.PostAttempt{Question: q.ID, Channel: q.Channel}); err != nil {
						return err
					}
					close(begun)
					<-revised
					err := step(db, q)
					if !errors.Is(err, store.ErrRevised) {
						t.Errorf("the error is %v", err)
					}
					return err
				}}))
				claim(t, db, message(1))
				wait(t, "work", begun)
				revise(t, db, 1, "Wann?", true)
				close(revised)
				q := wait(t, "work on the new text", ended)
				if q.Text != "Wann?" || q.Failures != 0 || q.Answer != nil {
					t.Errorf("handed over %+v", q)
				}
				if name == "post" && q.Posts[0].Message != "901" {
					t.Error("the message that stands is not known")
				}
				eventually(t, "the end", func() bool { return load(t, db, q.ID).State == store.StatePosted })
				if len(ended) != 0 {
					t.Error("worked twice")
				}
			})
		})
	}
}

// TestWithdraw: a question that its asker took back leaves no text, and is worked
// once more, to undo what was posted.
func TestWithdraw(t *testing.T) {
	onEach(t, func(t *testing.T, p *place) {
		ctx, db := context.Background(), p.open(t)
		must(t, db.KeepAnnouncement(ctx, store.Announcement{Version: "v1", Text: "text"}))
		got := make(chan store.Question, 5)
		must(t, db.Start(ctx, store.Work{Failed: noFailure(t), Do: func(_ context.Context, q store.Question) error {
			got <- q
			if !q.Withdrawn {
				return answerOf(db, q, "901")
			}
			must(t, db.Finish(ctx, store.Finish{Question: q.ID, State: store.StateWithdrawn, Revision: q.Revision}))
			return db.DeleteQuestion(ctx, q.ID)
		}}))
		if noError(db.Withdraw(ctx, numbered(1)))(t) {
			t.Error("took back what was never asked")
		}
		claim(t, db, message(1))
		wait(t, "work", got)
		eventually(t, "the answer", func() bool { return load(t, db, numbered(1)).State == store.StatePosted })
		if !noError(db.Withdraw(ctx, numbered(1)))(t) {
			t.Error("not taken back")
		}
		q := wait(t, "work to undo it", got)
		if q.Text != "" || q.Answer != nil || !q.Withdrawn || q.Posts[0].Message != "901" {
			t.Errorf("handed over %+v", q)
		}
		eventually(t, "the question to be gone", func() bool {
			_, err := db.Question(ctx, numbered(1))
			return errors.Is(err, store.ErrNotFound)
		})
		counts := noError(db.Counts(ctx, store.CountsOf{Guild: guild}))(t)
		if len(counts) != 1 || counts[0].State != store.StateWithdrawn || counts[0].Questions != 1 {
			t.Errorf("counted as %+v", counts)
		}
		claim(t, db, message(2))
		wait(t, "work", got)
		for _, want := range []bool{true, false} {
			if noError(db.Withdraw(ctx, numbered(2)))(t) != want {
				t.Errorf("taken back: not %v", want)
			}
		}
		revise(t, db, 2, "after all", false)
	})
}
