package bot

import (
	"cmp"
	"context"
	"encoding/json"
	"strings"
	"time"

	"github.com/bwmarrin/discordgo"

	"footnote/knowledge"
	"footnote/message"
	"footnote/store"
)

// limited tells whether anything bounds how much is asked.
func (b *bot) limited() bool { return b.UserLimit > 0 || b.ChannelLimit > 0 || b.DailyQuota > 0 }

// bound is what holds for a question: nothing for administrators, else the limits
// of the minute and, for a question that they let through, the quota of the day.
func (b *bot) bound(id, user, channel string, admin bool) (verdict, int) {
	if admin || !b.limited() {
		return verdict{}, 0
	}
	v := b.limits.take(id, user, channel)
	if v.Reason != "" {
		return v, 0
	}
	return v, b.DailyQuota
}

// refusal words why a question is not answered; empty: it is. With an emoji, that
// is enough, since it was said a moment ago.
func (b *bot) refusal(ctx context.Context, q store.Question, about about) (content, emoji string) {
	if content, emoji, ok := b.barrier(ctx, q, about.Limit); ok {
		return content, emoji
	}
	switch {
	case about.Limit.Reason == barredChannel: // which holds no longer
		return "", ""
	case about.Limit.Quiet:
		return b.overLimit(b.words(ctx, q).Tag, about.Limit), waitEmoji
	case about.Limit.Reason != "":
		return b.overLimit(b.words(ctx, q).Tag, about.Limit), ""
	case q.OverQuota:
		return message.QuotaSpent(b.words(ctx, q).Tag, message.Limit{Most: b.DailyQuota, Until: dayAfter(q.Claimed)}), ""
	}
	return "", ""
}

// notNow words a verdict.
func (b *bot) notNow(words *message.Language, guildID string, v verdict) string {
	switch v.Reason {
	case barredPause:
		return message.Escape(words.Pause.Asked)
	case barredRole:
		return message.Escape(words.RoleNeeded)
	case barredChannel:
		return message.Elsewhere(words.Tag, b.settings.of(guildID).Channels)
	}
	return b.overLimit(words.Tag, v)
}

func (b *bot) overLimit(lang string, v verdict) string {
	if v.Reason == limitChannel {
		return message.ChannelLimit(lang, message.Limit{Most: b.ChannelLimit, Until: v.Until})
	}
	return message.UserLimit(lang, message.Limit{Most: b.UserLimit, Until: v.Until})
}

// refuse tells the asker of an interaction, and nobody else, that it is one too
// many. It is claimed by nobody: there is nothing to come back to.
func (b *bot) refuse(i interaction, v verdict) {
	ctx, cancel := context.WithTimeout(b.life, ackTimeout)
	defer cancel()
	out := posted(b.notNow(i.words(), i.GuildID, v))
	out.Flags |= discordgo.MessageFlagsEphemeral
	b.respond(ctx, i.callback(), discordgo.NewRatelimiter(), respondMessage, out)
}

// words is the wording for the language of the question, else of the asker.
func (i interaction) words() *message.Language {
	return message.Words(cmp.Or(knowledge.DetectLanguage(i.text()), i.Locale))
}

// governed tells whether an administrator of the server uses the command.
func (i interaction) governed() bool {
	return i.GuildID != "" && i.Member != nil && governs(i.Member.Permissions)
}

// dayAfter is when the quota of a day begins anew: at midnight in UTC.
func dayAfter(t time.Time) time.Time { return t.UTC().Truncate(24 * time.Hour).Add(24 * time.Hour) }

// Options of the command quota.
const (
	optionUser  = "user"
	optionReset = "reset"
)

// quota answers the command: one's own count, or as an administrator that of
// somebody else, and its reset. Who may is looked at each time: what is set for the
// command in a server's settings is no more than where it is shown.
func (b *bot) quota(ctx context.Context, i interaction) string {
	words := message.Words(i.Locale)
	var of string
	var reset bool
	// A value of another type cannot come from our command and counts as absent.
	_ = json.Unmarshal(i.Data.Options.raw(optionUser), &of)
	_ = json.Unmarshal(i.Data.Options.raw(optionReset), &reset)
	admin := i.governed()
	if !admin && (reset || of != "" && of != i.asker()) || of != "" && !isID(of) {
		return message.Escape(words.QuotaRefused)
	}
	if reset {
		if err := b.Store.ResetQuota(ctx, store.Quota{Guild: i.GuildID, User: of}); err != nil {
			return b.trouble(i, "quota not reset", err)
		}
		b.Logger.Info("quota reset", "guild", i.GuildID, "user", of, "by", i.asker())
		return message.QuotaReset(i.Locale, of)
	}
	switch {
	case b.DailyQuota <= 0:
		return message.Escape(words.QuotaNone)
	case admin && (of == "" || of == i.asker()):
		return message.Escape(words.QuotaExempt)
	}
	user := of
	if user == "" {
		user = i.asker()
	}
	used, err := b.Store.QuotaUsed(ctx, store.Quota{Guild: i.GuildID, User: user})
	if err != nil {
		return b.trouble(i, "quota not looked up", err)
	}
	return message.QuotaUsed(i.Locale, of, used, message.Limit{Most: b.DailyQuota, Until: dayAfter(b.now())})
}

// trouble words a failure, with a reference that the log explains.
func (b *bot) trouble(i interaction, what string, err error) string {
	ref := referenceOf(i.ID)
	b.Logger.Error(what, "interaction", i.ID, "reference", ref, "error", err)
	return strings.ReplaceAll(message.Words(i.Locale).Trouble, "{reference}", ref)
}
