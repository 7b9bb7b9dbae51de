// Package answer turns a question about an announcement into an [Answer] whose
// every claim stands above its own slice of the text. [Engine] is the main
// type, made by [New]: it looks for a quick fact, else searches, asks the
// model if there is one, proves each claim with the gates, and falls back to
// slices alone.
package answer

// Outcome is what became of a question.
type Outcome string

// The outcomes. A refusal is a result, not an error.
const (
	Answered          Outcome = "answered"
	Partly            Outcome = "partly"              // claims, and parts left open
	NotInAnnouncement Outcome = "not_in_announcement" // no claims; perhaps Closest
	Refused           Outcome = "refused"             // asked for something other than information about the announcement
)

// Intent is what a message wants.
type Intent string

// The intents. All but IntentQuestion and IntentAdvice carry no claims.
const (
	IntentQuestion    Intent = "question"
	IntentAdvice      Intent = "advice" // "Soll ich kaufen?": slices, with the line that it is no advice, or a refusal
	IntentThanks      Intent = "thanks"
	IntentGreeting    Intent = "greeting"
	IntentWhoAreYou   Intent = "who_are_you"
	IntentRework      Intent = "rework"      // "kürzer", "in English", "Quelle?"
	IntentComplaint   Intent = "complaint"   // "that is wrong"
	IntentInstruction Intent = "instruction" // tells the bot what to do or be
)

// EngineKind names what produced the claims, or what a caller asks for.
type EngineKind string

// The engines. EngineAuto is only asked for: the model when there is one.
const (
	EngineAuto       EngineKind = "auto"
	EngineFacts      EngineKind = "facts"
	EngineExtractive EngineKind = "extractive"
	EngineLLM        EngineKind = "llm"
)

// Profile says what the model may do.
type Profile string

// The profiles. ProfileClaims is the default.
const (
	ProfileClaims Profile = "claims" // the model writes, each sentence is proved
	ProfileQuotes Profile = "quotes" // the model only chooses; slices are the answer
)

// Question is one question and how to answer it. Only Text is required.
type Question struct {
	Text     string
	History  []string   // earlier questions of the conversation, oldest first: data, never evidence
	Language string     // forces the answer's language; empty: the question's
	Locale   string     // language to assume when the text does not tell; empty: the announcement's
	Engine   EngineKind // empty: EngineAuto
	Profile  Profile    // empty: the engine's own
	Scope    string     // where it is asked, and what was added counts; empty: nothing does
}

// Citation is a byte range of the announcement and those bytes.
type Citation struct {
	Announcement string `json:"announcement"`
	Passage      string `json:"passage"`
	Start        int    `json:"start"`
	End          int    `json:"end"`
	Quote        string `json:"quote"`
}

// Claim is one sentence in the asker's language with at least one citation.
// A claim whose Text equals its first citation's Quote is a bare slice.
type Claim struct {
	Text      string     `json:"text"`
	Citations []Citation `json:"citations"`
}

// Dropped is a claim that a gate rejected, for the operator; never posted.
type Dropped struct {
	Claim  string `json:"claim"`
	Gate   string `json:"gate"`
	Detail string `json:"detail"`

	passages []int // that it was said to stand above
}

// Answer is the result of one question. The slices are never nil.
type Answer struct {
	Question     string     `json:"question"`
	Language     string     `json:"language"` // of the answer
	Outcome      Outcome    `json:"outcome"`
	Engine       EngineKind `json:"engine"`   // EngineFacts, EngineExtractive or EngineLLM
	Fallback     string     `json:"fallback"` // why Engine is not what was asked for; empty when it is
	Intent       Intent     `json:"intent"`
	Claims       []Claim    `json:"claims"` // best first, at most six
	Contradicted bool       `json:"contradicted"`
	Unanswered   []string   `json:"unanswered"` // parts of the question, in the asker's words: escape before showing
	Closest      *Citation  `json:"closest"`
	Dropped      []Dropped  `json:"dropped"`
	Cost         Cost       `json:"cost"`              // of the model's calls for this answer; a cached answer keeps its first
	NotAdvice    bool       `json:"not_advice"`        // the subject is shares or money and a claim is the author's view
	Addenda      []string   `json:"addenda,omitempty"` // ids of what was added to an equal question, the oldest first; apart from the announcement, never evidence
}
