package gateway

import (
	"context"
	"errors"
	"time"

	json "github.com/go-json-experiment/json/v1"
)

// Session is what RESUME comes back to. The zero value is no session.
type Session struct {
	ID      string `json:"id"`
	URL     string `json:"url"`     // where to resume; "": where Discover says
	Seq     int64  `json:"seq"`     // of the latest event that was taken in; 0: none
	Intents int    `json:"intents"` // a session keeps those that it was started with
}

// Sessions keeps the session of one bot across restarts. It is used by one
// goroutine at a time.
type Sessions interface {
	// Load returns the session saved last, or the zero Session.
	Load(context.Context) (Session, error)
	// Save is called after every event that was taken in, so it must be quick.
	// It may skip some: then more is sent again after a crash. The zero Session
	// says that there is none any more.
	Save(context.Context, Session) error
}

// sessionLife is how long a session that cannot be reached is tried. Discord
// keeps one for a few minutes.
const sessionLife = 15 * time.Minute

// saveTimeout bounds one Load or Save.
const saveTimeout = 5 * time.Second

// load takes up the session of an earlier process.
func (g *client) load(ctx context.Context) {
	if g.Sessions == nil {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, saveTimeout)
	defer cancel()
	saved, err := g.Sessions.Load(ctx)
	switch {
	case err != nil:
		g.Logger.Warn("session of the gateway not loaded; starting a new one", "error", g.hide(err))
	case saved.ID != "" && saved.Intents != g.Intents:
		g.Logger.Info("session of the gateway has other intents; starting a new one")
	default:
		g.session = saved
	}
}

// save keeps the session for a later process, also while ctx ends.
func (g *client) save(ctx context.Context) {
	if g.Sessions == nil {
		return
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), saveTimeout)
	defer cancel()
	err := g.Sessions.Save(ctx, g.session)
	if err != nil && !g.unsaved {
		g.Logger.Warn("session of the gateway not saved; after a restart it cannot be resumed, or events come again", "error", g.hide(err))
	}
	g.unsaved = err != nil
}

// drop forgets the session: the next connection starts a new one.
func (g *client) drop(ctx context.Context) {
	if g.session == (Session{}) {
		return
	}
	g.session = Session{}
	g.save(ctx)
}

// begin takes up the session that READY names.
func (g *client) begin(ready json.RawMessage) error {
	var d struct {
		SessionID string `json:"session_id"`
		ResumeURL string `json:"resume_gateway_url"`
	}
	if err := json.Unmarshal(ready, &d); err != nil || d.SessionID == "" {
		return errors.New("READY names no session")
	}
	g.session = Session{ID: d.SessionID, URL: d.ResumeURL, Intents: g.Intents}
	return nil
}
