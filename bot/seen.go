package bot

import "sync"

// seenEvents is how many event ids are remembered at least.
const seenEvents = 4096

// seen remembers the ids of events, to recognise one that Discord sends twice.
// It holds two generations and forgets the older when the younger is full, so
// its size is bounded. The zero value is ready for use; safe for concurrent use.
type seen struct {
	mu             sync.Mutex
	younger, older map[string]struct{}
}

// first tells whether id is seen for the first time, and remembers it.
func (s *seen) first(id string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if _, ok := s.younger[id]; ok {
		return false
	}
	if _, ok := s.older[id]; ok {
		return false
	}
	if s.younger == nil || len(s.younger) >= seenEvents {
		s.older, s.younger = s.younger, make(map[string]struct{}, seenEvents)
	}
	s.younger[id] = struct{}{}
	return true
}
