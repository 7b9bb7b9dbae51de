package openai

import (
	"bufio"
	"bytes"
	"io"
)

// eventLines lets only the data lines of an event stream through. go-openai
// mistakes comments and event names for parts of an error, loses an error
// event's text because of them, and waits for a further line before it tells
// of one; what is no event stream at all it reports as an early end.
type eventLines struct {
	source io.ReadCloser
	lines  *bufio.Reader
	rest   []byte // of the present line, still to be read
	line   []byte // the present or last line
	begun  bool   // a data line was seen
	stray  bytes.Buffer
	err    error
}

func newEventLines(source io.ReadCloser) *eventLines {
	return &eventLines{source: source, lines: bufio.NewReaderSize(source, 1<<10)}
}

func (e *eventLines) Close() error { return e.source.Close() }

func (e *eventLines) Read(p []byte) (int, error) {
	for len(e.rest) == 0 {
		if e.err != nil {
			return 0, e.err
		}
		var line []byte
		line, e.err = e.lines.ReadBytes('\n')
		e.sort(line, e.err == nil)
	}
	n := copy(p, e.rest)
	e.rest = e.rest[n:]
	return n, nil
}

// sort decides what becomes of a line; whole is false for one that ended
// without a line feed, which is half an event and therefore none.
func (e *eventLines) sort(line []byte, whole bool) {
	text := bytes.TrimSpace(line)
	if data, ok := bytes.CutPrefix(text, []byte("data:")); ok {
		data = bytes.TrimSpace(data)
		if !whole || len(data) == 0 {
			return
		}
		e.begun, e.line = true, text
		if object, ok := bytes.CutPrefix(data, []byte("{")); ok {
			// With a space after the brace go-openai does not see an error
			// event, and hands it on at once like any other.
			e.rest = append(append([]byte("data: { "), object...), '\n')
			return
		}
		e.rest = append(append([]byte("data: "), data...), '\n')
		return
	}
	if e.begun || len(text) == 0 || text[0] == ':' {
		return
	}
	e.stray.Write(line)
}

// body is what came when no event did: a plain JSON reply or error, or a page.
// It is nil for an event stream.
func (e *eventLines) body() []byte {
	if e.begun {
		return nil
	}
	return e.stray.Bytes()
}

// last is the last data line, or what came instead of one.
func (e *eventLines) last() []byte {
	if e.begun {
		return e.line
	}
	return e.stray.Bytes()
}
