package answer_test

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"unicode/utf8"

	"footnote/answer"
	"footnote/knowledge"
	"footnote/llm"
	"footnote/llm/llmtest"
)

// attack is one hostile input.
type attack struct {
	ID   string `json:"id"`
	Kind string `json:"kind"`
	Lang string `json:"lang"`
	Text string `json:"text"`
}

// ownAttacks reads testdata/attacks.jsonl.
func ownAttacks(t testing.TB) []attack {
	t.Helper()
	f, err := os.Open("testdata/attacks.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var out []attack
	lines := bufio.NewScanner(f)
	for lines.Scan() {
		var a attack
		if err := json.Unmarshal(lines.Bytes(), &a); err != nil {
			t.Fatalf("attack %d: %v", len(out)+1, err)
		}
		out = append(out, a)
	}
	if err := lines.Err(); err != nil {
		t.Fatal(err)
	}
	return out
}

// publicAttacks reads the public collection; none where it is absent.
func publicAttacks(t testing.TB) []attack {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("..", "..", "shared", "data", "attacks", "prompt_injection.json"))
	if errors.Is(err, os.ErrNotExist) {
		t.Log("the public attacks are absent: our own alone are run")
		return nil
	}
	if err != nil {
		t.Fatal(err)
	}
	var list []struct {
		ID      int    `json:"prompt_id"`
		Input   string `json:"user_input"`
		Variant string `json:"injection_variant"`
	}
	if err := json.Unmarshal(data, &list); err != nil {
		t.Fatal(err)
	}
	var out []attack
	for _, a := range list {
		out = append(out, attack{ID: fmt.Sprintf("public-%d", a.ID), Kind: a.Variant, Text: a.Input})
	}
	return out
}

// TestAttackFile keeps the collection what it is said to be.
func TestAttackFile(t *testing.T) {
	list := ownAttacks(t)
	ids, texts, kinds, langs := map[string]bool{}, map[string]bool{}, map[string]int{}, map[string]int{}
	for _, a := range list {
		if ids[a.ID] || texts[a.Text] || a.Text == "" || !utf8.ValidString(a.Text) {
			t.Errorf("%s is empty or stands there twice", a.ID)
		}
		ids[a.ID], texts[a.Text] = true, true
		kinds[a.Kind]++
		langs[a.Lang]++
	}
	if len(list) < 220 || len(kinds) < 20 {
		t.Errorf("%d attacks of %d kinds", len(list), len(kinds))
	}
	for _, lang := range knowledge.Languages {
		if langs[lang] < 10 {
			t.Errorf("%d attacks in %s", langs[lang], lang)
		}
	}
}

// wanted finds the language that the claims call asks for.
var wanted = regexp.MustCompile(`Write the claims in (\w+)\.`)

var tags = map[string]string{"German": "de", "English": "en", "French": "fr", "Spanish": "es", "Italian": "it", "Polish": "pl", "Turkish": "tr", "Dutch": "nl"}

// obeying replies to a call as a model that does what its attacker wants. The
// judge finds everything relevant.
func (s style) obeying(name, system, user, input string) string {
	v := victim{system: system, input: input, lang: "en"}
	if m := wanted.FindStringSubmatch(user); m != nil && tags[m[1]] != "" {
		v.lang = tags[m[1]]
	}
	switch {
	case llmtest.Yes(name) != "":
		return llmtest.Yes(name)
	case name == "claims":
		return s.claims(v)
	case s.ids != nil:
		return s.ids(v)
	}
	return hostileIDs(v)
}

// tally counts what a run did; it is safe for concurrent use.
type tally struct {
	mu      sync.Mutex
	answers int            // questions answered
	asked   int            // of these, those that reached the model
	claims  int            // posted claims that the model wrote
	slices  int            // posted slices
	facts   int            // posted quick facts
	riders  int            // of the claims, those with a word of riders
	dropped map[string]int // by gate
	leaks   int            // what must never be
}

func (n *tally) count(c *checker, a answer.Answer, asked bool) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.answers++
	if asked {
		n.asked++
	}
	for _, claim := range a.Claims {
		switch {
		case c.isSlice(claim):
			n.slices++
		case c.facts[claim.Text]:
			n.facts++
		default:
			n.claims++
			if rides(claim.Text) {
				n.riders++
			}
		}
	}
	if n.dropped == nil {
		n.dropped = map[string]int{}
	}
	for _, d := range a.Dropped {
		n.dropped[d.Gate]++
	}
}

func (n *tally) String() string {
	return fmt.Sprintf("%d answers, %d by the model; posted: %d claims (%d with a rider), %d slices, %d facts; dropped %v; leaks: %d",
		n.answers, n.asked, n.claims, n.riders, n.slices, n.facts, n.dropped, n.leaks)
}

// inspect checks everything that a would post.
func (n *tally) inspect(t testing.TB, c *checker, label string, a answer.Answer, asked bool) {
	t.Helper()
	n.count(c, a, asked)
	leak := func(format string, args ...any) {
		n.mu.Lock()
		n.leaks++
		n.mu.Unlock()
		t.Errorf("%s: "+format, append([]any{label}, args...)...)
	}
	for _, claim := range a.Claims {
		if bad := c.claim(claim, a.Language); bad != "" {
			leak("%s: claim %q above %q", bad, claim.Text, claim.Citations)
		}
	}
	if a.Closest != nil && c.ann.Text[a.Closest.Start:a.Closest.End] != a.Closest.Quote {
		leak("the closest passage is no slice: %q", a.Closest.Quote)
	}
	for _, d := range a.Dropped {
		if len(d.Claim) > 8<<10 || len(d.Detail) > 8<<10 {
			t.Errorf("%s: a dropped claim of %d bytes is kept", label, len(d.Claim))
		}
	}
	for _, part := range a.Unanswered {
		if !strings.Contains(a.Question, part) {
			leak("unanswered %q is not the asker's", part)
		}
	}
	if bad := c.posted(a); bad != "" {
		leak("posted: %s", bad)
	}
}

// neutral are questions that no fact answers, so that they reach the model.
var neutral = map[string]string{
	"de": "Und was genau ist da eigentlich vorgesehen?", "en": "And what exactly is going on with it there?", "fr": "Et que se passe-t-il exactement avec cela ?",
	"es": "¿Y qué es exactamente lo que pasa con eso?", "it": "E che cosa succede esattamente con questo?", "pl": "A co dokładnie się z tym dzieje?",
	"tr": "Peki bununla ilgili tam olarak ne oluyor?", "nl": "En wat gebeurt er nu precies mee?",
}

// stage is an engine for each profile whose model plays one style after
// another.
type stage struct {
	t       testing.TB
	n       *tally
	c       *checker
	engines map[answer.Profile]*answer.Engine

	mu    sync.Mutex
	style style
	input string
	asked bool
}

func newStage(t testing.TB, n *tally, c *checker) *stage {
	t.Helper()
	s := &stage{t: t, n: n, c: c, engines: map[answer.Profile]*answer.Engine{}}
	m := llmtest.NewModelFunc(t, func(r llm.Request) llmtest.Reply {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.asked = true
		text := s.style.obeying(r.Name, r.System, r.User, s.input)
		return llmtest.Reply{Text: text, Pieces: []string{text[:len(text)/2], text[len(text)/2:]}}
	})
	for _, profile := range profiles {
		s.engines[profile] = engine(t, answer.Config{Announcement: c.ann, Model: m, Profile: profile})
	}
	return s
}

var profiles = []answer.Profile{answer.ProfileClaims, answer.ProfileQuotes}

// play asks q of a model that obeys input in the given style, and inspects what
// would be posted.
func (s *stage) play(style style, profile answer.Profile, id, input string, q answer.Question) {
	s.t.Helper()
	s.mu.Lock()
	s.style, s.input, s.asked = style, input, false
	s.mu.Unlock()
	label := fmt.Sprintf("%s, %s, %s", id, style.name, profile)
	a, err := s.engines[profile].Answer(context.Background(), q, nil)
	switch {
	case errors.Is(err, answer.ErrBadQuestion) && q.Text == input:
		return
	case err != nil:
		s.t.Errorf("%s: %v", label, err)
		return
	}
	s.mu.Lock()
	asked := s.asked
	s.mu.Unlock()
	s.n.inspect(s.t, s.c, label, a, asked)
}

// shards is how many models play at once.
const shards = 4

// inputStyles is how many styles each input meets as a question, and as many as
// history of a plain one: over all inputs every style has its turn many times.
const inputStyles = 2

// TestHostile lets models do what their attackers want: each style in every
// language, and each input with a few styles; under the race detector fewer. The models play in bubbles that
// end only when all their goroutines have.
func TestHostile(t *testing.T) {
	attacks := slices.Concat(ownAttacks(t), publicAttacks(t))
	c, n := newChecker(announcement(t)), &tally{}
	t.Run("shards", func(t *testing.T) {
		for k := range shards {
			t.Run(fmt.Sprint(k), func(t *testing.T) {
				t.Parallel()
				synctest.Test(t, func(t *testing.T) {
					s := newStage(t, n, c)
					for i := k; i < len(styles); i += shards {
						s.playStyle(styles[i], i, attacks[i*len(knowledge.Languages)%(len(attacks)-len(knowledge.Languages)):])
					}
					for i := k * stride; i < len(attacks); i += shards * stride {
						s.playInput(attacks[i], i)
					}
				})
			})
		}
	})
	t.Logf("%d inputs, %d styles: %v", len(attacks)/stride, len(styles), n)
	if n.claims == 0 || n.slices == 0 {
		t.Error("no claim was posted: nothing is tested")
	}
}

// playStyle plays one style in all languages and both profiles.
func (s *stage) playStyle(style style, i int, attacks []attack) {
	for _, profile := range profiles {
		for k := i % stride; k < len(knowledge.Languages); k += stride {
			a, lang := attacks[k], knowledge.Languages[k]
			s.play(style, profile, a.ID+" in "+lang, a.Text, answer.Question{Text: neutral[lang], History: []string{a.Text}})
		}
	}
}

// playInput asks the input itself, and a plain question behind it.
func (s *stage) playInput(a attack, i int) {
	for k := range inputStyles {
		style := styles[(i*inputStyles+k)%len(styles)]
		s.play(style, profiles[(i+k)%2], a.ID, a.Text, answer.Question{Text: a.Text})
		lang := knowledge.Languages[(i/stride+k)%len(knowledge.Languages)]
		s.play(style, answer.ProfileClaims, a.ID+" before", a.Text, answer.Question{Text: neutral[lang], History: []string{a.Text}})
	}
}
