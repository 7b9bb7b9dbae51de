package message

import (
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"footnote/knowledge"
)

// MaxAddendum is the length of the longest addendum, in characters. What is
// longer is cut: ask for no more.
const MaxAddendum = 1000

// Addendum is what a named person adds to an answer. It is never a source of
// quotes and stands apart from the announcement.
type Addendum struct {
	Name      string    // of the person, as the server shows it
	Text      string    // in the person's words
	Question  string    // that it answers, in an asker's words; empty: it stands under its answer
	Given     time.Time // zero: not shown
	Corrected bool      // Text replaces what stood before
	Revoked   bool      // taken back: the text is not shown
}

// maxName is how many characters of a name are shown: as many as Discord allows.
const maxName = 32

// maxQuestion is how many characters of an asker's question are shown.
const maxQuestion = 300

// Post is one message that notifies somebody.
type Post struct {
	Text  string   // Discord Markdown, at most MaxSize code points
	Users []string // ids for allowed_mentions' users, at most 100; all are mentioned in Text
}

// maxUsers is how many users a message may notify.
const maxUsers = 100

// AddendumPosts words an addendum that is posted by itself to the people of the
// given user ids, who are named in it, in as many messages as that takes. Nobody
// else is notified, whatever the person wrote, when allowed_mentions names Users
// and nothing else. What is no user id is left out.
func AddendumPosts(d Addendum, lang string, ann *knowledge.Announcement, askers []string) []Post {
	posts := []Post{{Text: AddendumText(d, lang, ann)}}
	between := "\n"
	for _, id := range askers {
		if !isID(id) {
			continue
		}
		last := &posts[len(posts)-1]
		mention := userTag(id)
		if len(last.Users) == maxUsers || utf8.RuneCountInString(last.Text)+1+len(mention) > MaxSize {
			posts = append(posts, Post{})
			last, between = &posts[len(posts)-1], ""
		}
		last.Text += between + mention
		last.Users = append(last.Users, id)
		between = " "
	}
	return posts
}

// AddendumText words an addendum for one message, or for below an answer in it:
// marked as such, the person's words escaped, as a quotation. lang is that of those
// who asked.
func AddendumText(d Addendum, lang string, ann *knowledge.Announcement) string {
	p := newPage(lang, ann, discordStyle{})
	label := p.words.Addendum.By
	switch {
	case d.Revoked:
		label = p.words.Addendum.Revoked
	case d.Corrected:
		label = p.words.Addendum.Corrected
	}
	var lines []string
	if d.Question != "" {
		lines = append(lines, p.style.small(strings.ReplaceAll(p.words.Addendum.Question, "{question}", oneLine(d.Question, maxQuestion)), ""))
	}
	head := fillIn(p.fill(label), "{name}", p.style.bold(oneLine(d.Name, maxName)))
	if !d.Given.IsZero() && !d.Revoked {
		head += " " + day(d.Given)
	}
	lines = append(lines, head)
	if !d.Revoked {
		room := MaxSize - utf8.RuneCountInString(strings.Join(lines, "\n")) - 1
		lines = append(lines, quotation(d.Text, room))
	}
	return strings.Join(lines, "\n")
}

// quotation is somebody's words as a quotation of at most room characters.
func quotation(text string, room int) string {
	for most := MaxAddendum; ; most -= 50 { // only text full of markup does not fit at once
		block := discordStyle{}.block(manyLines(text, most))
		if utf8.RuneCountInString(block) <= room || most <= 50 {
			return block
		}
	}
}

// manyLines is somebody's words without hidden characters, cut to most characters:
// line ends are kept, but at most one line is empty.
func manyLines(s string, most int) string {
	s = strings.TrimSpace(knowledge.Clean(s))
	for strings.Contains(s, "\n\n\n") {
		s = strings.ReplaceAll(s, "\n\n\n", "\n\n")
	}
	if r := []rune(s); len(r) > most {
		return strings.TrimSpace(string(r[:most-1])) + "…"
	}
	return s
}

// WithAddenda puts addenda below an answer's text, the oldest first, as far as
// one message has room for them; more is how many it has none for. Revoked ones
// are left out.
func WithAddenda(text string, addenda []Addendum, lang string, ann *knowledge.Announcement) (out string, more int) {
	for _, d := range addenda {
		if d.Revoked {
			continue
		}
		d.Question = ""
		if part := "\n" + AddendumText(d, lang, ann); more == 0 && utf8.RuneCountInString(text+part) <= MaxSize {
			text += part
		} else {
			more++
		}
	}
	return text, more
}

// fillIn escapes a template and puts in values that are Discord Markdown already.
func fillIn(template string, pairs ...string) string {
	return strings.NewReplacer(pairs...).Replace(Escape(template))
}

// day is a date as Discord shows it to each reader.
func day(t time.Time) string { return "<t:" + strconv.FormatInt(t.Unix(), 10) + ":d>" }

// userTag and channelTag are what Discord shows as names.
func userTag(id string) string    { return "<@" + id + ">" }
func channelTag(id string) string { return "<#" + id + ">" }
func roleTag(id string) string    { return "<@&" + id + ">" }

// isID tells whether s is an id of Discord.
func isID(s string) bool {
	_, err := strconv.ParseUint(s, 10, 64)
	return err == nil
}
