package main

import (
	"context"
	"fmt"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"footnote/store"
)

// settle lets the last life end well: all is answered, nothing is left.
func (c *chaos) settle() {
	c.start()
	c.discord.WaitAnswered(c.ids()...)
	c.awake()
	if c.first != nil {
		c.first.end()
	}
	const rounds = 20
	for round := range rounds { // work that failed just now, or was not begun, is left for the next start
		c.bot.end()
		left := c.unfinished()
		if left == 0 {
			return
		}
		c.t.Logf("%d questions are left in the store; starting again", left)
		c.start()
		c.awake()
		if c.postgres {
			c.discord.WaitUntil("the store to be done", func() bool { return c.unfinished() == 0 })
			continue
		}
		// Nobody else can look into a SQLite database: the process gets ever more time.
		c.discord.WaitUntil("the process to be online", func() bool { return strings.Contains(c.bot.log.String(), `"msg":"online"`) })
		wait(time.Duration(round) * 100 * time.Millisecond)
	}
	c.bot.end()
	c.t.Errorf("%d questions are left in the store", c.unfinished())
}

// awake waits until the process listens to signals: one that comes before ends it
// like any program, and loses nothing.
func (c *chaos) awake() {
	c.discord.WaitUntil("the process to be awake", func() bool { return strings.Contains(c.bot.log.String(), `"msg":"start"`) })
}

// unfinished is how many questions are not finished in the store.
func (c *chaos) unfinished() int {
	db, err := store.Open(context.Background(), store.Config{URL: c.database, Retention: -1})
	if err != nil {
		c.t.Fatal(err)
	}
	defer func() { _ = db.Close() }() // nothing was written
	left, err := db.Unfinished(context.Background(), 1000)
	if err != nil {
		c.t.Fatal(err)
	}
	return len(left)
}

func (c *chaos) ids() []string {
	var out []string
	for _, q := range c.asked {
		out = append(out, q.id)
	}
	return out
}

// proved is what an answer holds: a slice of the announcement.
var proved = regexp.MustCompile(`50 Mrd\. USD`)

// judge counts what became of the questions.
func (c *chaos) judge(kills int) {
	got := c.discord.Tally(c.ids()...)
	c.t.Logf("%d kills: %v", kills, got)
	if !got.Clean() {
		c.t.Error(got)
	}
	for _, q := range c.asked {
		for _, m := range c.discord.Answers(q.id) {
			if !proved.MatchString(m.Content) {
				c.t.Errorf("question %s was answered: %s", q.id, m.Content)
			}
		}
	}
	online := c.watch.end()
	for _, q := range c.asked {
		if len(c.discord.Answers(q.id)) == 0 && q.interaction && c.hearable(online, q) {
			c.t.Errorf("interaction %s was not acknowledged, though the bot was online", q.id)
		}
	}
}

// hearable tells whether the bot was online long enough within the three seconds
// of an interaction to acknowledge it. Where Discord forgets sessions, it must
// have been so when it was asked: what came before is lost with the session.
func (c *chaos) hearable(online []span, q question) bool {
	const enough = 2 * time.Second
	if c.lost {
		online = slices.DeleteFunc(slices.Clone(online), func(s span) bool { return s.from.After(q.at) })
	}
	return longest(online, q.at, q.at.Add(3*time.Second)) > enough
}

// dump keeps the logs of a run that failed, in vain waits too, where
// FOOTNOTE_CHAOS_LOGS says.
func (c *chaos) dump() {
	dir := os.Getenv("FOOTNOTE_CHAOS_LOGS")
	if !c.t.Failed() || dir == "" {
		return
	}
	got := c.discord.Tally(c.ids()...)
	c.t.Log(got)
	var all []byte
	for n, d := range c.logs {
		all = append(all, "== life "+strconv.Itoa(n)+"\n"+d.log.String()...)
	}
	if c.first != nil {
		all = append(all, "== the one that stays\n"+c.first.log.String()...)
	}
	for _, id := range append(append(got.Doubled, got.Lost...), got.Unfinished...) {
		all = append(all, fmt.Sprintf("== %s\n", id)...)
		if m, there := c.discord.Message(id); there {
			all = append(all, fmt.Sprintf("asked in %s at %v: %s\n", m.ChannelID, m.Timestamp, m.Content)...)
		}
		for _, m := range c.discord.Answers(id) {
			all = append(all, fmt.Sprintf("%+v\n", m)...)
		}
	}
	file, err := os.CreateTemp(dir, "chaos-*.log")
	if err == nil {
		_, err = file.Write(all)
		c.t.Logf("logs: %s", file.Name())
		_ = file.Close() // the write tells
	}
	if err != nil {
		c.t.Log(err)
	}
}
