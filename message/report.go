package message

import (
	"strconv"
	"strings"
	"time"
)

// Report are the figures of a server over some time.
type Report struct {
	Weekly   bool      // the weekly digest; else what /stats shows
	From, To time.Time // both shown
	Asked    int       // questions
	Settled  int       // of them, without staff
	Handed   int       // of them, handed over
	Good     int       // answers found helpful; with Bad 0 too: not shown
	Bad      int
	Top      []OpenQuestion // asked most and not answered; the first five are shown
}

// maxTop is how many open questions a report shows.
const maxTop = 5

// Figures words a report in one message of at most MaxSize code points.
func Figures(r Report, lang string) string {
	w := Words(lang)
	title := w.Report.Stats
	if r.Weekly {
		title = w.Report.Weekly
	}
	head := discordStyle{}.bold(title) + " · " + day(r.From) + " – " + day(r.To)
	if r.Asked == 0 {
		return head + "\n" + Escape(w.Report.Nothing) + "\n" + r.top(w)
	}
	lines := []string{
		head,
		count(w.Report.Asked, r.Asked),
		strings.ReplaceAll(count(w.Report.Settled, r.Settled), "{percent}", strconv.Itoa((200*r.Settled+r.Asked)/(2*r.Asked))),
		count(w.Report.Handed, r.Handed),
	}
	if r.Good+r.Bad > 0 {
		lines = append(lines, count(w.Report.Good, r.Good), count(w.Report.Bad, r.Bad))
	}
	return strings.Join(append(lines, r.top(w)), "\n")
}

// top words the open questions.
func (r Report) top(w *Language) string {
	if len(r.Top) == 0 {
		return Escape(w.Report.TopEmpty)
	}
	lines := []string{discordStyle{}.bold(w.Report.Top)}
	for i, q := range r.Top[:min(maxTop, len(r.Top))] {
		lines = append(lines, q.item(i+1, w.Handoff))
	}
	return strings.Join(lines, "\n")
}

// count fills in a number.
func count(template string, n int) string { return fillIn(template, "{n}", strconv.Itoa(n)) }

// Stored is how much is stored about a member.
type Stored struct {
	Questions, Feedback, Addenda int
	Days                         int      // until a question is deleted and only counted; 0: not told
	Latest                       []string // of the questions, in the asker's words; the first five are shown
}

// MaxLatest is how many questions are shown of somebody.
const MaxLatest = 5

// Privacy says what is stored about the one who asked.
func Privacy(s Stored, lang string) string {
	w := Words(lang).Privacy
	if s.Questions+s.Feedback+s.Addenda == 0 {
		return Escape(w.Nothing)
	}
	lines := []string{discordStyle{}.bold(w.Title), count(w.Questions, s.Questions)}
	for _, text := range s.Latest[:min(MaxLatest, len(s.Latest))] {
		if text = oneLine(text, maxEcho); text != "" {
			lines = append(lines, discordStyle{}.block(text))
		}
	}
	if s.Questions > MaxLatest && len(s.Latest) > 0 {
		lines = append(lines, "> …")
	}
	lines = append(lines, count(w.Feedback, s.Feedback), count(w.Addenda, s.Addenda))
	if s.Days > 0 {
		lines = append(lines, "-# "+fillIn(w.Retention, "{days}", strconv.Itoa(s.Days)))
	}
	return strings.Join(lines, "\n")
}

// Setting is one setting of a server as it is shown. Of the fields below Name,
// those that are not empty are shown, one after the other; with none, that
// nothing is chosen.
type Setting struct {
	Name     string   // a key of SettingsWords.Names
	Value    string   // a key of SettingsWords.Values
	Channels []string // ids
	Roles    []string // ids
	Days     int
	Text     string // anything else, escaped here
}

// Settings shows the settings of a server, in as many messages as it takes. note
// is one of the sentences of SettingsWords, such as Saved, and stands on top;
// empty: none does.
func Settings(note string, settings []Setting, lang string) []string {
	w := Words(lang).Settings
	var parts []string
	if note != "" {
		parts = append(parts, Escape(note))
	}
	parts = append(parts, discordStyle{}.bold(w.Title))
	for _, s := range settings {
		parts = append(parts, Escape(w.Names[s.Name])+": "+s.value(w))
	}
	return pack(parts)
}

func (s Setting) value(w SettingsWords) string {
	var out []string
	if s.Value != "" {
		out = append(out, Escape(w.Values[s.Value]))
	}
	for _, id := range s.Channels {
		if isID(id) {
			out = append(out, channelTag(id))
		}
	}
	for _, id := range s.Roles {
		if isID(id) {
			out = append(out, roleTag(id))
		}
	}
	if s.Days > 0 {
		out = append(out, fillIn(w.Days, "{n}", strconv.Itoa(s.Days)))
	}
	if text := oneLine(s.Text, maxQuestion); text != "" {
		out = append(out, Escape(text))
	}
	if len(out) == 0 {
		out = append(out, Escape(w.Values["none"]))
	}
	return strings.Join(out, ", ")
}
