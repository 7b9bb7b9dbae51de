package bot

import (
	"bytes"
	"encoding/csv"
	"image/png"
	"slices"
	"strings"
	"testing"
	"time"

	"footnote/bot/discordtest"
)

// pictured checks that a message carries a chart and a table, and returns the text of
// the chart and the rows of the table.
func pictured(t testing.TB, m discordtest.Message) (text string, rows [][]string) {
	t.Helper()
	if len(m.Attachments) != 2 {
		t.Fatalf("attachments %+v", m.Attachments)
	}
	picture, table := m.Attachments[0], m.Attachments[1]
	size, err := png.DecodeConfig(bytes.NewReader(picture.Data))
	if err != nil || size.Width != chartWidth || size.Height != chartHeight || picture.ContentType != "image/png" || !strings.HasSuffix(picture.Filename, ".png") {
		t.Errorf("chart %s of %+v, %v", picture.Filename, size, err)
	}
	rows, err = csv.NewReader(bytes.NewReader(table.Data)).ReadAll()
	if err != nil || len(rows) == 0 || !slices.Equal(rows[0], csvHeader) || table.ContentType != "text/csv; charset=utf-8" || !strings.HasSuffix(table.Filename, ".csv") {
		t.Fatalf("table %s: %v, %v", table.Filename, rows, err)
	}
	return picture.Description, rows[1:]
}

// numbers are what stands in the columns of figures of the days of a table, added up.
func numbers(t testing.TB, rows [][]string) (days int, asked, settled, handed string) {
	t.Helper()
	for _, r := range rows {
		if r[0] == "day" {
			days++
			asked, settled, handed = asked+r[2], settled+r[3], handed+r[4]
		}
	}
	zero := func(s string) string { return strings.Trim(s, "0") }
	return days, zero(asked), zero(settled), zero(handed)
}

// TestStats: the figures of a server are shown to its team alone, privately, with a
// chart and a table; numbers stay when the questions are deleted, their words do not.
func TestStats(t *testing.T) {
	for locale, w := range map[string]struct{ title, asked, settled, handed, top, item, again, forbidden, alt, none string }{
		"de": {"**Statistik** · <t:", "Fragen: 6", "Ohne das Team erledigt: 1 (17 %)", "Weitergegeben: 1", "**Am häufigsten gefragt und noch offen**", "1\\. ",
			"2-mal gefragt", "Das darf nur das Team des Servers.", "Balkendiagramm der Fragen, ", "Keine Frage ist offen."},
		"en-US": {"**Statistics** · <t:", "Questions: 6", "Settled without staff: 1 (17 %)", "Handed over: 1", "**Asked most and still open**", "1\\. ",
			"Asked 2 times", "Only the server’s team may do that.", "Bar chart of the questions, ", "No question is open."},
	} {
		t.Run(locale, func(t *testing.T) {
			o := newOffice(t)
			r, end := o.run()
			o.d.WaitConnected(1)
			stats := func(u discordtest.User, options ...discordtest.Option) discordtest.Message {
				t.Helper()
				i := discordtest.Slash(u, o.d.Channel().ID, commandStats, options...)
				i.Locale = locale
				return shown(t, o.d, o.d.SendInteraction(i))
			}
			here := o.d.Channel().ID
			o.ask(o.d.Asker(), here, "Wie viel will Amazon investieren?")
			o.ask(o.stranger, here, "Amazon: wie viele *Filialen*? <@&1>")
			o.ask(o.d.Asker(), here, unknown)
			_, a := o.ask(o.d.Asker(), here, "Wie hoch ist das Gehalt?")
			o.human(o.d.Asker(), a)
			_, rent := o.ask(o.d.Asker(), here, "Wie hoch ist die Miete?")
			o.d.WaitReaction(o.d.SendMessage(o.d.Asker(), here, o.d.Bot().Mention()+" Danke!").ID, "👍")
			private := o.d.SendInteraction(discordtest.Slash(o.clerk, here, "ask", question("Wie heißt der Pförtner?"), discordtest.Option{Name: optionPrivate, Value: true}))
			o.finished(private.ID)

			if m := stats(o.stranger); m.Content != w.forbidden || len(m.Attachments) > 0 {
				t.Errorf("to a stranger: %q, %+v", m.Content, m.Attachments)
			}
			for _, u := range []discordtest.User{o.moderator, o.clerk} {
				m := stats(u)
				contains(t, m.Content, w.title, w.asked, w.settled, w.handed, w.top, w.item, w.again, `\*Filialen\*? \<\@&1>`, "Miete", "Gehalt")
				if strings.Contains(m.Content, "Pförtner") || m.MentionEveryone || len(m.Mentions) > 0 {
					t.Errorf("it says %q and mentions %v", m.Content, m.Mentions)
				}
				text, rows := pictured(t, m)
				if !strings.HasPrefix(text, w.alt) || !strings.HasSuffix(text, " 6") {
					t.Errorf("chart: %q", text)
				}
				if days, asked, settled, handed := numbers(t, rows); days != 7 || asked != "6" || settled != "1" || handed != "1" {
					t.Errorf("table %v", rows)
				}
				if top := rows[7]; len(rows) != 7+3 || top[0] != "open" || top[2] != "2" || top[7] != "Amazon: wie viele *Filialen*? <@&1>" {
					t.Errorf("open questions in the table: %v", rows[7:])
				}
			}
			o.human(o.d.Asker(), rent)
			o.settled()
			o.write(o.clerk, o.cards(2, "Miete")[1], actAnswer, "Zehn.")
			if m := stats(o.clerk); strings.Contains(m.Content, "Miete") || !strings.Contains(m.Content, strings.ReplaceAll(w.handed, "1", "2")) {
				t.Errorf("after the rent was answered: %q", m.Content)
			}
			o.clock.Advance(10 * aDay)
			if _, err := o.db.Retain(t.Context(), o.clock.Now()); err != nil {
				t.Fatal(err)
			}
			month := discordtest.Option{Name: optionPeriod, Value: periodMonth}
			m := stats(o.clerk, month)
			contains(t, m.Content, w.asked, w.settled, strings.ReplaceAll(w.handed, "1", "2"), w.none)
			_, rows := pictured(t, m)
			if days, asked, settled, handed := numbers(t, rows); len(rows) != 30 || days != 30 || asked != "6" || settled != "1" || handed != "2" {
				t.Errorf("table of the month %v", rows)
			}
			end()
			if log := r.log.String(); strings.Contains(log, "Filialen") || strings.Contains(log, "Gehalt") {
				t.Error("texts are in the log")
			}
		})
	}
}

// TestStatsWithoutFiles: where no files may be posted, the figures are.
func TestStatsWithoutFiles(t *testing.T) {
	o := newOffice(t)
	_, end := o.run()
	o.d.WaitConnected(1)
	o.d.Fault(discordtest.Fault{Method: "PATCH", Path: "/webhooks", Action: discordtest.Answer, Status: 403, Body: `{"code":50013,"message":"Missing Permissions"}`})
	m := shown(t, o.d, o.d.SendInteraction(discordtest.Slash(o.clerk, o.channel.ID, commandStats)))
	if !strings.HasPrefix(m.Content, "**Statistics**") || len(m.Attachments) > 0 {
		t.Errorf("shown %q with %+v", m.Content, m.Attachments)
	}
	end()
}

func TestCell(t *testing.T) {
	for text, want := range map[string]string{
		"=HYPERLINK(\"https://evil.example\")": "'=HYPERLINK(\"https://evil.example\")", "+1": "'+1", "-1 Prozent?": "'-1 Prozent?", "@SUM(A1)": "'@SUM(A1)",
		" \t\r\n=1+1": "'=1+1", "\u200b=1": "'=1", "＝1": "'＝1", "Was ist 1+1 = 2?": "Was ist 1+1 = 2?", "a\nb": "a b", "": "",
	} {
		if got := cell(text); got != want {
			t.Errorf("%q becomes %q, want %q", text, got, want)
		}
	}
}

// TestChart: bars of any height are a picture, and the axis ends on round numbers.
func TestChart(t *testing.T) {
	for _, most := range []int{0, 1, 7, 99, 1_000_000} {
		data, err := drawChart([]bar{{"a", most, 0, 0}, {"b", 0, most, most}}, [3]string{"Ł", "ş", "ß"})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := png.Decode(bytes.NewReader(data)); err != nil || len(data) > 100_000 {
			t.Errorf("%d: %d bytes, %v", most, len(data), err)
		}
	}
	for n, want := range map[int]int{1: 4, 4: 4, 5: 8, 13: 16, 17: 20, 21: 24, 33: 40, 41: 80, 100: 120, 161: 200, 999: 1200} {
		if got := ceiling(n); got != want {
			t.Errorf("an axis for %d ends at %d, want %d", n, got, want)
		}
	}
}

func BenchmarkChart(b *testing.B) {
	var bars []bar
	for i := range 30 {
		bars = append(bars, bar{time.Date(2026, 11, 1+i, 0, 0, 0, 0, time.UTC).Format("2.1."), 10 + i%7, i % 3, i % 5})
	}
	b.ReportAllocs()
	var size int
	for b.Loop() {
		data, err := drawChart(bars, [3]string{"Ohne das Team erledigt", "Weitergegeben", "Nicht beantwortet"})
		if err != nil {
			b.Fatal(err)
		}
		size = len(data)
	}
	b.ReportMetric(float64(size), "bytes/chart")
}
