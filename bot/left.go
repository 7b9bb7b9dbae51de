package bot

import (
	"context"
	"slices"

	"footnote/bot/gateway"
)

// leaveGuild deletes what is kept of a server that the bot is no longer in.
func (b *bot) leaveGuild(ctx context.Context, guildID string) error {
	if !isID(guildID) {
		return nil
	}
	b.forgetGuild(guildID)
	return b.takeIn(ctx, "end in server "+guildID, func(ctx context.Context) error { return b.deleteGuild(ctx, guildID) })
}

// forgetGuild drops what is held in memory of a server.
func (b *bot) forgetGuild(guildID string) {
	b.mu.Lock()
	delete(b.locales, guildID)
	delete(b.cleared, guildID)
	delete(b.noticed, guildID)
	b.mu.Unlock()
	b.admins.forget(guildID)
	b.settings.forget(guildID)
	b.catchUp.forgetGuild(guildID)
}

func (b *bot) deleteGuild(ctx context.Context, guildID string) error {
	n, err := b.Store.DeleteGuild(ctx, guildID)
	if err == nil {
		b.Logger.Info("no longer in a server; its data is deleted", "guild", guildID, "questions", n)
	}
	return err
}

// leaveOthers deletes what is kept of servers that READY does not name: no event told
// that the bot left them, since it was offline. Discord is asked about each first.
func (b *bot) leaveOthers(e gateway.Event) {
	var ready struct {
		Guilds []guild `json:"guilds"`
	}
	if !b.decode(e, &ready) {
		return
	}
	b.chore(func(ctx context.Context) {
		known, err := b.Store.Guilds(ctx)
		if err != nil {
			b.Logger.Warn("servers left while offline not looked for", "error", err)
			return
		}
		for _, guildID := range known {
			if slices.ContainsFunc(ready.Guilds, func(g guild) bool { return g.ID == guildID }) {
				continue
			}
			err := b.api.do(ctx, request{method: "GET", path: "/guilds/" + guildID})
			if !hasCode(err, codeUnknownGuild, codeMissingAccess) {
				continue // it is in there, or that is not known
			}
			b.forgetGuild(guildID)
			if err := b.deleteGuild(ctx, guildID); err != nil {
				b.Logger.Warn("data of a server left while offline not deleted", "guild", guildID, "error", err)
			}
		}
	})
}
