// Package prompts holds the words that are sent to a language model: one
// embedded template a step of the exchange, one typed render function each, and
// the schema that the reply must have. System texts are byte-stable for one
// announcement, so that servers reuse their prefix cache; question and history
// come last, in the user role, between tags that nobody can guess.
package prompts

import (
	"crypto/rand"
	"embed"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strings"
	"text/template"

	"footnote/knowledge"
)

//go:embed *.tmpl
var files embed.FS

var templates = template.Must(template.New("").ParseFS(files, "*.tmpl"))

// What the judge is given is the same for all announcements.
var (
	judgeSystem   = execute("judge.system", nil)
	judgeSchema   = object(property{"states_answer", json.RawMessage(`{"type":"boolean"}`)})
	followsSystem = map[bool]string{false: execute("reworded.system", nil), true: execute("translated.system", nil)}
	followsSchema = object(property{"follows", json.RawMessage(`{"type":"boolean"}`)})
)

// Prompt is one rendered call.
type Prompt struct {
	Name   string // of the template, for logs
	System string
	User   string
	Schema json.RawMessage // JSON Schema of the reply
}

// Ask is what [Select], [Claims] and [Repair] render.
type Ask struct {
	Source   *Source
	Question string
	History  []string // earlier questions, oldest first
	Language string   // two letters: of the claims
}

// view is what the templates of the user role see.
type view struct {
	Ask
	Tag      string // new for every call
	Answer   string // English name of the answer's language
	Sentence string
	Claim    string
	Rejected []Rejected
}

// names of the answer's languages, in English.
var names = map[string]string{
	"de": "German", "en": "English", "fr": "French", "es": "Spanish", "it": "Italian", "pl": "Polish", "tr": "Turkish", "nl": "Dutch",
}

// Select asks which passages state what the question asks for. The reply is
// {"looking_for":"…","ids":["s7"]}.
func Select(a Ask) Prompt {
	return Prompt{"select", a.Source.selectSystem(), user("select", newView(a)), a.Source.selectSchema()}
}

// Claims asks for claims in the asker's language, each with its passages. The
// reply is {"looking_for":"…","claims":[{"ids":["s7"],"claim":"…"}],"unanswered":["…"]}.
func Claims(a Ask) Prompt {
	return Prompt{"claims", a.Source.claimsSystem(), user("claims", newView(a)), a.Source.claimsSchema()}
}

// Judge asks whether sentence states what question asks for. The reply is
// {"states_answer":true}. Its system text is the same for all announcements. The
// question stands on a line of its own without tags: around it a small model
// loses half of the right sentences, and all that an obeyed instruction could
// gain here is a yes, which opens no other gate.
func Judge(question, sentence string) Prompt {
	v := newView(Ask{Question: question})
	v.Sentence = line(sentence)
	return Prompt{"judge", judgeSystem, user("judge", v), judgeSchema}
}

// Follows asks whether claim says only what the passages in text say, in other words, or
// in another language when it is translated. The reply is {"follows":true}. It is made
// like [Judge].
func Follows(text, claim string, translated bool) Prompt {
	return Prompt{"follows", followsSystem[translated], user("follows", view{Sentence: line(text), Claim: line(claim)}), followsSchema}
}

// Rejected is a claim that a gate rejected.
type Rejected struct {
	Claim   string
	Why     string   // what is wrong with it, in English
	Allowed []string // ids of the passages that it may stand above
}

// Repair asks to write rejected claims again. Its system text is that of
// [Claims], so that servers reuse their prefix, and so is the shape of the reply.
func Repair(a Ask, rejected []Rejected) Prompt {
	v := newView(a)
	v.Rejected = rejected
	return Prompt{"repair", a.Source.claimsSystem(), user("repair", v), a.Source.claimsSchema()}
}

func newView(a Ask) view {
	v := view{Ask: a, Tag: randomTag(), Answer: names[a.Language]}
	if v.Answer == "" {
		v.Answer = "the question's language"
	}
	v.Question = line(a.Question)
	v.History = nil
	for _, h := range a.History {
		v.History = append(v.History, line(h))
	}
	return v
}

// line makes one line of s, without what only a machine would see.
func line(s string) string { return strings.Join(strings.Fields(knowledge.Clean(s)), " ") }

// Flat is s as one line, for the templates.
func (v view) Flat(s string) string { return line(s) }

func randomTag() string {
	var b [6]byte
	rand.Read(b[:]) // never fails: it would end the program
	return "question-" + hex.EncodeToString(b[:])
}

// user executes the half of a template that is in the user role.
func user(name string, v view) string { return execute(name+".user", v) }

// execute runs a template. They are fixed and tested, and write to memory, so an
// error is a programming mistake.
func execute(name string, data any) string {
	var b strings.Builder
	if err := templates.ExecuteTemplate(&b, name, data); err != nil {
		panic(fmt.Sprintf("prompts: render %s: %v", name, err))
	}
	return strings.TrimSpace(b.String())
}
