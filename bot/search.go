package bot

import "context"

// found is what a channel holds of earlier attempts at a question.
type found struct {
	answer  discordMessage // that holds the part; without an id: none does
	waiting string         // the response to the interaction that still says that the bot is thinking
}

// flagLoading is on a response that is still to come.
const flagLoading = 1 << 7

// search reads the channel for the part, from the question or the part before on.
func (d *delivery) search(ctx context.Context) (found, error) {
	var out found
	err := d.pages(ctx, d.begun.Channel, d.behind, func(page []discordMessage) bool {
		// Oldest first: a reply to the response comes behind the response.
		for i := range page {
			d.look(page[len(page)-1-i], &out)
		}
		return out.answer.ID != ""
	})
	if err != nil {
		return found{}, err
	}
	return out, nil
}

// look takes down what m is to the question.
func (d *delivery) look(m discordMessage, out *found) {
	if m.Author == nil || m.Author.ID != d.self || out.answer.ID != "" {
		return
	}
	responds := m.Interaction != nil && m.Interaction.ID == d.q.ID || m.Origin != nil && m.Origin.ID == d.q.ID
	switch {
	case d.part > 0 && (responds || m.Reference != nil && d.first != "" && m.Reference.MessageID == d.first):
		out.answer = m
	case responds && (m.Flags&flagLoading != 0 || isCrowdNotice(m.Content)):
		out.waiting = m.ID
	case responds:
		out.answer = m
	case d.inThread() && m.Type == typeDefault && m.Reference == nil:
		out.answer = m
	case d.standsAlone(m):
		out.answer = m
	case m.Reference != nil && (m.Reference.MessageID == d.q.ID || out.waiting != "" && m.Reference.MessageID == out.waiting):
		out.answer = m
	}
}
