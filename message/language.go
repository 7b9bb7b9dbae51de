package message

import (
	"bytes"
	"embed"
	"fmt"
	"strings"
	"sync"

	"go.yaml.in/yaml/v3"

	"footnote/knowledge"
)

//go:embed lang/*.yaml
var files embed.FS

// Language is the wording of one language. In its sentences {in}, {In}, {from},
// {about}, {subject} and {according} stand for the phrases of the kind of
// announcement, {title} for its title; other placeholders are named at the
// field.
type Language struct {
	Tag   string             `yaml:"tag"`
	Name  string             `yaml:"name"` // of the language, in itself
	In    map[string]string  `yaml:"in"`   // "in German", by tag
	Kinds map[string]Phrases `yaml:"kinds"`

	Date             string           `yaml:"date"` // layout of package time; month names only in English
	Buttons          Buttons          `yaml:"buttons"`
	Modals           map[string]Modal `yaml:"modals"`     // reason, answer, correct
	CheckMenu        string           `yaml:"check_menu"` // name of the message menu
	Source           SourceWords      `yaml:"source"`
	Feedback         FeedbackWords    `yaml:"feedback"`
	Handoff          HandoffWords     `yaml:"handoff"`
	Addendum         AddendumWords    `yaml:"addendum"`
	Settings         SettingsWords    `yaml:"settings"`
	Pause            PauseWords       `yaml:"pause"`
	Privacy          PrivacyWords     `yaml:"privacy"`
	Check            CheckWords       `yaml:"check"`
	Report           ReportWords      `yaml:"report"`
	Permissions      PermissionsWords `yaml:"permissions"`
	ContradictedLate string           `yaml:"contradicted_late"` // below claims that stood before it was known

	Verbatim     string             `yaml:"verbatim"`
	VerbatimView string             `yaml:"verbatim_view"` // below a slice of the author's opinion
	SaysIn       string             `yaml:"says_in"`       // {language}
	NotAdvice    string             `yaml:"not_advice"`
	NoAdvice     string             `yaml:"no_advice"`
	NotThere     string             `yaml:"not_there"`
	Closest      string             `yaml:"closest"` // the slice follows
	Contradicted string             `yaml:"contradicted"`
	NotStated    string             `yaml:"not_stated"`    // {parts}
	ModelDown    string             `yaml:"model_down"`    // {reason}
	ModelReasons map[string]string  `yaml:"model_reasons"` // by answer.Answer.Fallback; "other" for the rest
	ModelStopped string             `yaml:"model_stopped"`
	OnlyAbout    string             `yaml:"only_about"`
	Intents      map[string]string  `yaml:"intents"` // one sentence an intent that carries no claims
	Help         []string           `yaml:"help"`    // lines; Discord Markdown
	FactsTitle   string             `yaml:"facts_title"`
	NoFacts      string             `yaml:"no_facts"`
	UnknownFact  string             `yaml:"unknown_fact"`  // {name}
	Busy         string             `yaml:"busy"`          // the answer takes longer, and comes
	Late         string             `yaml:"late"`          // above an answer that comes late
	UserLimit    string             `yaml:"user_limit"`    // {limit} {when}
	ChannelLimit string             `yaml:"channel_limit"` // {limit} {when}
	QuotaSpent   string             `yaml:"quota_spent"`   // {limit} {when}
	QuotaUsed    string             `yaml:"quota_used"`    // {used} {limit} {when}
	QuotaNone    string             `yaml:"quota_none"`
	QuotaExempt  string             `yaml:"quota_exempt"`
	QuotaReset   string             `yaml:"quota_reset"` // {user}
	QuotaAll     string             `yaml:"quota_reset_all"`
	QuotaRefused string             `yaml:"quota_refused"`
	RoleNeeded   string             `yaml:"role_needed"` // to who may not ask
	Elsewhere    string             `yaml:"elsewhere"`   // {channels}: to who asks in another
	Stale        string             `yaml:"stale"`       // of a button
	Trouble      string             `yaml:"trouble"`     // {reference}
	TooLong      string             `yaml:"too_long"`    // {limit}
	Empty        string             `yaml:"empty"`
	NoContent    string             `yaml:"no_content"` // Discord withheld the text
	Commands     map[string]Command `yaml:"commands"`   // by their English names
}

// Phrases are the inflected words for one kind of announcement.
type Phrases struct {
	In        string `yaml:"in"`        // "im Artikel"
	From      string `yaml:"from"`      // "aus dem Artikel"
	About     string `yaml:"about"`     // "zum Artikel"
	Subject   string `yaml:"subject"`   // "Der Artikel"
	According string `yaml:"according"` // "Laut Artikel"
}

// Command is the name and description of a slash command and of its options:
// of the one that it needs, and of those that may be left out or that belong to
// its subcommands.
type Command struct {
	Name              string            `yaml:"name"`
	Description       string            `yaml:"description"`
	Option            string            `yaml:"option"` // empty: it needs none
	OptionDescription string            `yaml:"option_description"`
	Options           map[string]Option `yaml:"options"`     // by their English names
	Subcommands       map[string]Option `yaml:"subcommands"` // likewise
}

// Option is the name and description of an option or of a subcommand.
type Option struct {
	Name        string `yaml:"name"`
	Description string `yaml:"description"`
}

// languages parses the embedded files. A broken one is a programming mistake
// that the package's tests find.
var languages = sync.OnceValue(func() map[string]*Language {
	out := map[string]*Language{}
	for _, tag := range knowledge.Languages {
		data, err := files.ReadFile("lang/" + tag + ".yaml")
		if err != nil {
			panic(fmt.Sprintf("message: %v", err))
		}
		dec := yaml.NewDecoder(bytes.NewReader(data))
		dec.KnownFields(true)
		l := &Language{}
		if err := dec.Decode(l); err != nil {
			panic(fmt.Sprintf("message: lang/%s.yaml: %v", tag, err))
		}
		out[tag] = l
	}
	return out
})

// Languages returns the tags of the languages that there is wording for.
func Languages() []string { return knowledge.Languages }

// Words returns the wording for a tag such as "de" or "de-AT"; English for
// languages that there is none for. The result is shared: do not change it.
func Words(tag string) *Language {
	if l := languages()[strings.ToLower(primary(tag))]; l != nil {
		return l
	}
	return languages()["en"]
}

func primary(tag string) string {
	tag, _, _ = strings.Cut(tag, "-")
	return tag
}

func (l *Language) phrases(k knowledge.Kind) Phrases {
	if p, ok := l.Kinds[string(k)]; ok {
		return p
	}
	return l.Kinds[string(knowledge.KindNotice)]
}
