package answer

import (
	"regexp"
	"strings"
	"unicode/utf8"

	"footnote/knowledge"
)

// maxClaim is the length of the longest claim, in characters.
const maxClaim = 300

// lineMarkers are the passage numbers that small models append.
var lineMarkers = regexp.MustCompile(`\s*[\[(](?:s\d+[,; ]*)+[\])]`)

// foreign is what no claim may hold unless its passage does: addresses,
// mentions, invites, markup, control sequences of Discord.
var foreign = regexp.MustCompile("(?i)https?:|www\\.|\\b[a-z0-9-]+\\.(?:com|net|org|gg|io|ru|xyz|de)\\b|discord\\.gg|@|<[#@:/a-z]|[*_~|`\\\\{}<>\\[\\]]|^\\s*[#>-]")

// promptText are words of ours that a claim has no reason to say.
var promptText = regexp.MustCompile(`(?i)looking_for|"?claims"?\s*:|states_answer|\bs\d{1,3}\b|system prompt|(?:announcement|question)-[0-9a-f]{8}|numbered line|as an ai`)

// gateShape (G0): one sentence of at most 300 characters in the asker's
// language, without anything that would act in a channel.
func gateShape(e *Engine, p *proposal, lang string) verdict {
	p.text = strings.Join(strings.Fields(knowledge.Clean(lineMarkers.ReplaceAllString(p.text, ""))), " ")
	switch {
	case p.text == "":
		return reject("shape", "empty")
	case utf8.RuneCountInString(p.text) > maxClaim:
		return reject("shape", "longer than 300 characters")
	case len(knowledge.Sentences(p.text, lang)) != 1:
		return reject("shape", "more than one sentence")
	}
	if bad := foreign.FindString(p.text); bad != "" && !strings.Contains(e.Announcement.Text, bad) {
		return reject("shape", "markup, address or mention: "+bad)
	}
	if bad := promptText.FindString(p.text); bad != "" && !strings.Contains(e.Announcement.Text, bad) {
		return reject("shape", "words of the prompt: "+bad)
	}
	if is := knowledge.DetectLanguage(p.text); is != "" && is != lang {
		return reject("shape", "language "+is+" instead of "+lang)
	}
	return verdict{}
}
