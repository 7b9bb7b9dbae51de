package knowledge

import (
	"strings"
	"sync"
)

// germanVerbs are the German entries of the thesaurus that look like infinitives,
// folded.
var germanVerbs = sync.OnceValue(func() map[string]bool {
	out := map[string]bool{}
	files, err := thesaurusFiles.ReadDir("thesaurus")
	if err != nil {
		return out
	}
	for _, f := range files {
		if !strings.HasPrefix(f.Name(), "de") {
			continue
		}
		data, err := thesaurusFiles.ReadFile("thesaurus/" + f.Name())
		if err != nil {
			continue
		}
		for line := range strings.Lines(string(data)) {
			left, _, _ := strings.Cut(line, " = ")
			for word := range strings.SplitSeq(left, " | ") {
				word = strings.TrimSpace(word)
				if len(word) > minPart && strings.HasSuffix(word, "n") && !strings.Contains(word, " ") {
					if verb := digraphs.Replace(Fold(word)); !noVerbs[verb] {
						out[verb] = true
					}
				}
			}
		}
	}
	return out
})

// isGermanVerb tells whether a folded word is one of them.
func isGermanVerb(folded string) bool { return germanVerbs()[digraphs.Replace(folded)] }

// looksLikeVerb tells whether a folded German word is an infinitive or a form of one.
func looksLikeVerb(folded string) bool { return isGermanVerb(folded) || infinitiveOf(folded) != "" }

// noVerbs look like forms of verbs, or like infinitives, and are none, folded.
var noVerbs = wordsOf("haft konzert gesamt gesamte gesamter gesamtes gesamten schulter schultern west planet planeten ratte ratten werft mint bett bekannt bekannte bekannten bekannter bekanntes gelegen geborgen geschaffen")

// weakEnds are the ends that German verbs take, the longer ones first: "lieferten".
var weakEnds = []string{"tes", "ter", "tem", "ten", "te", "t"}

// infinitiveOf returns the infinitive of a folded form of a German verb that the thesaurus
// has ("liefert", "meldeten"), or of what is made of it ("Erweiterung"), and "" for all
// other words.
func infinitiveOf(folded string) string {
	if len(folded) < minPart || len(folded) > maxWord {
		return ""
	}
	f := digraphs.Replace(folded)
	if noVerbs[f] {
		return ""
	}
	if verb := finiteOf(f); verb != "" {
		return verb
	}
	return derivedOf(f)
}

// finiteOf returns the infinitive of which f is a finite form.
func finiteOf(f string) string {
	for _, end := range weakEnds {
		base, ok := strings.CutSuffix(f, end)
		if !ok || len(base) < minPart-1 {
			continue
		}
		if e, ok := strings.CutSuffix(base, "e"); ok && strings.ContainsAny(e[len(e)-1:], "dtmn") {
			base = e // "meldet"
		}
		if (strings.HasSuffix(base, "er") || strings.HasSuffix(base, "el")) && isGermanVerb(base+"n") {
			return base + "n"
		}
		if isGermanVerb(base + "en") {
			return base + "en"
		}
	}
	return ""
}

// derivedOf returns the infinitive in -ern or -eln of which f is the noun, which Snowball
// keeps apart: "Lieferung", "Entwicklung".
func derivedOf(f string) string {
	f = strings.TrimSuffix(f, "en")
	if base, ok := strings.CutSuffix(f, "erung"); ok && isGermanVerb(base+"ern") {
		return base + "ern"
	}
	if base, ok := strings.CutSuffix(f, "lung"); ok && isGermanVerb(base+"eln") {
		return base + "eln"
	}
	return ""
}
