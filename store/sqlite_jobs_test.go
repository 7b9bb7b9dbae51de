package store

import (
	"context"
	"errors"
	"reflect"
	"testing"

	"github.com/riverqueue/river/riverdriver"
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
		all.ID[i], all.State[i] = int64(i), rivertype.JobStateCompleted
	}
	e := &ends{}
	rows, err := sharingExecutor{e}.JobSetStateIfRunningMany(context.Background(), all)
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
		if p.Schema != "s" || p.State[0] != rivertype.JobStateCompleted {
			t.Errorf("part %d: %+v", n, p)
		}
	}
	if _, err := (sharingExecutor{&ends{fails: 2}}).JobSetStateIfRunningMany(context.Background(), all); err == nil {
		t.Error("a part that failed is not told of")
	}
}
