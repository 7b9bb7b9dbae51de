package message

import (
	"strings"
	"unicode/utf8"

	"footnote/answer"
	"footnote/knowledge"
)

// Fact returns one quick fact for Discord: label, value and quote.
func Fact(f knowledge.Fact, lang string, ann *knowledge.Announcement) string {
	return newPage(lang, ann, discordStyle{}).fact(f)
}

// FactTerminal returns the same without markup.
func FactTerminal(f knowledge.Fact, lang string, ann *knowledge.Announcement) string {
	return newPage(lang, ann, terminalStyle{}).fact(f)
}

// Facts returns all quick facts as a list for Discord, in as many messages as
// it takes; one that says so when there are none.
func Facts(lang string, ann *knowledge.Announcement) []string {
	p := newPage(lang, ann, discordStyle{})
	if len(ann.Facts) == 0 {
		return []string{p.style.escape(p.fill(p.words.NoFacts))}
	}
	var pages []string
	page := p.style.escape(p.fill(p.words.FactsTitle))
	for _, f := range ann.Facts {
		entry := "\n" + p.fact(f)
		if utf8.RuneCountInString(page+entry) > MaxSize {
			pages = append(pages, page)
			page, entry = "", entry[1:]
		}
		page += entry
	}
	return append(pages, page)
}

// fact words one fact. In a language that it has no value in, its slice
// stands alone.
func (p page) fact(f knowledge.Fact) string {
	label := FactLabel(f, p.lang)
	cited := answer.Citation{Passage: f.Passage, Start: f.Quote.Start, End: f.Quote.End, Quote: p.ann.Slice(f.Quote)}
	claim := answer.Claim{Text: f.Values[p.lang], Citations: []answer.Citation{cited}}
	if claim.Text == "" {
		claim.Text = cited.Quote
	}
	a := answer.Answer{Outcome: answer.Answered, Claims: []answer.Claim{claim}}
	return p.style.bold(label) + "\n" + strings.Join(p.claims(a, a.Claims), "\n")
}

// FactLabel returns the fact's label in lang, else in English.
func FactLabel(f knowledge.Fact, lang string) string {
	if label := f.Labels[strings.ToLower(primary(lang))]; label != "" {
		return label
	}
	return f.Labels["en"]
}

// Help returns what the bot is and how to ask it, for Discord.
func Help(lang string, ann *knowledge.Announcement) string {
	return newPage(lang, ann, discordStyle{}).help()
}

// help words the help; its lines are templates and hold markup of their own on
// Discord, so only the title is escaped.
func (p page) help() string {
	title := p.style.escape(p.ann.Title)
	var lines []string
	var names []string
	for command, c := range p.words.Commands {
		names = append(names, "`/"+command+"`", "`/"+c.Name+"`")
	}
	localised := strings.NewReplacer(names...)
	for _, line := range p.words.Help {
		line = localised.Replace(line)
		line = strings.ReplaceAll(line, "{title}", "\x00")
		lines = append(lines, strings.ReplaceAll(p.fill(line), "\x00", title))
	}
	if p.ann.SourceURL != "" {
		lines = append(lines, "<"+p.ann.SourceURL+">")
	}
	return strings.Join(lines, "\n")
}
