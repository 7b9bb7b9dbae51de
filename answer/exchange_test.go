package answer_test

import (
	"context"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"footnote/answer"
	"footnote/knowledge"
	"footnote/llm"
	"footnote/llm/llmtest"
)

const openQuestion = "Und was genau ist da eigentlich vorgesehen?"

// byName answers each prompt with a text of its own; the judge says states.
func byName(states bool, texts map[string]string) func(llm.Request) llmtest.Reply {
	return func(r llm.Request) llmtest.Reply {
		if text, ok := texts[r.Name]; ok {
			return llmtest.Reply{Text: text}
		}
		return judging("{}", states)(r)
	}
}

func names(m *llmtest.Model) string {
	var out []string
	for _, r := range m.Requests() {
		if llmtest.Yes(r.Name) == "" {
			out = append(out, r.Name)
		}
	}
	return strings.Join(out, " ")
}

func TestRepair(t *testing.T) {
	wrong := claimsReply(t, nil, "s2", "Amazon will 60 Mrd. USD in Rechenzentren investieren.")
	right := claimsReply(t, nil, "s2", "Amazon will bis zu 50 Mrd. USD in Rechenzentren investieren.")
	t.Run("mended", func(t *testing.T) {
		model := llmtest.NewModelFunc(t, byName(true, map[string]string{"claims": wrong, "repair": right}))
		a := ask(t, engine(t, answer.Config{Model: model}), answer.Question{Text: openQuestion})
		if len(a.Claims) != 1 || !strings.Contains(a.Claims[0].Text, "bis zu 50") || len(a.Dropped) != 1 || names(model) != "claims repair" {
			t.Errorf("%s: %+v", names(model), a)
		}
		repair := model.Requests()[len(model.Requests())-2]
		for _, r := range model.Requests() {
			if r.Name == "repair" {
				repair = r
			}
		}
		if repair.System != model.Requests()[0].System {
			t.Error("the repair call has another prefix, which no server has in its cache")
		}
		for _, want := range []string{"60 Mrd. USD in Rechenzentren", "[s2]", "60 Mrd. USD\n", "the number"} {
			if !strings.Contains(repair.User+"\n", want) {
				t.Errorf("%q is not in the repair prompt: %s", want, repair.User)
			}
		}
	})
	t.Run("once, then the passage stands in", func(t *testing.T) {
		model := llmtest.NewModelFunc(t, byName(true, map[string]string{"claims": wrong, "repair": wrong}))
		a := ask(t, engine(t, answer.Config{Model: model}), answer.Question{Text: openQuestion})
		if names(model) != "claims repair" || len(a.Claims) == 0 || a.Claims[0].Text != a.Claims[0].Citations[0].Quote || a.Claims[0].Citations[0].Passage != "s2" {
			t.Errorf("%s: %+v", names(model), a)
		}
	})
	t.Run("a proved claim above the same passage needs none", func(t *testing.T) {
		both := claimsReply(t, nil, "s2", "Amazon will bis zu 50 Mrd. USD in Rechenzentren investieren.", "s2", "Amazon will 60 Mrd. USD in Rechenzentren investieren.")
		model := llmtest.NewModelFunc(t, byName(true, map[string]string{"claims": both}))
		a := ask(t, engine(t, answer.Config{Model: model}), answer.Question{Text: openQuestion})
		if names(model) != "claims" || len(a.Claims) != 1 {
			t.Errorf("%s: %+v", names(model), a)
		}
	})
	t.Run("off", func(t *testing.T) {
		model := llmtest.NewModelFunc(t, byName(true, map[string]string{"claims": wrong}))
		ask(t, engine(t, answer.Config{Model: model, NoRepair: true}), answer.Question{Text: openQuestion})
		if names(model) != "claims" {
			t.Error(names(model))
		}
	})
}

// TestBrokenStream cuts the stream behind the first claim: that one stands.
func TestBrokenStream(t *testing.T) {
	whole := claimsReply(t, nil, "s2", "Amazon will bis zu 50 Mrd. USD in Rechenzentren investieren.", "s11", "Der Bau der neuen Rechenzentren soll 2026 starten.")
	cut := whole[:strings.Index(whole, "s11")]
	model := llmtest.NewModelFunc(t, func(r llm.Request) llmtest.Reply {
		if r.Name == "claims" {
			return llmtest.Reply{Text: cut, Err: llm.ErrTruncated}
		}
		return judging("{}", true)(r)
	})
	a := ask(t, engine(t, answer.Config{Model: model}), answer.Question{Text: openQuestion})
	if a.Outcome != answer.Answered || a.Fallback != "truncated" || len(a.Claims) == 0 || a.Claims[0].Citations[0].Passage != "s2" || a.Engine != answer.EngineLLM {
		t.Errorf("%+v", a)
	}
}

// TestPremiseAfterModel asks with a figure that the text contradicts, in words that
// the check before the model does not recognise.
func TestPremiseAfterModel(t *testing.T) {
	a, err := knowledge.Parse("a.txt", []byte("Neue Brücke\nDie Querung des Flusses kostet 80 Millionen Euro.\nSie ist 300 Meter lang.\nDer Bau beginnt im Mai 2027."))
	if err != nil {
		t.Fatal(err)
	}
	tests := map[string]struct {
		question, ids, claim string
		contradicted         bool
	}{
		"other amount": {"Ist es klug, dafür 60 Millionen Euro zu verbraten?", "s2", "Die Querung des Flusses kostet 80 Millionen Euro.", true},
		"right amount": {"Ist es klug, dafür 80 Millionen Euro zu verbraten?", "s2", "Die Querung des Flusses kostet 80 Millionen Euro.", false},
		"no amount":    {"Ist es klug, dafür so viel zu verbraten?", "s2", "Die Querung des Flusses kostet 80 Millionen Euro.", false},
		"other year":   {"Stimmt es, dass dort 2031 die Bagger anrollen?", "s4", "Der Bau beginnt im Mai 2027.", true},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			model := llmtest.NewModelFunc(t, judging(claimsReply(t, nil, tt.ids, tt.claim), true))
			got := ask(t, engine(t, answer.Config{Announcement: a, Model: model}), answer.Question{Text: tt.question})
			if got.Contradicted != tt.contradicted || len(got.Claims) == 0 {
				t.Errorf("contradicted %v: %+v", got.Contradicted, got)
			}
		})
	}
}

func TestBudget(t *testing.T) {
	now := time.Date(2026, 1, 1, 12, 0, 0, 0, time.UTC)
	budget := answer.NewDailyBudget(1000, func() time.Time { return now })
	reply := claimsReply(t, nil, "s2", "Amazon will bis zu 50 Mrd. USD in Rechenzentren investieren.")
	model := llmtest.NewModelFunc(t, func(r llm.Request) llmtest.Reply {
		out := judging(reply, true)(r)
		out.Usage = llm.Usage{Prompt: 900, Cached: 800, Completion: 50}
		return out
	})
	e := engine(t, answer.Config{Model: model, Budget: budget})
	first := ask(t, e, answer.Question{Text: openQuestion})
	if first.Engine != answer.EngineLLM || first.Cost != (answer.Cost{Calls: 3, PromptTokens: 2700, CachedTokens: 2400, CompletionTokens: 150}) {
		t.Errorf("%+v", first)
	}
	second := ask(t, e, answer.Question{Text: openQuestion})
	if second.Engine != answer.EngineExtractive || second.Fallback != "budget spent" || second.Cost.Calls != 0 {
		t.Errorf("%+v", second)
	}
	now = now.Add(12 * time.Hour)
	if third := ask(t, e, answer.Question{Text: openQuestion}); third.Engine != answer.EngineLLM {
		t.Errorf("a new day: %+v", third)
	}
}

func TestCache(t *testing.T) {
	reply := claimsReply(t, nil, "s2", "Amazon will bis zu 50 Mrd. USD in Rechenzentren investieren.")
	model := llmtest.NewModelFunc(t, judging(reply, true))
	e := engine(t, answer.Config{Model: model, Cache: answer.NewMemoryCache(10, time.Hour)})
	first := ask(t, e, answer.Question{Text: openQuestion})
	calls := len(model.Requests())
	again := ask(t, e, answer.Question{Text: openQuestion})
	if len(model.Requests()) != calls || len(again.Claims) != 1 || again.Claims[0].Text != first.Claims[0].Text {
		t.Errorf("%d calls, %+v", len(model.Requests()), again)
	}
	for name, other := range map[string]answer.Question{
		"other language": {Text: openQuestion, Language: "en"},
		"other history":  {Text: openQuestion, History: []string{"Wer?"}},
		"other profile":  {Text: openQuestion, Profile: answer.ProfileQuotes},
		"other question": {Text: openQuestion + " Und wann?"},
	} {
		before := len(model.Requests())
		ask(t, e, other)
		if len(model.Requests()) == before {
			t.Errorf("%s is answered from the cache", name)
		}
	}
	t.Run("a fallback is not kept", func(t *testing.T) {
		failing := llmtest.NewModelFunc(t, func(llm.Request) llmtest.Reply { return llmtest.Reply{Err: llm.ErrUnreachable} })
		e := engine(t, answer.Config{Model: failing, Cache: answer.NewMemoryCache(10, time.Hour)})
		ask(t, e, answer.Question{Text: openQuestion})
		before := len(failing.Requests())
		ask(t, e, answer.Question{Text: openQuestion})
		if len(failing.Requests()) == before {
			t.Error("the model was not asked again")
		}
	})
}

// TestEqualQuestions asks the same many times at once.
func TestEqualQuestions(t *testing.T) {
	reply := claimsReply(t, nil, "s2", "Amazon will bis zu 50 Mrd. USD in Rechenzentren investieren.")
	e := engine(t, answer.Config{})
	synctest.Test(t, func(t *testing.T) {
		hold := make(chan struct{})
		model := llmtest.NewModelFunc(t, func(r llm.Request) llmtest.Reply {
			out := judging(reply, true)(r)
			out.Wait = hold
			return out
		})
		e := engine(t, answer.Config{Announcement: e.Announcement, Model: model})
		var group sync.WaitGroup
		got := make([]answer.Answer, 20)
		handed := make([]int, 20)
		for i := range got {
			group.Go(func() {
				a, err := e.Answer(t.Context(), answer.Question{Text: openQuestion}, func(answer.Claim) { handed[i]++ })
				if err != nil {
					t.Error(err)
				}
				got[i] = a
			})
		}
		impatient, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if _, err := e.Answer(impatient, answer.Question{Text: openQuestion}, nil); err == nil {
			t.Error("the end of one asker's time is no error")
		}
		close(hold)
		group.Wait()
		for i, a := range got {
			if len(a.Claims) != 1 || handed[i] != 1 {
				t.Fatalf("asker %d: %d claims, %d handed over", i, len(a.Claims), handed[i])
			}
		}
		if n := names(model); n != "claims" {
			t.Errorf("the model was asked %s", n)
		}
	})
	t.Run("nobody waits any more", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			model := llmtest.NewModelFunc(t, func(llm.Request) llmtest.Reply { return llmtest.Reply{Wait: make(chan struct{})} })
			e := engine(t, answer.Config{Announcement: e.Announcement, Model: model})
			ctx, cancel := context.WithTimeout(t.Context(), time.Second)
			defer cancel()
			if _, err := e.Answer(ctx, answer.Question{Text: openQuestion}, nil); err == nil {
				t.Error("no error")
			}
			synctest.Wait() // a goroutine left behind would fail the bubble
		})
	})
}

func TestRework(t *testing.T) {
	e := engine(t, answer.Config{})
	tests := map[string]struct {
		question string
		history  []string
		language string
		cites    string
		slices   bool
	}{
		"source":          {"Quelle?", []string{"Wie viel will Amazon investieren?"}, "de", "s2", true},
		"language":        {"in English", []string{"Wie viel will Amazon investieren?"}, "en", "s2", false},
		"language, later": {"Quelle?", []string{"Wie viel will Amazon investieren?", "in English"}, "en", "s2", true},
		"shorter":         {"kürzer bitte", []string{"Worum geht es?"}, "de", "s2", false},
		"longer":          {"ausführlicher", []string{"Wie viel will Amazon investieren?"}, "de", "s2", false},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			a := ask(t, e, answer.Question{Text: tt.question, History: tt.history})
			if len(a.Claims) == 0 || a.Language != tt.language || !strings.HasPrefix(cites(a), tt.cites) || tt.slices != (a.Claims[0].Text == a.Claims[0].Citations[0].Quote) {
				t.Errorf("%+v", a)
			}
			if name == "shorter" && len(a.Claims) != 1 || name == "longer" && len(a.Claims) < 2 {
				t.Errorf("%d claims", len(a.Claims))
			}
		})
	}
	if a := ask(t, e, answer.Question{Text: "kürzer"}); a.Outcome != answer.Refused || a.Intent != answer.IntentRework {
		t.Errorf("nothing to rework: %+v", a)
	}
}

// TestJudgeOdds: where the server tells how likely the judge's word was, a doubtful
// yes does not carry a passage that the search finds unlikely, and a doubtful no does
// not take away one that it is sure of.
func TestJudgeOdds(t *testing.T) {
	judged := func(word string, other string, sure float64) func(llm.Request) llmtest.Reply {
		return func(r llm.Request) llmtest.Reply {
			if r.Name != "judge" {
				return llmtest.Reply{Text: `{"looking_for":"x","ids":[]}`}
			}
			return llmtest.Reply{Text: `{"states_answer":` + word + `}`, Tokens: []llm.Token{{Text: word, Logprob: 0, Others: []llm.Token{
				{Text: word, Logprob: 0}, {Text: other, Logprob: -sure},
			}}}}
		}
	}
	const known, vague = "Was soll die neue Technik den Behörden ermöglichen?", "Wer ist der Hausmeister der Kantine?"
	for name, tt := range map[string]struct {
		question string
		model    func(llm.Request) llmtest.Reply
		answered bool
	}{
		"a sure no":        {known, judged("false", "true", 8), false},
		"a doubtful no":    {known, judged("false", "true", 0.1), true},
		"a sure yes":       {known, judged("true", "false", 8), true},
		"a doubtful yes":   {vague, judged("true", "false", 0.1), false},
		"a yes beside it":  {vague, judged("true", "false", 1), false},
		"a sure yes to it": {vague, judged("true", "false", 8), true},
	} {
		t.Run(name, func(t *testing.T) {
			e := engine(t, answer.Config{Profile: answer.ProfileQuotes, Model: llmtest.NewModelFunc(t, tt.model)})
			got := ask(t, e, answer.Question{Text: tt.question})
			if (got.Outcome == answer.Answered) != tt.answered {
				t.Errorf("%s by %s: %+v", got.Outcome, got.Engine, got.Claims)
			}
		})
	}
}
