package discordtest

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	json "github.com/go-json-experiment/json/v1"
)

// Intents that gate what the fake sends.
const (
	intentGuilds         = 1 << 0
	intentMembers        = 1 << 1
	intentPresences      = 1 << 8
	intentGuildMessages  = 1 << 9
	intentGuildReactions = 1 << 10
	intentDMs            = 1 << 12
	intentDMReactions    = 1 << 13
	intentMessageContent = 1 << 15
	knownIntents         = 1<<26 - 1
)

// gateway is the state of all sessions. Server.mu guards it.
type gateway struct {
	sessions   map[string]*session
	conns      []*conn        // open, whether or not identified
	sockets    map[*conn]bool // conns, and those that only wait for the client to hang up
	greetings  []Greeting
	refuse     bool
	outage     time.Time // until when connections are refused, by the real clock
	addresses  [2]string // paths that the API and READY name; the latter "": the former
	limit      *startLimit
	dials      []string // paths of all attempts to connect
	identifies int
	resumes    []int // the sequence number of each
	ready      int   // READY and RESUMED sent
	heartbeats int
	intents    int // of the latest IDENTIFY
	closeCodes []int
	nextID     int
}

// session is what RESUME comes back to: the latest dispatches, sent or not.
type session struct {
	id        string
	intents   int
	shard     [2]int
	log       []json.RawMessage // the frame with sequence n stands at n-1-forgotten
	forgotten int               // frames that are too old to be sent again
	conn      *conn             // nil while disconnected
	lost      time.Time         // when the connection ended, by the server's clock
}

// maxReplay is how many dispatches a session keeps for RESUME at least, and
// forgetReplay after Forget.
const (
	maxReplay    = 20_000
	forgetReplay = 1000
)

func (g *gateway) init() {
	g.sessions, g.sockets = map[string]*session{}, map[*conn]bool{}
	g.addresses[0] = "/gateway"
}

// payload is one gateway frame.
type payload struct {
	Op       int             `json:"op"`
	Data     json.RawMessage `json:"d"`
	Sequence *int            `json:"s"`
	Type     *string         `json:"t"`
}

// send logs an event in the session and queues it on its connection.
func (n *session) send(event string, data any) {
	sequence := n.forgotten + len(n.log) + 1
	frame := encode(payload{Data: encode(data), Sequence: &sequence, Type: &event})
	if len(n.log) >= 2*maxReplay {
		n.keep(maxReplay)
	}
	n.log = append(n.log, frame)
	if n.conn != nil {
		n.conn.queue(item{data: frame})
	}
}

// keep forgets all dispatches but the latest.
func (n *session) keep(latest int) {
	if old := len(n.log) - latest; old > 0 {
		n.forgotten += old
		n.log = slices.Clone(n.log[old:])
	}
}

// dispatch sends an event about a guild ("": none) to every session with the
// intents. The lock is held.
func (s *Server) dispatch(event, guildID string, intents int, data any) {
	s.endSessions()
	for _, n := range s.sessions {
		if n.intents&intents == intents && n.serves(guildID) {
			n.send(event, data)
		}
	}
	s.signal()
}

// dispatchIn sends an event about something in a channel, adding the guild.
func (s *Server) dispatchIn(channelID, event string, guildIntent, dmIntent int, data object) {
	if guildID := s.guildOf(channelID); guildID != "" {
		data["guild_id"] = guildID
		s.dispatch(event, guildID, guildIntent, data)
		return
	}
	s.dispatch(event, "", dmIntent, data)
}

// dispatchMessage sends a message to every session, without content where the
// session may not read it.
func (s *Server) dispatchMessage(event string, m Message) {
	c := s.channelByID(m.ChannelID)
	if c == nil || !c.allows(PermViewChannel) {
		return
	}
	intent := intentGuildMessages
	if c.GuildID == "" {
		intent = intentDMs
	}
	full := s.eventMessage(m.clone())
	s.endSessions()
	for _, n := range s.sessions {
		switch {
		case n.intents&intent == 0 || !n.serves(c.GuildID):
		case n.intents&intentMessageContent != 0:
			n.send(event, full)
		default:
			n.send(event, s.veil(full))
		}
	}
	s.signal()
}

// serves tells whether the session's shard receives events of a guild; direct
// messages go to shard 0.
func (n *session) serves(guildID string) bool {
	if n.shard[1] <= 1 {
		return true
	}
	id, _ := strconv.ParseUint(guildID, 10, 64)
	return int(id>>22%uint64(n.shard[1])) == n.shard[0]
}

// receive handles one frame from a client.
func (s *Server) receive(c *conn, frame []byte) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var p payload
	if err := json.Unmarshal(frame, &p); err != nil {
		c.close(4002, "Error while decoding payload.")
		return
	}
	switch p.Op {
	case 1:
		s.heartbeats++
		if !c.unacked {
			c.queue(item{data: encode(payload{Op: 11})})
		}
	case 2:
		s.identify(c, p.Data)
	case 6:
		s.resume(c, p.Data)
	case 3, 4: // presence and voice state: nobody looks
		if c.session == nil {
			c.close(4003, "Not authenticated.")
		}
	default:
		c.close(4001, "Unknown opcode.")
		text := fmt.Sprintf("gateway: op %d is unknown to this fake", p.Op)
		s.serving.Go(func() { s.fail("%s", text) })
	}
	s.signal()
}

// identify answers IDENTIFY. The lock is held.
func (s *Server) identify(c *conn, data json.RawMessage) {
	var d struct {
		Token   string
		Intents int
		Shard   *[2]int
	}
	s.identifies++
	if err := json.Unmarshal(data, &d); err != nil {
		c.close(4002, "Error while decoding payload.")
		return
	}
	s.intents = d.Intents
	forbidden := s.config.ForbiddenIntents
	if s.config.NoMessageContent {
		forbidden |= intentMessageContent
	}
	switch {
	case c.session != nil:
		c.close(4005, "Already authenticated.")
		return
	case strings.TrimPrefix(d.Token, "Bot ") != s.config.Token:
		c.close(4004, "Authentication failed.")
		return
	case d.Intents&^knownIntents != 0:
		c.close(4013, "Invalid intent(s).")
		return
	case d.Intents&forbidden != 0:
		c.close(4014, "Disallowed intent(s).")
		return
	case c.unready():
		return
	}
	s.nextID++
	n := &session{id: fmt.Sprintf("session-%d", s.nextID), intents: d.Intents, conn: c}
	if d.Shard != nil {
		n.shard = *d.Shard
	}
	s.sessions[n.id], c.session = n, n
	s.sendReady(n, d.Shard)
}

// sendReady sends READY and a GUILD_CREATE per guild.
func (s *Server) sendReady(n *session, shard *[2]int) {
	var mine []*guild
	unavailable := []any{}
	for _, g := range s.guilds {
		if n.serves(g.ID) {
			mine = append(mine, g)
			unavailable = append(unavailable, object{"id": g.ID, "unavailable": true})
		}
	}
	application := s.application()
	ready := object{"v": 9, "user": s.bot, "guilds": unavailable, "session_id": n.id, "session_type": "normal",
		"resume_gateway_url": s.resumeURL(), "private_channels": []any{}, "relationships": []any{}, "presences": []any{},
		"user_settings": object{}, "application": object{"id": s.appID, "flags": application["flags"]}}
	if shard != nil {
		ready["shard"] = shard
	}
	n.send("READY", ready)
	s.ready++
	if n.intents&intentGuilds == 0 {
		return
	}
	for _, g := range mine {
		n.send("GUILD_CREATE", s.guildCreate(g))
	}
}

// resume answers RESUME: what was missed, then RESUMED. The lock is held.
func (s *Server) resume(c *conn, data json.RawMessage) {
	var d struct {
		Token     string
		SessionID string `json:"session_id"`
		Sequence  int    `json:"seq"`
	}
	if err := json.Unmarshal(data, &d); err != nil {
		c.close(4002, "Error while decoding payload.")
		return
	}
	s.resumes = append(s.resumes, d.Sequence)
	s.endSessions()
	n := s.sessions[d.SessionID]
	switch {
	case c.session != nil:
		c.close(4005, "Already authenticated.")
		return
	case strings.TrimPrefix(d.Token, "Bot ") != s.config.Token:
		c.close(4004, "Authentication failed.")
		return
	case c.unready():
		return
	case n == nil || d.Sequence < n.forgotten && d.Sequence >= 0:
		s.forget(n)
		c.queue(item{data: encode(payload{Op: 9, Data: encode(false)})})
		return
	case d.Sequence < 0 || d.Sequence > n.forgotten+len(n.log):
		c.close(4007, "Invalid seq.")
		return
	}
	if n.conn != nil {
		n.conn.drop()
	}
	n.conn, c.session = c, n
	for _, frame := range n.log[d.Sequence-n.forgotten:] {
		c.queue(item{data: frame})
		if c.greet == GreetCutReplay {
			c.drop()
			return
		}
	}
	n.send("RESUMED", object{})
	s.ready++
}

// endSessions forgets the sessions that have been without a connection for too
// long. The lock is held.
func (s *Server) endSessions() {
	for _, n := range s.sessions {
		if n.conn == nil && s.now().Sub(n.lost) >= s.config.SessionLife {
			s.forget(n)
		}
	}
}

// detach takes a connection out of the gateway; its session stays. The lock is
// held.
func (s *Server) detach(c *conn) {
	if n := c.session; n != nil && n.conn == c {
		n.conn, n.lost = nil, s.now()
	}
	c.session = nil
	s.conns = slices.DeleteFunc(s.conns, func(other *conn) bool { return other == c })
	s.signal()
}

// forget ends a session for good.
func (s *Server) forget(n *session) {
	if n != nil {
		delete(s.sessions, n.id)
	}
}

// dropAll cuts every connection at once, whatever is queued. The lock is held.
func (s *Server) dropAll() {
	for c := range s.sockets {
		c.ended = true
		s.detach(c)
		_ = c.ws.Close()
	}
}

func (s *Server) gatewayURL() string { return "ws://" + s.listener.Addr().String() + s.addresses[0] }

func (s *Server) resumeURL() string {
	if s.addresses[1] == "" {
		return s.gatewayURL()
	}
	return "ws://" + s.listener.Addr().String() + s.addresses[1]
}
