package answer_test

import (
	"context"
	"strconv"
	"strings"
	"testing"
	"time"

	"footnote/answer"
	"footnote/llm"
	"footnote/llm/llmtest"
)

// model is an llm.Model made of a function.
type model func(ctx context.Context, req llm.Request) (llm.Reply, error)

func (m model) Complete(ctx context.Context, req llm.Request) (llm.Reply, error) { return m(ctx, req) }

// A claim is handed over when its object closes, while the model still writes.
func TestClaimsComeEarly(t *testing.T) {
	whole := claimsReply(t, nil, "s2", "Amazon will bis zu 50 Mrd. USD in Rechenzentren investieren.", "s7", "Auch eigene Amazon-Chips kommen zum Einsatz.")
	at := strings.Index(whole, `{"claim":"Auch`)
	if at < 0 {
		at = strings.LastIndex(whole, "{")
	}
	first := make(chan struct{})
	e := engine(t, answer.Config{NoJudge: true, Model: model(func(ctx context.Context, req llm.Request) (llm.Reply, error) {
		if err := req.Stream(whole[:at]); err != nil {
			return llm.Reply{}, err
		}
		select {
		case <-first: // only a claim handed over early lets the model go on
		case <-ctx.Done():
			return llm.Reply{}, ctx.Err()
		}
		return llm.Reply{Text: whole}, req.Stream(whole[at:])
	})})
	n := 0
	a, err := e.Answer(context.Background(), answer.Question{Text: "Und was genau ist da eigentlich vorgesehen?"}, func(answer.Claim) {
		if n++; n == 1 {
			close(first)
		}
	})
	if err != nil || n != 2 || len(a.Claims) != 2 || a.Fallback != "" {
		t.Errorf("%d claims handed over, %v: %+v", n, err, a)
	}
}

// A model that runs on behind its answer, as weak ones do until the length limit, is
// stopped where no more is to be had, and its claims count as those of a whole reply.
func TestStopsRunningOn(t *testing.T) {
	const right = `{"ids":["s2"],"claim":"Amazon will bis zu 50 Mrd. USD in Rechenzentren investieren."}`
	const wrong = `{"ids":["s2"],"claim":"Amazon will 60 Mrd. USD in Rechenzentren investieren."}`
	more := func(n int) string { return strings.Replace(wrong, "60", strconv.Itoa(60+n), 1) }
	for name, tt := range map[string]struct {
		claims, repair string
		on             func(n int) string // what comes behind, without end
		calls          string
		most           int // pieces that it writes
		unanswered     string
		none           bool // of its claims is posted
	}{
		"with the announcement": {claims: `{"claims":[` + right + `],"unanswered":["Was ist`, on: func(n int) string { return ` Satz","Noch` }, calls: "claims", most: 3},
		"with itself":           {claims: `{"claims":[` + right, on: func(int) string { return `,` + right }, calls: "claims", most: 3},
		"with claims":           {claims: `{"claims":[` + right, on: func(n int) string { return `,` + more(n) }, calls: "claims", most: 14},
		"in the repair":         {claims: `{"claims":[` + wrong + `],"unanswered":[]}`, repair: `{"claims":[` + right + `],"unanswered":["Eins","Zwei`, on: func(int) string { return `","Drei` }, calls: "claims repair", most: 3},
		"where it has no claim": {claims: `{"claims":[],"unanswered":["Was ist`, on: func(n int) string { return ` Satz","Noch` }, calls: "claims", most: 3, none: true},
		"behind an open part":   {claims: `{"claims":[` + right + `],"unanswered":["da eigentlich", "Amazon`, on: func(int) string { return `","Amazon` }, calls: "claims", most: 3, unanswered: "da eigentlich"},
	} {
		t.Run(name, func(t *testing.T) {
			var calls []string
			pieces := 0
			m := model(func(ctx context.Context, req llm.Request) (llm.Reply, error) {
				text := llmtest.Yes(req.Name)
				if text != "" {
					return llm.Reply{Text: text}, nil
				}
				calls = append(calls, req.Name)
				text = map[string]string{"claims": tt.claims, "repair": tt.repair}[req.Name]
				if err := req.Stream(text); err != nil {
					return llm.Reply{Text: text}, err
				}
				if strings.HasSuffix(text, "}") {
					return llm.Reply{Text: text}, nil
				}
				for n := 0; n < 1000; n++ { // to the reader, without end
					piece := tt.on(n)
					text += piece
					pieces++
					if err := req.Stream(piece); err != nil {
						return llm.Reply{Text: text}, err
					}
				}
				return llm.Reply{Text: text}, llm.ErrTooLong
			})
			a := ask(t, engine(t, answer.Config{Model: m, Timeout: time.Minute}), answer.Question{Text: openQuestion})
			written := len(a.Claims) == 1 && strings.HasPrefix(a.Claims[0].Text, "Amazon will bis zu 50 Mrd. USD in")
			if written == tt.none || a.Engine != answer.EngineLLM || a.Fallback != "" || strings.Join(a.Unanswered, "|") != tt.unanswered {
				t.Errorf("%+v", a)
			}
			if got := strings.Join(calls, " "); got != tt.calls || pieces > tt.most {
				t.Errorf("calls %q, %d pieces written", got, pieces)
			}
		})
	}
}

// An announcement beyond the model's context is shown in part, with the ids
// that its passages have in the whole.
func TestContextTokens(t *testing.T) {
	var system string
	m := llmtest.NewModelFunc(t, func(r llm.Request) llmtest.Reply {
		if r.Name == "select" {
			system = r.System
			return llmtest.Reply{Text: `{"looking_for":"x","ids":["s7"]}`}
		}
		return llmtest.Reply{Text: `{"states_answer":true}`}
	})
	e := engine(t, answer.Config{Model: m, Profile: answer.ProfileQuotes, ContextTokens: 200})
	a := ask(t, e, answer.Question{Text: "Welche Bausteine kommen zum Zuge?"})
	if !strings.Contains(system, "[s7] Auch eigene") || strings.Contains(system, "[s19]") || strings.Contains(system, "[s13]") {
		t.Errorf("shown:\n%s", system)
	}
	if cites(a) == "" {
		t.Errorf("%+v", a)
	}
}

// judgeFails writes claims, finds that passages state what was asked, and fails to judge
// those that hold the words about.
func judgeFails(t *testing.T, about, claims string) llm.Model {
	return llmtest.NewModelFunc(t, func(r llm.Request) llmtest.Reply {
		switch {
		case r.Name != "judge":
			return llmtest.Reply{Text: claims}
		case strings.Contains(r.User, about):
			return llmtest.Reply{Err: &llm.StatusError{Code: 503}}
		}
		return llmtest.Reply{Text: `{"states_answer":true}`}
	})
}

// A claim whose judge call fails is not posted; with nothing left the slices
// go out.
func TestJudgeFails(t *testing.T) {
	m := judgeFails(t, "", claimsReply(t, nil, "s7", "Eigene Amazon-Chips und Bausteine von NVIDIA kommen zum Einsatz."))
	a := ask(t, engine(t, answer.Config{Model: m}), answer.Question{Text: "Welche Bausteine kommen dabei zum Einsatz?"})
	if a.Engine != answer.EngineExtractive || a.Fallback != "status 503" || cites(a) != "s7" {
		t.Errorf("%+v", a)
	}
}

// A passage whose judge call failed is not lost beside others that were judged: the
// search, when it is sure, stands in for the judge, and the answer says so.
func TestJudgeFailsForOne(t *testing.T) {
	m := judgeFails(t, "50 Mrd. USD", claimsReply(t, nil, "s2", "Amazon will bis zu 50 Mrd. USD in Rechenzentren investieren."))
	a := ask(t, engine(t, answer.Config{Model: m}), answer.Question{Text: "Und was plant Amazon bei Rechenzentren für Behörden zu investieren?"})
	if a.Engine != answer.EngineLLM || a.Fallback != "status 503" || !strings.HasPrefix(cites(a), "s2") {
		t.Errorf("%+v", a)
	}
}

// Nor is it lost unsaid beside a claim that was posted.
func TestJudgeFailsForSecond(t *testing.T) {
	m := judgeFails(t, "50 Mrd. USD", claimsReply(t, nil, "s7", "Auch eigene Amazon-Chips und Bausteine von NVIDIA kommen dabei zum Einsatz.",
		"s2", "Amazon will bis zu 50 Mrd. USD investieren, um seine Rechenzentren für US-Behörden auszubauen."))
	a := ask(t, engine(t, answer.Config{Model: m}), answer.Question{Text: "Was plant Amazon bei Rechenzentren für Behörden, und was kommt dabei zum Einsatz?"})
	if a.Fallback != "status 503" || cites(a) != "s7" {
		t.Errorf("%+v", a)
	}
}

// The engine panics of a model become a fallback, not the end of the process.
func TestModelPanics(t *testing.T) {
	e := engine(t, answer.Config{Timeout: time.Second, Model: model(func(context.Context, llm.Request) (llm.Reply, error) { panic("bug") })})
	a := ask(t, e, answer.Question{Text: "Welche Bausteine kommen dabei zum Einsatz?"})
	if a.Fallback != "internal error" || cites(a) != "s7" {
		t.Errorf("%+v", a)
	}
}
