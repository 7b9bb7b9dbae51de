package message

import (
	"strconv"
	"strings"
)

// OpenQuestion is a question that waits for a human; equal ones are one.
type OpenQuestion struct {
	Text       string   // an asker's words
	Guild      string   // id; empty: asked in a direct message, which nobody else can open
	Channel    string   // id; empty: not told
	Message    string   // id; empty: not told
	Askers     []string // user ids
	Times      int      // how often it was asked
	Disliked   bool     // it was answered, and the answer found unhelpful
	Reason     string   // why, in a member's words; may be empty
	AnsweredBy string   // id of the user who answered it; empty: it is open
}

// maxNamed is how many askers a card names.
const maxNamed = 10

// Card words the message for those who can answer: an open question, who asked it,
// where, and how often. It mentions users without notifying them as long as
// allowed_mentions is empty. lang is that of the server.
func Card(q OpenQuestion, lang string) string {
	w := Words(lang).Handoff
	title := w.Open
	if q.Disliked {
		title = w.Disliked
	}
	lines := []string{discordStyle{}.bold(title), discordStyle{}.block(oneLine(q.Text, maxQuestion))}
	if reason := oneLine(q.Reason, maxQuestion); reason != "" {
		lines = append(lines, fillIn(w.Reason, "{reason}", Escape(reason)))
	}
	var small []string
	if who := named(q.Askers, w); who != "" {
		small = append(small, fillIn(w.AskedBy, "{who}", who))
	}
	if q.Times > 1 {
		small = append(small, fillIn(w.Times, "{n}", strconv.Itoa(q.Times)))
	}
	if where := q.where(); where != "" {
		small = append(small, fillIn(w.Where, "{channel}", where))
	}
	if len(small) > 0 {
		lines = append(lines, "-# "+strings.Join(small, " · "))
	}
	if isID(q.AnsweredBy) {
		lines = append(lines, fillIn(w.Answered, "{who}", userTag(q.AnsweredBy)))
	}
	return strings.Join(lines, "\n")
}

// named names askers, some by number.
func named(ids []string, w HandoffWords) string {
	var who []string
	for _, id := range ids {
		if isID(id) {
			who = append(who, userTag(id))
		}
	}
	rest := len(who) - maxNamed
	if rest <= 0 {
		return strings.Join(who, ", ")
	}
	return strings.Join(who[:maxNamed], ", ") + " " + fillIn(w.Others, "{n}", strconv.Itoa(rest))
}

// where is a link to the message, else the channel, else nothing.
func (q OpenQuestion) where() string {
	switch {
	case isID(q.Guild) && isID(q.Channel) && isID(q.Message):
		return "https://discord.com/channels/" + q.Guild + "/" + q.Channel + "/" + q.Message
	case isID(q.Guild) && isID(q.Channel):
		return channelTag(q.Channel)
	}
	return ""
}

// OpenList words what is open, the first first, in as many messages as it takes,
// split between questions.
func OpenList(questions []OpenQuestion, lang string) []string {
	w := Words(lang).Handoff
	if len(questions) == 0 {
		return []string{Escape(w.ListEmpty)}
	}
	parts := []string{discordStyle{}.bold(strings.ReplaceAll(w.List, "{n}", strconv.Itoa(len(questions))))}
	for i, q := range questions {
		parts = append(parts, q.item(i+1, w))
	}
	return pack(parts)
}

// item is one line of a list of questions.
func (q OpenQuestion) item(number int, w HandoffWords) string {
	line := strconv.Itoa(number) + `\. ` + Escape(oneLine(q.Text, maxEcho))
	var small []string
	if q.Times > 1 {
		small = append(small, fillIn(w.Times, "{n}", strconv.Itoa(q.Times)))
	}
	if where := q.where(); where != "" {
		small = append(small, where)
	}
	if len(small) == 0 {
		return line
	}
	return line + "\n-# " + strings.Join(small, " · ")
}

// TooLong says that an addendum has too many characters.
func TooLong(lang string) string {
	return fillIn(Words(lang).Addendum.TooLong, "{limit}", strconv.Itoa(MaxAddendum))
}

// Missing says what the bot may not do in a channel and how that is mended. The
// permissions are keys of PermissionsWords.Names; others are left out.
func Missing(lang, channel string, permissions []string) string {
	w := Words(lang).Permissions
	lines := []string{fillIn(w.Missing, "{channel}", channelTag(channel))}
	for _, p := range permissions {
		if name := w.Names[p]; name != "" {
			lines = append(lines, "- "+Escape(name))
		}
	}
	return strings.Join(append(lines, Escape(w.Mend)), "\n")
}
