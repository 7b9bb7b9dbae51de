package gateway

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/gorilla/websocket"
)

// version is that of the API which discordgo speaks over REST.
const version = "9"

// dial opens the WebSocket, and gives up when ctx ends or after OpenTimeout.
func (g *client) dial(ctx context.Context, address string) (*conn, error) {
	target, err := target(address)
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(ctx, g.OpenTimeout)
	defer cancel()
	release := func() {}
	plain := net.Dialer{}
	dialer := websocket.Dialer{
		Proxy: http.ProxyFromEnvironment,
		NetDialContext: func(ctx context.Context, network, address string) (net.Conn, error) {
			raw, err := plain.DialContext(ctx, network, address)
			if err == nil {
				release = closeAfter(ctx, raw)
			}
			return raw, err
		},
	}
	ws, response, err := dialer.DialContext(ctx, target, nil)
	release()
	switch {
	case err == nil:
		return newConn(g, ws), nil
	case ctx.Err() != nil:
		return nil, fmt.Errorf("connect to the gateway: %w", errTimeout)
	case errors.Is(err, websocket.ErrBadHandshake) && response != nil:
		seconds, _ := strconv.ParseFloat(response.Header.Get("Retry-After"), 64) // 0 when there is none
		return nil, &handshakeError{response.StatusCode, time.Duration(seconds * float64(time.Second))}
	}
	return nil, fmt.Errorf("connect to the gateway: %w", err)
}

// closeAfter closes raw when ctx ends, which the library would notice at the
// deadline only. release ends that.
func closeAfter(ctx context.Context, raw net.Conn) (release func()) {
	closed := make(chan struct{})
	stop := context.AfterFunc(ctx, func() {
		raw.Close() // whoever reads it has the error
		close(closed)
	})
	return func() {
		if !stop() {
			<-closed
		}
	}
}

// target adds version and encoding to an address, whatever else it says.
func target(address string) (string, error) {
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "ws" && u.Scheme != "wss" || u.Host == "" {
		return "", fmt.Errorf("connect to the gateway: %q is no address of one", address)
	}
	query := u.Query()
	query.Set("v", version)
	query.Set("encoding", "json")
	u.RawQuery = query.Encode()
	if u.Path == "" {
		u.Path = "/"
	}
	return u.String(), nil
}
