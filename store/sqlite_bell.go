package store

import (
	"context"

	"github.com/riverqueue/river/riverdriver"
)

// bell tells River in this process that jobs were inserted, which SQLite itself tells
// nobody. Make one with newBell.
type bell struct{ rung chan struct{} }

func newBell() bell { return bell{make(chan struct{}, 1)} }

// ring is called when jobs are committed. It does not wait: whoever is about to look
// finds them all.
func (b bell) ring() {
	select {
	case b.rung <- struct{}{}:
	default:
	}
}

// SupportsListener implements riverdriver.Driver.
func (sharingDriver) SupportsListener() bool { return true }

// SupportsListenNotify implements riverdriver.Driver: nothing is announced through the
// database, where it would be a write.
func (sharingDriver) SupportsListenNotify() bool { return false }

// GetListener implements riverdriver.Driver.
func (d sharingDriver) GetListener(*riverdriver.GetListenenerParams) riverdriver.Listener {
	return bellListener{d.b.inserted}
}

// bellListener is River's way to hear the bell.
type bellListener struct{ bell }

// Close implements riverdriver.Listener, as the others do.
func (bellListener) Close(context.Context) error            { return nil }
func (bellListener) Connect(context.Context) error          { return nil }
func (bellListener) Listen(context.Context, string) error   { return nil }
func (bellListener) Unlisten(context.Context, string) error { return nil }
func (bellListener) Ping(context.Context) error             { return nil }
func (bellListener) Schema() string                         { return "" } // SQLite has none
func (bellListener) SetAfterConnectExec(string)             {}

// WaitForNotification implements riverdriver.Listener. The topic is River's for jobs
// that were inserted, and so is the form of the payload.
func (l bellListener) WaitForNotification(ctx context.Context) (*riverdriver.Notification, error) {
	select {
	case <-l.rung:
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	return &riverdriver.Notification{Topic: "river_insert", Payload: `{"queue":"` + jobQueue + `"}`}, nil
}
