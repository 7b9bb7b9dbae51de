package discordtest

import (
	"net"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/gorilla/websocket"
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
	GreetInvalidResumable                 // HELLO, then op 9 (resumable) in place of READY or RESUMED
	GreetCutReplay                        // HELLO, then the first missed event alone and a cut in place of RESUMED
	GreetHang                             // the HTTP request is never answered
	GreetReset                            // the HTTP request is answered by a TCP reset
	GreetBusy                             // HTTP 429 with Retry-After of 7 s and a page of HTML
)

// GreetClose is HELLO, then a close frame of that code in place of READY or
// RESUMED.
func GreetClose(code int) Greeting { return Greeting(code) }

// admit takes the greeting of a connection and carries out those that end it
// before it has begun.
func (s *Server) admit(w http.ResponseWriter, r *http.Request) (greet Greeting, admitted bool) {
	s.mu.Lock()
	path := strings.TrimSuffix(r.URL.Path, "/") // discordgo adds one
	s.dials = append(s.dials, path)
	refuse, known := s.refuse || s.closed || time.Now().Before(s.outage), path != "" && slices.Contains(s.addresses[:], path)
	if !refuse && known && len(s.greetings) > 0 {
		greet, s.greetings = s.greetings[0], s.greetings[1:]
	}
	s.signal()
	s.mu.Unlock()
	switch {
	case refuse:
		http.Error(w, "<html>service unavailable</html>", http.StatusServiceUnavailable)
	case !known:
		http.NotFound(w, r)
	case greet == GreetBusy:
		w.Header().Set("Retry-After", "7")
		http.Error(w, "<html>slow down</html>", http.StatusTooManyRequests)
	case greet == GreetHang:
		select {
		case <-r.Context().Done():
		case <-s.closing:
		}
		panic(http.ErrAbortHandler)
	case greet == GreetReset:
		if raw, _, err := http.NewResponseController(w).Hijack(); err == nil {
			reset(raw)
			_ = raw.Close()
		}
	default:
		return greet, true
	}
	return greet, false
}

// reset makes the coming Close of a connection a TCP reset.
func reset(raw net.Conn) {
	if tcp, is := raw.(*net.TCPConn); is {
		_ = tcp.SetLinger(0)
	}
}

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

// ResetGateway cuts every gateway connection with a TCP reset. The sessions can
// still be resumed.
func (s *Server) ResetGateway() {
	s.onConns(func(c *conn) {
		reset(c.ws.NetConn())
		c.drop()
	})
}

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

// SendBinary sends a binary frame to every connection.
func (s *Server) SendBinary(frame []byte) {
	s.onConns(func(c *conn) { c.queue(item{data: frame, kind: websocket.BinaryMessage}) })
}

// WithholdAcks stops (true) or restores (false) the ACKs of heartbeats on the
// connections that are open now; events go on.
func (s *Server) WithholdAcks(withhold bool) { s.onConns(func(c *conn) { c.unacked = withhold }) }

// MoveGateway changes the paths of the gateway: the one that GET /gateway and
// GET /gateway/bot name, and the one that READY names for RESUME ("": the same).
// Others answer 404. Open connections stay.
func (s *Server) MoveGateway(path, resumePath string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.addresses = [2]string{path, resumePath}
}

// startLimit is a scripted session_start_limit.
type startLimit struct {
	total, remaining int
	reset            time.Duration
}

// SetStartLimit scripts session_start_limit of GET /gateway/bot, which each
// IDENTIFY then lowers. Nothing else comes of exceeding it.
func (s *Server) SetStartLimit(total, remaining int, resetAfter time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.limit = &startLimit{total, remaining + s.identifies, resetAfter}
}

// RefuseGateway makes gateway connections fail with HTTP 503 (true) or work
// again (false). Open connections stay.
func (s *Server) RefuseGateway(refuse bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.refuse = refuse
}

// GatewayOutage cuts every gateway connection without a close frame and makes new
// ones fail with HTTP 503 for a while, by the real clock. The sessions can be
// resumed afterwards, within Config.SessionLife.
func (s *Server) GatewayOutage(d time.Duration) {
	s.mu.Lock()
	s.outage = time.Now().Add(d)
	s.mu.Unlock()
	s.DropGateway()
}

// onConns does something to every open connection.
func (s *Server) onConns(do func(*conn)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, c := range slices.Clone(s.conns) {
		do(c)
	}
}
