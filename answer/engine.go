package answer

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"time"
	"unicode/utf8"

	"footnote/knowledge"
	"footnote/llm"
)

// MaxQuestion is the length of the longest question, in characters.
const MaxQuestion = 2000

// MaxClaims is how many claims an answer holds at most.
const MaxClaims = 6

// ErrBadQuestion is wrapped by errors about the question itself: empty, too
// long, or not text.
var ErrBadQuestion = errors.New("bad question")

// Config is what an engine works with. Announcement is required.
type Config struct {
	Announcement  *knowledge.Announcement
	Model         llm.Model     // nil: the extractive engine answers everything
	Profile       Profile       // empty: ProfileClaims
	NoJudge       bool          // do without the judge step
	Timeout       time.Duration // from question to complete answer; 0: 15 s
	ContextTokens int           // tokens of announcement that the model is given; 0: 8000
	Logger        *slog.Logger  // nil: nothing is logged
}

// Engine answers questions about one announcement. It is safe for concurrent
// use and holds no state between questions.
type Engine struct {
	Config
	index *knowledge.Index
	facts []factQuestion
}

// New returns an engine; it indexes the announcement.
func New(c Config) (*Engine, error) {
	if c.Announcement == nil {
		return nil, errors.New("new engine: no announcement")
	}
	switch c.Profile {
	case "":
		c.Profile = ProfileClaims
	case ProfileClaims, ProfileQuotes:
	default:
		return nil, fmt.Errorf("new engine: profile %q; use %q or %q", c.Profile, ProfileClaims, ProfileQuotes)
	}
	if c.Timeout == 0 {
		c.Timeout = 15 * time.Second
	}
	if c.ContextTokens == 0 {
		c.ContextTokens = 8000
	}
	if c.Logger == nil {
		c.Logger = slog.New(slog.DiscardHandler)
	}
	e := &Engine{Config: c, index: knowledge.NewIndex(c.Announcement)}
	e.facts = e.factQuestions()
	return e, nil
}

// Answer answers q. Each claim is handed to each, when that is not nil, as soon
// as it is proved, from the calling goroutine and in the order of the
// answer's Claims. The error is not nil only when the question is unusable
// (ErrBadQuestion) or ctx has ended; everything else, a failing model too, is a
// proved or an honest answer.
func (e *Engine) Answer(ctx context.Context, q Question, each func(Claim)) (Answer, error) {
	text, err := checkQuestion(q.Text)
	if err != nil {
		return Answer{}, err
	}
	r := e.read(text, q)
	a := Answer{
		Question: q.Text, Language: r.language, Intent: r.intent, Engine: EngineExtractive,
		Claims: []Claim{}, Unanswered: []string{}, Dropped: []Dropped{},
	}
	s := &session{Engine: e, question: q, reading: r, answer: &a, each: each}
	if err := s.run(ctx); err != nil {
		return Answer{}, fmt.Errorf("answer question: %w", err)
	}
	a.NotAdvice = s.needsDisclaimer()
	return a, nil
}

func checkQuestion(text string) (string, error) {
	if !utf8.ValidString(text) {
		return "", fmt.Errorf("%w: it is not UTF-8 text", ErrBadQuestion)
	}
	clean := strings.TrimSpace(knowledge.Clean(text))
	if clean == "" {
		return "", fmt.Errorf("%w: it is empty", ErrBadQuestion)
	}
	if n := utf8.RuneCountInString(clean); n > MaxQuestion {
		return "", fmt.Errorf("%w: %d characters, the limit is %d", ErrBadQuestion, n, MaxQuestion)
	}
	return clean, nil
}

// session is the work on one question.
type session struct {
	*Engine
	question Question
	reading  reading
	answer   *Answer
	each     func(Claim)
}

// run fills in the answer. Its error is the end of ctx.
func (s *session) run(ctx context.Context) error {
	switch s.reading.intent {
	case IntentQuestion, IntentAdvice:
	default:
		s.answer.Outcome = Refused
		return ctx.Err()
	}
	if s.reading.intent == IntentQuestion && (s.answerFromFacts() || s.answerPremise()) {
		return ctx.Err()
	}
	if s.Model == nil || s.question.Engine == EngineExtractive || s.reading.intent == IntentAdvice || s.reading.expect.Type == knowledge.TypeSummary {
		s.answerExtractively()
		return ctx.Err()
	}
	err := s.askModel(ctx)
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if err != nil {
		s.answer.Fallback = llm.Reason(err)
		s.Logger.Warn("model failed", "reason", s.answer.Fallback, "error", err)
		s.answer.Outcome = Answered
		if len(s.answer.Claims) == 0 {
			s.answerExtractively()
		}
	}
	return nil
}

// hand adds a proved claim to the answer and hands it over.
func (s *session) hand(c Claim) {
	if len(s.answer.Claims) == MaxClaims {
		return
	}
	s.answer.Claims = append(s.answer.Claims, c)
	if s.each != nil {
		s.each(c)
	}
}

// cite returns the citation of a byte range inside passage i.
func (e *Engine) cite(i int, q knowledge.Quote) Citation {
	return Citation{
		Announcement: e.Announcement.ID, Passage: e.Announcement.Passages[i].ID,
		Start: q.Start, End: q.End, Quote: e.Announcement.Slice(q),
	}
}

// slice is a claim that is nothing but passage i.
func (e *Engine) slice(i int) Claim {
	c := e.cite(i, e.Announcement.Passages[i].Quote)
	return Claim{Text: c.Quote, Citations: []Citation{c}}
}

// needsDisclaimer tells whether the author's view of shares or money is cited.
func (s *session) needsDisclaimer() bool {
	for _, c := range s.answer.Claims {
		for _, cited := range c.Citations {
			p, _ := s.Announcement.Passage(cited.Passage)
			if p.Opinion && (s.reading.intent == IntentAdvice || s.reading.aboutShares || sharesWords.MatchString(knowledge.Fold(p.Text))) {
				return true
			}
		}
	}
	return false
}
