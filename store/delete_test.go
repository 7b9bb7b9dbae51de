package store_test

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"testing"
	"time"

	"footnote/answer"
	"footnote/store"
)

// other* are of another server and another member.
const (
	otherGuild = "100000000000000011"
	otherUser  = "100000000000000013"
)

// fill puts questions into two servers and by two members: 0 and 1 by asker in
// guild, 2 by another in guild, 3 by asker in another server, 4 by asker in
// direct messages. Each is answered and has feedback of both.
func fill(t *testing.T, p *place, db *store.DB) {
	t.Helper()
	ctx := context.Background()
	must(t, db.KeepAnnouncement(ctx, store.Announcement{Version: "v1", Text: "text"}))
	for n := range 5 {
		c := interaction(n, p.clock.Now().Add(time.Minute))
		c.Quota = 10
		switch n {
		case 2:
			c.Asker = otherUser
		case 3:
			c.Guild = otherGuild
		case 4:
			c.Guild, c.Channel, c.Interaction = "", "44", nil
		}
		claim(t, db, c)
		noError(db.SaveAnswer(ctx, store.Answered{Question: c.ID, Announcement: "v1", Answer: answer.Answer{Outcome: answer.Answered}}))(t)
		noError(db.BeginPost(ctx, store.PostAttempt{Question: c.ID, Channel: c.Channel}))(t)
		must(t, db.Posted(ctx, store.Posted{Question: c.ID, Message: fmt.Sprint(900 + n), Done: true}))
		must(t, db.GiveFeedback(ctx, store.Feedback{Question: c.ID, User: asker, Good: false, Reason: "hm"}))
		must(t, db.GiveFeedback(ctx, store.Feedback{Question: c.ID, User: asker, Good: true}))
		must(t, db.GiveFeedback(ctx, store.Feedback{Question: c.ID, User: otherUser, Good: false, Reason: "no"}))
	}
	for _, g := range []string{guild, otherGuild} {
		must(t, db.See(store.Seen{Guild: g, Channel: g[:len(g)-1] + "8", Message: "5"}))
		noError(db.SaveSettings(ctx, store.Settings{Guild: g, Value: []byte("{}"), By: asker}))(t)
	}
}

// left returns the numbers of the questions that are there.
func left(t *testing.T, db *store.DB) []int {
	t.Helper()
	var out []int
	for n := range 5 {
		_, err := db.Question(context.Background(), numbered(n))
		if err == nil {
			out = append(out, n)
		} else if !errors.Is(err, store.ErrNotFound) {
			t.Error(err)
		}
	}
	return out
}

func TestFeedback(t *testing.T) {
	onEach(t, func(t *testing.T, p *place) {
		ctx, db := context.Background(), p.open(t)
		fill(t, p, db)
		now := p.clock.Now()
		want := []store.Feedback{
			{Question: numbered(1), User: asker, Good: true, Given: now}, {Question: numbered(1), User: otherUser, Reason: "no", Given: now},
		}
		if got := noError(db.FeedbackOn(ctx, numbered(1)))(t); !slices.Equal(got, want) {
			t.Errorf("feedback %+v, want %+v", got, want)
		}
		if err := db.GiveFeedback(ctx, store.Feedback{Question: numbered(9), User: asker}); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("feedback on no question: %v", err)
		}
		if got := noError(db.QuestionsOf(ctx, asker, 3))(t); len(got) != 3 || got[0].ID != numbered(4) || got[2].ID != numbered(1) {
			t.Errorf("questions of a member: %+v", got)
		}
	})
}

func TestDeleteGuild(t *testing.T) {
	onEach(t, func(t *testing.T, p *place) {
		ctx, db := context.Background(), p.open(t, func(c *store.Config) { c.FlushEvery = time.Hour })
		fill(t, p, db)
		if got := noError(db.Guilds(ctx))(t); !slices.Equal(got, []string{guild, otherGuild}) {
			t.Errorf("servers: %v", got)
		}
		if n := noError(db.DeleteGuild(ctx, guild))(t); n != 3 {
			t.Errorf("%d questions deleted, want 3", n)
		}
		if got := noError(db.Guilds(ctx))(t); !slices.Equal(got, []string{otherGuild}) {
			t.Errorf("servers that are left: %v", got)
		}
		if got := left(t, db); !slices.Equal(got, []int{3, 4}) {
			t.Errorf("left: %v", got)
		}
		if got := noError(db.FeedbackOn(ctx, numbered(1)))(t); len(got) != 0 {
			t.Errorf("feedback is left: %+v", got)
		}
		if _, err := db.QuestionOfMessage(ctx, "901"); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("a post is left: %v", err)
		}
		if got := noError(db.Settings(ctx, guild))(t); got.Version != 0 {
			t.Errorf("settings are left: %+v", got)
		}
		for g, want := range map[string]int{guild: 0, otherGuild: 1} {
			if got := noError(db.QuotaUsed(ctx, store.Quota{Guild: g, User: asker}))(t); got != want {
				t.Errorf("quota in %s is %d, want %d", g, got, want)
			}
			if got := noError(db.Counts(ctx, store.CountsOf{Guild: g}))(t); len(got) != want {
				t.Errorf("counts of %s: %+v", g, got)
			}
		}
		if got := noError(db.Watermarks(ctx))(t); len(got) != 2 || got[0].Guild == guild || got[1].Guild == guild {
			t.Errorf("watermarks are left: %+v", got)
		}
		if n := noError(db.DeleteGuild(ctx, guild))(t); n != 0 {
			t.Errorf("%d questions deleted again", n)
		}
	})
}

func TestDeleteUser(t *testing.T) {
	onEach(t, func(t *testing.T, p *place) {
		ctx, db := context.Background(), p.open(t)
		fill(t, p, db)
		noError(db.Watermarks(ctx))(t)
		if got, want := noError(db.HeldOf(ctx, asker))(t), (store.Held{Questions: 4, Feedback: 5}); got != want {
			t.Errorf("%+v are stored, want %+v", got, want)
		}
		if n := noError(db.DeleteUser(ctx, asker))(t); n != 4 {
			t.Errorf("%d questions deleted, want 4", n)
		}
		if got := noError(db.HeldOf(ctx, asker))(t); got != (store.Held{}) {
			t.Errorf("%+v are left", got)
		}
		if got := left(t, db); !slices.Equal(got, []int{2}) {
			t.Errorf("left: %v", got)
		}
		if got := noError(db.FeedbackOn(ctx, numbered(2)))(t); len(got) != 1 || got[0].User != otherUser {
			t.Errorf("feedback left: %+v", got)
		}
		if got := noError(db.DirectChannels(ctx))(t); len(got) != 0 {
			t.Errorf("channels left: %+v", got)
		}
		if got := noError(db.Watermarks(ctx))(t); len(got) != 2 {
			t.Errorf("watermarks left: %+v", got)
		}
		if got := noError(db.Settings(ctx, guild))(t); got.Version != 1 || got.By != "" {
			t.Errorf("settings: %+v", got)
		}
		// What they asked stays in the numbers; what they thought of others' does not.
		want := []store.Count{{
			Day: p.clock.Now().Truncate(24 * time.Hour), State: store.StatePosted, Outcome: answer.Answered, Questions: 3, Good: 2, Bad: 3,
		}}
		if got := noError(db.Counts(ctx, store.CountsOf{Guild: guild}))(t); !reflect.DeepEqual(got, want) {
			t.Errorf("counts %+v, want %+v", got, want)
		}
	})
}

func TestRetain(t *testing.T) {
	onEach(t, func(t *testing.T, p *place) {
		ctx, db := context.Background(), p.open(t)
		fill(t, p, db)
		first := p.clock.Now()
		before := noError(db.Counts(ctx, store.CountsOf{Guild: guild}))(t)
		if len(before) != 1 || before[0].Questions != 3 || before[0].Good != 3 || before[0].Bad != 3 {
			t.Errorf("counts %+v", before)
		}
		p.clock.add(24 * time.Hour)
		second := interaction(9, p.clock.Now().Add(15*time.Minute))
		second.Quota = 10
		claim(t, db, second)
		if n := noError(db.Retain(ctx, p.clock.Now()))(t); n != 5 {
			t.Errorf("%d questions deleted, want 5", n)
		}
		if got := left(t, db); len(got) != 0 {
			t.Errorf("left: %v", got)
		}
		after := noError(db.Counts(ctx, store.CountsOf{Guild: guild}))(t)
		want := append(before, store.Count{Day: first.Truncate(24 * time.Hour).Add(24 * time.Hour), State: store.StateClaimed, Questions: 1})
		if !reflect.DeepEqual(after, want) {
			t.Errorf("counts %+v, want %+v", after, want)
		}
		if got := noError(db.Counts(ctx, store.CountsOf{Guild: guild, Since: p.clock.Now()}))(t); !reflect.DeepEqual(got, want[1:]) {
			t.Errorf("counts of today %+v, want %+v", got, want[1:])
		}
		if n := noError(db.Retain(ctx, first))(t); n != 0 {
			t.Errorf("%d questions deleted that are too young", n)
		}
		if q := load(t, db, numbered(9)); q.Interaction.Token == "" {
			t.Error("a token was deleted that holds")
		}
		p.clock.add(15*time.Minute + time.Millisecond)
		noError(db.Retain(ctx, first))(t)
		if q := load(t, db, numbered(9)); q.Interaction.Token != "" {
			t.Error("a token is left that has expired")
		}
		if _, err := db.Announcement(ctx, "v1"); err != nil {
			t.Errorf("the text answered from: %v", err)
		}
	})
}

func TestRetentionWhileWorkRuns(t *testing.T) {
	onEach(t, func(t *testing.T, p *place) {
		db := p.open(t, func(c *store.Config) { c.Retention = time.Hour })
		fill(t, p, db)
		p.clock.add(time.Hour + time.Millisecond)
		must(t, db.Start(context.Background(), store.Work{
			Do: func(context.Context, store.Question) error { return nil }, Failed: noFailure(t),
		}))
		eventually(t, "retention", func() bool { return len(left(t, db)) == 0 })
	})
}

func TestRetainInParts(t *testing.T) {
	onEach(t, func(t *testing.T, p *place) {
		ctx, db := context.Background(), p.open(t)
		const questions = 450
		for n := range questions {
			claim(t, db, message(n))
		}
		p.clock.add(time.Second)
		if n := noError(db.Retain(ctx, p.clock.Now()))(t); n != questions {
			t.Errorf("%d questions deleted, want %d", n, questions)
		}
		got := noError(db.Counts(ctx, store.CountsOf{Guild: guild}))(t)
		if len(got) != 1 || got[0].Questions != questions {
			t.Errorf("counts %+v", got)
		}
	})
}
