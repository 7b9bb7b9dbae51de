package bot

import (
	"context"
	"strings"
	"sync"
	"testing"
	"time"

	"footnote/bot/discordtest"
	"footnote/store"
)

// monday sets the clock forward to when the digest of this week is due.
func (o *office) monday() {
	now := o.clock.Now().UTC()
	o.clock.Advance(weekBehind(now.Add(digestHour)).AddDate(0, 0, 7).Add(digestHour).Sub(now))
}

// digests are the messages to the team.
func (o *office) digests() []discordtest.Message {
	var out []discordtest.Message
	for _, m := range o.d.Messages(o.channel.ID) {
		if strings.HasPrefix(m.Content, "**Die Woche**") || strings.HasPrefix(m.Content, "**The week**") {
			out = append(out, m)
		}
	}
	return out
}

// digested waits until the store has no digest that is due, and checks how many
// there are in the channel.
func (o *office) digested(want int) []discordtest.Message {
	o.t.Helper()
	o.d.WaitUntil("digests to be done", func() bool {
		due, err := o.db.DigestsDue(context.Background(), weekBehind(o.clock.Now()))
		return err == nil && len(due) == 0
	})
	got := o.digests()
	if len(got) != want {
		o.t.Fatalf("%d digests, want %d: %+v", len(got), want, got)
	}
	return got
}

func TestWeekBehind(t *testing.T) {
	at := func(s string) time.Time {
		when, err := time.Parse(time.RFC3339, s)
		if err != nil {
			t.Fatal(err)
		}
		return when
	}
	for now, want := range map[string]string{
		"2026-11-23T08:59:59Z": "2026-11-16", "2026-11-23T09:00:00Z": "2026-11-23", "2026-11-29T23:59:59Z": "2026-11-23", "2026-11-30T00:00:00+14:00": "2026-11-23",
		"2027-01-04T10:00:00+01:00": "2027-01-04", "2027-01-04T09:59:00+01:00": "2026-12-28",
	} {
		if got := weekBehind(at(now)).Format(time.DateTime); got != want+" 00:00:00" {
			t.Errorf("at %s it is that of %s, want %s", now, got, want)
		}
	}
}

// TestDigest: each Monday the team hears of the week before, once, also over
// restarts; nothing of a week without questions, and of the latest alone when the
// bot was away.
func TestDigest(t *testing.T) {
	for locale, w := range map[string]struct{ week, asked, top, alt string }{
		"de":    {"**Die Woche** · <t:", "Fragen: 2", "**Am häufigsten gefragt und noch offen**\n1\\. Wie viele Filialen hat Amazon?", "Balkendiagramm"},
		"en-GB": {"**The week** · <t:", "Questions: 2", "**Asked most and still open**\n1\\. Wie viele Filialen hat Amazon?", "Bar chart"},
	} {
		t.Run(locale, func(t *testing.T) {
			o := newOffice(t)
			g := o.d.AddGuild(discordtest.Guild{Name: "fair", PreferredLocale: locale})
			here := o.d.AddChannel(discordtest.Channel{GuildID: g.ID, Name: "general"}).ID
			o.channel = o.d.AddChannel(discordtest.Channel{GuildID: g.ID, Name: "desk"})
			o.config.HandoffChannel = o.channel.ID
			_, end := o.run()
			o.d.WaitConnected(1)
			o.ask(o.d.Asker(), here, unknown)
			o.ask(o.d.Asker(), here, "Wie viel will Amazon investieren?")
			o.digested(0)
			o.monday()
			m := o.d.WaitMessage(o.channel.ID, discordtest.Contains(w.week))
			contains(t, m.Content, w.asked, w.top)
			if len(m.Mentions) > 0 || m.MentionEveryone {
				t.Errorf("it mentions %+v", m.Mentions)
			}
			text, rows := pictured(t, m)
			if days, asked, settled, _ := numbers(t, rows); days != 7*trendWeeks || asked != "2" || settled != "1" || !strings.HasPrefix(text, w.alt) || !strings.HasSuffix(text, " 2") {
				t.Errorf("chart %q, table %v", text, rows)
			}
			o.digested(1)
			end()
			_, end = o.run()
			o.digested(1)
			o.d.WaitReaction(o.d.SendMessage(o.d.Asker(), here, o.d.Bot().Mention()+" Danke!").ID, "👍")
			o.monday() // nobody asked anything
			o.digested(1)
			o.ask(o.d.Asker(), here, unknown)
			end()
			o.clock.Advance(7 * aDay)
			o.monday()
			_, end = o.run()
			o.digested(1) // of the week before nothing was asked, and it is late for that before
			o.ask(o.d.Asker(), here, unknown)
			end()
			o.monday()
			o.clock.Advance(3 * aDay)
			r, end := o.run()
			o.d.WaitUntil("the digest of Monday", func() bool { return len(o.digests()) > 1 })
			o.digested(2)
			end()
			if strings.Contains(r.log.String(), "Filialen") {
				t.Error("texts are in the log")
			}
		})
	}
}

// TestDigestFaults: whatever becomes of a post, there is one digest, also when the
// process ends before it knows, and the nonce is over at the next start.
func TestDigestFaults(t *testing.T) {
	for name, tt := range map[string]struct {
		kind  discordtest.FaultKind
		later time.Duration
	}{
		"reply cut":             {discordtest.ConnectionCutAccepted, time.Minute},
		"reply cut, nonce over": {discordtest.ConnectionCutAccepted, 10 * time.Minute},
		"cut, nonce over":       {discordtest.ConnectionCut, 10 * time.Minute},
		"unavailable":           {discordtest.Unavailable, time.Minute},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := newOffice(t)
			_, end := o.run()
			o.d.WaitConnected(1)
			o.ask(o.d.Asker(), o.d.Channel().ID, unknown)
			fault := o.d.Fault(discordtest.Fault{Kind: tt.kind, Method: "POST", Path: "/channels/" + o.channel.ID + "/messages", Times: -1})
			o.monday()
			fault.WaitHit(1)
			end()
			o.d.WaitClosed() // the post of which the process broke off has arrived before time goes by
			fault.Release()
			o.clock.Advance(tt.later)
			_, end = o.run()
			o.digested(1)
			end()
		})
	}
}

// TestDigestOfManyMachines: of several that look at once, one posts.
func TestDigestOfManyMachines(t *testing.T) {
	o := newOffice(t)
	_, end := o.run(func(c *Config) { c.NoDigest = true })
	o.d.WaitConnected(1)
	o.ask(o.d.Asker(), o.d.Channel().ID, unknown)
	o.monday()
	end()
	o.with(func(db *store.DB) {
		o.db = db
		var machines sync.WaitGroup
		for range 4 {
			c := o.config
			c.Token, c.APIURL, c.Store, c.Announcement, c.Engine = o.d.Token(), o.d.URL(), db, announcement(t), realEngine(t)
			c.timing.now = o.clock.Now
			c, err := c.withDefaults()
			if err != nil {
				t.Fatal(err)
			}
			machines.Go(func() {
				b := newBot(t.Context(), c)
				defer b.api.close()
				if err := b.findDesk(t.Context()); err != nil {
					t.Error(err)
				}
				b.postDigests(t.Context(), weekBehind(b.now()))
			})
		}
		machines.Wait()
		o.digested(1)
		if n := count(o.d, "POST", "/channels/"+o.channel.ID+"/messages"); n != 1 {
			t.Errorf("%d machines posted", n)
		}
	})
}

// TestDigestWithoutMeans: without a channel, or switched off, nothing is posted;
// without the right to attach files, the text; and where the bot may not write at
// all, it tries once.
func TestDigestWithoutMeans(t *testing.T) {
	for name, tt := range map[string]struct {
		permissions int64 // in the channel of the team
		change      func(*Config)
		want        int
		posts       int
	}{
		"no channel": {discordtest.PermAll, func(c *Config) { c.HandoffChannel, c.HandoffRole = "", "" }, 0, 0},
		"no files":   {discordtest.PermAll &^ discordtest.PermAttachFiles, func(*Config) {}, 1, 2},
		"no writing": {discordtest.PermViewChannel, func(*Config) {}, 0, 2},
		"off":        {discordtest.PermAll, func(c *Config) { c.NoDigest = true }, 0, 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := newOffice(t)
			o.channel = o.d.AddChannel(discordtest.Channel{GuildID: o.d.Guild().ID, Name: "closed", Permissions: tt.permissions})
			o.config.HandoffChannel = o.channel.ID
			_, end := o.run(tt.change)
			o.d.WaitConnected(1)
			o.ask(o.d.Asker(), o.d.Channel().ID, unknown)
			o.monday()
			for range 2 { // a restart changes nothing
				if name != "off" {
					o.digested(tt.want)
				}
				o.d.WaitAnswered(o.d.SendMessage(o.stranger, o.d.Channel().ID, o.d.Bot().Mention()+" "+unknown).ID)
				end()
				_, end = o.run(tt.change)
			}
			end()
			if got := o.digests(); len(got) != tt.want || len(got) > 0 && len(got[0].Attachments) > 0 {
				t.Errorf("digests %+v", got)
			}
			if n := count(o.d, "POST", "/channels/"+o.channel.ID+"/messages"); n != tt.posts {
				t.Errorf("%d posts, want %d", n, tt.posts)
			}
		})
	}
}
