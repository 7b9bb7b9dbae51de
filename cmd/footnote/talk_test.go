package main

import (
	"bytes"
	"context"
	"strings"
	"testing"
)

// A conversation carries the questions before, goes on after a bad one, and
// ends with the input or on exit.
func TestTalk(t *testing.T) {
	t.Chdir(t.TempDir())
	var out, errs bytes.Buffer
	a, err := newAsker(program{
		stdin:  strings.NewReader("Wo startet der Bau der Rechenzentren?\nUnd wann?\n\n" + strings.Repeat("x", 3000) + "\nexit\nnot asked"),
		stdout: &out, stderr: &errs,
	}, "auto")
	if err != nil {
		t.Fatal(err)
	}
	if err := a.talk(context.Background()); err != nil {
		t.Fatal(err)
	}
	if n := strings.Count(out.String(), "deren Bau 2026 starten soll"); n != 2 {
		t.Errorf("%d answers with the year:\n%s", n, out.String())
	}
	if !strings.Contains(errs.String(), "limit is 2000") || strings.Contains(out.String(), "not asked") {
		t.Errorf("%s\n%s", errs.String(), out.String())
	}
}
