package store

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/riverqueue/river"
)

// Handoff is a question that waits for a human, or was answered by one, with all
// that are equal to it.
type Handoff struct {
	ID           string // of the interaction that opened it
	Scope        string // in which equal questions are one
	Guild        string // empty: direct messages
	Announcement string // id, whatever its version
	Disliked     bool   // an answer was found unhelpful
	Reason       string // why, in the latest member's words; may be empty
	Opened       time.Time
	Answered     bool      // by Addendum
	Addendum     *Addendum // the latest, also one that was taken back; nil: none was given
	Asked        []Asked   // the oldest question first

	Channel string // of the card
	Message string // the card; empty: not known to be posted
	Begun   time.Time
	Cards   int // how many cards before it were deleted, or left behind by a move

	Version int // of what is to be shown, 1 for the first
	Shown   int // of what is
}

// Asked is somebody who wants a question answered.
type Asked struct {
	Question string
	User     string // who asked, or somebody who presses below the answer
	Guild    string
	Channel  string
	Message  string // that asks, or of an interaction the response; empty: not known
	Text     string
	Locale   string
}

// HandOver is a question to be handed to a human.
type HandOver struct {
	ID       string   // of the interaction that asks for it: the same one is handed over once
	Question string   // it must be in the store
	Users    []string // who wants to know
	Join     string   // the open handoff of equal questions; empty: none
	Latest   string   // the latest open one in the scope that the caller has looked at; empty: there is none

	Scope, Announcement string
	Channel             string // for the card
	Disliked            bool
	Reason              string
}

// HandOver hands a question to a human: to the handoff that has it, else to
// Join, else to a new one, whose id it returns with whether that had the question
// and all users before. ErrNotFound when the question was deleted; ErrConflict when
// another was opened in the scope, or Join answered, since the caller looked.
func (db *DB) HandOver(ctx context.Context, h HandOver) (handoff string, again bool, err error) {
	n, err := ids("*interaction", h.ID, "*question", h.Question, "handoff", h.Join, "handoff", h.Latest, "*channel", h.Channel)
	if err != nil {
		return "", false, err
	}
	users := make([]int64, len(h.Users))
	for i, u := range h.Users {
		if users[i], err = id("user", u, true); err != nil {
			return "", false, err
		}
	}
	type result struct {
		id    int64
		again bool
	}
	out, err := write(ctx, db.backend, func(ctx context.Context, t tx) (result, error) {
		var guild int64
		if err := get(ctx, t, "SELECT guild_id FROM questions WHERE id = $1", []any{n[1]}, &guild); err != nil {
			return result{}, err
		}
		hid, opened, err := openFor(ctx, t, h, n)
		if err != nil {
			return result{}, err
		}
		if opened {
			if _, err := t.exec(ctx, `INSERT INTO handoffs (id, scope, guild_id, announcement, channel_id, message_id, begun_at, cards, disliked, reason,
				opened_at, answered, version, shown, busy_until) VALUES ($1, $2, $3, $4, $5, 0, 0, 0, $6, $7, $8, FALSE, 0, 0, 0)`,
				hid, h.Scope, guild, h.Announcement, n[4], h.Disliked, h.Reason, millis(db.now())); err != nil {
				return result{}, err
			}
		}
		added := int64(0)
		for _, u := range users {
			one, err := t.exec(ctx, "INSERT INTO handoff_askers (question_id, user_id, handoff_id) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING", n[1], u, hid)
			if err != nil {
				return result{}, err
			}
			added += one
		}
		if added == 0 && h.Reason == "" && !h.Disliked {
			return result{hid, hid != n[0]}, nil // an event that comes again is not asked again
		}
		_, err = t.exec(ctx, `UPDATE handoffs SET version = version + 1, disliked = disliked OR $2, reason = CASE WHEN $3 = '' THEN reason ELSE $3 END WHERE id = $1`,
			hid, h.Disliked, h.Reason)
		if err == nil {
			err = t.enqueue(ctx, jobArgs{Handoff: idText(hid)}, handoffJob())
		}
		return result{hid, added == 0 && hid != n[0]}, err
	})
	if err != nil {
		return "", false, fmt.Errorf("hand over question %s: %w", h.Question, err)
	}
	return idText(out.id), out.again, nil
}

// handoffJob puts handoffs behind questions.
func handoffJob() *river.InsertOpts {
	return &river.InsertOpts{Queue: jobQueue, MaxAttempts: riverAttempts, Priority: 3}
}

// openFor finds the handoff for a question; opened says that it is to be made.
func openFor(ctx context.Context, t tx, h HandOver, n []int64) (hid int64, opened bool, err error) {
	err = get(ctx, t, `SELECT handoff_id FROM handoff_askers JOIN handoffs ON id = handoff_id
		WHERE question_id = $1 AND (NOT answered OR id = $2) ORDER BY handoff_id DESC`, []any{n[1], n[0]}, &hid)
	if !errors.Is(err, ErrNotFound) {
		return hid, false, err
	}
	var latest int64
	if err = get(ctx, t, "SELECT COALESCE(MAX(id), 0) FROM handoffs WHERE scope = $1 AND announcement = $2 AND NOT answered", []any{h.Scope, h.Announcement}, &latest); err != nil {
		return 0, false, err
	}
	if latest != n[3] {
		return 0, false, ErrConflict
	}
	if n[2] == 0 {
		return n[0], true, nil
	}
	err = get(ctx, t, "SELECT id FROM handoffs WHERE id = $1 AND NOT answered", []any{n[2]}, &hid)
	if errors.Is(err, ErrNotFound) {
		err = ErrConflict
	}
	return hid, false, err
}

const handoffColumns = `id, scope, guild_id, announcement, channel_id, message_id, begun_at, cards, disliked, reason, opened_at, answered, version, shown`

// handoffs reads those that a clause behind WHERE selects, with all that hangs on
// them.
func handoffs(ctx context.Context, q querier, where string, args ...any) ([]Handoff, error) {
	var out []Handoff
	err := each(ctx, q, "SELECT "+handoffColumns+" FROM handoffs WHERE "+where, args, func(r rows) error {
		var h Handoff
		var hid, guild, channel, message, begun, cards, opened, version, shown int64
		err := r.Scan(&hid, &h.Scope, &guild, &h.Announcement, &channel, &message, &begun, &cards, &h.Disliked, &h.Reason, &opened, &h.Answered, &version, &shown)
		h.ID, h.Guild, h.Channel, h.Message = idText(hid), idText(guild), idText(channel), idText(message)
		h.Begun, h.Opened, h.Cards, h.Version, h.Shown = fromMillis(begun), fromMillis(opened), int(cards), int(version), int(shown)
		out = append(out, h)
		return err
	})
	for i := range out {
		if err == nil {
			err = complete(ctx, q, &out[i])
		}
	}
	return out, err
}

// complete reads who asked, and the addendum.
func complete(ctx context.Context, q querier, h *Handoff) error {
	hid, err := id("handoff", h.ID, true)
	if err != nil {
		return err
	}
	err = each(ctx, q, `SELECT a.question_id, a.user_id, q.kind, q.guild_id, q.channel_id, q.text, q.locale, COALESCE(p.message_id, 0), COALESCE(p.channel_id, 0)
		FROM handoff_askers a JOIN questions q ON q.id = a.question_id LEFT JOIN posts p ON p.question_id = q.id AND p.part = 0
		WHERE a.handoff_id = $1 ORDER BY a.question_id, a.user_id`, []any{hid}, func(r rows) error {
		var a Asked
		err := a.scan(r)
		h.Asked = append(h.Asked, a)
		return err
	})
	if err != nil {
		return err
	}
	found, err := addenda(ctx, q, "handoff_id = $1 ORDER BY id DESC LIMIT 1", hid)
	if len(found) > 0 {
		h.Addendum = &found[0]
	}
	return err
}

// scan reads id, asker, kind, server, channel, text and locale of a question, the
// message and the channel of its first post, and whatever else stands in the row.
func (a *Asked) scan(r rows, more ...any) error {
	var qid, user, guild, channel, message, where int64
	var kind string
	err := r.Scan(append([]any{&qid, &user, &kind, &guild, &channel, &a.Text, &a.Locale, &message, &where}, more...)...)
	if Kind(kind) == KindMessage {
		message = qid
	} else if where != 0 {
		channel = where
	}
	a.Question, a.User, a.Guild, a.Channel, a.Message = idText(qid), idText(user), idText(guild), idText(channel), idText(message)
	return err
}

// Handoff returns one; ErrNotFound when there is none.
func (db *DB) Handoff(ctx context.Context, handoff string) (Handoff, error) {
	hid, err := id("handoff", handoff, true)
	if err != nil {
		return Handoff{}, err
	}
	h, err := oneHandoff(ctx, db.backend.reader(), hid)
	if err != nil {
		return Handoff{}, fmt.Errorf("load handoff %s: %w", handoff, err)
	}
	return h, nil
}

func oneHandoff(ctx context.Context, q querier, hid int64) (Handoff, error) {
	found, err := handoffs(ctx, q, "id = $1", hid)
	if err == nil && len(found) == 0 {
		err = ErrNotFound
	}
	if err != nil {
		return Handoff{}, err
	}
	return found[0], nil
}

// OpenHandoffs returns those of a scope that wait for a human, the latest first,
// at most limit.
func (db *DB) OpenHandoffs(ctx context.Context, scope, announcement string, limit int) ([]Handoff, error) {
	out, err := handoffs(ctx, db.backend.reader(), "scope = $1 AND announcement = $2 AND NOT answered ORDER BY id DESC LIMIT $3", scope, announcement, int64(limit))
	if err != nil {
		return nil, fmt.Errorf("load open handoffs: %w", err)
	}
	return out, nil
}

// OpenHandoffsFor returns those that wait for a human in a server, and those whose
// cards are in a channel; the oldest first, at most limit.
func (db *DB) OpenHandoffsFor(ctx context.Context, guild, channel string, limit int) ([]Handoff, error) {
	n, err := ids("*guild", guild, "*channel", channel)
	if err != nil {
		return nil, err
	}
	out, err := handoffs(ctx, db.backend.reader(), "(guild_id = $1 OR channel_id = $2) AND NOT answered ORDER BY id LIMIT $3", n[0], n[1], int64(limit))
	if err != nil {
		return nil, fmt.Errorf("load open handoffs of server %s: %w", guild, err)
	}
	return out, nil
}
