package answer

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"footnote/knowledge"
	"footnote/llm"
	"footnote/prompts"
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
	NoRepair      bool          // do without the repair call
	Candidates    int           // hits of the search that the judge sees beside the model's selection; 0: 3
	Timeout       time.Duration // from question to complete answer; 0: 15 s
	ContextTokens int           // tokens of announcement that the model is given; 0: 8000
	Budget        Budget        // bounds what the model costs; nil: no bound
	Cache         Cache         // keeps the model's answers; nil: none are kept
	Addenda       Addenda       // what people have added; nil: nothing
	Logger        *slog.Logger  // nil: nothing is logged
}

// Engine answers questions about one announcement. It is safe for concurrent
// use. Between questions it keeps nothing but what Cache and Budget keep.
type Engine struct {
	Config
	index   *knowledge.Index
	source  *prompts.Source // all passages
	facts   []factQuestion
	flights flights
	turns   chan struct{} // of work that keeps a core busy
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
	if c.Candidates == 0 {
		c.Candidates = searchCandidates
	}
	if c.Logger == nil {
		c.Logger = slog.New(slog.DiscardHandler)
	}
	e := &Engine{
		Config: c, index: knowledge.NewIndex(c.Announcement), source: prompts.NewSource(c.Announcement, c.Announcement.Passages),
		flights: flights{current: map[string]*flight{}}, turns: make(chan struct{}, max(1, runtime.GOMAXPROCS(0)-1)),
	}
	e.facts = e.factQuestions()
	return e, nil
}

// Answer answers q. Each claim is handed to each, when that is not nil, as soon
// as it is proved, from the calling goroutine and in the order of the
// answer's Claims. Equal questions that are asked at once are answered once. The
// answer's slices may be shared with other askers: do not change them. The
// error is not nil only when the question is unusable (ErrBadQuestion) or ctx has
// ended; everything else, a failing model too, is a proved or an honest answer.
func (e *Engine) Answer(ctx context.Context, q Question, each func(Claim)) (Answer, error) {
	a, err := e.answer(ctx, q, each)
	if err != nil {
		return a, err
	}
	return e.withAddenda(ctx, q, a), nil
}

// answer answers q without addenda.
func (e *Engine) answer(ctx context.Context, q Question, each func(Claim)) (Answer, error) {
	text, err := checkQuestion(q.Text)
	if err != nil {
		return Answer{}, err
	}
	if base, how, ok := reworked(text, q); ok {
		return e.rework(ctx, q, base, how, each)
	}
	var s *session
	var done bool
	e.inTurn(func() {
		s = e.newSession(text, q, each)
		done = s.answerWithoutModel()
	})
	if done {
		return s.finished(), s.ended(ctx)
	}
	return e.answerWithModel(ctx, s)
}

// inTurn does work that keeps a core busy, for a millisecond or few: of many questions
// at once the first are done first, and a core is left to those who take questions in.
func (e *Engine) inTurn(work func()) {
	e.turns <- struct{}{}
	defer func() { <-e.turns }()
	work()
}

// answerWithModel answers from the cache, from a flight under way, or anew, what
// one session has read.
func (e *Engine) answerWithModel(ctx context.Context, read *session) (Answer, error) {
	key, q, each := read.key(), read.question, read.each
	if e.Cache != nil {
		if a, ok := e.Cache.Get(key); ok {
			return handAll(a, q, each), nil
		}
	}
	a, err := e.flights.join(ctx, key, each, func(ctx context.Context, add func(Claim)) (Answer, error) {
		s := read.again(add)
		if err := s.answerWithModel(ctx); err != nil {
			return Answer{}, s.ended(ctx)
		}
		a := s.finished()
		if e.Cache != nil && a.Fallback == "" {
			e.Cache.Put(key, a)
		}
		return a, nil
	})
	a.Question = q.Text
	return a, err
}

// handAll hands a finished answer to one more asker.
func handAll(a Answer, q Question, each func(Claim)) Answer {
	a.Question = q.Text
	for _, c := range a.Claims {
		if each != nil {
			each(c)
		}
	}
	return a
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
	model    *meter
	searched *searched
	each     func(Claim)
}

func (e *Engine) newSession(text string, q Question, each func(Claim)) *session {
	return (&session{Engine: e, question: q, reading: e.read(text, q)}).again(each)
}

// again begins anew with what s has read of the question; s is not to be used any
// more.
func (s *session) again(each func(Claim)) *session {
	return &session{
		Engine: s.Engine, question: s.question, reading: s.reading, searched: s.searched, each: each,
		model: &meter{model: s.Model, budget: s.Budget, logger: s.Logger},
		answer: &Answer{
			Question: s.question.Text, Language: s.reading.language, Intent: s.reading.intent, Engine: EngineExtractive,
			Claims: []Claim{}, Unanswered: []string{}, Dropped: []Dropped{},
		},
	}
}

// key names what the answer depends on.
func (s *session) key() string {
	parts := []string{s.Announcement.Version, string(s.profile()), s.reading.language, s.reading.text, s.answer.Question}
	return strings.Join(append(parts, s.question.History...), "\x00")
}

func (s *session) finished() Answer {
	s.answer.NotAdvice = s.needsDisclaimer()
	s.answer.Cost = s.model.total()
	return *s.answer
}

// ended is the end of ctx as an error.
func (s *session) ended(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("answer question: %w", err)
	}
	return nil
}

// answerWithoutModel answers what needs no model, or all when there is none, and
// tells whether it did.
func (s *session) answerWithoutModel() bool {
	switch s.reading.intent {
	case IntentQuestion, IntentAdvice:
	default:
		s.answer.Outcome = Refused
		return true
	}
	if s.reading.intent == IntentQuestion && (s.answerFromFacts() || s.answerPremise()) {
		return true
	}
	stranger := s.reading.intent == IntentQuestion && !s.reading.leans && s.index.NamesStranger(knowledge.Query{Text: s.reading.text, Language: s.reading.asked})
	if s.Model == nil || stranger || s.question.Engine == EngineExtractive || s.reading.intent == IntentAdvice || s.reading.expect.Type == knowledge.TypeSummary {
		s.answerExtractively()
		return true
	}
	return false
}

// answerWithModel asks the model and falls back to slices when it fails. Its
// error is the end of ctx.
func (s *session) answerWithModel(ctx context.Context) error {
	err := s.model.checkBudget(ctx)
	if err == nil {
		err = s.askModel(ctx)
	}
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if err != nil {
		s.answer.Fallback = reason(err)
		s.Logger.Warn("model failed", "reason", s.answer.Fallback, "error", err)
		s.answerRest()
	}
	s.checkPremise()
	return nil
}

// reason names why the model did not answer.
func reason(err error) string {
	for _, own := range []error{errBudget, errPanic} {
		if errors.Is(err, own) {
			return own.Error()
		}
	}
	return llm.Reason(err)
}

// answerRest goes on without the model that failed. What was proved before
// stands, and what the search is sure of joins it.
func (s *session) answerRest() {
	if len(s.answer.Claims) == 0 {
		s.answerExtractively()
		return
	}
	for _, h := range s.find(candidates) {
		if s.sure(h) && !s.cited(h.Index) && len(s.answer.Claims) < s.maxSlices() {
			s.hand(s.slice(h.Index))
		}
	}
	s.conclude(nil)
}

// cited tells whether a claim of the answer stands above passage i.
func (s *session) cited(i int) bool {
	id := s.Announcement.Passages[i].ID
	return slices.ContainsFunc(s.answer.Claims, func(c Claim) bool {
		return slices.ContainsFunc(c.Citations, func(c Citation) bool { return c.Passage == id })
	})
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
