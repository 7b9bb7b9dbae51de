//go:build race

package bot

// underRace tells that the race detector, which makes everything slow, is at work.
const underRace = true
