package bot

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"footnote/answer"
	"footnote/bot/discordtest"
	"footnote/llm/llmtest"
)

// TestComplaintSilence (jakobdylanc/llmcord#86): the provider fails, the bot types,
// and then nothing. Here it says so and quotes, once, below a message and to /ask,
// also when the provider says nothing for so long that the bot is seen typing, and
// when the engine itself fails.
func TestComplaintSilence(t *testing.T) {
	questions := map[string]string{
		"de": "Was will Amazon mit den Rechenzentren für Behörden erreichen und investieren?", "en": "What does Amazon plan to build for agencies with AI?"}
	down := map[string]string{"de": "antwortet gerade nicht", "en": "is not answering right now"}
	broken := map[string]string{"de": "Da ist bei mir etwas schiefgegangen.", "en": "Something went wrong on my side."}
	for name, tt := range map[string]struct {
		engine func(t *testing.T) Engine
		want   map[string]string
		types  bool
	}{
		"500":    {providerThat(llmtest.Response{Status: 500}), down, false},
		"429":    {providerThat(llmtest.Response{Status: 429}), down, false},
		"hangs":  {providerThat(llmtest.Response{Fault: llmtest.HangBeforeHeader}), down, true},
		"engine": {func(*testing.T) Engine { return script(failing) }, broken, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := online(t, Config{Engine: tt.engine(t)})
			d := r.discord
			for lang, text := range questions {
				m := d.SendMessage(d.Asker(), d.Channel().ID, d.Bot().Mention()+" "+text)
				contains(t, d.WaitMessage(m.ChannelID, discordtest.RepliesTo(m)).Content, tt.want[lang])
				i := discordtest.Slash(d.Asker(), d.Channel().ID, commandAsk, question(text))
				i.Locale = locales[lang]
				contains(t, d.SendInteraction(i).WaitEdit(nil).Content, tt.want[lang])
				if n := len(r.replies(m)); n != 1 {
					t.Errorf("%d replies", n)
				}
			}
			if tt.types && d.Typing(d.Channel().ID) == 0 {
				t.Error("it was not seen typing")
			}
		})
	}
}

// providerThat makes an engine whose model answers everything with one response.
func providerThat(r llmtest.Response) func(*testing.T) Engine {
	return func(t *testing.T) Engine {
		return modelEngine(t, answer.ProfileClaims, typingDelay+500*time.Millisecond, func(llmtest.Request) llmtest.Response { return r })
	}
}

func failing(context.Context, answer.Question) (answer.Answer, error) {
	return answer.Answer{}, errors.New("out of order")
}

// TestComplaintAnsweredManyTimes (NousResearch/hermes-agent#113631): the catch-up
// answered one message 24 times. Here 24 starts find it, each told of it anew, most
// without a session or nonces to know it by, the first without hearing that the
// answer was posted; it has one answer.
func TestComplaintAnsweredManyTimes(t *testing.T) { inBoth(t, testAnsweredManyTimes) }

func testAnsweredManyTimes(t *testing.T, lang string) {
	p := newVisits(t)
	d, a, here := p.d, askers(p.d)[lang], p.d.Channel().ID
	p.settled(Config{})
	d.WaitAnswered(a.ask(here).ID)
	p.stop()
	d.ForgetSessions()
	m := a.ask(here)
	lost := d.Fault(discordtest.Fault{Method: "POST", Path: "/channels/*/messages", Action: discordtest.CutAfter, Times: 5})
	p.settled(Config{Drain: time.Millisecond})
	lost.WaitHit(1)
	p.stop()
	lost.Release()
	for start := range 23 {
		if start%2 == 0 {
			p.forgetNonces()
			d.ForgetSessions()
		}
		p.settled(Config{})
		d.Resend(m)
		d.WaitAnswered(m.ID)
		p.finished(m.ID)
		p.stop()
	}
	if got := d.Tally(m.ID); got.Answered != 1 || len(d.Answers(m.ID)) != 1 {
		t.Errorf("%s; %d answers", got, len(d.Answers(m.ID)))
	}
	if text := d.Answers(m.ID)[0].Content; !strings.Contains(text, a.answer) {
		t.Errorf("answered %q", text)
	}
}
