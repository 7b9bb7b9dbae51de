package gateway

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/gorilla/websocket"
)

// Close codes of the gateway that decide something. After any other the session
// is resumed; so it is after 1000 and 1001 from Discord, since a RESUME costs
// nothing and its refusal is told.
const (
	codeResumable        = 4000 // what we close with: the session stays
	codeNotAuthenticated = 4003
	codeBadToken         = 4004
	codeNoSession        = 4006 // out of the documents, still to be met
	codeBadSequence      = 4007
	codeSessionTimeout   = 4009
	codeBadShard         = 4010
	codeNeedsShards      = 4011
	codeBadVersion       = 4012
	codeBadIntents       = 4013
	codeForbiddenIntents = 4014
)

// Why we end a connection ourselves.
var (
	errReconnect = errors.New("asked to reconnect by Discord")
	errNoAck     = errors.New("a heartbeat was not acknowledged")
)

// invalidSession is op 9.
type invalidSession struct{ resumable bool }

func (e *invalidSession) Error() string {
	if e.resumable {
		return "session called invalid by Discord, yet to be resumed"
	}
	return "session called invalid by Discord"
}

// handshakeError is an HTTP answer in place of the upgrade.
type handshakeError struct {
	status int
	retry  time.Duration // asked for by Discord
}

func (e *handshakeError) Error() string { return fmt.Sprintf("the gateway answered HTTP %d", e.status) }

// maxRetryAfter bounds what a refused handshake can ask for.
const maxRetryAfter = 10 * time.Minute

// judge decides what the end of a connection, or of the attempt at one, leaves
// of the session, and how long to wait. fatal is what Run returns.
func (g *client) judge(ctx context.Context, err error) (wait time.Duration, fatal error) {
	wait = g.retry.next(g.Jitter())
	var stop *fatalError
	var closed *websocket.CloseError
	var invalid *invalidSession
	var refused *handshakeError
	switch {
	case errors.As(err, &stop):
		return 0, stop.error
	case errors.As(err, &closed):
		switch closed.Code {
		case codeBadToken, codeBadShard, codeNeedsShards, codeBadVersion, codeBadIntents, codeForbiddenIntents:
			return 0, &RefusedError{closed.Code, closed.Text}
		case codeNotAuthenticated, codeNoSession, codeBadSequence, codeSessionTimeout:
			g.drop(ctx)
		}
	case errors.As(err, &invalid):
		if !invalid.resumable {
			g.drop(ctx)
		}
		wait = max(wait, time.Second+time.Duration(g.Jitter()*float64(4*time.Second)))
	case errors.As(err, &refused):
		wait = max(wait, min(refused.retry, maxRetryAfter))
	}
	if g.Now().Sub(g.alive) > sessionLife {
		g.drop(ctx)
	}
	return wait, nil
}
