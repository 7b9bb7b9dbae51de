package bot

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"footnote/store"
)

const (
	// digestEvery is how often it is looked whether a week is over.
	digestEvery = time.Minute
	// digestHour is the hour of Monday, in UTC, from which on the digest of the week
	// before is posted.
	digestHour = 9 * time.Hour
	// trendWeeks are the weeks on the chart of a digest.
	trendWeeks = 8
	// maxDigestWait is the longest wait before a digest is tried again.
	maxDigestWait = 10 * time.Minute
)

// weekBehind is the Monday whose digest is the latest that is due, at midnight.
func weekBehind(now time.Time) time.Time {
	t := now.UTC().Add(-digestHour).Truncate(aDay)
	return t.AddDate(0, 0, -(int(t.Weekday())+6)%7)
}

// followWeeks posts until ctx ends, once a week, what became of questions in it.
// What fell due while the bot was away is caught up on: the latest week, not more.
func (b *bot) followWeeks(ctx context.Context) {
	if b.NoDigest {
		return
	}
	var done time.Time
	wait := b.timing.digest
	for ctx.Err() == nil {
		week := weekBehind(b.now())
		if !week.Equal(done) {
			over := false
			b.guarded("digests", func() { over = b.postDigests(ctx, week) })
			if over {
				done, wait = week, b.timing.digest
			} else {
				wait = min(2*wait, max(maxDigestWait, b.timing.digest))
			}
		}
		sleep(ctx, wait)
	}
}

// postDigests posts the digests of a week that are due, and tells whether all are
// done.
func (b *bot) postDigests(ctx context.Context, week time.Time) bool {
	due, err := b.Store.DigestsDue(ctx, week)
	if err != nil {
		if ctx.Err() == nil {
			b.Logger.Warn("not looked up whose digests are due; trying again", "error", err)
		}
		return false
	}
	all := true
	for _, d := range due {
		err := b.takeDigest(ctx, d)
		if err != nil && !errors.Is(err, store.ErrConflict) && ctx.Err() == nil {
			b.Logger.Warn("digest not posted; trying again", "guild", d.Guild, "error", err)
		}
		all = all && err == nil
	}
	return all
}

// takeDigest posts one digest, unless another machine does.
func (b *bot) takeDigest(ctx context.Context, d store.Digest) error {
	again, err := b.Store.TakeDigest(ctx, d, b.Deadline+busyRetry)
	if err != nil {
		return err
	}
	posting, cancel := context.WithTimeout(ctx, b.Deadline)
	defer cancel()
	err = errPanicked
	b.guarded("digest", func() { err = b.postDigest(posting, d, again) })
	giving, cancel := context.WithTimeout(context.WithoutCancel(ctx), claimTimeout)
	defer cancel()
	return errors.Join(err, b.Store.GiveDigest(giving, d, err == nil))
}

// postDigest posts one digest, unless there is nothing to tell, nobody to tell it to,
// or an earlier attempt has done it.
func (b *bot) postDigest(ctx context.Context, d store.Digest, again bool) error {
	channel := b.desk(d.Guild).channel
	if channel == "" {
		return nil
	}
	begin := d.Week.AddDate(0, 0, -7)
	r, err := b.report(ctx, d.Guild, span{d.Week.AddDate(0, 0, -7*trendWeeks), d.Week}, begin)
	if err != nil || sum(r.days[len(r.days)-7:]).asked == 0 {
		return err
	}
	lang := b.locale(ctx, store.Question{Guild: d.Guild})
	content := r.text(7, true, lang)
	if again {
		made, err := b.find(ctx, channel, timeID(d.Week.Add(digestHour)), func(m discordMessage) bool { return r.isIn(m) || m.Content == content })
		if err != nil || made != "" {
			return b.lasting("digest not posted", channel, err)
		}
	}
	files, err := r.files(7, lang)
	if err != nil {
		return err
	}
	body := posted(content)
	body.Nonce, body.EnforceNonce = nonceOf("digest", d.Guild, d.Week.Format(time.DateOnly)), true
	_, err = b.create(ctx, channel, body, files...)
	if hasCode(err, codeMissingPermission) { // perhaps of files alone
		_, err = b.create(ctx, channel, body)
	}
	return b.lasting("digest not posted", channel, err)
}

// isIn tells whether a message carries the report, by the names of its files.
func (r report) isIn(m discordMessage) bool {
	for _, raw := range m.Attachments {
		var a struct {
			Filename string `json:"filename"`
		}
		if json.Unmarshal(raw, &a) == nil && a.Filename == r.name()+".csv" {
			return true
		}
	}
	return false
}
