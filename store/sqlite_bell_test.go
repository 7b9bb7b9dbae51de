package store

import (
	"context"
	"database/sql"
	"log/slog"
	"testing"
	"time"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver/riversqlite"
)

// TestBell: River hears of a job when it is committed, and of none that is not, though
// it looks for jobs by itself once in an hour.
func TestBell(t *testing.T) {
	b := testBackend(t)
	worked := make(chan string, 8)
	workers := river.NewWorkers()
	river.AddWorker(workers, river.WorkFunc(func(_ context.Context, job *river.Job[jobArgs]) error {
		worked <- job.Args.Question
		return nil
	}))
	client, err := river.NewClient(sharingDriver{riversqlite.New(b.writeDB), b}, &river.Config{
		Logger: slog.New(slog.DiscardHandler), Workers: workers, Queues: map[string]river.QueueConfig{jobQueue: {MaxWorkers: 1}},
		FetchCooldown: time.Millisecond, FetchPollInterval: time.Hour,
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := client.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := client.Stop(context.Background()); err != nil {
			t.Error(err)
		}
	}()
	claim := func(id string, err error) {
		_, _ = write(t.Context(), b, func(ctx context.Context, x tx) (struct{}, error) {
			if err := x.enqueue(ctx, jobArgs{Question: id}, jobOptions(KindMessage)); err != nil {
				t.Error(err)
			}
			return struct{}{}, err
		})
	}
	claim("lost", sql.ErrNoRows)
	for _, id := range []string{"1", "2", "3"} {
		claim(id, nil)
		select {
		case got := <-worked:
			if got != id {
				t.Errorf("worked %q, want %q", got, id)
			}
		case <-time.After(time.Minute):
			t.Fatalf("%q is not worked", id)
		}
	}
}
