package bot

import (
	"context"
	"errors"

	"footnote/message"
	"footnote/store"
)

// Reasons of verdicts that no count brings about.
const (
	barredPause = "pause" // the server has stopped the answers
	barredRole  = "role"  // the asker has none of the roles that may ask
)

// Signs that meet a question which is not answered, where words did a moment ago.
const (
	pauseEmoji = "⏸️"
	roleEmoji  = "🔒"
)

// pauseTries is how often /pause is tried when settings change meanwhile.
const pauseTries = 5

// pauseCommand answers /pause and /resume. Who may is looked at each time.
func (b *bot) pauseCommand(ctx context.Context, i interaction, paused bool) string {
	words := message.Words(i.Locale).Pause
	if !i.governed() {
		return message.Escape(words.Forbidden)
	}
	var changed bool
	err := store.ErrConflict
	for try := 0; try < pauseTries && errors.Is(err, store.ErrConflict); try++ {
		_, changed, err = b.alterSettings(ctx, i, func(s *settings) (bool, error) {
			differs := s.Paused != paused
			s.Paused = paused
			return differs, nil
		})
	}
	if err != nil {
		return b.trouble(i, "answers neither stopped nor started", err)
	}
	if changed {
		b.Logger.Info("answers stopped or started", "guild", i.GuildID, "stopped", paused, "by", i.asker())
	}
	switch {
	case paused && changed:
		return message.Escape(words.Paused)
	case paused:
		return message.Escape(words.AlreadyPaused)
	case changed:
		return message.Escape(words.Resumed)
	}
	return message.Escape(words.AlreadyRunning)
}

// barred says why a question in a server is not answered, whatever it is: the
// answers are stopped, its asker may not ask, or not there. Administrators always
// may, where it is answered.
func (b *bot) barred(guildID string, m *member, admin, elsewhere bool) verdict {
	s := b.settings.of(guildID)
	var roles []string
	if m != nil {
		roles = m.Roles
	}
	switch {
	case s.Paused:
		return verdict{Reason: barredPause}
	case !admin && !s.mayAsk(guildID, roles):
		return verdict{Reason: barredRole}
	case elsewhere:
		return verdict{Reason: barredChannel}
	}
	return verdict{}
}

// barrier words why a question is not answered, and is the sign that does where it
// was said in words a moment ago; ok is false when nothing bars it. Answers that
// were stopped after it was asked do.
func (b *bot) barrier(ctx context.Context, q store.Question, v verdict) (content, emoji string, ok bool) {
	words := b.words(ctx, q)
	switch {
	case v.Reason == barredPause || b.settings.of(q.Guild).Paused:
		content, emoji = message.Escape(words.Pause.Asked), pauseEmoji
	case v.Reason == barredRole:
		content, emoji = message.Escape(words.RoleNeeded), roleEmoji
	case v.Reason == barredChannel && len(b.settings.of(q.Guild).Channels) > 0:
		content, emoji = message.Elsewhere(words.Tag, b.settings.of(q.Guild).Channels), elsewhereEmoji
	default:
		return "", "", false
	}
	// What was begun in words ends in words.
	if q.Kind == store.KindInteraction || len(q.Posts) > 0 || b.hints.tell(q.Channel+emoji, b.now()) {
		emoji = ""
	}
	return content, emoji, true
}
