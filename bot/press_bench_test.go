package bot

import (
	"context"
	"slices"
	"testing"
	"time"

	"footnote/bot/discordtest"
)

// BenchmarkInteractions presses buttons, sends forms, uses the menu, /fact and /ask, in
// turn, 500 times a second, and tells how long the first responses took: go test ./bot
// -run '^$' -bench Interactions -benchtime 3500x.
func BenchmarkInteractions(b *testing.B) {
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
		discordtest.Slash(d.Asker(), m.ChannelID, commandFact, discordtest.Option{Name: "name", Value: "investition"}),
		discordtest.Slash(d.Asker(), m.ChannelID, commandAsk, discordtest.Option{Name: "question", Value: "Wer liefert die Chips?"}),
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
	all, asks := make([]time.Duration, 0, len(handles)), []time.Duration{0}
	for n, h := range handles {
		took := h.WaitResponse().After
		all = append(all, took)
		if n%len(kinds) == len(kinds)-1 {
			asks = append(asks, took)
		}
	}
	for name, took := range map[string][]time.Duration{"": all, "ask-": asks} {
		slices.Sort(took)
		at := func(share int) float64 { return float64(took[(len(took)-1)*share/100].Microseconds()) / 1000 }
		b.ReportMetric(at(50), name+"p50-ms")
		b.ReportMetric(at(99), name+"p99-ms")
	}
	if err := r.finish(); err != nil {
		b.Fatal(err)
	}
	closing()
}
