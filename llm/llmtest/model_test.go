package llmtest_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"footnote/llm"
	"footnote/llm/llmtest"
)

// recorder is a TB that keeps what a fake would have failed the test with.
type recorder struct {
	mu       sync.Mutex
	errors   []string
	cleanups []func()
}

func (r *recorder) Helper() {}

func (r *recorder) Errorf(format string, args ...any) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.errors = append(r.errors, fmt.Sprintf(format, args...))
}

func (r *recorder) Cleanup(f func()) { r.cleanups = append(r.cleanups, f) }

// finish ends the played test and returns its errors.
func (r *recorder) finish() []string {
	for _, f := range slices.Backward(r.cleanups) {
		f()
	}
	return r.errors
}

func call(m llm.Model, name string) (llm.Reply, error) {
	return m.Complete(context.Background(), llm.Request{Name: name, User: "q"})
}

func TestModelFailsTheTest(t *testing.T) {
	for _, test := range []struct {
		name   string
		script []llmtest.Reply
		calls  []string
		want   []string // parts of the errors, in order
	}{
		{"script followed", []llmtest.Reply{{Text: "a"}, {For: "judge", Text: "b"}}, []string{"select", "judge"}, nil},
		{"script runs out", []llmtest.Reply{{Text: "a"}}, []string{"select", "judge"}, []string{`"judge" was not expected`}},
		{"reply left", []llmtest.Reply{{Text: "a"}, {For: "judge", Text: "b"}}, []string{"select"}, []string{`"judge" was expected`}},
		{"reply for another", []llmtest.Reply{{For: "judge"}}, []string{"select"}, []string{`"select" was not expected`, `"judge" was expected`}},
	} {
		t.Run(test.name, func(t *testing.T) {
			tb := &recorder{}
			m := llmtest.NewModel(tb, test.script...)
			for _, name := range test.calls {
				_, _ = call(m, name)
			}
			got := tb.finish()
			if len(got) != len(test.want) {
				t.Fatalf("errors %q, want %q", got, test.want)
			}
			for i := range got {
				if !strings.Contains(got[i], test.want[i]) {
					t.Errorf("error %q, want %q in it", got[i], test.want[i])
				}
			}
		})
	}
}

func TestModelReplies(t *testing.T) {
	boom := errors.New("boom")
	m := llmtest.NewModel(t,
		llmtest.Reply{For: "judge", Text: "yes"},
		llmtest.Reply{Text: "Ärger über 50 Mrd.", Usage: llm.Usage{Prompt: 3}},
		llmtest.Reply{Pieces: []string{"half", " a"}, Err: boom},
	)
	var pieces []string
	stream := func(text string) error { pieces = append(pieces, text); return nil }

	reply, err := m.Complete(t.Context(), llm.Request{Name: "select", Stream: stream})
	if err != nil || reply.Text != "Ärger über 50 Mrd." || reply.Usage.Prompt != 3 {
		t.Errorf("reply = %+v, %v", reply, err)
	}
	if len(pieces) < 2 || strings.Join(pieces, "") != reply.Text {
		t.Errorf("streamed %q", pieces)
	}
	if reply, err := call(m, "judge"); err != nil || reply.Text != "yes" {
		t.Errorf("reply = %+v, %v", reply, err)
	}
	if reply, err := call(m, "write"); err != boom || reply.Text != "half a" {
		t.Errorf("reply = %+v, %v", reply, err)
	}
	var names []string
	for _, r := range m.Requests() {
		names = append(names, r.Name)
	}
	if want := []string{"select", "judge", "write"}; !slices.Equal(names, want) {
		t.Errorf("requests %q, want %q", names, want)
	}
}

func TestModelHangsUntilContextEnds(t *testing.T) {
	m := llmtest.NewModel(t, llmtest.Reply{Text: "late", Wait: make(chan struct{})})
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := m.Complete(ctx, llm.Request{}); !errors.Is(err, context.Canceled) {
		t.Errorf("error = %v", err)
	}
}

func TestModelStreamCallbackEndsCall(t *testing.T) {
	enough := errors.New("enough")
	m := llmtest.NewModel(t, llmtest.Reply{Pieces: []string{"a", "b"}})
	reply, err := m.Complete(t.Context(), llm.Request{Stream: func(string) error { return enough }})
	if err != enough || reply.Text != "a" {
		t.Errorf("reply = %+v, %v", reply, err)
	}
}

func TestModelFunc(t *testing.T) {
	m := llmtest.NewModelFunc(t, func(r llm.Request) llmtest.Reply { return llmtest.Reply{Text: "re: " + r.User} })
	var group sync.WaitGroup
	for i := range 20 {
		group.Go(func() {
			user := fmt.Sprint(i)
			if reply, err := m.Complete(t.Context(), llm.Request{User: user}); err != nil || reply.Text != "re: "+user {
				t.Errorf("reply = %+v, %v", reply, err)
			}
		})
	}
	group.Wait()
	if n := len(m.Requests()); n != 20 {
		t.Errorf("%d requests, want 20", n)
	}
}
