package bot

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"footnote/answer"
	"footnote/bot/discordtest"
	"footnote/knowledge"
	"footnote/message"
)

// quoting is an engine that does not know the first question, and whose answer to the
// others names what was added to it.
type quoting struct {
	speaker
	o     *office
	ann   *knowledge.Announcement
	shown chan struct{} // closed when the answer may be complete
}

func (e quoting) Answer(ctx context.Context, q answer.Question, each func(answer.Claim)) (answer.Answer, error) {
	if q.Text == unknown {
		return answer.Answer{Language: "de", Outcome: answer.NotInAnnouncement, Intent: answer.IntentQuestion}, nil
	}
	a := e.whole
	added, err := e.o.db.Addenda(ctx, q.Scope, e.ann.ID)
	for _, d := range added {
		a.Addenda = append(a.Addenda, d.ID)
	}
	if each != nil {
		each(a.Claims[0])
	}
	<-e.shown
	return a, err
}

// TestAddendumBelowParts: an addendum stands below the last part of an answer, and
// below one that was begun before it was complete; when it is corrected nothing else
// is changed.
func TestAddendumBelowParts(t *testing.T) {
	long, of := lengthy(t, "de")
	for name, tt := range map[string]struct {
		ann   *knowledge.Announcement
		whole answer.Answer
		grown bool
	}{
		"parts": {long, of(3), false},
		"grown": {announcement(t), spoken(t, "de", threeClaims["de"]...), true},
	} {
		t.Run(name, func(t *testing.T) {
			o := newOffice(t)
			pace := &pacer{clock: o.clock, over: make(chan time.Time)}
			e := quoting{speaker{whole: tt.whole}, o, tt.ann, make(chan struct{})}
			_, end := o.run(func(c *Config) { c.Announcement, c.Engine, c.timing.after = tt.ann, e, pace.after })
			o.d.WaitConnected(1)
			_, a := o.ask(o.d.Asker(), o.d.Channel().ID, unknown)
			o.human(o.d.Asker(), a)
			o.write(o.clerk, o.cards(1, "Offene Frage")[0], actAnswer, "Sechshundert.")
			card := o.cards(1, "Beantwortet")[0]
			m := o.d.SendMessage(o.stranger, o.d.Channel().ID, o.d.Bot().Mention()+" Und sonst?")
			if tt.grown {
				close(pace.over)
				o.d.WaitMessage(m.ChannelID, discordtest.Both(discordtest.RepliesTo(m), discordtest.Contains(threeClaims["de"][0])))
			}
			close(e.shown)
			o.finished(m.ID)
			before := o.d.Answers(m.ID)
			last := len(before) - 1
			if !strings.Contains(before[last].Content, "Sechshundert") || len(before[last].Components) == 0 || strings.Contains(before[0].Content, "Sechshundert") != tt.grown {
				t.Fatalf("answered %+v", before)
			}
			o.write(o.clerk, card, actCorrect, "Siebenhundert.")
			o.d.WaitMessage(m.ChannelID, func(got discordtest.Message) bool {
				return got.ID == before[last].ID && strings.Contains(got.Content, "Siebenhundert")
			})
			o.settled()
			end()
			after := o.d.Answers(m.ID)
			if !slices.EqualFunc(before[:last], after[:len(after)-1], func(a, b discordtest.Message) bool { return a.Content == b.Content && len(a.History) == len(b.History) }) {
				t.Error("another part was changed")
			}
			above, _, _ := strings.Cut(before[last].Content, "Nachtrag")
			if now, _, _ := strings.Cut(after[last].Content, "Nachtrag"); now != above || len(after[last].Components) == 0 {
				t.Errorf("what stood above became\n%s\n--\n%s", above, now)
			}
		})
	}
}

// TestSourceLinks: where the announcement has an address, the answer holds no link that
// a preview could be made of, and its source leads to the quoted words there.
func TestSourceLinks(t *testing.T) { inBoth(t, testSourceLinks) }

func testSourceLinks(t *testing.T, lang string) {
	text := "---\ntitle: News\nlanguage: " + lang + "\nsource_url: https://example.org/news\n---\nNews\n\n" +
		map[string]string{"de": "Das neue Werk öffnet am 3. Mai 2031 in Kassel.\n", "en": "The new plant opens on 3 May 2031 in Kassel.\n"}[lang]
	ann, err := knowledge.Parse("news.txt", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	e, err := answer.New(answer.Config{Announcement: ann})
	if err != nil {
		t.Fatal(err)
	}
	p := newVisits(t)
	p.settled(Config{Announcement: ann, Engine: e})
	m := p.d.SendMessage(p.d.Asker(), p.d.Channel().ID, p.d.Bot().Mention()+map[string]string{"de": " Wann öffnet das neue Werk?", "en": " When does the new plant open?"}[lang])
	p.finished(m.ID)
	a := p.d.Answers(m.ID)[0]
	if strings.Contains(a.Content, "://") || a.Flags&discordtest.FlagSuppressEmbeds == 0 || !strings.Contains(a.Content, "2031") {
		t.Errorf("answered %+v", a)
	}
	got := buttonIDs(t, shown(t, p.d, p.d.SendInteraction(pressIn(lang, p.d.Asker(), a, one(t, a, actSource)))).Components)
	p.stop()
	if want := message.Link(ann.Passages[len(ann.Passages)-1].Text, ann); !strings.Contains(want, "#:~:text=") || !slices.Contains(got, want) {
		t.Errorf("links %q, want %q", got, want)
	}
}
