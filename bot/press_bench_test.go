package bot

import (
	"context"
	"slices"
	"testing"
	"time"

	"footnote/bot/discordtest"
)

// BenchmarkPresses presses buttons, sends forms and uses the menu 500 times a second,
// and tells how long the first responses took: go test ./bot -run '^$' -bench Presses
// -benchtime 2000x.
func BenchmarkPresses(b *testing.B) {
	d := discordtest.Start(b, discordtest.Config{AnyBody: true})
	db, closing := freshStore(b, &discordtest.Clock{})
	r := start(b, d, Config{Store: db})
	d.WaitConnected(1)
	m := d.SendMessage(d.Asker(), d.Channel().ID, d.Bot().Mention()+" Wie viel will Amazon investieren?")
	a := d.WaitMessage(m.ChannelID, discordtest.RepliesTo(m))
	d.WaitUntil("the question to be finished", func() bool {
		q, err := db.Question(context.Background(), m.ID)
		return err == nil && q.State.Finished()
	})
	kinds := []discordtest.Interaction{
		discordtest.Press(d.Asker(), a, "v1|src|"+m.ID),
		discordtest.Press(d.Asker(), a, "v1|good|"+m.ID),
		discordtest.Press(d.Asker(), a, "v1|bad|"+m.ID),
		discordtest.Submit(d.Asker(), m.ChannelID, r.signed(b, db, actReason, m.ID), map[string]string{"text": "x"}),
		discordtest.Target(d.Asker(), a, checkMenu()),
	}
	ticker := time.NewTicker(2 * time.Millisecond)
	defer ticker.Stop()
	handles := make([]*discordtest.Handle, 0, b.N)
	for n := 0; b.Loop(); n++ {
		<-ticker.C
		i := kinds[n%len(kinds)]
		i.Unregistered = true
		handles = append(handles, d.SendInteraction(i))
	}
	took := make([]time.Duration, 0, len(handles))
	for _, h := range handles {
		took = append(took, h.WaitResponse().After)
	}
	slices.Sort(took)
	at := func(share int) float64 { return float64(took[(len(took)-1)*share/100].Microseconds()) / 1000 }
	b.ReportMetric(at(50), "p50-ms")
	b.ReportMetric(at(99), "p99-ms")
	if err := r.finish(); err != nil {
		b.Fatal(err)
	}
	closing()
}
