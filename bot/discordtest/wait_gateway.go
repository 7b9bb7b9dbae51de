package discordtest

import (
	"fmt"
	"slices"
)

// WaitConnected waits until READY or RESUMED has been sent at least n times in
// all since the start.
func (s *Server) WaitConnected(n int) {
	if s.tb != nil {
		s.tb.Helper()
	}
	s.wait(fmt.Sprintf("READY or RESUMED number %d", n), func() bool { return s.ready >= n })
}

// WaitDisconnected waits until no gateway connection is left.
func (s *Server) WaitDisconnected() {
	if s.tb != nil {
		s.tb.Helper()
	}
	s.wait("the last gateway connection to end", func() bool { return len(s.conns) == 0 })
}

// Connected is how many gateway connections are past READY or RESUMED now.
func (s *Server) Connected() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	n := 0
	for _, c := range s.conns {
		if c.session != nil {
			n++
		}
	}
	return n
}

// Identifies is how many IDENTIFYs came, accepted or not.
func (s *Server) Identifies() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.identifies
}

// Resumes is how many RESUMEs came, accepted or not.
func (s *Server) Resumes() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.resumes)
}

// ResumedFrom are the sequence numbers of the RESUMEs, in order.
func (s *Server) ResumedFrom() []int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.resumes)
}

// Dials are the paths of all attempts to connect to the gateway, refused ones
// included.
func (s *Server) Dials() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.dials)
}

// WaitDials waits until at least n attempts to connect have come in all.
func (s *Server) WaitDials(n int) {
	if s.tb != nil {
		s.tb.Helper()
	}
	s.wait(fmt.Sprintf("%d attempts to connect", n), func() bool { return len(s.dials) >= n })
}

// Intents are those of the latest IDENTIFY.
func (s *Server) Intents() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.intents
}

// CloseCodes are the codes with which the bot closed gateway connections, in
// order; 1006 for a connection that ended without a close frame.
func (s *Server) CloseCodes() []int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.closeCodes)
}

// Heartbeats is how many heartbeats came.
func (s *Server) Heartbeats() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.heartbeats
}

// WaitHeartbeats waits until at least n heartbeats have come in all.
func (s *Server) WaitHeartbeats(n int) {
	if s.tb != nil {
		s.tb.Helper()
	}
	s.wait(fmt.Sprintf("%d heartbeats", n), func() bool { return s.heartbeats >= n })
}

// Open is how many gateway connections are open now, whether or not they are
// past READY.
func (s *Server) Open() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.conns)
}
