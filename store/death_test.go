package store_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"footnote/store"
)

// envProcess makes the test binary one of the processes below.
const envProcess = "FOOTNOTE_STORE_PROCESS"

func TestMain(m *testing.M) {
	if what := os.Getenv(envProcess); what != "" {
		os.Exit(process(what, os.Getenv("DATABASE_URL")))
	}
	os.Exit(m.Run())
}

// process is another process that uses a store, until it is killed.
func process(what, url string) int {
	ctx := context.Background()
	db, err := store.Open(ctx, store.Config{URL: url})
	if err != nil {
		fmt.Println(err)
		return 1
	}
	switch what {
	case "claim": // prints every question that is claimed
		for n := 0; ; n++ {
			if _, err := db.Claim(ctx, message(n)); err != nil {
				fmt.Println(err)
				return 1
			}
			fmt.Println(numbered(n))
		}
	case "serve":
		return serve(db)
	case "work": // prints each question that it begins, and ends none
		err := db.Start(ctx, store.Work{
			Deadline: time.Second,
			Do: func(_ context.Context, q store.Question) error {
				fmt.Println(q.ID)
				select {}
			},
			Failed: func(context.Context, store.Question) error { return nil },
		})
		if err != nil {
			fmt.Println(err)
			return 1
		}
		select {}
	}
	return 2
}

// child is a running process.
type child struct {
	*exec.Cmd
	out *bufio.Scanner
}

// start starts a process; it is killed when the test ends.
func start(t *testing.T, what string, p *place, env ...string) *child {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(append(os.Environ(), envProcess+"="+what, "DATABASE_URL="+p.url), env...)
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	must(t, err)
	must(t, cmd.Start())
	c := &child{cmd, bufio.NewScanner(out)}
	t.Cleanup(c.kill)
	return c
}

// kill ends the process as a loss of power would.
func (c *child) kill() {
	_ = c.Process.Kill() // it may be gone
	_ = c.Wait()         // tells that it was killed
}

// read returns the next n lines of output.
func (c *child) read(t *testing.T, n int) []string {
	t.Helper()
	var lines []string
	for len(lines) < n {
		if !c.out.Scan() {
			t.Fatalf("the process ended after %q", lines)
		}
		lines = append(lines, c.out.Text())
	}
	return lines
}

func TestClaimsOutlastTheirProcess(t *testing.T) {
	onEach(t, func(t *testing.T, p *place) {
		claimed := 0
		for round := range 3 {
			c := start(t, "claim", p)
			c.read(t, 1+claimed+50*round) // those of earlier rounds are not claimed again
			c.kill()
			last := ""
			for c.out.Scan() {
				last = c.out.Text() // what it wrote before it died
			}
			db := p.open(t)
			if last != "" && strings.HasPrefix(last, "2") && len(last) == len(numbered(0)) {
				load(t, db, last)
			}
			claimed = noError(db.Waiting(context.Background()))(t)
			if want := 1 + 50*round; claimed < want {
				t.Errorf("%d questions are left, want %d or more", claimed, want)
			}
			closeDB(t, db)
		}
		db := p.open(t)
		done := make(chan string, 2*claimed)
		w := quick(db, done)
		w.Failed = noFailure(t)
		must(t, db.Start(context.Background(), w))
		for range claimed {
			wait(t, "work", done)
		}
		// The server may carry out the last claim of a dead process late.
		awaitAll(t, db)
	})
}

func TestWorkOfADeadProcessGoesOn(t *testing.T) {
	onEach(t, func(t *testing.T, p *place) {
		const questions = 5
		db := p.open(t)
		for n := range questions {
			claim(t, db, message(n))
		}
		closeDB(t, db)
		c := start(t, "work", p)
		begun := c.read(t, questions)
		c.kill()
		died := time.Now()

		db = p.open(t)
		for _, id := range begun {
			if q := load(t, db, id); q.State != store.StateAnswering {
				t.Errorf("question %s is %s", id, q.State)
			}
		}
		done := make(chan string, 1000)
		w := quick(db, done)
		w.Deadline, w.Attempts, w.Failed = time.Second, 1000, noFailure(t)
		must(t, db.Start(context.Background(), w))
		awaitAll(t, db)
		t.Logf("all taken over after %s", time.Since(died).Round(time.Millisecond))
	})
}

func TestAQuestionThatKillsIsGivenUp(t *testing.T) {
	t.Parallel()
	p := sqlitePlace(t) // where a dead process's work is taken up at once
	db := p.open(t)
	claim(t, db, message(1))
	closeDB(t, db)
	for range 2 {
		c := start(t, "work", p)
		c.read(t, 1)
		c.kill()
	}
	db = p.open(t)
	told := make(chan store.Question, 1)
	must(t, db.Start(context.Background(), store.Work{
		Crashes: 2,
		Do: func(context.Context, store.Question) error {
			t.Error("the question was tried again")
			return errors.New("not again")
		},
		Failed: func(_ context.Context, q store.Question) error {
			told <- q
			return nil
		},
	}))
	if q := wait(t, "failure", told); !strings.Contains(q.Reason, "died") {
		t.Errorf("reason %q", q.Reason)
	}
	await(t, db, numbered(1))
	if q := load(t, db, numbered(1)); q.State != store.StateFailed {
		t.Errorf("the question is %s", q.State)
	}
}
