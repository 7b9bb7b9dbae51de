package store

import (
	"context"

	"github.com/riverqueue/river/riverdriver"
	"github.com/riverqueue/river/riverdriver/riversqlite"
	"github.com/riverqueue/river/rivertype"
)

// endAtOnce is how many jobs are noted as ended in one transaction.
const endAtOnce = 8

// sharingDriver is River's driver, but for how long it keeps the connection that
// writes: River notes the ends of up to thousands of jobs in one transaction, with a
// statement each, and no question is taken in meanwhile.
type sharingDriver struct{ *riversqlite.Driver }

// GetExecutor implements riverdriver.Driver.
func (d sharingDriver) GetExecutor() riverdriver.Executor {
	return sharingExecutor{d.Driver.GetExecutor()}
}

type sharingExecutor struct{ riverdriver.Executor }

// JobSetStateIfRunningMany implements riverdriver.Executor. A part that was noted
// before another failed does no harm: River repeats all, and those have ended.
func (e sharingExecutor) JobSetStateIfRunningMany(ctx context.Context, all *riverdriver.JobSetStateIfRunningManyParams) ([]*rivertype.JobRow, error) {
	var out []*rivertype.JobRow
	for from := 0; from < len(all.ID); from += endAtOnce {
		to := min(from+endAtOnce, len(all.ID))
		rows, err := e.Executor.JobSetStateIfRunningMany(ctx, &riverdriver.JobSetStateIfRunningManyParams{
			ID: all.ID[from:to], Attempt: all.Attempt[from:to], ErrData: all.ErrData[from:to], FinalizedAt: all.FinalizedAt[from:to],
			MetadataDoMerge: all.MetadataDoMerge[from:to], MetadataUpdates: all.MetadataUpdates[from:to], Now: all.Now,
			ScheduledAt: all.ScheduledAt[from:to], Schema: all.Schema, State: all.State[from:to],
		})
		if err != nil {
			return nil, err
		}
		out = append(out, rows...)
	}
	return out, nil
}
