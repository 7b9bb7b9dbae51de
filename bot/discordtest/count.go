package discordtest

import (
	"net"
	"net/http"
)

// Arrived is how many REST requests have come so far.
func (s *Server) Arrived() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.requests)
}

// WaitIdle waits until every request that has come is answered, or its connection
// cut: what a process asked for before it died then has its effect.
func (s *Server) WaitIdle() {
	if s.tb != nil {
		s.tb.Helper()
	}
	s.wait("all requests to be answered", s.idle)
}

// idle tells whether no request is being answered; s.mu is held.
func (s *Server) idle() bool {
	for _, e := range s.requests {
		if !e.done {
			return false
		}
	}
	return true
}

// connState keeps account of the connections for REST.
func (s *Server) connState(c net.Conn, state http.ConnState) {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch state {
	case http.StateNew:
		s.asking[c], s.come[c.RemoteAddr().String()] = struct{}{}, struct{}{}
	case http.StateClosed, http.StateHijacked:
		delete(s.asking, c)
	default:
		return
	}
	s.signal()
}

// WaitClosed waits until all that processes sent before they ended has its effect: until
// every connection for REST that was made has come and is closed.
func (s *Server) WaitClosed() {
	if s.tb != nil {
		s.tb.Helper()
	}
	// What waits to be accepted comes in order, so before one that is made now.
	c, err := net.Dial("tcp", s.listener.Addr().String())
	if err != nil {
		s.fail("dial: %v", err)
		return
	}
	last := c.LocalAddr().String()
	_ = c.Close() // nothing was sent
	s.wait("all connections to be closed", func() bool {
		_, come := s.come[last]
		return come && len(s.asking) == 0 && s.idle()
	})
}
