package bot

import (
	"context"
	"database/sql"
	"flag"
	"log/slog"
	"os"
	"runtime"
	"strconv"
	"testing"
	"time"

	"footnote/bot/discordtest"
	"footnote/store"
)

var lifeFull = flag.Bool("life.full", false, "TestLife: 100,000 questions, not 3,000")

const (
	lifeSpan      = 24 * time.Hour // of the clock
	lifeRetention = time.Hour      // of questions, so that much is deleted in a day
	lifeBatch     = 60
	lifeMembers   = 40
	logRoom       = 8 << 20 // that SQLite's log keeps
)

// TestLife is a day in fast motion: questions as fast as they go, while the clock
// of bot, store and Discord runs through 24 hours. After the first fifth memory,
// goroutines, tables and files grow no more.
func TestLife(t *testing.T) {
	questions := 3000
	switch {
	case *lifeFull:
		questions = 100_000
	case underRace:
		questions = 900
	}
	l := newLife(t)
	var young footprint
	began, next := time.Now(), l.clock.Now()
	for done := 0; done < questions; done += lifeBatch {
		l.batch()
		l.clock.Advance(lifeSpan * lifeBatch / time.Duration(questions))
		if !l.clock.Now().Before(next) { // as the store does each hour of the real clock
			next = l.clock.Now().Add(lifeRetention)
			l.retain()
		}
		if young.heap == 0 && done >= questions/5 {
			young = l.measure()
		}
	}
	old := l.measure()
	t.Logf("%d questions, %.0f a second; %d were kept after an hour's retention", questions, float64(questions)/time.Since(began).Seconds(), old.kept)
	t.Logf("after a fifth %+v; at the end %+v", young, old)
	perHour := questions/24 + 2*lifeBatch
	switch {
	case old.heap > young.heap+4<<20:
		t.Error("the heap grows")
	case old.goroutines > young.goroutines+20:
		t.Error("the goroutines grow in number")
	case old.kept > 2*perHour: // what came since the last hour was up
		t.Error("questions are kept beyond their time")
	case old.files > young.files+2<<20:
		t.Error("the files grow")
	}
}

// life is a bot that lives fast.
type life struct {
	t       *testing.T
	clock   *discordtest.Clock
	discord *discordtest.Server
	db      *store.DB
	file    string
	raw     *sql.DB // the same file, to look into
	members []discordtest.User
	asked   int
}

func newLife(t *testing.T) *life {
	l := &life{t: t, clock: &discordtest.Clock{}, file: writeFresh(t)}
	// The check of every request would take most of the time.
	l.discord = discordtest.Start(t, discordtest.Config{Now: l.clock.Now, AnyBody: true})
	for range lifeMembers {
		l.members = append(l.members, l.discord.AddUser(discordtest.User{}))
	}
	var err error
	if l.db, err = store.Open(context.Background(), store.Config{URL: "sqlite:" + l.file, Now: l.clock.Now, Retention: -1, StopGrace: time.Minute}); err != nil {
		t.Fatal(err)
	}
	if l.raw, err = sql.Open("sqlite", "file:"+l.file+"?_pragma=busy_timeout(5000)"); err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() {
		done <- Run(ctx, Config{
			Token: l.discord.Token(), APIURL: l.discord.URL(), Engine: realEngine(t), Announcement: announcement(t), Store: l.db,
			Logger: slog.New(slog.DiscardHandler), RetryInitial: time.Millisecond, timing: timing{now: l.clock.Now},
		})
	}()
	t.Cleanup(func() {
		stop()
		if err := <-done; err != nil {
			t.Error(err)
		}
		_ = l.raw.Close() // it was for looking
		if err := l.db.Close(); err != nil {
			t.Error(err)
		}
	})
	l.discord.WaitConnected(1)
	return l
}

// batch asks some questions in every way, waits until each is answered once, and
// has Discord forget them.
func (l *life) batch() {
	d, mention := l.discord, l.discord.Bot().Mention()
	var ids []string
	ask := func(i int) {
		m, text := l.members[l.asked%lifeMembers], lifeQuestions[l.asked%len(lifeQuestions)]
		l.asked++
		switch i % 3 {
		case 0:
			ids = append(ids, d.SendMessage(m, d.Channel().ID, mention+" "+text).ID)
		case 1:
			ids = append(ids, d.SendMessage(m, d.DM(m).ID, text).ID)
		case 2:
			ids = append(ids, d.SendInteraction(discordtest.Slash(m, d.Channel().ID, "ask", question(text))).ID)
		}
	}
	const replies = lifeBatch / 6
	for i := range lifeBatch - replies {
		ask(i)
	}
	d.WaitAnswered(ids...)
	for i := range replies {
		to := d.Answers(ids[3*i])[0]
		ids = append(ids, d.SendMessage(l.members[i], to.ChannelID, lifeQuestions[i%len(lifeQuestions)], discordtest.ReplyTo(to)).ID)
	}
	d.WaitAnswered(ids...)
	if got := d.Tally(ids...); got.Answered != len(ids) {
		l.t.Fatal(got)
	}
	d.WaitIdle()
	d.Forget(l.clock.Now().Add(time.Second))
}

var lifeQuestions = []string{
	"Wie viel will Amazon investieren?", "Wann rollen die Bagger?", "How much will Amazon invest?", "Wie viele Filialen hat Amazon?",
	"Welche Bausteine kommen zum Einsatz?", "Was ist mit Satellitendaten?", "Wer ist der Vorstand von Amazon?",
}

// retain deletes what is too old, and the jobs that are done with, which the
// store keeps for ten minutes of the real clock.
func (l *life) retain() {
	if _, err := l.db.Retain(context.Background(), l.clock.Now().Add(-lifeRetention)); err != nil {
		l.t.Fatal(err)
	}
	if _, err := l.raw.Exec("DELETE FROM river_job WHERE finalized_at IS NOT NULL"); err != nil {
		l.t.Fatal(err)
	}
}

// footprint is what the bot takes up.
type footprint struct {
	heap       uint64 // in use
	goroutines int
	kept       int   // rows of questions
	rows       int   // of all tables
	files      int64 // bytes of the database, with all the room of its log
}

// measure waits until the bot is at rest.
func (l *life) measure() footprint {
	l.retain()
	var f footprint
	for _, table := range l.tables() {
		n := l.number("SELECT count(*) FROM " + table)
		f.rows += n
		if table == `"questions"` {
			f.kept = n
		}
	}
	// What was just deleted is more than the log has room for, until it begins anew.
	l.discord.WaitUntil("the log to be cut to its room", func() bool {
		if err := l.db.Budget(0).Spend(context.Background(), 0); err != nil { // something is written
			l.t.Fatal(err)
		}
		return l.size("-wal") <= logRoom
	})
	f.files = l.size("") + l.size("-shm") + logRoom
	runtime.GC()
	runtime.GC() // what finalizers let go of
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	f.heap, f.goroutines = m.HeapAlloc, runtime.NumGoroutine()
	return f
}

func (l *life) size(suffix string) int64 {
	info, err := os.Stat(l.file + suffix)
	if err != nil {
		l.t.Fatal(err)
	}
	return info.Size()
}

func (l *life) tables() []string {
	rows, err := l.raw.Query("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
	if err != nil {
		l.t.Fatal(err)
	}
	defer rows.Close()
	var out []string
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			l.t.Fatal(err)
		}
		out = append(out, strconv.Quote(name))
	}
	if err := rows.Err(); err != nil {
		l.t.Fatal(err)
	}
	return out
}

func (l *life) number(query string) int {
	var n int
	if err := l.raw.QueryRow(query).Scan(&n); err != nil {
		l.t.Fatal(err)
	}
	return n
}
