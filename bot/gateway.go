package bot

import (
	"context"
	"errors"
	"fmt"
	"net"
	"time"

	"github.com/bwmarrin/discordgo"
	"github.com/cenkalti/backoff/v5"
	"github.com/gorilla/websocket"
)

// newDialer returns a dialer whose connections close themselves, without a
// close frame, after a silence. discordgo would notice a dead gateway only
// after minutes, and would then end the session in place of resuming it; and an
// unbounded read in Open would hold its lock for ever.
func newDialer(silence time.Duration) *websocket.Dialer {
	plain := net.Dialer{Timeout: 10 * time.Second}
	return &websocket.Dialer{
		HandshakeTimeout: 10 * time.Second,
		NetDialContext: func(ctx context.Context, network, address string) (net.Conn, error) {
			conn, err := plain.DialContext(ctx, network, address)
			if err != nil {
				return nil, err
			}
			return &watchedConn{Conn: conn, silence: silence}, nil
		},
	}
}

// watchedConn is a connection that closes itself after a silence.
type watchedConn struct {
	net.Conn
	silence time.Duration
}

// Read implements net.Conn.
func (c *watchedConn) Read(p []byte) (int, error) {
	if err := c.SetReadDeadline(time.Now().Add(c.silence)); err != nil {
		return 0, err
	}
	n, err := c.Conn.Read(p)
	var timeout net.Error
	if errors.As(err, &timeout) && timeout.Timeout() {
		c.Close()
	}
	return n, err
}

// Write implements net.Conn.
func (c *watchedConn) Write(p []byte) (int, error) {
	if err := c.SetWriteDeadline(time.Now().Add(c.silence)); err != nil {
		return 0, err
	}
	return c.Conn.Write(p)
}

// Gateway close codes that no repetition mends.
const (
	closeAuthentication = 4004
	closeShard          = 4010
	closeSharding       = 4011
	closeVersion        = 4012
	closeBadIntents     = 4013
	closeForbidden      = 4014
)

// stayOnline keeps a gateway session until ctx ends or Discord refuses for
// good.
func (b *bot) stayOnline(ctx context.Context) error {
	wait := backoff.NewExponentialBackOff()
	wait.InitialInterval, wait.MaxInterval = b.RetryInitial, 30*time.Second
	var link *link
	for ctx.Err() == nil {
		if link == nil {
			link = b.newLink()
		}
		opened, err := link.open(ctx, b.OpenTimeout)
		if err == nil {
			wait.Reset()
			b.Logger.Info("online")
			select {
			case <-link.lost:
				b.Logger.Warn("gateway connection lost; resuming")
			case <-ctx.Done():
			}
			continue
		}
		if fatal := b.fatal(err); fatal != nil {
			return fatal
		}
		if !opened || websocket.IsCloseError(err, closeForbidden) {
			link = nil // stuck, or to be opened with other intents: a new session
		}
		pause := wait.NextBackOff()
		b.Logger.Warn("gateway not reached", "error", hide(err.Error()), "again_in", pause)
		sleep(ctx, pause)
	}
	if link != nil {
		link.close()
	}
	return nil
}

// fatal returns the error for the operator when err is one that stays.
func (b *bot) fatal(err error) error {
	switch {
	case websocket.IsCloseError(err, closeAuthentication), errors.Is(plainOrNil(err), ErrToken):
		return ErrToken
	case websocket.IsCloseError(err, closeForbidden) && b.content.Load():
		b.content.Store(false)
		b.Logger.Warn("Discord withholds the Message Content intent; going on without it")
		return nil
	case websocket.IsCloseError(err, closeForbidden, closeBadIntents):
		return ErrIntents
	case websocket.IsCloseError(err, closeShard, closeSharding, closeVersion):
		return fmt.Errorf("%w: %v", ErrGateway, err)
	}
	return nil
}

func plainOrNil(err error) error {
	var rest *discordgo.RESTError
	if errors.As(err, &rest) {
		return plain(err)
	}
	return nil
}

// sleep waits for d or the end of ctx.
func sleep(ctx context.Context, d time.Duration) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-ctx.Done():
	}
}

// link is one discordgo session on the gateway.
type link struct {
	session *discordgo.Session
	lost    chan struct{} // receives when the connection is gone
}

// newLink returns a session that hands its events to b.
func (b *bot) newLink() *link {
	l := &link{session: newSession(b.Config), lost: make(chan struct{}, 1)}
	intents := discordgo.IntentsGuilds | discordgo.IntentsGuildMessages | discordgo.IntentsDirectMessages
	if b.content.Load() {
		intents |= discordgo.IntentMessageContent
	}
	l.session.Identify.Intents = intents
	l.session.AddHandler(func(_ *discordgo.Session, e *discordgo.Event) {
		b.guarded("event "+e.Type, func() { b.receive(e.Type, e.RawData) })
	})
	l.session.AddHandler(func(*discordgo.Session, *discordgo.Disconnect) {
		select {
		case l.lost <- struct{}{}:
		default:
		}
	})
	return l
}

// open goes online. opened is false when discordgo is stuck inside Open, which
// op 7 in place of READY brings about; the session must then be abandoned.
func (l *link) open(ctx context.Context, timeout time.Duration) (opened bool, err error) {
	select {
	case <-l.lost:
	default:
	}
	result := make(chan error, 1)
	go func() { result <- l.session.Open() }() // ends with the connection's read deadline at the latest
	timer := time.NewTimer(timeout)
	defer timer.Stop()
	select {
	case err := <-result:
		return true, err
	case <-timer.C:
		return false, errors.New("no READY in time")
	case <-ctx.Done():
		return false, ctx.Err()
	}
}

// close ends the session. discordgo may be stuck in it, so nobody waits long.
func (l *link) close() {
	done := make(chan struct{})
	go func() {
		l.session.Close() // its error is always nil
		close(done)
	}()
	timer := time.NewTimer(2 * time.Second)
	defer timer.Stop()
	select {
	case <-done:
	case <-timer.C:
	}
}
