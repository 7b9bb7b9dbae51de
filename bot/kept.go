package bot

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync/atomic"
	"time"

	"footnote/bot/gateway"
	"footnote/knowledge"
	"footnote/store"
)

// openStore opens a store that ends with the bot, where the configuration has
// none. Its folder is removed by closing it.
func (c *Config) openStore(ctx context.Context) (closing func(), err error) {
	if c.Store != nil {
		return func() {}, nil
	}
	dir, err := os.MkdirTemp("", "footnote-")
	if err != nil {
		return nil, fmt.Errorf("make a folder for the store: %w", err)
	}
	db, err := store.Open(ctx, store.Config{URL: "sqlite:" + filepath.Join(dir, "footnote.db"), Now: c.timing.now, Logger: c.Logger})
	if err != nil {
		return nil, errors.Join(err, os.RemoveAll(dir))
	}
	c.Store, c.passingStore = db, true
	return func() {
		if err := errors.Join(db.Close(), os.RemoveAll(dir)); err != nil {
			c.Logger.Error("store not closed", "error", err)
		}
	}, nil
}

// keepAnnouncement keeps the announcement, so that what was answered from it
// can be shown when the bot has another one.
func (b *bot) keepAnnouncement(ctx context.Context) error {
	a := *b.Announcement
	meta := a
	meta.Text, meta.Facts, meta.Passages = "", nil, make([]knowledge.Passage, len(a.Passages))
	for i, p := range a.Passages {
		p.Text = ""
		meta.Passages[i] = p
	}
	data, err := json.Marshal(meta)
	if err != nil {
		return fmt.Errorf("keep announcement %s: %w", a.Version, err)
	}
	return b.Store.KeepAnnouncement(ctx, store.Announcement{
		Version: a.Version, ID: a.ID, Title: a.Title, Language: a.Language, Text: a.Text, Meta: data,
	})
}

// announcement is the version that an answer is from.
func (b *bot) announcement(ctx context.Context, version string) (*knowledge.Announcement, error) {
	if version == b.Announcement.Version {
		return b.Announcement, nil
	}
	kept, err := b.Store.Announcement(ctx, version)
	if err != nil {
		return nil, err
	}
	var a knowledge.Announcement
	if err := json.Unmarshal(kept.Meta, &a); err != nil {
		return nil, fmt.Errorf("read announcement %s: %w", version, err)
	}
	a.Text = kept.Text
	for i, p := range a.Passages {
		if p.Start < 0 || p.Start > p.End || p.End > len(a.Text) {
			return nil, fmt.Errorf("read announcement %s: passage %s is not in its text", version, p.ID)
		}
		a.Passages[i].Text = a.Text[p.Start:p.End]
	}
	return &a, nil
}

// sessions keeps the gateway's session in the store, behind the questions that
// came before: what is not claimed yet must come again after a crash.
type sessions struct {
	kept   *store.Sessions
	order  *order
	bot    *bot
	failed atomic.Bool // the latest Save
}

// sessionTimeout bounds one Save.
const sessionTimeout = 5 * time.Second

// Load implements gateway.Sessions.
func (s *sessions) Load(ctx context.Context) (gateway.Session, error) {
	kept, err := s.kept.Load(ctx)
	return gateway.Session(kept), err
}

// Save implements gateway.Sessions; its error is nil, since the session may be
// saved later.
func (s *sessions) Save(_ context.Context, session gateway.Session) error {
	s.order.after("session", func() {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(s.bot.life), sessionTimeout)
		defer cancel()
		err := s.kept.Save(ctx, store.Session(session))
		if err != nil && !s.failed.Load() {
			s.bot.Logger.Warn("session of the gateway not saved; after a restart it cannot be resumed, or events come again", "error", err)
		}
		s.failed.Store(err != nil)
	})
	return nil
}
