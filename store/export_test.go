package store

// Unwritten returns how much waits in memory.
func Unwritten(db *DB) int {
	db.buffer.mu.Lock()
	defer db.buffer.mu.Unlock()
	return len(db.buffer.marks) + len(db.buffer.sessions)
}
