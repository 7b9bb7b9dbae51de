package store

import "time"

// PatientCache has the cache of db wait longer than it does in the bot.
func PatientCache(db *DB) { db.cacheTimeout = time.Minute }

// Unwritten returns how much waits in memory.
func Unwritten(db *DB) int {
	db.buffer.mu.Lock()
	defer db.buffer.mu.Unlock()
	return len(db.buffer.marks) + len(db.buffer.sessions)
}

// Stopping tells whether Stop has begun.
func Stopping(db *DB) bool {
	db.mu.Lock()
	defer db.mu.Unlock()
	return db.worker.stopping.Load()
}
