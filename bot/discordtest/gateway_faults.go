package discordtest

import (
	"slices"
)

// Greeting is how the gateway receives one connection.
type Greeting int

// The greetings.
const (
	GreetProperly         Greeting = iota // HELLO, then READY or RESUMED
	GreetSilence                          // the socket opens, nothing is ever sent
	GreetReconnect                        // op 7 in place of HELLO
	GreetNoReady                          // HELLO, then silence after IDENTIFY or RESUME
	GreetReconnectUnready                 // HELLO, then op 7 in place of READY or RESUMED
	GreetInvalid                          // HELLO, then op 9 (not resumable); IDENTIFY is then accepted
)

// GreetNext scripts how the coming gateway connections are received, one each.
func (s *Server) GreetNext(greetings ...Greeting) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.greetings = append(s.greetings, greetings...)
}

// fatalCodes are the close codes after which a session is over.
var fatalCodes = []int{1000, 1001, 4004, 4007, 4009, 4010, 4011, 4012, 4013, 4014}

// CloseGateway closes every gateway connection with a close frame of that code.
// The sessions can still be resumed unless the code says otherwise.
func (s *Server) CloseGateway(code int, reason string) {
	s.onConns(func(c *conn) {
		if slices.Contains(fatalCodes, code) {
			s.forget(c.session)
		}
		c.close(code, reason)
	})
}

// DropGateway cuts every gateway connection without a close frame. The sessions
// can still be resumed.
func (s *Server) DropGateway() { s.onConns((*conn).drop) }

// AskReconnect sends op 7 to every connection.
func (s *Server) AskReconnect() {
	s.onConns(func(c *conn) { c.queue(item{data: encode(payload{Op: 7})}) })
}

// InvalidateSession sends op 9 to every connection; when not resumable the
// sessions are forgotten, and IDENTIFY on the same connection is accepted.
func (s *Server) InvalidateSession(resumable bool) {
	s.onConns(func(c *conn) {
		c.queue(item{data: encode(payload{Op: 9, Data: encode(resumable)})})
		if !resumable {
			s.forget(c.session)
			c.session = nil
		}
	})
}

// ForgetSessions makes every later RESUME fail with op 9; what is sent to the
// forgotten sessions from now on is lost, as after a long outage. Connections
// that are open stay open, but hear nothing more than ACKs.
func (s *Server) ForgetSessions() {
	s.mu.Lock()
	defer s.mu.Unlock()
	clear(s.sessions)
}

// MuteGateway stops (true) or restores (false) ACKs and events on the
// connections that are open now, as when a connection has died unnoticed. New
// connections are not muted. Events sent meanwhile are replayed on RESUME.
func (s *Server) MuteGateway(mute bool) { s.onConns(func(c *conn) { c.muted = mute }) }

// SendGarbage sends a text frame as it is to every connection.
func (s *Server) SendGarbage(frame string) {
	s.onConns(func(c *conn) { c.queue(item{data: []byte(frame)}) })
}

// RefuseGateway makes gateway connections fail with HTTP 503 (true) or work
// again (false). Open connections stay.
func (s *Server) RefuseGateway(refuse bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.refuse = refuse
}

// onConns does something to every open connection.
func (s *Server) onConns(do func(*conn)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, c := range slices.Clone(s.conns) {
		do(c)
	}
}
