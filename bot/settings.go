package bot

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"sync"
	"time"

	"footnote/answer"
	"footnote/store"
)

// settingsEvery is how often it is looked for settings that another machine saved.
const settingsEvery = 2 * time.Second

// settings are those of a server. The zero value holds where nobody set any, and
// for direct messages.
type settings struct {
	Channels []string       `json:"channels,omitempty"`      // in which questions put to it are answered; empty: in all
	Auto     []string       `json:"auto_channels,omitempty"` // in which unasked questions are answered
	Forums   bool           `json:"forums,omitempty"`        // what opens a post is answered
	Threads  bool           `json:"threads,omitempty"`       // a question gets a thread of its own
	Roles    []string       `json:"roles,omitempty"`         // that may ask; empty: everyone
	Handoff  string         `json:"handoff,omitempty"`       // channel for open questions; empty: the operator's
	Owners   []string       `json:"owners,omitempty"`        // roles that may answer them; empty: the operator's
	Buttons  Buttons        `json:"buttons,omitempty"`       // below answers; empty: the operator's
	Language string         `json:"language,omitempty"`      // of answers; empty: the question's
	Profile  answer.Profile `json:"profile,omitempty"`       // empty: the engine's
	Paused   bool           `json:"paused,omitempty"`        // nothing is answered

	desk      string // channel for open questions, where it is of interest: its own, else the operator's
	retention int    // days for which questions are kept; 0: as the operator has set it
}

// retentionDays is for how many days questions are kept by settings, else by the
// operator's.
func (b *bot) retentionDays(s settings) int {
	return cmp.Or(s.retention, int(b.Store.Retention()/(24*time.Hour)))
}

// readSettings reads what was saved; nothing saved is the zero value.
func readSettings(kept store.Settings) (settings, error) {
	s := settings{retention: kept.Retention}
	if len(kept.Value) == 0 {
		return s, nil
	}
	if err := json.Unmarshal(kept.Value, &s); err != nil {
		return settings{}, fmt.Errorf("read settings of server %s: %w", kept.Guild, err)
	}
	return s, nil
}

// mayAsk tells whether somebody with those roles may ask.
func (s settings) mayAsk(guildID string, roles []string) bool {
	return len(s.Roles) == 0 || hasOne(s.Roles, guildID, roles)
}

// settingsBook knows the settings of all servers, so that nobody waits for the
// store to learn what holds. The zero value is empty; safe for concurrent use.
type settingsBook struct {
	mu     sync.RWMutex
	guilds map[string]settingsPage
	latest time.Time // when the newest of them were saved
}

// settingsPage is what one server has set, and when.
type settingsPage struct {
	settings
	saved   time.Time
	version int
}

// newer tells whether kept was saved after p. Versions begin anew when the bot comes
// to a server again.
func (p settingsPage) newer(kept store.Settings) bool {
	return kept.Saved.After(p.saved) || kept.Saved.Equal(p.saved) && kept.Version > p.version
}

// of returns what holds in a server.
func (k *settingsBook) of(guildID string) settings {
	k.mu.RLock()
	defer k.mu.RUnlock()
	return k.guilds[guildID].settings
}

// learn takes in what was saved, unless something newer is known. What cannot be
// read is left out and returned as the error.
func (k *settingsBook) learn(all ...store.Settings) error {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.guilds == nil {
		k.guilds = map[string]settingsPage{}
	}
	var failed []error
	for _, kept := range all {
		if kept.Saved.After(k.latest) {
			k.latest = kept.Saved
		}
		known := k.guilds[kept.Guild]
		if !known.newer(kept) {
			continue
		}
		s, err := readSettings(kept)
		if err != nil {
			failed = append(failed, err)
			s = known.settings
		}
		k.guilds[kept.Guild] = settingsPage{s, kept.Saved, kept.Version}
	}
	return errors.Join(failed...)
}

func (k *settingsBook) forget(guildID string) {
	k.mu.Lock()
	defer k.mu.Unlock()
	delete(k.guilds, guildID)
}

// newest is when the newest settings that are known were saved; zero: none are.
func (k *settingsBook) newest() time.Time {
	k.mu.RLock()
	defer k.mu.RUnlock()
	return k.latest
}

// refreshSettings learns what was saved since. Its error is the store's.
func (b *bot) refreshSettings(ctx context.Context) error {
	all, err := b.Store.SettingsSince(ctx, b.settings.newest())
	if err != nil {
		return err
	}
	if err := b.settings.learn(all...); err != nil {
		b.Logger.Error("settings not readable; what was known before holds", "error", err)
	}
	return nil
}

// loadSettings learns all settings, and insists on it while ctx lasts: a server
// that stopped the answers must not be answered.
func (b *bot) loadSettings(ctx context.Context) error {
	wait := b.RetryInitial
	for {
		err := b.refreshSettings(ctx)
		if err == nil {
			return nil
		}
		if ctx.Err() != nil {
			return ctx.Err()
		}
		b.Logger.Error("settings of servers not known; trying again", "error", err, "again_in", wait)
		sleep(ctx, wait)
		wait = min(2*wait, claimRetry)
	}
}

// followSettings learns until ctx ends what other machines save.
func (b *bot) followSettings(ctx context.Context) {
	failed := false
	for sleep(ctx, b.timing.settings); ctx.Err() == nil; sleep(ctx, b.timing.settings) {
		err := b.refreshSettings(ctx)
		if err != nil && !failed && ctx.Err() == nil {
			b.Logger.Warn("settings that other machines saved are not known", "error", err)
		}
		failed = err != nil
	}
}

// alterSettings changes the settings of a server, so that they hold at once, and
// returns them. change tells whether there is anything to save, or what is wrong.
// When somebody else saved others meanwhile, the error is store.ErrConflict.
func (b *bot) alterSettings(ctx context.Context, i interaction, change func(*settings) (bool, error)) (s settings, changed bool, err error) {
	kept, err := b.Store.Settings(ctx, i.GuildID)
	if err != nil {
		return settings{}, false, err
	}
	if s, err = readSettings(kept); err != nil {
		return settings{}, false, err
	}
	if changed, err = change(&s); err != nil || !changed {
		return s, false, err
	}
	value, err := json.Marshal(s)
	if err != nil {
		return settings{}, false, fmt.Errorf("write settings of server %s: %w", i.GuildID, err)
	}
	kept.Value, kept.Retention, kept.By = value, s.retention, i.asker()
	saved, err := b.Store.SaveSettings(ctx, kept)
	if err != nil {
		return settings{}, false, err
	}
	return s, true, b.settings.learn(saved)
}
