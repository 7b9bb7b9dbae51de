// Package message decides what an answer looks like: the same text for
// Discord and, without its markup, for the terminal. The wording lives in one
// embedded file a language; the shape is fixed here and described by
// the functions [Discord] and [Terminal].
package message
