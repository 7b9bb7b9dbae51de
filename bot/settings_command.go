package bot

import (
	"context"
	"encoding/json"
	"errors"
	"reflect"
	"slices"
	"time"

	"footnote/answer"
	"footnote/message"
	"footnote/store"
)

// Subcommands of /settings.
const (
	setShow      = "show"
	setAuto      = "auto"
	setForums    = "forums"
	setThreads   = "threads"
	setRoles     = "roles"
	setLanguage  = "language"
	setProfile   = "profile"
	setRetention = "retention"
)

// Options of the subcommands, and values of theirs that are no names of languages.
const (
	optionChannel = "channel"
	optionRole    = "role"
	optionOn      = "on"
	optionValue   = "value"
	optionDays    = "days"

	valueQuestion = "question" // the language of the question
	valueNone     = "none"     // as the operator has set it
)

// lookTimeout bounds what is looked up at Discord for /settings, whose answer has to
// come within three seconds.
const lookTimeout = 1500 * time.Millisecond

// Bounds of settings.
const (
	maxAuto  = 50
	maxRoles = 25
	maxDays  = 365
)

// badSetting is why a setting is not taken: a key of the problems in
// message.SettingsWords, and what is missing in a channel, if that is it.
type badSetting struct {
	problem string
	lack    lack
}

func (p badSetting) Error() string { return "setting not taken: " + p.problem }

// word words the problem for who made the setting.
func (p badSetting) word(lang string) string {
	text := message.Escape(message.Words(lang).Settings.Problems[p.problem])
	if len(p.lack.names) > 0 {
		text += "\n" + message.Missing(lang, p.lack.channel.ID, p.lack.names)
	}
	return text
}

// settingsCommand answers /settings: it shows what holds in the server, or sets one
// of it. Who may is looked at each time.
func (b *bot) settingsCommand(ctx context.Context, i interaction) []string {
	words := message.Words(i.Locale).Settings
	if !i.governed() {
		return []string{message.Escape(words.Forbidden)}
	}
	looking, cancel := context.WithTimeout(ctx, lookTimeout)
	defer cancel()
	name, given := i.subcommand()
	var before int
	s, changed, err := b.alterSettings(ctx, i, func(s *settings) (bool, error) {
		old := s.clone()
		before = s.retention
		err := b.set(looking, i, s, name, given)
		return !reflect.DeepEqual(old, *s), err
	})
	if err == nil && name == setHandoff {
		err = b.moveHandoffs(looking, i.GuildID, s)
	}
	var bad badSetting
	switch {
	case errors.As(err, &bad):
		return []string{bad.word(i.Locale)}
	case errors.Is(err, store.ErrConflict):
		return []string{message.Escape(words.Problems["conflict"])}
	case err != nil:
		return []string{message.Escape(words.Problems["stored"]) + "\n" + b.trouble(i, "settings not saved", err)}
	case name == setShow:
		return append(b.showSettings(i, s, ""), b.missing(looking, i, s)...)
	case !changed:
		return b.showSettings(i, s, words.Unchanged)
	}
	b.Logger.Info("settings changed", "guild", i.GuildID, "setting", name, "by", i.asker())
	if s.retention != before {
		b.chore(b.retain)
	}
	return b.showSettings(i, s, words.Saved)
}

// retain deletes what is old by a term that was set just now.
func (b *bot) retain(ctx context.Context) {
	if _, err := b.Store.RetainNow(ctx); err != nil {
		b.Logger.Warn("old questions not deleted; tried again within the hour", "error", err)
	}
}

func (s settings) clone() settings {
	s.Auto, s.Roles, s.Channels, s.Owners = slices.Clone(s.Auto), slices.Clone(s.Roles), slices.Clone(s.Channels), slices.Clone(s.Owners)
	return s
}

// set carries out one subcommand on s. Its error is a badSetting, or says what went
// wrong on the way.
func (b *bot) set(ctx context.Context, i interaction, s *settings, name string, given options) error {
	switch name {
	case setAuto:
		return b.setAuto(ctx, i.GuildID, s, given)
	case setForums:
		s.Forums = given.on()
	case setThreads:
		s.Threads = given.on()
	case setRoles:
		return b.setRole(ctx, i.GuildID, &s.Roles, given)
	case setLanguage:
		value := given.text(optionValue)
		if value != valueQuestion && !slices.Contains(message.Languages(), value) {
			return badSetting{problem: "language"}
		}
		s.Language = unless(value, valueQuestion)
	case setProfile:
		s.Profile = answer.Profile(unless(given.text(optionValue), valueNone))
	case setRetention:
		days, there := given.number(optionDays)
		if there && (days < 1 || days > maxDays) {
			return badSetting{problem: "days"}
		}
		s.retention = days
	default:
		return b.setDesk(ctx, i, s, name, given)
	}
	return nil
}

// unless is value, or nothing when it is the one that stands for nothing.
func unless(value, none string) string {
	if value == none {
		return ""
	}
	return value
}

// setAuto has the bot answer unasked in a channel, or no longer.
func (b *bot) setAuto(ctx context.Context, guildID string, s *settings, given options) error {
	id := given.text(optionChannel)
	if !given.on() {
		return drop(&s.Auto, id)
	}
	c, err := b.checkChannel(ctx, guildID, id)
	if err == nil && c.holdsNone() {
		err = badSetting{problem: "channel"}
	}
	if err != nil {
		return err
	}
	if err := add(&s.Auto, id, maxAuto); err != nil {
		return err
	}
	return b.checkStanding(ctx, guildID, c, *s)
}

// checkChannel is nil when the bot sees a channel, or a forum, of the server.
func (b *bot) checkChannel(ctx context.Context, guildID, id string) (channel, error) {
	var c channel
	if !isID(id) {
		return c, badSetting{problem: "channel"}
	}
	err := b.api.do(ctx, request{method: "GET", path: "/channels/" + id, out: &c, repeatable: true})
	if unseen(err) || err == nil && (c.GuildID != guildID || c.Type == category) {
		err = badSetting{problem: "channel"}
	}
	return c, err
}

// checkStanding is nil when the bot may do in a channel what the settings need.
func (b *bot) checkStanding(ctx context.Context, guildID string, c channel, s settings) error {
	standing, err := b.api.askStanding(ctx, guildID, b.self)
	if err != nil {
		return err
	}
	if names := standing.lacking(c, s); len(names) > 0 {
		return badSetting{"permission", lack{c, names}}
	}
	return nil
}

// setRole puts a role into a list, or takes it out.
func (b *bot) setRole(ctx context.Context, guildID string, list *[]string, given options) error {
	id := given.text(optionRole)
	if !given.on() {
		return drop(list, id)
	}
	var roles []role
	if err := b.api.do(ctx, request{method: "GET", path: "/guilds/" + guildID + "/roles", out: &roles, repeatable: true}); err != nil {
		return err
	}
	if !slices.ContainsFunc(roles, func(r role) bool { return r.ID == id }) {
		return badSetting{problem: "role"}
	}
	return add(list, id, maxRoles)
}

// add puts an id into a list of at most so many, and drop takes it out.
func add(list *[]string, id string, most int) error {
	switch {
	case slices.Contains(*list, id):
		return nil
	case len(*list) >= most:
		return badSetting{problem: "too_many"}
	}
	*list = append(*list, id)
	return nil
}

func drop(list *[]string, id string) error {
	*list = slices.DeleteFunc(*list, func(have string) bool { return have == id })
	if len(*list) == 0 {
		*list = nil
	}
	return nil
}

// showSettings words the settings of a server, below a sentence of what became of
// a change.
func (b *bot) showSettings(i interaction, s settings, note string) []string {
	words := message.Words(i.Locale)
	if s.Paused && note == "" {
		note = words.Pause.Asked
	}
	language := message.Setting{Name: "language", Value: valueQuestion}
	if s.Language != "" {
		language = message.Setting{Name: "language", Text: message.Words(s.Language).Name}
	}
	roles := message.Setting{Name: "roles", Roles: s.Roles}
	if len(s.Roles) == 0 {
		roles.Value = "everyone"
	}
	handoff, owners, buttons := b.deskSettings(i.GuildID, s)
	return message.Settings(note, []message.Setting{
		chosen(setChannels, s.Channels),
		{Name: "auto_channels", Channels: s.Auto},
		{Name: "forums", Value: onOff(s.Forums)},
		{Name: "threads", Value: onOff(s.Threads)},
		roles, handoff, owners, buttons,
		language,
		{Name: "profile", Value: string(s.Profile)},
		{Name: "retention", Days: b.retentionDays(s)},
	}, i.Locale)
}

// missing words what the bot lacks in the channels that the settings name.
func (b *bot) missing(ctx context.Context, i interaction, s settings) []string {
	s = b.withDesk(i.GuildID, s)
	if len(s.named()) == 0 && s.desk == "" {
		return nil
	}
	lacks, err := b.api.askLacks(ctx, i.GuildID, b.self, s)
	if err != nil {
		b.Logger.Warn("not looked up what the bot lacks in channels", "guild", i.GuildID, "error", err)
		return nil
	}
	return wordLacks(lacks, s, i.Locale)
}

// onOff is the key of the word for a switch.
func onOff(is bool) string {
	if is {
		return "on"
	}
	return "off"
}

// options are those of a command or subcommand, as somebody filled them in.
type options []option

// subcommand returns the subcommand that was used, with its options.
func (i interaction) subcommand() (name string, given options) {
	if len(i.Data.Options) == 0 {
		return "", nil
	}
	return i.Data.Options[0].Name, i.Data.Options[0].Options
}

// raw is the value of an option; nil: it was left out.
func (o options) raw(name string) json.RawMessage {
	for _, one := range o {
		if one.Name == name {
			return one.Value
		}
	}
	return nil
}

// text is the value of an option that is a text, a choice or an id; empty: it was
// left out. Values of another type cannot come from our commands.
func (o options) text(name string) (s string) {
	_ = json.Unmarshal(o.raw(name), &s)
	return s
}

// number is the value of an option that is a whole number, and whether there is
// one.
func (o options) number(name string) (int, bool) {
	var n int
	err := json.Unmarshal(o.raw(name), &n)
	return n, err == nil
}

// on is the value of the option that switches something; left out, it switches on.
func (o options) on() bool {
	is := true
	if raw := o.raw(optionOn); raw != nil {
		_ = json.Unmarshal(raw, &is)
	}
	return is
}
