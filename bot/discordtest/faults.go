package discordtest

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	json "github.com/go-json-experiment/json/v1"
)

// Action is what a Fault does to a request.
type Action int

// The actions. Those named After let the request take effect first, as when
// the answer is lost on the way back.
const (
	Answer      Action = iota // answer Status, Body and Header; do nothing else
	AnswerAfter               // execute the request, then answer that instead
	Hang                      // hold the request until Release, then execute it
	HangAfter                 // execute the request, hold the answer until Release
	CutBefore                 // cut the connection, do nothing
	CutAfter                  // execute the request, then cut the connection
	HangThrough               // hold the request until Release or until the client has gone, then execute it
	TearAfter                 // execute the request, cut the connection amid the answer
	Pass                      // execute and answer the request, with Header among the usual ones
)

// Fault is scripted misbehaviour of the REST API. The first fault that matches
// a request and has times left takes it.
type Fault struct {
	// Kind is what goes wrong, and sets Action, Status, Body and Header; "": those
	// say.
	Kind   FaultKind
	Method string // "": any
	// Path is a prefix of the path without "/api/v9": whole segments, "*" for
	// any one of them, as in "/interactions/*/*/callback". "": any.
	Path   string
	Skip   int // matching requests that pass first
	Times  int // how many requests it takes; 0: one; negative: all
	Action Action
	Status int         // of Answer and AnswerAfter; 0: 500
	Body   string      // of Answer and AnswerAfter
	Header http.Header // of Answer, AnswerAfter and Pass, replacing the usual ones
	// RetryAfter is how long a 429 asks to wait; 0: 50 ms. The header Retry-After
	// has whole seconds, as at Discord.
	RetryAfter time.Duration
}

// FaultHandle follows one Fault.
type FaultHandle struct {
	fault    Fault
	server   *Server
	skipped  int
	hits     int
	early    int
	quiet    map[string]time.Time // until when nothing should come, by path; "": at all
	gone     bool
	released chan struct{}
}

// Fault scripts a fault and returns its handle. A kind that does not exist fails
// the test.
func (s *Server) Fault(f Fault) *FaultHandle {
	if err := f.fill(); err != nil {
		s.fail("Fault: %v", err)
	}
	if f.Times == 0 {
		f.Times = 1
	}
	if f.Status == 0 {
		f.Status = http.StatusInternalServerError
	}
	handle := &FaultHandle{fault: f, server: s, quiet: map[string]time.Time{}, released: make(chan struct{})}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults = append(s.faults, handle)
	return handle
}

// Kind is the kind of the fault; "" for one that says itself what it does.
func (f *FaultHandle) Kind() FaultKind { return f.fault.Kind }

// Hits is how many requests the fault has taken.
func (f *FaultHandle) Hits() int {
	f.server.mu.Lock()
	defer f.server.mu.Unlock()
	return f.hits
}

// Early is how many requests came before the time was over that the fault had
// asked to wait: to the same path, or after a global limit to any but those of
// interactions, which it does not count.
func (f *FaultHandle) Early() int {
	f.server.mu.Lock()
	defer f.server.mu.Unlock()
	return f.early
}

// WaitHit waits until the fault has taken at least n requests.
func (f *FaultHandle) WaitHit(n int) {
	if f.server.tb != nil {
		f.server.tb.Helper()
	}
	f.server.wait(fmt.Sprintf("the fault on %s %s to take %d requests", f.fault.Method, f.fault.Path, n),
		func() bool { return f.hits >= n })
}

// Release lets go of what hangs, and takes the fault away. Harmless twice.
func (f *FaultHandle) Release() {
	f.server.mu.Lock()
	defer f.server.mu.Unlock()
	if !f.gone {
		f.gone = true
		close(f.released)
	}
}

// takeFault is the fault that takes a request, or nil.
func (s *Server) takeFault(method, path string) *FaultHandle {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := time.Now()
	for _, f := range s.faults {
		if now.Before(f.quiet[path]) || now.Before(f.quiet[""]) && !ofInteraction(path) {
			f.early++
		}
	}
	for _, f := range s.faults {
		if f.gone || !matches(f.fault.Method, f.fault.Path, method, path) ||
			f.fault.Times > 0 && f.hits >= f.fault.Times {
			continue
		}
		if f.skipped < f.fault.Skip {
			f.skipped++
			continue
		}
		f.hits++
		switch f.fault.Kind {
		case LimitedGlobal, LimitedCloudflare:
			f.quiet[""] = now.Add(f.fault.retryAfter())
		case LimitedUser, LimitedShared:
			f.quiet[path] = now.Add(f.fault.retryAfter())
		}
		s.signal()
		return f
	}
	return nil
}

// ofInteraction tells whether a request belongs to an interaction.
func ofInteraction(path string) bool {
	return strings.HasPrefix(path, "/interactions/") || strings.HasPrefix(path, "/webhooks/")
}

// matches tells whether a request has the method ("": any) and the path begins
// with the segments of prefix.
func matches(method, prefix, gotMethod, gotPath string) bool {
	if method != "" && method != gotMethod {
		return false
	}
	prefix = strings.TrimSuffix(prefix, "/")
	segments := strings.SplitN(gotPath, "/", strings.Count(prefix, "/")+2)
	_, ok := match(prefix, strings.Join(segments[:min(len(segments), strings.Count(prefix, "/")+1)], "/"))
	return ok
}

// answer executes and answers a request, or does what a fault says instead.
func (s *Server) answer(w http.ResponseWriter, r *http.Request, c *call, e *entry, f *FaultHandle, execute func() reply) {
	if f == nil {
		s.send(w, e, execute())
		return
	}
	switch f.fault.Action {
	case Answer:
		s.sendScripted(w, e, f)
	case AnswerAfter:
		execute()
		s.sendScripted(w, e, f)
	case Hang:
		if s.hang(r, f) {
			s.send(w, e, execute())
		} else {
			s.cut(e)
		}
	case HangAfter:
		answer := execute()
		if s.hang(r, f) {
			s.send(w, e, answer)
		} else {
			s.cut(e)
		}
	case HangThrough:
		there := s.hang(r, f)
		if answer := execute(); there {
			s.send(w, e, answer)
		} else {
			s.cut(e)
		}
	case Pass:
		answer := execute()
		for name, values := range f.fault.Header {
			w.Header()[http.CanonicalHeaderKey(name)] = values
		}
		s.send(w, e, answer)
	case TearAfter:
		s.tear(w, e, execute())
	case CutBefore:
		s.cut(e)
	case CutAfter:
		execute()
		s.cut(e)
	default:
		s.fail("fault on %s %s: there is no action %d", c.method, c.path, f.fault.Action)
		s.cut(e)
	}
}

// send notes and writes an ordinary answer.
func (s *Server) send(w http.ResponseWriter, e *entry, answer reply) {
	s.finish(e, answer.status)
	answer.write(w)
}

// sendScripted notes and writes a fault's answer.
func (s *Server) sendScripted(w http.ResponseWriter, e *entry, f *FaultHandle) {
	for name, values := range f.fault.Header {
		w.Header()[http.CanonicalHeaderKey(name)] = values
	}
	answer := reply{status: f.fault.Status, body: json.RawMessage(f.fault.Body)}
	// What answers in HTML stands in front of Discord and knows no buckets.
	answer.foreign = strings.HasPrefix(f.fault.Header.Get("Content-Type"), "text/html")
	s.send(w, e, answer)
}

// tear sends the head of an answer and half of its body.
func (s *Server) tear(w http.ResponseWriter, e *entry, answer reply) {
	body, _ := answer.body.(json.RawMessage)
	w.Header().Set("Content-Length", strconv.Itoa(len(body)+1)) // more than comes, even of nothing
	answer.body = body[:len(body)/2]
	answer.write(w)
	_ = http.NewResponseController(w).Flush() // a client that has gone needs no answer
	s.cut(e)
}

// hang holds a request; false means that the client or the server has gone.
func (s *Server) hang(r *http.Request, f *FaultHandle) bool {
	select {
	case <-f.released:
		return true
	case <-r.Context().Done():
	case <-s.closing:
	}
	return false
}

// cut ends the connection of a request without an answer.
func (s *Server) cut(e *entry) {
	s.finish(e, 0)
	panic(http.ErrAbortHandler) // net/http's own way to cut a connection in silence
}
