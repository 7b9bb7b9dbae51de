package discordtest

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
	s.wait("all requests to be answered", func() bool {
		for _, e := range s.requests {
			if !e.done {
				return false
			}
		}
		return true
	})
}
