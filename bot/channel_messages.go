package bot

import (
	"context"
	"fmt"
)

// Bounds of what is read of a channel at once, and of how often.
const (
	searchPage  = 100
	searchPages = 50
)

// create posts a message that carries a nonce, with files if there are any. Where it
// may write but not reply, it does not.
func (b *bot) create(ctx context.Context, channel string, body outgoing, files ...file) (discordMessage, error) {
	var made discordMessage
	r := request{
		method: "POST", path: "/channels/" + channel + "/messages", body: body.attached(files), files: files, out: &made,
		repeatable: true, patience: patience,
	}
	err := b.api.do(ctx, r)
	if hasCode(err, codeNoHistory) {
		body.Reference = nil
		r.body = body.attached(files)
		err = b.api.do(ctx, r)
	}
	return made, err
}

// patch edits a message of the bot's.
func (b *bot) patch(ctx context.Context, channel, id string, body outgoing) error {
	return b.api.do(ctx, request{method: "PATCH", path: "/channels/" + channel + "/messages/" + id, body: body, repeatable: true, patience: patience})
}

// message reads one message.
func (b *bot) message(ctx context.Context, channel, id string) (m discordMessage, err error) {
	err = b.api.do(ctx, request{method: "GET", path: "/channels/" + channel + "/messages/" + id, out: &m, repeatable: true, patience: patience})
	return m, err
}

// page reads what a channel holds behind an id: the first messages, the newest of them
// first.
func (b *bot) page(ctx context.Context, channel, after string) (page []discordMessage, err error) {
	path := fmt.Sprintf("/channels/%s/messages?after=%s&limit=%d", channel, after, searchPage)
	err = b.api.do(ctx, request{method: "GET", path: path, out: &page, repeatable: true, patience: patience})
	return page, err
}

// pages reads a channel behind an id, page by page, until each has seen enough. It ends
// after 5,000 messages.
func (b *bot) pages(ctx context.Context, channel, after string, each func(page []discordMessage) (enough bool)) error {
	for range searchPages {
		page, err := b.page(ctx, channel, after)
		if err != nil {
			return err
		}
		for _, m := range page {
			if compareIDs(m.ID, after) > 0 {
				after = m.ID
			}
		}
		if each(page) || len(page) < searchPage {
			return nil
		}
	}
	return nil
}

// find reads a channel behind an id for a message of the bot's; empty: there is none.
func (b *bot) find(ctx context.Context, channel, after string, is func(discordMessage) bool) (id string, err error) {
	err = b.pages(ctx, channel, after, func(page []discordMessage) bool {
		for _, m := range page {
			if m.Author != nil && m.Author.ID == b.self && is(m) {
				id = m.ID
				break
			}
		}
		return id != ""
	})
	return id, err
}
