package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"footnote/answer"
	"footnote/message"
)

// maxLine is the length of the longest line read, in bytes.
const maxLine = 1 << 20

// reply is one answer as JSON, its keys in this order.
type reply struct {
	ID           json.RawMessage   `json:"id"` // as given; "" when none was
	Question     string            `json:"question"`
	Language     string            `json:"language"`
	Outcome      answer.Outcome    `json:"outcome"`
	Engine       answer.EngineKind `json:"engine"`
	Fallback     string            `json:"fallback"`
	Intent       answer.Intent     `json:"intent"`
	Claims       []answer.Claim    `json:"claims"`
	Contradicted bool              `json:"contradicted"`
	Unanswered   []string          `json:"unanswered"`
	Closest      *answer.Citation  `json:"closest"`
	Text         string            `json:"text"`
	Dropped      []answer.Dropped  `json:"dropped"`
	NotAdvice    bool              `json:"not_advice"`
	Cost         answer.Cost       `json:"cost"`
	LatencyMS    float64           `json:"latency_ms"`
}

// failure stands for an answer where a line cannot be one.
type failure struct {
	ID       json.RawMessage `json:"id"`
	Question string          `json:"question"`
	Error    string          `json:"error"`
}

// noID is the id of a question that was given none. Do not write through it.
var noID = json.RawMessage(`""`)

// write answers q and prints the answer, as JSON with id or as text with an
// empty line below.
func (a *asker) write(ctx context.Context, q answer.Question, id json.RawMessage, asJSON bool) error {
	start := time.Now()
	got, err := a.engine.Answer(ctx, q, nil)
	if err != nil {
		return err
	}
	if !asJSON {
		_, err := fmt.Fprintln(a.stdout, message.Terminal(got, a.announcement))
		return err
	}
	return writeJSON(a.stdout, reply{
		ID: id, Question: got.Question, Language: got.Language, Outcome: got.Outcome, Engine: got.Engine,
		Fallback: got.Fallback, Intent: got.Intent, Claims: got.Claims, Contradicted: got.Contradicted,
		Unanswered: got.Unanswered, Closest: got.Closest, Text: message.Discord(got, a.announcement), Dropped: got.Dropped,
		NotAdvice: got.NotAdvice, Cost: got.Cost, LatencyMS: float64(time.Since(start).Microseconds()) / 1000,
	})
}

// line is one line of standard input.
type line struct {
	ID       json.RawMessage `json:"id"`
	Question string          `json:"question"`
	History  []string        `json:"history"`
}

// batch answers the lines of standard input in order. A bad line yields an
// object with its error; the rest goes on.
func (a *asker) batch(ctx context.Context, asJSON bool) error {
	lines := bufio.NewReader(a.stdin)
	for {
		text, err := readLine(lines)
		if errors.Is(err, io.EOF) && text == "" {
			return nil
		}
		if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, errLongLine) {
			return fmt.Errorf("read standard input: %w", err)
		}
		if strings.TrimSpace(text) == "" && err == nil {
			continue
		}
		if failed := a.batchLine(ctx, text, err, asJSON); failed != nil {
			return failed
		}
	}
}

// batchLine answers one line; its error ends the batch.
func (a *asker) batchLine(ctx context.Context, text string, readErr error, asJSON bool) error {
	l, err := parseLine(text)
	if errors.Is(readErr, errLongLine) {
		l, err = line{ID: noID}, readErr
	}
	q := a.question
	q.Text = l.Question
	q.History = append(append([]string{}, a.question.History...), l.History...)
	if err == nil {
		err = a.write(ctx, q, l.ID, asJSON)
	}
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case err != nil && asJSON:
		return writeJSON(a.stdout, failure{l.ID, l.Question, err.Error()})
	case err != nil:
		_, err = fmt.Fprintln(a.stdout, err)
	}
	if err == nil && !asJSON {
		_, err = fmt.Fprintln(a.stdout)
	}
	return err
}

// parseLine reads a question, or a JSON object with one.
func parseLine(text string) (line, error) {
	text = strings.TrimSpace(text)
	l := line{ID: noID, Question: text}
	if !strings.HasPrefix(text, "{") {
		return l, nil
	}
	l = line{} // Unmarshal writes into what ID holds, so it must hold nothing
	if err := json.Unmarshal([]byte(text), &l); err != nil {
		return line{ID: noID, Question: text}, fmt.Errorf("not a JSON object with question, id and history: %w", err)
	}
	if len(l.ID) == 0 {
		l.ID = noID
	}
	return l, nil
}

// errLongLine says that a line was passed over for its length.
var errLongLine = fmt.Errorf("line is longer than %d bytes", maxLine)

// readLine returns the next line without its end. Of a line over maxLine it
// returns nothing but errLongLine, and reads on behind it.
func readLine(r *bufio.Reader) (string, error) {
	var b strings.Builder
	long := false
	for {
		part, err := r.ReadSlice('\n')
		if long = long || b.Len()+len(part) > maxLine; !long {
			b.Write(part)
		}
		if errors.Is(err, bufio.ErrBufferFull) {
			continue
		}
		if long {
			return "", errLongLine
		}
		return strings.TrimRight(b.String(), "\r\n"), err
	}
}

func writeJSON(w io.Writer, v any) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	return enc.Encode(v)
}
