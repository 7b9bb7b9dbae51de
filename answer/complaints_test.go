package answer_test

import (
	"strings"
	"testing"

	"footnote/answer"
	"footnote/llm/llmtest"
)

// of is the answer to a question by a model that writes one claim from some ids.
func of(t *testing.T, question, ids, claim string) answer.Answer {
	t.Helper()
	model := llmtest.NewModelFunc(t, judging(claimsReply(t, nil, ids, claim), true))
	return ask(t, engine(t, answer.Config{Model: model}), answer.Question{Text: question})
}

// TestComplaintDocumentsThatDoNotExist (onyx-dot-app/onyx#1543): a model that cites
// what there is none of cites nothing: what it writes is dropped, or stands above the
// passage that carries it; in the profile quotes, only passages are posted.
func TestComplaintDocumentsThatDoNotExist(t *testing.T) {
	const question = "Und was genau ist da eigentlich vorgesehen?"
	for _, ids := range []string{"s99", "s0", "s-1", "S2x", "s99999999999999999999", "annual-report.pdf", "https://example.org/10-k", "s99 s98", ""} {
		invented := of(t, question, ids, "Der Jahresbericht nennt Gewinne in Oregon.")
		for _, c := range invented.Claims {
			if strings.Contains(c.Text, "Jahresbericht") {
				t.Errorf("%q: %+v", ids, c)
			}
		}
		found := of(t, question, ids, "Amazon will bis zu 50 Mrd. USD in Rechenzentren investieren.")
		if len(found.Claims) > 0 && cites(found) != "s2" {
			t.Errorf("%q: what s2 carries cites %s", ids, cites(found))
		}
		model := llmtest.NewModelFunc(t, judging(`{"looking_for":"x","ids":["`+ids+`","s2"]}`, true))
		quoted := ask(t, engine(t, answer.Config{Model: model, Profile: answer.ProfileQuotes}), answer.Question{Text: question})
		if got := cites(quoted); !strings.Contains(got, "s2") { // that each is there, ask has looked at
			t.Errorf("%q beside s2, in quotations: cites %q", ids, got)
		}
	}
}

// TestComplaintInexactQuote (onyx-dot-app/onyx#991): what a model copies with other
// spaces, hyphens, quotation marks or words, or not to its end, is not lost: below it,
// or in its place, stands the passage to the byte. With a figure changed, it is the
// passage itself.
func TestComplaintInexactQuote(t *testing.T) {
	a := announcement(t)
	p, _ := a.Passage("s2")
	exact := a.Slice(p.Quote)
	for name, claim := range map[string]string{
		"exact":            exact,
		"spaces":           strings.ReplaceAll(exact, " ", "  "),
		"hard spaces":      strings.ReplaceAll(exact, "50 Mrd. USD", "50\u00a0Mrd.\u202fUSD"),
		"quotation marks":  "„" + exact + "“",
		"straight marks":   `"` + exact + `"`,
		"other hyphens":    strings.ReplaceAll(exact, "-", "\u2011"),
		"no full stop":     strings.TrimSuffix(exact, "."),
		"shortened":        "Amazon will in den kommenden Jahren bis zu 50 Mrd. USD investieren.",
		"a word changed":   strings.Replace(exact, "deutlich", "stark", 1),
		"a figure changed": strings.Replace(exact, "50", "60", 1),
		"a letter lost":    strings.Replace(exact, "auszubauen", "auszubaun", 1),
	} {
		t.Run(name, func(t *testing.T) {
			got := of(t, "Was will Amazon für seine Rechenzentren ausgeben, und was ist da vorgesehen?", "s2", claim)
			if len(got.Claims) == 0 || !strings.Contains(cites(got), "s2") {
				t.Fatalf("lost: %+v", got)
			}
			for _, c := range got.Claims {
				if quote := c.Citations[0].Quote; !strings.Contains(a.Text, quote) || !strings.Contains(exact, quote) {
					t.Errorf("quoted %q", quote)
				}
				if strings.Contains(c.Text, "60") {
					t.Errorf("posted what the passage does not say: %q", c.Text)
				}
			}
		})
	}
}

// TestComplaintWrongCitation (infiniflow/ragflow#7232, ItzCrazyKns/Vane#845): a right
// sentence above a passage that does not say it. It moves to the passage that does,
// else it is dropped; no claim stands above another's passage.
func TestComplaintWrongCitation(t *testing.T) {
	a := announcement(t)
	for claim, right := range map[string]string{
		"Amazon will bis zu 50 Mrd. USD in Rechenzentren investieren.":     "s2",
		"Schon heute nutzen über elftausend Behörden die Dienste von AWS.": "s10",
		"Der Bau der neuen Rechenzentren soll 2026 starten.":               "s11",
	} {
		moved := 0
		for _, p := range a.Passages {
			if p.Heading {
				continue
			}
			got := of(t, "Und was genau ist da eigentlich vorgesehen?", p.ID, claim)
			for _, c := range got.Claims {
				if !strings.HasPrefix(claim, strings.TrimSuffix(c.Text, ".")) {
					continue // a passage in its place
				}
				if len(c.Citations) != 1 || c.Citations[0].Passage != right {
					t.Errorf("%q, cited as %s, stands above %+v", claim, p.ID, c.Citations)
				}
				moved++
			}
		}
		if moved < 2 {
			t.Errorf("%q never moved to %s", claim, right)
		}
	}
}
