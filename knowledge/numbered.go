package knowledge

import (
	"hash/maphash"
	"slices"
)

// numbered numbers strings from 0 on, and marks them. It holds no pointers to
// speak of: a map and a list of tens of thousands of strings would take five times
// the memory, and time of every garbage collection. It holds maxNumbered at most.
// Immutable once packed, and then safe for concurrent use.
type numbered struct {
	seed   maphash.Seed
	making []byte   // all strings, one behind another; nil once packed
	text   string   // the same, once packed
	ends   []uint32 // where each ends
	marks  []uint8
	slots  []uint16 // by hash: number+1, 0 for none
}

// maxNumbered is how many strings can be numbered, so that two bytes hold a number
// and one for none.
const maxNumbered = 1<<16 - 1

func newNumbered() *numbered {
	return &numbered{seed: maphash.MakeSeed(), making: []byte{}, slots: make([]uint16, 1<<10)}
}

// add returns the number of a string, a new one for a new string. It panics when there
// are too many: they are our own.
func (s *numbered) add(t string) int32 {
	slot, n := s.look(t)
	if n > 0 {
		return int32(n - 1)
	}
	if len(s.ends) == maxNumbered {
		panic("knowledge: too many terms to be numbered")
	}
	s.making = append(s.making, t...)
	s.ends, s.marks = append(s.ends, uint32(len(s.making))), append(s.marks, 0)
	s.slots[slot] = uint16(len(s.ends))
	if 4*len(s.ends) > 3*len(s.slots) {
		s.slots = make([]uint16, 2*len(s.slots))
		for i := range s.ends {
			slot, _ := s.look(string(s.making[s.start(int32(i)):s.ends[i]]))
			s.slots[slot] = uint16(i) + 1
		}
	}
	return int32(len(s.ends) - 1)
}

// look returns the slot of a string, and what is in it.
func (s *numbered) look(t string) (slot uint64, n uint16) {
	mask := uint64(len(s.slots) - 1)
	for slot = maphash.String(s.seed, t) & mask; ; slot = (slot + 1) & mask {
		if n = s.slots[slot]; n == 0 || s.equal(int32(n-1), t) {
			return slot, n
		}
	}
}

func (s *numbered) equal(n int32, t string) bool {
	if s.making != nil {
		return string(s.making[s.start(n):s.ends[n]]) == t
	}
	return s.at(n) == t
}

func (s *numbered) start(n int32) uint32 {
	if n == 0 {
		return 0
	}
	return s.ends[n-1]
}

// pack ends the making: strings can be had by their numbers from now on.
func (s *numbered) pack() {
	s.text, s.making = string(s.making), nil
	s.ends, s.marks = slices.Clone(s.ends), slices.Clone(s.marks)
}

// len is how many strings there are.
func (s *numbered) len() int { return len(s.ends) }

// at is the string of a number, once packed.
func (s *numbered) at(n int32) string { return s.text[s.start(n):s.ends[n]] }

// find returns the number of a string; -1 when it has none.
func (s *numbered) find(t string) int32 {
	_, n := s.look(t)
	return int32(n) - 1
}

// marked tells whether a string is there and has all bits of a mark.
func (s *numbered) marked(t string, mark uint8) bool {
	n := s.find(t)
	return n >= 0 && s.marks[n]&mark == mark
}
