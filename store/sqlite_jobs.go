package store

import (
	"context"
	"encoding/json"
	"time"

	"github.com/riverqueue/river/riverdriver"
	"github.com/riverqueue/river/riverdriver/riversqlite"
	"github.com/riverqueue/river/rivertype"
)

// endAtOnce is how many jobs are noted as ended in one transaction of River's.
const endAtOnce = 8

// sharingDriver is River's driver, but that it fetches jobs and notes their ends with
// what else is written. River takes the only connection that writes for each fetch, and
// for the ends of up to thousands of jobs, with a statement each, and no question is
// taken in meanwhile.
type sharingDriver struct {
	*riversqlite.Driver
	b *sqliteBackend
}

// GetExecutor implements riverdriver.Driver.
func (d sharingDriver) GetExecutor() riverdriver.Executor {
	return sharingExecutor{d.Driver.GetExecutor(), d}
}

type sharingExecutor struct {
	riverdriver.Executor
	driver sharingDriver
}

// JobGetAvailable implements riverdriver.Executor.
func (e sharingExecutor) JobGetAvailable(ctx context.Context, params *riverdriver.JobGetAvailableParams) (*riverdriver.JobGetAvailableResult, error) {
	return note(ctx, e.driver.b, func(ctx context.Context, t tx) (*riverdriver.JobGetAvailableResult, error) {
		return e.driver.UnwrapExecutor(t.(*sqliteTx).tx).JobGetAvailable(ctx, params)
	})
}

// JobSetStateIfRunningMany implements riverdriver.Executor. Jobs that are done, nearly
// all, are noted in one statement; that returns no rows, which are for whoever
// listens to the ends of jobs, and nobody does. A part that was noted before another
// failed does no harm: River repeats all, and those have ended.
func (e sharingExecutor) JobSetStateIfRunningMany(ctx context.Context, all *riverdriver.JobSetStateIfRunningManyParams) ([]*rivertype.JobRow, error) {
	var done []int64
	var last time.Time
	var rest riverdriver.JobSetStateIfRunningManyParams
	for i, id := range all.ID {
		if at := all.FinalizedAt[i]; all.State[i] == rivertype.JobStateCompleted && at != nil && !all.MetadataDoMerge[i] {
			done = append(done, id)
			if at.After(last) {
				last = *at
			}
			continue
		}
		add(&rest, all, i, i+1)
	}
	if len(done) > 0 {
		list, _ := json.Marshal(done) // numbers always marshal
		// The time as River writes it.
		_, err := noteRun(ctx, e.driver.b, "UPDATE river_job SET state = 'completed', finalized_at = $2 WHERE state = 'running' AND id IN (SELECT value FROM json_each($1))",
			string(list), last.UTC().Round(time.Millisecond).Format("2006-01-02 15:04:05.000"))
		if err != nil {
			return nil, err
		}
	}
	var out []*rivertype.JobRow
	for from := 0; from < len(rest.ID); from += endAtOnce {
		part := riverdriver.JobSetStateIfRunningManyParams{Now: all.Now, Schema: all.Schema}
		add(&part, &rest, from, min(from+endAtOnce, len(rest.ID)))
		rows, err := e.Executor.JobSetStateIfRunningMany(ctx, &part)
		if err != nil {
			return nil, err
		}
		out = append(out, rows...)
	}
	return out, nil
}

// add adds some jobs of others to those in p.
func add(p, others *riverdriver.JobSetStateIfRunningManyParams, from, to int) {
	p.ID = append(p.ID, others.ID[from:to]...)
	p.Attempt = append(p.Attempt, others.Attempt[from:to]...)
	p.ErrData = append(p.ErrData, others.ErrData[from:to]...)
	p.FinalizedAt = append(p.FinalizedAt, others.FinalizedAt[from:to]...)
	p.MetadataDoMerge = append(p.MetadataDoMerge, others.MetadataDoMerge[from:to]...)
	p.MetadataUpdates = append(p.MetadataUpdates, others.MetadataUpdates[from:to]...)
	p.ScheduledAt = append(p.ScheduledAt, others.ScheduledAt[from:to]...)
	p.State = append(p.State, others.State[from:to]...)
}
