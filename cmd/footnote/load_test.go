package main

import (
	"cmp"
	"encoding/json"
	"fmt"
	"runtime/debug"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"footnote/bot/discordtest"
	"footnote/llm/llmtest"
)

// BenchmarkLoad puts the real program under load, as many questions as
// -benchtime says (200x):
//
//	burst   mentions all at once, without a model and with one that answers at once
//	rate    10 mentions a second, with a model that takes half a second
//	acks    500 interactions a second
//
// It reports how long askers wait for the first sign (first-) and for the whole
// answer (final-), or for the acknowledgement (ack-), the most memory that the
// process held, and its goroutines when all is done.
func BenchmarkLoad(b *testing.B) {
	binary := compile(b)
	defer debug.SetGCPercent(debug.SetGCPercent(400)) // the fakes share the cores with the bot, but no memory
	atOnce, slowly := time.Duration(0), 500*time.Millisecond
	b.Run("burst/extractive", func(b *testing.B) { newLoad(b, binary, nil).mentions(0) })
	b.Run("burst/model", func(b *testing.B) { newLoad(b, binary, &atOnce).mentions(0) })
	b.Run("rate/model", func(b *testing.B) { newLoad(b, binary, &slowly).mentions(10) })
	b.Run("acks", func(b *testing.B) { newLoad(b, binary, nil).interactions(500) })
}

// load is one process under load.
type load struct {
	b        *testing.B
	bot      *daemon
	discord  *discordtest.Server
	channels []string
	members  []discordtest.User
	spent    time.Duration // of the processor, before the load
}

// newLoad starts a process whose model answers in the time given; nil: it has none.
func newLoad(b *testing.B, binary string, speed *time.Duration) *load {
	b.Helper()
	// Checking every request against Discord's description would take its share of the cores.
	l := &load{b: b, discord: discordtest.Start(b, discordtest.Config{AnyBody: true, Deadline: 2 * time.Minute})}
	for n := range 20 {
		l.channels = append(l.channels, l.discord.AddChannel(discordtest.Channel{GuildID: l.discord.Guild().ID, Name: fmt.Sprint("channel-", n)}).ID)
	}
	for range 200 {
		l.members = append(l.members, l.discord.AddUser(discordtest.User{}))
	}
	settings := []string{"DATABASE_URL=" + sqliteURL(b), "LOG_LEVEL=warn"}
	if speed != nil {
		settings = append(settings, "OPENAI_BASE_URL="+agreeing(b, *speed).URL, "ANSWER_CACHE=0")
	}
	l.bot = newPlant(b, binary, l.discord, settings...).start()
	l.discord.WaitConnected(1)
	l.discord.WaitAnswered(l.mention(0)) // what is loaded with the first question is not measured
	l.spent = l.bot.cpu()
	return l
}

// agreeing is a model that writes one true claim and finds everything right,
// each reply in the given time.
func agreeing(tb testing.TB, takes time.Duration) *llmtest.Server {
	claim := claimReply(tb, "s2", "Amazon will bis zu 50 Mrd. USD in Rechenzentren investieren.")
	return llmtest.NewServer(tb, func(r llmtest.Request) llmtest.Response {
		text := cmp.Or(llmtest.Yes(r.SchemaName), claim)
		out := llmtest.Response{Chunks: []string{text}}
		if takes > 0 {
			gate := make(chan struct{})
			time.AfterFunc(takes, func() { close(gate) })
			out.Gate = gate
		}
		return out
	})
}

// claimReply is the reply of a model that writes one claim.
func claimReply(tb testing.TB, passage, text string) string {
	type claim struct {
		IDs   []string `json:"ids"`
		Claim string   `json:"claim"`
	}
	reply, err := json.Marshal(map[string]any{"looking_for": "x", "claims": []claim{{[]string{passage}, text}}, "unanswered": []string{}})
	if err != nil {
		tb.Fatal(err)
	}
	return string(reply)
}

// Ways to ask the same, since equal questions would be answered together.
var (
	before = []string{"", "Hallo, ", "Bitte: ", "Sag mal, ", "Moin, ", "Hey, ", "Guten Tag, ", "Kurze Frage: ", "Guten Morgen, ", "Servus, ",
		"Hallo zusammen, ", "Noch eine Frage: ", "Und ", "Also "}
	middle = []string{"was plant Amazon bei Rechenzentren für Behörden zu investieren", "was investiert Amazon in Rechenzentren für die Behörden"}
	after  = []string{"?", ", bitte?", ", weißt du das?", ", danke?", " denn?", " eigentlich?", " genau?"}
)

// phrased is the n-th way to ask; there are 196.
func phrased(n int) string {
	return before[n%len(before)] + middle[n/len(before)%len(middle)] + after[n/len(before)/len(middle)%len(after)]
}

// mention asks the n-th question in a channel and returns its id.
func (l *load) mention(n int) string {
	return l.discord.SendMessage(l.members[n%len(l.members)], l.channels[n%len(l.channels)], l.discord.Bot().Mention()+" "+phrased(n)).ID
}

// mentions asks b.N questions by mentions, all at once, or so many a second.
func (l *load) mentions(second int) {
	ids, asked := make([]string, l.b.N), make([]time.Time, l.b.N)
	paced(l.b.N, second, func(n int) {
		asked[n] = time.Now()
		ids[n] = l.mention(n)
	})
	l.discord.WaitAnswered(ids...)
	l.discord.WaitIdle()
	if got := l.discord.Tally(ids...); !got.Clean() {
		l.b.Fatal(got)
	}
	first, final := make([]time.Duration, l.b.N), make([]time.Duration, l.b.N)
	for n, id := range ids {
		m := l.discord.Answers(id)[0]
		if !strings.Contains(m.Content, "50 Mrd.") {
			l.b.Fatalf("question %d was answered: %s", n, m.Content)
		}
		first[n] = m.Timestamp.Sub(asked[n])
		final[n] = first[n]
		if m.EditedTimestamp != nil {
			final[n] = m.EditedTimestamp.Sub(asked[n])
		}
	}
	percentiles(l.b, "first", first)
	percentiles(l.b, "final", final)
	l.end()
}

// interactions sends b.N interactions, so many a second.
func (l *load) interactions(second int) {
	handles := make([]*discordtest.Handle, l.b.N)
	paced(l.b.N, second, func(n int) {
		handles[n] = l.discord.SendInteraction(discordtest.Slash(l.members[n%len(l.members)], l.channels[n%len(l.channels)], "ask",
			discordtest.Option{Name: "question", Value: phrased(n)}))
	})
	acks, ids := make([]time.Duration, l.b.N), make([]string, l.b.N)
	for n, h := range handles {
		acks[n], ids[n] = h.WaitResponse().After, h.ID
	}
	l.discord.WaitAnswered(ids...)
	if got := l.discord.Tally(ids...); !got.Clean() {
		l.b.Fatal(got)
	}
	percentiles(l.b, "ack", acks)
	l.end()
}

// end reports what the process held, and its time of the processor.
func (l *load) end() {
	l.b.ReportMetric(0, "ns/op")
	l.b.ReportMetric(l.bot.peakMB(), "peak-MB")
	l.b.ReportMetric(float64(l.bot.goroutines()), "goroutines")
	spent := l.bot.cmd.ProcessState.UserTime() + l.bot.cmd.ProcessState.SystemTime() - l.spent
	l.b.ReportMetric(float64(spent.Microseconds())/1000/float64(l.b.N), "cpu-ms/op")
}

// paced calls f for n = 0 … count-1, so many times a second; 0: at once.
func paced(count, second int, f func(n int)) {
	if second == 0 {
		for n := range count {
			f(n)
		}
		return
	}
	var wg sync.WaitGroup
	tick := time.NewTicker(time.Second / time.Duration(second))
	defer tick.Stop()
	for n := range count {
		<-tick.C
		wg.Go(func() { f(n) })
	}
	wg.Wait()
}

// percentiles reports p50, p95 and p99 of times, in milliseconds.
func percentiles(b *testing.B, name string, times []time.Duration) {
	slices.Sort(times)
	for _, p := range []int{50, 95, 99} {
		at := times[min(len(times)*p/100, len(times)-1)]
		b.ReportMetric(float64(at.Microseconds())/1000, fmt.Sprintf("%s-p%d-ms", name, p))
	}
}
