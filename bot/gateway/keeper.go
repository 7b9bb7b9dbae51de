package gateway

import (
	"context"
	"time"

	"github.com/gorilla/websocket"
)

// leaving is how long the other side may take to hang up after our goodbye, and
// sending the goodbye too.
const leaving = 300 * time.Millisecond

// keep beats at the interval that HELLO names, until the connection has ended,
// and says goodbye when ctx ends.
func (k *conn) keep(ctx context.Context, ended <-chan struct{}) {
	var interval time.Duration
	timer := time.NewTimer(time.Hour)
	timer.Stop()
	defer timer.Stop()
	for {
		select {
		case <-ended:
			return
		case <-ctx.Done():
			k.goodbye(ctx)
			return
		case interval = <-k.interval:
			timer.Reset(time.Duration(k.Jitter() * float64(interval)))
		case <-timer.C:
			if err := k.beat(); err != nil {
				k.giveUp(err)
				return
			}
			timer.Reset(interval)
		}
	}
}

// beat sends a heartbeat, unless the one before was never acknowledged. While
// the handler runs nobody reads, so that says nothing then.
func (k *conn) beat() error {
	if !k.acked.Swap(false) && !k.handling.Load() {
		return errNoAck
	}
	return k.sendHeartbeat()
}

func (k *conn) sendHeartbeat() error {
	p := outgoing{Op: opHeartbeat}
	if seq := k.seq.Load(); seq > 0 {
		p.Data = seq
	}
	return k.write(p)
}

// giveUp ends the connection because of err, so that the session can be
// resumed.
func (k *conn) giveUp(err error) {
	k.mu.Lock()
	k.cause = err
	k.mu.Unlock()
	k.hangUp(codeResumable)
}

// goodbye says that we leave. The reader stays until the other side hangs
// up, since a connection closed with something unread is reset, and the frame
// lost with it.
func (k *conn) goodbye(ctx context.Context) {
	until := time.Now().Add(leaving)
	k.sendClose(k.parting(ctx), until)
	k.mu.Lock()
	defer k.mu.Unlock()
	k.leave = until
	if k.ws.SetReadDeadline(until) != nil {
		k.ws.Close() // the reader has the error
	}
}

// parting is the code to close with: the one that keeps the session, unless ctx has
// ended and nobody stores it.
func (k *conn) parting(ctx context.Context) int {
	if ctx.Err() != nil && k.Sessions == nil {
		return websocket.CloseNormalClosure
	}
	return codeResumable
}

// hangUp closes at once. Twice does no harm.
func (k *conn) hangUp(code int) {
	k.sendClose(code, time.Now().Add(leaving))
	k.ws.Close() // what it could say does not matter any more
}

// sendClose sends a close frame if it still can; the second one is left out by
// the library.
func (k *conn) sendClose(code int, until time.Time) {
	_ = k.ws.WriteControl(websocket.CloseMessage, websocket.FormatCloseMessage(code, ""), until)
}
