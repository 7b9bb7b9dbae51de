package bot

import (
	"testing"

	"footnote/bot/discordtest"
)

// TestAskPrivately: an answer that only the asker sees stays one, also when the
// bot dies before it.
func TestAskPrivately(t *testing.T) { inBoth(t, testAskPrivately) }

func testAskPrivately(t *testing.T, lang string) {
	p := newVisits(t)
	d := p.d
	a := askers(d)[lang]
	ask := func() *discordtest.Handle {
		i := discordtest.Slash(d.Asker(), d.Channel().ID, "ask", discordtest.Option{Name: optionPrivate, Value: true}, question(a.question))
		i.Locale = locales[lang]
		return d.SendInteraction(i)
	}
	asked := make(chan struct{}, 1)
	p.settled(hurried(stuck(asked)))
	h := ask()
	<-asked
	p.stop()
	p.settled(Config{})
	for _, h := range []*discordtest.Handle{h, ask()} {
		if got := h.WaitResponse(); got.Type != discordtest.RespondDefer || !got.Ephemeral {
			t.Errorf("acknowledged by %+v", got)
		}
		got := h.WaitEdit(nil)
		contains(t, got.Content, a.answer)
		if !got.Ephemeral() {
			t.Error("all see the answer")
		}
	}
	p.stop()
}
