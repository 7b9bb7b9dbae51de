package llmtest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"
)

// How large a request is read.
const maxRequest = 16 << 20

// Server is a chat completions server on a TCP port. It is safe for concurrent
// use. After [Server.Close] nothing of it runs.
type Server struct {
	// URL is the base URL for clients, such as http://127.0.0.1:40321/v1.
	URL string

	tb      TB // nil: nobody is told
	handler func(Request) Response
	http    *http.Server
	served  chan struct{}      // closed when Serve has returned
	closing context.Context    // done when Close begins; releases what hangs
	release context.CancelFunc // of closing

	mu       sync.Mutex
	closed   bool
	running  sync.WaitGroup // requests being answered
	requests []Request
}

// NewServer starts a server on a free loopback port. handler scripts it, see
// [Start]. A test's server reports requests that are no chat completions and
// is closed at the test's end. tb may be nil; then the owner has to close it.
// If no port can be had, that is reported and URL leads nowhere.
func NewServer(tb TB, handler func(Request) Response) *Server {
	s, err := start(tb, "127.0.0.1:0", handler)
	if err != nil {
		if tb != nil {
			tb.Helper()
			tb.Errorf("start chat completions server: %v", err)
		}
		return &Server{URL: "http://127.0.0.1:0/v1", closed: true}
	}
	if t, ok := tb.(interface{ Cleanup(func()) }); ok {
		t.Cleanup(s.Close)
	}
	return s
}

// Start starts a server on addr ("127.0.0.1:8080"; port 0: a free one) for
// programs that are no tests. handler is called once a request, from several
// goroutines at once, and must return: waiting is what Response's fields are
// for. The caller closes the server.
func Start(addr string, handler func(Request) Response) (*Server, error) {
	return start(nil, addr, handler)
}

func start(tb TB, addr string, handler func(Request) Response) (*Server, error) {
	if handler == nil {
		return nil, errors.New("no handler: pass a function that answers requests")
	}
	listener, err := net.Listen("tcp", addr)
	if err != nil {
		return nil, fmt.Errorf("listen for chat completions: %w", err)
	}
	s := &Server{
		URL:     "http://" + listener.Addr().String() + "/v1",
		tb:      tb,
		handler: handler,
		served:  make(chan struct{}),
	}
	s.closing, s.release = context.WithCancel(context.Background())
	s.http = &http.Server{Handler: s, ReadHeaderTimeout: 10 * time.Second}
	go func() {
		defer close(s.served)
		_ = s.http.Serve(listener) // ends with ErrServerClosed by Close
	}()
	return s, nil
}

// Close cuts every connection, releases what hangs, and waits until all has
// ended. Further calls do nothing.
func (s *Server) Close() {
	s.mu.Lock()
	if s.closed {
		s.mu.Unlock()
		return
	}
	s.closed = true
	s.mu.Unlock()
	s.release()
	_ = s.http.Close()
	<-s.served
	s.running.Wait()
}

// Requests returns the chat requests so far, in the order of their arrival.
// The slice is the caller's.
func (s *Server) Requests() []Request {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.requests)
}

// begin counts a request in; false: the server is closing.
func (s *Server) begin() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return false
	}
	s.running.Add(1)
	return true
}

// ServeHTTP answers chat completions at any path that ends in
// /chat/completions.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if !s.begin() {
		panic(http.ErrAbortHandler) // net/http's way to drop a connection
	}
	defer s.running.Done()
	if r.Method != http.MethodPost || !strings.HasSuffix(r.URL.Path, "/chat/completions") {
		s.reject(w, http.StatusNotFound, fmt.Sprintf("no %s %s here: POST to /v1/chat/completions", r.Method, r.URL.Path))
		return
	}
	var raw bytes.Buffer
	raw.Grow(int(min(max(r.ContentLength, 0), maxRequest)) + bytes.MinRead)
	if _, err := raw.ReadFrom(http.MaxBytesReader(w, r.Body, maxRequest)); err != nil {
		return // the client is gone, or went on too long and was told
	}
	req, err := parseRequest(raw.Bytes(), r.Header)
	if err != nil {
		s.reject(w, http.StatusBadRequest, err.Error())
		return
	}
	s.mu.Lock()
	req.N = len(s.requests) + 1
	s.requests = append(s.requests, req)
	s.mu.Unlock()

	// One signal for both: the client left, or the server closes.
	ctx, cancel := context.WithCancel(r.Context())
	defer cancel()
	stop := context.AfterFunc(s.closing, cancel)
	defer stop()
	(&writer{w: w, flush: http.NewResponseController(w).Flush, ctx: ctx, req: req}).answer(s.handler(req))
}

func (s *Server) reject(w http.ResponseWriter, status int, message string) {
	if s.tb != nil {
		s.tb.Errorf("chat completions server: %s", message)
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_, _ = w.Write(errorJSON(message, "invalid_request_error", status))
}
