package bot

import (
	"context"

	"footnote/answer"
	"footnote/store"
)

// answerUnasked answers a question that nobody put to the bot, if the announcement
// does: no refusal and no excuse is posted, and nothing at all when somebody has
// answered.
func (b *bot) answerUnasked(ctx context.Context, q store.Question, about about) error {
	if about.Limit.Reason != "" || q.OverQuota || b.settings.of(q.Guild).Paused {
		return b.finish(ctx, q, store.StateSilent, "not asked, and not to be answered now")
	}
	if q.Answer == nil {
		content, _, err := b.ask(ctx, &q, about)
		if err != nil {
			return err
		}
		if content != "" {
			return b.finish(ctx, q, store.StateSilent, "not asked, and no question that can be answered")
		}
	}
	if !settles(*q.Answer) && len(q.Posts) > 0 { // the question was another when it was answered
		err := b.retract(ctx, q, 0)
		if err == nil {
			err = b.Store.DropPosts(ctx, q.ID, 0, q.Revision)
		}
		if err != nil {
			return err
		}
	}
	if !settles(*q.Answer) {
		return b.finish(ctx, q, store.StateSilent, "not asked, and not in the announcement")
	}
	if len(q.Posts) == 0 { // what was begun is finished
		settled, err := b.settledByOthers(ctx, q)
		switch {
		case err != nil && passing(err):
			return b.later(ctx, q, err)
		case settled:
			return b.finish(ctx, q, store.StateSilent, "not asked, and answered by somebody")
		}
	}
	return b.postAnswer(ctx, q, nil)
}

// settles tells whether an answer answers at least a part of the question.
func settles(a answer.Answer) bool {
	return (a.Outcome == answer.Answered || a.Outcome == answer.Partly) && len(a.Claims) > 0
}

// settledByOthers tells whether a person has answered q meanwhile: with a reply, or
// in a post of a forum with any message. It reads one page.
func (b *bot) settledByOthers(ctx context.Context, q store.Question) (bool, error) {
	page, err := b.page(ctx, q.Channel, q.ID)
	if err != nil {
		return false, err
	}
	for _, m := range page {
		if b.answersQuestion(m, q.ID, q.Channel, q.Asker) {
			return true, nil
		}
	}
	return false, nil
}

// answersQuestion tells whether m is what a person, other than the asker, says to
// a question.
func (b *bot) answersQuestion(m discordMessage, id, channelID, asker string) bool {
	if !b.fromPerson(m) || m.Author.ID == asker || m.ID == id {
		return false
	}
	return id == channelID || m.Reference != nil && m.Reference.MessageID == id
}
