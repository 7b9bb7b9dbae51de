package gateway

import (
	"errors"
	"runtime"

	json "github.com/go-json-experiment/json/v1"
)

// Opcodes of the gateway.
const (
	opDispatch       = 0
	opHeartbeat      = 1
	opIdentify       = 2
	opResume         = 6
	opReconnect      = 7
	opInvalidSession = 9
	opHello          = 10
	opAck            = 11
)

// maxFrame bounds what is kept of one frame, in bytes. The largest that Discord
// sends describe a server with thousands of channels.
const maxFrame = 16 << 20

// usualFrame is a size that few frames exceed, in bytes.
const usualFrame = 64 << 10

// frame is one payload of the gateway.
type frame struct {
	Op   *int            `json:"op"`
	Data json.RawMessage `json:"d"`
	Seq  int64           `json:"s"`
	Type string          `json:"t"`
}

// parseFrame reads a payload, and keeps nothing of data. Fields that are absent or
// null are zero.
func parseFrame(data []byte) (frame, error) {
	if len(data) > maxFrame {
		return frame{}, errors.New("too long")
	}
	var f frame
	if err := json.Unmarshal(data, &f); err != nil {
		return frame{}, errors.New("not a payload in JSON")
	}
	if f.Op == nil {
		return frame{}, errors.New("no opcode")
	}
	return f, nil
}

// outgoing is a payload that the bot sends.
type outgoing struct {
	Op   int `json:"op"`
	Data any `json:"d"`
}

type identify struct {
	Token      string            `json:"token"`
	Intents    int               `json:"intents"`
	Properties map[string]string `json:"properties"`
}

type resume struct {
	Token     string `json:"token"`
	SessionID string `json:"session_id"`
	Seq       int64  `json:"seq"`
}

// greeting is what answers HELLO: RESUME when there is a session, else
// IDENTIFY.
func (g *client) greeting() outgoing {
	if g.session.ID != "" {
		return outgoing{opResume, resume{g.Token, g.session.ID, g.session.Seq}}
	}
	return outgoing{opIdentify, identify{g.Token, g.Intents,
		map[string]string{"os": runtime.GOOS, "browser": "footnote", "device": "footnote"}}}
}
