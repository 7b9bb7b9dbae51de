package store_test

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"footnote/answer"
	"footnote/store"
)

// Variables of a process that serves.
const (
	envFirst   = "FOOTNOTE_STORE_FIRST"   // number of the first question that it claims
	envDiscord = "FOOTNOTE_STORE_DISCORD" // folder in which messages are posted
)

// discord is a folder of messages by nonce: posting a nonce again returns the
// message that is there.
type discord string

// post returns the id of the message.
func (d discord) post(nonce string, id int) (string, error) {
	name := filepath.Join(string(d), nonce)
	part := name + fmt.Sprintf(".%d.part", id)
	if err := os.WriteFile(part, []byte(strconv.Itoa(id)), 0o600); err != nil {
		return "", err
	}
	// As one step, since the process may be killed at any moment.
	if err := os.Link(part, name); err != nil && !errors.Is(err, fs.ErrExist) {
		return "", err
	}
	text, err := os.ReadFile(name)
	return string(text), err
}

// answering is work as the bot does it.
func answering(db *store.DB, d discord) store.Work {
	return store.Work{
		Workers: 8, Deadline: time.Second, Backoff: soon, Crashes: 100, Attempts: 1000, // a slow machine is no failure
		Do: func(ctx context.Context, q store.Question) error {
			a, err := db.SaveAnswer(ctx, store.Answered{Question: q.ID, Announcement: "v1", Answer: answer.Answer{Language: fmt.Sprint(rand.Int())}})
			if err != nil {
				return err
			}
			if len(q.Posts) > 0 && q.Answer == nil {
				return errors.New("a post was begun before its answer was kept")
			}
			if q.Answer != nil && q.Answer.Language != a.Answer.Language {
				return errors.New("the answer changed")
			}
			p, err := db.BeginPost(ctx, store.PostAttempt{Question: q.ID, Nonce: "a1-" + q.ID, Channel: channel})
			if err != nil {
				return err
			}
			if p.Message == "" {
				if p.Message, err = d.post(p.Nonce, rand.Int()); err != nil {
					return err
				}
			}
			return db.Posted(ctx, store.Posted{Question: q.ID, Message: p.Message, Done: true})
		},
		Failed: func(_ context.Context, q store.Question) error {
			fmt.Println("failed:", q.ID, q.Reason)
			return nil
		},
	}
}

// serve claims questions and answers them, until it is killed. It prints each
// question that it has claimed.
func serve(db *store.DB) int {
	ctx := context.Background()
	first, err := strconv.Atoi(os.Getenv(envFirst))
	if err == nil {
		err = db.Start(ctx, answering(db, discord(os.Getenv(envDiscord))))
	}
	if err != nil {
		fmt.Println("failed:", err)
		return 1
	}
	var wg sync.WaitGroup
	for lane := range 4 {
		wg.Go(func() {
			for n := lane; n < perLife; n += 4 {
				if _, err := db.Claim(ctx, message(first+n)); err != nil {
					fmt.Println("failed:", err)
					os.Exit(1)
				}
				fmt.Println(numbered(first + n))
			}
		})
	}
	wg.Wait()
	select {} // until it is killed
}

// perLife is how many questions a process claims at most, so that what a life leaves
// open stays bounded however late it is killed. It is more than TestChaos reads.
const perLife = 200

// TestChaos kills a process that claims and answers, again and again. In the
// end every question that it had claimed is answered, by the message that was
// posted first.
func TestChaos(t *testing.T) {
	onEach(t, func(t *testing.T, p *place) {
		ctx, d := context.Background(), discord(t.TempDir())
		db := p.open(t)
		must(t, db.KeepAnnouncement(ctx, store.Announcement{Version: "v1", Text: "text"}))
		closeDB(t, db)
		var claimed []string
		const kills, each = 12, 100_000
		for round := range kills {
			c := start(t, "serve", p, envFirst+"="+strconv.Itoa(round*each), envDiscord+"="+string(d))
			for range 1 + rand.IntN(80) {
				claimed = append(claimed, c.read(t, 1)...)
			}
			c.kill()
		}
		for _, line := range claimed {
			if strings.HasPrefix(line, "failed:") {
				t.Error(line)
			}
		}
		db = p.open(t)
		w := answering(db, d)
		w.Failed = noFailure(t)
		must(t, db.Start(ctx, w))
		eventually(t, "answers to all questions", func() bool {
			return len(noError(db.Unfinished(ctx, 1))(t)) == 0
		})
		for _, id := range claimed {
			q := load(t, db, id)
			text, err := os.ReadFile(filepath.Join(string(d), "a1-"+id))
			if err != nil || q.State != store.StatePosted || len(q.Posts) != 1 || q.Posts[0].Message != string(text) {
				t.Errorf("question %s is %s, posts %+v; in the channel %s (%v)", id, q.State, q.Posts, text, err)
			}
		}
		t.Logf("%d claims were acknowledged", len(claimed))
	})
}
