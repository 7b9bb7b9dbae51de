package discordtest

import (
	"fmt"
	"hash/crc32"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"time"

	json "github.com/go-json-experiment/json/v1"
	"github.com/gorilla/websocket"
)

// call is one REST request on its way through the fake.
type call struct {
	method string
	path   string
	args   []string // what stood for the stars of the route
	query  url.Values
	body   []byte // JSON; of a multipart request its payload_json
	files  []Attachment
}

// reply is the answer to a call. A body that is not nil becomes JSON.
type reply struct {
	status int
	body   any
	bucket string // what X-RateLimit-Bucket says

	foreign bool // not Discord's own, so without its headers
}

// apiError is an error in Discord's form.
type apiError struct {
	status  int
	code    int
	message string
	errors  formErrors
}

func (e apiError) reply() reply {
	body := object{"code": e.code, "message": e.message}
	if e.errors != nil {
		body["errors"] = e.errors
	}
	return reply{status: e.status, body: body}
}

// refuse answers with an error of the given status, code and message.
func refuse(status, code int, message string) reply {
	return apiError{status: status, code: code, message: message}.reply()
}

// The errors that several routes share.
func errUnauthorized() reply   { return refuse(401, 0, "401: Unauthorized") }
func errNotFound() reply       { return refuse(404, 0, "404: Not Found") }
func errUnknownChannel() reply { return refuse(404, 10003, "Unknown Channel") }
func errUnknownGuild() reply   { return refuse(404, 10004, "Unknown Guild") }
func errUnknownMessage() reply { return refuse(404, 10008, "Unknown Message") }
func errMissingAccess() reply  { return refuse(403, 50001, "Missing Access") }
func errMissingPerms() reply   { return refuse(403, 50013, "Missing Permissions") }
func errBadJSON() reply        { return refuse(400, 50109, "The request body contains invalid JSON.") }

func ok(body any) reply { return reply{status: 200, body: body} }
func done() reply       { return reply{status: 204} }

// route is one thing that the API can do. The handler runs with the lock held.
type route struct {
	method, path string // "*" stands for one segment
	open         bool   // needs no bot token
	handle       func(*Server, *call) reply
}

func (r route) name() string { return r.method + " " + r.path }

// routes is the whole API of the fake.
func routes() []route {
	return append([]route{
		{"GET", "/channels/*/messages", false, (*Server).listMessages},
		{"POST", "/channels/*/messages", false, (*Server).createMessage},
		{"GET", "/channels/*/messages/*", false, (*Server).getMessage},
		{"PATCH", "/channels/*/messages/*", false, (*Server).patchMessage},
		{"DELETE", "/channels/*/messages/*", false, (*Server).removeMessage},
		{"PUT", "/channels/*/messages/*/reactions/*/@me", false, (*Server).putReaction},
		{"DELETE", "/channels/*/messages/*/reactions/*/@me", false, (*Server).deleteReaction},
		{"POST", "/channels/*/messages/*/threads", false, (*Server).openThread},
		{"POST", "/channels/*/typing", false, (*Server).showTyping},

		{"POST", "/interactions/*/*/callback", true, (*Server).callback},
		{"POST", "/webhooks/*/*", true, (*Server).postFollowup},
		{"GET", "/webhooks/*/*/messages/*", true, (*Server).getFollowup},
		{"PATCH", "/webhooks/*/*/messages/*", true, (*Server).patchFollowup},
		{"DELETE", "/webhooks/*/*/messages/*", true, (*Server).deleteFollowup},

		{"GET", "/applications/*/commands", false, (*Server).listCommands},
		{"PUT", "/applications/*/commands", false, (*Server).putCommands},
		{"POST", "/applications/*/commands", false, (*Server).postCommand},
		{"GET", "/applications/*/guilds/*/commands", false, (*Server).listCommands},
		{"PUT", "/applications/*/guilds/*/commands", false, (*Server).putCommands},
		{"POST", "/applications/*/guilds/*/commands", false, (*Server).postCommand},
		{"DELETE", "/applications/*/commands/*", false, (*Server).deleteCommand},
		{"DELETE", "/applications/*/guilds/*/commands/*", false, (*Server).deleteCommand},
	}, lookups()...)
}

var apiVersion = regexp.MustCompile(`^/api/v(9|10)(/.*)$`)

// serve answers every HTTP request: the gateway's upgrade and REST.
func (s *Server) serve(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	if s.closed {
		s.mu.Unlock()
		panic(http.ErrAbortHandler) // cuts the connection in silence
	}
	s.serving.Add(1)
	s.mu.Unlock()
	defer s.serving.Done()
	if websocket.IsWebSocketUpgrade(r) {
		s.serveGateway(w, r)
		return
	}
	s.serveREST(w, r)
}

func (s *Server) serveREST(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(io.LimitReader(r.Body, 30<<20))
	if err != nil {
		return // the client is gone
	}
	c := &call{method: r.Method, query: r.URL.Query(), body: body}
	path := r.URL.EscapedPath()
	known := apiVersion.FindStringSubmatch(path)
	if known == nil {
		c.path = path
	} else {
		c.path = known[2]
	}
	authorized := r.Header.Get("Authorization") == "Bot "+s.config.Token
	entry := s.record(c, r.URL.RawQuery, authorized)
	route := s.find(c, known != nil)
	broken := c.unpack(r.Header.Get("Content-Type"))
	if broken == nil && route != nil {
		s.inspect(c, route)
	}
	fault := s.takeFault(c.method, c.path)
	execute := func() reply {
		if broken != nil {
			return errBadJSON()
		}
		return s.execute(c, route, authorized)
	}
	s.answer(w, r, c, entry, fault, execute)
}

// record notes a request as it comes.
func (s *Server) record(c *call, query string, authorized bool) *entry {
	s.mu.Lock()
	defer s.mu.Unlock()
	e := &entry{Request: Request{Method: c.method, Path: c.path, Query: query, Auth: authorized,
		Body: append([]byte(nil), c.body...), At: time.Now()}}
	s.requests = append(s.requests, e)
	s.signal()
	return e
}

// finish notes what was answered to a request; 0: its connection was cut.
func (s *Server) finish(e *entry, status int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	e.Status, e.done = status, true
	s.signal()
}

// execute carries out a call on its route, nil if there is none. The lock must not
// be held.
func (s *Server) execute(c *call, r *route, authorized bool) reply {
	if r == nil {
		s.fail("%s %s: this fake does not know the request", c.method, hideToken(c.path))
		return errNotFound()
	}
	if !r.open && !authorized {
		return errUnauthorized()
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	answer := r.handle(s, c)
	answer.bucket = fmt.Sprintf("%08x", crc32.ChecksumIEEE([]byte(r.name())))
	if answer.body != nil {
		answer.body = encode(answer.body) // while the lock protects what it shows
	}
	s.signal()
	return answer
}

// find is the route of a call, or nil, and notes the call's arguments.
func (s *Server) find(c *call, inAPI bool) *route {
	for i := range s.routes {
		r := &s.routes[i]
		if r.method != c.method || !inAPI {
			continue
		}
		if args, matches := match(r.path, c.path); matches {
			c.args = args
			return r
		}
	}
	return nil
}

// match compares a path with a pattern and returns what stands for its stars.
func match(pattern, path string) ([]string, bool) {
	want, got := strings.Split(pattern, "/"), strings.Split(path, "/")
	if len(want) != len(got) {
		return nil, false
	}
	var args []string
	for i := range want {
		if want[i] == "*" {
			arg, err := url.PathUnescape(got[i])
			if err != nil || arg == "" {
				return nil, false
			}
			args = append(args, arg)
		} else if want[i] != got[i] {
			return nil, false
		}
	}
	return args, true
}

// unpack takes the JSON and the files out of a multipart body.
func (c *call) unpack(contentType string) error {
	kind, params, _ := mime.ParseMediaType(contentType)
	if kind != "multipart/form-data" {
		return nil
	}
	reader := multipart.NewReader(strings.NewReader(string(c.body)), params["boundary"])
	form, err := reader.ReadForm(30 << 20)
	if err != nil {
		return fmt.Errorf("read the multipart body: %w", err)
	}
	defer func() { _ = form.RemoveAll() }()
	c.body = []byte(strings.Join(form.Value["payload_json"], ""))
	return c.takeFiles(form)
}

// decode reads the JSON body into v.
func (c *call) decode(v any) bool { return json.Unmarshal(c.body, v) == nil }

// headers are those of every answer of Discord's.
func (a reply) headers() map[string]string {
	if a.foreign {
		return nil
	}
	return map[string]string{
		"X-RateLimit-Limit":       "5",
		"X-RateLimit-Remaining":   "4",
		"X-RateLimit-Reset":       strconv.FormatInt(time.Now().Unix()+1, 10),
		"X-RateLimit-Reset-After": "1.000",
		"X-RateLimit-Bucket":      a.bucket,
		"Content-Type":            "application/json",
	}
}

// write sends an answer as Discord would.
func (a reply) write(w http.ResponseWriter) {
	h := w.Header()
	for name, value := range a.headers() {
		if h.Get(name) == "" { // a fault may have set it
			h.Set(name, value)
		}
	}
	w.WriteHeader(a.status)
	if data, is := a.body.(json.RawMessage); is {
		_, _ = w.Write(data) // a client that has gone needs no answer
	}
}
