package bot

import (
	"context"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"footnote/bot/discordtest"
	"footnote/store"
)

// place is where the store of several processes of a bot is, one after another.
type place struct {
	t     testing.TB
	file  string
	clock *discordtest.Clock
}

func newPlace(t testing.TB) *place {
	return &place{t: t, file: filepath.Join(t.TempDir(), "footnote.db"), clock: &discordtest.Clock{}}
}

// open opens the store until the returned function is called or the test ends.
func (p *place) open() (db *store.DB, closing func()) {
	p.t.Helper()
	db, err := store.Open(context.Background(), store.Config{URL: "sqlite:" + p.file, Now: p.clock.Now})
	if err != nil {
		p.t.Fatal(err)
	}
	closing = func() {
		if err := db.Close(); err != nil {
			p.t.Error(err)
		}
	}
	p.t.Cleanup(closing)
	return db, closing
}

// TestRestart: the last question of one process is answered, and what is asked
// between two processes arrives at the second, since the session is kept.
func TestRestart(t *testing.T) {
	d := discordtest.New(t)
	p := newPlace(t)
	db, closing := p.open()
	first := start(t, d, Config{Store: db})
	d.WaitRequest("GET", "/applications/*/guilds/*/commands", nil) // GUILD_CREATE was taken in
	before := first.ask()                                          // taken in now or sent again later
	if err := first.finish(); err != nil {
		t.Fatal(err)
	}
	closing()
	d.WaitDisconnected()
	between := first.ask()
	db, _ = p.open()
	second := start(t, d, Config{Store: db})
	d.WaitConnected(2)
	d.WaitAnswered(before.ID, between.ID)
	if err := second.finish(); err != nil {
		t.Fatal(err)
	}
	if got := d.Tally(before.ID, between.ID); got.Answered != 2 {
		t.Error(got)
	}
	if d.Identifies() != 1 || d.Resumes() != 1 {
		t.Errorf("%d IDENTIFYs, %d RESUMEs", d.Identifies(), d.Resumes())
	}
	if codes := d.CloseCodes(); !slices.Equal(codes, []int{4000, 4000}) {
		t.Errorf("closed with %v", codes)
	}
	if n, _, _ := db.Identifies(d.ApplicationID()).Get(context.Background(), time.Time{}); n != 1 {
		t.Errorf("%d IDENTIFYs counted", n)
	}
}
