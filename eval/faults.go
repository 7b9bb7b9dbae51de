package eval

import (
	"hash/fnv"
	"math/rand/v2"
	"slices"
	"strings"

	"footnote/knowledge"
)

// FaultKind is what is wrong with a planted claim.
type FaultKind string

// The kinds of fault. Unchanged marks a truth as it is.
const (
	Unchanged      FaultKind = "true"
	Digit          FaultKind = "digit"
	Scale          FaultKind = "scale" // million for billion, or the decimal point moved
	Unit           FaultKind = "unit"
	Currency       FaultKind = "currency"
	Year           FaultKind = "year"
	Day            FaultKind = "day" // day or month of a date
	Name           FaultKind = "name"
	Negation       FaultKind = "negation" // added or dropped
	HedgeDropped   FaultKind = "hedge_dropped"
	HedgeAdded     FaultKind = "hedge_added"
	SwappedFigures FaultKind = "swapped_figures" // two of the claim exchanged, or one replaced by another of the passage
	SwappedRoles   FaultKind = "swapped_roles"   // who does what to whom
	PlanAsDone     FaultKind = "plan_as_done"
	PlanAsCertain  FaultKind = "plan_as_certain" // "will" for "plans to"
	QuoteEdited    FaultKind = "quote_edited"    // the passage itself but for a word or two
	InventedClause FaultKind = "invented_clause" // true as far as the added clause
	WrongPassage   FaultKind = "wrong_passage"   // true of another announcement
)

// FaultKinds are the kinds in the order of the table.
var FaultKinds = []FaultKind{
	Digit, Scale, Unit, Currency, Year, Day, SwappedFigures, Name, Negation, HedgeDropped, HedgeAdded,
	PlanAsDone, QuoteEdited, InventedClause, WrongPassage, PlanAsCertain, SwappedRoles,
}

// Fault is a claim with exactly one fault; with kind Unchanged it has none.
type Fault struct {
	Truth        Truth // what it was made from
	Kind         FaultKind
	Announcement string // file name, as in Truth
	Lang         string // of Text
	Pair         string // languages of text and announcement, such as "en-de"
	Text         string
	Passage      string // id of the passage that it is said to stand above
	Change       string // what was done to the truth, for a reader
}

// perKind is how many faults of one kind are kept.
const perKind = 180

// claim is what a rule works on: a truth, or a passage that is to be edited.
type claim struct {
	text, lang string
	source     string // text of the passage
	*rand.Rand
}

// edit is a text with one fault, and what was changed.
type edit struct{ text, change string }

// rules make edits by small textual means of their own; they share no code
// with the gates that the faults are to test.
var rules = map[FaultKind]func(claim) []edit{
	Digit: digitFaults, Scale: scaleFaults, Unit: unitFaults, Currency: currencyFaults, Year: yearFaults, Day: dayFaults,
	SwappedFigures: swappedFigures, Negation: negationFaults, HedgeDropped: droppedHedges, HedgeAdded: addedHedges, PlanAsCertain: certainPlans,
	InventedClause: inventedClauses,
}

// Faults plants the faults, at most perKind of a kind, sorted by kind and
// truth; the same seed gives the same faults.
func (m *Material) Faults(seed uint64) []Fault {
	byKind := map[FaultKind][]Fault{}
	seen := map[string]bool{}
	add := func(f Fault) {
		key := string(f.Kind) + f.Announcement + f.Passage + f.Text
		if (f.Kind == WrongPassage || f.Text != f.Truth.Text) && len([]rune(f.Text)) <= 300 && !seen[key] {
			seen[key] = true
			byKind[f.Kind] = append(byKind[f.Kind], f)
		}
	}
	for _, t := range m.Truths {
		for kind, rule := range rules {
			c := claim{t.Text, t.Lang, m.cited[t.ID].Text, source(seed, t.ID, string(kind))}
			for _, e := range rule(c) {
				add(m.fault(t, kind, e))
			}
		}
		for _, e := range droppedWords(claim{m.cited[t.ID].Text, m.announcements[t.Announcement].Language, m.cited[t.ID].Text, source(seed, t.ID)}) {
			add(m.fault(t, QuoteEdited, e))
		}
		add(m.strange(t, source(seed, t.ID, string(WrongPassage))))
	}
	truths := map[string]Truth{}
	for _, t := range m.Truths {
		truths[t.ID] = t
	}
	for _, h := range m.hand {
		add(m.fault(truths[h.Truth], h.Kind, edit{h.Text, "by hand"}))
	}
	var out []Fault
	for _, kind := range FaultKinds {
		out = append(out, sample(byKind[kind], source(seed, string(kind)))...)
	}
	return out
}

// True returns the truths as claims without a fault.
func (m *Material) True() []Fault {
	var out []Fault
	for _, t := range m.Truths {
		out = append(out, m.fault(t, Unchanged, edit{t.Text, ""}))
	}
	return out
}

// fault is the edit of a truth, above the truth's own passage. An edited
// quote is in the language of the passage.
func (m *Material) fault(t Truth, kind FaultKind, e edit) Fault {
	own := m.announcements[t.Announcement].Language
	f := Fault{Truth: t, Kind: kind, Announcement: t.Announcement, Lang: t.Lang, Text: e.text, Passage: m.cited[t.ID].ID, Change: e.change}
	if kind == QuoteEdited {
		f.Lang = own
	}
	f.Pair = f.Lang + "-" + own
	return f
}

// strange sets a truth above the passage of another announcement that has
// most words in common with it.
func (m *Material) strange(t Truth, r *rand.Rand) Fault {
	var others []string
	for _, file := range m.files {
		if file != t.Announcement && (t.Lang == "en" || m.announcements[file].Language == t.Lang) {
			others = append(others, file)
		}
	}
	f := m.fault(t, WrongPassage, edit{t.Text, "of another announcement"})
	f.Announcement = others[r.IntN(len(others))]
	a := m.announcements[f.Announcement]
	f.Passage, f.Pair = nearest(a, t.Text), t.Lang+"-"+a.Language
	return f
}

// nearest returns the passage with most words of text, the earliest of equals.
func nearest(a *knowledge.Announcement, text string) string {
	words := strings.FieldsFunc(strings.ToLower(text), notWord)
	best, most := "", -1
	for _, p := range a.Passages {
		if p.Heading {
			continue
		}
		n := 0
		for _, w := range strings.FieldsFunc(strings.ToLower(p.Text), notWord) {
			if len(w) > 3 && slices.Contains(words, w) {
				n++
			}
		}
		if n > most {
			best, most = p.ID, n
		}
	}
	return best
}

// sample keeps perKind of the faults, as evenly from the pairs of languages as
// there are enough.
func sample(all []Fault, r *rand.Rand) []Fault {
	byPair := map[string][]int{}
	for _, i := range r.Perm(len(all)) {
		byPair[all[i].Pair] = append(byPair[all[i].Pair], i)
	}
	var keep []int
	for turn := 0; len(keep) < min(perKind, len(all)); turn++ {
		for _, pair := range []string{"de-de", "en-de", "en-en"} {
			if is := byPair[pair]; turn < len(is) && len(keep) < perKind {
				keep = append(keep, is[turn])
			}
		}
	}
	slices.Sort(keep)
	out := make([]Fault, len(keep))
	for i, k := range keep {
		out[i] = all[k]
	}
	return out
}

// source is a source of chance that depends on the seed and the words alone,
// so that a new truth leaves the faults of the others as they were.
func source(seed uint64, words ...string) *rand.Rand {
	h := fnv.New64a()
	h.Write([]byte(strings.Join(words, "\x00")))
	return rand.New(rand.NewPCG(seed, h.Sum64()))
}
