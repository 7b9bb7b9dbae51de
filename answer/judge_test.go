package answer

import (
	"testing"

	"footnote/llm"
)

func TestYesOdds(t *testing.T) {
	token := func(text string, logprob float64, others ...llm.Token) llm.Token {
		return llm.Token{Text: text, Logprob: logprob, Others: others}
	}
	open := token(`{"states_answer":`, -0.1)
	for name, tt := range map[string]struct {
		tokens []llm.Token
		want   float64
		told   bool
	}{
		"yes":            {[]llm.Token{open, token(" true", -0.5, token(" true", -0.5), token(" false", -1.5))}, 1, true},
		"no":             {[]llm.Token{open, token("false", -0.5, token("false", -0.5), token("true", -3))}, -2.5, true},
		"with the brace": {[]llm.Token{open, token("true}", -0.5, token("true}", -0.5), token("false}", -1))}, 0.5, true},
		"yes alone":      {[]llm.Token{open, token("true", -0.5, token("true", -0.5), token("maybe", -2))}, maxOdds, true},
		"no list":        {[]llm.Token{open, token("false", -0.5)}, -maxOdds, true},
		"far":            {[]llm.Token{open, token("true", 0, token("true", 0), token("false", -30))}, maxOdds, true},
		"neither":        {[]llm.Token{open, token("null", -0.5)}, 0, false},
		"nothing":        {nil, 0, false},
	} {
		t.Run(name, func(t *testing.T) {
			if got, told := yesOdds(tt.tokens); got != tt.want || told != tt.told {
				t.Errorf("odds %v, %v; want %v, %v", got, told, tt.want, tt.told)
			}
		})
	}
}

// TestPutAhead: odds are compared with those of the others that are told.
func TestPutAhead(t *testing.T) {
	at := func(odds float64, told bool) candidate {
		return candidate{judgement: &judgement{odds: odds, told: told}}
	}
	for name, tt := range map[string]struct {
		in   []candidate
		want []float64
	}{
		"one":          {[]candidate{at(2, true)}, []float64{0}},
		"three":        {[]candidate{at(2, true), at(-1, true), at(0.5, true)}, []float64{1.5, -3, -1.5}},
		"one not told": {[]candidate{at(2, true), at(0, false), at(1, true)}, []float64{1, -2, -1}},
		"none told":    {[]candidate{at(0, false), at(0, false)}, []float64{0, 0}},
	} {
		t.Run(name, func(t *testing.T) {
			putAhead(tt.in)
			for i, c := range tt.in {
				if c.ahead != tt.want[i] {
					t.Errorf("candidate %d is ahead by %v, want %v", i, c.ahead, tt.want[i])
				}
			}
		})
	}
}
