package store

import (
	"context"
	"errors"
	"maps"
	"reflect"
	"slices"
	"testing"
	"time"

	"github.com/riverqueue/river/riverdriver"
	"github.com/riverqueue/river/riverdriver/riversqlite"
	"github.com/riverqueue/river/rivertype"
)

// ends records the ends of jobs that are noted together, until it fails.
type ends struct {
	riverdriver.Executor
	parts []*riverdriver.JobSetStateIfRunningManyParams
	fails int // with this part, counted from 1
}

func (e *ends) JobSetStateIfRunningMany(_ context.Context, p *riverdriver.JobSetStateIfRunningManyParams) (out []*rivertype.JobRow, err error) {
	if e.parts = append(e.parts, p); len(e.parts) == e.fails {
		return nil, errors.New("no")
	}
	for _, id := range p.ID {
		out = append(out, &rivertype.JobRow{ID: id})
	}
	return out, nil
}

// TestEndsAreNotedInParts: each job once, in order, with all that belongs to it.
func TestEndsAreNotedInParts(t *testing.T) {
	const jobs = 2*endAtOnce + 3
	all := &riverdriver.JobSetStateIfRunningManyParams{Schema: "s"}
	v := reflect.ValueOf(all).Elem()
	for i := range v.NumField() {
		if f := v.Field(i); f.Kind() == reflect.Slice {
			f.Set(reflect.MakeSlice(f.Type(), jobs, jobs))
		}
	}
	for i := range all.ID {
		all.ID[i], all.State[i] = int64(i), rivertype.JobStateAvailable
	}
	e := &ends{}
	rows, err := sharingExecutor{Executor: e}.JobSetStateIfRunningMany(context.Background(), all)
	if err != nil || len(rows) != jobs || len(e.parts) != 3 {
		t.Fatalf("%d rows in %d parts (%v)", len(rows), len(e.parts), err)
	}
	for i, r := range rows {
		if r.ID != int64(i) {
			t.Errorf("row %d is of job %d", i, r.ID)
		}
	}
	for n, p := range e.parts {
		for i, v := 0, reflect.ValueOf(p).Elem(); i < v.NumField(); i++ {
			if f := v.Field(i); f.Kind() == reflect.Slice && f.Len() != len(p.ID) {
				t.Errorf("part %d has %d jobs and %d of %s", n, len(p.ID), f.Len(), v.Type().Field(i).Name)
			}
		}
		if p.Schema != "s" || p.State[0] != rivertype.JobStateAvailable {
			t.Errorf("part %d: %+v", n, p)
		}
	}
	if _, err := (sharingExecutor{Executor: &ends{fails: 2}}).JobSetStateIfRunningMany(context.Background(), all); err == nil {
		t.Error("a part that failed is not told of")
	}
}

// TestDoneJobs: those that are done end in one statement as River would end them, if
// they run; others as River ends them.
func TestDoneJobs(t *testing.T) {
	b := testBackend(t)
	ids := map[string]int64{}
	for _, name := range []string{"mine", "rivers", "again", "waits"} {
		state := "running"
		if name == "waits" {
			state = "available"
		}
		if _, err := noteRun(t.Context(), b, "INSERT INTO river_job (kind, max_attempts, state) VALUES ($1, 3, $2)", name, state); err != nil {
			t.Fatal(err)
		}
		var id int64
		if err := get(t.Context(), b.reader(), "SELECT id FROM river_job WHERE kind = $1", []any{name}, &id); err != nil {
			t.Fatal(err)
		}
		ids[name] = id
	}
	now := time.Now()
	ends := func(names ...string) *riverdriver.JobSetStateIfRunningManyParams {
		p := &riverdriver.JobSetStateIfRunningManyParams{}
		for _, name := range names {
			one := riverdriver.JobSetStateCompleted(ids[name], now, nil)
			if name == "again" {
				one = riverdriver.JobSetStateSnoozedAvailable(ids[name], now, 1, nil)
			}
			p.ID, p.Attempt, p.ErrData = append(p.ID, one.ID), append(p.Attempt, one.Attempt), append(p.ErrData, one.ErrData)
			p.FinalizedAt, p.ScheduledAt, p.State = append(p.FinalizedAt, one.FinalizedAt), append(p.ScheduledAt, one.ScheduledAt), append(p.State, one.State)
			p.MetadataDoMerge, p.MetadataUpdates = append(p.MetadataDoMerge, one.MetadataDoMerge), append(p.MetadataUpdates, one.MetadataUpdates)
		}
		return p
	}
	plain := riversqlite.New(b.writeDB)
	if _, err := plain.GetExecutor().JobSetStateIfRunningMany(t.Context(), ends("rivers")); err != nil {
		t.Fatal(err)
	}
	rows, err := sharingDriver{plain, b}.GetExecutor().JobSetStateIfRunningMany(t.Context(), ends("mine", "again", "waits"))
	if err != nil || len(rows) != 1 || rows[0].ID != ids["again"] {
		t.Errorf("rows %v, %v", rows, err)
	}
	all, err := plain.GetExecutor().JobGetByIDMany(t.Context(), &riverdriver.JobGetByIDManyParams{ID: slices.Collect(maps.Values(ids))})
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]*rivertype.JobRow{}
	for _, j := range all {
		got[j.Kind] = j
	}
	mine, rivers := *got["mine"], *got["rivers"]
	mine.ID, mine.Kind, mine.CreatedAt, mine.ScheduledAt = rivers.ID, rivers.Kind, rivers.CreatedAt, rivers.ScheduledAt
	if !reflect.DeepEqual(mine, rivers) || mine.State != rivertype.JobStateCompleted {
		t.Errorf("ended %+v, River ends %+v", mine, rivers)
	}
	if s := got["again"].State; s != rivertype.JobStateAvailable {
		t.Errorf("snoozed: %s", s)
	}
	if s := got["waits"]; s.State != rivertype.JobStateAvailable || s.FinalizedAt != nil {
		t.Errorf("not running: %+v", s)
	}
}
