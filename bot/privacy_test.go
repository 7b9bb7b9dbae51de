package bot

import (
	"context"
	"strings"
	"testing"

	"footnote/bot/discordtest"
	"footnote/store"
)

// TestPrivacy: a member sees what is stored about them and deletes it, privately and
// for themselves alone, also by a button from before a restart.
func TestPrivacy(t *testing.T) { inBoth(t, testPrivacy) }

func testPrivacy(t *testing.T, lang string) {
	words := map[string][]string{
		"de": {"Über dich ist nichts gespeichert.", "Fragen mit ihren Antworten: 1", "gezählt wird: 30", "Alles löschen", "Was über dich gespeichert war, ist gelöscht."},
		"en": {"Nothing is stored about you.", "Questions with their answers: 1", "counted: 30", "Delete everything", "What was stored about you has been deleted."},
	}[lang]
	p := newVisits(t)
	d, a, here := p.d, askers(p.d)[lang], p.d.Channel().ID
	other := d.AddUser(discordtest.User{Username: "other"})
	p.settled(Config{})
	look := func(u discordtest.User) discordtest.Message {
		t.Helper()
		i := discordtest.Slash(u, here, commandPrivacy)
		i.Locale = locales[lang]
		h := d.SendInteraction(i)
		if got := h.WaitResponse(); !got.Ephemeral || got.Type != discordtest.RespondMessage {
			t.Errorf("others see it: %+v", got)
		}
		return h.WaitEdit(nil)
	}
	if got := look(d.Asker()); got.Content != words[0] || len(got.Components) != 0 {
		t.Errorf("at first: %+v", got)
	}
	mine, theirs := a.ask(here), d.SendMessage(other, here, d.Bot().Mention()+" "+a.question)
	d.WaitAnswered(mine.ID, theirs.ID)
	p.finished(mine.ID)
	shown := look(d.Asker())
	contains(t, shown.Content, words[1], words[2], "> "+a.question)
	if len(shown.Components) != 1 || !strings.Contains(string(shown.Components[0]), words[3]) {
		t.Errorf("no button: %s", shown.Components)
	}
	p.stop()
	p.settled(Config{})
	press := discordtest.Press(d.Asker(), shown, forgetMe)
	press.Locale = locales[lang]
	h := d.SendInteraction(press)
	if got := h.WaitEdit(func(m discordtest.Message) bool { return len(m.Components) == 0 }); got.Content != words[4] {
		t.Errorf("after the deletion: %q", got.Content)
	}
	h.Resend()
	if got := look(d.Asker()); got.Content != words[0] {
		t.Errorf("afterwards: %q", got.Content)
	}
	contains(t, look(other).Content, words[1])
	p.stop()
	p.with(func(db *store.DB) {
		left, err := db.QuestionsOf(context.Background(), d.Asker().ID, 10)
		if err != nil || len(left) != 0 {
			t.Errorf("left: %+v, %v", left, err)
		}
	})
	if n := len(d.Answers(mine.ID)); n != 1 {
		t.Errorf("%d answers stand", n) // what was said in a channel is the channel's
	}
}
