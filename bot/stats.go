package bot

import (
	"context"

	"github.com/bwmarrin/discordgo"

	"footnote/message"
)

// commandStats shows what became of questions.
const commandStats = "stats"

// optionPeriod is of which days it tells, in periods; left out: of a week.
const (
	optionPeriod = "period"
	periodWeek   = "week"
	periodMonth  = "month"
)

// periods are the days of which /stats tells.
var periods = map[string]int{"": 7, periodWeek: 7, periodMonth: 30}

// statsDefinition is /stats.
func statsDefinition(global bool) *discordgo.ApplicationCommand {
	c := teamDefinition(commandStats, global)
	period := optionOf(commandStats, optionPeriod, discordgo.ApplicationCommandOptionString)
	for _, value := range []string{periodWeek, periodMonth} {
		period.Choices = append(period.Choices, &discordgo.ApplicationCommandOptionChoice{
			Name: message.Words("en").Report.Periods[value], Value: value,
			NameLocalizations: localised(func(l *message.Language) string { return l.Report.Periods[value] }),
		})
	}
	c.Options = []*discordgo.ApplicationCommandOption{period}
	return c
}

// stats answers /stats, to those who may answer for the announcement's owner, which
// is looked at each time.
func (b *bot) stats(ctx context.Context, i interaction) ([]note, error) {
	if !b.mayAnswer(i) {
		return sentence(message.Words(i.Locale).Handoff.Forbidden), nil
	}
	days := periods[i.Data.Options.text(optionPeriod)]
	if days == 0 { // no choice of ours
		days = periods[""]
	}
	s := lastDays(b.now(), days)
	r, err := b.report(ctx, i.GuildID, s, s.from)
	if err != nil {
		return nil, err
	}
	files, err := r.files(1, i.Locale)
	return []note{{content: r.text(days, false, i.Locale), files: files}}, err
}

// files are the chart, of which a bar stands for so many days, and the table.
func (r report) files(days int, lang string) ([]file, error) {
	table, err := r.csv()
	if err != nil {
		return nil, err
	}
	picture, err := r.chart(days, lang)
	if err != nil {
		return nil, err
	}
	return []file{picture, table}, nil
}
