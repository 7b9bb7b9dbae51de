package answer_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"footnote/answer"
	"footnote/llm"
	"footnote/llm/llmtest"
)

// TestFollows: a claim in another language or in other words is posted only when the model
// itself is sure that its passage says it; a passage that is only shortened is not put to it.
func TestFollows(t *testing.T) {
	sure := func(word, other string, odds float64) llmtest.Reply {
		return llmtest.Reply{Text: `{"follows":` + word + `}`, Tokens: []llm.Token{{Text: word, Logprob: 0, Others: []llm.Token{
			{Text: word, Logprob: 0}, {Text: other, Logprob: -odds},
		}}}}
	}
	const (
		english  = "Amazon's own chips are used as well."
		reworded = "Zum Einsatz kommen auch eigene Amazon-Chips."
		ownWord  = "Zum Einsatz kommen auch teure Amazon-Chips."
		short    = "Auch eigene Amazon-Chips und Bausteine von NVIDIA kommen zum Einsatz."
		german   = "Und was genau wird da eingebaut?"
	)
	for name, tt := range map[string]struct {
		question, claim string
		reply           llmtest.Reply
		asked, posted   bool
	}{
		"a yes":            {"What exactly will they put in there?", english, llmtest.Reply{Text: `{"follows":true}`}, true, true},
		"a no":             {"What exactly will they put in there?", english, llmtest.Reply{Text: `{"follows":false}`}, true, false},
		"a sure yes":       {"What exactly will they put in there?", english, sure("true", "false", 6), true, true},
		"a doubtful yes":   {"What exactly will they put in there?", english, sure("true", "false", 1), true, false},
		"no reply":         {"What exactly will they put in there?", english, llmtest.Reply{Err: llm.ErrTruncated}, true, false},
		"other words":      {german, reworded, llmtest.Reply{Text: `{"follows":true}`}, true, true},
		"other, doubted":   {german, reworded, sure("true", "false", 1), true, false},
		"own word":         {german, ownWord, sure("true", "false", 4), true, false},
		"own word, sure":   {german, ownWord, sure("true", "false", 6), true, true},
		"no own word":      {german, reworded, sure("true", "false", 4), true, true},
		"shortened":        {german, short, llmtest.Reply{Text: `{"follows":false}`}, false, true},
		"another question": {"What exactly will they put in there?", english, llmtest.Reply{Text: `{"states_answer":true}`}, true, false},
	} {
		t.Run(name, func(t *testing.T) {
			asked := make(chan string, 8)
			model := llmtest.NewModelFunc(t, func(r llm.Request) llmtest.Reply {
				switch r.Name {
				case "judge":
					return llmtest.Reply{Text: fmt.Sprintf(`{"states_answer":%v}`, strings.Contains(r.User, "NVIDIA"))}
				case "follows":
					asked <- r.User
					return tt.reply
				}
				return llmtest.Reply{Text: claimsReply(t, nil, "s7", tt.claim)}
			})
			a := ask(t, engine(t, answer.Config{Model: model}), answer.Question{Text: tt.question})
			posted := len(a.Claims) > 0 && a.Claims[0].Text == tt.claim
			if posted != tt.posted || !strings.Contains(cites(a), "s7") {
				t.Errorf("posted %v, want %v: %+v", posted, tt.posted, a)
			}
			if tt.asked != (len(asked) == 1) {
				t.Fatalf("asked %d times", len(asked))
			}
			if tt.asked {
				if user := <-asked; !strings.Contains(user, "Text: Auch eigene Amazon-Chips") || !strings.Contains(user, "Claim: "+tt.claim) {
					t.Error(user)
				}
			}
			if tt.asked && !tt.posted && !slices.ContainsFunc(a.Dropped, func(d answer.Dropped) bool { return d.Gate == "follows" }) {
				t.Errorf("dropped %+v", a.Dropped)
			}
		})
	}
}

// TestDoubtedIsWrittenAgain: what the model is not sure of it writes again, in the words of
// the passage, which nobody has to ask it about.
func TestDoubtedIsWrittenAgain(t *testing.T) {
	const short = "Auch eigene Amazon-Chips und Bausteine von NVIDIA kommen zum Einsatz."
	var names []string
	model := llmtest.NewModelFunc(t, func(r llm.Request) llmtest.Reply {
		switch r.Name {
		case "judge":
			return llmtest.Reply{Text: fmt.Sprintf(`{"states_answer":%v}`, strings.Contains(r.User, "NVIDIA"))}
		case "follows":
			return llmtest.Reply{Text: `{"follows":false}`}
		case "repair":
			if !strings.Contains(r.User, "copy their words") {
				t.Error(r.User)
			}
			return llmtest.Reply{Text: claimsReply(t, nil, "s7", short)}
		}
		return llmtest.Reply{Text: claimsReply(t, nil, "s7", "Zum Einsatz kommen auch eigene Amazon-Chips.")}
	})
	a := ask(t, engine(t, answer.Config{Model: model}), answer.Question{Text: "Und was genau wird da eingebaut?"})
	for _, r := range model.Requests() {
		names = append(names, r.Name)
	}
	if len(a.Claims) == 0 || a.Claims[0].Text != short || len(a.Dropped) != 1 {
		t.Errorf("%q: %+v", names, a)
	}
}
