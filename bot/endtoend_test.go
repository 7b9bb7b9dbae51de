package bot

import (
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"footnote/answer"
	"footnote/bot/discordtest"
	"footnote/llm"
	"footnote/llm/llmtest"
	"footnote/llm/openai"
)

// modelEngine is the real engine with a model behind a real socket.
func modelEngine(t testing.TB, profile answer.Profile, timeout time.Duration, handler func(llmtest.Request) llmtest.Response) *answer.Engine {
	t.Helper()
	e, err := answer.New(answer.Config{Announcement: announcement(t), Model: modelThat(t, handler), Profile: profile, Timeout: timeout})
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// modelThat is a model behind a real socket.
func modelThat(t testing.TB, handler func(llmtest.Request) llmtest.Response) llm.Model {
	t.Helper()
	model, err := openai.New(openai.Config{BaseURL: llmtest.NewServer(t, handler).URL, Key: "sk-test-key-of-the-model", Model: "test"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { model.Close() })
	return model
}

// claim is the reply of a model that writes one claim.
func claim(id, text string) string {
	data, _ := json.Marshal(map[string]any{"looking_for": "x", "claims": []any{map[string]any{"ids": []string{id}, "claim": text}}, "unanswered": []string{}})
	return string(data)
}

// yes lets the judge agree, and answers everything else with r.
func yes(r llmtest.Response) func(llmtest.Request) llmtest.Response {
	return func(req llmtest.Request) llmtest.Response {
		if yes := llmtest.Yes(req.SchemaName); yes != "" {
			return llmtest.Response{Text: yes}
		}
		return r
	}
}

var small = regexp.MustCompile(`(?m)^-# (?:[¹²³]+ )?„(.*)“$|^> (.*)$`)

// honest checks that each quotation in a post is the announcement's.
func honest(t *testing.T, content string) {
	t.Helper()
	text := announcement(t).Text
	unescaped := regexp.MustCompile(`\\([^0-9A-Za-z\s])`).ReplaceAllString(content, "$1")
	quotes := small.FindAllStringSubmatch(unescaped, -1)
	if len(quotes) == 0 && !slices.Contains([]string{"Das steht nicht im Artikel.", "That is not in the article."}, strings.SplitN(content, "\n", 2)[0]) {
		t.Errorf("neither proved nor honest: %s", content)
	}
	for _, q := range quotes {
		if quote := q[1] + q[2]; !strings.Contains(text, quote) {
			t.Errorf("%q is not in the announcement", quote)
		}
	}
}

// TestModelEndToEnd: whatever the model does, each trigger is answered once,
// proved or honest, in German and English, and what is false is not posted.
func TestModelEndToEnd(t *testing.T) {
	const truth = "Amazon will bis zu 50 Mrd. USD in Rechenzentren investieren."
	tests := map[string]struct {
		response llmtest.Response
		profile  answer.Profile
		want     string // in the answer to the German question
		never    string
	}{
		"true claim":     {response: llmtest.Response{Text: claim("s2", truth)}, want: truth + "¹\n-# ¹ „Amazon will in"},
		"500":            {response: llmtest.Response{Status: 500}, want: "antwortet gerade nicht"},
		"429":            {response: llmtest.Response{Status: 429}, want: "antwortet gerade nicht"},
		"401":            {response: llmtest.Response{Status: 401, Body: `{"error":{"message":"bad key sk-test-key-of-the-model"}}`}, want: "antwortet gerade nicht", never: "sk-test"},
		"hangs":          {response: llmtest.Response{Fault: llmtest.HangBeforeHeader}, want: "antwortet gerade nicht"},
		"hangs midway":   {response: llmtest.Response{Text: claim("s2", truth), Fault: llmtest.Hang, After: 2}, want: "antwortet gerade nicht"},
		"cut off":        {response: llmtest.Response{Text: claim("s2", truth), Fault: llmtest.Cut, After: 2}, want: "antwortet gerade nicht"},
		"no finish":      {response: llmtest.Response{Text: `{"looking_for":"x","claims":[`, Fault: llmtest.NoFinish}, want: "antwortet gerade nicht"},
		"empty":          {response: llmtest.Response{}, want: "antwortet gerade nicht"},
		"not JSON":       {response: llmtest.Response{Text: "I believe it is a lot."}, want: "antwortet gerade nicht", never: "I believe"},
		"unknown id":     {response: llmtest.Response{Text: claim("s99", "Es geht um ganz andere Dinge.")}, never: "andere Dinge"},
		"changed figure": {response: llmtest.Response{Text: claim("s2", strings.Replace(truth, "50", "60", 1))}, never: "60 Mrd"},
		"changed year":   {response: llmtest.Response{Text: claim("s11", "Der Bau der neuen Rechenzentren soll 2027 starten.")}, never: "2027"},
		"ping and link":  {response: llmtest.Response{Text: claim("s2", "@everyone Amazon will https://evil.example investieren.")}, never: "evil"},
		"quotes":         {response: llmtest.Response{Text: `{"looking_for":"x","ids":["s2"]}`}, profile: answer.ProfileQuotes, want: "> Amazon will in den kommenden Jahren"},
		"quotes, 500":    {response: llmtest.Response{Status: 500}, profile: answer.ProfileQuotes, want: "antwortet gerade nicht"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			timeout := 5 * time.Second
			if strings.HasPrefix(name, "hangs") {
				timeout = 200 * time.Millisecond
			}
			r := online(t, Config{Engine: modelEngine(t, tt.profile, timeout, yes(tt.response))})
			d := r.discord
			german, english := "Was will Amazon mit den Rechenzentren für Behörden erreichen und investieren?", "What does Amazon plan to build for agencies with AI?"
			m := d.SendMessage(d.Asker(), d.Channel().ID, d.Bot().Mention()+" "+german)
			h := d.SendInteraction(discordtest.Slash(d.Asker(), d.Channel().ID, "ask", question(english)))
			posts := []string{d.WaitMessage(m.ChannelID, discordtest.RepliesTo(m)).Content, h.WaitEdit(nil).Content}
			if !strings.Contains(posts[0], tt.want) {
				t.Errorf("posted %q, want %q in it", posts[0], tt.want)
			}
			for _, p := range posts {
				honest(t, p)
				if tt.never != "" && strings.Contains(p, tt.never) {
					t.Errorf("posted %q", p)
				}
			}
			if err := r.finish(); err != nil {
				t.Fatal(err)
			}
			if n := len(r.replies(m)); n != 1 {
				t.Errorf("%d replies", n)
			}
			if strings.Contains(r.log.String(), "sk-test-key") {
				t.Error("the model's key is in the log")
			}
		})
	}
}

// BenchmarkFirstCall measures from the event's sending to the bot's first REST
// call, over real sockets.
func BenchmarkFirstCall(b *testing.B) {
	bench := func(b *testing.B, ask func(d *discordtest.Server, i int) time.Duration) {
		r := start(b, discordtest.Start(b, discordtest.Config{AnyBody: true}), Config{}) // the check would take its share of the cores
		r.discord.WaitConnected(1)
		ask(r.discord, -1)
		took := make([]time.Duration, 0, b.N)
		b.ResetTimer()
		for i := range b.N {
			took = append(took, ask(r.discord, i))
		}
		b.StopTimer()
		slices.Sort(took)
		b.ReportMetric(float64(took[len(took)/2].Microseconds())/1000, "p50-ms")
		b.ReportMetric(float64(took[len(took)*99/100].Microseconds())/1000, "p99-ms")
	}
	b.Run("message", func(b *testing.B) {
		bench(b, func(d *discordtest.Server, i int) time.Duration {
			sent := time.Now()
			m := d.SendMessage(d.Asker(), d.Channel().ID, fmt.Sprint(d.Bot().Mention(), " Wie viel will Amazon investieren? ", strings.Repeat(" ", i+1)))
			return d.WaitRequest("POST", "/channels/*/messages", func(r discordtest.Request) bool { return strings.Contains(string(r.Body), m.ID) }).At.Sub(sent)
		})
	})
	b.Run("interaction", func(b *testing.B) {
		bench(b, func(d *discordtest.Server, _ int) time.Duration {
			h := d.SendInteraction(discordtest.Slash(d.Asker(), d.Channel().ID, "ask", question("How much will Amazon invest?")))
			return h.WaitResponse().After
		})
	})
}
