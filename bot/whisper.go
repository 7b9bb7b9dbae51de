package bot

import (
	"context"
	"time"

	"github.com/bwmarrin/discordgo"
)

// whisperTimeout is how long a private answer may take that nothing depends on.
const whisperTimeout = 10 * time.Second

// note is a private message.
type note struct {
	content string
	rows    []row
	files   []file
}

// data is the note as Discord is given it, for its reader alone.
func (n note) data() outgoing {
	out := posted(n.content)
	out.Flags |= discordgo.MessageFlagsEphemeral
	out.Components = n.rows
	return out.attached(n.files)
}

// look answers an interaction with what f finds, to its user alone. It changes
// nothing, so it is done once; a failure is told.
func (b *bot) look(i interaction, what string, f func(context.Context) ([]note, error)) {
	said := make(chan []note, 1)
	b.events.Go(func() {
		var notes []note
		err := errPanicked
		b.guarded(what, func() {
			ctx, cancel := context.WithTimeout(b.life, whisperTimeout)
			defer cancel()
			notes, err = f(ctx)
		})
		if err != nil {
			notes = []note{{content: b.trouble(i, what, err)}}
		}
		said <- notes
	})
	b.events.Go(func() { b.guarded("response", func() { b.whisper(i, said) }) })
}

// change does what an interaction asks for, so that it is done when the bot dies
// and done once when the event comes again, and says to its user what f returns.
// f is repeated until its error is nil.
func (b *bot) change(ctx context.Context, i interaction, what string, f func(context.Context) ([]note, error)) error {
	said := make(chan []note, 1)
	b.events.Go(func() { b.guarded("response", func() { b.whisper(i, said) }) })
	err := b.takeIn(ctx, what+" "+i.ID, func(ctx context.Context) error {
		err := errPanicked
		defer func() {
			if err == errPanicked { // which insist logs
				said <- []note{{content: b.trouble(i, what, err)}}
			}
		}()
		var notes []note
		if notes, err = f(ctx); err == nil {
			said <- notes
		}
		return err
	})
	if err != nil {
		close(said)
	}
	return err
}

// whisper tells the user of an interaction, and nobody else, what comes out of
// said. Discord hears within a second: when there is nothing to say by then, that
// it is still to come. When said is closed, nothing more is said.
func (b *bot) whisper(i interaction, said <-chan []note) {
	limiter := discordgo.NewRatelimiter() // discordgo keeps a bucket an interaction for ever
	timer := time.NewTimer(ackAfter)
	defer timer.Stop()
	var notes []note
	var got acknowledgement
	select {
	case notes = <-said:
		if len(notes) == 0 {
			return
		}
		if len(notes[0].files) > 0 { // which may take longer than Discord waits
			b.deferNote(i, limiter)
			got = acknowledgedBefore
			break
		}
		got = b.first(i, limiter, respondMessage, notes[0].data())
	case <-timer.C:
		b.deferNote(i, limiter)
		select {
		case notes = <-said:
		case <-b.life.Done():
		}
		got = acknowledgedBefore
	}
	if len(notes) == 0 || got == unacknowledged {
		return
	}
	ctx, cancel := context.WithTimeout(b.life, whisperTimeout)
	defer cancel()
	path := "/webhooks/" + i.Application + "/" + i.Token
	if got == acknowledgedBefore { // by the deferral, or a process that died since
		r := request{method: "PATCH", path: path + "/messages/@original", body: notes[0].data(), files: notes[0].files, limiter: limiter, repeatable: true}
		err := b.api.do(ctx, r)
		if len(r.files) > 0 && hasCode(err, codeMissingPermission) { // to attach files
			r.body, r.files = note{content: notes[0].content, rows: notes[0].rows}.data(), nil
			err = b.api.do(ctx, r)
		}
		if err != nil {
			b.Logger.Error("private answer not posted", "interaction", i.ID, "error", err)
			return
		}
	}
	for _, n := range notes[1:] {
		// A follow-up has no nonce, so it is not repeated.
		if err := b.api.do(ctx, request{method: "POST", path: path, body: n.data(), files: n.files, limiter: limiter}); err != nil {
			b.Logger.Error("rest of a private answer not posted", "interaction", i.ID, "error", err)
			return
		}
	}
}

// deferNote says that a private answer is still to come.
func (b *bot) deferNote(i interaction, limiter *discordgo.RateLimiter) {
	b.first(i, limiter, respondDefer, map[string]int{"flags": int(discordgo.MessageFlagsEphemeral)})
}

// first sends the first response, in the time that Discord allows.
func (b *bot) first(i interaction, limiter *discordgo.RateLimiter, kind int, data any) acknowledgement {
	ctx, cancel := context.WithTimeout(b.life, ackTimeout)
	defer cancel()
	return b.respond(ctx, i.callback(), limiter, kind, data)
}

// open shows a form, which only a first response can do.
func (b *bot) open(i interaction, f form) {
	b.events.Go(func() {
		b.guarded("form", func() { b.first(i, discordgo.NewRatelimiter(), respondModal, f) })
	})
}
