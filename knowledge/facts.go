package knowledge

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
)

// factFile is the YAML of NAME.facts.yaml.
type factFile struct {
	Facts []factEntry `yaml:"facts"`
}

type factEntry struct {
	ID        string              `yaml:"id"`
	Label     map[string]string   `yaml:"label"`
	Value     map[string]string   `yaml:"value"`
	Questions map[string][]string `yaml:"questions"`
	Quote     string              `yaml:"quote"`
}

// maxFacts keeps /facts readable.
const maxFacts = 50

// parseFacts reads and checks quick facts: each has labels and values in
// German and English, and a quote that stands in a passage of a to the byte,
// whose figures and hedges the values keep. All problems are reported at once.
func parseFacts(name string, data []byte, a *Announcement) ([]Fact, error) {
	source, err := readableText(name, data)
	if err != nil {
		return nil, err
	}
	var file factFile
	dec := yaml.NewDecoder(bytes.NewReader([]byte(source)))
	dec.KnownFields(true)
	if err := dec.Decode(&file); err != nil && !errors.Is(err, io.EOF) {
		return nil, yamlError(name, 0, err)
	}
	if len(file.Facts) > maxFacts {
		return nil, fmt.Errorf("%s: %d facts; keep to %d, members read them as one list", name, len(file.Facts), maxFacts)
	}
	var out []Fact
	var problems []error
	seen := map[string]bool{}
	for i, e := range file.Facts {
		at := fmt.Sprintf("%s:%d: fact %d (%s)", name, lineOf(source, "id: "+e.ID), i+1, e.ID)
		f, err := a.newFact(e)
		if err == nil && seen[e.ID] {
			err = errors.New("this id stands twice; give each fact its own")
		}
		seen[e.ID] = true
		if err != nil {
			problems = append(problems, fmt.Errorf("%s: %w", at, err))
			continue
		}
		out = append(out, f)
	}
	return out, errors.Join(problems...)
}

func (a *Announcement) newFact(e factEntry) (Fact, error) {
	f := Fact{ID: e.ID, Labels: e.Label, Values: e.Value, Questions: e.Questions}
	if !idPattern.MatchString(e.ID) {
		return f, errors.New("id: use up to 64 lower-case letters, digits and hyphens")
	}
	for _, lang := range []string{"de", "en"} {
		if strings.TrimSpace(e.Label[lang]) == "" || strings.TrimSpace(e.Value[lang]) == "" {
			return f, fmt.Errorf("label and value are needed in %s", lang)
		}
	}
	at := strings.Index(a.Text, e.Quote)
	if e.Quote == "" || at < 0 {
		return f, fmt.Errorf("quote %q does not stand in the announcement; copy it character for character", e.Quote)
	}
	f.Quote = Quote{at, at + len(e.Quote)}
	for _, p := range a.Passages {
		if !p.Heading && p.Start <= f.Quote.Start && f.Quote.End <= p.End {
			f.Passage = p.ID
		}
	}
	if f.Passage == "" {
		return f, errors.New("quote: it must lie within one sentence, and not in a heading")
	}
	if !atEdges(a.Text, f.Quote.Start, f.Quote.End) {
		return f, errors.New("quote: it must not begin or end inside a word or figure")
	}
	for lang, value := range e.Value {
		if err := keepsFigures(value, lang, e.Quote, a.Language); err != nil {
			return f, fmt.Errorf("value in %s: %w", lang, err)
		}
	}
	return f, nil
}

// keepsFigures tells whether value says no figure or date that quote does not
// say, all that it says with the same hedge, and denies what it denies.
func keepsFigures(value, valueLang, quote, quoteLang string) error {
	if bad, ok := FirstUncarried(value, valueLang, []string{quote}, quoteLang); !ok {
		return fmt.Errorf("%q is not what the quote says (figure, unit, date or a word such as “bis zu”); make them equal", bad)
	}
	if len(Figures(value, valueLang)) < len(Figures(quote, quoteLang)) {
		return errors.New("the quote holds more figures; say them all or shorten the quote")
	}
	if Modal(quote, quoteLang) && !Hedged(value, valueLang) {
		return errors.New("the quote speaks of a plan or a possibility; say so (planned, will, may, up to …)")
	}
	if Negated(value, valueLang) != Negated(quote, quoteLang) {
		return errors.New("value and quote do not deny the same")
	}
	return nil
}

// FirstUncarried looks for a figure or date of claim that none of the sources
// carries, and returns its words; ok is true when there is none. Less
// specific than the source is carried ("2025" by "24. November 2025"), more
// specific or differently hedged is not. A word that says how many without a
// figure ("millions", "half") must be said by a source too.
func FirstUncarried(claim, claimLang string, sources []string, sourceLang string) (bad string, ok bool) {
	var from carriers
	for _, s := range sources {
		from.add(s, sourceLang)
	}
	return from.firstUncarried(&said{text: claim, lang: claimLang, figures: Figures(claim, claimLang), dates: Dates(claim, claimLang)})
}

// carriers are the texts that a claim's figures and dates must stand in.
type carriers struct {
	texts   []string
	lang    string
	figures []Figure
	dates   []Date
}

func (c *carriers) add(text, lang string) {
	c.texts, c.lang = append(c.texts, text), lang
	c.figures = append(append(c.figures, figuresIn(text, lang, true)...), pairs(text)...)
	c.dates = append(c.dates, Dates(text, lang)...)
}

// longAgo adds years before 1900 as numbers and such numbers as years: what they are is
// told by words around them alone.
func (c *carriers) longAgo() {
	for _, f := range c.figures {
		if f.Unit == "" && f.Value >= 1500 && f.Value < 1900 && isWhole(f.Value) {
			c.dates = append(c.dates, Date{Year: int(f.Value)})
		}
	}
	for _, d := range c.dates {
		if d.Month == 0 && d.Year < 1900 {
			c.figures = append(c.figures, Figure{Value: float64(d.Year)})
		}
	}
}

func (c *carriers) firstUncarried(r *said) (bad string, ok bool) {
	c.longAgo()
	if i := uncarried(r.figures, c.figures); i >= 0 {
		return r.text[r.figures[i].Start:r.figures[i].End], false
	}
	if loose := looseAmount(r.text, r.lang, r.figures, c.texts, c.lang); loose != "" {
		return loose, false
	}
	if i := uncarried(r.dates, c.dates); i >= 0 {
		return r.text[r.dates[i].Start:r.dates[i].End], false
	}
	if bad, ok := firstOtherMonth(r.text, r.lang, c.texts, c.lang); !ok {
		return bad, false
	}
	if len(r.figures) > 0 {
		return firstOtherRate(r.text, r.lang, c.texts, c.lang)
	}
	return "", true
}

// pair is a word that says that there are two.
var pair = CompilePattern(`(?i)\b(?:beide[nrs]?|both|neither|either|les deux|ambos|entrambi|beiden?)\b`)

// pairs are the twos that s speaks of without a number.
func pairs(s string) []Figure {
	if pair.MatchString(s) {
		return []Figure{{Value: 2}}
	}
	return nil
}

// uncarried returns the index of the first of claims that none of the sources
// carries, or -1.
func uncarried[T interface{ Carries(T) bool }](claims, sources []T) int {
	return slices.IndexFunc(claims, func(c T) bool {
		return !slices.ContainsFunc(sources, func(s T) bool { return s.Carries(c) })
	})
}
