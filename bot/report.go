package bot

import (
	"bytes"
	"context"
	"encoding/csv"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"footnote/answer"
	"footnote/knowledge"
	"footnote/message"
	"footnote/store"
)

// Grouper tells of many questions at once which ask the same: of each the index of
// the first that does. answer.Engine is one; by an Engine that is none, questions
// are compared one with another.
type Grouper interface {
	Group(questions []answer.Question) []int
}

// Bounds of what is looked up of unanswered questions, and told.
const (
	maxGrouped = 500
	maxListed  = 50
)

const aDay = 24 * time.Hour

// span is some whole days in UTC: from midnight to the midnight behind the last.
type span struct{ from, to time.Time }

// lastDays is today with the days before it.
func lastDays(now time.Time, n int) span {
	to := now.UTC().Truncate(aDay).Add(aDay)
	return span{to.AddDate(0, 0, -n), to}
}

// last is the last day.
func (s span) last() time.Time { return s.to.Add(-aDay) }

// figures are what became of questions about the announcement that were answered or
// given up. What the bot kept silent on, or refused as no question about it, is none.
type figures struct{ asked, settled, handed, good, bad int }

// open is what was neither settled nor handed over.
func (f figures) open() int { return f.asked - f.settled - f.handed }

func (f *figures) add(g figures) {
	f.asked, f.settled, f.handed = f.asked+g.asked, f.settled+g.settled, f.handed+g.handed
	f.good, f.bad = f.good+g.good, f.bad+g.bad
}

// figuresOf are those of a count.
func figuresOf(c store.Count) figures {
	f := figures{asked: c.Questions, handed: c.Handed, good: c.Good, bad: c.Bad}
	switch {
	case c.State == store.StateFailed || c.State == store.StateExpired:
	case c.State != store.StatePosted || c.Outcome == "" || c.Outcome == answer.Refused:
		return figures{}
	case c.Outcome == answer.Answered || c.Outcome == answer.Partly:
		f.settled = c.Questions - c.Handed
	}
	return f
}

// report is what is told of a server.
type report struct {
	guild string
	span
	days []figures // one for each day of the span
	open []message.OpenQuestion
}

// sum are the figures of a part of the days.
func sum(days []figures) (f figures) {
	for _, d := range days {
		f.add(d)
	}
	return f
}

// report looks up what is to tell of some days. Of the questions, those are listed
// that were asked since a time.
func (b *bot) report(ctx context.Context, guildID string, s span, since time.Time) (report, error) {
	r := report{guild: guildID, span: s, days: make([]figures, int(s.to.Sub(s.from)/aDay))}
	counts, err := b.Store.Counts(ctx, store.CountsOf{Guild: guildID, Since: s.from, Until: s.to})
	if err != nil {
		return report{}, err
	}
	for _, c := range counts {
		r.days[int(c.Day.Sub(s.from)/aDay)].add(figuresOf(c))
	}
	asked, err := b.Store.Unanswered(ctx, store.UnansweredOf{Guild: guildID, Since: since, Until: s.to, Limit: maxGrouped})
	if err != nil {
		return report{}, err
	}
	slices.Reverse(asked) // the oldest is the one that others are equal to
	r.open, err = openGroups(asked, b.group(ctx, asked)), ctx.Err()
	return r, err
}

// group tells of each question the first that asks the same.
func (b *bot) group(ctx context.Context, asked []store.Unanswered) []int {
	if g, ok := b.Engine.(Grouper); ok {
		var questions []answer.Question
		for _, a := range asked {
			questions = append(questions, answer.Question{Text: a.Text, Locale: a.Locale})
		}
		return g.Group(questions)
	}
	out := make([]int, len(asked))
	for i := range asked {
		out[i] = i
		for j := 0; j < i && out[i] == i && ctx.Err() == nil; j++ {
			if out[j] == j && b.equal(asked[j].Asked, asked[i].Asked) {
				out[i] = j
			}
		}
	}
	return out
}

// openGroups are the questions that nobody has answered, equal ones once, those
// first that were asked most, of these the latest.
func openGroups(asked []store.Unanswered, first []int) []message.OpenQuestion {
	times, human := map[int]int{}, map[int]bool{}
	for i, f := range first {
		times[f]++
		human[f] = human[f] || asked[i].ByHuman
	}
	var out []message.OpenQuestion
	for i, a := range slices.Backward(asked) {
		if first[i] == i && !human[i] {
			out = append(out, message.OpenQuestion{Text: a.Text, Guild: a.Guild, Channel: a.Channel, Message: a.Message, Times: times[i]})
		}
	}
	slices.SortStableFunc(out, func(x, y message.OpenQuestion) int { return y.Times - x.Times })
	return out[:min(maxListed, len(out))]
}

// text words the figures of the last days, all or so many.
func (r report) text(days int, weekly bool, lang string) string {
	f := sum(r.days[len(r.days)-days:])
	const noon = 12 * time.Hour // which nearly everywhere is on the same day
	return message.Figures(message.Report{
		Weekly: weekly, From: r.to.AddDate(0, 0, -days).Add(noon), To: r.last().Add(noon),
		Asked: f.asked, Settled: f.settled, Handed: f.handed, Good: f.good, Bad: f.bad, Top: r.open,
	}, lang)
}

// chart draws the days, so many in one bar.
func (r report) chart(days int, lang string) (file, error) {
	var bars []bar
	var labels []string
	var asked []int
	for i := 0; i+days <= len(r.days); i += days {
		f := sum(r.days[i : i+days])
		label := message.ChartBar(r.from.AddDate(0, 0, i), lang)
		bars = append(bars, bar{label, f.settled, f.handed, f.open()})
		labels, asked = append(labels, label), append(asked, f.asked)
	}
	data, err := drawChart(bars, message.ChartParts(lang))
	return file{name: r.name() + ".png", kind: "image/png", description: message.ChartText(r.from, r.last(), labels, asked, lang), data: data}, err
}

// name is that of its files, by which it is also known in a channel.
func (r report) name() string {
	return fmt.Sprintf("footnote-%s-%s-%s", r.guild, r.from.Format(time.DateOnly), r.last().Format(time.DateOnly))
}

// csvHeader names the columns. A row is of a day, or of an open question, which has
// no other figure than how often it was asked.
var csvHeader = []string{"row", "day", "asked", "settled_without_staff", "handed_over", "helpful", "unhelpful", "question"}

// csv are the days and the open questions as a table.
func (r report) csv() (file, error) {
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	rows := [][]string{csvHeader}
	for i, f := range r.days {
		n := strconv.Itoa
		rows = append(rows, []string{"day", r.from.AddDate(0, 0, i).Format(time.DateOnly), n(f.asked), n(f.settled), n(f.handed), n(f.good), n(f.bad), ""})
	}
	for _, q := range r.open {
		rows = append(rows, []string{"open", "", strconv.Itoa(q.Times), "", "", "", "", cell(q.Text)})
	}
	if err := w.WriteAll(rows); err != nil {
		return file{}, fmt.Errorf("write table of server %s: %w", r.guild, err)
	}
	return file{name: r.name() + ".csv", kind: "text/csv; charset=utf-8", data: b.Bytes()}, nil
}

// cell is somebody's text in one line of a table. What a spreadsheet would take for a
// formula begins with a sign that tells it that it is none.
func cell(text string) string {
	text = strings.Join(strings.Fields(knowledge.Clean(text)), " ")
	if strings.IndexAny(text, "=+-@＝＋－＠") == 0 { // also in full width
		return "'" + text
	}
	return text
}
