package bot

import (
	"context"
	"slices"
	"strings"
	"testing"

	"footnote/bot/discordtest"
)

// TestStanding holds our reading of permissions to Discord's rules.
func TestStanding(t *testing.T) {
	const view, send, react, admin = discordtest.PermViewChannel, discordtest.PermSendMessages, discordtest.PermAddReactions, 1 << 3
	s := func(roles map[string]int64, has ...string) standing {
		return standing{guild: "1", roles: roles, self: "9", has: has}
	}
	role := func(id, allow, deny string) overwrite { return overwrite{ID: id, Allow: allow, Deny: deny} }
	person := func(id, allow, deny string) overwrite { return overwrite{ID: id, Type: 1, Allow: allow, Deny: deny} }
	for name, tt := range map[string]struct {
		standing   standing
		overwrites []overwrite
		want       int64
	}{
		"everyone":                     {s(map[string]int64{"1": view}), nil, view},
		"a role":                       {s(map[string]int64{"1": view, "2": send, "3": react}, "2"), nil, view | send},
		"an administrator":             {s(map[string]int64{"1": view, "2": admin}, "2"), []overwrite{role("1", "0", "1024")}, -1},
		"the owner":                    {standing{guild: "1", owner: true}, nil, -1},
		"everyone denied":              {s(map[string]int64{"1": view | send}), []overwrite{role("1", "0", "2048")}, view},
		"a role of others denied":      {s(map[string]int64{"1": view | send}, "2"), []overwrite{role("3", "0", "2048")}, view | send},
		"a role allowed over everyone": {s(map[string]int64{"1": view | send}, "2"), []overwrite{role("2", "2048", "0"), role("1", "0", "2048")}, view | send},
		"one role allowed, one denied": {s(map[string]int64{"1": view | send}, "2", "3"), []overwrite{role("2", "2048", "0"), role("3", "0", "2048")}, view | send},
		"the member denied over roles": {s(map[string]int64{"1": view | send}, "2"), []overwrite{person("9", "0", "2048"), role("2", "2048", "0")}, view},
		"another member denied":        {s(map[string]int64{"1": view | send}), []overwrite{person("8", "0", "2048")}, view | send},
		"a member with a role's id":    {s(map[string]int64{"1": view | send}, "2"), []overwrite{person("2", "0", "2048")}, view | send},
		"nonsense":                     {s(map[string]int64{"1": view}), []overwrite{role("1", "x", "")}, view},
	} {
		if got := tt.standing.may(channel{Overwrites: tt.overwrites}); got != tt.want {
			t.Errorf("%s: %b, want %b", name, got, tt.want)
		}
	}
	nothing := s(map[string]int64{})
	if got := nothing.lacking(channel{}, settings{}); !slices.Equal(got, []string{"view"}) {
		t.Errorf("of a hidden channel: %v", got)
	}
	looks := s(map[string]int64{"1": view | react})
	if got := strings.Join(looks.lacking(channel{}, settings{Threads: true}), " "); got != "send send_threads history embed create_threads" {
		t.Errorf("lacking: %s", got)
	}
}

// TestMissingPermissions: what the bot lacks in channels where members write is
// logged once at the start, told by check, and told to who sets such a channel, or
// looks at the settings later.
func TestMissingPermissions(t *testing.T) { inBoth(t, testMissingPermissions) }

func testMissingPermissions(t *testing.T, lang string) {
	words := map[string][]string{
		"de": {"In diesem Kanal fehlen mir Rechte.", "fehlt mir:\n- ", "Nachrichten"},
		"en": {"I lack permissions in this channel.", "I lack:\n- Read Message History\n- Embed Links\n", "Please grant it"},
	}[lang]
	p := newVisits(t)
	d, admin := governed(p)
	all := int64(discordtest.PermAll)
	poor := d.AddChannel(discordtest.Channel{GuildID: d.Guild().ID, Name: "poor", Permissions: all &^ (discordtest.PermReadHistory | discordtest.PermEmbedLinks)})
	d.AddChannel(discordtest.Channel{GuildID: d.Guild().ID, Name: "hidden", MissingAll: true})
	r := p.settled(Config{})
	line := "permissions missing in channels"
	d.WaitUntil("the log", func() bool { return strings.Contains(r.log.String(), line) })
	contains(t, r.log.String(), poor.ID+": history embed\"")
	contains(t, p.set(admin, lang, setAuto, inChannel(poor.ID), switched(true)), words...)
	contains(t, p.set(admin, lang, setAuto, inChannel(d.Channel().ID), switched(true)), "<#"+d.Channel().ID+">")
	if got := p.set(admin, lang, setShow); strings.Contains(got, "- ") || strings.Contains(got, poor.ID) {
		t.Errorf("nothing is missing: %q", got)
	}
	d.ForgetSessions()
	d.DropGateway()
	d.WaitConnected(2)
	changed := d.Channel()
	changed.Permissions = all &^ discordtest.PermReadHistory
	d.SetChannel(changed)
	i := discordtest.Slash(admin, poor.ID, commandSettings)
	i.Subcommand, i.Locale = setShow, locales[lang]
	h := d.SendInteraction(i)
	contains(t, h.WaitResponse().Content+h.WaitFollowup(nil).Content, "<#"+changed.ID+">", words[1][:10])
	p.stop()
	if n := strings.Count(r.log.String(), line); n != 1 {
		t.Errorf("logged %d times", n)
	}

	report, err := Check(context.Background(), Config{Token: d.Token(), APIURL: d.URL()})
	if err != nil || len(report.Problems) != 1 {
		t.Fatalf("%+v, %v", report, err)
	}
	contains(t, report.Problems[0], `in the server "Test server"`, "#general (Read Message History), #poor (Read Message History, Embed Links)")
	if strings.Contains(report.Problems[0], "hidden") {
		t.Error("a hidden channel is complained of")
	}
}

// TestMissingPermissionsEnd: what Discord refuses for want of permission is not
// tried again: an answer ends, a reaction is said in words.
func TestMissingPermissionsEnd(t *testing.T) {
	for name, missing := range map[string]int64{"50001": discordtest.PermViewChannel, "50013": discordtest.PermSendMessages} {
		t.Run(name, func(t *testing.T) {
			p := newVisits(t)
			d := p.d
			p.settled(Config{})
			c := d.AddChannel(discordtest.Channel{GuildID: d.Guild().ID, Permissions: discordtest.PermAll})
			m := d.SendMessage(d.Asker(), c.ID, d.Bot().Mention()+" Wie viel will Amazon investieren?", discordtest.Unseen())
			c.Permissions &^= missing
			d.SetChannel(c)
			d.SendRaw("MESSAGE_CREATE", d.MessageJSON(m))
			p.finished(m.ID)
			p.stop()
			if n := count(d, "POST", "/channels/"+c.ID+"/messages"); n != 1 {
				t.Errorf("tried %d times", n)
			}
		})
	}
	t.Run("reaction", func(t *testing.T) {
		p := newVisits(t)
		d := p.d
		p.settled(Config{})
		c := d.AddChannel(discordtest.Channel{GuildID: d.Guild().ID, Permissions: discordtest.PermAll &^ discordtest.PermAddReactions})
		m := d.SendMessage(d.Asker(), c.ID, d.Bot().Mention()+" danke!")
		contains(t, d.WaitMessage(c.ID, discordtest.RepliesTo(m)).Content, "Gern!")
		p.stop()
		if n := count(d, "PUT", "/channels/"+c.ID); n != 1 {
			t.Errorf("tried %d times", n)
		}
	})
}
