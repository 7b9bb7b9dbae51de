// Package knowledge holds the announcement: its canonical text, the numbered
// passages it consists of, the curated quick facts beside it, and everything
// that can be decided about them by code alone: search, how sure it is that a
// passage states what was asked, the location of quotes, figures, dates, names
// and negation.
//
// Start with [Builtin] or [Open], which return an [Announcement]; search it
// with [NewIndex], telling what an answer must hold by [Expect]. The package imports nothing of ours and does no network
// call. An Announcement and an Index are immutable after construction and safe
// for concurrent use.
package knowledge
