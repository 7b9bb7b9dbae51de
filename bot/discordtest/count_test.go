package discordtest

import (
	"fmt"
	"net"
	"testing"
)

// TestWaitClosed: what was sent on a connection that was closed at once has its effect
// when the wait is over.
func TestWaitClosed(t *testing.T) {
	s := New(t)
	const body = `{"content":"hello","allowed_mentions":{"parse":[]}}`
	for n := range 50 {
		c, err := net.Dial("tcp", s.listener.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		_, err = fmt.Fprintf(c, "POST /api/v9/channels/%s/messages HTTP/1.1\r\nHost: discord\r\nAuthorization: Bot %s\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s",
			s.Channel().ID, s.Token(), len(body), body)
		if err != nil {
			t.Fatal(err)
		}
		if err := c.Close(); err != nil {
			t.Fatal(err)
		}
		s.WaitClosed()
		if got := len(s.Messages(s.Channel().ID)); got != n+1 {
			t.Fatalf("%d messages, want %d", got, n+1)
		}
	}
}
