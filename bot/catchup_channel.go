package bot

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
)

// catchUpPage is how many messages a request lists; Discord gives no more.
const catchUpPage = 100

// get asks Discord for something, at the pace of the catch-up.
func (c *catchUp) get(ctx context.Context, path string, out any) error {
	c.pause(ctx, catchUpPace)
	return c.b.api.do(ctx, request{method: "GET", path: path, out: out, repeatable: true})
}

// lookInto asks for what nobody told of a server, and compares it.
func (c *catchUp) lookInto(ctx context.Context, t task) error {
	var g guild
	if t.look == lookAll {
		if err := c.get(ctx, "/guilds/"+t.guild, &g); err != nil {
			return c.skipGuild(t.gap, err)
		}
		c.b.rememberGuild(g)
		if err := c.get(ctx, "/guilds/"+t.guild+"/channels", &g.Channels); err != nil {
			return c.skipGuild(t.gap, err)
		}
		c.noticeLacks(ctx, g)
	}
	var active struct {
		Threads []channel `json:"threads"`
	}
	if err := c.get(ctx, "/guilds/"+t.guild+"/threads/active", &active); err != nil {
		return c.skipGuild(t.gap, err)
	}
	if !c.marks.current(t.generation) {
		return nil
	}
	for _, gap := range c.compare(t.guild, append(g.Channels, active.Threads...)) {
		c.add(task{gap: gap})
	}
	return c.marks.settleRest(t.generation, t.guild)
}

// skipGuild is nil when the bot may not look into a server, or is not in it.
func (c *catchUp) skipGuild(g gap, err error) error {
	if !unseen(err) {
		return err
	}
	c.b.Logger.Info("server not looked into", "guild", g.guild, "error", err)
	return c.marks.settleRest(g.generation, g.guild)
}

// unseen tells whether Discord has decided that the bot may not see something, or
// that it is not there.
func unseen(err error) bool {
	var e *apiError
	return errors.As(err, &e) && (e.Status == http.StatusForbidden || e.Status == http.StatusNotFound)
}

// asking is a message that asks the bot, and whether somebody has answered.
type asking struct {
	discordMessage
	answered bool
}

// close lists what was said in a gap and takes in the questions among it.
func (c *catchUp) close(ctx context.Context, g gap) error {
	g.after = later(g.after, timeID(c.b.now().Add(-tooOld)))
	if g.last != "" && compareIDs(g.after, g.last) >= 0 {
		return c.marks.settle(g, g.last) // nothing but what is too old
	}
	asked, upTo, err := c.list(ctx, g)
	switch {
	case unseen(err):
		c.cannotRead(g.channel, err)
		return c.marks.settle(g, "")
	case err != nil:
		return err
	case upTo == "" && g.last != "":
		readable, err := c.mayRead(ctx, g)
		if err != nil {
			return err
		}
		if readable {
			upTo = g.last
		}
	}
	taken := 0
	for _, m := range asked {
		if m.answered {
			continue
		}
		c.fillMember(ctx, &m.discordMessage)
		if err := c.b.takeMessage(ctx, m.discordMessage); err != nil {
			return fmt.Errorf("take in a question of the time offline: %w", err)
		}
		taken++
	}
	if len(asked) > 0 {
		c.b.Logger.Info("caught up", "channel", g.channel, "questions", len(asked), "taken", taken)
	}
	return c.marks.settle(g, upTo)
}

// list returns the messages of a gap that ask the bot, and the last message of
// all; empty: there is none.
func (c *catchUp) list(ctx context.Context, g gap) (asked []*asking, upTo string, err error) {
	byID := map[string]*asking{}
	for after := g.after; ; after = upTo {
		var page []json.RawMessage
		query := url.Values{"after": {after}, "limit": {strconv.Itoa(catchUpPage)}}
		if err := c.get(ctx, "/channels/"+g.channel+"/messages?"+query.Encode(), &page); err != nil {
			return nil, "", err
		}
		messages := c.decodePage(g, page)
		for _, m := range messages {
			if to := m.Reference; to != nil && byID[to.MessageID] != nil {
				q := byID[to.MessageID]
				q.answered = q.answered || c.answers(m, q.discordMessage)
			}
			if post := byID[m.ChannelID]; post != nil && post.unasked { // in a forum everything answers what opens the post
				post.answered = post.answered || c.b.answersQuestion(m, post.ID, post.ChannelID, post.Author.ID)
			}
			wanted, err := c.wanted(ctx, &m)
			if err != nil {
				return nil, "", err
			}
			if wanted {
				one := &asking{discordMessage: m}
				byID[m.ID], asked = one, append(asked, one)
			}
			upTo = later(upTo, m.ID)
		}
		if len(page) < catchUpPage || compareIDs(upTo, after) <= 0 {
			return asked, upTo, nil
		}
	}
}

// wanted tells whether m is to be answered, as it is when it comes with an event.
func (c *catchUp) wanted(ctx context.Context, m *discordMessage) (bool, error) {
	if c.b.addressed(*m) {
		return true, nil
	}
	if !c.b.overhears(*m) {
		return false, nil
	}
	is, err := c.b.listens(ctx, m)
	if unseen(err) {
		return false, nil
	}
	return is, err
}

// decodePage reads the messages of a page, the oldest first. Of one that cannot
// be read the id is kept, to go on from there.
func (c *catchUp) decodePage(g gap, page []json.RawMessage) []discordMessage {
	out := make([]discordMessage, 0, len(page))
	for _, raw := range page {
		var m discordMessage
		if err := json.Unmarshal(raw, &m); err != nil {
			c.b.Logger.Error("message not readable", "channel", g.channel, "error", err)
			var only struct {
				ID string `json:"id"`
			}
			if json.Unmarshal(raw, &only) != nil {
				continue
			}
			m = discordMessage{ID: only.ID}
		}
		m.ChannelID, m.GuildID = g.channel, g.guild // REST leaves the server out
		out = append(out, m)
	}
	slices.SortFunc(out, func(x, y discordMessage) int { return compareIDs(x.ID, y.ID) })
	return out
}

// answers tells whether the reply m settles the question: it is the bot's own, or
// of a person other than the asker.
func (c *catchUp) answers(m, question discordMessage) bool {
	if m.Author == nil {
		return false
	}
	if m.Author.ID == c.b.self {
		return true
	}
	return !m.Author.Bot && m.WebhookID == "" && m.Author.ID != question.Author.ID
}

// mayRead tells a channel whose messages were deleted from one that the bot may
// not read, which lists none either.
func (c *catchUp) mayRead(ctx context.Context, g gap) (bool, error) {
	var m discordMessage
	err := c.get(ctx, "/channels/"+g.channel+"/messages/"+g.last, &m)
	switch {
	case err == nil, hasCode(err, codeUnknownMessage):
		return true, nil
	case unseen(err):
		c.cannotRead(g.channel, err)
		return false, nil
	}
	return false, err
}

// cannotRead logs once why nothing is caught up in a channel.
func (c *catchUp) cannotRead(channelID string, err error) {
	c.mu.Lock()
	_, known := c.mended[channelID]
	c.mended[channelID] = struct{}{}
	c.mu.Unlock()
	if !known {
		c.b.Logger.Warn("questions asked in a channel while the bot was away are not found", "channel", channelID, "error", err,
			"mend", "allow it View Channel and Read Message History there")
	}
}

// fillMember learns what the asker may do where a limit depends on it; REST does
// not tell it with a message.
func (c *catchUp) fillMember(ctx context.Context, m *discordMessage) {
	if m.GuildID == "" || m.Member != nil || !c.b.limited() && len(c.b.settings.of(m.GuildID).Roles) == 0 {
		return
	}
	key := m.GuildID + "/" + m.Author.ID
	c.mu.Lock()
	roles, known := c.members[key]
	c.mu.Unlock()
	if !known {
		var found member
		if err := c.get(ctx, "/guilds/"+m.GuildID+"/members/"+m.Author.ID, &found); err != nil {
			c.b.Logger.Info("not known what an asker may do; limits hold", "guild", m.GuildID, "error", err)
			return
		}
		roles = found.Roles
		c.mu.Lock()
		c.members[key] = roles
		c.mu.Unlock()
	}
	m.Member = &member{Roles: roles}
}
