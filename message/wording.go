package message

// The wording of buttons, forms and notices. A field holds no placeholder but
// those that its comment names.

// Buttons are the labels of buttons, at most 34 characters: a phone shows no more.
type Buttons struct {
	Source   string `yaml:"source"`
	AskHuman string `yaml:"ask_human"`
	Good     string `yaml:"good"` // beside a thumb up
	Bad      string `yaml:"bad"`
	Original string `yaml:"original"` // opens the announcement's address
	Answer   string `yaml:"answer"`
	Correct  string `yaml:"correct"`
	Revoke   string `yaml:"revoke"`
	Delete   string `yaml:"delete"`
	Save     string `yaml:"save"`
	Cancel   string `yaml:"cancel"`
}

// Modal is a form of one text input.
type Modal struct {
	Title       string `yaml:"title"`       // at most 45 characters
	Label       string `yaml:"label"`       // at most 45 characters
	Placeholder string `yaml:"placeholder"` // at most 100 characters
}

// SourceWords word the view of an answer's passages.
type SourceWords struct {
	More string `yaml:"more"` // above what the message had no room for
	None string `yaml:"none"` // the answer cites nothing
	Lost string `yaml:"lost"` // the text that was answered from is not kept
}

// FeedbackWords thank for feedback.
type FeedbackWords struct {
	Good   string `yaml:"good"`
	Bad    string `yaml:"bad"`
	Reason string `yaml:"reason"` // after a reason was given
	Gone   string `yaml:"gone"`   // the answer is no longer stored
}

// HandoffWords word what is handed to a human.
type HandoffWords struct {
	Done      string `yaml:"done"`
	Again     string `yaml:"again"` // it was handed over before
	Nobody    string `yaml:"nobody"`
	Open      string `yaml:"open"`     // title of a card
	Disliked  string `yaml:"disliked"` // title of a card
	AskedBy   string `yaml:"asked_by"` // {who}
	Others    string `yaml:"others"`   // {n} askers that are not named
	Times     string `yaml:"times"`    // {n}
	Where     string `yaml:"where"`    // {channel}
	Reason    string `yaml:"reason"`   // {reason}
	Answered  string `yaml:"answered"` // {who}
	Taken     string `yaml:"taken"`    // somebody else answered meanwhile
	Sent      string `yaml:"sent"`
	List      string `yaml:"list"` // {n}
	ListEmpty string `yaml:"list_empty"`
	Forbidden string `yaml:"forbidden"`
}

// AddendumWords word what a named person adds.
type AddendumWords struct {
	By        string `yaml:"by"`        // {name}
	Corrected string `yaml:"corrected"` // {name}
	Revoked   string `yaml:"revoked"`   // {name}
	Question  string `yaml:"question"`  // {question}
	Saved     string `yaml:"saved"`
	Removed   string `yaml:"removed"`
	TooLong   string `yaml:"too_long"` // {limit}
	Forbidden string `yaml:"forbidden"`
}

// SettingsWords word the settings of a server.
type SettingsWords struct {
	Title     string            `yaml:"title"`
	Saved     string            `yaml:"saved"`
	Unchanged string            `yaml:"unchanged"`
	Forbidden string            `yaml:"forbidden"`
	Names     map[string]string `yaml:"names"`  // by setting, at most 45 characters
	Values    map[string]string `yaml:"values"` // on, off, none, everyone, question, everywhere
	Days      string            `yaml:"days"`   // {n}
	Problems  map[string]string `yaml:"problems"`
}

// PauseWords word that answers are stopped and started.
type PauseWords struct {
	Paused         string `yaml:"paused"`
	Resumed        string `yaml:"resumed"`
	AlreadyPaused  string `yaml:"already_paused"`
	AlreadyRunning string `yaml:"already_running"`
	Asked          string `yaml:"asked"` // to who asks meanwhile
	Forbidden      string `yaml:"forbidden"`
}

// PrivacyWords word what is stored about a member.
type PrivacyWords struct {
	Title     string `yaml:"title"`
	Questions string `yaml:"questions"` // {n}
	Feedback  string `yaml:"feedback"`  // {n}
	Addenda   string `yaml:"addenda"`   // {n}
	Retention string `yaml:"retention"` // {days}
	Nothing   string `yaml:"nothing"`
	Deleted   string `yaml:"deleted"`
}

// CheckWords word what became of the statements of a message.
type CheckWords struct {
	Title        string `yaml:"title"`
	Stated       string `yaml:"stated"`
	Contradicted string `yaml:"contradicted"`
	NotStated    string `yaml:"not_stated"`
	None         string `yaml:"none"`     // the message states nothing
	Skipped      string `yaml:"skipped"`  // {n}
	TooLong      string `yaml:"too_long"` // {limit}
}

// ReportWords word the figures of a server.
type ReportWords struct {
	Weekly   string `yaml:"weekly"`
	Stats    string `yaml:"stats"`
	Asked    string `yaml:"asked"`   // {n}
	Settled  string `yaml:"settled"` // {n} {percent}
	Handed   string `yaml:"handed"`  // {n}
	Good     string `yaml:"good"`    // {n}
	Bad      string `yaml:"bad"`     // {n}
	Top      string `yaml:"top"`     // above the open questions
	TopEmpty string `yaml:"top_empty"`
	Nothing  string `yaml:"nothing"`
	Bar      string `yaml:"bar"`   // how the day below a bar is written
	Chart    string `yaml:"chart"` // {from} {to} {values}: the chart for who does not see it
	Parts    struct {
		Settled string `yaml:"settled"`
		Handed  string `yaml:"handed"`
		Open    string `yaml:"open"`
	} `yaml:"parts"` // of a bar
	Periods map[string]string `yaml:"periods"` // week, month
}

// PermissionsWords word what the bot may not do.
type PermissionsWords struct {
	Missing string            `yaml:"missing"` // {channel}
	Mend    string            `yaml:"mend"`
	Names   map[string]string `yaml:"names"` // as Discord's own settings call them
}
