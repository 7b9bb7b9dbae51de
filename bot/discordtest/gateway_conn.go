package discordtest

import (
	"cmp"
	"errors"
	"net/http"
	"time"

	"github.com/gorilla/websocket"
)

// lingering is how long a connection that was closed with a close frame is
// still read, so that the frame is not lost to a reset.
const lingering = 5 * time.Second

// conn is one gateway connection. Server.mu guards all but ws, which the
// writer writes and the handler reads.
type conn struct {
	server  *Server
	ws      *websocket.Conn
	session *session // nil before READY, and after the end
	waiting []item
	wake    chan struct{}
	stop    chan struct{} // closed when the reader has ended
	greet   Greeting
	muted   bool
	unacked bool // heartbeats are not answered
	ended   bool // by us: a close frame or a cut is queued
}

// item is something for the writer to do: a frame to send, or an end.
type item struct {
	data []byte
	code int    // not 0: a close frame
	text string // of the close frame
	kind int    // of the message; 0: text
	cut  bool   // no frame at all, only the end
}

// queue adds to what the writer sends. The lock is held.
func (c *conn) queue(i item) {
	if c.ended || c.muted && i.data != nil {
		return
	}
	c.waiting = append(c.waiting, i)
	select {
	case c.wake <- struct{}{}:
	default:
	}
}

// close ends the connection with a close frame after what is queued. The lock
// is held.
func (c *conn) close(code int, text string) { c.end(item{code: code, text: text}) }

// drop ends the connection without a close frame. The lock is held.
func (c *conn) drop() { c.end(item{cut: true}) }

func (c *conn) end(i item) {
	c.queue(i)
	c.ended = true
	c.server.detach(c)
}

// unready carries out a greeting that gives no READY or RESUMED.
func (c *conn) unready() bool {
	greet := c.greet
	switch greet {
	case GreetProperly, GreetSilence, GreetReconnect, GreetCutReplay:
		return false
	case GreetNoReady:
		return true
	}
	c.greet = GreetProperly
	switch greet {
	case GreetReconnectUnready:
		c.queue(item{data: encode(payload{Op: 7})})
	case GreetInvalid, GreetInvalidResumable:
		c.queue(item{data: encode(payload{Op: 9, Data: encode(greet == GreetInvalidResumable)})})
	default:
		c.close(int(greet), "")
	}
	return true
}

// serveGateway is the life of one gateway connection.
func (s *Server) serveGateway(w http.ResponseWriter, r *http.Request) {
	greet, admitted := s.admit(w, r)
	if !admitted {
		return
	}
	upgrader := websocket.Upgrader{CheckOrigin: func(*http.Request) bool { return true }}
	ws, err := upgrader.Upgrade(w, r, nil)
	if err != nil {
		return // the upgrader has answered
	}
	defer func() { _ = ws.Close() }()
	// A reply in kind would race with the writer; a real close needs none.
	ws.SetCloseHandler(func(int, string) error { return nil })
	c := &conn{server: s, ws: ws, wake: make(chan struct{}, 1), stop: make(chan struct{}), greet: greet}
	s.mu.Lock()
	if s.closed {
		s.mu.Unlock()
		return
	}
	s.conns = append(s.conns, c)
	s.sockets[c] = true
	s.welcome(c)
	s.mu.Unlock()

	written := make(chan struct{})
	go func() { defer close(written); c.write() }()
	for {
		_, frame, err := ws.ReadMessage()
		if err != nil {
			s.gone(c, err)
			break
		}
		s.mu.Lock()
		ended := c.ended
		s.mu.Unlock()
		if !ended {
			s.receive(c, frame)
		}
	}
	close(c.stop)
	_ = ws.Close()
	<-written
}

// welcome opens the conversation as scripted. The lock is held.
func (s *Server) welcome(c *conn) {
	switch c.greet {
	case GreetSilence:
		c.muted = true
	case GreetReconnect:
		c.queue(item{data: encode(payload{Op: 7})})
	default:
		c.queue(item{data: encode(payload{Op: 10,
			Data: encode(object{"heartbeat_interval": s.config.Heartbeat.Milliseconds()})})})
	}
	s.signal()
}

// gone notes how a connection ended.
func (s *Server) gone(c *conn, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !c.ended {
		code := websocket.CloseAbnormalClosure
		var closed *websocket.CloseError
		if errors.As(err, &closed) {
			code = closed.Code
		}
		s.closeCodes = append(s.closeCodes, code)
		if code == websocket.CloseNormalClosure || code == websocket.CloseGoingAway {
			s.forget(c.session)
		}
		c.ended = true
	}
	s.detach(c)
	delete(s.sockets, c)
}

// write sends what is queued until the connection ends.
func (c *conn) write() {
	for {
		select {
		case <-c.wake:
		case <-c.stop:
			return
		}
		c.server.mu.Lock()
		items := c.waiting
		c.waiting = nil
		c.server.mu.Unlock()
		for _, i := range items {
			if !c.writeItem(i) {
				return
			}
		}
	}
}

// writeItem sends one item; false means that nothing more can be sent.
func (c *conn) writeItem(i item) bool {
	deadline := time.Now().Add(lingering)
	switch {
	case i.cut:
		_ = c.ws.Close()
		return false
	case i.code != 0:
		frame := websocket.FormatCloseMessage(i.code, i.text)
		_ = c.ws.WriteControl(websocket.CloseMessage, frame, deadline)
		_ = c.ws.SetReadDeadline(deadline)
		return false
	}
	_ = c.ws.SetWriteDeadline(deadline)
	if err := c.ws.WriteMessage(cmp.Or(i.kind, websocket.TextMessage), i.data); err != nil {
		_ = c.ws.Close()
		return false
	}
	return true
}
