package store_test

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"footnote/store"
)

// benchOn runs a benchmark on each database that there is.
func benchOn(b *testing.B, bench func(b *testing.B, db *store.DB)) {
	b.Run("sqlite", func(b *testing.B) { bench(b, sqlitePlace(b).open(b)) })
	if os.Getenv(envPostgres) == "" {
		b.Logf("without PostgreSQL: start one with .ci/postgres and set %s", envPostgres)
		return
	}
	b.Run("postgres", func(b *testing.B) { bench(b, postgresPlace(b).open(b)) })
}

// report adds percentiles of times to what the benchmark prints.
func report(b *testing.B, times []time.Duration) {
	slices.Sort(times)
	at := func(q float64) float64 {
		return float64(times[min(int(q*float64(len(times))), len(times)-1)].Nanoseconds()) / 1e6
	}
	b.ReportMetric(at(0.5), "p50-ms")
	b.ReportMetric(at(0.99), "p99-ms")
	b.ReportMetric(0, "ns/op")
}

// BenchmarkClaim takes in one question after the other.
func BenchmarkClaim(b *testing.B) {
	benchOn(b, func(b *testing.B, db *store.DB) {
		times := make([]time.Duration, b.N)
		for n := range b.N {
			started := time.Now()
			claim(b, db, message(n))
			times[n] = time.Since(started)
		}
		report(b, times)
	})
}

// atRate calls f for n = 0 … count-1, a second times as often, each in a
// goroutine of its own, and waits for all.
func atRate(count, second int, f func(n int)) {
	var wg sync.WaitGroup
	tick := time.NewTicker(time.Second / time.Duration(second))
	defer tick.Stop()
	for n := range count {
		<-tick.C
		wg.Go(func() { f(n) })
	}
	wg.Wait()
}

// BenchmarkClaimAtRate takes in 500 questions a second.
func BenchmarkClaimAtRate(b *testing.B) {
	benchOn(b, func(b *testing.B, db *store.DB) {
		times := make([]time.Duration, b.N)
		atRate(b.N, 500, func(n int) {
			started := time.Now()
			if _, err := db.Claim(context.Background(), message(n)); err != nil {
				b.Error(err)
			}
			times[n] = time.Since(started)
		})
		report(b, times)
	})
}

// BenchmarkPickup measures from the end of a claim to the begin of its work, one
// question after the other, none waiting.
func BenchmarkPickup(b *testing.B) {
	benchOn(b, func(b *testing.B, db *store.DB) {
		begun := make(chan time.Time, 1)
		must(b, db.Start(context.Background(), store.Work{
			Do: func(_ context.Context, q store.Question) error {
				begun <- time.Now()
				return end(db, q)
			},
			Failed: func(context.Context, store.Question) error { return nil },
		}))
		times := make([]time.Duration, b.N)
		for n := range b.N {
			claim(b, db, message(n))
			claimed := time.Now()
			times[n] = (<-begun).Sub(claimed)
		}
		report(b, times)
		must(b, db.Stop(context.Background()))
	})
}

// BenchmarkQuestion takes 500 questions a second through all that the store
// does for one: claim, start, answer, post, end.
func BenchmarkQuestion(b *testing.B) {
	benchOn(b, func(b *testing.B, db *store.DB) {
		ctx := context.Background()
		must(b, db.KeepAnnouncement(ctx, store.Announcement{Version: "v1", Text: "text"}))
		started, times := make([]time.Time, b.N), make([]time.Duration, b.N)
		index := map[string]int{}
		for n := range b.N {
			index[numbered(n)] = n
		}
		var done sync.WaitGroup
		done.Add(b.N)
		must(b, db.Start(ctx, store.Work{
			Do: func(ctx context.Context, q store.Question) error {
				if _, err := db.SaveAnswer(ctx, store.Answered{Question: q.ID, Announcement: "v1"}); err != nil {
					return err
				}
				if _, err := db.BeginPost(ctx, store.PostAttempt{Question: q.ID, Channel: channel}); err != nil {
					return err
				}
				if err := db.Posted(ctx, store.Posted{Question: q.ID, Message: q.ID, Done: true}); err != nil {
					return err
				}
				n := index[q.ID]
				times[n] = time.Since(started[n])
				done.Done()
				return nil
			},
			Failed: func(context.Context, store.Question) error { return nil },
		}))
		atRate(b.N, 500, func(n int) {
			started[n] = time.Now()
			if _, err := db.Claim(ctx, message(n)); err != nil {
				b.Error(err)
			}
		})
		done.Wait()
		report(b, times)
		must(b, db.Stop(ctx))
	})
}

// BenchmarkBackup copies a database of 2,000 questions.
func BenchmarkBackup(b *testing.B) {
	db := sqlitePlace(b).open(b)
	for n := range 2000 {
		claim(b, db, message(n))
	}
	dir := b.TempDir()
	n := 0
	for b.Loop() {
		n++
		must(b, db.Backup(context.Background(), filepath.Join(dir, numbered(n))))
	}
}
