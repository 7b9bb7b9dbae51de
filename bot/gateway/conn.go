package gateway

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"runtime/debug"
	"sync"
	"sync/atomic"
	"time"

	json "github.com/go-json-experiment/json/v1"
	"github.com/gorilla/websocket"
)

// conn is one connection. The goroutine that runs it reads; the keeper beats
// and says goodbye; both write.
type conn struct {
	*client
	ws     *websocket.Conn
	opened time.Time
	online time.Time // by Now, since READY or RESUMED; zero before
	// readyBy is when READY or RESUMED must have come; zero before HELLO.
	readyBy  time.Time
	silence  time.Duration
	resuming bool
	puzzled  bool         // an unreadable frame was logged
	received bytes.Buffer // the present frame

	interval chan time.Duration // the heartbeat's, once
	seq      atomic.Int64       // of the latest event that was taken in
	acked    atomic.Bool        // the latest heartbeat was
	handling atomic.Bool        // the handler runs, so nothing is read

	writing sync.Mutex // one writer at a time

	mu    sync.Mutex
	leave time.Time // we have said goodbye, and read no longer than that
	cause error     // why the keeper ended the connection
}

func newConn(g *client, ws *websocket.Conn) *conn {
	k := &conn{client: g, ws: ws, opened: time.Now(), interval: make(chan time.Duration, 1)}
	k.acked.Store(true)
	k.seq.Store(g.session.Seq)
	// A close in reply would be one with Discord's own code, and 1000 from us
	// ends the session.
	ws.SetCloseHandler(func(int, string) error { return nil })
	return k
}

// run serves the connection until it ends and returns why.
func (k *conn) run(ctx context.Context) error {
	var keeper sync.WaitGroup
	ended := make(chan struct{})
	keeper.Go(func() { k.keep(ctx, ended) })
	err := k.read(ctx)
	close(ended)
	keeper.Wait()
	k.hangUp(k.parting(ctx)) // when the goodbye was too late to be sent
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.cause != nil {
		return k.cause
	}
	return err
}

// read takes frames until the connection ends.
func (k *conn) read(ctx context.Context) error {
	for {
		if err := k.arm(); err != nil {
			return err
		}
		data, err := k.next()
		if err != nil {
			return k.explain(err)
		}
		if ctx.Err() != nil {
			continue // waits for the other side to hang up
		}
		f, err := parseFrame(data)
		if err != nil {
			k.puzzle(err, len(data))
			continue
		}
		if err := k.take(ctx, f); err != nil {
			return err
		}
	}
}

// next reads one message, whose end is left out when it is too long. What it returns
// holds until the next call.
func (k *conn) next() ([]byte, error) {
	_, r, err := k.ws.NextReader()
	if err != nil {
		return nil, err
	}
	if k.received.Cap() > usualFrame {
		k.received = bytes.Buffer{} // one that was large is not held for ever
	}
	k.received.Reset()
	_, err = k.received.ReadFrom(io.LimitReader(r, maxFrame+1))
	return k.received.Bytes(), err
}

// puzzle logs the first frame that cannot be read; more of them would flood the
// log. Such a frame is left out: it would be the same when sent again.
func (k *conn) puzzle(err error, length int) {
	if !k.puzzled {
		k.Logger.Warn("unreadable frame from the gateway left out", "error", err, "bytes", length)
	}
	k.puzzled = true
}

// take does what a frame asks for.
func (k *conn) take(ctx context.Context, f frame) error {
	switch *f.Op {
	case opDispatch:
		return k.dispatch(ctx, f)
	case opHeartbeat:
		return k.sendHeartbeat()
	case opReconnect:
		return errReconnect
	case opInvalidSession:
		return &invalidSession{resumable: string(f.Data) == "true"}
	case opHello:
		return k.hello(ctx, f.Data)
	case opAck:
		k.acked.Store(true)
	}
	return nil // an opcode that is none of ours
}

// hello starts the heartbeat and then the session.
func (k *conn) hello(ctx context.Context, data json.RawMessage) error {
	if !k.readyBy.IsZero() {
		return nil // said before
	}
	var d struct {
		Interval float64 `json:"heartbeat_interval"` // in milliseconds
	}
	if err := json.Unmarshal(data, &d); err != nil || d.Interval <= 0 || d.Interval > float64(time.Hour/time.Millisecond) {
		return errors.New("HELLO names no usable heartbeat interval")
	}
	interval := time.Duration(d.Interval * float64(time.Millisecond))
	if k.silence = k.Silence; k.silence == 0 {
		k.silence = interval * 3 / 2
	}
	k.interval <- interval
	k.resuming = k.session.ID != ""
	k.readyBy = time.Now().Add(k.patience())
	if !k.resuming {
		k.countIdentify(ctx)
	}
	return k.write(k.greeting())
}

// patience is how long READY or RESUMED may take. An IDENTIFY is dear, and in an
// outage Discord wants its connections kept, so READY has longer.
func (k *conn) patience() time.Duration {
	if k.resuming {
		return k.OpenTimeout
	}
	return 10 * k.OpenTimeout
}

// dispatch hands over one event. Only then is its sequence number kept, so that
// one which was not taken in comes again.
func (k *conn) dispatch(ctx context.Context, f frame) error {
	if f.Type == "READY" {
		if err := k.begin(f.Data); err != nil {
			return err
		}
	}
	k.handling.Store(true)
	err := k.handle(ctx, Event{f.Type, f.Data})
	k.handling.Store(false)
	if err != nil {
		return fmt.Errorf("event %s not taken in: %w", f.Type, err)
	}
	k.session.Seq = max(k.session.Seq, f.Seq)
	k.seq.Store(k.session.Seq)
	k.save(ctx)
	switch {
	case f.Type == "READY" || f.Type == "RESUMED":
		k.online = k.Now()
		k.elsewhere = false
		k.Logger.Info("online", "resumed", f.Type == "RESUMED")
	case k.online.IsZero():
		k.readyBy = time.Now().Add(k.patience()) // what was missed is being sent
	}
	return nil
}

// handle calls the handler and survives it.
func (k *conn) handle(ctx context.Context, e Event) error {
	defer func() {
		if r := recover(); r != nil {
			k.Logger.Error("panic", "in", "event "+e.Type, "panic", fmt.Sprint(r), "stack", string(debug.Stack()))
		}
	}()
	return k.Handle(ctx, e)
}

// arm sets how long the next frame may take.
func (k *conn) arm() error {
	k.mu.Lock()
	defer k.mu.Unlock()
	until := time.Now().Add(k.silence)
	switch {
	case !k.leave.IsZero():
		until = k.leave
	case k.readyBy.IsZero():
		until = k.opened.Add(k.OpenTimeout)
	case k.online.IsZero() && k.readyBy.Before(until):
		until = k.readyBy
	}
	return k.ws.SetReadDeadline(until)
}

// explain names what was waited for when err is a timeout.
func (k *conn) explain(err error) error {
	var timeout net.Error
	if !errors.As(err, &timeout) || !timeout.Timeout() {
		return err
	}
	switch {
	case k.readyBy.IsZero():
		return fmt.Errorf("wait for HELLO: %w", errTimeout)
	case k.online.IsZero():
		return fmt.Errorf("wait for READY or RESUMED: %w", errTimeout)
	}
	return fmt.Errorf("wait for any sign of life: %w", errTimeout)
}

// writeTimeout bounds one write: a few bytes, so it is long only when the other
// side has not read for long.
const writeTimeout = 2 * time.Second

// write sends one payload.
func (k *conn) write(p outgoing) error {
	k.writing.Lock()
	defer k.writing.Unlock()
	if err := k.ws.SetWriteDeadline(time.Now().Add(writeTimeout)); err != nil {
		return err
	}
	return k.ws.WriteJSON(p)
}
