package message

import (
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// These are fixed sentences that the bot says of itself, for Discord. Times go out
// as Discord's timestamps, which each reader sees in his own words.

// Late puts an apology above an answer that comes late. An answer that has no
// room for it stays as it is.
func Late(lang, content string) string {
	line := discordStyle{}.small(Words(lang).Late, "") + "\n"
	if utf8.RuneCountInString(line)+utf8.RuneCountInString(content) > MaxSize {
		return content
	}
	return line + content
}

// Limit is a bound that somebody has reached.
type Limit struct {
	Most  int       // questions
	Until time.Time // when the next one is answered
}

// UserLimit says that somebody asks more in a minute than is answered.
func UserLimit(lang string, l Limit) string { return limited(Words(lang).UserLimit, l) }

// ChannelLimit says that more is asked in a channel in a minute than is answered.
func ChannelLimit(lang string, l Limit) string { return limited(Words(lang).ChannelLimit, l) }

// QuotaSpent says that somebody's questions of the day are used up.
func QuotaSpent(lang string, l Limit) string { return limited(Words(lang).QuotaSpent, l) }

func limited(template string, l Limit) string {
	return put(template, "{limit}", strconv.Itoa(l.Most), "{when}", when(l.Until))
}

// QuotaUsed says how many of the day's questions are used up: the reader's, or
// with a user id that member's.
func QuotaUsed(lang, user string, used int, l Limit) string {
	text := put(Words(lang).QuotaUsed, "{used}", strconv.Itoa(used), "{limit}", strconv.Itoa(l.Most), "{when}", when(l.Until))
	if user != "" {
		text = mention(user) + "\n" + text
	}
	return text
}

// QuotaReset says that the count of a member begins anew, or with an empty user
// id that of all.
func QuotaReset(lang, user string) string {
	if user == "" {
		return Escape(Words(lang).QuotaAll)
	}
	return put(Words(lang).QuotaReset, "{user}", mention(user))
}

// maxElsewhere is how many channels Elsewhere names.
const maxElsewhere = 3

// Elsewhere says that the bot answers in other channels, by their ids.
func Elsewhere(lang string, channels []string) string {
	var tags []string
	for _, id := range channels {
		if isID(id) && len(tags) < maxElsewhere {
			tags = append(tags, channelTag(id))
		}
	}
	return put(Words(lang).Elsewhere, "{channels}", strings.Join(tags, ", "))
}

// put fills an escaped template with values that are Discord's own markup.
func put(template string, pairs ...string) string {
	return strings.NewReplacer(pairs...).Replace(Escape(template))
}

// when is a time as Discord shows it, such as “in 20 seconds”.
func when(t time.Time) string {
	// A started second counts whole, so that it is over when the reader sees zero.
	return "<t:" + strconv.FormatInt(t.Add(time.Second-1).Unix(), 10) + ":R>"
}

func mention(user string) string { return "<@" + user + ">" }
