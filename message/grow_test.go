package message

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/tools/txtar"

	"footnote/answer"
	"footnote/knowledge"
)

// grow posts the first n claims of an answer one by one and then all of it, as the
// bot does, and returns each text that stood. What is known only in the end
// (contradiction, what is open, fallback) is known only then.
func grow(a answer.Answer, ann *knowledge.Announcement, n int) []string {
	var stood []string
	standing := ""
	part := answer.Answer{Language: a.Language, Intent: a.Intent, Outcome: answer.Answered}
	for i := range n {
		part.Claims = a.Claims[:i+1]
		if next := Grow(standing, part, ann, false); next != standing {
			stood, standing = append(stood, next), next
		}
	}
	if last := Grow(standing, a, ann, true); last != standing {
		stood = append(stood, last)
	}
	return stood
}

// TestGrowGolden lets the answers in testdata/grow grow.
func TestGrowGolden(t *testing.T) {
	ann := announcement(t)
	golden(t, "grow", 1, func(t *testing.T, ar *txtar.Archive) []txtar.File {
		a := readAnswer(t, ann, ar.Files[0].Data)
		var out []txtar.File
		for i, text := range grow(a, ann, len(a.Claims)) {
			out = append(out, txtar.File{Name: fmt.Sprintf("text %d", i+1), Data: []byte(text + "\n")})
		}
		return out
	})
}

// TestGrowMovesNothing lets every mixture of claims and slices grow, from every
// number of claims that may have been proved when the first text was posted.
func TestGrowMovesNothing(t *testing.T) {
	ann := announcement(t)
	var cited []answer.Citation
	for _, p := range ann.Passages {
		if !p.Heading {
			cited = append(cited, answer.Citation{Passage: p.ID, Start: p.Start, End: p.End, Quote: p.Text})
		}
	}
	for _, lang := range []string{"de", "en"} {
		for mixture := range 1 << 4 {
			a := answer.Answer{Language: lang, Outcome: answer.Partly, Intent: answer.IntentQuestion, Unanswered: []string{"wie hoch die Miete ist"}}
			for i := range 4 {
				c := answer.Claim{Text: fmt.Sprintf("Claim %d.", i), Citations: cited[i : i+1]}
				if mixture&(1<<i) != 0 {
					c.Text = cited[i].Quote
				}
				a.Claims = append(a.Claims, c)
			}
			for _, variant := range []answer.Answer{
				{}, {Contradicted: true}, {Fallback: "timeout"}, {NotAdvice: true, Contradicted: true}, {Unanswered: []string{}}, {Unanswered: []string{}, Contradicted: true},
			} {
				a.Contradicted, a.Fallback, a.NotAdvice = variant.Contradicted, variant.Fallback, variant.NotAdvice
				a.Unanswered = []string{"wie hoch die Miete ist"}
				if variant.Unanswered != nil { // nothing is said below the claims then
					a.Unanswered = variant.Unanswered
				}
				for n := range 5 {
					checkGrown(t, grow(a, ann, n), a, ann, n)
				}
			}
		}
	}
}

func checkGrown(t *testing.T, stood []string, a answer.Answer, ann *knowledge.Announcement, n int) {
	t.Helper()
	if len(stood) == 0 {
		t.Fatal("nothing was posted")
	}
	last := stood[len(stood)-1]
	for i := range len(stood) - 1 {
		if !strings.HasPrefix(stood[i+1], stood[i]) {
			t.Errorf("what stood was moved:\n%s\n--\n%s", stood[i], stood[i+1])
		}
	}
	if utf8.RuneCountInString(last) > MaxSize || strings.Contains(last, "Miete") != (len(a.Unanswered) > 0) {
		t.Errorf("not the whole answer:\n%s", last)
	}
	if n == 0 && last != Discord(a, ann) {
		t.Errorf("complete at once, but not as one message:\n%s", last)
	}
	for i := range 2 { // there is always room for two
		if !strings.Contains(last, Escape(a.Claims[i].Text)) {
			t.Errorf("from %d claims: claim %d is not there:\n%s", n, i, last)
		}
	}
	if again := Grow(last, a, ann, true); again != last {
		t.Errorf("complete twice:\n%s\n--\n%s", last, again)
	}
	if a.Contradicted && !slices.ContainsFunc([]string{"es anders", "otherwise"}, func(s string) bool { return strings.Contains(last, s) }) {
		t.Errorf("the contradiction is not told:\n%s", last)
	}
}

func TestGrowStandsWithoutClaims(t *testing.T) {
	ann := announcement(t)
	a := answer.Answer{Language: "de", Intent: answer.IntentQuestion, Outcome: answer.NotInAnnouncement}
	if got := Grow("", a, ann, false); got != "" {
		t.Errorf("got %q before anything is proved", got)
	}
	if got := Grow("", a, ann, true); got != Discord(a, ann) || got == "" {
		t.Errorf("got %q", got)
	}
	if got := Grow("something else", a, ann, true); !strings.HasPrefix(got, "something else") {
		t.Errorf("got %q", got)
	}
}

// TestGrowKeepsToAScreen: what a message has no room for is left to Source, and
// what stands stays though the rest does not fit.
func TestGrowKeepsToAScreen(t *testing.T) {
	a, ann := long(t, strings.Repeat("It grows by 5 % a year. ", 4)) // 12 to a paragraph
	for i := range a.Claims {
		a.Claims[i].Text = fmt.Sprintf("Claim %d", i) + strings.Repeat(" and more", 22) + "."
	}
	for _, n := range []int{1, 2, len(a.Claims)} {
		stood := grow(a, ann, n)
		last := stood[len(stood)-1]
		if !strings.Contains(last, "Claim 1") || strings.Contains(last, "Claim 2") || visible(last) > wantedSize {
			t.Errorf("from %d claims: %d visible characters, want two claims:\n%s", n, visible(last), last)
		}
	}
}
